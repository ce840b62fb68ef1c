"""What an officer may rely on when the saved map is opened in a browser."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
import shapely
from playwright.sync_api import expect

import parkland as pk
from parkland.conventions import statuses
from parkland.display import label
from parkland.wording import wordings

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator

    from .conftest import MapPage

pytestmark = pytest.mark.browser

M2_PER_MU = 2000 / 3
CJK = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
MARKUP = {
    "script": "<script>window.hacked=1</script>",
    "closing": "</script><img src=x onerror=window.hacked=1>",
    "quotes": "\"'&{{7*7}}\\n${1}`",
    "template": "{%if 1%}{#甲#}{{{7*7}}}{{%",
    "separator": "甲\u2028乙\u2029丙",
}
HACKED = "</title></script><img src=x onerror=window.hacked=1><b>"


def rows_under(shown: MapPage, caption: str) -> list[list[str]]:
    """Return the cells of the panel's table with that caption."""
    table = shown.page.locator(".pk-panel table").filter(
        has=shown.page.locator("caption", has_text=caption)
    )
    rows = table.locator("tbody tr:not([hidden])")
    return [row.locator("td").all_inner_texts() for row in rows.all()]


def popup_of(shown: MapPage) -> dict[str, str]:
    """Return the fields of the popup that is open."""
    rows = shown.page.locator(".pk-popup tr")
    return dict(row.locator("th, td").all_text_contents() for row in rows.all())


def switch(shown: MapPage, label: str) -> Locator:
    """Return the tick box of a status or layer."""
    rows = shown.page.locator(".pk-panel table:not([data-axis=flag]) label")
    return rows.filter(has_text=re.compile(f"^{label}$"))


def printed(area: float) -> str:
    return f"{area:,.2f}"


# Opening


def test_the_page_asks_for_nothing_but_itself_and_has_nothing_to_complain_of(
    sample_map, sample_pages
):
    shown = sample_map()
    shown.page.wait_for_load_state("networkidle")
    assert shown.requests == [sample_pages["zh"].as_uri()]
    assert shown.complaints == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_at_first_every_parcel_is_on_the_screen_and_none_under_the_panel(lang, sample_map, ledger):
    shown = sample_map(lang)
    assert_all_parcels_in_sight(shown, ledger)


def test_every_parcel_has_the_colour_of_its_status(sample_map, ledger, spots):
    shown = sample_map()
    first, *_ = spots.values()
    shown.wait_for_paint(first, there=True)
    wanted = [
        tuple(bytes.fromhex(statuses()[str(status)].color[1:]))
        for status in ledger.parcels["status"]
    ]
    seen = shown.paint(list(spots.values()))
    off = {
        number: (colour, rgba)
        for number, colour, rgba in zip(spots, wanted, seen, strict=True)
        if max(abs(a - b) for a, b in zip(colour, rgba[:3], strict=True)) > 3 or rgba[3] < 128
    }
    assert off == {}


def test_a_hole_is_not_painted_and_every_part_of_a_parcel_is(sample_map, ledger):
    shapes = ledger.parcels.geometry.to_crs("EPSG:4326")
    holed = [shape for shape in shapes.explode() if len(shape.interiors)]
    parts = [
        part.representative_point()
        for shape in shapes
        if len(shapely.get_parts(shape)) > 1
        for part in shapely.get_parts(shape)
    ]
    holes = [shapely.Polygon(shape.interiors[0]).representative_point() for shape in holed]
    shown = sample_map()
    shown.wait_for_paint(parts[0], there=True)
    assert holes
    assert {rgba[3] for rgba in shown.paint(holes)} == {0}
    assert len(parts) > 1
    assert all(rgba[3] > 128 for rgba in shown.paint(parts))


def test_chinese_text_is_drawn_with_chinese_glyphs(sample_map):
    fonts = shutil.which("fc-list")
    if not fonts or not subprocess.run([fonts, ":lang=zh"], capture_output=True, check=True).stdout:
        pytest.skip("no Chinese font on this machine")
    drawn = sample_map().page.evaluate(
        """() => {
            const heading = document.querySelector(".pk-panel h1");
            const picture = (letter) => {
                const canvas = document.createElement("canvas");
                const pen = canvas.getContext("2d");
                pen.font = `40px ${getComputedStyle(heading).fontFamily}`;
                pen.fillText(letter, 0, 60);
                return canvas.toDataURL();
            };
            return ["平", "收", "亩", "\\u{10fffd}"].map(picture);
        }"""
    )
    assert len(set(drawn)) == 4  # a font without them draws the same empty box for each


