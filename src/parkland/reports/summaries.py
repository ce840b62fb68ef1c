"""Summary tables: counts and areas by flag and by group."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from parkland.conventions import flag_label, statuses
from parkland.figures import totals, undetermined_text
from parkland.reports.basis import DISPOSED, UNITS
from parkland.reports.parcel_columns import area_column, fact_cell
from parkland.reports.report_blocks import (
    ReportTable,
    Row,
    RowCondition,
    Summed,
    TableColumn,
    number,
)
from parkland.schema import FIELDS, flag_columns

if TYPE_CHECKING:
    import pandas as pd

    from parkland.reports.basis import Basis

GROUPS = ("district", "land_use", "layer")


def by_flag(basis: Basis) -> ReportTable:
    """Return a row for each flag; a parcel may count in several, in the total once."""
    rows: list[Row] = [
        (
            _matter(basis, flag),
            *basis.figures(basis.borne(flag), basis.flag_criteria(flag), flag),
        )
        for flag in basis.flags
    ]
    every = basis.parcels["status"].notna()
    table = _table(
        basis,
        "by_flag",
        (TableColumn(key="flag", heading=basis.text("flag")),),
        rows,
        total=(basis.text("total_once"), *basis.figures(every, ())),
    )
    unknown = undetermined_text(basis.parcels, lang=basis.lang)
    note = basis.text("by_flag_note", undetermined=unknown)
    if basis.has_overlaps:
        note = basis.text("two_notes", first=note, second=basis.text("net_note"))
    return replace(table, note=note)


def _matter(basis: Basis, flag: str) -> str:
    """Return the name of a flag; in a report of a period, whether it is of the period or stock."""
    label = flag_label(flag, basis.lang)
    if basis.period is None:
        return label
    key = "of_period" if flag in basis.flag_days else "of_stock"
    return basis.text(key, name=label)


def by_status(basis: Basis) -> ReportTable:
    """Return a row for each status there is, with its colour: the legend of map and chart."""
    status = basis.parcels["status"]
    found = [name for name in statuses() if (status == name).any()]
    rows: list[Row] = [
        (place, *_row(basis, "status", name, status == name))
        for place, name in enumerate(found, start=1)
    ]
    first = (
        TableColumn(key="no", heading=basis.text("no"), kind="count"),
        TableColumn(key="status", heading=basis.text("status")),
    )
    colors = tuple(statuses()[name].color for name in found)
    return replace(_table(basis, "by_status", first, rows), colors=colors)


def by_groups(basis: Basis) -> tuple[ReportTable, ...]:
    """Return tables by kind of disposal, and by district, land use and layer where known."""
    kinds = _by_kind(basis)
    groups = [_by_column(basis, name) for name in GROUPS if basis.parcels[name].notna().any()]
    return (*([kinds] if kinds.rows else []), *groups)


def _by_kind(basis: Basis) -> ReportTable:
    """Return what was disposed of, by kind, with the area of the act; of a period, in it."""
    kinds = basis.parcels["disposal_kind"]
    done = kinds.notna() & (kinds != "none")
    if basis.period is not None:
        done &= basis.within(basis.parcels["disposal_on"])
    label = FIELDS["disposal_kind"].label(basis.lang)
    rows: list[Row] = []
    for kind in sorted(kinds[done].unique()):
        word = str(fact_cell(basis, "disposal_kind", kind))
        where = (RowCondition("disposal_kind", word), *basis.period_criteria("disposal_on"))
        rows.append((word, *basis.figures(done & (kinds == kind), where, DISPOSED)))
    caption = basis.text("by_column", column=label)
    if basis.period is not None:
        caption = basis.text("of_period", name=caption)
    return _summed(
        basis, "by_disposal_kind", (TableColumn(key="kind", heading=label),), rows, caption
    )


def _by_column(basis: Basis, name: str) -> ReportTable:
    values = basis.parcels[name]
    label = FIELDS[name].label(basis.lang)
    rows = [_row(basis, name, value, values == value) for value in sorted(values.dropna().unique())]
    if values.isna().any():
        figures = basis.figures(values.isna(), (RowCondition(name, None),))
        rows.append((basis.text("empty_group"), *figures))
    caption = basis.text("by_column", column=label)
    return _table(
        basis, f"by_{name}", (TableColumn(key=name, heading=label),), rows, caption=caption
    )


def _row(basis: Basis, name: str, value: str, chosen: pd.Series) -> Row:
    label = str(fact_cell(basis, name, value))
    return (label, *basis.figures(chosen, (RowCondition(name, label),)))


def _table(
    basis: Basis,
    key: str,
    first: tuple[TableColumn, ...],
    rows: list[Row],
    *,
    total: Row | None = None,
    caption: str = "",
) -> ReportTable:
    """Return a table of figures; with the net areas where land is counted twice."""
    table = _summed(basis, key, first, rows, caption or basis.text(key))
    if total is not None:
        table = replace(table, total=total)
    return _with_net(basis, table) if basis.has_overlaps else table


def _summed(
    basis: Basis, key: str, first: tuple[TableColumn, ...], rows: list[Row], caption: str
) -> ReportTable:
    columns = (
        *first,
        TableColumn(key="parcels", heading=basis.text("parcels"), kind="count"),
        *(area_column(basis, unit, unit) for unit in UNITS),
    )
    places = (0, *(basis.digits(unit) for unit in UNITS))
    sums = (
        Summed(round(sum(number(row[at]) for row in rows), digits))
        for at, digits in enumerate(places, start=len(first))
    )
    total = (basis.text("total"), *(None for _ in first[1:]), *sums)
    return ReportTable(key=key, caption=caption, columns=columns, rows=tuple(rows), total=total)


def _with_net(basis: Basis, table: ReportTable) -> ReportTable:
    """Return the table with the land that it counts twice, and without that land."""
    flags = flag_columns(basis.parcels)
    borne = {column: basis.borne(flag).astype("boolean") for flag, column in flags.items()}
    net = totals(
        basis.parcels.assign(**borne),
        by=table.key.removeprefix("by_"),
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
    )
