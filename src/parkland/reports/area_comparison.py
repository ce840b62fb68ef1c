"""Stated, planar and ellipsoidal areas side by side, as `reconcile` compares them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from parkland.display import code_words, label, value_texts
from parkland.figures import VERDICTS, areas_compared, reconcile
from parkland.reports.report_blocks import Cell, Row, Summed, TableBlock, TableColumn
from parkland.reports.report_columns import (
    area_column,
    known_numbers,
    number_column,
    report_cells,
    report_column,
)
from parkland.wording import wording

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from parkland.choices import AreaMethod
    from parkland.reports.basis import Basis

AREAS: tuple[AreaMethod, ...] = ("stated", "planar", "ellipsoidal")
IDENTITY = ("parcel_id", "name")
PERCENT_DIGITS = 3


def area_section(basis: Basis) -> Iterator[TableBlock]:
    """Yield all parcels side by side, how many agree, and the parcels that do not."""
    found = reconcile(basis.ledger, margins=True, lang=basis.lang)
    each = found.iloc[:-1]
    if each.empty:
        return
    every = _side_by_side(basis, each, found.iloc[-1])
    yield replace(every, only_wide=True, leads_sheet=True)
    yield _verdicts(basis, each)
    rows = [row for row, verdict in zip(every.rows, each["verdict"], strict=True)
            if verdict == "differs"]  # fmt: skip
    yield replace(
        every,
        key="differing",
        caption=basis.text("differing"),
        rows=tuple(rows),
        total=None,
        when_empty="leave_out",
    )


def _verdicts(basis: Basis, each: pd.DataFrame) -> TableBlock:
    counts = each["verdict"].value_counts()
    rules = basis.ledger.profile.areas
    words = code_words("verdict", basis.lang)
    return TableBlock(
        key="verdicts",
        caption=basis.text("verdicts"),
        columns=(
            report_column(basis, "verdict"),
            TableColumn(key="parcels", heading=label("parcels", basis.lang), kind="count"),
        ),
        rows=tuple(
            (words[verdict], int(counts[verdict])) for verdict in VERDICTS if verdict in counts
        ),
        total=(basis.text("total"), Summed(len(each))),
        note=basis.text(
            "verdicts_note", m2=f"{rules.tolerance_m2:g}", percent=f"{rules.tolerance_share:.2%}"
        ),
    )


def _side_by_side(basis: Basis, each: pd.DataFrame, total: pd.Series) -> TableBlock:
    digits = basis.digits(basis.unit)
    areas = areas_compared(basis.ledger, unit=basis.unit)
    shares = each["difference_percent"] / 100
    cells: list[Sequence[Cell]] = [
        [int(number) for number in basis.numbers],
        *(report_cells(basis, name) for name in IDENTITY),
        *(known_numbers(areas[area]) for area in AREAS),
        known_numbers(areas["difference"]),
        known_numbers(shares),
        list(value_texts(each["verdict"], "verdict", basis.lang)),
        list(each["explanation"]),
    ]
    columns = (
        number_column(basis),
        *(report_column(basis, name) for name in IDENTITY),
        *(
            area_column(basis, basis.unit, area, wording(f"area.{area}", basis.lang))
            for area in AREAS
        ),
        area_column(basis, basis.unit, "difference", label("difference", basis.lang)),
        TableColumn(
            key="share",
            heading=wording("reconciliation.percent", basis.lang),
            kind="percent",
            digits=PERCENT_DIGITS,
        ),
        report_column(basis, "verdict"),
        report_column(basis, "explanation"),
    )
    rows: list[Row] = list(zip(*cells, strict=True))
    sums = [Summed(round(float(areas[area].sum()), digits)) for area in AREAS]
    # the differences add up to the difference of the parcels that have both areas
    difference = Summed(round(float(areas["difference"].sum()), digits))
    (share,) = known_numbers(total[["difference_percent"]] / 100)
    whole: Row = (
        basis.text("total"),
        *(None for _ in IDENTITY),
        *sums,
        difference,
        share,
        None,
        None,
    )
    return TableBlock(
        key="reconciliation",
        caption=basis.text("reconciliation"),
        columns=columns,
        rows=tuple(rows),
        total=whole,
        note=basis.text("reconciliation_note"),
    )
