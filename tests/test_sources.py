"""Files, folders and archives as offices hand them over, and what is said of unusable ones."""

import json
import sqlite3
import zipfile

import fiona
import geopandas as gpd
import pytest
import shapely

import parkland as pk

from .conftest import square_in, squares

ROW = {"DKBH": ["A-1", "A-2"], "ZT": ["已平整", "未平整"]}
PARTS = (".shp", ".shx", ".dbf", ".prj")


def pack(archive, path, *, folder="", gbk_names=False):
    """Pack the parts of a shapefile; with names as Chinese Windows tools write them, if wanted."""
    name = f"{folder}{path.stem}"
    placeholder = "#" * len(name.encode("gbk"))
    with zipfile.ZipFile(archive, "w") as packed:
        for part in PARTS:
            packed.write(path.with_suffix(part), f"{placeholder if gbk_names else name}{part}")
    if gbk_names:
        content = archive.read_bytes()
        archive.write_bytes(content.replace(placeholder.encode(), name.encode("gbk")))
    return archive


def test_rows_count_from_one_and_name_their_source(write_shp):
    raw = pk.read_parcels(write_shp(ROW))
    assert raw["source"].unique().tolist() == ["地块.shp"]
    assert raw["layer"].unique().tolist() == ["地块"]
    assert raw["source_row"].tolist() == [1, 2]


def test_endings_in_capitals(write_shp, tmp_path):
    path = write_shp(ROW)
    for part in PARTS:
        path.with_suffix(part).rename(tmp_path / f"宗地{part.upper()}")
    raw = pk.read_parcels(tmp_path / "宗地.SHP")
    assert raw["ZT"].tolist() == ROW["ZT"]
    assert raw.crs.to_epsg() == 4528


def test_folder_reads_every_layer_of_polygons_and_notes_the_rest(write_shp, tmp_path):
    write_shp(ROW, name="甲")
    write_shp({"DKBH": ["B-1"]}, name="乙")
    write_shp({"NAME": ["桩"]}, name="点", geometry=[shapely.Point(squares(1)[0].centroid)])
    raw = pk.read_parcels(tmp_path)
    assert sorted(raw["layer"].unique()) == ["乙", "甲"]
    _, issues, _ = pk.clean(raw)
    skipped = issues[issues["code"] == "source.skipped_layer"]
    assert skipped["source"].tolist() == ["点.shp"]


@pytest.mark.parametrize("gbk_names", [False, True])
@pytest.mark.parametrize("folder", ["", "子 文件夹/"])
def test_archive_with_subfolders_and_chinese_names(write_shp, tmp_path, folder, gbk_names):
    archive = pack(tmp_path / "园区.zip", write_shp(ROW), folder=folder, gbk_names=gbk_names)
    raw = pk.read_parcels(archive)
    assert raw["ZT"].tolist() == ROW["ZT"]
    assert raw["source"][0] == f"园区.zip/{folder}地块.shp"


def test_archive_member_never_leaves_its_folder(tmp_path):
    archive = tmp_path / "bad.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("../../escaped.shp", b"x")
    with pytest.raises(pk.ParklandError, match="outside its own folder"):
        pk.read_parcels(archive)
    assert not (tmp_path.parent.parent / "escaped.shp").exists()


def test_archive_that_would_fill_the_disk_is_refused(tmp_path):
    archive = tmp_path / "bomb.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.shp", bytes(300 * 2**20))
    with pytest.raises(pk.ParklandError, match="unpacked it would take 300 MiB"):
        pk.read_parcels(archive)


def test_geopackage_reads_all_layers_of_polygons_or_the_one_asked_for(tmp_path):
    path = tmp_path / "园区.gpkg"
    for layer, number in (("一期", 2), ("二期", 3)):
        frame = gpd.GeoDataFrame(
            {"地块编号": [f"{layer}-{i}" for i in range(number)]},
            geometry=squares(number),
            crs=4528,
        )
        frame.to_file(path, layer=layer)
    assert len(pk.read_parcels(path)) == 5
    assert pk.read_parcels(path, layer="二期")["地块编号"].str.startswith("二期").all()
    with pytest.raises(pk.ParklandError, match="no layer '三期'.*一期, 二期"):
        pk.read_parcels(path, layer="三期")


