"""No verb counts stored areas of shapes that were changed, and none refuses those that were not."""

from __future__ import annotations

import copy
import dataclasses
import io
import pickle
import re

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

import parkland as pk
from parkland.errors import ColumnError
from parkland.measured_shapes import refuse_reshaped
from tests.conftest import EAST, NORTH

RESHAPED = (
    r"no longer (?:the one that was|those that were) measured .* "
    r"Call pk.open_ledger\(parcels, as_of=\.\.\.\)"
)
SYSTEMS = ["EPSG:4528", "EPSG:4490", "EPSG:4326", "EPSG:3857", "EPSG:32650", "EPSG:4548"]


@st.composite
def measured(draw):
    """Return measured parcels of any kind in any system."""
    shapes = []
    for place in range(draw(st.integers(1, 6))):
        west, side = EAST + place * 5_000, draw(st.floats(1, 3_000))
        outer = shapely.box(west, NORTH, west + side, NORTH + side)
        hole = shapely.box(west + side / 3, NORTH + side / 3, west + side / 2, NORTH + side / 2)
        kinds = [outer, outer - hole, shapely.MultiPolygon([hole]), outer.centroid, None]
        shapes.append(draw(st.sampled_from([*kinds, shapely.Polygon(), outer, outer])))
    table = gpd.GeoDataFrame({"name": "x"}, index=range(len(shapes)), geometry=shapes, crs=4528)
    return pk.measure(table.to_crs(draw(st.sampled_from(SYSTEMS))))


def through_parquet(table):
    stored = io.BytesIO()
    table.to_parquet(stored)
    return gpd.read_parquet(stored)


HONEST = {
    "reorder": lambda one: one[::-1],
    "subset": lambda one: one.iloc[1:],
    "take": lambda one: one.loc[[*one.index[:1]]],
    "copy": copy.deepcopy,
    "shallow": lambda one: one.copy(deep=False),
    "pickle": lambda one: pickle.loads(pickle.dumps(one)),  # noqa: S301 - our own
    "parquet": through_parquet,
    "degrees": lambda one: one.to_crs(4326),
    "mercator": lambda one: one.to_crs(3857),
    "zone": lambda one: one.to_crs(4549),
    "renamed": lambda one: one.rename_geometry("shape"),
    "twice": lambda one: pd.concat([one, one.iloc[:1]]),
    "turned": lambda one: one.set_geometry(one.normalize().reverse()),
    "column": lambda one: one.assign(own=1, area_m2=one["area_m2"].astype("Float64")),
    "index": lambda one: one.set_index(pd.Index(["a"] * len(one))),
}


@settings(max_examples=20)
@given(measured(), st.lists(st.sampled_from([*HONEST]), max_size=3))
def test_what_keeps_the_shapes_passes(table, steps):
    for step in steps:
        table = HONEST[step](table)
        refuse_reshaped(table)


def area_of(shape):
    """Return the area of a shape in degrees on the ellipsoid of CGCS2000, by GeographicLib."""
    geod = Geod(a=6378137, rf=298.257222101)
    return abs(geod.geometry_area_perimeter(shapely.orient_polygons(shape))[0])


EDITS = {
    "grown": lambda shape: shape.buffer(0.5),
    "cut": lambda shape: shapely.box(*shape.bounds[:2], *shape.centroid.coords[0]) & shape,
    "scaled": lambda shape: shapely.transform(shape, lambda xy: xy.mean(0) + (xy - xy.mean(0)) * 2),
    "nudged": lambda shape: (
        shape | shapely.box(*shape.bounds[:2], shape.bounds[2] + 0.01, shape.bounds[3])
    ),
    "moved": lambda shape: shapely.transform(shape, lambda xy: xy + np.array([150_000, 0])),
    "lost": lambda _: None,
    "emptied": lambda _: shapely.Polygon(),
    "point": lambda shape: shape.centroid,
}


