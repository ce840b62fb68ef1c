"""Columns of assets in a report: heading, kind of value and cells.

`asset_labels` decides what a column is called. Money is in 万元 with the decimals that its values
have, so that a column adds up as it is printed. A ratio is rounded half up; where one would be
printed as a limit that it does not meet, the column has more decimals.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from parkland.areas.rounding import exact, exact_half_up
from parkland.asset_figures.asset_labels import asset_heading, asset_text, asset_words
from parkland.asset_figures.yearly_amounts import number_digits, number_text
from parkland.display import code_words
from parkland.reports.report_blocks import Summed, TableBlock, TableColumn, number

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import pandas as pd

    from parkland.reports.report_blocks import Cell, Row

DIGITS, MOST_DIGITS = 2, 4
WAN, PERCENT = Fraction(10_000), Fraction(1, 100)
NO = "no"  # the key of the number of a row


def asset_block(
    table: pd.DataFrame,
    columns: Mapping[str, str],
    *,
    key: str,
    caption: str,
    lang: str,
    total: str = "",
    only_wide: Collection[str] = (),
    limits: Mapping[str, Fraction] | None = None,
) -> TableBlock:
    """Return a table of assets as a block that leads its sheet, its rows numbered from 1.

    Parameters
    ----------
    table
        A result of `asset_figures`.
    columns
        The columns to print, each with the column whose label and words apply to it, or a heading
        of its own if it ends in a space.
    key, caption, lang
        Of the block.
    total
        The word of the row that sums areas and money; no such row without it.
    only_wide
        Columns that a page has no room for.
    limits
        The limits with which the numbers of a column are compared.
    """
    from parkland.wording import wording

    made = [TableColumn(key=NO, heading=wording("report.no", lang), kind="count")]
    cells: list[list[Cell]] = [list(range(1, len(table) + 1))]
    for name, called in columns.items():
        column, values = asset_cells(table[name], called, lang, limit=(limits or {}).get(name))
        heading = column.heading
        made.append(
            TableColumn(
                key=name, heading=heading, kind=column.kind, digits=column.digits,
                only_wide=name in only_wide,
            )
        )  # fmt: skip
        cells.append(values)
    rows: list[Row] = list(zip(*cells, strict=True))
    summed: list[Cell] = [total]
    for column, values in zip(made[1:], cells[1:], strict=True):
        adds = column.kind == "number" and column.key.endswith(("_mu", "_cny"))
        adds = adds and "_per_" not in column.key
        sums = round(sum(number(value) for value in values), column.digits)
        summed.append(Summed(sums) if adds else None)
    return TableBlock(
        key=key,
        caption=caption,
        columns=tuple(made),
        rows=tuple(rows),
        total=tuple(summed) if total and rows else None,
        leads_sheet=True,
        when_empty="leave_out",
    )


def asset_cells(
    values: pd.Series, called: str, lang: str, *, limit: Fraction | None = None
) -> tuple[TableColumn, list[Cell]]:
    """Return a column of a result as cells: numbers and days as such, codes as words."""
    heading = called.strip() if called.endswith(" ") else asset_heading(called, lang)
    kind = values.dtype.kind
    missing = values.isna().tolist()
    if kind == "b" or values.dtype == "boolean":
        words = code_words("levelled", lang)
        texts = [
            None if gone else words["yes" if value else "no"]
            for value, gone in zip(values, missing, strict=True)
        ]
        return TableColumn(key=called, heading=heading), list(texts)
    if kind == "M":
        days = [None if gone else value.date() for value, gone in zip(values, missing, strict=True)]
        return TableColumn(key=called, heading=heading, kind="date"), list(days)
    if kind in "iu":
        whole = [None if gone else int(value) for value, gone in zip(values, missing, strict=True)]
        return TableColumn(key=called, heading=heading, kind="count"), list(whole)
    if kind == "f":
        numbers, digits = _numbers(values.tolist(), missing, called, limit)
        column = TableColumn(key=called, heading=heading, kind="number", digits=digits)
        return column, numbers
    has_words = bool(asset_words(called, lang))
    plain: list[Cell] = [
        None if gone else asset_text(value, called, lang) if has_words else str(value)
        for value, gone in zip(values, missing, strict=True)
    ]
    return TableColumn(key=called, heading=heading), plain


def _numbers(
    values: list[Any], missing: list[bool], called: str, limit: Fraction | None
) -> tuple[list[Cell], int]:
    unit = WAN if called.endswith("_cny") else PERCENT if called.endswith("_share") else None
    known = [
        None if gone else exact(value) / unit if unit else exact(value)
        for value, gone in zip(values, missing, strict=True)
    ]
    digits = number_digits(called)
    if called.endswith("_cny"):
        fine = 10**digits
        if any(value is not None and (value * fine).denominator != 1 for value in known):
            digits = MOST_DIGITS
    if limit is not None:
        texts = [number_text(value, limit=limit) for value in known if value is not None]
        digits = max([digits, *(len(text.partition(".")[2]) for text in texts)])
    cells: list[Cell] = [
        None if value is None else exact_half_up(value, digits) / 10**digits for value in known
    ]
    return cells, digits
