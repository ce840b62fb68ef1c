"""Coordinates are believed only where they make sense, and refused with a way out."""

import sqlite3
import struct
from contextlib import closing

import geopandas as gpd
import pytest
import shapely
from pyproj import CRS
from shapely import affinity

import parkland as pk
from parkland.crs import meridian

from .conftest import square_in

ONE = {"DKBH": ["A-1"]}


def read(path, **how):
    return pk.read_parcels(path, **how)


def with_infinite_easting(path, easting):
    """Put infinity in place of an easting in the .shp."""
    content = path.read_bytes()
    assert struct.pack("<d", easting) in content
    path.write_bytes(content.replace(struct.pack("<d", easting), struct.pack("<d", float("inf"))))
    return path


def test_declared_system_is_taken_with_its_code(write_shp):
    (receipt,) = pk.inspect_source(write_shp(ONE))
    assert receipt.crs.to_epsg() == 4528
    assert receipt.crs_evidence.how == "prj"


@pytest.mark.parametrize(
    ("crs", "hint"),
    [
        ("EPSG:4528", r"could be EPSG:4528\."),
        ("EPSG:4549", r"x runs 346229 to 346329"),
        ("EPSG:4490", r"could be EPSG:4490"),
    ],
)
def test_a_missing_prj_is_an_error_that_names_candidates(write_shp, crs, hint):
    path = write_shp(ONE, geometry=[square_in(crs)], crs=crs, prj=False)
    with pytest.raises(
        pk.ParklandError, match=rf"no coordinate reference system.*{hint}.*crs=.guess."
    ):
        read(path)


@pytest.mark.parametrize(
    ("crs", "profile", "how"),
    [
        ("EPSG:4527", "default", "prefix"),
        ("EPSG:4490", "default", "degrees"),
        ("EPSG:4528", "kaihua", "profile"),
    ],
)
def test_a_guess_is_made_only_when_asked_for_and_is_recorded(write_shp, crs, profile, how):
    path = write_shp(ONE, geometry=[square_in(crs)], crs=crs, prj=False)
    raw = read(path, crs="guess", profile=profile)
    assert raw.crs == crs
    assert raw.attrs["receipts"][0].crs_evidence.how == how
    _, issues, _ = pk.clean(raw)
    assert "crs.guessed" in set(issues["code"])


def test_a_guess_between_many_zones_is_refused(write_shp):
    path = write_shp(ONE, geometry=[square_in("EPSG:4549")], crs="EPSG:4549", prj=False)
    with pytest.raises(pk.ParklandError, match="no coordinate reference system"):
        read(path, crs="guess")


@pytest.mark.parametrize(
    ("true", "declared", "fit"),
    [
        ("EPSG:4528", "EPSG:4549", "EPSG:4528"),  # zone prefix under a central-meridian system
        ("EPSG:4549", "EPSG:4528", "crs"),  # the reverse
        ("EPSG:4490", "EPSG:4528", "EPSG:4490"),  # degrees under metres
        ("EPSG:4528", "EPSG:4490", "EPSG:4528"),  # metres under degrees
    ],
)
def test_coordinates_that_do_not_fit_are_refused_with_what_would(write_shp, true, declared, fit):
    shape = square_in(true)
    path = write_shp(ONE, geometry=[shape], crs=declared)
    with pytest.raises(pk.ParklandError, match=rf"do not fit.*{fit}"):
        read(path)


def test_a_zone_three_degrees_off_is_caught_by_the_county_box(write_shp):
    path = write_shp(ONE, geometry=[square_in("EPSG:4549")], crs="EPSG:4548")
    with pytest.raises(pk.ParklandError, match=r"115\.\d+ E.*EPSG:4549"):
        read(path, profile="kaihua")


def test_a_zone_three_degrees_off_is_at_least_warned_of_without_a_box(write_shp):
    path = write_shp(ONE, geometry=[square_in("EPSG:4549")], crs="EPSG:4548")
    _, issues, _ = pk.clean(read(path))
    assert "crs.far_from_meridian" in set(issues["code"])


