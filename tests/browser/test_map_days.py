"""The slider shows what parkland says of that day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

import parkland as pk
from parkland.conventions import flag_label, statuses

from .test_map_page import rows_under

if TYPE_CHECKING:
    from .conftest import MapPage

pytestmark = pytest.mark.browser
# What the button is called from now on: a busy machine may look at it when it has ended.
HEARD = """(button) => {
    window.heard = [];
    new MutationObserver(() => heard.push(button.getAttribute("aria-label")))
        .observe(button, { attributeFilter: ["aria-label"] });
}"""


def go_to(shown: MapPage, day: str) -> None:
    field = shown.page.locator(".pk-time input[type=date]")
    field.fill(day)
    field.dispatch_event("change")


@pytest.fixture
def timed(sample_map):
    shown = sample_map()
    shown.page.locator(".pk-tool-time").click()
    return shown


@pytest.mark.parametrize("day", ["2016-05-01", "2019-07-01", "2020-12-30", "2022-03-01"])
def test_figures_at_a_day_are_those_of_the_tables_at_that_day(day, timed, ledger):
    go_to(timed, day)
    expect(timed.page.locator(".pk-as-of")).to_have_text(f"截至 {day}")
    then = ledger.parcels.assign(
        **pk.flag_status(ledger.parcels, as_of=day, rules=ledger.rules).to_dict("series")
    )
    by_status = pk.totals(then, by="status", margins=True)
    labels = [statuses()[key].label("zh") for key in by_status.index[:-1]]
    assert rows_under(timed, "状态") == [
        [label, f"{n}", f"{area:,.2f}"]
        for label, n, area in zip(
            [*labels, "合计"], by_status["parcels"], by_status["area_mu"], strict=True
        )
    ]
    by_flag = pk.totals(then, by="flag").loc[["levelled", "idle", "reclaimed"]]
    assert rows_under(timed, "标志合计") == [
        [flag_label(flag, "zh"), f"{n}", f"{area:,.2f}"] for flag, n, area in by_flag.itertuples()
    ]


def test_colours_follow_the_day_and_come_back(timed, spots):
    levelled = timed.paint([spots["YC2-04"]])[0]
    go_to(timed, "2015-01-01")
    timed.until(
        "() => !parkland.queue.running && document.querySelector('.pk-as-of').textContent"
        ".includes('2015')"
    )
    assert timed.paint([spots["YC2-04"]])[0] != levelled
    timed.page.locator(".pk-tool-time").click()
    expect(timed.page.locator(".pk-as-of")).to_have_text("截至 2020-12-31")
    timed.until("() => !parkland.queue.running")
    assert timed.paint([spots["YC2-04"]])[0] == levelled


def test_it_plays_to_the_last_change_and_stops(timed):
    go_to(timed, "2022-01-01")
    play = timed.page.locator(".pk-time button").first
    play.evaluate(HEARD)
    play.click()
    timed.until("() => heard.length === 2")
    assert timed.page.evaluate("heard") == ["暂停", "播放"]
    slider = timed.page.locator(".pk-time input[type=range]")
    assert slider.input_value() == slider.get_attribute("max")


def test_a_popup_says_which_day_its_reason_is_of(timed, spots):
    go_to(timed, "2019-07-01")
    timed.click(spots["GD-04"])
    popup = timed.page.locator(".pk-popup")
    expect(popup).to_contain_text("截至 2019-07-01")
    expect(popup).to_contain_text("截至 2020-12-31")
    changes = popup.locator(".pk-changes li")
    assert changes.count() > 1
    expect(changes.first).to_contain_text("起初")


def test_a_sheet_saved_on_another_day_bears_that_day(timed):
    go_to(timed, "2018-01-01")
    timed.page.locator(".pk-tool-table").click()
    with timed.page.expect_download() as download:
        timed.page.get_by_role("button", name="存为CSV").click()
    assert download.value.suggested_filename == "parkland-2018-01-01.csv"
    heading = download.value.path().read_text(encoding="utf-8-sig").splitlines()[0]
    assert "状态（2018-01-01）" in heading.split(",")


def test_every_column_is_of_the_day_shown_or_names_its_own(timed, ledger):
    day = "2016-05-01"
    go_to(timed, day)
    timed.page.locator(".pk-tool-table").click()
    headings = timed.page.locator(".pk-rows th button").all_inner_texts()
    assert "闲置（2016-05-01）" in headings
    assert "下一步（2020-12-31）" in headings
    assert "使用权人" in " ".join(headings)
    then = pk.flag_status(ledger.parcels, as_of=day, rules=ledger.rules)
    words = {True: "是", False: "否"}
    expected = [words.get(value, "无法认定") for value in then["idle"].astype(object)]
    shown = timed.page.evaluate(
        """async () => {
            const { ledger } = await parkland.ready;
            const column = ledger.column("idle");
            return [...ledger.order].map((at, row) => [at, ledger.textOf(column, row)]);
        }"""
    )
    assert [text for _, text in sorted(shown)] == expected
    timed.page.locator(".pk-time button").last.click()
    expect(timed.page.locator(".pk-rows th button", has_text="下一步")).to_have_text("下一步")
