"""A GeoPackage that QGIS opens coloured by status."""

import sqlite3
import zipfile
from contextlib import closing
from xml.etree import ElementTree as ET

import pyogrio
import pytest

import parkland as pk
from parkland.conventions import statuses
from parkland.schema import FIELDS, FLAGS, RESULTS


def styles(path):
    with closing(sqlite3.connect(path)) as database:
        database.row_factory = sqlite3.Row
        return [dict(row) for row in database.execute("SELECT * FROM layer_styles")]


def test_the_style_is_where_qgis_looks_for_it(ledger, tmp_path):
    path = pk.write_parcels(ledger.parcels, tmp_path / "宗地.gpkg")
    (row,) = styles(path)
    with closing(sqlite3.connect(path)) as database:
        query = "SELECT table_name, column_name FROM gpkg_geometry_columns"
        assert database.execute(query).fetchall() == [
            (row["f_table_name"], row["f_geometry_column"])
        ]
        listed = dict(database.execute("SELECT table_name, data_type FROM gpkg_contents"))
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert listed == {"宗地": "features", "layer_styles": "attributes"}
    assert row["useAsDefault"] == 1
    assert row["f_table_schema"] == row["f_table_catalog"] == ""
    assert row["update_time"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_legend_is_that_of_the_map(ledger, tmp_path, lang):
    path = pk.write_parcels(ledger.parcels, tmp_path / "a.gpkg", lang=lang)
    text = styles(path)[0]["styleQML"]
    root = ET.fromstring(text)
    renderer = root.find("renderer-v2")
    assert (renderer.get("type"), renderer.get("attr")) == ("categorizedSymbol", "status")
    present = [key for key in statuses() if key in set(ledger.parcels["status"])]
    categories = renderer.findall("categories/category")
    assert [c.get("value") for c in categories] == [*present, ""]
    assert [c.get("label") for c in categories[:-1]] == [
        statuses()[key].label(lang) for key in present
    ]
    fills = {symbol.get("name"): symbol for symbol in renderer.findall("symbols/symbol")}
    for category in categories[:-1]:
        color = fills[category.get("symbol")].find("layer/Option/Option[@name='color']")
        red, green, blue, _ = map(int, color.get("value").split(","))
        assert f"#{red:02x}{green:02x}{blue:02x}" == statuses()[category.get("value")].color
    headings = {alias.get("field"): alias.get("name") for alias in root.findall("aliases/alias")}
    assert headings["status"] == {"zh": "土地状态", "en": "Land status"}[lang]


def test_other_programs_find_the_same_style_as_sld(ledger, tmp_path):
    path = pk.write_parcels(ledger.parcels, tmp_path / "a.gpkg")
    root = ET.fromstring(styles(path)[0]["styleSLD"])
    space = {"ogc": "http://www.opengis.net/ogc", "se": "http://www.opengis.net/se"}
    literals = [element.text for element in root.iter(f"{{{space['ogc']}}}Literal")]
    assert set(literals) == set(ledger.parcels["status"])
    assert len(list(root.iter(f"{{{space['se']}}}ElseFilter"))) == 1


def test_without_a_status_parcels_have_one_colour_with_headings_and_numbers(make_parcels, tmp_path):
    path = pk.write_parcels(make_parcels(2), tmp_path / "a.gpkg")
    root = ET.fromstring(styles(path)[0]["styleQML"])
    assert root.find("renderer-v2").get("type") == "singleSymbol"
    assert root.get("labelsEnabled") == "1"
    assert root.find(".//text-style").get("fieldName") == """coalesce("parcel_id", "name", '')"""
    aliases = {one.get("field"): one.get("name") for one in root.iter("alias")}
    assert aliases["parcel_id"] == "地块编号"


def test_labels_have_number_and_area_in_the_unit_of_the_profile(ledger, tmp_path):
    path = pk.write_parcels(ledger, tmp_path / "a.gpkg")
    root = ET.fromstring(styles(path)[0]["styleQML"])
    label = root.find(".//text-style").get("fieldName")
    assert 'format_number("area_m2" * 0.0015, 2)' in label
    assert "'亩'" in label


def test_a_project_shows_the_geopackage_beside_it(ledger, tmp_path):
    path = pk.write_parcels(ledger, tmp_path / "园区.qgz")
    assert {one.name for one in tmp_path.iterdir()} == {"园区.qgz", "园区.gpkg"}
    with zipfile.ZipFile(path) as packed:
        root = ET.fromstring(packed.read("园区.qgs"))
    assert root.findtext(".//datasource") == "./园区.gpkg|layername=园区"
    assert root.find(".//layer-tree-layer").get("id") == root.findtext(".//maplayer/id")
    kinds = {item.get("id") for item in root.iter("LayoutItem")}
    assert {"map", "legend", "scale", "north", "title"} <= kinds
    pk.write_parcels(ledger, path)  # ours, so that both files are replaced without asking
    with pytest.raises(pk.ParklandError, match=r"name the \.gpkg that it points to"):
        pk.read_parcels(path)
    path.with_suffix(".gpkg").write_bytes(b"of another program")
    with pytest.raises(pk.ParklandError, match="did not write"):
        pk.write_parcels(ledger, path)


def test_the_style_is_not_a_layer_of_parcels(ledger, tmp_path):
    path = pk.write_parcels(ledger.parcels, tmp_path / "a.gpkg")
    (receipt,) = pk.inspect_source(path)
    assert receipt.source == "a.gpkg"
    assert "source.skipped_layer" not in {issue.code for issue in receipt.issues}


def test_days_and_answers_have_their_types(ledger, tmp_path):
    path = pk.write_parcels(ledger.parcels, tmp_path / "a.gpkg")
    info = pyogrio.read_info(path, layer="a")
    kinds = dict(zip(info["fields"], info["dtypes"], strict=True))
    assert kinds["start_due"] == "datetime64[D]"
    assert kinds["levelled"] == "bool"
    assert kinds["stated_area_m2"] == "float64"


def test_own_columns_that_bear_the_names_of_keys_are_kept(make_parcels, tmp_path):
    parcels = make_parcels(2).assign(fid=["x", "y"], geom=["a", "b"])
    back = pk.read_parcels(pk.write_parcels(parcels, tmp_path / "a.gpkg"))
    assert back["fid"].tolist() == ["x", "y"]
    assert back["geom"].tolist() == ["a", "b"]


def test_an_ending_that_is_not_written_names_those_that_are(make_parcels, tmp_path):
    with pytest.raises(pk.ParklandError, match=r"not written as \.dwg. Use one of \.shp, \.gpkg"):
        pk.write_parcels(make_parcels(1), tmp_path / "a.dwg")
    assert list(tmp_path.iterdir()) == []


def test_zero_rows_are_a_layer_with_every_field(make_parcels, tmp_path):
    parcels = make_parcels(1)
    path = pk.write_parcels(parcels.iloc[:0], tmp_path / "a.gpkg")
    info = pyogrio.read_info(path, layer="a")
    assert info["features"] == 0
    assert "parcel_id" in info["fields"]
    assert info["crs"] == "EPSG:4528"


def test_every_column_that_is_computed_has_a_heading_in_chinese(ledger, tmp_path):
    path = pk.write_parcels(ledger.parcels, tmp_path / "a.gpkg")
    root = ET.fromstring(styles(path)[0]["styleQML"])
    headings = {alias.get("field"): alias.get("name") for alias in root.findall("aliases/alias")}
    for name in (*RESULTS, *FLAGS, *FIELDS, "area_m2", "planar_area_m2"):
        if name in headings:
            assert any("\u4e00" <= character <= "\u9fff" for character in headings[name]), name
