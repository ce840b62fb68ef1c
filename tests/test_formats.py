"""Formats beyond shapefile and GeoPackage: what a parcel is in each, and what is told."""

import math
import sqlite3
import struct
import zipfile
from contextlib import closing

import geopandas as gpd
import pyogrio
import pytest
import shapely
from click.testing import CliRunner

import parkland as pk
from parkland.cli import main

from .conftest import EAST, NORTH, square_in, squares

SQUARE = [(EAST, NORTH), (EAST + 100, NORTH), (EAST + 100, NORTH + 100), (EAST, NORTH + 100)]


def polyline(corners, layer="宗地", *, closed=True, bulge=None):
    lines = ["0", "LWPOLYLINE", "100", "AcDbEntity", "8", layer, "100", "AcDbPolyline"]
    lines += ["90", len(corners), "70", int(closed)]
    for place, (x, y) in enumerate(corners):
        lines += ["10", x, "20", y]
        if bulge and not place:
            lines += ["42", bulge]
    return lines


def old_polyline(corners, layer="宗地"):
    lines = ["0", "POLYLINE", "8", layer, "66", 1, "10", 0, "20", 0, "30", 0, "70", 1]
    for x, y in corners:
        lines += ["0", "VERTEX", "8", layer, "10", x, "20", y, "30", 0]
    return [*lines, "0", "SEQEND", "8", layer]


def text(words, layer="宗地"):
    return ["0", "TEXT", "8", layer, "10", EAST, "20", NORTH, "30", 0, "40", 2.5, "1", words]


def line(layer="宗地"):
    head = ["0", "LINE", "100", "AcDbEntity", "8", layer, "100", "AcDbLine"]
    return [*head, "10", EAST, "20", NORTH, "11", EAST + 9, "21", NORTH]


def drawing(path, *entities, encoding="gbk", release="AC1015"):
    head = ["0", "SECTION", "2", "HEADER", "9", "$ACADVER", "1", release]
    head += ["9", "$DWGCODEPAGE", "3", "ANSI_936", "0", "ENDSEC", "0", "SECTION", "2", "ENTITIES"]
    lines = [*head, *(part for entity in entities for part in entity), "0", "ENDSEC", "0", "EOF"]
    path.write_bytes("\r\n".join(map(str, [*lines, ""])).encode(encoding))
    return path


def table_of_layers(**flags_and_colours):
    """Return the section of a drawing that says which layers are frozen or turned off."""
    entries = [
        part
        for name, (flags, colour) in flags_and_colours.items()
        for part in ("0", "LAYER", "2", name, "70", flags, "62", colour, "6", "CONTINUOUS")
    ]
    head = ["0", "SECTION", "2", "TABLES", "0", "TABLE", "2", "LAYER", "70", "9"]
    return [*head, *entries, "0", "ENDTAB", "0", "ENDSEC"]


def test_a_layer_that_the_drawing_does_not_show_is_told(tmp_path):
    names = ["宗地", "关闭", "冻结"]
    path = drawing(tmp_path / "图.dxf", *(polyline(SQUARE, layer) for layer in names))
    table = table_of_layers(宗地=(0, 7), 关闭=(0, -7), 冻结=(1, 7))
    start = "0\r\nSECTION\r\n2\r\nENTITIES"
    whole = path.read_bytes().decode("gbk")
    assert start in whole
    whole = whole.replace(start, "\r\n".join(map(str, table)) + "\r\n" + start)
    path.write_bytes(whole.encode("gbk"))
    issues = pk.open_ledger(path, crs="EPSG:4528", as_of="2024-01-01").issues
    told = issues.loc[issues["code"] == "drawing.hidden_layer", "value"]
    assert sorted(told) == ["关闭", "冻结"]


def frame_of(number=2, crs=4528, **columns):
    shapes = [square_in("EPSG:4326")] * number if crs == 4326 else squares(number)
    columns = {"DKBH": [f"A-{i + 1}" for i in range(number)], "备注": ["甲"] * number} | columns
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=crs)