def test_geojson_is_degrees(tmp_path):
    path = tmp_path / "park.geojson"
    gpd.GeoDataFrame({"DKBH": ["A"]}, geometry=[square_in("EPSG:4326")], crs=4326).to_file(path)
    raw = pk.read_parcels(path)
    assert raw.crs.to_epsg() == 4326
    assert pk.inspect_source(path)[0].crs_evidence.how == "format"


def test_several_sources_are_one_table(write_shp):
    raw = pk.read_parcels([write_shp(ROW, name="甲"), write_shp(ROW, name="乙")])
    assert raw["source"].tolist() == ["甲.shp"] * 2 + ["乙.shp"] * 2
    assert raw.index.tolist() == [0, 1, 2, 3]


def test_own_columns_that_bear_reserved_names_are_kept_under_another(tmp_path):
    path = tmp_path / "a.geojson"
    own = {"source": ["mine"], "status": ["x"], "idle": [1], "flag_x": ["y"], "name": ["n"]}
    gpd.GeoDataFrame(own, geometry=[square_in("EPSG:4326")], crs=4326).to_file(path)
    ledger = pk.open_ledger(path, as_of="2020-12-31")
    row = ledger.parcels.iloc[0]
    assert row["source"] == "a.geojson"
    assert (row["raw_source"], row["raw_status"], row["raw_flag_x"]) == ("mine", "x", "y")
    assert row["raw_name"] == "n"
    assert "column.renamed" in set(ledger.issues["code"])


def test_missing_dbf_is_said(write_shp):
    path = write_shp(ROW)
    path.with_suffix(".dbf").unlink()
    _, issues, _ = pk.clean(pk.read_parcels(path))
    assert "source.no_attributes" in set(issues["code"])


def test_a_dbf_header_that_hides_records_is_an_error_in_the_issues(write_shp):
    path = write_shp({"DKBH": [f"A-{i}" for i in range(50)]})
    table = path.with_suffix(".dbf")
    content = bytearray(table.read_bytes())
    content[4:8] = (40).to_bytes(4, "little")
    table.write_bytes(content)
    _, issues, _ = pk.clean(pk.read_parcels(path))
    found = issues[issues["code"] == "source.count_mismatch"]
    assert found["severity"].tolist() == ["error"]
    assert "50" in found["value"].iloc[0]


def delete(path, *rows):
    """Flag rows of the .dbf, counted from 0, as deleted."""
    table = bytearray(path.with_suffix(".dbf").read_bytes())
    start, width = (int.from_bytes(table[at : at + 2], "little") for at in (8, 10))
    for row in rows:
        table[start + row * width] = ord("*")
    path.with_suffix(".dbf").write_bytes(table)


def test_a_record_flagged_as_deleted_is_quarantined_and_counted(write_shp):
    path = write_shp({"DKBH": ["A-1", "A-2", "A-3"]})
    delete(path, 0)
    raw = pk.read_parcels(path)
    parcels, issues, quarantine = pk.clean(raw)
    assert parcels["parcel_id"].tolist() == ["A-2", "A-3"]
    assert quarantine[["source_row", "reason"]].to_numpy().tolist() == [
        [1, "source.deleted_record"]
    ]
    assert not (issues["severity"] == "error").any()
    (receipt,) = raw.attrs["receipts"]
    assert (receipt.records, receipt.counts.deleted) == (3, 1)


