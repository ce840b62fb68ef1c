"""Tables of assets as the commands `assets`, `notices` and `projects` print them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parkland.asset_figures.asset_cells import asset_cell
from parkland.asset_figures.asset_labels import asset_heading
from parkland.cli.printing import csv_output, table_text
from parkland.display import day_text
from parkland.languages import grammar
from parkland.schema import LIST_JOINT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    import pandas as pd

LINE_WIDTH = 40  # of a cell, in columns of a terminal


def asset_table(
    table: pd.DataFrame,
    columns: Mapping[str, str],
    *,
    lang: str,
    limits: Mapping[str, Fraction] | None = None,
    headings: Mapping[str, str] | None = None,
) -> str:
    """Return a table as an aligned text.

    Parameters
    ----------
    table
        A result of `parkland.asset_figures`.
    columns
        The columns to print, each with the column whose label and words apply to it.
    lang
        The language.
    limits
        The limits with which the numbers of a column are compared; see `number_text`.
    headings
        Headings that are not those of the column.
    """
    names = [name for name in columns if name in table.columns]
    right = {place for place, name in enumerate(names) if table[name].dtype.kind in "fi"}
    asked = limits or {}
    rows = [
        [asset_cell(record[name], columns[name], lang, asked.get(name)) for name in names]
        for record in table[names].to_dict("records")
    ]
    shown = [(headings or {}).get(name) or asset_heading(columns[name], lang) for name in names]
    widths = [None if place in right else LINE_WIDTH for place in range(len(names))]
    return table_text(rows, shown, right=sorted(right), width=widths)


def asset_records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows for programs: names of columns, codes, days as texts, None for missing."""
    plain = table.copy()
    for name in plain.columns:
        if plain[name].dtype.kind == "M":
            plain[name] = plain[name].map(day_text, na_action="ignore").astype(object)
    plain = plain.astype(object).where(table.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in plain.to_dict("records")]


def asset_csv(table: pd.DataFrame) -> str:
    """Return the rows as CSV for programs."""
    rows = asset_records(table)
    return csv_output([str(name) for name in table.columns], [[*row.values()] for row in rows])


def names_of(cells: pd.Series, names: Mapping[str, str], lang: str) -> list[str]:
    """Return cells that list enterprises with their names in place of their identifiers."""
    texts = cells.fillna("").tolist()
    join = grammar(lang).join
    return [join(names.get(one, one) for one in text.split(LIST_JOINT)) for text in texts]