@pytest.mark.parametrize(("encoding", "release"), [("gbk", "AC1015"), ("utf-8", "AC1021")])
def test_closed_polylines_of_a_drawing_are_parcels_layer_by_layer(tmp_path, encoding, release):
    path = drawing(
        tmp_path / "图.dxf",
        polyline(SQUARE),
        polyline([*SQUARE, SQUARE[0]], closed=False),
        old_polyline(SQUARE, "已平整"),
        encoding=encoding,
        release=release,
    )
    raw = pk.read_parcels(path, crs="EPSG:4528")
    assert raw["layer"].tolist() == ["宗地", "宗地", "已平整"]
    assert raw["source"].iloc[0] == "图.dxf[宗地]"
    assert raw.area.tolist() == [10_000] * 3
    parcels = pk.clean(raw).parcels
    assert parcels["levelling"].fillna("").tolist() == ["", "", "levelled"]


def test_an_open_polyline_among_closed_ones_is_quarantined_and_other_things_are_told(tmp_path):
    path = drawing(
        tmp_path / "图.dxf", polyline(SQUARE), polyline(SQUARE, closed=False), text("甲"), line()
    )
    raw = pk.read_parcels(path, crs="EPSG:4528")
    parcels, issues, quarantine = pk.clean(raw)
    assert (len(parcels), quarantine["source_row"].tolist()) == (1, [2])
    assert "geometry.not_polygon" in set(issues["code"])
    told = issues.loc[issues["code"] == "drawing.other_entities", "value"].tolist()
    assert told in (["Text 1、LineString 1"], ["LineString 1、Text 1"])


def test_layers_of_a_drawing_without_closed_polylines_are_named(tmp_path):
    path = drawing(tmp_path / "图.dxf", polyline(SQUARE), line("道路"), text("注", "注记"))
    _, issues, _ = pk.clean(pk.read_parcels(path, crs="EPSG:4528"))
    skipped = issues[issues["code"] == "source.skipped_layer"]
    assert skipped["source"].tolist() == ["图.dxf[注记]", "图.dxf[道路]"]
    with pytest.raises(pk.ParklandError, match="holds no polygons, only LineString"):
        pk.read_parcels(path, layer="道路", crs="EPSG:4528")


def test_a_drawing_declares_no_system_so_candidates_are_named(tmp_path):
    path = drawing(tmp_path / "图.dxf", polyline(SQUARE))
    with pytest.raises(pk.ParklandError, match="could be EPSG:4528"):
        pk.read_parcels(path)


def test_an_arc_of_a_drawing_has_its_area(tmp_path):
    path = drawing(tmp_path / "图.dxf", polyline(SQUARE, bulge=1.0))
    raw = pk.read_parcels(path, crs="EPSG:4528")
    assert raw.area[0] == pytest.approx(10_000 + math.pi * 50**2 / 2, rel=1e-6)
    (receipt,) = raw.attrs["receipts"]
    assert [(i.code, i.value) for i in receipt.issues if "curves" in i.code] == [
        ("geometry.curves", "1")
    ]


def curve_blob(*rings, srs=4528):
    """Return a CURVEPOLYGON as GeoPackage stores it: circular strings, and lines of two points."""

    def points(ring):
        return struct.pack("<I", len(ring)) + b"".join(struct.pack("<2d", *one) for one in ring)

    parts = []
    for ring in rings:
        pieces = [struct.pack("<BI", 1, kind) + points(corners) for kind, corners in ring]
        parts.append(struct.pack("<BII", 1, 9, len(pieces)) + b"".join(pieces))
    body = struct.pack("<BII", 1, 10, len(parts)) + b"".join(parts)
    return b"GP\0\1" + struct.pack("<i", srs) + body


LINE, ARC = 2, 8


def circle(x, y, r):
    return [
        (ARC, [(x - r, y), (x, y + r), (x + r, y)]),
        (ARC, [(x + r, y), (x, y - r), (x - r, y)]),
    ]