# The panel


def test_the_panel_cites_how_each_source_and_register_was_read(sample_map, ledger):
    shown = sample_map()
    fold = shown.page.locator(".pk-accounts")
    expect(fold.locator("p").first).to_be_hidden()
    fold.locator("summary").click()
    expect(fold.locator("p")).to_have_count(len(ledger.sources) + len(ledger.registers))
    expect(fold).to_contain_text("杨村二期.shp：记录 6 条")
    expect(fold).to_contain_text("采用 6 宗，1,097.65 亩")


def test_the_panel_says_when_its_figures_are_not_of_all_parcels(sample_map):
    shown = sample_map()
    told = shown.page.locator(".pk-counted")
    expect(told).to_be_hidden()
    shown.page.locator("[data-axis=class] tbody input").first.uncheck()
    expect(told).to_have_text("已筛选：只含勾选的项目")
    shown.page.locator(".pk-scopes input[value=picked]").check()
    expect(told).to_have_text("数字只计已选的宗地；已筛选：只含勾选的项目")
    shown.page.locator("[data-axis=flag] tbody input").first.check()
    expect(told).to_contain_text("只计所勾标志在宗地中的部分")


def test_the_panel_says_what_is_shown_and_as_of_when(sample_map):
    shown = sample_map()
    panel = shown.page.locator(".pk-panel")
    expect(panel.locator("h1")).to_have_text("开化工业园区（示例）土地状态图")
    expect(shown.page).to_have_title("开化工业园区（示例）土地状态图")
    expect(panel).to_contain_text("截至 2020-12-31")
    expect(panel.locator(".pk-notice")).to_have_text("示例数据：地块边界为虚构")
    expect(panel).to_contain_text("以自然资源主管部门认定为准")
    expect(panel).to_contain_text("内部资料，不得公开")


def test_the_flag_totals_are_those_of_the_2020_review(sample_map):
    flags = {label: figures for label, *figures in rows_under(sample_map(), "标志合计")}
    assert flags["已平整"] == ["4", "728.00"]
    assert flags["收回"] == ["6", "170.78"]
    assert flags["十类地处置"] == ["4", "124.00"]


def test_the_legend_has_the_figures_of_totals_and_its_rows_add_up(sample_map, ledger):
    rows = rows_under(sample_map(), "状态")
    table = pk.totals(ledger.parcels, by="status", unit="mu", margins=True)
    labels = [statuses()[str(key)].label("zh") for key in table.index[:-1]]
    assert rows == [
        [label, f"{parcels}", printed(area)]
        for label, parcels, area in zip(
            [*labels, "合计"], table["parcels"], table["area_mu"], strict=True
        )
    ]
    hundredths = [int(area.replace(",", "").replace(".", "")) for _, _, area in rows]
    assert sum(hundredths[:-1]) == hundredths[-1] == 182908


@pytest.mark.parametrize(
    ("by", "lang", "title", "rows"),
    [
        ("disposal_kind", "zh", "处置方式", ["协议有偿收回", "无偿收回", "盘活", "（无）", "合计"]),
        ("处置方式", "zh", "处置方式", ["协议有偿收回", "无偿收回", "盘活", "（无）", "合计"]),
        ("处置途径", "zh", "处置途径", ["协商处置", "待查", "（无）", "合计"]),
        ("Levelling", "en", "Levelling", ["not levelled", "levelled", "(none)", "Total"]),
        ("闲置", "en", "Idle", ["yes", "no", "cannot be determined", "Total"]),
    ],
)
def test_a_legend_of_codes_is_in_words_under_the_heading_of_its_column(
    by, lang, title, rows, ledger, open_map, spots
):
    shown = open_map(ledger, colour_by=by, lang=lang)
    shown.click(spots["GD-05"])
    expect(shown.page.locator(".pk-status")).to_contain_text(title)
    status = ledger.parcels.set_index("parcel_id")["status"]["GD-05"]
    assert popup_of(shown)[label("status", lang)] == statuses()[status].label(lang)
    assert [label for label, *_ in rows_under(shown, title)] == rows
    shown.page.locator(".pk-tool-table").click()
    headings = shown.page.locator(".pk-drawer thead").inner_text()
    assert title in headings
    assert not re.search(r"[a-z]_[a-z]", shown.page.locator("body").inner_text())


