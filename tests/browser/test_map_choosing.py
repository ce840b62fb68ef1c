"""Filter, select, list, search and link: the figures are always those of the tables."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

import parkland as pk
from tests.map_pages import head_of_page

if TYPE_CHECKING:
    from .conftest import MapPage

pytestmark = pytest.mark.browser


def scope(shown: MapPage, name: str) -> list[str]:
    """Return the figures of what is shown, in view or picked."""
    cells = shown.page.locator(f".pk-scopes tr[data-scope={name}] td.pk-number")
    return cells.all_inner_texts()


def choose_scope(shown: MapPage, name: str) -> None:
    shown.page.locator(f".pk-scopes tr[data-scope={name}] input").check()


def figures_of(parcels) -> list[str]:
    table = pk.totals(parcels, by="status", margins=True).loc["total"]
    return [f"{int(table['parcels']):,}", f"{table['area_mu']:,.2f}"]


def sums(ledger, numbers) -> list[str]:
    """Return number and area of some parcels, from the leaves of the whole table."""
    areas = pk.totals(ledger.parcels, by="parcel_id")["area_mu"]
    return [f"{len(numbers)}", f"{areas[list(numbers)].sum():,.2f}"]


def names_in_table(shown: MapPage) -> list[str]:
    return shown.page.locator(".pk-rows tr[data-place] td:first-child").all_inner_texts()


def drag(shown: MapPage, start, end) -> None:
    shown.page.mouse.move(*start)
    shown.page.mouse.down()
    shown.page.mouse.move(*end, steps=4)
    shown.page.mouse.up()


def corners(shown: MapPage, ledger, numbers, margin=3.0):
    """Return left top and right bottom of some parcels on the screen."""
    import shapely

    shapes = ledger.parcels.set_index("parcel_id").loc[list(numbers)].to_crs("EPSG:4326")
    west, south, east, north = shapes.total_bounds
    (left, top), (right, bottom) = shown.pixels(
        [shapely.Point(west, north), shapely.Point(east, south)]
    )
    return (left - margin, top - margin), (right + margin, bottom + margin)


def test_what_is_switched_on_is_what_is_summed(sample_map, ledger):
    shown = sample_map()
    assert scope(shown, "shown") == figures_of(ledger.parcels)
    shown.page.locator("[data-axis=class] label", has_text=re.compile("^已收回$")).click()
    kept = ledger.parcels[ledger.parcels["status"] != "reclaimed"]
    assert scope(shown, "shown") == sums(ledger, kept["parcel_id"])
    total = shown.page.locator(".pk-total td.pk-number").all_inner_texts()
    assert total == scope(shown, "shown")


def test_asking_for_a_flag_leaves_only_the_parcels_that_bear_it(sample_map, ledger, spots):
    shown = sample_map()
    shown.page.locator("[data-axis=flag] label", has_text="已平整").click()
    table = pk.totals(ledger.parcels, by="flag").loc["levelled"]
    assert scope(shown, "shown") == [f"{int(table['parcels'])}", f"{table['area_mu']:,.2f}"]
    shown.wait_for_paint(spots["DX-01"], there=False)
    shown.wait_for_paint(spots["YC2-04"], there=True)


def test_the_box_in_the_heading_switches_all_statuses(sample_map, spots):
    shown = sample_map()
    every = shown.page.locator("[data-axis=class] thead input")
    every.uncheck()
    assert scope(shown, "shown") == ["0", "0.00"]
    shown.wait_for_paint(spots["YC2-04"], there=False)
    every.check()
    shown.wait_for_paint(spots["YC2-04"], there=True)


def test_the_figures_of_the_view_follow_the_map(sample_map, ledger):
    shown = sample_map()
    assert scope(shown, "view") == figures_of(ledger.parcels)
    shown.page.evaluate("parkland.go(0)")
    cell = ".pk-scopes tr[data-scope=view] td.pk-number"
    shown.until(f"() => document.querySelector('{cell}').textContent !== '29'")
    number, _ = scope(shown, "view")
    assert 0 < int(number) < 29
    choose_scope(shown, "view")
    rows = shown.page.locator("[data-axis=class] tbody tr:not([hidden]) td:nth-child(2)")
    *classes, total = (int(text) for text in rows.all_inner_texts())
    assert sum(classes) == total == int(number)


def test_a_click_selects_one_and_shift_adds_and_takes_away(sample_map, ledger, spots):
    shown = sample_map()
    shown.click(spots["YC2-04"])
    assert scope(shown, "picked") == sums(ledger, ["YC2-04"])
    shown.wait_for_paint(spots["YC2-04"], there=True, layer=".pk-marks")
    shown.page.keyboard.press("Escape")
    shown.page.keyboard.down("Shift")
    shown.click(spots["DX-01"])
    shown.click(spots["GD-10"])
    assert scope(shown, "picked") == sums(ledger, ["YC2-04", "DX-01", "GD-10"])
    shown.click(spots["DX-01"])
    shown.page.keyboard.up("Shift")
    assert scope(shown, "picked") == sums(ledger, ["YC2-04", "GD-10"])
    shown.page.locator(".pk-tool-clear").click()
    assert scope(shown, "picked") == ["0", "0.00"]


@pytest.mark.parametrize("by", ["tool", "shift"])
def test_a_box_selects_every_parcel_it_touches(by, sample_map, ledger):
    shown = sample_map()
    start, end = corners(shown, ledger, ["DX-05"], margin=-12)
    if by == "tool":
        shown.page.locator(".pk-tool-box").click()
        drag(shown, start, end)
    else:
        shown.page.keyboard.down("Shift")
        drag(shown, start, end)
        shown.page.keyboard.up("Shift")
    expect(shown.page.locator(".pk-drawer")).to_be_visible()
    listed = names_in_table(shown)
    assert "DX-05" in listed
    assert set(listed) <= {"DX-04", "DX-05", "DX-06", "GD-07", "GD-08"}
    assert scope(shown, "picked") == sums(ledger, listed)
    expect(shown.page.locator(".leaflet-popup")).to_have_count(0)


def test_a_drawn_polygon_selects_what_it_touches(sample_map, ledger):
    shown = sample_map()
    (left, top), (right, bottom) = corners(shown, ledger, ["YC2-01", "YC2-02"], margin=4)
    shown.page.locator(".pk-tool-polygon").click()
    for x, y in ((left, top), (right, top), (right, bottom), (left, bottom)):
        shown.page.mouse.click(x, y)
    shown.page.keyboard.press("Enter")
    expect(shown.page.locator(".pk-drawer")).to_be_visible()
    listed = names_in_table(shown)
    assert {"YC2-01", "YC2-02"} <= set(listed)
    assert "GD-10" not in listed
    expect(shown.page.locator(".pk-sum")).to_contain_text(sums(ledger, listed)[1])


def test_the_table_sorts_filters_and_goes_to_a_parcel(sample_map, ledger):
    shown = sample_map()
    shown.page.locator(".pk-tool-table").click()
    assert names_in_table(shown)[:3] == ledger.parcels["parcel_id"].tolist()[:3]
    heading = shown.page.get_by_role("button", name="椭球面积")
    heading.click()
    heading.click()
    by_area = ledger.parcels.sort_values("area_m2", ascending=False)
    assert names_in_table(shown)[:3] == by_area["parcel_id"].tolist()[:3]
    shown.page.locator(".pk-drawer input[type=search]").fill("示例企业乙")
    holders = ledger.parcels["holder"].fillna("").str.contains("示例企业乙")
    expect(shown.page.locator(".pk-sum")).to_contain_text(f"{holders.sum()} 宗")
    shown.page.locator(".pk-rows tr[data-place]").first.click()
    expect(shown.page.locator(".pk-popup h2")).to_contain_text(names_in_table(shown)[0])


def test_the_table_is_worked_with_the_keyboard(sample_map, ledger):
    shown = sample_map()
    shown.page.locator(".pk-tool-table").click()
    shown.page.locator(".pk-rows").focus()
    for _ in range(3):
        shown.page.keyboard.press("ArrowDown")
    active = shown.page.locator(".pk-rows tr.pk-active td").first
    expect(active).to_have_text(ledger.parcels["parcel_id"].iloc[2])
    shown.page.keyboard.press(" ")
    assert scope(shown, "picked") == sums(ledger, [ledger.parcels["parcel_id"].iloc[2]])
    shown.page.keyboard.press("Enter")
    expect(shown.page.locator(".pk-popup h2")).to_contain_text(ledger.parcels["parcel_id"].iloc[2])
    shown.page.keyboard.press("Escape")
    expect(shown.page.locator(".leaflet-popup")).to_have_count(0)
    shown.page.keyboard.press("Escape")
    expect(shown.page.locator(".pk-drawer")).to_be_hidden()


def test_the_selection_is_saved_as_a_sheet_that_adds_up(sample_map, ledger, spots):
    shown = sample_map()
    shown.click(spots["DX-01"])
    shown.page.locator(".pk-tool-table").click()
    shown.page.locator(".pk-drawer select").select_option("picked")
    with shown.page.expect_download() as download:
        shown.page.get_by_role("button", name="存为CSV").click()
    raw = download.value.path().read_bytes()
    assert raw.startswith("\ufeff".encode())
    (row,) = csv.DictReader(io.StringIO(raw.decode("utf-8-sig")))
    assert row["地块编号"] == "DX-01"
    assert [row["椭球面积（亩）"]] == sums(ledger, ["DX-01"])[1:]


def test_a_sheet_has_no_formulas(sample_map):
    shown = sample_map()
    saved = shown.page.evaluate(
        """() => parkland.csv({
            columns: [{
                label: "=A1",
                kind: "text",
                text: (row) => ["=cmd()", "-1,5", "＋x", "@y"][row],
            }],
            rows: [0, 1, 2, 3],
        })"""
    )
    assert saved == "\ufeff'=A1\r\n'=cmd()\r\n\"'-1,5\"\r\n'＋x\r\n'@y\r\n"


def test_search_finds_by_number_name_and_holder_and_goes_there(sample_map, ledger):
    shown = sample_map()
    field = shown.page.locator(".pk-search input")
    for text, number in (("dx-03", "DX-03"), ("示例项目05", "GD-05"), ("示例企业乙", "DX-02")):
        field.fill(text)
        expect(shown.page.locator(".pk-search li").first).to_contain_text(number)
    field.press("Enter")
    expect(shown.page.locator(".pk-popup h2")).to_contain_text("DX-02")
    field.fill("没有这个")
    expect(shown.page.locator(".pk-search li")).to_have_text("没有找到")


def test_a_search_goes_to_a_hidden_parcel_by_showing_it(sample_map, spots):
    shown = sample_map()
    shown.page.locator("[data-axis=class] label", has_text=re.compile("^已收回$")).click()
    shown.page.locator(".pk-search input").fill("DX-01")
    shown.page.locator(".pk-search li").first.click()
    expect(shown.page.locator(".pk-popup h2")).to_contain_text("DX-01")
    shown.wait_for_paint(spots["DX-01"], there=True)


def test_the_address_opens_a_parcel(sample_pages, open_page):
    shown = open_page(sample_pages["zh"], at="#parcel=GD-08")
    expect(shown.page.locator(".pk-popup h2")).to_contain_text("GD-08")
    link = shown.page.locator(".pk-popup .pk-link")
    expect(link).to_have_attribute("href", "#parcel=GD-08")
    shown.page.evaluate("window.location.hash = '#parcel=DX-01'")
    expect(shown.page.locator(".pk-popup h2")).to_contain_text("DX-01")


def test_an_address_that_names_nothing_is_no_fault(sample_pages, open_page):
    shown = open_page(sample_pages["zh"], at="#parcel=%E0%A4%A")
    expect(shown.page.locator(".pk-popup")).to_have_count(0)


def test_the_reader_colours_by_another_column_and_divides_its_numbers(sample_map, ledger, spots):
    shown = sample_map()
    drawn = shown.paint([spots["YC2-04"]])
    by = shown.page.get_by_label("着色")
    by.select_option("ellipsoidal")
    shown.page.get_by_label("分级方法").select_option("natural")
    shown.page.get_by_label("级数").select_option("4")
    legend = shown.page.locator("[data-axis=class] tbody tr:not(.pk-total)")
    python = pk.draw_map(ledger, colour_by=pk.ValueClasses("area_m2", "natural", 4))
    items = head_of_page(python.get_root().render())["classes"]["items"]
    assert [[text.strip() for text in row.split("\t")] for row in legend.all_inner_texts()] == [
        [item["label"], item["parcels"], item["area"]] for item in items
    ]
    assert shown.page.locator(".pk-total td").last.inner_text() == "1,829.08"
    shown.until("() => !parkland.queue.running")
    assert shown.paint([spots["YC2-04"]]) != drawn
    shown.page.get_by_label("分级方法").select_option("own")
    shown.page.locator(".pk-colouring input").fill("20，100")
    shown.page.locator(".pk-colouring input").press("Enter")
    expect(legend.first).to_contain_text("20.00以下")
    shown.page.locator(".pk-tool-table").click()
    expect(shown.page.locator(".pk-rows thead")).to_contain_text("椭球面积（亩）")
    by.select_option("district")
    table = pk.totals(ledger.parcels, by="district")
    expect(legend).to_have_count(len(table))
    by.select_option("")
    shown.until("() => !parkland.queue.running")
    assert shown.paint([spots["YC2-04"]]) == drawn
