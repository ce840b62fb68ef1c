"""Lists of parcels: deadlines, what was levelled, reclaimed and disposed of, notices."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from parkland.reports.report_blocks import Cell, Row, Summed, TableBlock, Text
from parkland.reports.report_columns import (
    area_column,
    cells_of,
    known_numbers,
    number_column,
    report_cells,
    report_column,
)
from parkland.status.due_dates import LEGAL_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from parkland.reports.basis import Basis
    from parkland.reports.report_blocks import Block

IDENTITY = ("parcel_id", "name", "holder")
DISPOSAL = ("disposal_kind", "disposal_on", "disposal_doc")
START = ("start_due", "supplement_start", "handover_on")
DUE = ("due_on", "days_left", *IDENTITY, "what", "basis")
PASSED = ("due_on", "days_overdue", *IDENTITY, "what", "basis")
NOTICES = ("notice_no", "notice_on", "notice_due")
# A workbook has these too; on a page they would leave no room for the others.
ONLY_WIDE = ("handover_on", "next_step", "basis", "land_use")


def deadline_section(basis: Basis) -> Iterator[Block]:
    """Yield what falls due, how much has passed, and the parcels whose start is overdue."""
    yield falling_due(basis)
    if passed := len(_passed(basis)):
        annex = basis.text("section_passed")
        yield Text(basis.text("passed_many", number=f"{passed:,}", annex=annex))
    yield overdue(basis)


def passed_section(basis: Basis) -> Iterator[TableBlock]:
    """Yield what has passed and is still open."""
    yield passed_deadlines(basis)


def act_section(basis: Basis) -> Iterator[TableBlock]:
    """Yield a list for each flag of recorded acts; in a period, those of it, then undated ones."""
    for flag in basis.flags:
        if flag == "idle" or basis.statuses.is_own(flag):
            continue
        names = (*IDENTITY, *(("levelled_on",) if flag == "levelled" else DISPOSAL))
        chosen = basis.with_flag(flag)
        yield listing(basis, flag, chosen, names, matter=flag, caption=_caption(basis, flag))
        if (undated := basis.undated(flag)).any() and basis.period is not None:
            caption = basis.text("undated_list", name=basis.statuses.flag_label(flag, basis.lang))
            yield listing(basis, f"{flag}_undated", undated, names, matter=flag, caption=caption)


def notice_section(basis: Basis) -> Iterator[TableBlock]:
    """Yield low-efficiency land, and the rectification notices."""
    low = basis.parcels["low_efficiency"].fillna(value=False).astype(bool)
    yield listing(basis, "low_efficiency_list", low, (*IDENTITY, "land_use", *NOTICES))
    notices = listing(basis, "notice_list", basis.noticed, (*IDENTITY, *NOTICES))
    # a page has the notices of low-efficiency land once
    said = basis.period is None and not (basis.noticed & ~low).any()
    yield replace(notices, only_wide=said)


def _caption(basis: Basis, flag: str) -> str:
    name = basis.statuses.flag_label(flag, basis.lang)
    in_period = basis.period is not None and flag in basis.flag_days
    return basis.text("of_period", name=name) if in_period else name


def overdue(basis: Basis) -> TableBlock:
    """Return the parcels whose start is overdue and that are not idle yet."""
    chosen = basis.parcels["status"] == "overdue"
    return listing(basis, "overdue", chosen, (*IDENTITY, *START, "next_step", "next_on"))


def falling_due(basis: Basis) -> TableBlock:
    """Return what falls due within 90 days."""
    found = basis.deadlines
    table = _of_deadlines(basis, "deadlines", found[found["days_left"] >= 0], DUE)
    return replace(table, leads_sheet=True, when_empty="say_none")


def passed_deadlines(basis: Basis) -> TableBlock:
    """Return what has passed and is still open.

    Starts, full years without a start and suspensions are left out: the lists of idle and of
    overdue land have them.
    """
    return _of_deadlines(basis, "passed", _passed(basis), PASSED)


def _passed(basis: Basis) -> pd.DataFrame:
    found = basis.deadlines
    return found[(found["days_left"] < 0) & ~found["kind"].isin(LEGAL_KINDS)]


def _of_deadlines(basis: Basis, key: str, found: pd.DataFrame, names: Sequence[str]) -> TableBlock:
    """Return a table of deadlines, which is left out without rows."""
    numbers: list[Cell] = [int(number) for number in basis.numbers.loc[found["parcel"]]]
    cells = (cells_of(basis, name, found[name]) for name in names)
    is_numbered = bool(found["parcel_id"].notna().all())
    only_wide = (*ONLY_WIDE, *(("name",) if is_numbered else ()))
    return TableBlock(
        key=key,
        caption=basis.text(key),
        columns=(
            number_column(basis),
            *(report_column(basis, name, only_wide=name in only_wide) for name in names),
        ),
        rows=tuple(zip(numbers, *cells, strict=True)),
        when_empty="leave_out",
    )


def listing(
    basis: Basis,
    key: str,
    chosen: pd.Series,
    names: Sequence[str],
    *,
    matter: str = "",
    caption: str = "",
    only_wide: Sequence[str] = ONLY_WIDE,
) -> TableBlock:
    """Return the chosen parcels with those of the named columns that any of them has, and areas.

    The day of the act behind `matter` is always there: where it is not recorded, that is said. On a
    page the columns `only_wide` give way, but not the name of parcels without a number.
    """
    day = basis.flag_days.get(matter)
    found = basis.parcels.loc[chosen]
    kept = [name for name in names if name == day or found[name].notna().any()]
    if found["parcel_id"].isna().any():
        only_wide = [name for name in only_wide if name != "name"]
        kept = [name for name in names if name in kept or name == "name"]
    areas = basis.known_areas(matter) if matter else basis.figures[basis.unit].leaves
    cells = [report_cells(basis, name) for name in kept]
    if day in kept:
        place = kept.index(day)
        cells[place] = [basis.text("undated") if c is None else c for c in cells[place]]
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
            *(report_column(basis, name, only_wide=name in only_wide) for name in kept),
            area_column(basis, basis.unit, basis.unit),
        ),
        rows=tuple(rows),
        total=(basis.text("total"), *(None for _ in kept), total) if rows else None,
        when_empty=when_empty,
    )
