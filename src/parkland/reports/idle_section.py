"""The section on idle land: the list, the finding on each parcel, and what cannot be determined."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from parkland.display import day_text, label
from parkland.languages import grammar
from parkland.reports.parcel_lists import IDENTITY, START, listing
from parkland.reports.report_blocks import (
    BulletList,
    Subheading,
    TableBlock,
    TableColumn,
    Text,
    cell_text,
)
from parkland.reports.report_columns import report_cell, report_column
from parkland.schema import FACTS
from parkland.status import explain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parkland.reports.basis import Basis
    from parkland.reports.report_blocks import Block

CONSEQUENCES = ("idle_since", "days_idle", "route", "fee", "next_step", "next_on")
MOST_FINDINGS = 40
MOST_EXPLAINED = 100
FINDING = ("status_reason", "status_basis", "route", "fee", "next_step")


def idle_section(basis: Basis) -> Iterator[Block]:
    """Yield the list of idle land, the findings, and the parcels that may be idle."""
    yield idle_land(basis)
    yield from findings(basis)
    yield undetermined(basis)


def idle_land(basis: Basis) -> TableBlock:
    """Return the idle parcels: since when, and what follows."""
    table = listing(
        basis, "idle", basis.flags["idle"], (*IDENTITY, *START, *CONSEQUENCES), matter="idle"
    )
    return replace(table, leads_sheet=True, when_empty="say_none")


def undetermined(basis: Basis) -> TableBlock:
    """Return the parcels of which idleness cannot be determined, and the facts that are missing."""
    unknown = basis.parcels["idle"].isna()
    table = listing(basis, "undetermined", unknown, (*IDENTITY, "status"))
    places = [place for place, chosen in enumerate(unknown) if chosen]
    column = TableColumn(key="missing", heading=basis.text("missing"))
    missing = [
        _missing_facts(basis, place) if step < MOST_EXPLAINED else None
        for step, place in enumerate(places)
    ]
    rows = [(*row[:-1], facts, row[-1]) for row, facts in zip(table.rows, missing, strict=True)]
    total = table.total and (*table.total[:-1], None, table.total[-1])
    columns = (*table.columns[:-1], column, table.columns[-1])
    return replace(table, columns=columns, rows=tuple(rows), total=total)


def _missing_facts(basis: Basis, place: int) -> str:
    """Return the facts without which something about a parcel cannot be determined."""
    explained = explain(
        basis.ledger.parcels.iloc[place],
        as_of=basis.ledger.as_of,
        rules=basis.ledger.rules,
        lang=basis.lang,
    )
    return grammar(basis.lang).join(label(name, basis.lang) for name in explained.missing)


def findings(basis: Basis) -> Iterator[Block]:
    """Yield for each idle parcel why it is idle, since when, and what follows, up to a number."""
    places = [place for place, idle in enumerate(basis.flags["idle"]) if idle]
    for place in places[:MOST_FINDINGS]:
        yield Subheading(basis.title(place))
        yield BulletList((_history(basis, place), *_conclusions(basis, place)))
    if len(places) > MOST_FINDINGS:
        number = f"{len(places):,}"
        yield Text(basis.text("reasoning_left", shown=MOST_FINDINGS, number=number), "note")


def _conclusions(basis: Basis, place: int) -> Iterator[str]:
    """Yield reason, basis, route, fee and next step of a parcel, as far as there are any."""
    parcel = basis.parcels.iloc[place]
    for name in FINDING:
        column = report_column(basis, name)
        if words := cell_text(report_cell(basis, name, parcel[name]), column):
            yield grammar(basis.lang).labelled(column.heading, words)


def _history(basis: Basis, place: int) -> str:
    """Return the dates of a parcel in their order, past and future, in one line."""
    parcel = basis.parcels.iloc[place]
    names = [*(field.name for field in FACTS if field.kind == "date"), "idle_since", "next_on"]
    days = sorted((parcel[name], name) for name in names if not pd.isna(parcel[name]))
    dated = (f"{day_text(day)} {label(name, basis.lang)}" for day, name in days)
    return basis.text("history", days=" → ".join(dated))
