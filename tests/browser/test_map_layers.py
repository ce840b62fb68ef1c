"""What lies beside and below the parcels, and what a page may ask of other hosts."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from folium import plugins
from playwright.sync_api import expect

import parkland as pk
from parkland.issues import Issue, issue_table
from parkland.maps.embedded_tiles import rectangle, widened
from tests.test_tiles import png, write_mbtiles

from .conftest import MapPage, spots_of

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.browser

GREEN = (40, 160, 60)


def switch_on(shown, label: str):
    shown.page.locator("[data-axis=trouble] label", has_text=label).click()


@pytest.fixture
def troubled(ledger):
    """Return the sample with a doubtful parcel, a lost record, and ground claimed twice."""
    parcels = ledger.parcels
    # a quarantined record has the office's columns, not the canonical ones
    lost = parcels.iloc[[3]][["source", "layer", "source_row", "geometry"]]
    lost = lost.set_geometry(lost.geometry.translate(0, -400)).assign(DKBH="LOST-1", source_row=99)
    doubtful = parcels.iloc[5]
    told = Issue(
        code="geometry.repaired",
        source=doubtful["source"],
        source_row=int(doubtful["source_row"]),
        value="自相交",
    )
    why = Issue(
        code="geometry.no_area",
        source=lost["source"].iloc[0],
        source_row=int(lost["source_row"].iloc[0]),
        parcel_id="LOST-1",
        action="quarantined",
    )
    told_of = [issue_table([told]).assign(severity="warning"), issue_table([why])]
    issues = pd.concat([ledger.issues, *told_of])
    left, right = parcels.index[:2]
    ground = parcels.geometry.iloc[0].buffer(-20)
    shared = gpd.GeoDataFrame(
        {"left": [left], "right": [right], "shared_m2": [2000.0], "kind": ["real"]},
        geometry=[ground],
        crs=parcels.crs,
    )
    return replace(ledger, quarantine=lost, issues=issues, overlaps=shared), lost, doubtful


def test_what_is_left_out_or_doubtful_is_shown_when_it_is_asked_for(troubled, open_map):
    ledger, lost, doubtful = troubled
    shown = open_map(ledger)
    spots = spots_of(ledger)
    numbers = shown.page.locator("[data-axis=trouble] td.pk-number").all_inner_texts()
    assert numbers == ["1", "1", "1"]

    switch_on(shown, "无法使用的记录")
    (place,) = lost.geometry.representative_point().to_crs("EPSG:4326")
    shown.until("() => !parkland.queue.running")
    shown.click(place)
    expect(shown.page.locator(".pk-popup h2")).to_have_text("LOST-1 供地地块 #99")
    expect(shown.page.locator(".pk-popup")).to_contain_text("没有面积")
    shown.page.keyboard.press("Escape")

    switch_on(shown, "重叠")
    first = ledger.parcels["parcel_id"].iloc[0]
    shown.click(spots[first])
    popup = shown.page.locator(".pk-popup")
    expect(popup.locator("h2")).to_contain_text(f"{first} ")
    expect(popup).to_contain_text("3.00亩")
    shown.page.keyboard.press("Escape")

    switch_on(shown, "存疑地块")
    shown.click(spots[doubtful["parcel_id"]])
    expect(popup.locator(".pk-notice")).to_contain_text("自相交")


def test_trouble_changes_no_figure(troubled, ledger, open_map):
    shown = open_map(troubled[0])
    for label in ("重叠", "存疑地块", "无法使用的记录"):
        switch_on(shown, label)
    cells = shown.page.locator(".pk-scopes tr[data-scope=shown] td.pk-number").all_inner_texts()
    assert cells == ["29", "1,829.08"]


def test_context_is_drawn_below_and_can_be_switched_off(ledger, open_map, tmp_path):
    west, south, east, north = ledger.parcels.total_bounds
    road = shapely.LineString([(west, south), (east, north)])
    path = tmp_path / "道路.gpkg"
    gpd.GeoDataFrame({"n": [1]}, geometry=[road], crs=ledger.parcels.crs).to_file(path)
    shown = open_map(ledger, context=path)
    start = gpd.GeoSeries([road.interpolate(0.02, normalized=True)], crs=ledger.parcels.crs)
    (place,) = start.to_crs("EPSG:4326")
    shown.wait_for_paint(place, there=True, layer=".pk-context")
    label = shown.page.locator("[data-axis=context] label", has_text="道路")
    label.click()
    expect(shown.page.locator(".pk-context")).to_have_count(0)
    with pytest.raises(pk.ParklandError, match="no such file"):
        pk.draw_map(ledger, context=tmp_path / "none.shp")
    with pytest.raises(pk.ParklandError, match="no coordinate reference system"):
        pk.draw_map(ledger, context=gpd.GeoDataFrame(geometry=[road]))


@pytest.fixture
def ortho(ledger, tmp_path) -> Path:
    """Return a green picture over the whole sample, in the parcels' own reference system."""
    rasterio = pytest.importorskip("rasterio")
    from rasterio.transform import from_bounds

    west, south, east, north = ledger.parcels.total_bounds
    pixels = np.broadcast_to(np.array(GREEN, dtype="uint8")[:, None, None], (3, 80, 80))
    path = tmp_path / "航片.tif"
    with rasterio.open(
        path, "w", driver="GTiff", width=80, height=80, count=3, dtype="uint8",
        crs=ledger.parcels.crs.to_wkt(), transform=from_bounds(west, south, east, north, 80, 80),
    ) as out:  # fmt: skip
        out.write(pixels)
    return path