def store_blobs(path, blobs, declared):
    """Replace the shapes of the layer `a` of a GeoPackage, and the kind that it declares."""
    with closing(sqlite3.connect(path)) as database, database:
        triggers = "select name from sqlite_master where type = 'trigger'"
        for (name,) in database.execute(triggers).fetchall():
            database.execute(f'drop trigger "{name}"')
        for key, blob in blobs.items():
            database.execute("update a set geom = ? where fid = ?", (blob, key))
        database.execute("update gpkg_geometry_columns set geometry_type_name = ?", (declared,))


def test_a_side_that_is_a_flat_arc_has_its_area_and_is_told(tmp_path):
    path = tmp_path / "a.gpkg"
    frame_of(1).to_file(path)
    side, rise = 400.0, 0.5  # a side along a road with a radius of 40 km: 1.1 degrees of it
    corners = [(EAST + side, NORTH + side), (EAST, NORTH + side), (EAST, NORTH)]
    corners.append((EAST + side, NORTH))
    top = [(EAST + side, NORTH), (EAST + side + rise, NORTH + side / 2), corners[0]]
    store_blobs(path, {1: curve_blob([(LINE, corners), (ARC, top)])}, "CURVEPOLYGON")
    raw = pk.read_parcels(path)
    radius = (rise**2 + side**2 / 4) / (2 * rise)
    angle = 2 * math.asin(side / 2 / radius)
    segment = radius**2 / 2 * (angle - math.sin(angle))
    assert raw.area.tolist() == pytest.approx([side**2 + segment], rel=1e-6)
    assert "geometry.curves" in {issue.code for issue in raw.attrs["receipts"][0].issues}


def test_a_collection_with_arcs_is_quarantined_and_told(tmp_path):
    path = tmp_path / "a.gpkg"
    frame_of(2).to_file(path)
    blob = curve_blob(circle(EAST, NORTH, 100))
    collection = blob[:8] + struct.pack("<BII", 1, 7, 1) + blob[8:]
    store_blobs(path, {1: collection}, "GEOMETRY")
    ledger = pk.open_ledger(path, as_of="2020-12-31")
    assert len(ledger.parcels) == 1
    told = ledger.issues.loc[ledger.issues["source_row"] == 1, "code"]
    assert {"geometry.kind", "source.unreadable_record"} <= set(told)


@pytest.mark.parametrize("declared", ["CURVEPOLYGON", "GEOMETRY"])
def test_true_arcs_have_their_area_and_are_told(tmp_path, declared):
    path = tmp_path / "a.gpkg"
    frame_of(3).to_file(path)
    x, y, r = EAST, NORTH, 2000.0
    strip = 3 * math.pi / 180  # a strip along a railway: 3 degrees of a radius of 2 km, 50 m wide

    def at(radius, share):
        return x + radius * math.sin(share * strip), y + radius * math.cos(share * strip)

    outer = [at(r + 50, s) for s in (0, 0.5, 1)]
    chord = [outer[2], at(r, 1), at(r, 0), outer[0]]
    shapes = {
        1: curve_blob(circle(x, y, 100)),
        2: curve_blob(circle(x, y, 100), circle(x, y, 40)),
        3: curve_blob([(ARC, outer), (LINE, chord)]),
    }
    store_blobs(path, shapes, declared)
    raw = pk.read_parcels(path)
    sector = strip / 2 * (r + 50) ** 2 - math.sin(strip) / 2 * r**2
    expected = [math.pi * 100**2, math.pi * (100**2 - 40**2), sector]
    assert raw.area.tolist() == pytest.approx(expected, rel=1e-6)
    (receipt,) = raw.attrs["receipts"]
    assert ("geometry.curves", "3") in [(issue.code, issue.value) for issue in receipt.issues]


