"""Summary tables: counts and areas by flag, by status and by group."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from parkland.display import label
from parkland.figures import totals, undetermined_text
from parkland.reports.basis import DISPOSED, UNITS
from parkland.reports.report_blocks import (
    Chart,
    Row,
    RowCondition,
    Summed,
    TableBlock,
    TableColumn,
    number,
)
from parkland.reports.report_columns import area_column, number_column, report_cell
from parkland.schema import flag_columns

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from parkland.reports.basis import Basis
    from parkland.reports.report_blocks import Block

GROUPS = ("district", "land_use", "layer")
MU = 5  # place of the area in mu in a row of by_status


def summary_section(basis: Basis) -> Iterator[Block]:
    """Yield the tables by flag, by status and by group."""
    yield by_flag(basis)
    yield from by_status(basis)
    yield from by_groups(basis)


def by_flag(basis: Basis) -> TableBlock:
    """Return a row for each flag. A parcel may count in several rows, in the total once."""
    rows: list[Row] = [
        (
            _matter(basis, flag),
            *basis.counted(basis.with_flag(flag), basis.flag_conditions(flag), flag),
        )
        for flag in basis.flags
    ]
    every = basis.parcels["status"].notna()
    table = _figures_table(
        basis,
        "by_flag",
        (TableColumn(key="flag", heading=basis.text("flag")),),
        rows,
        total=(basis.text("total_once"), *basis.counted(every, ())),
    )
    unknown = undetermined_text(basis.ledger, lang=basis.lang)
    note = basis.text("by_flag_note", undetermined=unknown)
    if basis.has_overlaps:
        note = basis.text("two_notes", first=note, second=basis.text("net_note"))
    return replace(table, note=note)


def _matter(basis: Basis, flag: str) -> str:
    """Return the name of a flag; in a report of a period, whether it is of the period or stock."""
    name = basis.statuses.flag_label(flag, basis.lang)
    if basis.period is None:
        return name
    key = "of_period" if flag in basis.flag_days else "of_stock"
    return basis.text(key, name=name)


def by_status(basis: Basis) -> Iterator[Block]:
    """Yield a table with a row for each status that occurs, in its colour, and its chart.

    The table is the legend of the map and of the chart.
    """
    status = basis.parcels["status"]
    styles = basis.statuses.statuses
    found = [name for name in styles if (status == name).any()]
    rows: list[Row] = [
        (place, *_row(basis, "status", name, status == name))
        for place, name in enumerate(found, start=1)
    ]
    first = (
        number_column(basis),
        TableColumn(key="status", heading=label("status", basis.lang, statuses=basis.statuses)),
    )
    colors = tuple(styles[name].color for name in found)
    yield replace(_figures_table(basis, "by_status", first, rows), colors=colors)
    if rows:
        yield Chart(
            key="chart",
            table="by_status",
            column="mu",
            values=tuple(number(row[MU]) for row in rows),
            digits=basis.digits("mu"),
            colors=colors,
            caption=basis.text("chart"),
            axis=basis.text("chart_axis"),
        )


def by_groups(basis: Basis) -> Iterator[TableBlock]:
    """Yield tables by kind of disposal, and by district, land use and layer where known."""
    yield _by_kind(basis)
    for name in GROUPS:
        if basis.parcels[name].notna().any():
            yield _by_column(basis, name)


def _by_kind(basis: Basis) -> TableBlock:
    """Return what was disposed of, by kind, with the area of the act; in a period, within it."""
    kinds = basis.parcels["disposal_kind"].where(basis.is_disposed)
    if basis.period is not None:
        kinds = kinds.where(basis.within(basis.parcels["disposal_on"]))
    name = label("disposal_kind", basis.lang)
    rows: list[Row] = []
    for kind in sorted(kinds.dropna().unique()):
        word = report_cell(basis, "disposal_kind", kind)
        where = (
            RowCondition("disposal_kind", str(word)),
            *basis.period_conditions("disposal_on"),
        )
        rows.append((word, *basis.counted(kinds == kind, where, DISPOSED)))
    caption = basis.text("by_column", column=name)
    if basis.period is not None:
        caption = basis.text("of_period", name=caption)
    first = (TableColumn(key="kind", heading=name),)
    table = _summed(basis, "by_disposal_kind", first, rows, caption)
    return replace(table, when_empty="leave_out")


def _by_column(basis: Basis, name: str) -> TableBlock:
    values = basis.parcels[name]
    heading = label(name, basis.lang)
    rows = [_row(basis, name, value, values == value) for value in sorted(values.dropna().unique())]
    if values.isna().any():
        figures = basis.counted(values.isna(), (RowCondition(name, None),))
        rows.append((basis.text("empty_group"), *figures))
    caption = basis.text("by_column", column=heading)
    first = (TableColumn(key=name, heading=heading),)
    return _figures_table(basis, f"by_{name}", first, rows, caption=caption)


def _row(basis: Basis, name: str, value: str, chosen: pd.Series) -> Row:
    word = report_cell(basis, name, value)
    return (word, *basis.counted(chosen, (RowCondition(name, str(word)),)))


def _figures_table(
    basis: Basis,
    key: str,
    first: tuple[TableColumn, ...],
    rows: list[Row],
    *,
    total: Row | None = None,
    caption: str = "",
) -> TableBlock:
    """Return a table of figures; with the net areas where land is counted twice."""
    table = _summed(basis, key, first, rows, caption or basis.text(key))
    if total is not None:
        table = replace(table, total=total)
    return _with_net(basis, table) if basis.has_overlaps else table


def _summed(
    basis: Basis, key: str, first: tuple[TableColumn, ...], rows: list[Row], caption: str
) -> TableBlock:
    columns = (
        *first,
        TableColumn(key="parcels", heading=label("parcels", basis.lang), kind="count"),
        *(area_column(basis, unit, unit) for unit in UNITS),
    )
    places = (0, *(basis.digits(unit) for unit in UNITS))
    sums = (
        Summed(round(sum(number(row[at]) for row in rows), digits))
        for at, digits in enumerate(places, start=len(first))
    )
    total = (basis.text("total"), *(None for _ in first[1:]), *sums)
    return TableBlock(key=key, caption=caption, columns=columns, rows=tuple(rows), total=total)


def _with_net(basis: Basis, table: TableBlock) -> TableBlock:
    """Return the table with the land that it counts twice, and without that land."""
    ledger, by = basis.ledger, table.key.removeprefix("by_")
    if by == "flag" and basis.period is not None:
        # what counts for a flag is then the acts of the period, not the flags of the ledger
        columns = flag_columns(ledger.parcels)
        flags = {columns[flag]: basis.with_flag(flag).astype("boolean") for flag in columns}
        ledger = replace(ledger, parcels=ledger.parcels.assign(**flags))
    net = totals(ledger, by=by, unit="mu", margins=True)
    more = list(zip(net["overlap_mu"], net["net_mu"], strict=True))
    rows = [(*row, *both) for row, both in zip(table.rows, more[:-1], strict=True)]
    return replace(
        table,
        columns=(
            *table.columns,
            area_column(basis, "mu", "overlap_mu", label("overlap", basis.lang)),
            area_column(basis, "mu", "net_mu", label("net", basis.lang)),
        ),
        rows=tuple(rows),
        total=(*table.total, *more[-1]) if table.total else None,
    )