def test_a_map_has_the_decimals_of_the_profile(ledger, open_map, spots):
    areas = replace(ledger.profile.areas, digits={**ledger.profile.areas.digits, "mu": 0})
    shown = open_map(replace(ledger, profile=replace(ledger.profile, areas=areas)))
    flags = {label: figures for label, *figures in rows_under(shown, "标志合计")}
    assert flags["收回"] == ["6", "171"]
    assert flags["闲置"] == ["3", "96"]
    assert flags["十类地处置"] == ["4", "123"]
    shown.click(spots["GD-05"])
    expect(shown.page.locator(".pk-popup")).to_be_visible()
    assert popup_of(shown)["椭球面积"] == "30亩"
    shown.page.locator(".pk-tool-table").click()
    expect(shown.page.locator(".pk-sum")).to_have_text("29 宗 · 1,829亩")


def test_the_layers_are_listed_with_their_figures(sample_map, ledger):
    table = pk.totals(ledger.parcels, by="layer", unit="mu")
    assert rows_under(sample_map(), "图层") == [
        [str(layer), f"{parcels}", printed(area)]
        for layer, parcels, area in zip(
            table.index, table["parcels"], table["area_mu"], strict=True
        )
    ]


def test_the_english_page_has_no_chinese_in_what_parkland_says(sample_map):
    shown = sample_map("en")
    said = [
        *shown.page.locator(".pk-panel")
        .locator("h1, p:not(.pk-source, .pk-accounts p), summary, caption, th")
        .all_text_contents(),
        *(label for label, *_ in rows_under(shown, "Flags")),
        *(label for label, *_ in rows_under(shown, "Status")),
        shown.page.title(),
    ]
    assert [text for text in said if CJK.search(text)] == []
    assert "As of 2020-12-31" in said
    assert ["Reclaimed", "6", "170.78"] in rows_under(shown, "Flags")


# A parcel


def test_hovering_names_the_parcel_its_status_and_its_area(sample_map, spots):
    shown = sample_map()
    shown.hover(spots["GD-05"])
    tooltip = shown.page.locator(".leaflet-tooltip")
    expect(tooltip).to_have_text("GD-05 示例项目05用地中止建设闲置 · 30.00亩")
    shown.hover(spots["DX-01"])
    expect(tooltip).to_have_count(1)
    expect(tooltip).to_contain_text("DX-01")


@pytest.mark.parametrize("number", ["YC2-04", "GD-05", "DX-03", "SLD-02"])
def test_clicking_tells_number_status_reason_and_three_areas(number, sample_map, spots, ledger):
    shown = sample_map()
    shown.hover(spots[number])
    shown.click(spots[number])
    parcel = ledger.parcels.set_index("parcel_id").loc[number]
    popup = shown.page.locator(".pk-popup")
    expect(popup.locator("h2")).to_have_text(f"{number} {parcel['name']}")
    expect(popup.locator(".pk-status")).to_have_text(statuses()[parcel["status"]].label("zh"))
    expect(popup.locator(".pk-reason")).to_have_text(parcel["status_reason"])
    expect(popup.locator(".pk-basis")).to_have_text(parcel["status_basis"])
    expect(shown.page.locator(".leaflet-tooltip")).to_have_count(0)
    said = popup_of(shown)
    assert said["地块编号"] == number
    assert said["椭球面积"] == f"{printed(parcel['area_m2'] / M2_PER_MU)}亩"
    assert said["平面面积"] == f"{printed(parcel['planar_area_m2'] / M2_PER_MU)}亩"
    assert said["证载面积"] == f"{printed(parcel['stated_area_m2'] / M2_PER_MU)}亩"