def test_one_bad_record_does_not_cost_its_neighbours(write_shp):
    path = write_shp({"DKBH": ["A-1", "A-2", "A-3"]})
    content = bytearray(path.read_bytes())
    index = path.with_suffix(".shx").read_bytes()
    second = 2 * int.from_bytes(index[108:112], "big")
    content[second + 52 : second + 56] = (10**6).to_bytes(4, "little")  # a wild number of points
    path.write_bytes(content)
    parcels, issues, quarantine = pk.clean(pk.read_parcels(path))
    assert parcels["parcel_id"].tolist() == ["A-1", "A-3"]
    assert quarantine["source_row"].tolist() == [2]
    assert (issues["severity"] == "error").any()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("缺.shp", None, "no such file or folder"),
        ("a.mdb", b"x", "not a format that parkland reads. Export the layer from ArcGIS"),
        ("a.dwg", b"x", "Save the drawing in CAD as .dxf"),
        ("a.xlsx", b"x", "is a register, not a layer of parcels. Pass it as the register"),
        ("a", b"x", "a file without an ending"),
        ("a.zip", b"not a zip", "the archive is damaged"),
        ("a.gpkg", b"not a database", "it does not begin as GeoPackage does"),
        ("a.geojson", b"{", "the file cannot be opened"),
        ("a.shp", b"secret" * 50, "not a shapefile, or it is encrypted"),
        ("a.shp", b"", "the file is empty: it has no bytes"),
    ],
)
def test_what_cannot_be_read_is_one_clear_sentence(tmp_path, name, content, message):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(pk.ParklandError, match=message) as caught:
        pk.read_parcels(path)
    assert "\n" not in str(caught.value)
    assert name in str(caught.value)


def test_empty_folder_archive_and_layer(write_shp, tmp_path):
    folder = tmp_path / "空"
    folder.mkdir()
    with pytest.raises(pk.ParklandError, match="the folder holds no parcel file"):
        pk.read_parcels(folder)
    with zipfile.ZipFile(tmp_path / "空.zip", "w"):
        pass
    with pytest.raises(pk.ParklandError, match="the archive holds no parcel file"):
        pk.read_parcels(tmp_path / "空.zip")
    empty = tmp_path / "empty.geojson"
    gpd.GeoDataFrame({"DKBH": []}, geometry=[], crs=4326).to_file(empty, geometry_type="Polygon")
    with pytest.raises(pk.ParklandError, match="the layer has no records"):
        pk.read_parcels(empty)
    assert pk.inspect_source(empty)[0].records == 0
    full = tmp_path / "full.geojson"
    gpd.GeoDataFrame({"DKBH": ["A"]}, geometry=[square_in("EPSG:4326")], crs=4326).to_file(full)
    _, issues, _ = pk.clean(pk.read_parcels([empty, full]))
    assert issues.loc[issues["code"] == "source.empty_layer", "source"].tolist() == [empty.name]


def test_folder_of_folders_names_them(write_shp, tmp_path):
    path = write_shp(ROW)
    (tmp_path / "外" / "内").mkdir(parents=True)
    for part in PARTS:
        path.with_suffix(part).rename(tmp_path / "外" / "内" / f"地块{part}")
    with pytest.raises(
        pk.ParklandError, match="name one of its folders: 内|Name one of its folders: 内"
    ):
        pk.read_parcels(tmp_path / "外")


def test_layer_of_points_is_refused(write_shp):
    path = write_shp({"DKBH": ["A"]}, geometry=[squares(1)[0].centroid])
    with pytest.raises(pk.ParklandError, match="no polygons, only Point"):
        pk.read_parcels(path)


def test_a_missing_shx_is_made_anew_elsewhere(write_shp, tmp_path):
    path = write_shp(ROW)
    path.with_suffix(".shx").unlink()
    before = sorted(p.name for p in tmp_path.iterdir())
    parcels, issues, quarantine = pk.clean(pk.read_parcels(path))
    assert (len(parcels), len(quarantine)) == (2, 0)
    assert parcels.geometry.geom_equals(gpd.GeoSeries(squares(2), crs=4528)).all()
    assert "source.index_rebuilt" in set(issues["code"])
    assert sorted(p.name for p in tmp_path.iterdir()) == before


