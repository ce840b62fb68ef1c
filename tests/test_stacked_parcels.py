"""Many parcels on one spot: bounded time and tables, and net areas that count all of them."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import parkland as pk
from parkland.geodesy import geodesic_m2
from parkland.topology import crowded_labels, doubled_m2, number_of_pairs

from .conftest import EAST, NORTH

CRS = "EPSG:4528"


def stack(number, *, shift=0.0, **columns):
    """Return squares of 1 ha on one spot, each shifted by up to `shift` metres."""
    moves = np.random.default_rng(7).uniform(0, shift, (number, 2)) if shift else [(0, 0)] * number
    squares = [shapely.box(EAST + x, NORTH + y, EAST + x + 100, NORTH + y + 100) for x, y in moves]
    return gpd.GeoDataFrame(columns, geometry=squares, crs=CRS)


def ground(parcels):
    """Return the area of the union of the parcels."""
    union = shapely.union_all(np.asarray(parcels.geometry))
    return geodesic_m2(gpd.GeoSeries([union], crs=parcels.crs))[0]


@pytest.fixture(scope="module")
def few_rows(tmp_path_factory):
    """Return a profile whose tables of overlaps hold five rows for each parcel."""
    path = tmp_path_factory.mktemp("profile") / "few.toml"
    path.write_text('extends = "default"\nareas.most_overlaps = 0', encoding="utf-8")
    return path


def test_a_hundred_parcels_on_one_spot():
    parcels = stack(100)
    pairs = pk.overlaps(parcels)
    doubled = doubled_m2(pairs, parcels=parcels)
    assert len(pairs) == number_of_pairs(pairs) == 4_950
    assert len(crowded_labels(pairs)) == 0
    assert doubled == pytest.approx(99 * ground(parcels), rel=1e-9)


@pytest.mark.parametrize("shift", [0.0, 5.0])
def test_five_thousand_parcels_on_one_spot(shift):
    parcels = stack(5_000, shift=shift)
    pairs = pk.overlaps(parcels)
    doubled = doubled_m2(pairs, parcels=parcels)
    assert len(pairs) <= 50_000
    assert number_of_pairs(pairs) == 5_000 * 4_999 // 2
    assert set(pairs["left"]) | set(pairs["right"]) == set(parcels.index)
    whole = geodesic_m2(parcels.geometry).sum()
    assert whole - doubled == pytest.approx(ground(parcels), rel=1e-6)


def test_a_ledger_says_how_many_pairs_it_leaves_out_and_its_parts_stay_exact(write_shp, few_rows):
    number = 40
    parcels = stack(number, shift=30.0)
    path = write_shp(
        {"DKBH": [f"A-{i}" for i in range(number)], "ZT": ["闲置"] * 10 + ["已平整"] * 30},
        geometry=list(parcels.geometry),
    )
    ledger = pk.open_ledger(path, as_of="2020-12-31", profile=few_rows)
    assert len(ledger.overlaps) <= 5 * number
    (told,) = ledger.issues[ledger.issues["code"] == "overlap.crowded"].itertuples()
    assert told.severity == "warning"
    assert f"/ 780 / {len(ledger.overlaps)}" in told.message
    last = ledger[ledger.parcels.index[-8:]]  # none of them has a row with another one
    assert last.overlaps.empty
    net = pk.totals(last, by="layer", unit="m2")["net_m2"].item()
    assert net == pytest.approx(ground(last.parcels), abs=0.05)


@settings(max_examples=25)
@given(
    rows=st.lists(
        st.tuples(*[st.integers(0, 12)] * 2, *[st.integers(4, 25)] * 2, st.sampled_from("abc")),
        min_size=12,
        max_size=24,
    )
)
def test_net_areas_count_the_pairs_that_the_table_leaves_out(few_rows, rows):
    boxes = [
        shapely.box(EAST + x, NORTH + y, EAST + x + width, NORTH + y + height)
        for x, y, width, height, _ in rows
    ]
    parcels = gpd.GeoDataFrame({"zone": [row[-1] for row in rows]}, geometry=boxes, crs=CRS)
    parcels = pk.measure(parcels)
    every, some = pk.overlaps(parcels), pk.overlaps(parcels, profile=few_rows)
    assert len(some) <= len(every) == number_of_pairs(every)
    exact = pk.totals(parcels, by="zone", unit="m2", overlaps=every, margins=True)
    listed = pk.totals(parcels, by="zone", unit="m2", overlaps=some, margins=True)
    assert listed["net_m2"].to_numpy() == pytest.approx(exact["net_m2"].to_numpy(), abs=0.05)
    for zone, own in parcels.groupby("zone"):
        assert exact.loc[zone, "net_m2"] == pytest.approx(ground(own), abs=0.05)


def test_groups_of_which_pairs_are_left_out_share_an_unknown_area(few_rows):
    parcels = pk.measure(stack(40, shift=30.0, zone=["a", "b"] * 20))
    pairs = pk.overlaps(parcels, profile=few_rows)
    (row,) = pk.shared_between(parcels, overlaps=pairs, by="zone").itertuples()
    assert np.isnan(row.area_mu)
    assert row.pairs > 0


def test_net_areas_stay_exact_where_pairs_are_not_sought_any_more(monkeypatch):
    limits = {"MOST_BOXES": 10, "MOST_BOXES_OF_A_SHAPE": 0, "MOST_SEEN": 100, "HITS_AT_A_TIME": 80}
    for name, value in limits.items():
        monkeypatch.setattr(f"parkland.topology.pairs.{name}", value)
    parcels = stack(40, shift=30.0)
    pairs = pk.overlaps(parcels)
    assert number_of_pairs(pairs) == 40 * 39 // 2
    assert len(pairs) < number_of_pairs(pairs)
    for part in (parcels, parcels.iloc[-9:], parcels.iloc[::5]):
        net = geodesic_m2(part.geometry).sum() - doubled_m2(pairs, parcels=part)
        assert net == pytest.approx(ground(part), abs=1e-3)


def test_a_zone_with_many_parcels_keeps_a_row_for_each(few_rows):
    zone = shapely.box(EAST, NORTH, EAST + 1000, NORTH + 1000)
    inside = [
        shapely.box(EAST + x, NORTH + y, EAST + x + 40, NORTH + y + 40)
        for x in range(0, 1000, 50)
        for y in range(0, 1000, 50)
    ]
    parcels = gpd.GeoDataFrame(geometry=[*inside, zone], crs=CRS)
    pairs = pk.overlaps(parcels, profile=few_rows)
    assert len(pairs) == len(inside)
    assert len(crowded_labels(pairs)) == 0
