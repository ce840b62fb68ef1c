"""Lists of parcels: idle land, what was levelled, reclaimed and disposed of, notices, deadlines."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from parkland.conventions import flag_label
from parkland.reports.parcel_columns import fact_cells, fact_column
from parkland.reports.report_blocks import Cell, ReportTable, Row, Summed, TableColumn
from parkland.schema import FIELDS
from parkland.status import deadlines, explain
from parkland.units import area_unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parkland.reports.basis import Basis

WHO = ("parcel_id", "name", "holder")
ACTS = ("disposal_kind", "disposal_on", "disposal_doc")
START = ("start_due", "supplement_start", "handover_on")
IDLE = (*START, "idle_since", "days_idle", "route", "fee", "next_step", "next_on")
DUE = ("due_on", "days_left", "parcel_id", "name", "holder", "what", "basis")
NOTICES = ("notice_no", "notice_on", "notice_due")
ONLY_WIDE = ("handover_on", "next_step")  # the reasoning below has them
MOST_EXPLAINED = 100
WITHIN = "90D"


def idle_land(basis: Basis) -> ReportTable:
    """Return the idle parcels: since when, and what follows."""
    return _listing(basis, "idle", basis.flags["idle"], (*WHO, *IDLE), flag="idle")


def undetermined(basis: Basis) -> ReportTable:
    """Return the parcels whose idleness cannot be determined, and what is missing."""
    unknown = basis.parcels["idle"].isna()
    table = _listing(basis, "undetermined", unknown, (*WHO, "status"))
    places = [place for place, taken in enumerate(unknown) if taken]
    column = TableColumn(key="missing", heading=basis.text("missing"))
    missing = [
        _missing(basis, place) if step < MOST_EXPLAINED else None
        for step, place in enumerate(places)
    ]
    rows = [(*row[:-1], lacking, row[-1]) for row, lacking in zip(table.rows, missing, strict=True)]
    total = table.total and (*table.total[:-1], None, table.total[-1])
    columns = (*table.columns[:-1], column, table.columns[-1])
    return replace(table, columns=columns, rows=tuple(rows), total=total)


def _missing(basis: Basis, place: int) -> str:
    """Return the facts without which something of a parcel cannot be determined."""
    explained = explain(
        basis.ledger.parcels.iloc[place],
        as_of=basis.ledger.as_of,
        rules=basis.ledger.rules,
        lang=basis.lang,
    )
    joint = basis.text("name_joint")
    return joint.join(FIELDS[name].label(basis.lang) for name in explained.missing)


def acts(basis: Basis) -> list[ReportTable]:
    """Return a list for each flag of recorded acts, of low-efficiency land and of notices."""
    tables = [
        _listing(
            basis,
            flag,
            basis.borne(flag),
            (*WHO, *(("levelled_on",) if flag == "levelled" else ACTS)),
            flag=flag,
            caption=_caption(basis, flag),
        )
        for flag in basis.flags
        if flag != "idle"
    ]
    low = basis.parcels["low_efficiency"].fillna(value=False).astype(bool)
    noticed = basis.noticed
    if low.any():
        tables.append(_listing(basis, "low_efficiency_list", low, (*WHO, "land_use", *NOTICES)))
    if noticed.any():
        tables.append(_listing(basis, "notice_list", noticed, (*WHO, *NOTICES)))
    return [table for table in tables if table.rows]


def _caption(basis: Basis, flag: str) -> str:
    label = flag_label(flag, basis.lang)
    in_period = basis.period is not None and flag in basis.flag_days
    return basis.text("of_period", name=label) if in_period else label


def overdue(basis: Basis) -> ReportTable:
    """Return the parcels whose start is overdue and that are not idle yet."""
    chosen = basis.parcels["status"] == "overdue"
    return _listing(basis, "overdue", chosen, (*WHO, *START, "next_step", "next_on"))


def falling_due(basis: Basis) -> ReportTable:
    """Return what falls due within 90 days."""
    found = deadlines(
        basis.ledger.parcels,
        as_of=basis.ledger.as_of,
        within=WITHIN,
        rules=basis.ledger.rules,
        lang=basis.lang,
    )
    numbers = basis.numbers.loc[found["parcel"]]
    columns = (
        TableColumn(key="no", heading=basis.text("no"), kind="count"),
        *(fact_column(basis, name) for name in DUE),
    )
    cells = zip(*(found[name] for name in DUE), strict=True)
    return ReportTable(
        key="deadlines",
        caption=basis.text("deadlines"),
        columns=columns,
        rows=tuple(
            (int(number), *(_plain(value) for value in row))
            for number, row in zip(numbers, cells, strict=True)
        ),
    )


def _listing(
    basis: Basis,
    key: str,
    chosen: pd.Series,
    names: Sequence[str],
    *,
    flag: str = "",
    caption: str = "",
) -> ReportTable:
    """Return the chosen parcels with the named facts that any of them has, and their area."""
    kept = [name for name in names if basis.parcels.loc[chosen, name].notna().any()]
    facts: list[list[Cell]] = [fact_cells(basis, name) for name in kept]
    measure = area_unit("mu")
    areas = basis.flagged["mu"][flag] if flag else basis.leaves["mu"]
    places = [place for place, taken in enumerate(chosen) if taken]
    rows: list[Row] = [
        (
            int(basis.numbers.iloc[place]),
            *(cells[place] for cells in facts),
            _known(areas.iloc[place]),
        )
        for place in places
    ]
    total = round(float(areas[chosen].sum()), basis.digits("mu"))
    return ReportTable(
        key=key,
        caption=caption or basis.text(key),
        columns=(
            TableColumn(key="no", heading=basis.text("no"), kind="count"),
            *(fact_column(basis, name, only_wide=name in ONLY_WIDE) for name in kept),
            TableColumn(
                key="mu",
                heading=basis.text("area_in", unit=measure.label(basis.lang)),
                kind="number",
                digits=basis.digits("mu"),
            ),
        ),
        rows=tuple(rows),
        total=(basis.text("total"), *(None for _ in kept), Summed(total)) if rows else None,
    )


def _known(value: float) -> float | None:
    return None if value != value else float(value)  # noqa: PLR0124 - NaN alone differs from itself


def _plain(value: Any) -> Cell:
    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.date()
    return value if isinstance(value, str) else int(value)
