"""Texts of data stay texts: in a page and its policy, and in tables for a spreadsheet."""

import csv
import io
import re

import folium
import geopandas as gpd
import pytest
from click.testing import CliRunner

import parkland as pk
from parkland.cli import main
from parkland.maps.base_maps import find_base_map
from parkland.maps.content_policy import host_of, with_policy
from parkland.safe_text import is_formula

from .conftest import squares

FORMULA = '=HYPERLINK("http://host.example","甲")'
RISKS = [FORMULA, "　＝1+1", "\ufeff=1", "-1+cmd", "@SUM(A1)", "\u202e=1", "﹦1"]
SCRIPT = "</script><script>alert(1)</script><!--<script>"


def policy_of(page):
    return re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1]


def hashes_of(page):
    return set(re.findall(r"'sha256-[^']+'", policy_of(page)))


@pytest.mark.parametrize(
    "address",
    [
        "https://host.example; script-src * 'unsafe-inline'/{x}/{y}/{z}",
        "https://host.example;script-src/{x}/{y}/{z}",
        "https://a.example/{x}/{y}/{z}//b.example; default-src *",
        "https://host.example, *.example/{x}/{y}/{z}",
        "https://host.example'unsafe-eval'/{x}/{y}/{z}",
        'https://host.example"><script>alert(1)</script>/{x}/{y}/{z}',
        "https://user:word@host.example/{x}/{y}/{z}",
        "https://*/{x}/{y}/{z}",
        "https:///{x}/{y}/{z}",
        "https://host.example:1;2/{x}/{y}/{z}",
        "https://host.example\t*/{x}/{y}/{z}",
        "https://host.example\n/{x}/{y}/{z}",
        "https://<img src=x onerror=alert(1)>/{x}/{y}/{z}",
        "//host.example;*/{x}/{y}/{z}",
    ],
)
def test_an_address_of_tiles_adds_nothing_to_the_policy(address, ledger):
    try:
        drawn = pk.draw_map(ledger, base_map=address)
    except pk.ParklandError as error:
        assert "address" in str(error)
        return
    rules = dict(rule.split(" ", 1) for rule in policy_of(drawn.get_root().render()).split("; "))
    assert rules["img-src"] == "data: blob: https://a.example"
    assert len(rules) == 8


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://tiles.example:8443/{z}/{x}/{y}.png?a=b;c#d", "https://tiles.example:8443"),
        ("//10.0.0.7/{z}/{x}/{y}", "https://10.0.0.7"),
        ("http://[::1]:80/{z}/{x}/{y}", "http://[::1]:80"),
        ("https://localhost/{z}/{x}/{-y};v=1", "https://localhost"),
    ],
)
def test_an_address_of_an_intranet_is_taken(address, host):
    assert host_of(address) == host
    assert find_base_map(address, lang="zh").attribution == host.partition("//")[2]


def test_texts_of_data_are_in_no_script_and_in_no_hash(ledger):
    plain = pk.draw_map(ledger).get_root().render()
    parcels = ledger.parcels.assign(
        name=SCRIPT,
        holder="\u2028\u2029{{ 7 * 7 }}{% raw %}",
        **{SCRIPT: SCRIPT, "{{x}}": "a\x00b"},
    )
    context = gpd.GeoDataFrame(geometry=ledger.parcels.geometry, crs=ledger.parcels.crs)
    context.attrs["name"] = SCRIPT
    page = (
        pk.draw_map(parcels, title=SCRIPT, footer=SCRIPT, context=context, colour_by="status")
        .get_root()
        .render()
    )
    assert "alert(1)</script>" not in page
    assert "<script>alert" not in page
    assert "49" not in re.search(r"<title>(.*?)</title>", page)[1]
    assert len(re.findall(r"<script\b", page)) == len(re.findall(r"<script\b", plain))
    # The last script names the elements of this page; all others are the same.
    assert len(hashes_of(page)) == len(hashes_of(plain))
    assert len(hashes_of(page) - hashes_of(plain)) <= 1


def test_the_text_of_a_popup_ends_no_script_and_has_no_hash(ledger):
    drawn = pk.draw_map(ledger)
    before = len(hashes_of(drawn.get_root().render()))
    # folium writes this text as it is, and jQuery would run a script in it.
    folium.CircleMarker([29.1, 118.4], popup=folium.Popup(SCRIPT)).add_to(drawn)
    page = drawn.get_root().render()
    assert "</script><script>alert" not in page
    assert (
        len(hashes_of(page)) <= before + 2
    )  # jQuery comes into the page, and the element's script


def test_a_script_within_a_script_has_no_hash():
    page = "<head></head><script>a('<script>b<\\/script>')</script><SCRIPT >c</ScRiPt>"
    inner = with_policy("<head></head><script>b<\\/script>')</script>", addresses=[], tiles=[])
    outer = with_policy(page, addresses=[], tiles=[])
    assert len(hashes_of(outer)) == 2
    assert not hashes_of(outer) & hashes_of(inner)


@pytest.fixture
def risky(tmp_path):
    """Return a layer in which every text is a formula, with a stated area that differs."""
    texts = {
        "地块编号": RISKS,
        "土地使用权人": RISKS[::-1],
        "约定开工时间": ["2020-01-01"] * len(RISKS),
        "状态": RISKS,
        "=cmd|' /C calc'!A1": RISKS,
    }
    path = tmp_path / "=1+1.geojson"
    shapes = gpd.GeoSeries(squares(len(RISKS)), crs=4528).to_crs(4326)
    gpd.GeoDataFrame(texts, geometry=shapes).to_file(path)
    return path


def cells(text):
    return [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]


def is_number(cell):
    return re.fullmatch(r"[+-]?[\d.,]+%?", cell) is not None


@pytest.mark.parametrize(
    "arguments",
    [
        ("status",),
        ("check",),
        ("inspect",),
        ("reconcile",),
        ("totals", "--by", "holder"),
        ("deadlines", "--within", "3650D"),
    ],
)
def test_no_cell_that_a_command_prints_is_a_formula(arguments, risky):
    command, *options = arguments
    if command != "inspect":
        options += ["--as-of", "2019-01-01"]
    done = CliRunner().invoke(main, [command, str(risky), "--format", "csv", *options])
    assert done.exit_code in (0, 1), done.output
    found = cells(done.stdout)
    for cell in found:
        assert not is_formula(cell) or cell.startswith("'") or is_number(cell)
    assert any(cell.startswith("'") for cell in found)


def test_no_cell_of_a_written_table_is_a_formula_and_excel_knows_its_encoding(risky, tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    ledger = pk.open_ledger(risky, as_of="2019-01-01")
    pk.write_parcels(ledger, folder / "a.csv")
    with pytest.warns(pk.errors.LossyFormatWarning):
        pk.write_parcels(ledger, folder / "a.shp")
    done = CliRunner().invoke(
        main, ["deadlines", str(risky), "--as-of", "2019-01-01", "-o", str(folder / "d.csv")]
    )
    assert done.exit_code == 0, done.output
    tables = sorted(folder.glob("*.csv"))
    assert {one.name for one in tables} >= {"a.csv", "a.fields.csv", "d.csv"}
    for table in tables:
        raw = table.read_bytes()
        assert raw.startswith("\ufeff".encode())
        for cell in cells(raw.decode("utf-8-sig")):
            assert not is_formula(cell) or cell.startswith("'") or is_number(cell), table.name
    back = pk.read_parcels(folder / "a.shp")
    assert sorted(back["parcel_id"]) == sorted(ledger.parcels["parcel_id"])