@settings(max_examples=16)
@given(st.lists(st.floats(20, 400), min_size=2, max_size=5), st.sampled_from([*EDITS]), st.data())
def test_what_changes_a_shape_is_told(sides, edit, data):
    shapes = [shapely.box(EAST + i * 500, NORTH, EAST + i * 500 + s, NORTH + s)
              for i, s in enumerate(sides)]  # fmt: skip
    table = pk.measure(gpd.GeoDataFrame(geometry=shapes, crs=4528))
    edited = data.draw(st.sets(st.sampled_from(range(len(sides))), min_size=1))
    changed = [EDITS[edit](one) if i in edited else one for i, one in enumerate(shapes)]
    table = table.set_geometry(gpd.GeoSeries(changed, crs=4528))
    with pytest.raises(ColumnError, match=RESHAPED) as told:
        refuse_reshaped(table)
    first = min(edited)
    says = re.search(r"of (\d+) rows? .*row (\d+): .* has ([\d,.]+|nan) m2", str(told.value))
    assert says is not None
    assert says.groups()[:2] == (str(len(edited)), str(first))
    if edit not in ("lost", "point"):
        now = area_of(table.to_crs(4490).geometry[first])
        assert float(says[3].replace(",", "")) == pytest.approx(now, abs=0.01)
    pk.measure(table).pipe(refuse_reshaped)


@pytest.mark.parametrize("place", ["loc", "column", "swap", "area", "again"])
def test_changes_within_a_ledger_are_told(sample, place):
    ledger = pk.open_ledger(sample / "十类地.shp", as_of="2020-12-31")
    parcels = ledger.parcels
    pk.totals(ledger)  # measured and remembered
    if place == "loc":
        parcels.loc[0, "geometry"] = parcels.geometry[0].buffer(-5)
    elif place == "column":
        parcels["geometry"] = parcels.buffer(1)
    elif place == "swap":
        parcels["geometry"] = parcels.geometry.to_numpy()[::-1]
    elif place == "area":
        parcels["area_m2"] = parcels["area_m2"] / (2000 / 3)
    else:  # back to what it was, and away again: a shape may stand where an earlier one was
        before = parcels.geometry[0]
        parcels.loc[0, "geometry"] = before.buffer(-5)
        parcels.loc[0, "geometry"] = shapely.from_wkb(before.wkb)
        pk.totals(ledger)
        parcels.loc[0, "geometry"] = before.buffer(-6)
    for verb in (pk.totals, pk.draw_map, pk.flag_status):
        with pytest.raises(ColumnError, match=RESHAPED):
            verb(ledger)


def test_another_datum_has_other_areas(ledger):
    with pytest.raises(ColumnError, match=RESHAPED):
        pk.totals(ledger.parcels.to_crs(4610))  # Xian 1980, whose ellipsoid is larger


METHODS = {
    "clip": lambda one: one.clip(one.union_all().centroid.buffer(400)),
    "dissolve": lambda one: one.dissolve("layer", as_index=False),
    "overlay": lambda one: one.overlay(one[["geometry"]].assign(geometry=one.buffer(-20))),
    "buffer": lambda one: one.set_geometry(one.buffer(5)),
    "simplify": lambda one: one.set_geometry(one.simplify(20)),
    "centroid": lambda one: one.set_geometry(one.centroid),
    "hull": lambda one: one.set_geometry(one.envelope),
    "explode": lambda one: (
        one.set_geometry(one.union(one.translate(3000))).pipe(pk.measure).explode()
    ),
}


@pytest.mark.parametrize("how", METHODS)
def test_methods_of_geopandas_are_opened_again(ledger, how):
    changed = METHODS[how](ledger.parcels)
    with pytest.raises(ColumnError, match=RESHAPED):
        pk.totals(changed)
    if how == "centroid":
        return  # points have no areas
    opened = pk.open_ledger(changed, as_of="2020-12-31")
    ground = sum(map(area_of, opened.parcels.to_crs(4490).geometry))
    assert opened.parcels["area_m2"].sum() == pytest.approx(ground, abs=0.01)
    assert pk.totals(opened, margins=True).loc["total", "area_mu"] == round(ground * 3 / 2000, 2)


