"""The map is a folium map, whole without a network, and its figures are those of the tables."""

import dataclasses
import re

import folium
import numpy as np
import pytest
import shapely

import parkland as pk
from parkland.safe_text import legible

from .conftest import with_areas
from .map_pages import Block, head_of_page


def page_of(drawn):
    return drawn.get_root().render()


@pytest.fixture(scope="module")
def page(ledger):
    return page_of(pk.draw_map(ledger))


def test_it_is_a_folium_map_to_which_folium_things_are_added(ledger, tmp_path):
    drawn = pk.draw_map(ledger)
    assert isinstance(drawn, folium.Map)
    folium.CircleMarker([29.12, 118.41], tooltip="取样点").add_to(drawn)
    folium.LayerControl().add_to(drawn)
    text = pk.save_map(drawn, tmp_path / "m.html").read_text(encoding="utf-8")
    assert "取样点" in text
    assert "地块" in text


def test_the_page_names_no_address_that_it_would_load(page):
    loading = re.findall(r"""(?:src|href)\s*=\s*["']([^"'#]+)["']""", page)
    assert [link for link in loading if not link.startswith("data:")] == ["https://leafletjs.com"]
    assert not re.search(r"url\((?!data:|#)", page.replace("url(#default#VML)", ""))
    assert "<link" not in page


def test_it_is_drawn_again_the_same(ledger):
    drawn = pk.draw_map(ledger)
    assert page_of(drawn) == page_of(drawn)


def test_figures_are_those_of_the_tables(ledger, page):
    head = head_of_page(page)
    expected = pk.totals(ledger.parcels, by="status", margins=True)
    present = [row for row in head["classes"]["items"] if row["parcels"] != "0"]
    shown = [(row["parcels"], row["area"]) for row in (*present, head["total"])]
    assert shown == [
        (f"{n:,}", f"{a:,.2f}")
        for n, a in zip(expected["parcels"], expected["area_mu"], strict=True)
    ]
    flags = {row["label"]: row["area"] for row in head["flags"]}
    assert flags == {"已平整": "728.00", "闲置": "95.90", "收回": "170.78", "十类地处置": "124.00"}


def test_the_leaves_that_the_page_adds_up_are_those_of_the_tables(ledger, page):
    block = Block(page)
    (column,) = [each for each in block.head["columns"] if each["name"] == "ellipsoidal"]
    leaves = block.integers(column["values"]) - 1 + column["least"]
    order = block.integers(block.head["order"])
    hundredths = np.empty_like(leaves)
    hundredths[order] = leaves
    by_layer = pk.totals(ledger.parcels, by="layer")
    layers = ledger.parcels["layer"].to_numpy()
    for layer, area in by_layer["area_mu"].items():
        assert hundredths[layers == layer].sum() == round(area * 100)


def whole(figure):
    """Return a printed figure as whole units of its last place."""
    return int(re.sub(r"\D", "", figure))


def with_digits(ledger, digits):
    """Return the ledger of an office that prints mu with so many decimals."""
    areas = ledger.profile.areas
    rules = dataclasses.replace(areas, digits={**areas.digits, "mu": digits})
    return dataclasses.replace(ledger, profile=dataclasses.replace(ledger.profile, areas=rules))


def test_decimals_are_those_of_the_profile(ledger):
    block = Block(page_of(pk.draw_map(with_digits(ledger, 0))))
    flags = {row["label"]: row["area"] for row in block.head["flags"]}
    assert flags == {"已平整": "728", "闲置": "96", "收回": "171", "十类地处置": "123"}
    assert block.head["total"] == {"parcels": "29", "area": "1,829"}
    assert block.head["digits"] == 0
    areas = [each for each in block.head["columns"] if each.get("heading", "").endswith("（亩）")]
    assert len(areas) >= 5
    assert {each["digits"] for each in areas} == {0}


@pytest.mark.parametrize("digits", range(10))
def test_the_page_adds_up_what_the_tables_print_in_any_decimals(digits, ledger):
    block = Block(page_of(pk.draw_map(with_digits(ledger, digits))))
    head = block.head
    expected = pk.totals(ledger.parcels, by="status", digits=digits)
    printed = [item["area"] for item in head["classes"]["items"] if item["parcels"] != "0"]
    assert printed == [f"{area:,.{digits}f}" for area in expected["area_mu"]]
    (column,) = [each for each in head["columns"] if each["name"] == "ellipsoidal"]
    leaves = block.integers(column["values"]) - 1 + column["least"]
    classes = block.integers(head["class"])
    added = [leaves[classes == place].sum() for place in range(len(head["classes"]["items"]))]
    assert added == [whole(item["area"]) for item in head["classes"]["items"]]
    flags = pk.totals(ledger.parcels, by="flag", digits=digits)
    for flag in head["flags"]:
        counted = (leaves - block.integers(flag["lacking"]))[block.integers(flag["states"]) == 1]
        area = f"{flags['area_mu'][flag['name']]:,.{digits}f}"
        assert flag["area"] == area
        if flag["name"] != "idle":  # of which the page subtracts what was reclaimed
            assert counted.sum() == whole(area)


