"""Odd paths, empty files, files in the wrong place: read, or one sentence says what to do."""

import json
import os
import shutil

import geopandas as gpd
import pandas as pd
import pytest

import parkland as pk
from parkland.errors import NoParcelsError
from parkland.formats.library_remarks import remarks_of

from .conftest import squares

NAMES = ("a!b", "a;b,c", "a\tb", "地块😀 二", "-x", "a%20#?&", "长" * 60)
LIBRARIES = ("exception", "gdal_", "geos", "ogr_", "pyogrio", "pyproj", "sqlite3", "errno", "arrow")


def frame(number=2):
    numbers = [f"A-{place}" for place in range(number)]
    return gpd.GeoDataFrame({"DKBH": numbers}, geometry=squares(number), crs=4528)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
@pytest.mark.parametrize("ending", [".shp", ".gpkg", ".geojson", ".txt", ".parquet"])
def test_what_is_written_under_any_path_reads_back(tmp_path, make_parcels, ending):
    if ending == ".parquet":
        pytest.importorskip("pyarrow")
    parcels = make_parcels(2)
    for name in NAMES:
        path = tmp_path / name / f"{name}{ending}"
        path.parent.mkdir()
        assert pk.write_parcels(parcels, path) == path
        assert pk.read_parcels(path)["source_row"].tolist() == [1, 2]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
@pytest.mark.parametrize(("ending", "driver"), [(".gdb", "OpenFileGDB"), (".fgb", None)])
def test_other_formats_are_read_under_any_path(tmp_path, ending, driver):
    frame().to_file(tmp_path / f"plain{ending}", driver=driver)
    for name in NAMES:
        folder = tmp_path / name
        folder.mkdir()
        copy = shutil.copytree if ending == ".gdb" else shutil.copyfile
        copy(tmp_path / f"plain{ending}", folder / f"{name}{ending}")
        assert len(pk.read_parcels(folder / f"{name}{ending}")) == 2


@pytest.mark.parametrize("ending", [".shp", ".gpkg", ".geojson"])
def test_links_and_folders_without_the_right_to_write_are_read(tmp_path, ending):
    folder, other = tmp_path / "a", tmp_path / "b"
    folder.mkdir()
    other.mkdir()
    table = frame() if ending != ".geojson" else frame().to_crs(4326)
    table.to_file(folder / f"p{ending}")
    for part in folder.iterdir():
        (other / part.name).symlink_to(part)
        part.chmod(0o444)
    folder.chmod(0o555)
    try:
        assert len(pk.read_parcels(folder / f"p{ending}")) == 2
        assert len(pk.read_parcels(other / f"p{ending}")) == 2
    finally:
        folder.chmod(0o755)


@pytest.mark.parametrize(
    "ending", [".shp", ".gpkg", ".geojson", ".kml", ".dxf", ".fgb", ".txt", ".parquet"]
)
def test_a_file_without_bytes_is_empty_and_not_damaged(tmp_path, ending):
    (tmp_path / f"a{ending}").write_bytes(b"")
    with pytest.raises(pk.ParklandError, match=r"the file is empty: it has no bytes\. Copy or exp"):
        pk.read_parcels(tmp_path / f"a{ending}")


KML = '<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document/></kml>'


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.geojson", '{"type": "FeatureCollection", "features": []}'),
        ("a.kml", KML),
        ("a.dxf", "0\nSECTION\n2\nENTITIES\n0\nENDSEC\n0\nEOF\n"),
    ],
)
def test_a_valid_file_without_parcels_is_empty_and_not_damaged(tmp_path, name, content):
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(NoParcelsError, match="has no records|it is empty") as refused:
        pk.read_parcels(tmp_path / name)
    assert "damaged" not in str(refused.value)


def told(path, **how):
    """Return every text that a user sees of a source: the error, or the issues."""
    try:
        ledger = pk.open_ledger(path, as_of="2026-01-01", **how)
    except pk.ParklandError as error:
        return str(error)
    texts = [pk.translate_issues(ledger.issues, lang=lang)["message"] for lang in ("zh", "en")]
    return "\n".join(pd.concat(texts))


def broken(path, share=0.5):
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    return path


@pytest.mark.parametrize(
    "ending", [".gpkg", ".fgb", ".parquet", ".shp", ".geojson", ".kml", ".gdb"]
)
def test_no_message_of_a_library_reaches_the_user(tmp_path, ending):
    path = tmp_path / f"a{ending}"
    if ending == ".parquet":
        pytest.importorskip("pyarrow")
        frame(40).to_parquet(path)
    else:
        table = frame(40).to_crs(4326) if ending in (".geojson", ".kml") else frame(40)
        drivers = {".gdb": "OpenFileGDB", ".kml": "KML"}
        table.to_file(path, driver=drivers.get(ending))
    if ending == ".gdb":
        for part in path.glob("*.gdbtable"):
            broken(part, 0.7)
    else:
        broken(path)
    text = told(path).casefold()
    assert text
    assert not [word for word in LIBRARIES if word in text], text


