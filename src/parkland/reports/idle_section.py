"""Idle land: a line for each parcel, what cannot be determined, and the reasoning in an annex."""

from __future__ import annotations

from dataclasses import replace
from operator import itemgetter
from typing import TYPE_CHECKING

from parkland.display import day_text, label, parcel_names
from parkland.display.formatting import day_texts
from parkland.languages import grammar
from parkland.reports.parcel_lists import IDENTITY, START, listing
from parkland.reports.report_blocks import (
    Row,
    Subheading,
    Summed,
    TableBlock,
    TableColumn,
    Text,
    cell_text,
)
from parkland.reports.report_columns import (
    area_column,
    cells_of,
    known_numbers,
    number_column,
    report_cell,
    report_column,
)
from parkland.safe_text import shorten
from parkland.schema import FACTS
from parkland.status import missing_facts, plain_reasons

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    import pandas as pd

    from parkland.reports.basis import Basis
    from parkland.reports.report_blocks import Block, Cell

SINCE = ("idle_since", "days_idle")
CONSEQUENCES = ("status_reason", "route", "fee", "next_step", "next_on")
TEXT = TableColumn(key="text", heading="")
MOST_OF_A_NAME = 40
DAY = itemgetter(0)  # acts of one day stay in the order of the fields


def idle_section(basis: Basis) -> Iterator[Block]:
    """Yield the list of idle land, and the parcels that may be idle; nothing without the state."""
    if "idle" in basis.flags:
        yield idle_land(basis)
        yield idle_lines(basis)
        yield undetermined(basis)


def idle_land(basis: Basis) -> TableBlock:
    """Return the idle parcels with every fact and consequence, for a workbook."""
    names = (*IDENTITY, *START, *SINCE, *CONSEQUENCES)
    table = listing(basis, "idle", basis.flags["idle"], names, matter="idle")
    columns = tuple(replace(column, only_wide=False) for column in table.columns)
    return replace(table, columns=columns, leads_sheet=True, only_wide=True)


def idle_lines(basis: Basis) -> TableBlock:
    """Return the idle parcels, a line each: land and holder, area, finding, route and day."""
    chosen = basis.flags["idle"]
    parcels = basis.parcels[chosen]
    areas = known_numbers(basis.known_areas("idle")[chosen])
    reasons = plain_reasons(basis.ledger, lang=basis.lang)[chosen.to_numpy()]
    words = grammar(basis.lang)
    holders = parcels["holder"].astype(object).where(parcels["holder"].notna(), "")
    called = parcel_names(parcels, form="short")
    route, day, since = (
        cells_of(basis, name, parcels[name]) for name in ("route", "next_on", "idle_since")
    )
    rows = zip(
        (int(number) for number in basis.numbers[chosen]),
        (words.phrases([name, holder]) for name, holder in zip(called, holders, strict=True)),
        areas,
        since,
        reasons,
        ("\n".join(filter(None, [str(way or ""), "" if on is None else day_text(on, basis.lang)]))
         for way, on in zip(route, day, strict=True)),
        strict=True,
    )  # fmt: skip
    total = basis.area_of(chosen, "idle")
    return TableBlock(
        key="idle_lines",
        caption=basis.text("idle"),
        columns=(
            number_column(basis),
            TableColumn(key="parcel", heading=basis.text("parcel_holder")),
            area_column(basis, basis.unit, "area"),
            report_column(basis, "idle_since"),
            TableColumn(key="finding", heading=basis.text("finding")),
            TableColumn(key="route", heading=basis.text("route_day")),
        ),
        rows=tuple(rows),
        total=(basis.text("total"), None, Summed(total), None, None, None)
        if len(parcels)
        else None,
        when_empty="say_none",
        only_page=True,
    )


