"""Summary tables: counts and areas by flag and by group."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from parkland.palette import flag_label, statuses
from parkland.reports.basis import UNITS
from parkland.reports.content import Column, Criterion, Row, Summed, Table, number
from parkland.reports.facts import area_column, fact_cell
from parkland.schema import FIELDS
from parkland.tables import totals

if TYPE_CHECKING:
    import pandas as pd

    from parkland.reports.basis import Basis

GROUPS = ("disposal_kind", "district", "land_use", "layer")


def by_flag(basis: Basis) -> Table:
    """Return a row for each flag; a parcel may count in several, in the total once."""
    rows: list[Row] = [
        (
            flag_label(flag, basis.lang),
            *basis.figures(basis.borne(flag), basis.flag_criteria(flag), flag),
        )
        for flag in basis.flags
    ]
    every = basis.parcels["status"].notna()
    return _table(
        basis,
        "by_flag",
        Column(key="flag", heading=basis.text("flag")),
        rows,
        total=(basis.text("total_once"), *basis.figures(every, ())),
    )


def by_status(basis: Basis) -> Table:
    """Return a row for each status there is, with its colour: the legend of map and chart."""
    status = basis.parcels["status"]
    found = [name for name in statuses() if (status == name).any()]
    rows = [_row(basis, "status", name, status == name) for name in found]
    return _table(
        basis,
        "by_status",
        Column(key="status", heading=basis.text("status")),
        rows,
        colors=tuple(statuses()[name].color for name in found),
    )


def by_groups(basis: Basis) -> tuple[Table, ...]:
    """Return tables by kind of disposal, district, land use and layer, where these are known."""
    return tuple(_by_column(basis, name) for name in GROUPS if basis.parcels[name].notna().any())


def _by_column(basis: Basis, name: str) -> Table:
    values = basis.parcels[name]
    label = FIELDS[name].label(basis.lang)
    rows = [_row(basis, name, value, values == value) for value in sorted(values.dropna().unique())]
    if values.isna().any():
        figures = basis.figures(values.isna(), (Criterion(name, None),))
        rows.append((basis.text("empty_group"), *figures))
    caption = basis.text("by_column", column=label)
    return _table(basis, f"by_{name}", Column(key=name, heading=label), rows, caption=caption)


def _row(basis: Basis, name: str, value: str, chosen: pd.Series) -> Row:
    label = str(fact_cell(basis, name, value))
    return (label, *basis.figures(chosen, (Criterion(name, label),)))


def _table(
    basis: Basis,
    key: str,
    first: Column,
    rows: list[Row],
    *,
    total: Row | None = None,
    caption: str = "",
    colors: tuple[str, ...] = (),
) -> Table:
    columns = (
        first,
        Column(key="parcels", heading=basis.text("parcels"), kind="count"),
        *(area_column(basis, unit, unit) for unit in UNITS),
    )
    if total is None:
        places = (0, *(basis.digits(unit) for unit in UNITS))
        sums = (
            Summed(round(sum(number(row[at]) for row in rows), digits))
            for at, digits in enumerate(places, start=1)
        )
        total = (basis.text("total"), *sums)
    table = Table(
        key=key,
        caption=caption or basis.text(key),
        columns=columns,
        rows=tuple(rows),
        total=total,
        note=basis.text(f"{key}_note") if key == "by_flag" else "",
        colors=colors,
    )
    return _with_net(basis, table) if basis.has_overlaps else table


def _with_net(basis: Basis, table: Table) -> Table:
    """Return the table with the land that it counts twice, and without that land."""
    by = table.columns[0].key
    net = totals(
        basis.parcels,
        by=by,
        unit="mu",
        digits=basis.digits("mu"),
        margins=True,
        overlaps=basis.ledger.overlaps,
    )
    more = list(zip(net["overlap_mu"], net["net_mu"], strict=True))
    rows = [(*row, *both) for row, both in zip(table.rows, more[:-1], strict=True)]
    return replace(
        table,
        columns=(
            *table.columns,
            area_column(basis, "mu", "overlap_mu", basis.text("overlap")),
            area_column(basis, "mu", "net_mu", basis.text("net")),
        ),
        rows=tuple(rows),
        total=(*table.total, *more[-1]) if table.total else None,
        note=f"{table.note}{basis.text('net_note')}" if table.note else "",
    )
