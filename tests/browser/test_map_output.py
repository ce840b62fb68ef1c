"""Paper, pictures, patterns, a phone, a screen reader."""

from __future__ import annotations

import re
import shutil
import struct
import subprocess
from typing import TYPE_CHECKING

import numpy as np
import pytest
from playwright.sync_api import expect

import parkland as pk

if TYPE_CHECKING:
    from .conftest import MapPage

pytestmark = pytest.mark.browser

SHEETS = {"A4": (842, 595), "A3": (1191, 842)}  # points
BEFORE_PRINT = "() => window.dispatchEvent(new Event('beforeprint'))"
AFTER_PRINT = "() => window.dispatchEvent(new Event('afterprint'))"


def printed(shown: MapPage, sheet: str, *, patterns: bool = False) -> bytes:
    """Press the print button and return what the browser prints."""
    shown.page.evaluate("() => { window.print = () => {}; }")
    shown.page.locator(".pk-tool-print").click()
    shown.page.get_by_label("纸张").select_option(sheet)
    shown.page.get_by_label("颜色").select_option("mono" if patterns else "")
    shown.page.get_by_role("button", name="打印", exact=True).last.click()
    return shown.page.pdf(prefer_css_page_size=True, print_background=True)


@pytest.mark.parametrize("sheet", list(SHEETS))
def test_it_prints_on_one_sheet_in_landscape(sheet, sample_map, tmp_path):
    pdf = printed(sample_map(), sheet)
    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", pdf)
    assert [(round(float(w)), round(float(h))) for w, h in boxes] == [SHEETS[sheet]]
    reader = shutil.which("pdftotext")
    if not reader:
        return
    path = tmp_path / "map.pdf"
    path.write_bytes(pdf)
    done = subprocess.run([reader, "-layout", path, "-"], capture_output=True, check=True)
    text = done.stdout.decode()
    for said in ("开化工业园区", "2020-12-31", "1,829.08", "来源", "椭球面积", "内部资料"):
        assert said in text
    assert "点选" not in text
    assert "勾选" not in text


def test_on_paper_the_map_fills_the_sheet_and_after_it_is_as_before(sample_map, spots, ledger):
    shown = sample_map()
    before = shown.pixels(list(spots.values()))
    shown.page.evaluate(BEFORE_PRINT)
    expect(shown.page.locator(".leaflet-container")).to_have_css("width", "1061px")
    panel = shown.page.locator(".pk-panel").bounding_box()
    assert panel["y"] + panel["height"] <= 736
    for x, y in shown.pixels(list(spots.values())):
        assert 0 < x < panel["x"]
        assert 0 < y < 732
    assert all(rgba[3] > 128 for rgba in shown.paint(list(spots.values())))
    for hidden in (".pk-bar", ".pk-search", ".leaflet-control-zoom", ".pk-scopes"):
        expect(shown.page.locator(hidden).first).to_be_hidden()
    shown.page.evaluate(AFTER_PRINT)
    after = shown.pixels(list(spots.values()))
    assert np.abs(np.array(after) - before).max() <= 1
    expect(shown.page.locator(".pk-search")).to_be_visible()


def test_on_paper_the_legend_has_only_what_is_on(sample_map):
    shown = sample_map()
    shown.page.locator("[data-axis=class] label", has_text=re.compile("^已收回$")).click()
    shown.page.evaluate(BEFORE_PRINT)
    legend = shown.page.locator("[data-axis=class]")
    expect(legend.get_by_text("已收回", exact=True)).to_be_hidden()
    expect(legend.get_by_text("已平整", exact=True)).to_be_visible()


def test_patterns_tell_every_status_apart_without_colour(sample_map, spots, ledger):
    shown = sample_map()
    shown.page.locator(".pk-tool-contrast").click()
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
    assert width == 2 * (1280 + 330)
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
    phone.page.get_by_role("combobox").fill("DX-01")
    phone.page.get_by_role("option").first.tap()
    expect(phone.page.locator(".pk-popup h2")).to_contain_text("DX-01")
    phone.page.keyboard.press("Escape")
    phone.page.locator(".pk-tool-table").tap()
    phone.page.locator(".pk-tool-time").tap()
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
    shown.page.locator(".pk-tool-contrast").click()
    shown.page.locator(".pk-tool-print").click()
    expect(shown.page.get_by_label("颜色")).to_have_value("mono")