def test_swapped_axes_are_suggested_and_read_when_confirmed(write_shp):
    swapped = shapely.transform(square_in("EPSG:4528"), lambda xy: xy[:, ::-1])
    path = write_shp(ONE, geometry=[swapped])
    with pytest.raises(pk.ParklandError, match='axes="north-east"'):
        read(path)
    raw = read(path, axes="north-east")
    assert raw.geometry[0].equals(square_in("EPSG:4528"))
    _, issues, _ = pk.clean(raw)
    assert "crs.swapped_axes" in set(issues["code"])


def test_a_system_given_by_the_user_stands_above_the_file_and_is_noted(write_shp):
    path = write_shp(ONE, geometry=[square_in("EPSG:4528")], crs="EPSG:4549")
    raw = read(path, crs="EPSG:4528")
    assert raw.crs == "EPSG:4528"
    assert "crs.given" in set(pk.clean(raw).issues["code"])


def test_an_unknown_system_is_refused(write_shp):
    with pytest.raises(pk.ParklandError, match="'EPSG:999999' is not a reference system"):
        read(write_shp(ONE), crs="EPSG:999999")


def test_a_local_central_meridian_works(write_shp):
    local = "+proj=tmerc +lat_0=0 +lon_0=118.5 +k=1 +x_0=500000 +y_0=0 +ellps=GRS80 +units=m"
    path = write_shp(ONE, geometry=[square_in(local)], crs=local)
    (receipt,) = pk.inspect_source(path)
    assert receipt.crs.to_epsg() is None
    assert receipt.records == 1


def test_a_standard_name_with_other_parameters_is_not_taken_for_the_standard(write_shp):
    path = write_shp(ONE, geometry=[square_in("EPSG:4549")], crs="EPSG:4549")
    moved = affinity.translate(square_in("EPSG:4549"), 200_000, 0)
    path = write_shp(ONE, geometry=[moved], crs="EPSG:4549", name="移")
    prj = path.with_suffix(".prj")
    prj.write_text(prj.read_text().replace("500000.0", "700000.0"))
    (receipt,) = pk.inspect_source(path)
    assert receipt.crs.to_epsg(min_confidence=70) is None
    (issue,) = (issue for issue in receipt.issues if issue.code == "crs.name_differs")
    assert issue.value == "EPSG:4549 CGCS2000 / 3-degree Gauss-Kruger CM 120E"
    area = pk.acreage(pk.read_parcels(path))[0]
    assert area == pytest.approx(
        pk.acreage(gpd.GeoDataFrame(geometry=[square_in("EPSG:4549")], crs=4549))[0], abs=1e-3
    )


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("CGCS2000_3_Degree_GK_CM_120E", ",120", ",118.5", True),
        ("Xian_1980_3_Degree_GK_CM_120E", "", "", True),
        # The flattening of WGS 84 under the name of CGCS2000 moves nothing.
        ("CGCS2000_3_Degree_GK_CM_120E", "298.257222101", "298.257223563", False),
        ("某县独立坐标系", ",120", ",118.5", False),
    ],
)
def test_a_name_that_the_parameters_contradict_is_told(write_shp, name, old, new, told):
    path = write_shp(ONE, geometry=[square_in("EPSG:4549")], crs="EPSG:4549")
    prj = path.with_suffix(".prj")
    text = prj.read_text(encoding="utf-8")
    assert "CGCS2000_3_Degree_GK_CM_120E" in text
    assert old in text
    text = text.replace("CGCS2000_3_Degree_GK_CM_120E", name)
    prj.write_text(text.replace(old, new) if old else text, encoding="utf-8")
    (receipt,) = pk.inspect_source(path)
    assert ("crs.name_differs" in {issue.code for issue in receipt.issues}) == told