def undetermined(basis: Basis) -> TableBlock:
    """Return the parcels of which idleness cannot be determined, and the facts that are missing."""
    unknown = basis.parcels["idle"].isna()
    table = listing(basis, "undetermined", unknown, (*IDENTITY, "status"))
    column = TableColumn(key="missing", heading=basis.text("missing"))
    missing = missing_facts(basis.ledger, lang=basis.lang)[unknown.to_numpy()]
    return with_column(table, len(table.columns) - 1, column, list(missing))


def with_column(
    table: TableBlock, place: int, column: TableColumn, cells: Sequence[Cell]
) -> TableBlock:
    """Return a table with a further column at `place`."""

    def inserted(row: Row, cell: Cell) -> Row:
        return (*row[:place], cell, *row[place:])

    return replace(
        table,
        columns=(*table.columns[:place], column, *table.columns[place:]),
        rows=tuple(inserted(row, cell) for row, cell in zip(table.rows, cells, strict=True)),
        total=table.total and inserted(table.total, None),
    )


def reasoning_section(basis: Basis) -> Iterator[Block]:
    """Yield why land is idle and what follows: the law once for all parcels that it applies to.

    Parcels with one article and one route are a group. A next step that all of a group have stands
    above its table; what differs stands in the row of the parcel.
    """
    if "idle" not in basis.flags:
        return
    idle = basis.parcels[basis.flags["idle"]]
    kinds = idle.groupby(["status", "status_basis", "route"], sort=False, dropna=False).ngroup()
    for kind in kinds.unique():
        yield from _group(basis, idle[kinds == kind])


def _group(basis: Basis, parcels: pd.DataFrame) -> Iterator[Block]:
    """Yield what holds for all parcels of a group, then a row for each of them."""
    first = parcels.iloc[0]
    status = cell_text(report_cell(basis, "status", first["status"]), TEXT)
    yield Subheading(basis.text("reasoning_group", status=status, number=f"{len(parcels):,}"))
    steps = parcels["next_step"].unique()
    names = ["status_basis", "route", *(["next_step"] if len(steps) == 1 else [])]
    for name in names:
        words = cell_text(report_cell(basis, name, first[name]), TEXT)
        if words:
            yield Text(grammar(basis.lang).labelled(label(name, basis.lang), words), "small")
    own = () if len(steps) == 1 else ("next_step",)
    yield TableBlock(
        key=f"reasoning_{basis.numbers[parcels.index].iloc[0]}",
        caption="",
        columns=(
            number_column(basis),
            TableColumn(key="parcel", heading=basis.text("parcel")),
            TableColumn(key="history", heading=basis.text("history")),
            *(report_column(basis, name) for name in ("status_reason", *own)),
        ),
        rows=tuple(_rows(basis, parcels, ("status_reason", *own))),
    )


def _rows(basis: Basis, parcels: pd.DataFrame, names: tuple[str, ...]) -> Iterator[Row]:
    """Yield number, name, history and further texts of each parcel."""
    called = (shorten(" ".join(name.split()), MOST_OF_A_NAME) for name in parcel_names(parcels))
    numbers = basis.numbers[parcels.index].tolist()
    texts = (cells_of(basis, name, parcels[name]) for name in names)
    yield from zip(numbers, called, _histories(basis, parcels), *texts, strict=True)


def _histories(basis: Basis, parcels: pd.DataFrame) -> list[str]:
    """Return the dates of each parcel in their order, past and future, in one line."""
    names = [*(field.name for field in FACTS if field.kind == "date"), "idle_since", "next_on"]
    dated: list[list[tuple[np.datetime64, str]]] = [[] for _ in range(len(parcels))]
    for name in names:
        words = label(name, basis.lang)
        days = parcels[name].to_numpy(dtype="datetime64[D]")
        for own, day, text in zip(dated, days, day_texts(days, basis.lang), strict=True):
            if text:
                own.append((day, f"{text} {words}"))
    joined = grammar(basis.lang).clauses
    return [joined(words for _, words in sorted(own, key=DAY)) for own in dated]
