"""Paper, pictures, patterns, a phone, a screen reader."""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pytest
import shapely
from playwright.sync_api import expect

import parkland as pk
from tests.crowded_park import write_crowded_park
from tests.office_park import write_park
from tests.pdf_tools import pdf_pages, pdf_pixels

if TYPE_CHECKING:
    from .conftest import MapPage

pytestmark = pytest.mark.browser

SHEETS = {("A4", ""): (842, 595), ("A3", ""): (1191, 842), ("A4", "portrait"): (595, 842)}  # points
SEAMLESS_DPI = (80, 200)
BEFORE_PRINT = "() => window.dispatchEvent(new Event('beforeprint'))"
AFTER_PRINT = "() => window.dispatchEvent(new Event('afterprint'))"


def printed(shown: MapPage, sheet: str, orientation: str = "", *, patterns: bool = False) -> bytes:
    """Press the print button and return what the browser prints."""
    shown.page.evaluate("() => { window.print = () => {}; }")
    shown.page.locator(".pk-tool-print").click()
    shown.page.get_by_label("纸张").select_option(sheet)
    shown.page.get_by_label("方向").select_option(orientation)
    shown.page.get_by_label("颜色").select_option("mono" if patterns else "")
    shown.page.get_by_role("button", name="打印", exact=True).last.click()
    return shown.page.pdf(prefer_css_page_size=True, print_background=True)


@pytest.mark.parametrize(("sheet", "orientation"), list(SHEETS))
def test_it_prints_the_map_on_one_sheet(sheet, orientation, sample_map, tmp_path):
    pdf = printed(sample_map(), sheet, orientation)
    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", pdf)
    assert {(round(float(w)), round(float(h))) for w, h in boxes} == {SHEETS[sheet, orientation]}
    (tmp_path / "map.pdf").write_bytes(pdf)
    first = pdf_pages(tmp_path / "map.pdf")[0]
    for said in ("开化工业园区", "2020-12-31", "1,829.08", "来源", "椭球面积", "内部资料"):
        assert said in first
    assert "点选" not in first
    assert "勾选" not in first


def test_on_paper_every_parcel_has_its_number_or_stands_in_the_index(open_map, tmp_path):
    park = pk.open_ledger(write_crowded_park(tmp_path / "park"), as_of="2024-12-31")
    (tmp_path / "map.pdf").write_bytes(printed(open_map(park), "A4"))
    sheet, *index = pdf_pages(tmp_path / "map.pdf")
    listed = "\n".join(index)
    for number in park.parcels["parcel_id"]:
        assert (number in sheet) != (number in listed)
    serials = re.findall(r"(?:^|\s{2,})(\d{1,3}) {2,}(?:KX-|330824)", listed)
    assert sorted(map(int, serials)) == list(range(1, len(serials) + 1))
    on_map = re.findall(r"(?<![\w.,-])\d{1,3}(?![\w.,-])", sheet)
    assert set(serials) <= set(on_map)
    assert "过密" not in listed


def test_a_printed_legend_has_no_heading_without_a_row(open_map, tmp_path):
    """Layers that are off leave the sheet with the heading above them."""
    park = pk.open_ledger(write_park(tmp_path / "park") / "工业地块.gpkg", as_of="2025-12-31")
    shown = open_map(park)
    (tmp_path / "off.pdf").write_bytes(printed(shown, "A4"))
    assert "未计入与存疑" not in pdf_pages(tmp_path / "off.pdf")[0]
    shown.page.get_by_label("重叠").first.check()
    (tmp_path / "on.pdf").write_bytes(printed(shown, "A4"))
    assert "未计入与存疑" in pdf_pages(tmp_path / "on.pdf")[0]


