"""A phone and a low window: nothing covers anything, and a finger hits what it means."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from .conftest import NEXT_FRAMES, PHONE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

# Pairs of visible controls that share a pixel of the screen.
COVERED = """() => {
    const names = [".pk-panel", ".pk-time", ".leaflet-control-zoom", ".pk-bar",
        ".leaflet-control-scale", ".pk-north", ".pk-drawer", ".pk-sketch"];
    const boxes = names.flatMap((name) => [...document.querySelectorAll(name)].map((node) =>
        [name, node.getBoundingClientRect()])).filter(([, box]) => box.width && box.height);
    const found = [];
    boxes.forEach(([name, a], i) => boxes.slice(0, i).forEach(([other, b]) => {
        if (a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
            found.push(`${name} on ${other}`);
    }));
    return [...found, ...boxes.filter(([, box]) => box.left < 0 || box.top < 0
        || box.right > innerWidth || box.bottom > innerHeight).map(([name]) => `${name} outside`)];
}"""
SMALL = """() => [...document.querySelectorAll("button, a[href], select, summary, input, td label")]
    .map((node) => node.closest("label") || node)
    .filter((node) => node.checkVisibility())
    .map((node) => [node.outerHTML.slice(0, 90), node.getBoundingClientRect()])
    .filter(([, box]) => box.width && box.height && (box.width < 44 || box.height < 43.5))
    .map(([text, box]) => `${Math.round(box.width)} x ${Math.round(box.height)}: ${text}`)"""
SIZES = {"phone": PHONE, "turned": (844, 390), "low": (1024, 460)}


@pytest.fixture(scope="module", params=list(SIZES))
def small_page(request, browser: Browser, sample_pages) -> Iterator[Page]:
    """Return the page of the sample on a small screen, the same one for all tests of a size."""
    width, height = SIZES[request.param]
    touch = {"is_mobile": True, "has_touch": True} if request.param != "low" else {}
    context = browser.new_context(
        offline=True, viewport={"width": width, "height": height}, **touch
    )
    page = context.new_page()
    page.goto(sample_pages["zh"].as_uri())
    page.locator("html[data-ready=true]").wait_for(state="attached")
    yield page
    context.close()


def press(page: Page, tool: str) -> None:
    menu = page.locator(".pk-tool-menu")
    if menu.is_visible():
        menu.click()
    page.locator(f".pk-tool-{tool}").click()


def test_no_control_covers_another_in_any_state(small_page):
    assert small_page.evaluate(COVERED) == []
    if small_page.locator(".pk-legend > summary").is_visible():
        small_page.locator(".pk-legend > summary").click()
        assert small_page.evaluate(COVERED) == []
        small_page.locator(".pk-tool-menu").click()
        assert small_page.evaluate(COVERED) == []
        small_page.locator(".pk-tool-menu").click()
    for tools in (["time"], ["table"], ["time"], ["table"]):  # one, both, the other, none
        press(small_page, *tools)
        small_page.evaluate(NEXT_FRAMES)  # the bar says its height with the next frame
        assert small_page.evaluate(COVERED) == []
    press(small_page, "distance")
    assert small_page.evaluate(COVERED) == []
    small_page.keyboard.press("Escape")


def test_every_target_is_large_enough_for_a_finger(small_page):
    if not small_page.evaluate("parkland.fingers.matches"):
        pytest.skip("a mouse points")
    small_page.evaluate("document.querySelector('.pk-legend').open = true")
    assert small_page.evaluate(SMALL) == []
    small_page.evaluate("document.querySelector('.pk-legend').open = false")
    press(small_page, "table")
    press(small_page, "time")
    assert small_page.evaluate(SMALL) == []
    press(small_page, "time")
    press(small_page, "table")


def test_a_tap_beside_a_parcel_opens_the_nearest(phone, spots, ledger):
    corner = ledger.parcels.set_index("parcel_id").geometry.to_crs("EPSG:4326")["GD-08"]
    west, south, east, _ = corner.bounds
    import shapely

    phone.tap(shapely.Point((west + east) / 2, south))
    expect(phone.page.locator(".pk-popup h2")).to_have_count(1)


def test_a_finger_draws_the_box_that_selects(phone):
    press(phone.page, "box")
    touches = phone.page.context.new_cdp_session(phone.page)
    places = [(40 + 40 * step, 330 + 50 * step) for step in range(8)]
    kinds = ["touchStart", *["touchMove"] * (len(places) - 1)]
    for kind, (x, y) in zip(kinds, places, strict=True):
        points = [{"x": x, "y": y}]
        touches.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    touches.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    picked = phone.page.locator(".pk-scopes tr[data-scope=picked] td.pk-number").first
    expect(picked).not_to_have_text("0", timeout=5000)
    expect(phone.page.locator(".pk-box")).to_have_count(0)


def test_every_word_of_the_controls_is_in_the_language_of_the_page(small_page):
    english = small_page.evaluate(
        """() => [...document.querySelectorAll(":not(td)[title], [aria-label]")]
            .flatMap((node) => [node.title, node.getAttribute("aria-label")])
            .filter((text) => text && /[A-Za-z]{3,}/.test(text.replace(/Shift|CSV|PNG/g, "")))"""
    )
    assert english == []
