"""A parcel's area, and whether two parcels overlap, do not depend on the rest of the table."""

from functools import cache
from itertools import pairwise
from unittest import mock

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal
from hypothesis import given, settings
from hypothesis import strategies as st

import parkland as pk
from parkland import geodesy
from parkland.geodesy import geodesic_m2
from parkland.topology import doubled_m2, pairs
from parkland.topology.doubled import clusters_of

# middle of the system, half the width and the latitudes in which rings are drawn: some lie beyond
# 400 km of the meridian, where another plane is used, some across the date line, some at a pole
PLACES = {
    "EPSG:4528": (120, 6, (18, 53)),
    "EPSG:4490": (180, 0.02, (18, 53)),
    "EPSG:3857": (105, 20, (18, 53)),
    "EPSG:4326": (0, 180, (74, 90)),
}


def polygons(random, middle, half, latitudes, number):
    """Return polygons of 3 to 40 corners in degrees, some with a hole, two parts or 30 km long."""
    shapes = []
    for _ in range(number):
        centre = np.array([middle + random.uniform(-half, half), random.uniform(*latitudes)])
        corners = int(random.integers(3, 41))
        reach = random.choice([1e-4, 1e-3, 0.3])
        angles = np.sort(random.uniform(0, 2 * np.pi, corners))
        ring = np.column_stack([np.cos(angles), np.sin(angles)])
        ring *= random.uniform(0.4, 1, (corners, 1)) * reach
        shape = shapely.polygons(ring + centre)
        kind = random.integers(4)
        if kind == 0:
            shape = shapely.polygons(ring + centre, holes=[ring * 0.1 + centre])
        elif kind == 1:
            shape = shapely.multipolygons([shape, shapely.polygons(ring + centre + 1)])
        shapes.append(shapely.transform(shape, lambda xy: np.clip(xy, (-540, -90), (540, 90))))
    return np.array(shapes)


@pytest.mark.parametrize("crs", PLACES)
@settings(max_examples=12)
@given(seed=st.integers(0, 2**32 - 1), chunk=st.sampled_from([1, 50, 1 << 16]))
def test_an_area_is_the_same_to_the_last_bit_in_any_batch(crs, seed, chunk):
    random = np.random.default_rng(seed)
    degrees = gpd.GeoSeries(polygons(random, *PLACES[crs], 8), crs="EPSG:4490")
    parcels = degrees if crs in ("EPSG:4490", "EPSG:4326") else degrees.to_crs(crs)
    alone = np.array([geodesic_m2(parcels.iloc[[row]])[0] for row in range(len(parcels))])
    chosen = random.permutation(len(parcels))[: random.integers(1, len(parcels) + 1)]
    with mock.patch.object(geodesy, "CHUNK", chunk):
        together = geodesic_m2(parcels.iloc[chosen])
    assert together.tobytes() == alone[chosen].tobytes()
    first = pk.acreage(parcels.iloc[chosen[:1]], method="planar")
    assert pk.acreage(parcels.iloc[chosen], method="planar").iloc[0] == first.iloc[0]


@given(st.integers(0, 2**32 - 1), st.sampled_from([1, 4, 16]))
def test_pairs_are_those_of_a_plain_comparison(seed, least):
    random = np.random.default_rng(seed)
    corners = random.integers(0, 8, (30, 2))
    sizes = random.integers(1, 4, (30, 2))
    shapes = shapely.box(*corners.T, *(corners + sizes).T)  # many touch, hold or equal one another
    with mock.patch.object(pairs, "PAIRS_TO_PREPARE", least):
        found = pairs.sharing_pairs(shapes, most=10_000)
        sound, left, right = found.shapes, found.left, found.right
        shared = pairs.shared_shapes(sound, left, right)
    plain = [
        (one, other)
        for one in range(len(shapes))
        for other in range(one + 1, len(shapes))
        if shapely.area(shapely.intersection(shapes[one], shapes[other])) > 0
    ]
    assert list(zip(left.tolist(), right.tolist(), strict=True)) == plain
    areas = shapely.area(shapely.intersection(shapes[left], shapes[right]))
    assert shapely.area(shared).tolist() == areas.tolist()
    assert not shapely.is_prepared(shapes).any()


@settings(max_examples=8)
@given(st.sets(st.integers(0, 28), max_size=28))
def test_a_record_in_quarantine_changes_no_parcel_beside_it(unusable):
    raw = _sample()
    damaged = raw.copy()
    damaged.loc[damaged.index[sorted(unusable)], "geometry"] = None
    parcels, _, quarantine = pk.clean(damaged)
    assert len(quarantine) == len(unusable)
    whole = pk.clean(raw).parcels
    assert_geodataframe_equal(parcels, whole.drop(index=whole.index[sorted(unusable)]))


@cache
def _sample():
    return pk.read_parcels(pk.sample_path())


def test_a_width_in_degrees_does_not_depend_on_parcels_elsewhere():
    strip = shapely.box(120, 29, 120.000_004_6, 29.001)  # 0.45 m wide, a sliver
    far = shapely.box(120, 52, 120.001, 52.001)
    places = {"source": "a.shp", "layer": "a", "source_row": [1, 2, 3]}
    raw = gpd.GeoDataFrame(places, geometry=[strip, far, far], crs="EPSG:4490")
    together, alone = (pk.clean(some).issues for some in (raw, raw.iloc[:1]))
    widths = together.loc[together["code"] == "geometry.sliver", "value"].tolist()
    assert widths == alone.loc[alone["code"] == "geometry.sliver", "value"].tolist() == ["0.45"]


@settings(max_examples=20)
@given(st.integers(0, 2**32 - 1))
def test_doubled_land_is_the_same_to_the_last_bit_without_parcels_beside_it(seed):
    random = np.random.default_rng(seed)
    corners = random.integers(0, 60, (40, 2)) * 37.0 + (600_000, 3_224_000)
    sizes = random.uniform(20, 90, (40, 2))
    parcels = gpd.GeoDataFrame(geometry=shapely.box(*corners.T, *(corners + sizes).T), crs=4548)
    pairs = pk.overlaps(parcels)
    whole = doubled_m2(pairs, parcels=parcels)
    involved = sorted({*pairs["left"], *pairs["right"]})
    shuffled = pairs.iloc[random.permutation(len(pairs))]
    assert doubled_m2(shuffled, parcels=parcels.loc[involved]) == whole
    clusters = clusters_of(len(parcels), pairs["left"].to_numpy(), pairs["right"].to_numpy())
    parts = [doubled_m2(pairs, parcels=parcels[clusters == one]) for one in np.unique(clusters)]
    assert sum(parts) == pytest.approx(whole, abs=1e-7)


@settings(max_examples=5)
@given(st.lists(st.integers(0, 29), max_size=5).map(sorted))
def test_any_division_is_measured_and_judged_as_the_whole(cuts):
    parcels = pk.clean(_sample()).parcels
    whole = _judged(parcels)
    parts = [parcels.iloc[start:stop] for start, stop in pairwise([0, *cuts, len(parcels)])]
    judged = [_judged(part) for part in parts]  # some are empty, and have the same columns
    assert all(part.dtypes.equals(whole.dtypes) for part in judged)
    assert_geodataframe_equal(gpd.GeoDataFrame(pd.concat(judged)), whole)


def _judged(parcels):
    measured = pk.measure(parcels)
    return measured.join(pk.flag_status(measured, as_of="2020-12-31"))