@pytest.mark.parametrize(
    "small", [0, pytest.param(12_500, marks=pytest.mark.slow)], ids=["lines", "pixels"]
)
def test_no_line_crosses_a_parcel_where_tiles_meet(small, open_map, tmp_path):
    east, north = 40_345_000, 3_223_000
    whole = shapely.box(east, north, east + 2000, north + 1200)
    corners = [(east + 2020 + 9 * (i % 60), north + 9 * (i // 60)) for i in range(small)]
    shapes = [whole, *(shapely.box(x, y, x + 8, y + 8) for x, y in corners)]
    numbers = [f"A-{place}" for place in range(len(shapes))]
    words = ["已平整", *("未平整" for _ in corners)]
    columns = {"地块编号": numbers, "状态": words}
    land = gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4528")
    land.to_file(tmp_path / "land.gpkg")
    shown = open_map(pk.open_ledger(tmp_path / "land.gpkg", as_of="2024-12-31"))
    pdf = printed(shown, "A3")
    assert pdf.count(b"/Subtype /Image") < 40  # swatches and signs, and no tiles
    (tmp_path / "map.pdf").write_bytes(pdf)
    for dpi in SEAMLESS_DPI:
        pixels = pdf_pixels(tmp_path / "map.pdf", dpi)
        inked = pixels[pixels.min(axis=2) < 250]
        colors, counts = np.unique(inked, axis=0, return_counts=True)
        color = colors[counts.argmax()].astype(int)  # that of the large parcel
        alike = np.abs(pixels.astype(int) - color).max(axis=2) <= 2
        rows, columns = (np.flatnonzero(alike.mean(axis=axis) > 0.2) for axis in (1, 0))
        # The sides lean by the convergence of the meridians.
        top, bottom = np.quantile(rows, (0.1, 0.9)).astype(int)
        left, right = np.quantile(columns, (0.1, 0.9)).astype(int)
        inside = alike[top:bottom, left:right]
        high, wide = inside.shape
        assert min(high, wide) > dpi  # several tiles
        assert inside[high // 5].all()  # a line across every upright seam, beside the number
        assert inside[:, wide // 5].all()


def test_on_paper_the_map_fills_the_sheet_and_after_it_is_as_before(sample_map, spots, ledger):
    shown = sample_map()
    before = shown.pixels(list(spots.values()))
    shown.page.evaluate(BEFORE_PRINT)
    expect(shown.page.locator(".leaflet-container")).to_have_css("width", "1061px")
    parcels = shown.page.locator(".leaflet-pk-parcels-pane path")
    expect(parcels).to_have_count(len(ledger.parcels))
    panel = shown.page.locator(".pk-panel").bounding_box()
    assert panel["y"] + panel["height"] <= 736
    for x, y in shown.pixels(list(spots.values())):
        assert 0 < x < panel["x"] or 0 < y < panel["y"]
        assert 0 < x < 1061
        assert 0 < y < 732
    for hidden in (".pk-bar", ".pk-search", ".leaflet-control-zoom", ".pk-scopes"):
        expect(shown.page.locator(hidden).first).to_be_hidden()
    shown.page.evaluate(AFTER_PRINT)
    after = shown.pixels(list(spots.values()))
    assert np.abs(np.array(after) - before).max() <= 1
    expect(shown.page.locator(".pk-search")).to_be_visible()
    expect(shown.page.locator(".pk-index, .pk-paper-layer")).to_have_count(0)


def test_on_paper_the_legend_has_only_what_is_on(sample_map):
    shown = sample_map()
    shown.page.locator("[data-axis=class] label", has_text=re.compile("^已收回$")).click()
    shown.page.evaluate(BEFORE_PRINT)
    legend = shown.page.locator("[data-axis=class]")
    expect(legend.get_by_text("已收回", exact=True)).to_be_hidden()
    expect(legend.get_by_text("已平整", exact=True)).to_be_visible()


def test_patterns_tell_every_status_apart_without_colour(sample_map, spots, ledger):
    shown = sample_map()
    shown.page.locator(".pk-tool-contrast").click(click_count=2, delay=20)
    shown.until("() => !parkland.queue.running")
    pictures = shown.page.evaluate(
        """() => [...document.querySelectorAll("[data-axis=class] tr:not([hidden]) .pk-swatch")]
            .map((swatch) => [...swatch.getContext("2d").getImageData(0, 0, 32, 24).data].join())"""
    )
    assert len(pictures) == ledger.parcels["status"].nunique()
    assert len(set(pictures)) == len(pictures)
    for red, green, blue, _ in shown.paint(list(spots.values())):
        assert red == green == blue
    shown.page.locator(".pk-tool-contrast").click()
    shown.until("() => !parkland.queue.running")
    assert any(r != g for r, g, _, _ in shown.paint(list(spots.values())))


def test_the_picture_shows_map_and_legend(sample_map):
    shown = sample_map()
    with shown.page.expect_download() as download:
        shown.page.locator(".pk-tool-picture").click()
    assert download.value.suggested_filename == "开化工业园区（示例）土地状态图.png"
    raw = download.value.path().read_bytes()
    assert raw.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", raw[16:24])
    panel = shown.page.locator(".pk-panel").bounding_box()
    assert width == 2 * (round(panel["x"]) + 330)  # the ground under the panel is no part of it
    assert height >= 2 * 860
    assert len(raw) > 50_000  # a blank sheet has a tenth of that


def test_every_control_has_a_name_and_changes_are_announced(sample_map):
    shown = sample_map()
    nameless = shown.page.evaluate(
        """() => [...document.querySelectorAll("button, input, select, a[role=button]")]
            .filter((node) => !node.getAttribute("aria-label") && !node.title
                && !node.textContent.trim() && !node.closest("label"))
            .map((node) => node.outerHTML)"""
    )
    assert nameless == []
    expect(shown.page.locator(".pk-scopes")).to_have_attribute("aria-live", "polite")
    assert shown.page.evaluate("document.documentElement.lang") == "zh-CN"


def test_on_a_phone_search_table_and_slider_fit_the_screen(phone):
    width = phone.page.viewport_size["width"]
    phone.page.locator(".pk-search input").fill("DX-01")
    phone.page.locator(".pk-search li").first.tap()
    expect(phone.page.locator(".pk-popup h2")).to_contain_text("DX-01")
    phone.page.keyboard.press("Escape")
    for tool in ("table", "time"):
        phone.page.locator(".pk-tool-menu").tap()
        phone.page.locator(f".pk-tool-{tool}").tap()
    for part in (".pk-drawer", ".pk-time", ".pk-panel"):
        box = phone.page.locator(part).bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_footer_can_be_another_or_none(ledger, open_map):
    ours = open_map(ledger, footer="供内部讨论")
    expect(ours.page.locator(".pk-panel")).to_contain_text("供内部讨论")
    expect(ours.page.locator(".pk-panel")).not_to_contain_text("内部资料")
    none = open_map(ledger, footer="")
    expect(none.page.locator(".pk-footer")).to_have_count(1)


def test_colours_by_another_column(ledger, open_map):
    shown = open_map(ledger, colour_by="district")
    rows = shown.page.locator("[data-axis=class] tbody tr:not(.pk-total)")
    table = pk.totals(ledger.parcels, by="district")
    assert rows.count() == len(table)
    areas = rows.locator("td:last-child").all_inner_texts()
    assert sorted(areas) == sorted(f"{area:,.2f}" for area in table["area_mu"])


def test_printing_offers_the_colours_that_the_map_has_now(sample_map):
    shown = sample_map()
    shown.page.locator(".pk-tool-print").click()
    expect(shown.page.get_by_label("颜色")).to_have_value("")
    shown.page.get_by_role("button", name="取消").last.click()
    shown.page.locator(".pk-tool-contrast").click(click_count=2, delay=20)
    shown.page.locator(".pk-tool-print").click()
    expect(shown.page.get_by_label("颜色")).to_have_value("mono")


def test_a_swatch_looks_as_the_parcels_of_its_class_do(sample_map, spots):
    shown = sample_map()
    ground = (247, 246, 242)
    red, green, blue, opacity = shown.paint([spots["YC2-04"]])[0]
    part = opacity / 255
    seen = [
        over * part + below * (1 - part)
        for over, below in zip((red, green, blue), ground, strict=True)
    ]
    swatch = shown.page.evaluate(
        """async () => {
            const { ledger } = await parkland.ready;
            const row = [...ledger.areas].findIndex((_, i) => ledger.title(i).startsWith("YC2-04"));
            const box = parkland.swatch(ledger.class(row).color);
            return [...box.getContext("2d").getImageData(16, 12, 1, 1).data].slice(0, 3);
        }"""
    )
    assert swatch == pytest.approx(seen, abs=3)