def test_areas_that_a_browser_cannot_add_up_exactly_are_refused(ledger):
    parcels = with_areas(ledger.parcels, ledger.parcels["area_m2"] * 6e3)
    wide = with_digits(dataclasses.replace(ledger, parcels=parcels), 9)
    with pytest.raises(pk.ParklandError, match=r"9 decimal places .* \[areas.digits\] mu"):
        pk.draw_map(wide)
    assert pk.draw_map(with_digits(wide, 2))


def test_a_stated_area_beyond_all_measure_is_shown_as_a_text(ledger):
    parcels = ledger.parcels.assign(developed_area_m2=1e20)
    head = head_of_page(page_of(pk.draw_map(dataclasses.replace(ledger, parcels=parcels))))
    (column,) = [each for each in head["columns"] if each["name"] == "developed_area_m2"]
    assert column["kind"] == "text"


def test_coordinates_come_back_to_a_centimetre(ledger, page):
    block = Block(page)
    shapes = ledger.parcels.to_crs(4326).geometry.to_numpy()[block.integers(block.head["order"])]
    rings = shapely.get_rings(shapely.orient_polygons(shapely.get_parts(shapes)))
    original = np.concatenate([shapely.get_coordinates(ring)[:-1] for ring in rings])
    points = block.degrees()
    metres = (points - original) * 111_320
    assert np.abs(metres).max() < 0.01
    assert block.integers(block.head["shapes"]["rings"]).sum() == len(rings)


def test_what_brings_foreign_links_is_told_by_name(ledger, tmp_path):
    drawn = pk.draw_map(ledger)
    folium.TileLayer("https://tiles.example/{z}/{x}/{y}.png", attr="x").add_to(drawn)
    with pytest.warns(pk.ForeignAssetWarning, match=r"https://tiles\.example"):
        pk.save_map(drawn, tmp_path / "m.html")
    with_icon = pk.draw_map(ledger)
    folium.Marker([29.12, 118.41], icon=folium.Icon()).add_to(with_icon)
    with pytest.warns(pk.ForeignAssetWarning, match="awesome-markers"):
        pk.save_map(with_icon, tmp_path / "m.html")


def test_markup_in_attributes_is_data(ledger):
    evil = "</script><script>alert(1)</script>{{7*7}}'\"\u2028"
    parcels = ledger.parcels.assign(name=evil, layer=evil)
    text = page_of(pk.draw_map(dataclasses.replace(ledger, parcels=parcels), title=evil))
    assert "<script>alert(1)" not in text
    block = Block(text)
    names = {each["name"]: each for each in block.head["columns"]}
    assert block.texts(names["name"])[0] == legible(evil)
    assert block.head["words"]["title"] == legible(evil)


def test_an_empty_ledger_gives_an_empty_map_and_zeros(ledger):
    nothing = dataclasses.replace(ledger, parcels=ledger.parcels.iloc[:0])
    block = Block(page_of(pk.draw_map(nothing)))
    assert len(block.degrees()) == 0
    assert block.head["total"] == {"parcels": "0", "area": "0.00"}


def test_english_throughout(ledger):
    block = Block(page_of(pk.draw_map(ledger, lang="en")))
    assert block.head["classes"]["items"][0]["label"] == "Reclaimed"
    assert any(reason.startswith("agreed start") for reason in block.texts(block.head["reason"]))
    assert block.head["words"]["title"] == "Kaihua Industrial Park (sample): land status"
    with pytest.raises(pk.ParklandError, match="'fr' is not a choice of lang"):
        pk.draw_map(ledger, lang="fr")


def test_quarantined_records_are_mentioned(ledger):
    less = dataclasses.replace(ledger, quarantine=ledger.parcels.iloc[:2])
    assert (
        "另有 2 条记录无法使用，未计入"
        in head_of_page(page_of(pk.draw_map(less)))["words"]["subtitle"]
    )


def test_a_failed_write_leaves_the_old_file(ledger, tmp_path, monkeypatch):
    target = tmp_path / "m.html"
    target.write_text("old")
    drawn = pk.draw_map(ledger)
    monkeypatch.setattr(
        "pathlib.Path.write_bytes",
        lambda *_, **__: (_ for _ in ()).throw(OSError(28, "No space left")),
    )
    with pytest.raises(pk.ParklandError, match="No space left"):
        pk.save_map(drawn, target, overwrite=True)
    monkeypatch.undo()
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["m.html"]


def test_ten_parcels_are_a_small_file(ledger):
    ten = dataclasses.replace(ledger, parcels=ledger.parcels.iloc[:10])
    assert len(page_of(pk.draw_map(ten)).encode()) < 400_000