def test_straight_edges_in_a_layer_for_curves_are_not_called_arcs(tmp_path):
    path = tmp_path / "a.gpkg"
    shapes = gpd.GeoSeries([shapely.Point(EAST, NORTH).buffer(50, quad_segs=16)], crs=4528)
    gpd.GeoDataFrame({"DKBH": ["A"]}, geometry=shapes).to_file(path)
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("update gpkg_geometry_columns set geometry_type_name = 'MULTISURFACE'")
    raw = pk.read_parcels(path)
    assert raw.area[0] == pytest.approx(shapes.area[0])
    assert "geometry.curves" not in [issue.code for issue in raw.attrs["receipts"][0].issues]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"AutoCAD Binary DXF\r\n\x1a\x00", "a binary drawing is not read. Save it as an ASCII"),
        (b"nonsense", "does not begin with a section of a drawing"),
    ],
)
def test_a_drawing_that_cannot_be_read(tmp_path, content, message):
    path = tmp_path / "图.dxf"
    path.write_bytes(content)
    with pytest.raises(pk.ParklandError, match=message):
        pk.read_parcels(path)


KML = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>园区</name>
<Schema name="s" id="s"><SimpleField name="面积" type="double"/>
<SimpleField name="DKBH" type="string"/></Schema><Folder><name>外</name><Folder><name>已平整</name>
<Placemark><name>甲</name><description><![CDATA[<script>x</script>]]></description>
<ExtendedData><SchemaData schemaUrl="#s"><SimpleData name="面积">1.5</SimpleData>
<SimpleData name="DKBH">A-1</SimpleData></SchemaData></ExtendedData>{polygon}</Placemark></Folder>
<Placemark><name>乙</name><ExtendedData><Data name="QLR"><value>某公司</value></Data></ExtendedData>
<MultiGeometry>{polygon}</MultiGeometry></Placemark></Folder>
<Folder><name>界桩</name><Placemark><name>桩</name><Point><coordinates>118.4,29.1</coordinates></Point>
</Placemark></Folder></Document></kml>"""
RING = "118.42,29.13,5 118.43,29.13,5 118.43,29.14,5 118.42,29.13,5"
POLYGON = (
    "<Polygon><outerBoundaryIs><LinearRing><coordinates>"
    f"{RING}</coordinates></LinearRing></outerBoundaryIs></Polygon>"
)


@pytest.fixture(params=["图.kml", "图.kmz"])
def placemarks(request, tmp_path):
    content = KML.format(polygon=POLYGON)
    path = tmp_path / request.param
    if path.suffix == ".kml":
        path.write_text(content, encoding="utf-8")
    else:
        with zipfile.ZipFile(path, "w") as packed:
            packed.writestr("doc.kml", content)
    return path


def test_folders_of_kml_are_layers_and_extended_data_columns(placemarks):
    raw = pk.read_parcels(placemarks)
    assert sorted(raw["layer"]) == ["外", "已平整"]
    parcels, issues, _ = pk.clean(raw)
    row = parcels[parcels["layer"] == "已平整"].iloc[0]
    assert (row["parcel_id"], row["name"], row["levelling"], row["面积"]) == (
        "A-1",
        "甲",
        "levelled",
        1.5,
    )
    assert row["description"] == "<script>x</script>"
    assert set(parcels["holder"].dropna()) == {"某公司"}
    assert not {"tessellate", "extrude", "visibility", "icon"} & set(parcels.columns)
    assert {"geometry.z_dropped", "source.skipped_layer"} <= set(issues["code"])
    assert parcels.crs.to_epsg() == 4326


@pytest.mark.parametrize(("ending", "driver"), [(".gdb", "OpenFileGDB"), (".fgb", "FlatGeobuf")])
def test_geodatabases_and_flatgeobuf(tmp_path, ending, driver):
    path = tmp_path / f"园区{ending}"
    pyogrio.write_dataframe(frame_of(), path, driver=driver, layer="宗地")
    raw = pk.read_parcels(path)
    assert sorted(raw["DKBH"]) == ["A-1", "A-2"]
    assert raw["备注"].tolist() == ["甲", "甲"]
    assert raw.crs.to_epsg() == 4528
    assert pk.inspect_source(path)[0].records == 2


def test_a_geodatabase_in_an_archive_and_in_a_folder(tmp_path):
    path = tmp_path / "夹" / "园区.gdb"
    path.parent.mkdir()
    pyogrio.write_dataframe(frame_of(), path, driver="OpenFileGDB", layer="宗地")
    with zipfile.ZipFile(tmp_path / "园区.zip", "w") as packed:
        for part in path.iterdir():
            packed.write(part, f"数据/园区.gdb/{part.name}")
    assert len(pk.read_parcels(path.parent)) == 2
    raw = pk.read_parcels(tmp_path / "园区.zip")
    assert raw["source"].tolist() == ["园区.zip/数据/园区.gdb"] * 2


def test_layers_of_a_geodatabase_are_chosen_by_name(tmp_path):
    path = tmp_path / "园区.gdb"
    for layer, number in (("一期", 1), ("二期", 2)):
        pyogrio.write_dataframe(
            frame_of(number), path, driver="OpenFileGDB", layer=layer, append=path.exists()
        )
    assert len(pk.read_parcels(path)) == 3
    assert len(pk.read_parcels(path, layer="二*")) == 2
    with pytest.raises(pk.ParklandError, match="no layer '三期'. Choose from 一期, 二期"):
        pk.read_parcels(path, layer="三期")


def test_geoparquet(tmp_path):
    pytest.importorskip("pyarrow")
    path = tmp_path / "a.parquet"
    frame_of().rename_geometry("shape").to_parquet(path)
    raw = pk.read_parcels(path)
    assert raw["DKBH"].tolist() == ["A-1", "A-2"]
    assert raw.crs.to_epsg() == 4528
    frame_of(crs=4326).to_crs("OGC:CRS84").to_parquet(path)
    assert pk.read_parcels(path).crs.to_epsg() == 4326
    frame_of().drop(columns="geometry").to_parquet(path)
    with pytest.raises(pk.ParklandError, match="cannot be read as GeoParquet"):
        pk.read_parcels(path)


def test_without_pyarrow_the_error_names_the_extra(tmp_path, monkeypatch):
    path = tmp_path / "a.parquet"
    path.write_bytes(b"PAR1")

    def missing(*_, **__):
        raise ImportError("Missing optional dependency 'pyarrow.parquet'")

    monkeypatch.setattr(gpd, "read_parquet", missing)
    with pytest.raises(pk.ParklandError, match=r"Install parkland\[parquet\]"):
        pk.read_parcels(path)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("a.mdb", r"Export the layer from ArcGIS as a file geodatabase"),
        ("a.dwg", r"Save the drawing in CAD as \.dxf"),
        ("a.wp", "from MapGIS"),
        ("a.rar", "repack it as .zip"),
        ("a.7z", "repack it as .zip"),
        ("a.lyr", "it only points to data|It only points to data"),
        ("a.gdb", r"\.gdb is not a format|cannot be opened"),
        ("a.fgb", "called .fgb, but it does not begin as FlatGeobuf does"),
        ("a.kml", "called .kml, but it does not begin as XML"),
        ("a.kmz", "the archive is damaged"),
    ],
)
def test_what_is_not_read_says_what_to_export_instead(tmp_path, name, message):
    path = tmp_path / name
    path.write_bytes(b"x")
    with pytest.raises(pk.ParklandError, match=message) as caught:
        pk.read_parcels(path)
    assert "\n" not in str(caught.value)


def test_files_of_different_formats_are_one_table(tmp_path, write_shp):
    write_shp({"DKBH": ["S-1"]}, name="甲")
    frame_of(1).to_file(tmp_path / "乙.gpkg")
    pyogrio.write_dataframe(frame_of(1), tmp_path / "丙.gdb", driver="OpenFileGDB", layer="丙")
    degrees = gpd.GeoDataFrame({"DKBH": ["J-1"]}, geometry=[square_in("EPSG:4326")], crs=4326)
    degrees.to_file(tmp_path / "丁.geojson")
    raw = pk.read_parcels(tmp_path)
    assert sorted(raw["DKBH"]) == ["A-1", "A-1", "J-1", "S-1"]


@pytest.mark.parametrize("ending", [".kml", ".dxf", ".gpkg", ".gdb", ".geojson", ".fgb", ".txt"])
def test_nothing_is_written_beside_a_file_that_is_read(tmp_path, ending):
    path = tmp_path / f"图{ending}"
    if ending == ".dxf":
        drawing(path, polyline(SQUARE))
    elif ending == ".kml":
        path.write_text(KML.format(polygon=POLYGON), encoding="utf-8")
    elif ending == ".txt":
        corners = [f"J{i},1,{y},{x}" for i, (x, y) in enumerate(SQUARE)]
        path.write_text("\n".join(["5,,1,甲,面,,,,@", *corners]), encoding="gbk")
    else:
        driver = {"driver": "OpenFileGDB"} if ending == ".gdb" else {}
        frame_of(crs=4326 if ending == ".geojson" else 4528).to_file(path, **driver)
    before = {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*")}
    pk.read_parcels(path, crs="EPSG:4528" if ending in (".dxf", ".txt") else None)
    pk.inspect_source(path)
    assert {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*")} == before


def test_a_polygon_with_heights_of_another_geometry_column_keeps_its_name(tmp_path):
    pytest.importorskip("pyarrow")
    path = tmp_path / "a.parquet"
    shapes = [shapely.force_3d(shape, 5.0) for shape in squares(1)]
    gpd.GeoDataFrame({"DKBH": ["A"]}, geometry=shapes, crs=4528).to_parquet(path)
    parcels, issues, _ = pk.clean(pk.read_parcels(path))
    assert not parcels.has_z.any()
    assert "geometry.z_dropped" in set(issues["code"])


def test_a_text_of_geojson_that_looks_like_a_day_stays_as_written(tmp_path):
    path = tmp_path / "a.geojson"
    texts = {"编号": ["2020/03/01", "2020/03/02"], "时": ["12:30:00", None]}
    gpd.GeoDataFrame(texts, geometry=[square_in("EPSG:4326")] * 2, crs=4326).to_file(path)
    raw = pk.read_parcels(path)
    assert raw["编号"].tolist() == ["2020/03/01", "2020/03/02"]
    assert raw["时"].tolist()[0] == "12:30:00"


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param((b'"name"', b'"n\xff\xfee"'), id="a name that is no UTF-8"),
        pytest.param((b'{"type"', b'\xff\xfe{"type"'), id="bytes before the beginning"),
    ],
)
def test_a_geojson_that_is_no_utf8_is_read_or_refused_in_one_sentence(tmp_path, damage):
    path = tmp_path / "地块.geojson"
    squares_at = gpd.GeoDataFrame({"name": ["甲"]}, geometry=squares(1), crs=4528).to_crs(4326)
    squares_at.to_file(path, driver="GeoJSON")
    path.write_bytes(path.read_bytes().replace(*damage))
    try:
        assert len(pk.read_parcels(path)) == 1
    except pk.ParklandError as error:
        assert path.name in str(error)


def test_a_geopackage_that_promises_more_records_than_it_holds_is_told(tmp_path):
    path = tmp_path / "a.gpkg"
    frame_of(5).to_file(path)
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("update gpkg_ogr_contents set feature_count = 264")
    ledger = pk.open_ledger(path, as_of="2026-01-01")
    assert len(ledger.parcels) == 5
    told = ledger.issues[ledger.issues["code"] == "source.count_mismatch"]
    assert told[["value", "severity"]].to_numpy().tolist() == [["264 > 5", "error"]]


@pytest.mark.parametrize(
    ("ending", "driver"), [(".gpkg", None), (".gdb", "OpenFileGDB"), (".fgb", None)]
)
def test_a_header_that_is_right_is_not_told(tmp_path, ending, driver):
    path = tmp_path / f"a{ending}"
    frame_of(3).to_file(path, driver=driver)
    (receipt,) = pk.read_parcels(path).attrs["receipts"]
    assert "source.count_mismatch" not in [issue.code for issue in receipt.issues]


def text_at(words, x, y, layer="宗地"):
    return [
        "0",
        "TEXT",
        "100",
        "AcDbEntity",
        "8",
        layer,
        "100",
        "AcDbText",
        "10",
        x,
        "20",
        y,
        "40",
        2.5,
        "1",
        words,
    ]


def circle_of(x, y, r, layer="宗地"):
    return [
        "0",
        "CIRCLE",
        "100",
        "AcDbEntity",
        "8",
        layer,
        "100",
        "AcDbCircle",
        "10",
        x,
        "20",
        y,
        "40",
        r,
    ]


def beside(place):
    return [(x + 150 * place, y) for x, y in SQUARE]


@pytest.fixture
def drawn(tmp_path):
    texts = [text_at(f"GD-0{i + 1}", EAST + 150 * i + 50, NORTH + 50) for i in range(3)]
    return drawing(
        tmp_path / "图.dxf",
        *(polyline(beside(place)) for place in range(4)),
        *texts,
        text_at("工业", EAST + 370, NORTH + 50, layer="注记"),
    )


def test_texts_become_numbers_only_on_request(drawn, tmp_path):
    ledger = pk.open_ledger(drawn, as_of="2026-01-01", crs=4528)
    assert ledger.parcels["parcel_id"].isna().all()
    offered = ledger.issues[ledger.issues["code"] == "drawing.numbers_offered"]
    assert offered["value"].tolist() == ["2"]  # the third polygon holds two texts
    profile = tmp_path / "own.toml"
    profile.write_text('extends = "default"\nnumber_texts = ["宗*"]', encoding="utf-8")
    ledger = pk.open_ledger(drawn, as_of="2026-01-01", crs=4528, profile=profile)
    numbers = ledger.parcels["parcel_id"]
    assert numbers.where(numbers.notna(), "").tolist() == ["GD-01", "GD-02", "GD-03", ""]
    told = ledger.issues[ledger.issues["code"] == "drawing.numbers_from_texts"]
    assert told[["value", "severity"]].to_numpy().tolist() == [["3", "warning"]]


def test_of_several_texts_in_a_polygon_none_is_its_number(drawn):
    args = ["check", str(drawn), "--crs", "EPSG:4528", "--number-texts", "*", "--format", "csv"]
    result = CliRunner().invoke(main, args)
    assert "drawing.several_texts" in result.stdout
    assert "GD-03" not in result.stdout


def test_a_text_belongs_to_the_smallest_polygon_around_it(tmp_path):
    inner = [(EAST + 40, NORTH + 40), (EAST + 60, NORTH + 40), (EAST + 60, NORTH + 60)]
    path = drawing(
        tmp_path / "图.dxf",
        polyline(SQUARE),
        polyline(inner),
        text_at("内", EAST + 55, NORTH + 45),
        text_at("外", EAST + 10, NORTH + 10),
    )
    profile = tmp_path / "own.toml"
    profile.write_text('extends = "default"\nnumber_texts = ["*"]', encoding="utf-8")
    raw = pk.read_parcels(path, crs=4528, profile=profile)
    assert raw["地块编号"].tolist() == ["外", "内"]


def test_closed_curves_of_a_drawing_are_told_with_their_area(tmp_path):
    path = drawing(tmp_path / "图.dxf", polyline(SQUARE), circle_of(EAST, NORTH, 10))
    raw = pk.read_parcels(path, crs=4528)
    assert len(raw) == 1
    (issue,) = [
        one for one in raw.attrs["receipts"][0].issues if one.code == "drawing.closed_curves"
    ]
    assert (issue.field, float(issue.value)) == ("1", pytest.approx(math.pi * 100, rel=1e-4))
