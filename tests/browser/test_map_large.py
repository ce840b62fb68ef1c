"""What holds for many parcels as for few: nothing is left out, little is in the page at once."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from playwright.sync_api import expect

import parkland as pk

pytestmark = pytest.mark.browser

NUMBER = 6_000
EAST, NORTH, STEP = 40_345_000.0, 3_223_000.0, 60.0


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    across = 100
    x = EAST + (np.arange(NUMBER) % across) * STEP
    y = NORTH + (np.arange(NUMBER) // across) * STEP
    shapes = shapely.box(x, y, x + 45, y + 45)
    columns = {
        "地块编号": [f"A-{i:05}" for i in range(NUMBER)],
        "状态": np.array(["已平整", "未平整", "协议有偿收回"])[np.arange(NUMBER) % 3],
    }
    path = tmp_path_factory.mktemp("many") / "多.gpkg"
    gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4528").to_file(path)
    ledger = pk.open_ledger(path, as_of="2020-12-31")
    return ledger, pk.save_map(pk.draw_map(ledger), path.with_suffix(".html"))


def test_every_one_of_many_parcels_is_painted_at_every_zoom(many, open_page):
    ledger, path = many
    shown = open_page(path)
    points = list(ledger.parcels.geometry.centroid.to_crs("EPSG:4326")[::7])
    assert all(rgba[3] > 60 for rgba in shown.paint(points))
    shown.page.evaluate(
        "window[Object.keys(window).find((n) => /^map_/.test(n))].setZoom(13, { animate: false })"
    )
    shown.until("() => !parkland.queue.running")
    assert all(rgba[3] > 60 for rgba in shown.paint(points[::5]))


def test_the_table_of_many_has_only_the_rows_in_sight(many, open_page):
    shown = open_page(many[1])
    shown.page.locator(".pk-tool-table").click()
    expect(shown.page.locator(".pk-sum")).to_contain_text(f"{NUMBER:,} 宗")
    rows = shown.page.locator(".pk-rows tr[data-place]")
    assert rows.count() < 60
    shown.page.locator(".pk-rows").evaluate("(view) => { view.scrollTop = view.scrollHeight; }")
    expect(rows.last).to_contain_text(f"A-{NUMBER - 1:05}")
    assert rows.count() < 60


def test_a_parcel_among_many_answers_to_the_mouse_and_to_search(many, open_page):
    ledger, path = many
    shown = open_page(path)
    number = "A-03456"
    place = ledger.parcels["parcel_id"].tolist().index(number)
    spot = ledger.parcels.geometry.centroid.to_crs("EPSG:4326").iloc[place]
    shown.hover(spot)
    expect(shown.page.locator(".leaflet-tooltip b")).to_have_text(number)
    shown.page.locator(".pk-search input").fill("a-03456")
    expect(shown.page.locator(".pk-search li")).to_have_count(1)
    shown.page.locator(".pk-search li").click()
    expect(shown.page.locator(".pk-popup h2")).to_have_text(number)


def test_figures_of_many_are_those_of_the_tables(many, open_page):
    ledger, path = many
    shown = open_page(path)
    shown.page.locator("[data-axis=class] label").filter(has_text="已收回").click()
    table = pk.totals(ledger.parcels, by="status")
    kept = table.drop(index="reclaimed")
    cells = shown.page.locator(".pk-scopes tr[data-scope=shown] td.pk-number").all_inner_texts()
    assert cells == [f"{kept['parcels'].sum():,}", f"{kept['area_mu'].sum():,.2f}"]
