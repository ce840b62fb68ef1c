"""The annex with the parcel ledger (台账): every parcel, and every area that a figure sums."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.reports.basis import DISPOSED, UNITS
from parkland.reports.report_blocks import LEDGER, Cell, Row, Summed, TableBlock, number
from parkland.reports.report_columns import (
    area_column,
    known_numbers,
    number_column,
    report_cells,
    report_column,
)
from parkland.reports.summary_tables import GROUPS
from parkland.schema import flag_columns

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from parkland.reports.basis import Basis
    from parkland.reports.report_blocks import TableColumn

# On a page: what tells one parcel from another. A workbook has all columns of the profile.
ON_A_PAGE = ("parcel_id", "name", "holder", "land_use", "status")


def ledger_section(basis: Basis) -> Iterator[TableBlock]:
    """Yield the parcel ledger."""
    yield parcel_ledger(basis)


def parcel_ledger(basis: Basis) -> TableBlock:
    """Return every parcel in the office's order of columns, with the areas that are counted.

    It has, beside the columns of the profile, those that the conditions of figures name (groups,
    dates of acts, flags) and an area column for each figure, so that a workbook can write every
    figure as a formula over this table.
    """
    flags = flag_columns(basis.parcels)
    shown = basis.ledger.profile.report.columns
    days = basis.flag_days.values()
    wanted = [*shown, *GROUPS, "disposal_kind", *days, "status", *flags.values()]
    always = (*ON_A_PAGE, *flags.values())
    names = [
        name
        for name in dict.fromkeys(wanted)
        if name in always or basis.parcels[name].notna().any()
    ]
    columns = [number_column(basis)]
    cells: list[Sequence[Cell]] = [[int(number) for number in basis.numbers]]
    for name in names:
        columns.append(report_column(basis, name, only_wide=name not in ON_A_PAGE))
        cells.append(report_cells(basis, name))
    for unit in UNITS:
        columns.append(area_column(basis, unit, unit, only_wide=unit != "mu"))
        cells.append(known_numbers(basis.figures[unit].leaves))
    matters = {flag: basis.statuses.flag_label(flag, basis.lang) for flag, column in flags.items()}
    for matter, name in (matters | {DISPOSED: basis.text("disposed")}).items():
        for unit in UNITS:
            columns.append(area_column(basis, unit, f"{matter}_{unit}", name, only_wide=True))
            cells.append(known_numbers(basis.counting_areas(matter, unit)))
    rows: list[Row] = list(zip(*cells, strict=True))
    return TableBlock(
        key=LEDGER,
        caption=basis.text("ledger"),
        columns=tuple(columns),
        rows=tuple(rows),
        total=_total(basis, columns, cells) if rows else None,
        note=basis.text("ledger_note"),
        leads_sheet=True,
        when_empty="say_none",
    )


def _total(basis: Basis, columns: Sequence[TableColumn], cells: Sequence[Sequence[Cell]]) -> Row:
    matters = ("", *(f"{matter}_" for matter in (*basis.flags, DISPOSED)))
    summed = {f"{matter}{unit}" for unit in UNITS for matter in matters}
    row: list[Cell] = [basis.text("total")]
    for column, values in zip(columns[1:], cells[1:], strict=True):
        total = round(sum(number(value) for value in values), column.digits)
        row.append(Summed(total) if column.key in summed else None)
    return tuple(row)