def test_reading_writes_nothing_beside_the_file(write_shp, tmp_path):
    path = write_shp(ROW)
    before = sorted(p.name for p in tmp_path.iterdir())
    pk.open_ledger(path, as_of="2020-12-31")
    assert sorted(p.name for p in tmp_path.iterdir()) == before


def patched(path, old, new):
    """Put other bytes of the same length into the .dbf."""
    table = path.with_suffix(".dbf")
    assert len(old) == len(new)
    assert old in table.read_bytes()
    table.write_bytes(table.read_bytes().replace(old, new, 1))
    return path


def test_junk_and_overflow_in_a_number_field_are_seen_not_zero(write_shp):
    path = write_shp(
        {"DKBH": ["A-1", "A-2", "A-3"], "MJ": [11.5, 22.5, 33.5], "OTHER": [44.5, 1.0, 2.0]}
    )
    patched(path, b"11.500000000000000", b"abc               ")
    patched(path, b"22.500000000000000", b"******************")
    patched(path, b"44.500000000000000", b"xyz               ")
    raw = pk.read_parcels(path)
    assert [str(cell).strip() for cell in raw["MJ"][:2]] == ["abc", "*" * 18]
    parcels, issues, _ = pk.clean(raw)
    assert parcels["stated_area_m2"].isna().tolist() == [True, True, False]
    assert issues.loc[issues["code"] == "value.not_a_number", "source_row"].tolist() == [1, 2]
    bad = issues[issues["code"] == "value.bad_cell"].iloc[0]
    assert (bad["source_row"], bad["field"], bad["value"]) == (1, "OTHER", "xyz")


def test_an_impossible_date_costs_only_itself(tmp_path):
    path = tmp_path / "a.shp"
    schema = {"geometry": "Polygon", "properties": {"DKBH": "str:10", "YDKGSJ": "date"}}
    days = {"A-1": "2018-03-01", "A-2": "2018-02-20"}
    with fiona.open(path, "w", driver="ESRI Shapefile", crs="EPSG:4528", schema=schema) as layer:
        for shape, (number, day) in zip(squares(2), days.items(), strict=True):
            properties = {"DKBH": number, "YDKGSJ": day}
            layer.write({"geometry": shapely.geometry.mapping(shape), "properties": properties})
    patched(path, b"20180220", b"20180230")
    parcels, issues, quarantine = pk.clean(pk.read_parcels(path))
    assert len(quarantine) == 0
    assert parcels["start_due"].isna().tolist() == [False, True]
    assert issues.loc[issues["code"] == "value.not_a_date", "value"].tolist() == ["20180230"]


def test_columns_of_the_same_name_are_both_kept(write_shp):
    path = write_shp({"ZT": ["已平整"], "ZX": ["批而未供"]})
    patched(path, b"ZX\0", b"ZT\0")
    raw = pk.read_parcels(path)
    assert (raw["ZT"][0], raw["ZT_2"][0]) == ("已平整", "批而未供")


def test_rows_after_a_deleted_record_keep_their_number(write_shp):
    path = write_shp({"DKBH": ["A-1", "A-2", "A-3"]})
    delete(path, 0)
    parcels, _, _ = pk.clean(pk.read_parcels(path))
    assert parcels["source_row"].tolist() == [2, 3]


def test_the_same_file_named_twice_is_read_once(write_shp, tmp_path):
    path = write_shp(ROW)
    raw = pk.read_parcels([tmp_path, path])
    assert len(raw) == 2
    assert "source.repeated" in set(pk.clean(raw).issues["code"])


def test_a_broken_layer_of_lines_does_not_block_the_folder(write_shp, tmp_path):
    write_shp(ROW)
    line = shapely.LineString([(0, 0), (1, 1)])
    write_shp({"NAME": ["路"]}, name="道路", geometry=[line]).with_suffix(".shx").unlink()
    assert len(pk.read_parcels(tmp_path)) == 2


