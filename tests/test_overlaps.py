"""Land that two parcels claim is found, classed and measured, and never more than once."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

import parkland as pk
from parkland.geodesy import geodesic_m2
from parkland.topology import doubled_m2

from .conftest import EAST, NORTH, squares


def box(x, y, width, height):
    return shapely.box(EAST + x, NORTH + y, EAST + x + width, NORTH + y + height)


def table(*shapes, crs="EPSG:4528", **columns):
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=crs)


def test_a_pair_is_told_with_numbers_holders_statuses_and_the_shared_ground():
    parcels = table(
        box(0, 0, 100, 100),
        box(500, 0, 100, 100),
        box(60, 0, 100, 100),
        parcel_id=["A", "B", "C"],
        holder=["甲", "乙", None],
        status=["idle_one_year", "levelled", "reclaimed"],
    ).set_index([[7, 8, 9]])
    found = pk.overlaps(parcels)
    assert list(found.columns) == [
        "left", "right", "left_id", "right_id", "left_holder", "right_holder", "left_status",
        "right_status", "shared_m2", "kind", "geometry",
    ]  # fmt: skip
    (row,) = found.itertuples()
    assert (row.left, row.right, row.left_id, row.right_id, row.kind) == (7, 9, "A", "C", "real")
    assert (row.left_holder, row.left_status, row.right_status) == (
        "甲",
        "idle_one_year",
        "reclaimed",
    )
    assert pd.isna(row.right_holder)
    assert found.crs == parcels.crs
    assert row.geometry.equals(box(60, 0, 40, 100))
    assert row.shared_m2 == geodesic_m2(found.geometry)[0] == pytest.approx(4000, rel=1e-3)


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        (box(0, 0, 100, 100), box(0, 0, 100, 100), "duplicate"),
        (box(0, 0, 100, 100), box(0, 0, 100, 100.05), "duplicate"),
        (box(0, 0, 100, 100), box(20, 20, 10, 10), "inside"),
        (box(20, 20, 10, 10), box(0, 0, 100, 100), "inside"),
        (box(0, 0, 100, 100), box(99.9, 0, 100, 100), "sliver"),
        (box(0, 0, 100, 100), box(99.5, 0, 100, 100), "real"),
        (box(0, 0, 100, 100), box(99, 99, 100, 100), "real"),
    ],
)
@pytest.mark.parametrize("crs", ["EPSG:4528", "EPSG:4490", "EPSG:3857"])
def test_kinds(one, other, kind, crs):
    (found,) = pk.overlaps(table(one, other).to_crs(crs))["kind"]
    assert found == kind


def test_neighbours_that_touch_do_not_overlap():
    row = [box(100 * i, 100 * j, 100, 100) for i in range(5) for j in range(5)]
    assert pk.overlaps(table(*row)).empty
    nearly = table(box(0, 0, 100, 100), box(99.99999, 0, 100, 100))
    assert pk.overlaps(nearly).empty  # the noise of coordinates


def test_parts_holes_and_heights():
    ring = box(0, 0, 300, 300).difference(box(100, 100, 100, 100))
    island = box(110, 110, 50, 50)
    two = shapely.MultiPolygon([box(120, 120, 10, 10), box(290, 0, 100, 100)])
    found = pk.overlaps(table(shapely.force_3d(ring, 5.0), island, two))
    pairs = [(row.left, row.right, row.kind) for row in found.itertuples()]
    assert pairs == [(0, 2, "real"), (1, 2, "real")]
    assert found["shared_m2"].to_numpy() == pytest.approx([1000, 100], rel=1e-3)


def test_invalid_missing_and_empty_geometry():
    bowtie = shapely.Polygon([(EAST, NORTH), (EAST + 100, NORTH + 100),
                              (EAST + 100, NORTH), (EAST, NORTH + 100)])  # fmt: skip
    found = pk.overlaps(table(None, bowtie, shapely.Polygon(), box(0, 0, 100, 100)))
    assert found[["left", "right"]].to_numpy().tolist() == [[1, 3]]
    assert found["shared_m2"][0] == pytest.approx(5000, rel=1e-3)
    assert doubled_m2(found, parcels=table(None, bowtie, None, box(0, 0, 100, 100))) > 0


def test_no_parcels_and_no_overlaps_have_the_same_types():
    two = pk.overlaps(table(box(0, 0, 100, 100), box(60, 0, 100, 100)))
    for nothing in (table(), table(*squares(3))):
        found = pk.overlaps(nothing)
        assert found.empty
        assert list(found.columns) == list(two.columns)
        assert found["shared_m2"].dtype == two["shared_m2"].dtype
        assert found["left_id"].dtype == two["left_id"].dtype == "str"


def test_labels_must_be_unique():
    with pytest.raises(pk.ParklandError, match="not unique"):
        pk.overlaps(table(*squares(2)).set_index([[1, 1]]))


def test_a_profile_says_what_a_sliver_is(tmp_path):
    path = tmp_path / "p.toml"
    path.write_text('extends = "default"\nareas.sliver_width_m = 0.05', encoding="utf-8")
    pair = table(box(0, 0, 100, 100), box(99.9, 0, 100, 100))
    assert pk.overlaps(pair, profile=path)["kind"].item() == "real"


@given(
    st.lists(
        st.tuples(*[st.integers(0, 30) for _ in range(2)], *[st.integers(1, 25) for _ in range(2)]),
        max_size=9,
    )
)
def test_doubled_land_is_the_sum_less_the_union_however_many_lie_on_one_spot(rows):
    parcels = table(*[box(*row) for row in rows])
    doubled = doubled_m2(pk.overlaps(parcels), parcels=parcels)
    union = gpd.GeoSeries([shapely.union_all(np.asarray(parcels.geometry))], crs=parcels.crs)
    whole = geodesic_m2(parcels.geometry).sum() - geodesic_m2(union)[0]
    assert doubled == pytest.approx(whole, abs=1e-3)


def test_a_ledger_holds_its_overlaps_and_tells_them(write_shp):
    path = write_shp(
        {"DKBH": ["A", "B", "C", "D"]},
        geometry=[box(0, 0, 100, 100), box(60, 0, 100, 100), box(60, 0, 100, 100),
                  box(159.95, 0, 50, 50)],
    )  # fmt: skip
    ledger = pk.open_ledger(path, as_of="2020-12-31")
    assert ledger.overlaps["kind"].tolist() == ["real", "real", "duplicate", "sliver", "sliver"]
    told = ledger.issues[ledger.issues["code"].str.startswith(("overlap", "geometry.dup"))]
    assert told["code"].tolist() == [
        "geometry.duplicate",
        "overlap.real",
        "overlap.real",
        "overlap.sliver",
    ]
    first = told[told["code"] == "overlap.real"].iloc[0]
    assert (first["parcel_id"], first["source_row"]) == ("B", 2)
    assert first["message"].startswith("与另一宗地重叠：A (地块.shp #1), 39")
    assert pk.open_ledger(pk.sample_path(), as_of="2020-12-31").overlaps.empty