VERBS = {
    "totals": pk.totals,
    "stated": lambda one: pk.totals(one, area="stated"),
    "draw_map": pk.draw_map,
    "report": lambda one: pk.write_report(one, "never.md"),
    "parcels": lambda one: pk.write_parcels(one, "never.gpkg"),
    "paper": lambda one: pk.print_map(one, "never.pdf"),
    "live": pk.ParcelMap,
    "explain": lambda one: pk.explain(one, "GD-03"),
    "status": pk.flag_status,
    "timeline": pk.timeline,
    "deadlines": pk.deadlines,
    "contradictions": pk.contradictions,
    "notices": pk.notices,
    "compare": lambda one: pk.compare(one, one),
    "documents": lambda one: pk.write_documents(one, "never"),
    "reconcile": pk.reconcile,
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("of", ["parcels", "ledger"])
def test_every_verb_refuses_changed_shapes(ledger, verb, of, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    cut = METHODS["buffer"](ledger.parcels)
    given_ = cut if of == "parcels" else dataclasses.replace(ledger, parcels=cut)
    with pytest.raises(ColumnError, match=RESHAPED):
        VERBS[verb](given_)
    assert not list(tmp_path.iterdir())


def test_what_needs_shapes_alone_takes_changed_ones(ledger):
    grown = METHODS["buffer"](ledger.parcels)
    assert pk.acreage(grown).sum() > ledger.parcels["area_m2"].sum()
    assert len(pk.overlaps(grown)) > len(ledger.overlaps)
    again = pk.measure(grown)
    assert pk.totals(again, margins=True).loc["total", "area_mu"] == round(
        pk.acreage(grown, unit="mu").sum(), 2
    )


def test_many_threads_measure_one_table(ledger):
    from concurrent.futures import ThreadPoolExecutor

    tables = [ledger.parcels.iloc[i:] for i in range(8)] * 4
    with ThreadPoolExecutor(4) as pool:
        found = list(
            pool.map(lambda one: pk.totals(one, margins=True).loc["total", "parcels"], tables)
        )
    assert found == [len(one) for one in tables]
    assert np.isfinite(found).all()


ANSWERS = {
    "merge": (lambda one: pd.concat([one, one.iloc[:2]], ignore_index=True), "2 rows repeat"),
    "sjoin": (
        lambda one: one.sjoin(gpd.GeoDataFrame(geometry=[one.union_all()] * 2, crs=one.crs)),
        r"drop_duplicates\(\[",
    ),
    "status": (lambda one: one.assign(status="sold"), "holds 'sold'"),
    "no_status": (lambda one: one.assign(status=None), "no status of the rules"),
    "answers": (lambda one: one.assign(idle="是"), "idle of type str"),
    "index": (lambda one: one.set_index("parcel_id"), r"reset_index\(\)"),
    "levels": (lambda one: one.set_index(["layer", "name"], drop=False), "reset_index"),
    "geometry": (lambda one: one.rename(columns={"geometry": "g"}), r'set_geometry\("g"\)'),
}


@pytest.mark.parametrize("what", ANSWERS)
def test_a_table_that_no_map_can_show_names_the_call(ledger, what):
    change, says = ANSWERS[what]
    with pytest.raises(pk.ParklandError, match=says):
        pk.draw_map(change(ledger.parcels))


def test_answers_of_several_days_have_no_total(sample):
    days = ("2018-12-31", "2020-12-31")
    names = ("供地地块.shp", "十类地.shp")
    both = [pk.open_ledger(sample / one, as_of=day) for one, day in zip(names, days, strict=True)]
    mixed = pd.concat([one.parcels for one in both], ignore_index=True)
    with pytest.raises(pk.ParklandError, match="several days"):
        pk.totals(mixed)
    assert pk.totals(mixed, by="layer", margins=True).loc["total", "parcels"] == len(mixed)


def test_answers_that_came_back_as_numbers_count(ledger):
    numbers = ledger.parcels.assign(idle=ledger.parcels["idle"].astype("float64"))
    assert pk.totals(numbers).equals(pk.totals(ledger.parcels))
