"""Summary tables: counts and areas by flag, by status and by group."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from parkland.display import code_words, label, unit_label
from parkland.figures import totals, undetermined_text
from parkland.languages import grammar
from parkland.reports.basis import DISPOSED
from parkland.reports.report_blocks import (
    Chart,
    Row,
    RowCondition,
    Summed,
    TableBlock,
    TableColumn,
    number,
)
from parkland.reports.report_columns import area_column, report_cell

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from parkland.choices import AreaUnit
    from parkland.reports.basis import Basis
    from parkland.reports.report_blocks import Block

GROUPS = ("district", "land_use", "layer")


def summary_section(basis: Basis) -> Iterator[Block]:
    """Yield the tables by flag, by status and by group."""
    if basis.flags:
        yield by_flag(basis)
    yield from by_status(basis)
    yield from by_groups(basis)


def by_flag(basis: Basis) -> TableBlock:
    """Return a row for each flag on the day. A parcel counts in the total once."""
    rows: list[Row] = [
        (
            basis.statuses.flag_label(flag, basis.lang),
            *basis.counted(basis.flags[flag], (basis.has_flag(flag),), flag),
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
    key = "by_flag_note" if basis.statuses.has_law else "own_by_flag_note"
    notes = (
        basis.text(key),
        basis.text("undetermined_note", undetermined=unknown) if unknown else "",
        basis.text("net_note") if basis.has_overlaps else "",
    )
    return replace(table, note=grammar(basis.lang).sentences(notes))


def by_status(basis: Basis) -> Iterator[Block]:
    """Yield a table with a row for each status that occurs, in its colour, and its chart.

    They are for a workbook: on a page, the legend beside the map says the same.
    """
    table = _status_table(basis)
    yield replace(table, only_wide=True)
    if table.rows:
        yield Chart(
            key="chart",
            table="by_status",
            column=basis.unit,
            colors=table.colors,
            axis=basis.text("chart_axis", unit=unit_label(basis.unit, basis.lang)),
        )


def map_legend(basis: Basis) -> TableBlock:
    """Return the table by status as it stands beside the map: each colour, its number, its land."""
    table = _status_table(basis)
    kept = [
        place
        for place, column in enumerate(table.columns)
        if column.key in ("status", "parcels", basis.unit)
    ]

    def of(row: Row) -> Row:
        return tuple(row[place] for place in kept)

    return replace(
        table,
        key="legend",
        columns=tuple(table.columns[place] for place in kept),
        rows=tuple(of(row) for row in table.rows),
        total=table.total and of(table.total),
    )


def _status_table(basis: Basis) -> TableBlock:
    status = basis.parcels["status"]
    styles = basis.statuses.statuses
    found = [name for name in styles if (status == name).any()]
    rows = [_row(basis, "status", name, status == name) for name in found]
    first = (
        TableColumn(key="status", heading=label("status", basis.lang, statuses=basis.statuses)),
    )
    colors = tuple(styles[name].color for name in found)
    return replace(_figures_table(basis, "by_status", first, rows), colors=colors)


def by_groups(basis: Basis) -> Iterator[TableBlock]:
    """Yield tables by kind of disposal, by own axis, and by district, land use and layer."""
    yield by_kind(basis)
    own = [name for name in basis.statuses.columns if name != "status"]
    for name in (*own, *GROUPS):
        if basis.parcels[name].notna().any():
            yield _by_column(basis, name)


def by_kind(basis: Basis, *, in_period: bool = False) -> TableBlock:
    """Return what was disposed of, by kind, with the area of the act; all of it, or in a period."""
    kinds = basis.parcels["disposal_kind"].where(basis.is_disposed)
    if in_period:
        kinds = kinds.where(basis.within(basis.parcels["disposal_on"]))
    name = label("disposal_kind", basis.lang)
    rows: list[Row] = []
    order = list(code_words("disposal_kind", basis.lang))
    for kind in sorted(kinds.dropna().unique(), key=order.index):
        word = report_cell(basis, "disposal_kind", kind)
        where = (
            RowCondition("disposal_kind", str(word)),
            *(basis.period_conditions("disposal_on") if in_period else ()),
        )
        rows.append((word, *basis.counted(kinds == kind, where, DISPOSED)))
    caption = basis.text("by_column", column=name)
    if in_period:
        caption = basis.text("of_period", name=caption)
    first = (TableColumn(key="kind", heading=name),)
    key = "kinds_of_period" if in_period else "by_disposal_kind"
    table = _summed(basis, key, first, rows, caption)
    return replace(table, when_empty="leave_out")


def _by_column(basis: Basis, name: str) -> TableBlock:
    values = basis.parcels[name]
    heading = label(name, basis.lang, statuses=basis.statuses)
    styles = basis.statuses.styles(name)
    found = [code for code in styles if (values == code).any()] or sorted(values.dropna().unique())
    rows = [_row(basis, name, value, values == value) for value in found]
    if values.isna().any():
        figures = basis.counted(values.isna(), (RowCondition(name, None),))
        rows.append((basis.text("empty_group"), *figures))
    caption = basis.text("by_column", column=heading)
    first = (TableColumn(key=name, heading=heading),)
    table = _figures_table(basis, f"by_{name}", first, rows, caption=caption)
    colors = [styles[code].color for code in found if code in styles]
    # a row for parcels of which nothing is known has no colour
    return replace(table, colors=tuple(colors)) if len(colors) == len(rows) else table


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
    shown = basis.units if key == "by_flag" else ()  # a page has every unit once
    table = _summed(basis, key, first, rows, caption or basis.text(key), shown=shown)
    if total is not None:
        table = replace(table, total=total)
    return _with_net(basis, table) if basis.has_overlaps else table


def _summed(
    basis: Basis,
    key: str,
    first: tuple[TableColumn, ...],
    rows: list[Row],
    caption: str,
    *,
    shown: tuple[AreaUnit, ...] = (),
) -> TableBlock:
    """Return a table of counts and areas; a page has the units `shown` beside the report's own."""
    columns = (
        *first,
        TableColumn(key="parcels", heading=label("parcels", basis.lang), kind="count"),
        *(
            area_column(basis, unit, unit, only_wide=unit not in (basis.unit, *shown))
            for unit in basis.units
        ),
    )
    places = (0, *(basis.digits(unit) for unit in basis.units))
    sums = (
        Summed(round(sum(number(row[at]) for row in rows), digits))
        for at, digits in enumerate(places, start=len(first))
    )
    total = (basis.text("total"), *(None for _ in first[1:]), *sums)
    return TableBlock(key=key, caption=caption, columns=columns, rows=tuple(rows), total=total)


def _with_net(basis: Basis, table: TableBlock) -> TableBlock:
    """Return the table with the land that it counts twice, and without that land."""
    ledger, by = basis.ledger, table.key.removeprefix("by_")
    net = totals(ledger, by=by, unit=basis.unit, margins=True)
    names = (f"overlap_{basis.unit}", f"net_{basis.unit}")
    more = list(zip(*(net[name] for name in names), strict=True))
    rows = [(*row, *both) for row, both in zip(table.rows, more[:-1], strict=True)]
    return replace(
        table,
        columns=(
            *table.columns,
            area_column(basis, basis.unit, names[0], label("overlap", basis.lang)),
            area_column(basis, basis.unit, names[1], label("net", basis.lang)),
        ),
        rows=tuple(rows),
        total=(*table.total, *more[-1]) if table.total else None,
    )
