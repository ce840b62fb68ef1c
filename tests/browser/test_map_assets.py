"""Enterprises and projects on a page: cards, filters, years, and those that have no place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

import parkland as pk

from .conftest import DESK, MAP, PHONE, MapPage, spots_of
from .test_map_phone import COVERED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Locator

pytestmark = pytest.mark.browser

METHOD = "huangyan-2022"
# Where the points of a layer stand on the screen, as far as the filters leave them.
STANDING = f"""(name) => {{
    const map = {MAP};
    const box = map.getContainer().getBoundingClientRect();
    const layers = [];
    map.eachLayer((layer) => layers.push(layer));
    const layer = layers.find((one) => one.points && one.points.className === name);
    const aside = name === "pk-works" ? 12 : 0;
    const all = Array.from(layer.points.x, (_, i) => i);
    return all.filter((i) => layer.points.shown(i)).map((i) => {{
        const at = layer.at(map, i);
        return [at.x + box.left + aside, at.y + box.top - aside];
    }});
}}"""


@pytest.fixture(scope="module")
def park() -> pk.Ledger:
    return pk.open_ledger(pk.sample_path(), as_of="2020-12-31", assets=pk.sample_assets_path())


@pytest.fixture(scope="module")
def saved(park: pk.Ledger, tmp_path_factory: pytest.TempPathFactory) -> Path:
    shown = pk.AssetsShown("class", method=METHOD, year=2020)
    folder = tmp_path_factory.mktemp("assets")
    return pk.save_map(pk.draw_map(park, colour_by=shown), folder / "park.html")


@pytest.fixture(scope="module")
def shown(browser: Browser, saved: Path) -> Iterator[MapPage]:
    """Return the page of the sample with its assets; the same one for all tests."""
    yield from opened(browser, saved, DESK)


@pytest.fixture(scope="module")
def on_phone(browser: Browser, saved: Path) -> Iterator[MapPage]:
    yield from opened(browser, saved, PHONE, is_mobile=True, has_touch=True)


def opened(
    browser: Browser, path: Path, size: tuple[int, int], **options: Any
) -> Iterator[MapPage]:
    width, height = size
    context = browser.new_context(
        offline=True, viewport={"width": width, "height": height}, **options
    )
    page = MapPage(context.new_page())
    page.listen()
    page.page.goto(path.as_uri())
    page.page.locator("html[data-ready=true]").wait_for(state="attached")
    yield page
    assert page.complaints == []
    assert page.requests == [path.as_uri()]
    context.close()


def choice(shown: MapPage, label: str) -> Locator:
    return shown.page.locator(".pk-assets label", has_text=label).locator("select")


def figures(shown: MapPage) -> tuple[dict[str, tuple[int, float]], tuple[int, float]]:
    """Return number and mu of each ticked class that is listed, and those of the total."""
    found = {}
    for row in shown.page.locator("[data-axis=enterprises] tbody tr:visible:not(.pk-off)").all():
        name, number, land = (text.strip() for text in row.locator("td").all_inner_texts())
        found[name] = (int(number), float(land.replace(",", "")))
    total = found.pop("合计")
    assert sum(number for number, _ in found.values()) == total[0]
    assert sum(land for _, land in found.values()) == pytest.approx(total[1], abs=0.001)
    return found, total


def points_of(shown: MapPage) -> int:
    return int(shown.page.locator("canvas.pk-firms").get_attribute("data-points") or -1)


def test_an_enterprise_opens_a_card_of_texts(shown):
    places = shown.page.evaluate(STANDING, "pk-firms")
    assert len(places) == points_of(shown) > 20
    shown.page.mouse.click(*places[0])
    card = shown.page.locator(".pk-card")
    expect(card.locator("h2")).to_have_text("示例企业01有限公司")
    expect(card).to_contain_text("以县亩均办公布为准")
    names = card.evaluate("(node) => [...node.querySelectorAll('*')].map((one) => one.tagName)")
    assert set(names) <= {"H2", "TABLE", "TBODY", "TR", "TH", "TD", "P"}
    assert "税收" not in card.locator("table").inner_text()
    shown.page.keyboard.press("Escape")
    expect(card).to_have_count(0)


def test_filters_change_points_and_figures_which_add_up(shown):
    assert figures(shown)[1] == (63, 537.01)
    drawn = points_of(shown)
    scale = choice(shown, "规模")
    scale.select_option(label="规上")
    rows, total = figures(shown)
    assert 0 < total[0] < 63
    above = points_of(shown)
    assert 0 < above < drawn
    box = shown.page.locator("[data-axis=enterprises] tr", has_text="B类").locator("input")
    box.uncheck()
    fewer, rest = figures(shown)
    assert "B类" not in fewer
    assert rest[0] == total[0] - rows["B类"][0]
    assert rest[1] == pytest.approx(total[1] - rows["B类"][1], abs=0.001)
    assert points_of(shown) == above - rows["B类"][0]
    box.check()
    scale.select_option(label="全部")
    assert figures(shown)[1] == (63, 537.01)
    assert points_of(shown) == drawn


def test_another_year_recolours_the_parcels_and_counts_anew(shown, park):
    spots = spots_of(park)
    legend = shown.page.locator("[data-axis=class]")
    expect(legend.locator("caption")).to_contain_text("企业等级，2020年")
    before = shown.paint(list(spots.values()))
    rows, total = figures(shown)
    year = choice(shown, "年份")
    year.select_option(label="2018")
    expect(legend.locator("caption")).to_contain_text("企业等级，2018年")
    shown.wait_for_rest()
    shown.until("() => !parkland.queue.running")
    earlier, then = figures(shown)
    assert (earlier, then) != (rows, total)
    held = pk.land_of(park, year=2018)["land_mu"].sum()
    assert then[1] == pytest.approx(held, abs=0.005)
    after = shown.paint(list(spots.values()))
    numbers = list(spots)
    assert before != after
    assert before[numbers.index("YC2-04")] == after[numbers.index("YC2-04")]  # no enterprise
    year.select_option(label="2020")
    shown.until("() => !parkland.queue.running")
    assert figures(shown) == (rows, total)


def test_projects_without_a_place_are_listed(shown):
    fold = shown.page.locator(".pk-unplaced")
    expect(fold.locator("summary")).to_have_text("未上图（11项）")
    fold.locator("summary").click()
    expect(fold.locator("tr")).to_have_count(11)
    expect(fold).to_contain_text("示例园区总体规划")
    assert len(shown.page.evaluate(STANDING, "pk-works")) == 1


def test_card_and_panel_leave_the_controls_of_a_phone_free(on_phone):
    page = on_phone.page
    assert page.evaluate(COVERED) == []
    page.touchscreen.tap(*page.evaluate(STANDING, "pk-firms")[0])
    card = page.locator(".leaflet-popup-content-wrapper", has=page.locator(".pk-card"))
    expect(card).to_be_visible()
    on_phone.wait_for_rest()  # the map moves so that the card is in sight
    box = card.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE[0]
    for name in (".pk-panel", ".leaflet-control-zoom", ".pk-bar", ".leaflet-control-scale"):
        for other in page.locator(name).all():
            control = other.bounding_box()
            if control and control["height"]:
                apart = (
                    box["y"] >= control["y"] + control["height"]
                    or box["y"] + box["height"] <= control["y"]
                    or box["x"] >= control["x"] + control["width"]
                    or box["x"] + box["width"] <= control["x"]
                )
                assert apart, name
    page.keyboard.press("Escape")
    page.locator(".pk-legend > summary").click()
    page.locator(".pk-unplaced summary").click()
    assert page.evaluate(COVERED) == []
