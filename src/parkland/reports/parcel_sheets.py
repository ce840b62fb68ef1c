"""One sheet for each parcel (一宗一表): facts, reasoning, a small map and boundary points."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from itertools import zip_longest
from operator import or_
from typing import TYPE_CHECKING

import pandas as pd

from parkland.boundaries import DIGITS, boundary_points
from parkland.display import label, plane_name, value_text
from parkland.outlines import is_point
from parkland.reports import pictures
from parkland.reports.pictures import in_plane
from parkland.reports.report_blocks import (
    Block,
    BulletList,
    Picture,
    Row,
    Subheading,
    TableBlock,
    TableColumn,
    Text,
    cell_text,
)
from parkland.reports.report_columns import report_cell, report_column
from parkland.safe_text import display_width
from parkland.schema import AREA_COLUMNS, DERIVED_FACTS, FACTS
from parkland.status import explain
from parkland.wording import wording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shapely.geometry.base import BaseGeometry

    from parkland.choices import AreaMethod
    from parkland.reports.basis import Basis

MOST_SHEETS = 40
NEIGHBOURHOOD_M = 1_000.0
PICTURE_CM = 7.0
FEW = 28  # half-width characters of a fact that shares its row
# What the office cannot check on a paper: parkland derived it.
LEFT_OUT = frozenset(DERIVED_FACTS) - {"outline"}
MEASURED: tuple[AreaMethod, ...] = ("ellipsoidal", "planar")
# Besides idle land: the statuses that need a decision.
STATUSES_WITH_A_FINDING = ("overdue", "undetermined")


def sheet_section(basis: Basis) -> Iterator[Block]:
    """Yield the sheets of the parcels asked for; by default of those with a finding, up to 40.

    A report has them on request only.
    """
    if basis.sheets == "none":
        return
    most: int | None
    if basis.asked is not None:
        chosen, most = basis.parcels["parcel_id"].isin(list(basis.asked)), None
        key = "sheets_asked"
    else:
        urgent = basis.parcels["status"].isin(STATUSES_WITH_A_FINDING)
        found = [basis.flags["idle"]] if "idle" in basis.flags else [*basis.flags.values()]
        chosen, most = reduce(or_, found, urgent), MOST_SHEETS
        key = "sheets_left" if chosen.sum() > MOST_SHEETS else "sheets_all"
        if not basis.statuses.has_law:
            key = f"own_{key}"
    places = [place for place, taken in enumerate(chosen) if taken]
    if places:
        yield Text(basis.text(key, number=f"{len(places):,}", shown=MOST_SHEETS), "note")
    for at, place in enumerate(places[:most]):
        yield from _sheet(basis, place, at)


def _sheet(basis: Basis, place: int, at: int) -> Iterator[Block]:
    """Yield the sheet of the parcel at `place`."""
    number = int(basis.numbers.iloc[place])
    own, plane = in_plane(basis.parcels.geometry.take([place]))
    around = own.buffer(NEIGHBOURHOOD_M).to_crs(basis.parcels.geometry.crs or plane)
    near = basis.parcels.sindex.query(around.iloc[0], predicate="intersects")
    neighbours = basis.parcels.geometry.take(near).to_crs(plane)
    explained = explain(basis.alone(place), lang=basis.lang)
    yield Subheading(basis.title(place), begins_page=at > 0)
    facts = _facts(basis, place)
    yield facts
    yield from _facts_on_a_page(facts)
    yield BulletList(tuple(step.line(basis.lang) for step in explained.steps), numbered=True)
    yield Picture(
        f"parcel_{number}",
        pictures.one_parcel(own, neighbours),
        basis.text("parcel_map", number=number),
        PICTURE_CM,
    )
    if not is_point(own)[0]:
        yield _points(basis, own.iloc[0], plane_name(plane, basis.lang), place)


def _facts(basis: Basis, place: int) -> TableBlock:
    """Return what is known about a parcel, a fact in each row."""
    parcel = basis.parcels.iloc[place]
    rows: list[Row] = []
    for field in FACTS:
        if field.name in LEFT_OUT or pd.isna(parcel[field.name]):
            continue
        column = report_column(basis, field.name)
        cell = report_cell(basis, field.name, parcel[field.name])
        if field.name == AREA_COLUMNS["stated"]:
            cell = float(basis.areas("stated").iloc[place])
        rows.append((column.heading, cell_text(cell, column)))
    for area in MEASURED:
        measured = float(basis.areas(area).iloc[place])
        if pd.isna(measured):  # a parcel without an outline
            continue
        rows.append((wording(f"area.{area}", basis.lang), basis.area_text(measured)))
    rows += [
        (
            label(name, basis.lang, statuses=basis.statuses),
            value_text(parcel[name], name, basis.lang, unit=basis.unit, statuses=basis.statuses),
        )
        for name in ("status", "status_reason")
    ]
    articles = parcel["status_basis"] or basis.text("no_article")
    if basis.statuses.has_law or parcel["status_basis"]:
        rows.append((label("status_basis", basis.lang), articles))
    return TableBlock(
        key=f"facts_{place}",
        caption=basis.text("facts", number=basis.numbers.iloc[place]),
        columns=(
            TableColumn(key="fact", heading=basis.text("fact")),
            TableColumn(key="value", heading=basis.text("value")),
        ),
        rows=tuple(rows),
        only_wide=True,
    )


def _facts_on_a_page(facts: TableBlock) -> Iterator[TableBlock]:
    """Yield the facts as a page has them: two short ones in a row, then those that need a line."""
    short = [row for row in facts.rows if display_width(cell_text(row[1], facts.columns[1])) <= FEW]
    long = [row for row in facts.rows if row not in short]
    pairs = zip_longest(short[::2], short[1::2], fillvalue=(None, None))
    page = replace(facts, only_wide=False, only_page=True)
    if short:
        yield replace(
            page,
            key=f"{facts.key}_short",
            columns=(*facts.columns, *facts.columns),
            rows=tuple((*left, *right) for left, right in pairs),
        )
    if long:
        caption = "" if short else facts.caption
        yield replace(page, key=f"{facts.key}_long", caption=caption, rows=tuple(long))


def _points(basis: Basis, shape: BaseGeometry, system: str, place: int) -> TableBlock:
    points = boundary_points(shape)
    columns = (
        TableColumn(key="ring", heading=basis.text("ring"), kind="count"),
        TableColumn(key="point", heading=basis.text("point")),
        TableColumn(key="x", heading=basis.text("north"), kind="plain", digits=DIGITS),
        TableColumn(key="y", heading=basis.text("east"), kind="plain", digits=DIGITS),
        TableColumn(key="edge", heading=basis.text("edge"), kind="number", digits=2),
    )
    rows: list[Row] = [
        (point.ring, f"J{point.number}", point.north, point.east, point.edge_m) for point in points
    ]
    first = 0 if len({point.ring for point in points}) > 1 else 1  # one ring needs no number
    return TableBlock(
        key=f"points_{place}",
        caption=basis.text("points", number=basis.numbers.iloc[place]),
        columns=columns[first:],
        rows=tuple(row[first:] for row in rows),
        note=basis.text("points_note", crs=system),
    )
