"""Attributes of placemarks, wherever the program that exported them has put them."""

import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

import parkland as pk
from parkland.formats.kml_tables import attributes_of

RING = "118.4,29.1,0 118.402,29.1,0 118.402,29.102,0 118.4,29.102,0 118.4,29.1,0"
SHAPE = (
    "<Polygon><outerBoundaryIs><LinearRing><coordinates>"
    f"{RING}</coordinates></LinearRing></outerBoundaryIs></Polygon>"
)
ROWS = "<tr><td>地块编号</td><td>GD-02</td></tr><tr><td>建设状况</td><td>已竣工</td></tr>"
TABLE = f"<html><body><table>{ROWS}</table></body></html>"
# ArcGIS puts the table of attributes into a cell of another one, below a title.
NESTED = (
    "<table><tr><td>GD-02</td></tr><tr><td><table border='0'>"
    "<tr bgcolor='#D4E4F3'><td>地块编号</td>\n<td>GD-02</td></tr>"
    "<tr><td>建设状况</td><td>已竣工</td></tr><tr><td>备注</td><td>&lt;Null&gt;</td></tr>"
    "</table></td></tr></table>"
)


def kml(path, *placemarks):
    body = "".join(f"<Placemark>{one}{SHAPE}</Placemark>" for one in placemarks)
    text = f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{body}</Document></kml>'
    path.write_text(f'<?xml version="1.0" encoding="UTF-8"?>{text}', encoding="utf-8")
    return path


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@pytest.mark.parametrize("table", [TABLE, NESTED])
@pytest.mark.parametrize("form", ["cdata", "escaped"])
def test_a_table_in_a_description_is_read_as_attributes(tmp_path, table, form):
    text = f"<![CDATA[{table}]]>" if form == "cdata" else escaped(table)
    extended = '<ExtendedData><Data name="地块编号"><value>GD-01</value></Data></ExtendedData>'
    path = kml(
        tmp_path / "a.kml",
        f"<name>一号</name>{extended}",
        f"<name>二号</name><description>{text}</description>",
    )
    ledger = pk.open_ledger(path, as_of="2026-01-01")
    assert ledger.parcels["parcel_id"].tolist() == ["GD-01", "GD-02"]
    assert ledger.parcels["status_text"].tolist()[1] == "已竣工"
    assert ledger.parcels["name"].tolist() == ["一号", "二号"]
    told = ledger.issues[ledger.issues["code"] == "kml.table_read"]
    assert told[["field", "value"]].to_numpy().tolist() == [["地块编号、建设状况", "1"]]


def test_extended_data_have_precedence_over_a_table(tmp_path):
    extended = '<ExtendedData><Data name="地块编号"><value>GD-09</value></Data></ExtendedData>'
    path = kml(tmp_path / "a.kml", f"<description><![CDATA[{TABLE}]]></description>{extended}")
    raw = pk.read_parcels(path)
    assert raw["地块编号"].tolist() == ["GD-09"]
    assert raw["建设状况"].tolist() == ["已竣工"]


@pytest.mark.parametrize("more", ["", "<th>用途</th>"])
def test_a_row_of_header_cells_names_the_values_below_it(more):
    below = more.replace("th>", "td>").replace("用途", "工业")
    head = f"<tr><th>地块编号</th><th>状态</th>{more}</tr>"
    found = attributes_of(f"<table>{head}<tr><td>GD-01</td><td>闲置</td>{below}</tr></table>")
    expected = {"地块编号": "GD-01", "状态": "闲置", **({"用途": "工业"} if more else {})}
    assert found == expected


def test_a_row_of_header_cells_above_names_and_values_is_no_attribute():
    rows = "<tr><td>地块编号</td><td>GD-01</td></tr><tr><td>状态</td><td>闲置</td></tr>"
    found = attributes_of(f"<table><tr><th>字段</th><th>值</th></tr>{rows}</table>")
    assert found == {"地块编号": "GD-01", "状态": "闲置"}