def test_a_picture_from_the_air_is_in_the_file_and_in_its_place(ledger, open_map, ortho):
    shown = open_map(ledger, image=ortho)
    picture = shown.page.locator(".leaflet-container img.leaflet-image-layer")
    expect(picture).to_have_attribute("alt", "航片")
    box = picture.bounding_box()
    corners = ledger.parcels.to_crs("EPSG:4326").total_bounds
    west, south, east, north = corners
    (left, top), (right, bottom) = shown.pixels(
        [shapely.Point(west, north), shapely.Point(east, south)]
    )
    assert (box["x"], box["y"]) == pytest.approx((left, top), abs=12)
    assert box["x"] + box["width"] == pytest.approx(right, abs=12)
    assert box["y"] + box["height"] == pytest.approx(bottom, abs=12)
    color = shown.page.evaluate(
        """async () => {
            const picture = document.querySelector("img.leaflet-image-layer");
            await picture.decode();
            const pen = new OffscreenCanvas(1, 1).getContext("2d");
            pen.drawImage(picture, -picture.naturalWidth / 2, -picture.naturalHeight / 2);
            return [...pen.getImageData(0, 0, 1, 1).data];
        }"""
    )
    assert color[:3] == pytest.approx(GREEN, abs=8)
    assert shown.requests == [shown.page.url]


# Other hosts


def test_the_page_can_neither_reach_a_host_nor_run_what_was_slipped_in(sample_map):
    shown = sample_map()
    outcome = shown.page.evaluate(
        """async () => {
            const blocked = [];
            document.addEventListener("securitypolicyviolation", (event) =>
                blocked.push(event.effectiveDirective));
            const picture = new Image();
            picture.src = "https://elsewhere.example/x.png";
            await new Promise((resolve) => (picture.onerror = resolve));
            await fetch("https://elsewhere.example/x").catch(() => {});
            const script = document.createElement("script");
            script.textContent = "window.hacked = 1";
            document.head.append(script);
            const node = document.createElement("div");
            node.setAttribute("onclick", "window.hacked = 1");
            node.click();
            try { new Function("window.hacked = 1")(); } catch {}
            // the browser tells of it a little later
            await new Promise((resolve) => setTimeout(resolve, 200));
            return [blocked, window.hacked ?? null];
        }"""
    )
    blocked, hacked = outcome
    assert {"img-src", "connect-src"} <= set(blocked)
    assert hacked is None
    shown.complaints.clear()  # the browser has told of each


def base_map_page(browser, path, answered):
    """Open a page with a network that answers to everything, and write down what it asks."""
    context = browser.new_context(viewport={"width": 900, "height": 700})
    page = context.new_page()
    tile = bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da63"
        "64f8cf500f00038601805a34dc6b0000000049454e44ae426082"
    )

    def answer(route):
        answered.append(route.request.url)
        route.fulfill(body=tile, content_type="image/png")

    page.route(re.compile("^https?://"), answer)
    page.goto(path.as_uri())
    page.locator("html[data-ready=true]").wait_for(state="attached")
    return context, page


def test_a_base_map_asks_its_own_host_and_no_other(browser, ledger, tmp_path):
    address = "https://tiles.intranet.example/{z}/{x}/{y}.png"
    path = pk.save_map(pk.draw_map(ledger, base_map=address), tmp_path / "m.html")
    answered: list[str] = []
    context, page = base_map_page(browser, path, answered)
    page.locator(".leaflet-pk-base-pane img.leaflet-tile-loaded").first.wait_for()
    assert answered
    assert {url.split("/")[2] for url in answered} == {"tiles.intranet.example"}
    context.close()


def test_on_gaode_parcels_are_shown_moved_and_coordinates_told_as_they_are(
    browser, ledger, tmp_path
):
    path = pk.save_map(pk.draw_map(ledger, base_map="gaode"), tmp_path / "m.html")
    answered: list[str] = []
    context, page = base_map_page(browser, path, answered)
    expect(page.locator(".pk-panel")).to_contain_text("底图为GCJ-02，仅供示意")
    page.locator(".leaflet-pk-base-pane img.leaflet-tile-loaded").first.wait_for()
    assert {url.split("/")[2].split(".", 1)[1] for url in answered} == {"is.autonavi.com"}
    west, south, east, north = page.evaluate(
        """async () => {
            const { ledger } = await parkland.ready;
            const [[south, west], [north, east]] = ledger.shapes.bounds();
            return [west, south, east, north];
        }"""
    )
    true = ledger.parcels.to_crs("EPSG:4326").total_bounds
    assert west - true[0] == pytest.approx(0.0052, abs=0.0002)
    assert north - true[3] == pytest.approx(-0.00263, abs=0.0002)
    told = page.evaluate(
        f"parkland.fromGcj02({{ lng: {(west + east) / 2}, lat: {(south + north) / 2} }})"
    )
    assert told["lng"] == pytest.approx((true[0] + true[2]) / 2, abs=2e-6)
    context.close()


