"""The annex with the parcel ledger (台账): every parcel, and every area that a figure sums."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
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
from parkland.schema import RESULTS, flag_columns

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from parkland.reports.basis import Basis

# On a page: what tells one parcel from another. A workbook has all columns of the profile.
ON_A_PAGE = ("parcel_id", "name", "holder", "land_use", "status")

# What stands together under one heading in a workbook, where the office's order puts it so.
GROUPS_OF_COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "land": (
            "parcel_id", "name", "holder", "holder_address", "district", "location", "bounds",
            "land_use", "land_class", "ownership", "cadastral_code", "unit_no", "outline",
        ),
        "supply": (
            "supervision_no", "contract_no", "supply_mode", "price_cny", "stated_area_m2",
            "contract_on", "prior_contract_on", "transfer_on",
        ),
        "dates": (
            "handover_due", "handover_on", "start_due", "supplement_start", "supplement_on",
            "restart_on", "permit_no", "permit_on", "start_on", "suspended_on", "resumed_on",
            "finish_due", "finish_on",
        ),
        "works": (
            "area_to_develop_m2", "developed_area_m2", "investment_total_cny",
            "investment_made_cny", "levelled_on", "levelled_area_m2",
        ),
        "disposal": (
            "disposal_kind", "disposal_on", "disposal_doc", "disposal_area_m2", "funding",
        ),
    }
)  # fmt: skip


def ledger_section(basis: Basis) -> Iterator[TableBlock]:
    """Yield the parcel ledger."""
    yield parcel_ledger(basis)


def parcel_ledger(basis: Basis) -> TableBlock:
    """Return every parcel in the office's order of columns, with the areas that are counted.

    It has the columns of the profile, those that the conditions of figures name (groups, dates of
    acts, flags), and an area column for each figure. So a workbook can write every figure as a
    formula over this table.
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
        column = report_column(basis, name, only_wide=name not in ON_A_PAGE)
        columns.append(replace(column, group=_group(basis, name)))
        cells.append(report_cells(basis, name))
    for unit in basis.units:
        group = basis.text("group_areas")
        column = area_column(basis, unit, unit, only_wide=unit != basis.unit, group=group)
        columns.append(replace(column, is_leaf=True))
        cells.append(known_numbers(basis.figures[unit].leaves))
    for column, values in (*_areas_of_matters(basis), *_openings(basis)):
        working = basis.text("group_working")
        columns.append(replace(column, only_wide=True, is_working=True, group=working))
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


def _group(basis: Basis, name: str) -> str:
    """Return the heading above a column of the ledger and its neighbours."""
    found = next((group for group, names in GROUPS_OF_COLUMNS.items() if name in names), None)
    if found is None:
        found = (
            "findings"
            if name in RESULTS or name in flag_columns(basis.parcels).values()
            else "more"
        )
    return basis.text(f"group_{found}")


def _areas_of_matters(basis: Basis) -> Iterator[tuple[TableColumn, Sequence[Cell]]]:
    """Yield for each flag, and for disposals, the areas that count for it."""
    flags = flag_columns(basis.parcels)
    matters = {flag: basis.statuses.flag_label(flag, basis.lang) for flag in flags}
    for matter, name in (matters | _disposed(basis)).items():
        for unit in basis.units:
            column = area_column(basis, unit, f"{matter}_{unit}", name)
            yield column, known_numbers(basis.known_areas(matter, unit))


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
