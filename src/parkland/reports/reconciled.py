"""Stated, planar and ellipsoidal areas side by side, as `reconcile` compares them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from parkland.figures import VERDICTS, leaf_areas, reconcile
from parkland.reports.parcel_columns import area_column, fact_cells, fact_column
from parkland.reports.report_blocks import Cell, ReportTable, Row, Summed, TableColumn
from parkland.wording import wording, wordings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parkland.choices import AreaMethod
    from parkland.reports.basis import Basis

AREAS: tuple[AreaMethod, ...] = ("stated", "planar", "ellipsoidal")
WHO = ("parcel_id", "name")
PERCENT_DIGITS = 3


def reconciliation(basis: Basis) -> tuple[ReportTable, ReportTable, ReportTable]:
    """Return how many parcels agree, those that do not, and all of them."""
    found = reconcile(
        basis.ledger.parcels,
        profile=basis.ledger.profile,
        overlaps=basis.ledger.overlaps,
        margins=True,
        lang=basis.lang,
    )
    each = found.iloc[:-1]
    every = _every(basis, each, found.iloc[-1])
    rows = [row for row, verdict in zip(every.rows, each["verdict"], strict=True)
            if verdict == "differs"]  # fmt: skip
    differing = replace(
        every, key="differing", caption=basis.text("differing"), rows=tuple(rows), total=None
    )
    return _verdicts(basis, each), differing, replace(every, only_wide=True)


def _verdicts(basis: Basis, each: pd.DataFrame) -> ReportTable:
    counts = each["verdict"].value_counts()
    rules = basis.ledger.profile.areas
    return ReportTable(
        key="verdicts",
        caption=basis.text("verdicts"),
        columns=(
            TableColumn(key="verdict", heading=wording("reconciliation.verdict", basis.lang)),
            TableColumn(key="parcels", heading=basis.text("parcels"), kind="count"),
        ),
        rows=tuple(
            (wording(f"verdict.{verdict}", basis.lang), int(counts[verdict]))
            for verdict in VERDICTS
            if verdict in counts
        ),
        total=(basis.text("total"), Summed(len(each))),
        note=basis.text(
            "verdicts_note", m2=f"{rules.tolerance_m2:g}", percent=f"{rules.tolerance_share:.2%}"
        ),
    )


def _every(basis: Basis, each: pd.DataFrame, total: pd.Series) -> ReportTable:
    digits = basis.digits("mu")
    leaves = {area: leaf_areas(basis.parcels, area=area, digits=digits).tolist() for area in AREAS}
    verdicts = wordings("verdict", basis.lang)
    cells: list[Sequence[Cell]] = [
        [int(number) for number in basis.numbers],
        *(fact_cells(basis, name) for name in WHO),
        *[[_known(value) for value in leaves[area]] for area in AREAS],
        [_known(value, digits) for value in each["difference_mu"]],
        [_known(value / 100) for value in each["difference_percent"]],
        [verdicts[verdict] for verdict in each["verdict"]],
        list(each["explanation"]),
    ]
    rows: list[Row] = list(zip(*cells, strict=True))
    columns = (
        TableColumn(key="no", heading=basis.text("no"), kind="count"),
        *(fact_column(basis, name) for name in WHO),
        *(area_column(basis, "mu", area, wording(f"area.{area}", basis.lang)) for area in AREAS),
        area_column(basis, "mu", "difference", basis.text("difference")),
        TableColumn(
            key="share",
            heading=wording("reconciliation.percent", basis.lang),
            kind="percent",
            digits=PERCENT_DIGITS,
        ),
        TableColumn(key="verdict", heading=wording("reconciliation.verdict", basis.lang)),
        TableColumn(key="explanation", heading=wording("reconciliation.explanation", basis.lang)),
    )
    sums = [Summed(round(sum(value for value in leaves[area] if value == value), digits))  # noqa: PLR0124 - not NaN
            for area in AREAS]  # fmt: skip
    whole: Row = (
        basis.text("total"), *(None for _ in WHO), *sums,
        _known(total["difference_mu"], digits), _known(total["difference_percent"] / 100),
        None, None,
    )  # fmt: skip
    return ReportTable(
        key="reconciliation",
        caption=basis.text("reconciliation"),
        columns=columns,
        rows=tuple(rows),
        total=whole if rows else None,
        note=basis.text("reconciliation_note"),
    )


def _known(value: float, digits: int | None = None) -> float | None:
    if pd.isna(value):
        return None
    return float(value) if digits is None else round(float(value), digits) + 0.0