def test_geojson_is_read_together_with_cgcs2000_layers(write_shp, tmp_path):
    write_shp({"DKBH": ["A"]}, name="a", geometry=[square_in("EPSG:4528")])
    frame = gpd.GeoDataFrame({"DKBH": ["B"]}, geometry=[square_in("EPSG:4326")], crs=4326)
    frame.to_file(tmp_path / "b.geojson")
    raw = pk.read_parcels(tmp_path)
    assert raw.crs.to_epsg() == 4528
    assert raw.geometry[0].distance(raw.geometry[1]) < 0.01
    assert "crs.reprojected" in set(pk.clean(raw).issues["code"])


def test_inspection_lists_layers_that_are_not_read_and_records_without_shape(write_shp, tmp_path):
    write_shp({"DKBH": ["A", "B"]}, geometry=[squares(1)[0], None], name="面")
    write_shp({"NAME": ["桩"]}, name="点", geometry=[squares(1)[0].centroid])
    polygons, points = pk.inspect_source(tmp_path)
    assert polygons.shapeless == 1
    assert polygons.is_faulty
    assert points.geometry == "Point"
    assert points.encoding.how == "not_read"


JUNK = ["-", "--", ".", "1-2", "1.2.3", "12 34", "abc", "1e"]


@pytest.mark.parametrize("junk", JUNK)
def test_what_is_no_number_is_never_read_as_one(write_shp, junk):
    path = write_shp({"DKBH": ["A-1", "A-2"], "MJ": [11.5, 22.5]})
    patched(path, b"11.500000000000000", junk.encode().ljust(18))
    parcels, issues, _ = pk.clean(pk.read_parcels(path))
    assert parcels["stated_area_m2"].isna().tolist() == [True, False]
    told = {"value.not_a_number", "unit.unknown"} & set(issues["code"])
    assert bool(told) == (junk not in {"-", "--"})


def test_long_numbers_keep_all_their_digits(tmp_path):
    numbers = [33082420210000001239, 33082420210000001238]
    path = tmp_path / "a.shp"
    schema = {"geometry": "Polygon", "properties": {"DKBH": "str:40"}}
    with fiona.open(path, "w", driver="ESRI Shapefile", crs="EPSG:4528", schema=schema) as layer:
        for shape, number in zip(squares(2), numbers, strict=True):
            form = shapely.geometry.mapping(shape)
            layer.write({"geometry": form, "properties": {"DKBH": str(number)}})
    table = bytearray(path.with_suffix(".dbf").read_bytes())
    table[32 + 11 : 32 + 12] = b"N"
    path.with_suffix(".dbf").write_bytes(table)
    raw = pk.read_parcels(path)
    assert raw["DKBH"].tolist() == [str(number) for number in numbers]
    assert "identity.duplicate" not in set(pk.clean(raw).issues["code"])


def test_a_header_that_promises_a_hundred_million_records_is_not_believed(write_shp):
    path = write_shp(ROW)
    table = bytearray(path.with_suffix(".dbf").read_bytes())
    table[4:8] = (200_000_000).to_bytes(4, "little")
    path.with_suffix(".dbf").write_bytes(table)
    _, issues, _ = pk.clean(pk.read_parcels(path))
    assert "source.count_mismatch" in set(issues["code"])


def test_a_table_that_was_cut_costs_attributes_and_no_land(write_shp):
    path = write_shp({"DKBH": [f"A-{i}" for i in range(5)], "MJ": [11.5, 2.0, 3.0, 4.0, 5.0]})
    patched(path, b"11.500000000000000", b"abc               ")
    table = path.with_suffix(".dbf").read_bytes()
    path.with_suffix(".dbf").write_bytes(table[: int(len(table) * 0.6)])
    parcels, issues, quarantine = pk.clean(pk.read_parcels(path))
    assert (len(parcels), len(quarantine)) == (5, 0)
    assert parcels["parcel_id"].dropna().tolist() == ["A-0", "A-1", "A-2"]
    rows = issues.set_index("code")["source_row"]
    assert rows["source.cut_row"] == 3
    assert rows["source.unreadable_attributes"].tolist() == [4, 5]
    assert "source.count_mismatch" in rows.index


