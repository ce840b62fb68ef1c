"""The map of a dataset in a browser: a folder that opens from disk, piece by piece."""

from __future__ import annotations

import re
import shutil
import time

import pytest
import shapely
from playwright.sync_api import expect

import parkland as pk
from parkland.dataset_maps.map_folder import FolderOptions, write_map_folder
from parkland.dataset_maps.parcel_pieces import PieceSizes
from parkland.dataset_maps.stored_parts import stored_parcels
from parkland.figures import figures_of
from tests.stored_dataset import county_dataset, county_ledger

from .conftest import MAP, PATIENCE_S, spots_of

pytestmark = pytest.mark.browser

NUMBER = 600
# From 300 parcels on the overview is shown, so that both views have their turn.
SIZES = PieceSizes(rows=20, shown=300, kept=300)


@pytest.fixture(scope="module")
def counties(tmp_path_factory):
    folder = tmp_path_factory.mktemp("counties")
    ledger = county_ledger(NUMBER, folder)
    dataset = stored_parcels(county_dataset(folder, rows=130))
    return ledger, write_map_folder(dataset, folder / "图", FolderOptions(sizes=SIZES))


@pytest.fixture
def shown(counties, open_page):
    return open_page(counties[1] / "index.html")


def cells(shown, scope):
    row = shown.page.locator(f".pk-scopes tr[data-scope={scope}] td.pk-number")
    return row.all_inner_texts()


def go_to(shown, number):
    shown.page.locator(".pk-search input").fill(number)
    expect(shown.page.locator(".pk-search li b").first).to_have_text(number)
    shown.page.keyboard.press("Enter")
    expect(shown.page.locator(".pk-popup h2")).to_contain_text(number)


def test_the_overview_has_exact_totals_and_no_parcel(counties, shown):
    ledger, _ = counties
    expect(shown.page.locator(".pk-state")).to_contain_text("概览")
    assert cells(shown, "shown") == [str(NUMBER), f"{figures_of(ledger).total:,.2f}"]
    assert cells(shown, "view") == ["–", "–"]
    assert not [url for url in shown.requests if "/parcels/" in url]
    spots = list(spots_of(ledger).values())
    assert all(rgba[3] > 60 for rgba in shown.paint(spots[::9], ".pk-overview"))


def test_a_filter_of_the_overview_counts_and_paints_what_it_keeps(counties, shown):
    ledger, _ = counties
    table = pk.totals(ledger, by="status", margins=False)
    shown.page.locator("[data-axis=class] label").filter(has_text="已收回").click()
    kept = table.drop(index="reclaimed")
    assert cells(shown, "shown") == [f"{kept['parcels'].sum():,}", f"{kept['area_mu'].sum():,.2f}"]
    for label in shown.page.locator("[data-axis=class] tbody label").all()[1:]:
        label.click()
    shown.until("() => !parkland.queue.running")
    spots = list(spots_of(ledger).values())
    assert all(rgba[3] == 0 for rgba in shown.paint(spots[::40], ".pk-overview"))


def test_a_flag_and_a_county_count_as_in_the_tables(counties, shown):
    ledger, _ = counties
    in_county = ledger[ledger.parcels["区县"] == "<b>江山市</b>"]
    for label in ("开化县", "常山县"):
        shown.page.locator("[data-axis=layer] label").filter(has_text=label).click()
    shown.page.locator("[data-axis=flag] label").filter(has_text="收回").click()
    flags = figures_of(ledger).flags["reclaimed"][in_county.parcels.index]
    assert cells(shown, "shown") == [str((flags > 0).sum()), f"{flags.sum():,.2f}"]


def test_the_search_leads_to_any_parcel(counties, shown):
    ledger, _ = counties
    number = "3308-00303"
    go_to(shown, number)
    place = ledger.parcels.index[ledger.parcels["parcel_id"] == number][0]
    popup = shown.page.locator(".pk-popup")
    expect(popup).to_contain_text("厂房<303>")
    expect(popup).to_contain_text(ledger.parcels["status_reason"][place])
    expect(shown.page.locator(".pk-state")).to_be_hidden()
    assert cells(shown, "picked") == ["1", f"{figures_of(ledger).leaves[place]:,.2f}"]
    shown.wait_for_paint(spots_of(ledger)[number], there=True)
    assert shown.page.locator(".pk-popup .pk-link").get_attribute("href") == f"#parcel={number}"