def test_tianditu_asks_for_the_key_in_the_page_and_does_not_hold_it(
    browser, ledger, tmp_path, monkeypatch
):
    monkeypatch.setenv("PARKLAND_TIANDITU_KEY", "secret0123")
    path = pk.save_map(pk.draw_map(ledger, base_map="tianditu"), tmp_path / "m.html")
    assert "secret0123" not in path.read_text(encoding="utf-8")
    answered: list[str] = []
    context, page = base_map_page(browser, path, answered)
    assert answered == []
    field = page.get_by_label("底图密钥（不保存）")
    field.fill("own-key")
    field.press("Enter")
    page.locator(".leaflet-pk-base-pane img.leaflet-tile-loaded").first.wait_for()
    assert all("tk=own-key" in url and "tianditu.gov.cn" in url for url in answered)
    context.close()
    with_key = pk.save_map(pk.draw_map(ledger, base_map="tianditu+key"), tmp_path / "k.html")
    assert "tk=secret0123" in with_key.read_text(encoding="utf-8")


# folium


def test_what_folium_users_add_works_offline(ledger, open_page, tmp_path):
    west, south, east, north = ledger.parcels.to_crs("EPSG:4326").total_bounds
    here = [(south + north) / 2, (west + east) / 2]
    drawn = pk.draw_map(ledger)
    folium.Marker(here, popup=folium.Popup("<b>取样点</b>"), tooltip="标记").add_to(drawn)
    folium.GeoJson(shapely.box(west, south, west + 0.001, south + 0.001)).add_to(drawn)
    folium.LayerControl().add_to(drawn)
    shown = open_page(pk.save_map(drawn, tmp_path / "m.html"))
    marker = shown.page.locator("img.leaflet-marker-icon")
    assert marker.evaluate("(image) => image.naturalWidth") > 10
    marker.click()
    expect(shown.page.locator(".leaflet-popup-content b")).to_have_text("取样点")
    assert shown.requests == [shown.page.url]
    shown.page.keyboard.press("Escape")
    shown.page.locator(".leaflet-control-layers").hover()
    shown.page.get_by_label("地块", exact=True).uncheck()
    expect(shown.page.locator(".pk-parcels")).to_have_count(0)


def test_own_tiles_lie_below_the_parcels_without_a_network(ledger, open_map, tmp_path, spots):
    bounds = ledger.parcels.to_crs("EPSG:4326").total_bounds
    tiles = {}
    for zoom in range(13, 17):
        part = rectangle(widened(tuple(bounds)), zoom)
        for column in range(part.west, part.east + 1):
            for row in range(part.north, part.south + 1):
                tiles[zoom, column, row] = png(200)
    path = write_mbtiles(tmp_path / "影像.mbtiles", tiles)
    shown = open_map(ledger, image=pk.Backdrop(path, attribution="<b>某局</b>"))
    pictures = shown.page.locator(".leaflet-pk-tiles-pane img.leaflet-tile-loaded")
    expect(pictures.first).to_be_visible()
    assert shown.requests[0] == shown.page.url
    assert all(url.startswith("blob:") for url in shown.requests[1:])
    expect(shown.page.locator(".leaflet-control-attribution")).to_have_text("<b>某局</b>")
    expect(shown.page.locator("[data-axis=context]")).to_contain_text("影像")
    assert shown.paint([spots["GD-08"]])[0][3] < 140  # the tiles can be seen through the parcels
    shown.page.locator("[data-axis=context] input").uncheck()
    expect(pictures).to_have_count(0)


def test_a_plug_in_that_needs_a_network_fails_alone(ledger, browser, tmp_path, spots):
    drawn = pk.draw_map(ledger)
    cluster = plugins.MarkerCluster().add_to(drawn)
    folium.Marker([29.12, 118.41], popup="x").add_to(cluster)
    plugins.HeatMap([[29.12, 118.41]]).add_to(drawn)
    place = spots["GD-08"]
    folium.CircleMarker([place.y, place.x], radius=9, class_name="own-mark").add_to(drawn)
    with pytest.warns(pk.ForeignAssetWarning):
        path = pk.save_map(drawn, tmp_path / "m.html")
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 860})
    shown = MapPage(context.new_page())
    shown.page.goto(path.as_uri())
    shown.page.locator("html[data-ready=true]").wait_for(state="attached")
    expect(shown.page.locator(".own-mark")).to_have_count(1)
    expect(shown.page.locator(".pk-legend .pk-notice").first).to_contain_text("附加内容需要联网")
    shown.wait_for_paint(spots["DX-01"], there=True)
    shown.page.locator(".pk-tool-table").click()
    expect(shown.page.locator(".pk-rows")).to_contain_text("DX-01")
    text = path.read_text(encoding="utf-8")
    assert text.index("parkland.layer(") < text.index('src="https://')
    context.close()
