"""The annex with the parcel ledger (台账): every parcel, and every area that a figure sums."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from parkland.display import code_words
from parkland.reports.basis import DISPOSED
from parkland.reports.period_balance import PROVEN, opening_columns
from parkland.reports.report_blocks import (
    LEDGER,
    Cell,
    Row,
    Summed,
    TableBlock,
    TableColumn,
    number,
)
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
    own = [name for name in basis.statuses.columns if name != "status"]
    wanted = [*shown, *GROUPS, "disposal_kind", *days, "status", *own, *flags.values()]
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
    for unit in basis.units:
        columns.append(area_column(basis, unit, unit, only_wide=unit != basis.unit))
        cells.append(known_numbers(basis.figures[unit].leaves))
    for column, values in (*_areas_of_matters(basis), *_openings(basis)):
        columns.append(replace(column, only_wide=True, is_working=True))
        cells.append(values)
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


def _disposed(basis: Basis) -> dict[str, str]:
    """Return what is counted beside the flags: disposals, where there is a law on them."""
    return {DISPOSED: basis.text("disposed")} if basis.statuses.has_law else {}


def _areas_of_matters(basis: Basis) -> Iterator[tuple[TableColumn, Sequence[Cell]]]:
    """Yield for each flag, and for disposals, the areas that count for it."""
    flags = flag_columns(basis.parcels)
    matters = {flag: basis.statuses.flag_label(flag, basis.lang) for flag in flags}
    for matter, name in (matters | _disposed(basis)).items():
        for unit in basis.units:
            column = area_column(basis, unit, f"{matter}_{unit}", name)
            yield column, known_numbers(basis.counting_areas(matter, unit))


def _openings(basis: Basis) -> Iterator[tuple[TableColumn, Sequence[Cell]]]:
    """Yield for each state at the beginning of the period whether, and how much came and went."""
    for flag, opening in opening_columns(basis).items():
        name = basis.statuses.flag_label(flag, basis.lang)
        words = code_words(flag_columns(basis.parcels)[flag], basis.lang)
        heading = basis.text("opening_state", name=name)
        yield (
            TableColumn(key=f"had_{flag}", heading=heading),
            [words["yes"] if had else words["no"] for had in opening.had],
        )
        for part, areas in opening.areas.items():
            heading = basis.text("balance_of", part=basis.text(f"balance_{part}"), name=name)
            yield (
                area_column(basis, basis.unit, f"{part}_{flag}", heading),
                known_numbers(areas),
            )


def _total(basis: Basis, columns: Sequence[TableColumn], cells: Sequence[Sequence[Cell]]) -> Row:
    matters = ("", *(f"{matter}_" for matter in (*basis.flags, *_disposed(basis))))
    summed = {f"{matter}{unit}" for unit in basis.units for matter in matters}
    summed |= {f"{part}_{flag}" for flag in basis.flags for part in PROVEN}
    row: list[Cell] = [basis.text("total")]
    for column, values in zip(columns[1:], cells[1:], strict=True):
        total = round(sum(number(value) for value in values), column.digits)
        row.append(Summed(total) if column.key in summed else None)
    return tuple(row)