BASE = CRS(4490).to_wkt()
BOUND = (
    f'BOUNDCRS[SOURCECRS[{BASE}],TARGETCRS[{CRS(4326).to_wkt()}],ABRIDGEDTRANSFORMATION["x",'
    'METHOD["NTv2"],PARAMETERFILE["Latitude and longitude difference file","/secret.gsb"]]]'
)


@pytest.mark.parametrize(
    "definition",
    [
        BOUND,
        CRS(BOUND).to_json(),
        "+proj=longlat +ellps=GRS80 +nadgrids=/secret.gsb",
        "+proj=pipeline +step +proj=hgridshift +grids=/secret.gsb",
        "+proj=merc +a=6378137 +b=6378137 +nadgrids=@null,/secret.gsb",
    ],
)
def test_no_file_is_opened_that_a_reference_system_names(definition, write_shp):
    path = write_shp(ONE)
    path.with_suffix(".prj").write_text(definition)
    with pytest.raises(pk.ParklandError, match="is defined by another file"):
        read(path)
    with pytest.raises(pk.ParklandError, match="is defined by another file"):
        read(path, crs=definition)


def test_no_file_is_opened_that_the_reference_system_of_a_table_names(tmp_path):
    pytest.importorskip("pyarrow")
    frame = gpd.GeoDataFrame(ONE, geometry=[square_in("EPSG:4490")], crs=BOUND)
    frame.to_parquet(tmp_path / "a.parquet")
    frame.set_crs(4490, allow_override=True).to_file(tmp_path / "a.gpkg", layer="a")
    with closing(sqlite3.connect(tmp_path / "a.gpkg")) as database:
        database.execute("UPDATE gpkg_spatial_ref_sys SET definition = ?", (BOUND,))
        database.commit()
    for name in ("a.parquet", "a.gpkg"):
        with pytest.raises(pk.ParklandError, match="is defined by another file"):
            read(tmp_path / name)


def test_the_sign_for_no_grid_is_no_file(write_shp):
    web = "+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m"
    path = write_shp(ONE, geometry=[square_in("EPSG:3857")], crs="EPSG:3857")
    path.with_suffix(".prj").write_text(f"{web} +nadgrids=@null +no_defs")
    assert len(read(path)) == 1


def test_a_prj_that_is_no_reference_system_is_an_error(write_shp):
    path = write_shp(ONE)
    path.with_suffix(".prj").write_text("PROJCS[nonsense")
    with pytest.raises(pk.ParklandError, match="is not understood.*with crs"):
        read(path)


def test_inspection_tells_what_is_wrong_instead_of_failing(write_shp):
    (receipt,) = pk.inspect_source(write_shp(ONE, prj=False))
    assert receipt.crs is None
    assert receipt.crs_evidence.how == "unusable"
    assert "EPSG:4528" in receipt.crs_evidence.reason("zh")


def test_infinite_coordinates_are_refused_or_quarantined(write_shp):
    first, second = square_in("EPSG:4528"), affinity.translate(square_in("EPSG:4528"), 500, 0)
    with pytest.raises(pk.ParklandError, match="no coordinate is a finite number"):
        read(with_infinite_easting(write_shp(ONE, geometry=[first]), first.bounds[0]))
    path = write_shp({"DKBH": ["A-1", "A-2"]}, geometry=[first, second], name="二")
    raw = read(with_infinite_easting(path, first.bounds[0]))
    parcels, issues, quarantine = pk.clean(raw)
    assert (len(parcels), len(quarantine)) == (1, 1)
    assert "geometry.not_finite" in set(issues["code"])


def test_layers_in_other_zones_are_brought_together_and_noted(write_shp, tmp_path):
    write_shp(ONE, geometry=[square_in("EPSG:4528")], name="a")
    write_shp({"DKBH": ["B-1"]}, geometry=[square_in("EPSG:4527")], crs="EPSG:4527", name="b")
    raw = read(tmp_path)
    assert len(raw) == 2
    expected = gpd.GeoSeries([square_in("EPSG:4527")], crs=4527).to_crs(4528)[0]
    assert raw.geometry[1].hausdorff_distance(expected) < 1e-6
    assert "crs.reprojected" in set(pk.clean(raw).issues["code"])