def test_junk_in_the_high_byte_of_a_text_width_is_ignored(write_shp):
    path = write_shp(ROW)
    table = bytearray(path.with_suffix(".dbf").read_bytes())
    table[32 + 17] = 7
    path.with_suffix(".dbf").write_bytes(table)
    assert pk.read_parcels(path)["ZT"].tolist() == ROW["ZT"]
    table[32 + 16] += 1
    path.with_suffix(".dbf").write_bytes(table)
    with pytest.raises(pk.ParklandError, match="header of the .dbf is damaged"):
        pk.read_parcels(path)


def test_binary_columns_are_kept_and_named(write_shp):
    path = write_shp({"DKBH": ["A-1"], "X": ["abcd"]})
    table = bytearray(path.with_suffix(".dbf").read_bytes())
    table[64 + 11 : 64 + 12] = b"@"
    path.with_suffix(".dbf").write_bytes(table.replace(b"abcd", b"\xff\xfe\x80\x81"))
    raw = pk.read_parcels(path)
    assert (raw["DKBH"].tolist(), raw["X"][0][:8]) == (["A-1"], "fffe8081")
    assert "column.binary" in set(pk.clean(raw).issues["code"])


def test_one_text_that_is_not_utf8_costs_only_itself(tmp_path):
    path = tmp_path / "a.gpkg"
    columns = {"DKBH": [f"A-{i}" for i in range(5)], "ZT": ["xxxxxx"] * 5}
    gpd.GeoDataFrame(columns, geometry=squares(5), crs=4528).to_file(path)
    with sqlite3.connect(path) as database:
        triggers = database.execute(
            "select name from sqlite_master where type='trigger'"
        ).fetchall()
        for (name,) in triggers:
            database.execute(f'drop trigger "{name}"')
        database.execute("delete from a where DKBH = 'A-0'")
        bad = "已平整".encode("gbk")
        database.execute("update a set ZT = cast(? as text) where DKBH = 'A-2'", (bad,))
    database.close()
    parcels, issues, quarantine = pk.clean(pk.read_parcels(path))
    assert parcels["parcel_id"].tolist() == ["A-1", "A-2", "A-3", "A-4"]
    assert len(quarantine) == 0
    told = issues[issues["code"] == "source.undecodable_text"]
    assert told[["source_row", "value"]].to_numpy().tolist() == [[2, "ZT"]]
    assert "source.read_in_pieces" in set(issues["code"])


def test_lists_and_mappings_of_geojson_are_text(tmp_path):
    path = tmp_path / "a.geojson"
    form = shapely.geometry.mapping(square_in("EPSG:4326"))
    own = {"DKBH": "A", "状态": ["已平整"], "面积": {"亩": 3}}
    feature = {"type": "Feature", "properties": own, "geometry": form}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), "utf-8")
    parcels, _, _ = pk.clean(pk.read_parcels(path))
    assert parcels["parcel_id"].tolist() == ["A"]


def test_an_offset_of_time_does_not_move_a_day(tmp_path):
    path = tmp_path / "a.geojson"
    form = shapely.geometry.mapping(square_in("EPSG:4326"))
    times = ["2018-01-01T00:00:00+08:00", "2018-01-01T00:00:00Z"]
    features = [
        {"type": "Feature", "properties": {"YDKGSJ": time}, "geometry": form} for time in times
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    parcels, _, _ = pk.clean(pk.read_parcels(path))
    assert [str(day.date()) for day in parcels["start_due"]] == ["2018-01-01"] * 2


def test_geojson_that_is_not_utf8_is_told_to_be_saved_as_it(tmp_path):
    path = tmp_path / "a.geojson"
    form = shapely.geometry.mapping(square_in("EPSG:4326"))
    feature = {"type": "Feature", "properties": {"状态": "已平整"}, "geometry": form}
    whole = json.dumps({"type": "FeatureCollection", "features": [feature]}, ensure_ascii=False)
    path.write_bytes(whole.encode("gbk"))
    with pytest.raises(pk.ParklandError, match="UTF-8"):
        pk.read_parcels(path)
