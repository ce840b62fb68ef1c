"""Areas agree with reference values and do not depend on the projection."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import affinity

import parkland as pk

SQUARE = shapely.box(600_000, 3_224_000, 600_300, 3_224_300)
HOLE = shapely.box(600_100, 3_224_100, 600_200, 3_224_200)
CUSTOM = "+proj=tmerc +lat_0=0 +lon_0=118.5 +k=1 +x_0=500000 +y_0=0 +ellps=GRS80 +units=m"


def table(*shapes, crs="EPSG:4548"):
    return gpd.GeoDataFrame(geometry=list(shapes), crs=crs)


def test_square_of_the_reference_table():
    areas = pk.acreage(table(SQUARE, HOLE))
    assert areas[0] == pytest.approx(89_977.7350, abs=1e-3)
    assert areas[1] == pytest.approx(9_997.5261, abs=1e-3)
    assert pk.acreage(table(SQUARE), method="planar")[0] == pytest.approx(90_000, abs=1e-6)


def test_zone_numbers_in_eastings_cost_no_digits():
    plain = table(SQUARE, HOLE)
    numbered = table(*(affinity.translate(s, 39_000_000) for s in (SQUARE, HOLE)), crs="EPSG:4527")
    for method in ("ellipsoidal", "planar"):
        one, other = pk.acreage(plain, method=method), pk.acreage(numbered, method=method)
        assert one.to_numpy() == pytest.approx(other.to_numpy(), abs=1e-5)


def test_658_mu_square_depends_on_the_plane_it_was_built_in():
    side = (658 * 2000 / 3) ** 0.5
    sizes = []
    for crs in ("EPSG:4548", "EPSG:4549"):
        corner = gpd.GeoSeries([shapely.Point(118.40, 29.13)], crs="EPSG:4490").to_crs(crs)[0]
        x, y = corner.x, corner.y
        sizes.append(pk.acreage(table(shapely.box(x, y, x + side, y + side), crs=crs))[0])
    assert sizes == pytest.approx([438_464.86, 438_405.49], abs=0.01)


def test_holes_subtract_and_parts_add_whatever_the_order_of_rings():
    holed = shapely.Polygon(SQUARE.exterior, [HOLE.exterior])
    same_way = shapely.Polygon(SQUARE.exterior.coords[::-1], [HOLE.exterior.coords[::-1]])
    away = affinity.translate(SQUARE, 1000, 0)
    areas = pk.acreage(table(holed, same_way, shapely.MultiPolygon([holed, away])))
    assert areas[0] == pytest.approx(89_977.7350 - 9_997.5261, abs=1e-3)
    assert areas[1] == pytest.approx(areas[0], abs=1e-6)
    assert areas[2] == pytest.approx(areas[0] + pk.acreage(table(away))[0], abs=1e-6)


@pytest.mark.parametrize(
    "crs", ["EPSG:4527", "EPSG:4528", "EPSG:4548", "EPSG:4549", "EPSG:4490", CUSTOM]
)
def test_sample_areas_are_the_same_in_every_projection(ledger, crs):
    arrived = ledger.parcels.to_crs(crs)
    difference = (pk.acreage(arrived) - ledger.parcels["area_m2"]).abs()
    assert difference.max() < 0.01


def test_edges_straight_in_the_plane_cost_what_the_docstring_says(ledger):
    drawn = shapely.segmentize(ledger.parcels.geometry.to_numpy(), 1.0)
    difference = (pk.acreage(table(*drawn, crs="EPSG:4528")) - ledger.parcels["area_m2"]).abs()
    assert 0.01 < difference.max() < 0.016


@given(st.floats(0.1, 0.9), st.floats(0, 360), st.integers(0, 3))
def test_area_is_additive_under_a_cut_and_blind_to_where_a_ring_starts(share, turn, start):
    shape = affinity.rotate(SQUARE, turn)
    x0, y0, x1, y1 = shape.bounds
    cut = x0 + share * (x1 - x0)
    left = shape.intersection(shapely.box(x0, y0, cut, y1))
    right = shape.intersection(shapely.box(cut, y0, x1, y1))
    ring = list(shape.exterior.coords)[:-1]
    restarted = shapely.Polygon(ring[start:] + ring[:start])
    areas = pk.acreage(table(shape, left, right, restarted))
    # the cut puts new vertices on edges: 300 m of a straight edge against a geodesic
    assert areas[0] == pytest.approx(areas[1] + areas[2], abs=0.01)
    assert areas[0] == pytest.approx(areas[3], abs=1e-6)


@pytest.mark.parametrize(
    ("unit", "size"), [("m2", 89_977.735), ("mu", 134.9666), ("ha", 8.9977735), ("acre", 22.2340)]
)
def test_units(unit, size):
    area = pk.acreage(table(SQUARE), unit=unit)
    assert area[0] == pytest.approx(size, rel=1e-5)
    assert area.name == f"ellipsoidal_area_{unit}"


def test_planar_areas_of_degrees_are_taken_in_the_nearest_zone_which_is_named():
    degrees = table(SQUARE).to_crs("EPSG:4490")
    area = pk.acreage(degrees, method="planar")
    assert area[0] == pytest.approx(90_000, abs=0.01)
    assert [plane[-18:] for plane in area.attrs["planes"]] == ["Gauss-Kruger CM 117"[-18:]]


def test_each_parcel_of_a_wide_table_is_taken_in_its_own_zone():
    ground = [shapely.box(lon, 30, lon + 0.001, 30.001) for lon in (105, 117, 120)]
    areas = pk.acreage(table(*ground, None, crs="EPSG:4490"), method="planar")
    assert [plane[-6:] for plane in areas.attrs["planes"]] == ["CM 105", "CM 117", "CM 120"]
    assert areas[:3].to_numpy() == pytest.approx([areas[0]] * 3, abs=1e-6)
    assert np.isnan(areas[3])


@pytest.mark.parametrize("crs", ["EPSG:3857", "EPSG:32650"])
def test_planar_areas_are_never_taken_in_web_mercator_nor_at_the_scale_of_utm(crs):
    elsewhere = table(SQUARE).to_crs(crs)
    assert pk.acreage(elsewhere, method="planar")[0] == pytest.approx(90_000, abs=0.01)


def test_missing_and_empty_geometry_and_no_rows():
    areas = pk.acreage(table(None, shapely.Polygon(), SQUARE))
    assert np.isnan(areas[0])
    assert areas[1] == 0
    assert areas[2] > 0
    for method in ("ellipsoidal", "planar"):
        nothing = pk.acreage(table(), method=method)
        assert nothing.dtype == "float64"
        assert len(nothing) == 0


def test_index_is_kept():
    areas = pk.acreage(table(SQUARE, HOLE).set_index([["a", "b"]]))
    assert areas.index.tolist() == ["a", "b"]


def test_bad_requests_say_what_to_do():
    with pytest.raises(pk.ParklandError, match=r"no coordinate reference system.*set_crs"):
        pk.acreage(gpd.GeoDataFrame(geometry=[SQUARE]))
    with pytest.raises(pk.ParklandError, match="no stated_area_m2"):
        pk.acreage(table(SQUARE), method="stated")
    with pytest.raises(pk.ParklandError, match="ellipsoidal, planar, stated"):
        pk.acreage(table(SQUARE), method="spherical")