def test_layers_on_another_datum_are_not_mixed(write_shp, tmp_path):
    write_shp(ONE, geometry=[square_in("EPSG:4528")], name="a")
    write_shp(ONE, geometry=[square_in("EPSG:4528")], crs="EPSG:2364", name="b")
    with pytest.raises(pk.ParklandError, match="another datum"):
        read(tmp_path)


def test_one_stray_record_is_quarantined_and_the_rest_read(write_shp):
    here = square_in("EPSG:4528")
    columns = {"DKBH": ["A-1", "A-2", "A-3"]}
    shapes = [here, affinity.translate(here, 200, 0), shapely.box(0, 0, 100, 100)]
    parcels, issues, quarantine = pk.clean(read(write_shp(columns, geometry=shapes)))
    assert parcels["parcel_id"].tolist() == ["A-1", "A-2"]
    assert quarantine["reason"].tolist() == ["geometry.misplaced"]
    assert issues.loc[issues["code"] == "geometry.misplaced", "parcel_id"].tolist() == ["A-3"]


def test_a_zone_number_that_lacks_is_answered_with_the_same_meridian(write_shp):
    path = write_shp(ONE, geometry=[square_in("EPSG:4548")], crs="EPSG:4527")
    with pytest.raises(pk.ParklandError, match='crs="EPSG:4548"'):
        read(path)


def test_six_degree_zones_are_recognised_by_their_number(write_shp):
    path = write_shp(ONE, geometry=[square_in("EPSG:4498")], crs="EPSG:4498", prj=False)
    with pytest.raises(pk.ParklandError, match="could be EPSG:4498"):
        read(path)


def test_a_guess_that_fails_does_not_advise_to_guess(write_shp):
    path = write_shp(ONE, geometry=[square_in("EPSG:4549")], crs="EPSG:4549", prj=False)
    with pytest.raises(pk.ParklandError, match="none can be guessed") as caught:
        read(path, crs="guess")
    assert 'crs="guess"' not in str(caught.value)


def test_northings_near_zero_are_not_called_swapped(write_shp):
    path = write_shp(ONE, geometry=[shapely.box(500_000, -500, 500_100, -400)], crs="EPSG:4549")
    with pytest.raises(pk.ParklandError, match="do not fit") as caught:
        read(path)
    assert "swapped" not in str(caught.value)


PROJ = "+proj=tmerc +lat_0=0 +lon_0=120 +k=1 +x_0=40500000 +y_0=0 +ellps=GRS80 +units=m +no_defs"


@pytest.mark.parametrize(
    "text",
    [
        "EPSG:4528", "epsg:4528\n", "4528", "urn:ogc:def:crs:EPSG::4528", PROJ, "+init=epsg:4528",
        CRS.from_epsg(4528).to_json(), CRS.from_epsg(4528).to_json(pretty=True),
        CRS.from_epsg(4528).to_wkt("WKT2_2019", pretty=True),
        CRS.from_epsg(4528).to_wkt("WKT1_ESRI"),
    ],
)  # fmt: skip
def test_every_kind_of_text_in_a_prj_is_read(write_shp, text):
    path = write_shp(ONE)
    path.with_suffix(".prj").write_text(text, encoding="utf-8")
    raw = read(path)
    assert meridian(raw.crs) == 120
    (receipt,) = pk.inspect_source(path)
    assert receipt.crs_evidence.how == "prj"


@pytest.mark.parametrize("text", ["nonsense", "+proj=nothing", "{}", '{"type": 1}', "EPSG:999999"])
def test_a_prj_that_is_not_understood_names_candidates(write_shp, text):
    path = write_shp(ONE)
    path.with_suffix(".prj").write_text(text, encoding="utf-8")
    with pytest.raises(pk.ParklandError, match="not understood; by its coordinates it could be EP"):
        read(path)
    assert read(path, crs="EPSG:4528").crs.to_epsg() == 4528