def test_any_part_of_a_name_is_found_if_the_reader_asks(shown):
    search = shown.page.locator(".pk-search input")
    search.fill("<399>")
    expect(shown.page.locator(".pk-none")).to_have_count(1)
    shown.page.locator(".pk-everywhere").click()
    expect(shown.page.locator(".pk-search li b")).to_have_text(["厂房<399>"])


def test_pieces_come_as_the_view_needs_them_and_go_when_it_is_far(counties, shown):
    ledger, _ = counties
    spots = spots_of(ledger)
    kept = "() => [...document.scripts].length"
    scripts = shown.page.evaluate(kept)
    for number in ("3308-00000", "3308-00024", "3308-00599", "3308-00580"):
        go_to(shown, number)
        shown.wait_for_paint(spots[number], there=True)
    loaded = {url for url in shown.requests if "/parcels/" in url}
    assert len(loaded) > 15
    assert shown.page.evaluate(kept) == scripts  # none of them stays in the page
    go_to(shown, "3308-00000")
    assert len([url for url in shown.requests if "/parcels/" in url]) > len(loaded)


def test_the_view_counts_what_it_shows(counties, shown):
    ledger, _ = counties
    go_to(shown, "3308-00210")
    box = shown.page.evaluate(
        f"() => {{ const b = {MAP}.getBounds();"
        " return [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()]; }"
    )
    inside = ledger.parcels.to_crs("EPSG:4326").cx[box[0] : box[2], box[1] : box[3]].index
    leaves = figures_of(ledger).leaves[inside]
    row = shown.page.locator(".pk-scopes tr[data-scope=view] td.pk-number")
    expect(row).to_have_text([f"{len(inside):,}", f"{leaves.sum():,.2f}"])


def drag(shown, start, end, *, key="Shift"):
    shown.page.keyboard.down(key)
    shown.page.mouse.move(*start)
    shown.page.mouse.down()
    shown.page.mouse.move(*end, steps=4)
    shown.page.mouse.up()
    shown.page.keyboard.up(key)


def parcels_between(ledger, shown, start, end):
    """Return the parcels of which a part lies in a box of the screen."""
    west, north, east, south = shown.page.evaluate(
        f"""() => {{ const b = [{[*start]}, {[*end]}].map((p) => {MAP}.containerPointToLatLng(p));
            return [b[0].lng, b[0].lat, b[1].lng, b[1].lat]; }}"""
    )
    shapes = ledger.parcels.geometry.to_crs("EPSG:4326")
    return shapes.index[shapes.intersects(shapely.box(west, south, east, north))]


def test_a_box_in_the_overview_selects_parcels_that_are_not_loaded_yet(counties, shown):
    ledger, _ = counties
    expect(shown.page.locator(".pk-state")).to_be_visible()
    start, end = (250, 250), (720, 520)
    inside = parcels_between(ledger, shown, start, end)
    assert NUMBER / 10 < len(inside) < NUMBER
    drag(shown, start, end)
    leaves = figures_of(ledger).leaves[inside]
    row = shown.page.locator(".pk-scopes tr[data-scope=picked] td.pk-number")
    expect(row).to_have_text([f"{len(inside):,}", f"{leaves.sum():,.2f}"])
    assert len([url for url in shown.requests if "/parcels/" in url]) > 5
    # filters and flags count for the selection as for all parcels
    shown.page.locator("[data-axis=flag] label").filter(has_text="收回").click()
    flagged = figures_of(ledger).flags["reclaimed"][inside]
    expect(row).to_have_text([f"{(flagged > 0).sum():,}", f"{flagged.sum():,.2f}"])
    shown.page.locator("[data-axis=flag] label").filter(has_text="收回").click()
    shown.page.locator(".pk-tool-clear").click()
    expect(row).to_have_text(["0", "0.00"])