def test_shapes_that_geos_refuses_are_told_in_our_words(tmp_path):
    ring = [[118.4, 29.1], [118.5, 29.1]]
    unclosed = [[118.4, 29.1], [118.5, 29.1], [118.5, 29.2], [118.4, 29.2]]
    features = [
        {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [one]}}
        for one in (ring, unclosed, [*unclosed, unclosed[0]])
    ]
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    text = told(path)
    assert not [word for word in LIBRARIES if word in text.casefold()], text


def test_a_register_in_place_of_a_layer_names_the_right_call(tmp_path):
    for ending in (".xlsx", ".csv"):
        path = tmp_path / f"台账{ending}"
        path.write_bytes(b"x")
        with pytest.raises(pk.ParklandError, match="is a register, not a layer.*register"):
            pk.read_parcels(path)
    with pytest.raises(pk.ParklandError, match="holds registers only: name the layer"):
        pk.read_parcels(tmp_path)


def test_a_folder_of_folders_names_those_with_layers(tmp_path):
    deep = tmp_path / "甲" / "乙" / "丙"
    deep.mkdir(parents=True)
    frame().to_file(deep / "宗地.gpkg")
    with pytest.raises(pk.ParklandError, match="Name one of its folders: 甲/乙/丙"):
        pk.read_parcels(tmp_path)


def test_files_that_differ_in_their_ending_only_are_told(tmp_path):
    frame().to_file(tmp_path / "宗地.gpkg")
    frame().to_file(tmp_path / "宗地.shp")
    _, issues, _ = pk.clean(pk.read_parcels(tmp_path))
    found = issues[issues["code"] == "source.same_stem"]
    assert found["value"].tolist() == ["宗地.gpkg、宗地.shp"]


@pytest.mark.parametrize(
    ("remark", "code"),
    [
        ("IllegalArgumentException: Points of LinearRing do not form a closed linestring",
         "ring.unclosed"),
        ("Invalid number of points in LinearRing found 2 - must be 0 or >= 4", "ring.few_corners"),
        ("organizePolygons() received an unexpected geometry.", "ring.few_corners"),
        ("Unknown WKB type 15", "geometry.kind"),
        ("geometry column type for layer 'a' is not consistent with type in gpkg_geometry_columns",
         "geometry.declared_kind"),
        ("Something that nobody has seen yet", "source.remark"),
    ],
)  # fmt: skip
def test_each_remark_of_a_library_has_words_of_our_own(remark, code):
    (issue,) = remarks_of([remark, remark])
    assert issue.code == code
    assert remark not in issue.message("en")


@pytest.mark.parametrize("name", ["a.gpkg", "a.shp", "a.dbf", "a.geojson", "a.gdb"])
def test_a_layer_in_place_of_a_register_names_the_right_call(tmp_path, name):
    path = tmp_path / name
    path.mkdir() if name.endswith(".gdb") else path.write_bytes(b"x")
    with pytest.raises(
        pk.ParklandError, match="this is a layer of parcels, not a register.*source"
    ):
        pk.read_register(path)
    (tmp_path / "folder").mkdir()
    with pytest.raises(pk.ParklandError, match="this is a folder, not a register"):
        pk.read_register(tmp_path / "folder")


def test_a_message_names_the_other_parcel_with_its_file_and_record(tmp_path):
    square = squares(1)
    gpd.GeoDataFrame({"DKBH": ["A"]}, geometry=square, crs=4528).to_file(tmp_path / "甲.gpkg")
    moved = gpd.GeoSeries(square).translate(50, 0)
    gpd.GeoDataFrame({"X": [1]}, geometry=moved, crs=4528).to_file(tmp_path / "乙.gpkg")
    third = gpd.GeoSeries(square).translate(25, 0)
    frame_of_names = gpd.GeoDataFrame({"Name": ["红线"]}, geometry=third.to_numpy(), crs=4528)
    frame_of_names.to_file(tmp_path / "丙.gpkg")
    ledger = pk.open_ledger(tmp_path, as_of="2026-01-01")
    told = ledger.issues[ledger.issues["code"] == "overlap.real"]
    partners = {value.split(", ")[0] for value in told["value"]}
    assert partners <= {"A (甲.gpkg #1)", "乙.gpkg #1", "红线 (丙.gpkg #1)"}
    assert len(partners) == 2