def test_a_local_system_is_called_by_its_name_whatever_its_encoding(write_shp):
    path = write_shp(ONE)
    text = 'LOCAL_CS["某市独立坐标系",UNIT["Meter",1.0]]'
    for encoding in ("gbk", "utf-8", "utf-8-sig"):
        path.with_suffix(".prj").write_bytes(text.encode(encoding))
        with pytest.raises(pk.ParklandError, match="do not fit 某市独立坐标系"):
            read(path)


UTM = "+proj=utm +zone=10 +ellps=GRS80 +units=m"
STATE_FEET = (
    "+proj=lcc +lat_1=42.7 +lat_2=41.7 +lat_0=41 +lon_0=-71.5 +x_0=1e5 +datum=NAD83 +units="
)


def abroad(crs, lon, lat):
    """Return a square of 300 units, or of 0.003 degrees, in `crs` at a place."""
    place = gpd.GeoSeries.from_xy([lon], [lat], crs=4326).to_crs(crs)[0]
    side = 0.003 if CRS(crs).is_geographic else 300
    return shapely.box(place.x, place.y, place.x + side, place.y + side)


@pytest.mark.parametrize(
    ("crs", "lon", "lat", "unit"),
    [
        (UTM, -120.05, 39.1, 1),
        (f"{STATE_FEET}us-ft", -71.45, 42.43, 1200 / 3937),
        (f"{STATE_FEET}ft", -71.45, 42.43, 0.3048),
        ("EPSG:27700", -1.5, 53.4, 1),
        ("+proj=laea +lat_0=52 +lon_0=10.5 +x_0=1e6 +ellps=GRS80", 17, 48, 1),
        ("EPSG:3460", 179.9, -17, 1),
    ],
)
def test_a_system_of_another_country_is_judged_by_its_own_area(write_shp, crs, lon, lat, unit):
    raw = read(write_shp(ONE, geometry=[abroad(crs, lon, lat)], crs=crs))
    assert pk.acreage(raw)[0] == pytest.approx((300 * unit) ** 2, rel=2e-3)
    assert not set(pk.clean(raw).issues["code"]) & {"crs.far_from_meridian", "geometry.misplaced"}


@pytest.mark.parametrize(
    ("true", "declared", "place", "fit"),
    [
        (2249, 26986, (-71.45, 42.43), "EPSG:2249"),  # feet under metres
        (26986, 2249, (-71.45, 42.43), "EPSG:26986"),
    ],
)
def test_a_suggestion_comes_from_the_region_of_the_data(write_shp, true, declared, place, fit):
    path = write_shp(ONE, geometry=[abroad(true, *place)], crs=f"EPSG:{declared}")
    with pytest.raises(pk.ParklandError, match=rf"do not fit.*(?i:{fit})") as caught:
        read(path)
    assert "EPSG:45" not in str(caught.value)


def test_a_box_abroad_names_the_systems_that_are_used_there(write_shp, tmp_path):
    profile = tmp_path / "tahoe.toml"
    profile.write_text('extends = "default"\nbox = [-121, 38, -119, 40]\n')
    path = write_shp(ONE, geometry=[abroad(26910, -120.05, 39.1)], crs="EPSG:26910", prj=False)
    with pytest.raises(pk.ParklandError, match=r"could be .*EPSG:26910") as caught:
        read(path, profile=profile)
    assert "EPSG:45" not in str(caught.value)
    profile.write_text('extends = "default"\nbox = [-121, 38, -119, 40]\ncrs = "EPSG:26910"\n')
    assert read(path, profile=profile, crs="guess").crs == "EPSG:26910"


def test_swapped_axes_abroad_are_suggested(write_shp):
    swapped = shapely.transform(abroad(UTM, -120.05, 39.1), lambda xy: xy[:, ::-1])
    with pytest.raises(pk.ParklandError, match='axes="north-east"'):
        read(write_shp(ONE, geometry=[swapped], crs=UTM))