def rows_of(shown):
    """Return the numbers of the parcels in sight in the table."""
    return shown.page.locator(".pk-drawer tbody tr[data-place] td:first-child").all_inner_texts()


def test_the_table_has_the_selected_parcels(counties, shown):
    ledger, _ = counties
    start, end = (380, 330), (520, 430)
    inside = parcels_between(ledger, shown, start, end)
    assert 10 < len(inside) < 60
    drag(shown, start, end)
    sums = shown.page.locator(".pk-drawer .pk-sum")
    expect(sums).to_contain_text(f"{len(inside):,}")
    expect(sums).to_contain_text(f"{figures_of(ledger).leaves[inside].sum():,.2f}")
    wanted = ledger.parcels.loc[inside, "parcel_id"]
    assert set(rows_of(shown)) <= set(wanted) | {""}
    assert any(rows_of(shown))
    # a filter takes rows out of the list, a row leads to its parcel
    shown.page.locator("[data-axis=class] label").filter(has_text="已收回").click()
    kept = ledger.parcels.loc[inside, "status"] != "reclaimed"
    expect(sums).to_contain_text(f"{kept.sum():,}")
    number = rows_of(shown)[0]
    shown.page.locator(".pk-drawer tbody tr[data-place]").first.click()
    expect(shown.page.locator(".pk-popup h2")).to_contain_text(number)
    expect(sums).to_contain_text(f"{kept.sum():,}")
    with shown.page.expect_download() as saved:
        shown.page.locator(".pk-drawer button", has_text="CSV").click()
    lines = saved.value.path().read_text("utf-8-sig").splitlines()
    assert len(lines) == kept.sum() + 1


def test_the_table_of_the_view_follows_the_map(counties, shown):
    ledger, _ = counties
    shown.page.locator(".pk-tool-table").click()
    sums = shown.page.locator(".pk-drawer .pk-sum")
    expect(sums).to_contain_text("概览")
    go_to(shown, "3308-00210")
    row = shown.page.locator(".pk-scopes tr[data-scope=view] td.pk-number").first
    expect(row).not_to_have_text("–")
    expect(sums).to_contain_text(f"{row.inner_text()} ")
    assert set(rows_of(shown)) <= set(ledger.parcels["parcel_id"])
    shown.page.locator(".pk-drawer button", has_text="关闭").click()
    expect(shown.page.locator(".pk-drawer")).to_be_hidden()


def test_shift_and_click_adds_a_parcel_and_takes_it_away(counties, shown):
    ledger, _ = counties
    go_to(shown, "3308-00210")
    shown.page.keyboard.press("Escape")
    spots = spots_of(ledger)
    row = shown.page.locator(".pk-scopes tr[data-scope=picked] td.pk-number").first
    shown.page.keyboard.down("Shift")
    for spot, number in ((spots["3308-00211"], "2"), (spots["3308-00210"], "1")):
        shown.click(spot)
        expect(row).to_have_text(number)
    shown.page.keyboard.up("Shift")
    shown.wait_for_paint(spots["3308-00211"], there=True, layer=".pk-marks")


def test_a_selection_that_lacks_a_file_is_no_selection(counties, browser, tmp_path):
    folder = tmp_path / "图"
    shutil.copytree(counties[1], folder)
    max((folder / "parcels").iterdir()).unlink()
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 860})
    page = context.new_page()
    page.goto((folder / "index.html").as_uri())
    page.locator("html[data-ready=true]").wait_for(state="attached")
    page.locator(".pk-tool-box").click()
    page.mouse.move(60, 60)
    page.mouse.down()
    page.mouse.move(900, 800, steps=4)
    page.mouse.up()
    expect(page.locator(".pk-selecting")).to_contain_text("缺失")
    assert page.locator("tr[data-scope=picked] td.pk-number").first.inner_text() == "0"
    context.close()


def test_a_parcel_answers_to_the_mouse(counties, shown):
    go_to(shown, "3308-00210")
    shown.page.keyboard.press("Escape")
    spot = spots_of(counties[0])["3308-00210"]
    shown.hover(spot)
    expect(shown.page.locator(".leaflet-tooltip b")).to_contain_text("3308-00210")
    shown.click(spot)
    expect(shown.page.locator(".pk-popup h2")).to_contain_text("3308-00210")