@pytest.mark.parametrize("size", [(1280, 860), (700, 600)])
def test_a_popup_stays_clear_of_panel_and_zoom_buttons(size, sample_map, spots):
    for number in ("YC2-01", "YC2-06", "GD-10", "SLD-03"):
        shown = sample_map(size=size)
        shown.click(spots[number])
        expect(shown.page.locator(".pk-popup h2")).to_contain_text(number)
        wait_until_popup_is_clear(shown)
        # The popup can still move with the map, so that a click by position could miss the button.
        shown.page.locator(".leaflet-popup-close-button").dispatch_event("click")
        expect(shown.page.locator(".leaflet-popup")).to_have_count(0)


# Switches


@pytest.mark.parametrize(
    ("label", "inside", "outside"), [("已收回", "DX-01", "YC2-04"), ("杨村二期", "YC2-04", "DX-01")]
)
def test_a_status_or_layer_can_be_hidden_and_shown_again(label, inside, outside, sample_map, spots):
    shown = sample_map()
    shown.wait_for_paint(spots[inside], there=True)
    switch(shown, label).uncheck()
    shown.wait_for_paint(spots[inside], there=False)
    shown.wait_for_paint(spots[outside], there=True)
    shown.hover(spots[inside])
    expect(shown.page.locator(".leaflet-tooltip")).to_have_count(0)
    switch(shown, label).check()
    shown.wait_for_paint(spots[inside], there=True)
    shown.hover(spots[inside])
    expect(shown.page.locator(".leaflet-tooltip")).to_contain_text(inside)


def test_a_parcel_is_shown_only_while_both_its_status_and_its_layer_are(sample_map, spots):
    shown = sample_map()
    switch(shown, "已平整").uncheck()
    switch(shown, "杨村二期").uncheck()
    shown.wait_for_paint(spots["YC2-04"], there=False)
    switch(shown, "已平整").check()
    shown.wait_for_paint(spots["LSFH2-01"], there=True)
    shown.wait_for_paint(spots["YC2-04"], there=False)
    switch(shown, "杨村二期").check()
    shown.wait_for_paint(spots["YC2-04"], there=True)


def test_hiding_a_parcel_closes_its_popup(sample_map, spots):
    shown = sample_map()
    shown.click(spots["DX-01"])
    expect(shown.page.locator(".pk-popup")).to_have_count(1)
    switch(shown, "已收回").uncheck()
    expect(shown.page.locator(".pk-popup")).to_have_count(0)


# Awkward ledgers


@pytest.fixture
def hostile(tmp_path: Path) -> pk.Ledger:
    squares = [
        shapely.box(118.40 + i / 500, 29.13, 118.401 + i / 500, 29.131) for i in range(len(MARKUP))
    ]
    texts = list(MARKUP.values())
    frame = gpd.GeoDataFrame(
        {"DKBH": texts, "DKMC": texts, "QLR": texts, "ZT": [f"已平整 {text}" for text in texts]},
        geometry=squares,
        crs="EPSG:4326",
    )
    path = tmp_path / "hostile.geojson"
    frame.to_file(path, driver="GeoJSON", layer=HACKED)
    return pk.open_ledger(path, as_of="2020-12-31")


@pytest.mark.parametrize("place", range(len(MARKUP)), ids=list(MARKUP))
def test_markup_in_an_attribute_is_shown_as_text(place, hostile, open_map):
    text = hostile.parcels["parcel_id"].iloc[place]
    # separators of lines, which nobody sees, are written out
    text = text.replace("\u2028", r"\u2028").replace("\u2029", r"\u2029")
    spot = hostile.parcels.geometry.representative_point().to_crs("EPSG:4326").iloc[place]
    shown = open_map(hostile)
    shown.hover(spot)
    expect(shown.page.locator(".leaflet-tooltip b")).to_have_text(text)
    shown.click(spot)
    expect(shown.page.locator(".pk-popup h2")).to_have_text(text)
    assert popup_of(shown)["土地使用权人"] == text
    assert_untouched(shown)


def test_the_attributes_arrive_as_they_were_written(hostile):
    assert hostile.parcels["parcel_id"].tolist() == list(MARKUP.values())