def test_a_zone_number_is_answered_on_the_datum_that_is_declared(write_shp):
    path = write_shp(ONE, geometry=[square_in("EPSG:2384")], crs="EPSG:2363")
    with pytest.raises(pk.ParklandError, match='crs="EPSG:2384"'):
        read(path)


def test_a_system_on_another_globe_is_refused(write_shp):
    moon = "+proj=longlat +R=1737400 +no_defs"
    with pytest.raises(pk.ParklandError, match=r"radius of 1,737,400 m, which is not that of the"):
        read(write_shp(ONE, geometry=[shapely.box(1, 1, 1.01, 1.01)], crs=moon))


URUMQI = shapely.box(87.6, 43.8, 87.601, 43.801)


def in_degrees(*shapes):
    ids = [f"A-{number}" for number in range(1, len(shapes) + 1)]
    return gpd.GeoDataFrame({"DKBH": ids}, geometry=list(shapes), crs=4326)


def test_swapped_axes_in_the_west_of_china_are_refused(tmp_path):
    swapped = shapely.transform(URUMQI, lambda xy: xy[:, ::-1])
    with pytest.raises(pk.ParklandError, match='axes="north-east"'):
        read(in_degrees(swapped))
    # Land in the Arctic has such coordinates; the law of China is not applied there.
    (tmp_path / "arctic.toml").write_text('extends = "default"\nrulebook = "none"\n')
    assert len(read(in_degrees(swapped), profile=tmp_path / "arctic.toml")) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        shapely.box(43.8, 87.6, 43.801, 87.601),
        shapely.box(0, 0, 0.001, 0.001),
        shapely.Polygon([(87.7, 43.8), (87.701, 43.8), (87.701, 43.801), (0, 0)]),
    ],
)
def test_a_record_at_the_origin_or_with_swapped_axes_is_quarantined(wrong):
    near = affinity.translate(URUMQI, 0.01, 0)
    parcels, issues, quarantine = pk.clean(read(in_degrees(URUMQI, near, wrong)))
    assert parcels["parcel_id"].tolist() == ["A-1", "A-2"]
    assert quarantine["reason"].tolist() == ["geometry.misplaced"]
    assert issues.loc[issues["code"] == "geometry.misplaced", "parcel_id"].tolist() == ["A-3"]


@pytest.mark.parametrize("crs", ["EPSG:4528", "EPSG:4326"])
def test_a_corner_with_a_wrong_digit_is_told(crs):
    here = square_in("EPSG:4528")
    west, south, east, north = here.bounds
    spike = shapely.Polygon([(west, south), (east, south), (east, south + 90_100), (west, north)])
    shapes = gpd.GeoSeries([affinity.translate(here, 300), spike], crs=4528).to_crs(crs)
    frame = gpd.GeoDataFrame({"DKBH": ["A-1", "A-2"]}, geometry=shapes)
    issues = pk.clean(read(frame)).issues
    told = issues[issues["code"] == "geometry.far_corner"]
    assert told["parcel_id"].tolist() == ["A-2"]
    assert float(told["value"].iloc[0]) == pytest.approx(90.1, abs=0.5)


@pytest.mark.parametrize(
    ("west", "south", "told"),
    [(118.4, 29.1, False), (2.35, 48.85, True), (2.066, 0.508, True), (48.0, 32.2, True)],
)
def test_land_abroad_under_the_law_of_china_is_told(tmp_path, west, south, told):
    frame = in_degrees(shapely.box(west, south, west + 0.001, south + 0.001))
    assert ("crs.outside_china" in set(pk.clean(read(frame)).issues["code"])) == told
    (tmp_path / "abroad.toml").write_text('extends = "default"\nrulebook = "none"\n')
    abroad = pk.clean(read(frame, profile=tmp_path / "abroad.toml"))
    assert "crs.outside_china" not in set(abroad.issues["code"])