def test_parcels_in_view_are_labelled_unless_they_are_hidden(shown):
    labels = f"() => {MAP}.getContainer().querySelector('canvas.pk-labels').dataset.labels"
    assert shown.page.evaluate(labels) == "0"  # in the overview
    go_to(shown, "3308-00210")
    shown.until(f"() => Number(({labels})()) > 20")
    shown.page.locator("[data-axis=class] thead input").click()
    shown.until(f"() => ({labels})() === '0'")


def test_a_sheet_is_printed_when_all_that_it_shows_is_loaded(counties, shown):
    ledger, _ = counties
    page = shown.page
    page.evaluate("() => { window.print = () => (window.printed = (window.printed || 0) + 1); }")
    go_to(shown, "3308-00210")
    for turned in ("", "portrait"):
        page.locator(".pk-tool-print").click()
        page.locator(".pk-dialog select").nth(1).select_option(turned)
        page.locator(".pk-dialog button").last.click()
        shown.until("() => window.printed")
        page.evaluate("() => (window.printed = 0)")
        assert page.locator(".pk-paper-layer").count() >= 3  # parcels, marks and labels
        expect(page.locator(".pk-panel > .pk-notice", has_text="尚未读入")).to_have_count(0)
        view = page.evaluate(
            f"() => {{ const b = {MAP}.getBounds();"
            " return [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()]; }"
        )
        places = ledger.parcels.geometry.centroid.to_crs("EPSG:4326")
        there = places[shapely.contains_xy(shapely.box(*view), places.x, places.y)]
        painted = shown.paint(list(there[:: max(1, len(there) // 20)]), ".leaflet-pk-parcels-pane")
        assert all(rgba[3] > 100 for rgba in painted)
        page.evaluate("() => window.dispatchEvent(new Event('afterprint'))")
        expect(page.locator(".pk-paper-layer")).to_have_count(0)
    # the menu of the browser does not wait
    far = spots_of(ledger)["3308-00599"]
    page.evaluate(
        f"([x, y]) => {{ {MAP}.setView([y, x], 18, {{ animate: false }});"
        " window.dispatchEvent(new Event('beforeprint')); }",
        [far.x, far.y],
    )
    expect(page.locator(".pk-panel > .pk-notice", has_text="尚未读入")).to_have_count(
        1, timeout=5000
    )
    page.evaluate("() => window.dispatchEvent(new Event('afterprint'))")


def test_a_link_opens_the_map_at_its_parcel(counties, open_page):
    shown = open_page(counties[1] / "index.html", at="#parcel=3308-00111")
    expect(shown.page.locator(".pk-popup h2")).to_have_text("3308-00111 厂房<111>")


def test_a_lacking_file_is_named(counties, browser, tmp_path):
    folder = tmp_path / "图"
    shutil.copytree(counties[1], folder)
    for path in (folder / "parcels").iterdir():
        path.unlink()
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto((folder / "index.html").as_uri() + "#parcel=3308-00111")
    expect(page.locator(".pk-notice", has_text="缺少文件")).to_contain_text("parcels/")
    context.close()


def test_nothing_leaves_the_folder_and_no_data_runs(counties, shown):
    folder = counties[1].as_uri()
    assert all(url.startswith((folder, "data:", "blob:")) for url in shown.requests)
    shown.page.evaluate(
        "() => { const s = document.createElement('div');"
        " s.innerHTML = '<img src=x onerror=\"window.ran = 1\">'; document.body.append(s); }"
    )
    refusal = re.compile("Content Security Policy|ERR_FILE")
    until = time.monotonic() + PATIENCE_S
    while not any(refusal.search(one) for one in shown.complaints) and time.monotonic() < until:
        shown.page.wait_for_timeout(50)
    assert any(refusal.search(one) for one in shown.complaints)
    assert shown.page.evaluate("() => window.ran") is None
    shown.complaints.clear()