def test_a_header_cell_beside_each_value_is_its_name():
    rows = "<tr><th>地块编号</th><td>GD-01</td></tr><tr><th>状态</th><td>闲置</td></tr>"
    assert attributes_of(f"<table>{rows}</table>") == {"地块编号": "GD-01", "状态": "闲置"}


def test_a_table_of_another_layout_is_told(tmp_path):
    table = "<table><tr><td>a</td><td>b</td><td>c</td></tr></table>"
    path = kml(tmp_path / "a.kml", f"<description><![CDATA[{table}]]></description>")
    _, issues, _ = pk.clean(pk.read_parcels(path))
    assert issues.loc[issues["code"] == "kml.table_unread", "value"].tolist() == ["1"]


@given(st.text(alphabet="<>/tdrable &;x地", max_size=80))
def test_no_markup_whatever_makes_the_reader_fail(text):
    assert attributes_of(text) is None or isinstance(attributes_of(text), dict)


def test_untyped_data_keep_their_chinese_names_apart(tmp_path):
    data = "".join(
        f'<Data name="{name}"><value>{value}</value></Data>'
        for name, value in {
            "地块编号": "GD-01",
            "建设状况": "已竣工",
            "a&amp;b": "1",
            "MJ": "2",
        }.items()
    )
    raw = pk.read_parcels(kml(tmp_path / "a.kml", f"<ExtendedData>{data}</ExtendedData>"))
    cells = raw[["地块编号", "建设状况", "a&b", "MJ"]].astype("str").iloc[0].tolist()
    assert cells == ["GD-01", "已竣工", "1", "2"]


def overlay(west):
    box = f"<north>29.3</north><south>29.2</south><east>{west + 0.1}</east><west>{west}</west>"
    icon = "<Icon><href>航片.jpg</href></Icon>"
    return f"<GroundOverlay><name>影像</name>{icon}<LatLonBox>{box}</LatLonBox></GroundOverlay>"


def with_overlays(path, *wests):
    text = path.read_text(encoding="utf-8")
    pictures = "".join(map(overlay, wests))
    path.write_text(text.replace("</Document>", f"{pictures}</Document>"), encoding="utf-8")
    return path


def test_a_picture_over_the_ground_is_no_parcel(tmp_path):
    plain = pk.read_parcels(kml(tmp_path / "a.kml", "<name>一号</name>"))
    path = with_overlays(kml(tmp_path / "b.kml", "<name>一号</name>"), 118.4, 118.6)
    ledger = pk.open_ledger(path, as_of="2026-01-01")
    assert len(ledger.parcels) == 1
    assert ledger.parcels.geometry[0].equals(plain.geometry[0])
    told = ledger.issues[ledger.issues["code"] == "kml.overlays"]
    assert told["value"].tolist() == ["2"]


def test_a_file_of_pictures_alone_is_refused(tmp_path):
    with pytest.raises(pk.ParklandError, match="no records"):
        pk.read_parcels(with_overlays(kml(tmp_path / "a.kml"), 118.4))


def links_told(path):
    issues = pk.open_ledger(path, as_of="2026-01-01").issues
    return issues.loc[issues["code"] == "kml.links", "value"].tolist()


def test_links_to_other_files_are_told_unless_the_archive_holds_them(tmp_path):
    path = kml(tmp_path / "doc.kml", "<name>一号</name>")
    link = "<NetworkLink><Link><href>{}</href></Link></NetworkLink>"
    links = link.format("镇/二号.kml") + link.format("http://127.0.0.1:9/三号.kml")
    text = path.read_text(encoding="utf-8").replace("</Document>", f"{links}</Document>")
    path.write_text(text, encoding="utf-8")
    other = kml(tmp_path / "其他.txt", "<name>二号</name>")
    assert links_told(path) == ["2"]
    with zipfile.ZipFile(tmp_path / "图.kmz", "w") as archive:
        archive.write(path, "doc.kml")
        archive.write(other, "镇/二号.kml")
    assert links_told(tmp_path / "图.kmz") == ["1"]
