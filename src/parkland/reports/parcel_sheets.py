"""One sheet a parcel (一宗一表): its facts, a small map, its boundary points."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from parkland.areas.planes import gauss_kruger_planes
from parkland.boundaries import DIGITS, boundary_points
from parkland.display import day_text
from parkland.reports import pictures
from parkland.reports.parcel_columns import fact_cell, fact_column
from parkland.reports.report_blocks import (
    Block,
    BulletList,
    Picture,
    ReportTable,
    Row,
    Subheading,
    TableColumn,
    cell_text,
)
from parkland.safe_text import shorten
from parkland.schema import AREA_COLUMNS, DERIVED_FACTS, FACTS
from parkland.status import explain
from parkland.units import area_unit
from parkland.wording import wording

if TYPE_CHECKING:
    import geopandas as gpd
    from pyproj import CRS
    from shapely.geometry.base import BaseGeometry

    from parkland.reports.basis import Basis

NEIGHBOURHOOD_M = 1_000.0
PLANE_WORDS = (
    (r"^(CGCS2000|China Geodetic Coordinate System 2000) / ", "2000国家大地坐标系，"),
    (r"^Xian 1980 / ", "1980西安坐标系，"),
    (r"^Beijing 1954 / ", "1954北京坐标系，"),
    (r"(\d)-degree Gauss-Kruger zone (\d+)", r"高斯-克吕格投影\1度带第\2带"),
    (r"(\d)-degree Gauss-Kruger CM (\d+(?:\.\d+)?)E?", r"高斯-克吕格投影\1度带，中央子午线\2°"),
)
LEFT_OUT = ("unreadable", *DERIVED_FACTS)


def plane_name(plane: CRS, lang: str) -> str:
    """Return what a Gauss-Krüger plane is called in a paper of the language."""
    if lang != "zh":
        return plane.name
    name = plane.name
    for pattern, words in PLANE_WORDS:
        name = re.sub(pattern, words, name)
    return name


def in_plane(geometry: gpd.GeoSeries) -> tuple[gpd.GeoSeries, CRS]:
    """Return shapes in the Gauss-Krüger plane in which most of them are measured, and the plane."""
    plane, _ = max(gauss_kruger_planes(geometry), key=lambda found: len(found[1]))
    return geometry.to_crs(plane), plane


def parcel_sheet(basis: Basis, place: int) -> list[Block]:
    """Return the sheet of the parcel at `place`: facts, reasoning, map and boundary points."""
    number = int(basis.numbers.iloc[place])
    own, plane = in_plane(basis.parcels.geometry.take([place]))
    around = own.buffer(NEIGHBOURHOOD_M).to_crs(basis.parcels.geometry.crs or plane)
    near = basis.parcels.sindex.query(around.iloc[0], predicate="intersects")
    neighbours = basis.parcels.geometry.take(near).to_crs(plane)
    explained = explain(
        basis.ledger.parcels.iloc[place],
        as_of=basis.ledger.as_of,
        rules=basis.ledger.rules,
        lang=basis.lang,
    )
    return [
        Subheading(_title(basis, place), begins_page=True),
        _facts(basis, place),
        BulletList(tuple(step.line(basis.lang) for step in explained.steps), numbered=True),
        Picture(
            f"parcel_{number}",
            pictures.one_parcel(own, neighbours),
            basis.text("parcel_map", number=number),
            8.0,
        ),
        _points(basis, own.iloc[0], plane_name(plane, basis.lang), place),
    ]


def finding(basis: Basis, place: int) -> list[Block]:
    """Return why the parcel at `place` is idle, since when, and what follows."""
    parcel = basis.parcels.iloc[place]
    said = [_history(basis, place)]
    for name in ("status_reason", "status_basis", "route", "fee", "next_step"):
        if not pd.isna(parcel[name]) and parcel[name] != "":
            column = fact_column(basis, name)
            words = cell_text(fact_cell(basis, name, parcel[name]), column)
            said.append(basis.text("labelled", name=column.heading, value=words))
    return [Subheading(_title(basis, place)), BulletList(tuple(said))]


def _title(basis: Basis, place: int) -> str:
    chosen = pd.Series(data=False, index=basis.parcels.index)
    chosen.iloc[place] = True
    (called,) = basis.titles(chosen)
    number = basis.parcels["parcel_id"].iloc[place]
    known = "" if pd.isna(number) or number == called else f"{shorten(str(number))} "
    return f"{basis.numbers.iloc[place]}. {known}{called}"


def _history(basis: Basis, place: int) -> str:
    """Return the days of a parcel in their order, known and foreseen, in a line."""
    parcel = basis.parcels.iloc[place]
    names = [*(field.name for field in FACTS if field.kind == "date"), "idle_since", "next_on"]
    days = sorted((parcel[name], name) for name in names if not pd.isna(parcel[name]))
    said = (f"{day_text(day)} {fact_column(basis, name).heading}" for day, name in days)
    return basis.text("history", days=" → ".join(said))


def _facts(basis: Basis, place: int) -> ReportTable:
    """Return what is known of a parcel, a fact a row."""
    parcel = basis.parcels.iloc[place]
    rows: list[Row] = []
    for field in FACTS:
        value = parcel[field.name]
        if field.name in LEFT_OUT or pd.isna(value):
            continue
        column = fact_column(basis, field.name)
        rows.append((column.heading, cell_text(fact_cell(basis, field.name, value), column)))
    for area in ("ellipsoidal", "planar"):
        mu = parcel[AREA_COLUMNS[area]] * area_unit("mu").per_m2
        rows.append((wording(f"area.{area}", basis.lang), basis.area_text(mu)))
    rows.append((basis.text("status"), str(fact_cell(basis, "status", parcel["status"]))))
    rows.append((fact_column(basis, "status_reason").heading, parcel["status_reason"]))
    rows.append((basis.text("basis"), parcel["status_basis"] or basis.text("no_article")))
    return ReportTable(
        key=f"facts_{place}",
        caption=basis.text("facts", number=basis.numbers.iloc[place]),
        columns=(
            TableColumn(key="fact", heading=basis.text("fact")),
            TableColumn(key="value", heading=basis.text("value")),
        ),
        rows=tuple(rows),
    )


def _points(basis: Basis, shape: BaseGeometry, system: str, place: int) -> ReportTable:
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
    return ReportTable(
        key=f"points_{place}",
        caption=basis.text("points", number=basis.numbers.iloc[place]),
        columns=columns[first:],
        rows=tuple(row[first:] for row in rows),
        note=basis.text("points_note", crs=system),
    )
