"""One sheet a parcel (一宗一表): its facts, a small map, its boundary points."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from parkland.areas.planes import gauss_kruger_planes
from parkland.reports import pictures
from parkland.reports.boundaries import boundary_points
from parkland.reports.content import (
    Block,
    Column,
    Heading,
    Picture,
    Points,
    Row,
    Table,
    Text,
    cell_text,
)
from parkland.reports.facts import fact_cell, fact_column
from parkland.schema import AREA_COLUMNS, DERIVED_FACTS, FACTS
from parkland.status import explain
from parkland.units import area_unit
from parkland.wording import day_text, wording

if TYPE_CHECKING:
    import geopandas as gpd
    from pyproj import CRS
    from shapely.geometry.base import BaseGeometry

    from parkland.reports.basis import Basis

NEIGHBOURHOOD_M = 1_000.0
LEFT_OUT = ("unreadable", *DERIVED_FACTS)


def in_plane(geometry: gpd.GeoSeries) -> tuple[gpd.GeoSeries, CRS]:
    """Return shapes in the Gauss-Krüger plane in which most of them are measured, and the plane."""
    plane, _ = max(gauss_kruger_planes(geometry), key=lambda found: len(found[1]))
    return geometry.to_crs(plane), plane


def parcel_sheet(basis: Basis, place: int) -> list[Block]:
    """Return the sheet of the parcel at `place` of the table."""
    number = int(basis.numbers.iloc[place])
    own, plane = in_plane(basis.parcels.geometry.take([place]))
    around = own.buffer(NEIGHBOURHOOD_M).to_crs(basis.parcels.geometry.crs or plane)
    near = basis.parcels.sindex.query(around.iloc[0], predicate="intersects")
    neighbours = basis.parcels.geometry.take(near).to_crs(plane)
    return [
        _heading(basis, place),
        _facts(basis, place),
        Picture(
            f"parcel_{number}",
            pictures.one_parcel(own, neighbours),
            basis.text("parcel_map", number=number),
            8.0,
        ),
        _points(basis, own.iloc[0], plane.name, place),
    ]


def reasoning(basis: Basis, place: int) -> list[Block]:
    """Return the history of the parcel at `place`, and how its status follows, step by step."""
    explained = explain(
        basis.ledger.parcels.iloc[place],
        as_of=basis.ledger.as_of,
        rules=basis.ledger.rules,
        lang=basis.lang,
    )
    return [
        _heading(basis, place),
        Text(_history(basis, place)),
        Points(tuple(step.line(basis.lang) for step in explained.steps), numbered=True),
    ]


def _heading(basis: Basis, place: int) -> Heading:
    parcel = basis.parcels.iloc[place]
    called = " ".join(
        str(parcel[name]) for name in ("parcel_id", "name") if isinstance(parcel[name], str)
    )
    return Heading(f"{basis.numbers.iloc[place]}. {called or parcel['layer']}")


def _history(basis: Basis, place: int) -> str:
    """Return the days of a parcel in their order, known and foreseen, in a line."""
    parcel = basis.parcels.iloc[place]
    names = [*(field.name for field in FACTS if field.kind == "date"), "idle_since", "next_on"]
    days = sorted((parcel[name], name) for name in names if not pd.isna(parcel[name]))
    said = (f"{day_text(day)} {fact_column(basis, name).heading}" for day, name in days)
    return basis.text("history", days=" → ".join(said))


def _facts(basis: Basis, place: int) -> Table:
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
    return Table(
        key=f"facts_{place}",
        caption=basis.text("facts"),
        columns=(
            Column(key="fact", heading=basis.text("fact")),
            Column(key="value", heading=basis.text("value")),
        ),
        rows=tuple(rows),
    )


def _points(basis: Basis, shape: BaseGeometry, system: str, place: int) -> Table:
    return Table(
        key=f"points_{place}",
        caption=basis.text("points"),
        columns=(
            Column(key="ring", heading=basis.text("ring"), kind="count"),
            Column(key="point", heading=basis.text("point")),
            Column(key="x", heading=basis.text("north"), kind="number", digits=3),
            Column(key="y", heading=basis.text("east"), kind="number", digits=3),
            Column(key="edge", heading=basis.text("edge"), kind="number", digits=2),
        ),
        rows=tuple(boundary_points(shape)),
        note=basis.text("points_note", crs=system),
    )