def test_markup_in_title_and_layer_name_is_shown_as_text(hostile, open_map):
    shown = open_map(hostile, title=HACKED)
    expect(shown.page.locator(".pk-panel h1")).to_have_text(HACKED)
    expect(shown.page).to_have_title(HACKED)
    ((layer, *_),) = rows_under(shown, "图层")
    assert layer == hostile.parcels["layer"].iloc[0] == HACKED
    assert_untouched(shown)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_parcels_give_an_empty_map_and_zero_totals(lang, ledger, open_map):
    shown = open_map(replace(ledger, parcels=ledger.parcels.iloc[:0]), lang=lang)
    words = wordings("panel", lang)
    expect(shown.page.locator(".leaflet-container")).to_be_visible()
    assert rows_under(shown, label("status", lang)) == [[words["total"], "0", "0.00"]]
    assert {tuple(figures) for _, *figures in rows_under(shown, words["flags"])} == {("0", "0.00")}
    assert shown.requests == [shown.page.url]


# On a phone


def test_on_a_phone_the_legend_is_folded_and_the_parcels_fill_the_screen(phone, ledger):
    fold = phone.page.locator(".pk-legend")
    expect(fold).not_to_have_attribute("open", "")
    expect(phone.page.locator(".pk-panel h1")).to_be_visible()
    assert_all_parcels_in_sight(phone, ledger)
    west, _, east, _ = parcels_on_screen(phone, ledger)
    assert east - west > 0.4 * phone.page.viewport_size["width"]
    fold.locator("summary").tap()
    expect(phone.page.get_by_text("已收回", exact=True)).to_be_visible()


def test_on_a_phone_a_touch_on_the_map_folds_the_legend(phone):
    fold = phone.page.locator(".pk-legend")
    fold.locator("summary").tap()
    expect(fold).to_have_attribute("open", "")
    panel = phone.page.locator(".pk-panel").bounding_box()
    phone.page.touchscreen.tap(200, panel["y"] + panel["height"] + 20)
    expect(fold).not_to_have_attribute("open", "")


def test_on_a_phone_a_popup_can_be_read_and_closed(phone, spots):
    phone.tap(spots["GD-08"])
    expect(phone.page.locator(".pk-popup h2")).to_contain_text("GD-08")
    wait_until_popup_is_clear(phone)
    phone.page.locator(".leaflet-popup-close-button").tap()
    expect(phone.page.locator(".leaflet-popup")).to_have_count(0)


# What several of them look for


def assert_untouched(shown: MapPage) -> None:
    """Assert that no text of the data has become an element or run as a script."""
    assert shown.page.evaluate("window.hacked") is None
    assert shown.page.locator("img").count() == 0
    assert shown.requests == [shown.page.url]
    assert shown.complaints == []


def parcels_on_screen(shown: MapPage, ledger: pk.Ledger) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of all parcels, in pixels."""
    west, south, east, north = ledger.parcels.to_crs("EPSG:4326").total_bounds
    corners = [shapely.Point(west, north), shapely.Point(east, south)]
    (left, top), (right, bottom) = shown.pixels(corners)
    return left, top, right, bottom


def assert_all_parcels_in_sight(shown: MapPage, ledger: pk.Ledger) -> None:
    left, top, right, bottom = parcels_on_screen(shown, ledger)
    size = shown.page.viewport_size
    panel = shown.page.locator(".pk-panel").bounding_box()
    assert 0 <= left < right <= size["width"]
    assert 0 <= top < bottom <= size["height"]
    assert right < panel["x"] or top > panel["y"] + panel["height"]


def wait_until_popup_is_clear(shown: MapPage) -> None:
    """Wait until the map has moved so that the popup is whole and no control covers it."""
    shown.until(
        """() => {
            const box = (name) => document.querySelector(name).getBoundingClientRect();
            const apart = (a, b) =>
                a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
            const popup = box(".leaflet-popup-content-wrapper");
            return popup.left >= 0 && popup.top >= 0
                && popup.right <= innerWidth && popup.bottom <= innerHeight
                && [".pk-panel", ".leaflet-control-zoom"].every((name) => apart(popup, box(name)));
        }"""
    )
