"""Lists of parcels: deadlines, what was levelled, reclaimed and disposed of, notices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from parkland.conventions import flag_label
from parkland.reports.report_blocks import Cell, Row, Summed, TableBlock
from parkland.reports.report_columns import (
    area_column,
    known_numbers,
    number_column,
    report_cell,
    report_cells,
    report_column,
)
from parkland.status import deadlines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from parkland.reports.basis import Basis

IDENTITY = ("parcel_id", "name", "holder")
DISPOSAL = ("disposal_kind", "disposal_on", "disposal_doc")
START = ("start_due", "supplement_start", "handover_on")
DUE = ("due_on", "days_left", "parcel_id", "name", "holder", "what", "basis")
NOTICES = ("notice_no", "notice_on", "notice_due")
# On a page, the findings below the list of idle land have these.
ONLY_WIDE = ("handover_on", "next_step")
WITHIN = "90D"


def deadline_section(basis: Basis) -> Iterator[TableBlock]:
    """Yield what falls due, and the parcels whose start is overdue."""
    yield falling_due(basis)
    yield overdue(basis)


def act_section(basis: Basis) -> Iterator[TableBlock]:
    """Yield a list for each flag of recorded acts, then low-efficiency land and notices."""
    for flag in basis.flags:
        if flag == "idle":
            continue
        names = (*IDENTITY, *(("levelled_on",) if flag == "levelled" else DISPOSAL))
        chosen = basis.with_flag(flag)
        yield listing(basis, flag, chosen, names, matter=flag, caption=_caption(basis, flag))
    low = basis.parcels["low_efficiency"].fillna(value=False).astype(bool)
    yield listing(basis, "low_efficiency_list", low, (*IDENTITY, "land_use", *NOTICES))
    yield listing(basis, "notice_list", basis.noticed, (*IDENTITY, *NOTICES))


def _caption(basis: Basis, flag: str) -> str:
    name = flag_label(flag, basis.lang)
    in_period = basis.period is not None and flag in basis.flag_days
    return basis.text("of_period", name=name) if in_period else name


def overdue(basis: Basis) -> TableBlock:
    """Return the parcels whose start is overdue and that are not idle yet."""
    chosen = basis.parcels["status"] == "overdue"
    return listing(basis, "overdue", chosen, (*IDENTITY, *START, "next_step", "next_on"))


def falling_due(basis: Basis) -> TableBlock:
    """Return what falls due within 90 days."""
    found = deadlines(
        basis.ledger.parcels,
        as_of=basis.ledger.as_of,
        within=WITHIN,
        passed=False,
        rules=basis.ledger.rules,
        lang=basis.lang,
    )
    numbers: list[Cell] = [int(number) for number in basis.numbers.loc[found["parcel"]]]
    cells = ([report_cell(basis, name, value) for value in found[name]] for name in DUE)
    return TableBlock(
        key="deadlines",
        caption=basis.text("deadlines"),
        columns=(number_column(basis), *(report_column(basis, name) for name in DUE)),
        rows=tuple(zip(numbers, *cells, strict=True)),
        leads_sheet=True,
        when_empty="say_none",
    )


def listing(
    basis: Basis,
    key: str,
    chosen: pd.Series,
    names: Sequence[str],
    *,
    matter: str = "",
    caption: str = "",
) -> TableBlock:
    """Return the chosen parcels with those of the named columns that any of them has, and areas."""
    kept = [name for name in names if basis.parcels.loc[chosen, name].notna().any()]
    areas = basis.counting_areas(matter) if matter else basis.figures["mu"].leaves
    cells = [report_cells(basis, name) for name in kept]
    printed = known_numbers(areas)
    rows: list[Row] = [
        (
            int(basis.numbers.iloc[place]),
            *(column[place] for column in cells),
            printed[place],
        )
        for place, taken in enumerate(chosen)
        if taken
    ]
    total = Summed(basis.area_of(chosen, matter))
    when_empty: Literal["leave_out"] = "leave_out"
    return TableBlock(
        key=key,
        caption=caption or basis.text(key),
        columns=(
            number_column(basis),
            *(report_column(basis, name, only_wide=name in ONLY_WIDE) for name in kept),
            area_column(basis, "mu", "mu"),
        ),
        rows=tuple(rows),
        total=(basis.text("total"), *(None for _ in kept), total) if rows else None,
        when_empty=when_empty,
    )
