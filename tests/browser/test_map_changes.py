"""The map of a comparison shows before, after, what changed, and both sides beside a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

import parkland as pk
from parkland.conventions import statuses
from parkland.wording import resource

from .conftest import spots_of

if TYPE_CHECKING:
    from .conftest import MapPage

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def changes():
    return pk.compare(
        pk.open_ledger(pk.earlier_sample_path(), as_of="2019-12-31"),
        pk.open_ledger(pk.sample_path(), as_of="2020-12-31"),
    )


@pytest.fixture(scope="module")
def saved(changes, tmp_path_factory):
    return pk.write_changes(changes, tmp_path_factory.mktemp("changes") / "changes.html")


def choose(shown: MapPage, view: str) -> None:
    shown.page.locator(f".pk-views input[value={view}]").check(force=True)
    shown.until("() => !parkland.queue.running")


def ink(color: str) -> list[int]:
    """Return the colour of a class as a tile has it."""
    return [int(color[at : at + 2], 16) for at in (1, 3, 5)]


def near(painted, color: str) -> bool:
    return all(abs(one - other) <= 2 for one, other in zip(painted[:3], ink(color), strict=True))


def test_each_view_shows_its_own_land_and_its_own_colours(saved, changes, open_page):
    shown = open_page(saved)
    styles, kinds = statuses(), resource("palette.toml")["change"]
    places = [spots_of(changes.after)[number] for number in ("YC2-05", "YC2-03")]
    painted = shown.paint(places, ".pk-parcels")
    assert near(painted[0], kinds["attributes"])
    assert near(painted[1], kinds["new"])
    choose(shown, "before")
    painted = shown.paint(places, ".pk-before")
    assert near(painted[0], styles["unlevelled"].color)
    assert painted[1][3] == 0  # the parcel that is new was none before
    expect(shown.page.locator('[data-axis="class"]')).to_be_hidden()
    choose(shown, "after")
    assert near(shown.paint(places, ".pk-after")[0], styles["levelled"].color)
    choose(shown, "swipe")
    line = shown.page.locator(".pk-swipe")
    expect(line).to_be_visible()
    line.fill("250")
    clips = shown.page.evaluate(
        "['before', 'after'].map((name) => "
        "document.querySelector(`.leaflet-pk-${name}-pane, .leaflet-pane.pk-${name}, "
        "[class*=pk-${name}]`).style.clip)"
    )
    assert all("rect" in clip for clip in clips)
    width = shown.page.viewport_size["width"]
    assert shown.page.locator(".pk-rule").bounding_box()["x"] == pytest.approx(width / 4, abs=2)
    assert not shown.requests[1:]


def test_the_panel_has_opening_and_closing_as_the_tables_have_them(saved, changes, open_page):
    shown = open_page(saved)
    rows = shown.page.locator(".pk-flows").first.locator("tbody tr").all_inner_texts()
    table = changes.total("flag")
    assert [row.split("\t")[1:] for row in rows] == [
        [
            f"{opening:,.2f}",
            f"{came + new:,.2f}",
            f"{went + gone:,.2f}",
            f"{closing:,.2f}",
        ]
        for opening, came, new, went, gone, closing in table[
            ["opening_mu", "in_mu", "new_mu", "out_mu", "gone_mu", "closing_mu"]
        ].to_numpy().tolist()
    ]  # fmt: skip
    # a class is switched off by its row, and the table selects
    shown.page.locator('[data-axis="class"] tbody input').nth(1).uncheck()
    shown.page.locator(".pk-tool-table").click()
    drawer = shown.page.locator(".pk-drawer")
    expect(drawer.locator(".pk-sum")).to_contain_text("14")
    shown.page.locator(".pk-search input").fill("LSFH2-A1")
    shown.page.keyboard.press("Enter")
    expect(shown.page.locator(".pk-popup h2")).to_have_text("LSFH2-A1 → LSFH2-01")
