"""Areas on the ellipsoid agree with GeographicLib, wherever a parcel lies and in any system."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS, Geod
from shapely import affinity

import parkland as pk
from parkland.geodesy import geodesic_m2

# the closed form of the sheets, m2 (1:10 000, 1:5 000, 1:50 000); southern edge in degrees
SHEETS = {
    (3.75 / 60, 2.5 / 60): {
        0: 32_054_872.46,
        20: 30_165_060.64,
        25: 29_116_347.87,
        28: 28_381_103.77,
        29: 28_118_705.45,
        29.125: 28_085_303.10,
        30: 27_847_757.03,
        35: 26_367_263.06,
        40: 24_684_446.24,
        45: 22_810_533.44,
        50: 20_758_420.67,
    },
    (1.875 / 60, 1.25 / 60): {29: 7_030_370.85, 30: 6_962_655.93},
    (0.25, 10 / 60): {29: 449_632_187.08, 30: 445_288_499.51},
}
SYSTEMS = {
    "EPSG:4528": (120, 3.1),
    "EPSG:4548": (117, 5.5),
    "EPSG:4498": (117, 3.1),  # a 6-degree zone
    "EPSG:2333": (111, 3.1),  # on the ellipsoid of Xi'an 1980
    "EPSG:32650": (117, 3.1),
    "EPSG:4490": (105, 28),
    "EPSG:3857": (105, 28),
    "+proj=tmerc +lon_0=118.5 +lat_0=30 +x_0=50000 +y_0=9000 +units=us-ft +ellps=GRS80": (118.5, 2),
    "+proj=tmerc +lon_0=118.5 +x_0=500000 +ellps=krass +towgs84=15,-130,-80": (118.5, 2),
    "+proj=lcc +lat_1=25 +lat_2=47 +lon_0=105 +ellps=GRS80": (105, 28),
}


def exact(series):
    """Return what GeographicLib says."""
    degrees = series.to_crs(series.crs.geodetic_crs)
    geod = series.crs.get_geod()
    oriented = shapely.orient_polygons(degrees.to_numpy())
    return np.array([abs(geod.geometry_area_perimeter(shape)[0]) for shape in oriented])


def stars(lon, lat, *, reach, width, points, seed):
    """Return random star-shaped polygons in degrees, `reach` metres long, as wide as said."""
    random = np.random.default_rng(seed)
    number = len(lon)
    angles = np.sort(random.uniform(0, 2 * np.pi, (number, points)), axis=1)
    radii = random.uniform(0.4, 1, (number, points)) * reach
    x, y = np.cos(angles) * radii, np.sin(angles) * radii * width
    turn = random.uniform(0, np.pi, (number, 1))
    east = (x * np.cos(turn) - y * np.sin(turn)) / (111_320 * np.cos(np.radians(lat))[:, None])
    north = (x * np.sin(turn) + y * np.cos(turn)) / 111_000
    return shapely.polygons(np.stack([lon[:, None] + east, lat[:, None] + north], axis=2))


@pytest.mark.parametrize("crs", SYSTEMS)
@pytest.mark.parametrize(
    ("reach", "width", "points"),
    [(40, 1, 8), (560, 1, 20), (1000, 0.2, 3), (4000, 0.02, 5), (500, 0.001, 3), (30_000, 1e-3, 4)],
)
def test_no_parcel_is_a_hundredth_of_a_square_metre_off(crs, reach, width, points):
    middle, half = SYSTEMS[crs]
    random = np.random.default_rng(reach)
    lon, lat = middle + random.uniform(-half, half, 40), random.uniform(3, 54, 40)
    degrees = stars(lon, lat, reach=reach, width=width, points=points, seed=reach)
    series = gpd.GeoSeries(degrees, crs=CRS(crs).geodetic_crs).to_crs(crs)
    truth = exact(series)
    off = np.abs(geodesic_m2(series) - truth)
    small = truth <= 1e6
    assert (off[small] < 0.01).all()
    assert (off[~small] <= 1e-8 * truth[~small]).all()


@pytest.mark.parametrize("reach", [5_000, 15_000, 80_000])
def test_towns_and_counties_are_right_to_a_hundred_millionth(reach):
    lon, lat = np.linspace(75, 134, 12), np.linspace(4, 53, 12)
    degrees = stars(lon, lat, reach=reach, width=0.8, points=60, seed=3)
    for crs in ("EPSG:4490", "EPSG:4534"):
        series = gpd.GeoSeries(degrees, crs="EPSG:4490").to_crs(crs)
        assert geodesic_m2(series) == pytest.approx(exact(series), rel=1e-8)


@pytest.mark.parametrize("size", SHEETS)
def test_sheets_have_the_areas_of_the_national_rule(size):
    across, up = size
    # a parallel is no geodesic: 2,000 vertices on each make the difference small
    rows = [shapely.segmentize(shapely.box(118, s, 118 + across, s + up), across / 2000)
            for s in SHEETS[size]]  # fmt: skip
    assert geodesic_m2(gpd.GeoSeries(rows, crs="EPSG:4490")) == pytest.approx(
        list(SHEETS[size].values()), abs=0.01
    )


def test_the_far_ends_of_the_earth():
    across_date_line = shapely.Polygon([(179.999, 10), (-179.999, 10), (-179.999, 10.001)])
    polar = shapely.Polygon([(0, 85), (10, 85), (20, 85.1)])
    around_the_pole = shapely.Polygon([(0, 85), (120, 85), (-120, 85)])
    southern = shapely.Polygon([(-70, -53), (-70, -53.002), (-69.99, -53)])
    series = gpd.GeoSeries([across_date_line, polar, around_the_pole, southern], crs="EPSG:4490")
    geod = Geod(a=6378137, rf=298.257222101)
    for area, shape in zip(geodesic_m2(series), series, strict=True):
        truth = abs(geod.polygon_area_perimeter(*np.array(shape.exterior.coords).T)[0])
        assert area == pytest.approx(truth, rel=1e-8, abs=1e-3)


def test_a_sphere_has_no_flattening():
    sphere = gpd.GeoSeries([shapely.box(10, 0, 10.01, 0.01)], crs="+proj=longlat +R=6371000")
    cap = 6_371_000**2 * np.radians(0.01) * np.sin(np.radians(0.01))
    assert geodesic_m2(sphere)[0] == pytest.approx(cap, rel=1e-7)


def test_heights_and_a_bound_or_compound_system_change_nothing():
    flat = shapely.box(600_000, 3_224_000, 600_300, 3_224_300)
    for crs in ("EPSG:4548", "EPSG:4548+5773"):
        assert geodesic_m2(gpd.GeoSeries([shapely.force_3d(flat, 135.0)], crs=crs))[0] == (
            pytest.approx(89_977.7350, abs=1e-3)
        )


def test_collections_count_their_polygons_and_lines_have_no_area():
    square = shapely.box(0, 0, 0.001, 0.001)
    inner = shapely.GeometryCollection([square, shapely.Point(1, 1)])
    shapes = [square, shapely.GeometryCollection([inner, shapely.LineString([(0, 0), (1, 1)])]),
              shapely.LineString([(0, 0), (1, 1)]), shapely.GeometryCollection(), None]  # fmt: skip
    areas = geodesic_m2(gpd.GeoSeries(shapes, crs="EPSG:4490"))
    assert areas[1] == areas[0] > 0
    assert areas[2] == areas[3] == 0
    assert np.isnan(areas[4])


def test_degenerate_rings_have_no_area():
    line = shapely.Polygon([(0, 0), (0.001, 0.001), (0, 0)])
    point = shapely.Polygon([(118, 29)] * 4)
    assert geodesic_m2(gpd.GeoSeries([line, point], crs="EPSG:4490")) == pytest.approx([0, 0])


@pytest.mark.parametrize("crs", ["EPSG:4548", "EPSG:4490", "EPSG:3857"])
def test_coordinates_without_a_place_name_the_row(crs):
    shapes = [shapely.box(0, 0, 1, 1), shapely.Polygon([(0, 0), (np.inf, 0), (1, 1)])]
    table = gpd.GeoDataFrame(geometry=shapes, index=["甲", "乙"], crs=crs)
    for method in ("ellipsoidal", "planar"):
        with pytest.raises(pk.ParklandError, match=r"1 row, first '乙', are not finite.*clean"):
            pk.acreage(table, method=method)


def test_a_system_without_an_ellipsoid_is_refused():
    local = CRS.from_wkt(
        'ENGCRS["site",EDATUM["site"],CS[Cartesian,2],AXIS["x",east],AXIS["y",north],'
        'LENGTHUNIT["metre",1]]'
    )
    table = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 1, 1)], crs=local)
    with pytest.raises(pk.ParklandError, match="site has no ellipsoid"):
        pk.acreage(table)


@given(
    st.floats(74, 134), st.floats(4, 53), st.floats(5, 400), st.floats(0, 360), st.integers(1, 4)
)
def test_neither_place_nor_the_start_of_a_ring_nor_its_turn_matters(lon, lat, side, turn, start):
    here = gpd.GeoSeries([shapely.Point(lon, lat)], crs="EPSG:4490")
    plane = f"+proj=tmerc +lon_0={round(lon / 3) * 3} +x_0=500000 +ellps=GRS80"
    at = here.to_crs(plane)[0]
    box = affinity.rotate(shapely.box(at.x, at.y, at.x + side, at.y + side / 2), turn)
    ring = list(box.exterior.coords)[:-1]
    again = shapely.Polygon(ring[start:] + ring[:start])
    series = gpd.GeoSeries([box, again, box.reverse()], crs=plane)
    one, two, three = geodesic_m2(series)
    assert two == pytest.approx(one, abs=1e-5)
    assert three == pytest.approx(one, abs=1e-5)
    assert geodesic_m2(series.to_crs("EPSG:4490"))[0] == pytest.approx(one, abs=1e-4)
    assert one == pytest.approx(exact(series)[0], abs=1e-3)


@given(st.floats(0.1, 0.9), st.integers(3, 12), st.integers(0, 99))
def test_two_parts_add_up_to_the_whole(share, points, seed):
    here = np.array([118.4]), np.array([29.1])
    (star,) = stars(*here, reach=500, width=1, points=points, seed=seed)
    shape = star.convex_hull
    ring = [*shape.exterior.coords]
    cut = 1 + int(share * (len(ring) - 2))
    middle = shape.centroid.coords[0]
    parts = [shapely.Polygon([middle, *ring[: cut + 1]]), shapely.Polygon([middle, *ring[cut:]])]
    first, second, whole = geodesic_m2(gpd.GeoSeries([*parts, shape], crs="EPSG:4490"))
    assert first + second == pytest.approx(whole, abs=1e-4)


def test_the_rule_of_the_national_survey_gives_the_same():
    """Its trapezoids, without its rounding, under short edges: they are straight in degrees."""
    e2 = (2 - 1 / 298.257222101) / 298.257222101
    b2 = 6378137.0**2 * (1 - e2)
    series = (
        1 + 3 / 6 * e2 + 30 / 80 * e2**2 + 35 / 112 * e2**3 + 630 / 2304 * e2**4,
        -(1 / 6 * e2 + 15 / 80 * e2**2 + 21 / 112 * e2**3 + 420 / 2304 * e2**4),
        3 / 80 * e2**2 + 7 / 112 * e2**3 + 180 / 2304 * e2**4,
        -(1 / 112 * e2**3 + 45 / 2304 * e2**4),
        5 / 2304 * e2**4,
    )
    plots = gpd.GeoSeries(
        [shapely.box(600_000, 3_224_000, 600_300, 3_224_300),
         shapely.Polygon([(600_000, 3_224_000), (600_250, 3_224_040), (600_120, 3_224_280)])],
        crs="EPSG:4548",
    )  # fmt: skip
    split = gpd.GeoSeries(shapely.segmentize(plots.to_numpy(), 10.0), crs=plots.crs)
    ours = geodesic_m2(split)
    for shape, area in zip(split.to_crs("EPSG:4490"), ours, strict=True):
        lon, lat = np.radians(np.array(shape.exterior.coords)).T
        rise, middle = np.diff(lat), (lat[1:] + lat[:-1]) / 2
        under = sum(
            term * np.sin(n * rise / 2) * np.cos(n * middle)
            for term, n in zip(series, (1, 3, 5, 7, 9), strict=True)
        )
        across = (lon[1:] + lon[:-1]) / 2 - np.radians(116)
        assert abs((2 * b2 * across * under).sum()) == pytest.approx(area, abs=1e-3)


def test_a_plane_that_lacks_a_parameter_is_left_to_proj():
    whole = CRS("EPSG:4548").to_wkt("WKT1_ESRI")
    lacking = CRS(whole.replace('PARAMETER["Scale_Factor",1.0],', ""))
    square = shapely.box(600_000, 3_224_000, 600_300, 3_224_300)
    area = geodesic_m2(gpd.GeoSeries([square], crs=lacking))[0]
    assert area == pytest.approx(89977.7350, abs=1e-3)
