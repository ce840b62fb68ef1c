"""What the page measures agrees with what parkland measures."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely
from playwright.sync_api import expect

import parkland as pk
from parkland.maps.gcj02 import moved

if TYPE_CHECKING:
    from .conftest import MapPage

pytestmark = pytest.mark.browser

EARTH = "parkland.geodesy({ axis: 6378137, flattening: 1 / 298.257222101 })"


def in_page(shown: MapPage, expression: str, arg):
    return shown.page.evaluate(f"(arg) => {{ const earth = {EARTH}; return {expression}; }}", arg)


def points(ring) -> list[dict[str, float]]:
    return [{"lng": x, "lat": y} for x, y in shapely.get_coordinates(ring)[:-1]]


def test_areas_agree_with_acreage_at_any_size_and_place(sample_map):
    rings = [
        shapely.box(x, y, x + side, y + side * 0.7)
        for x, y in ((118.4, 29.1), (74.0, 18.2), (134.9, 53.0), (118.0, 0.0))
        for side in (0.0003, 0.01, 0.3)
    ]
    ours = pk.acreage(gpd.GeoDataFrame(geometry=rings, crs="EPSG:4490"))
    theirs = [in_page(sample_map(), "earth.area(arg)", points(ring)) for ring in rings[:3]]
    shown = sample_map()
    theirs += [in_page(shown, "earth.area(arg)", points(ring)) for ring in rings[3:]]
    assert np.abs(np.array(theirs) / ours.to_numpy() - 1).max() < 1e-5  # asked for: 1e-4


def test_distances_are_geodesic(sample_map):
    geod = pyproj.Geod(ellps="GRS80")
    shown = sample_map()
    pairs = [((118.4, 29.1), (118.4005, 29.1003)), ((75.0, 20.0), (130.0, 50.0)), ((1, 1), (1, 1))]
    for (x0, y0), (x1, y1) in pairs:
        arg = [{"lng": x0, "lat": y0}, {"lng": x1, "lat": y1}]
        assert in_page(shown, "earth.distance(arg[0], arg[1])", arg) == pytest.approx(
            geod.inv(x0, y0, x1, y1)[2], abs=1e-3
        )


def test_coordinates_are_those_of_the_gauss_krueger_grid(sample_map):
    to_plane = pyproj.Transformer.from_crs("EPSG:4490", "EPSG:4528", always_xy=True)
    shown = sample_map()
    plane = {"meridian": 120, "scale": 1, "east": 40_500_000, "north": 0}
    for x, y in ((118.4, 29.1), (120.0, 30.0), (121.5, 53.0)):
        found = in_page(shown, "earth.plane(arg[0], arg[1])", [{"lng": x, "lat": y}, plane])
        east, north = to_plane.transform(x, y)
        assert found["east"] == pytest.approx(east, abs=1e-3)
        assert found["north"] == pytest.approx(north, abs=1e-3)


def test_the_way_back_from_gcj02_ends_where_it_began(sample_map):
    here = np.array([[118.42, 29.13], [87.6, 43.8], [110.3, 20.0]])
    shown = sample_map()
    for (x, y), (east, north) in zip(here, moved(here), strict=True):
        back = shown.page.evaluate("(arg) => parkland.fromGcj02(arg)", {
            "lng": float(east), "lat": float(north),
        })  # fmt: skip
        assert (back["lng"], back["lat"]) == pytest.approx((x, y), abs=1e-9)


def test_a_drawn_area_is_that_of_the_parcel(sample_map, ledger):
    parcel = ledger.parcels.set_index("parcel_id").loc["YC2-06"]
    ring = ledger.parcels.to_crs("EPSG:4326").set_index("parcel_id").geometry["YC2-06"].exterior
    shown = sample_map()
    shown.page.locator(".pk-tool-area").click()
    for x, y in shown.pixels([shapely.Point(c) for c in ring.coords[:-1]]):
        shown.page.mouse.click(x, y)
    shown.page.keyboard.press("Enter")
    text = shown.page.locator(".pk-sketch output").inner_text()
    mu = float(re.match(r"([\d,.]+)亩", text)[1].replace(",", ""))
    assert mu == pytest.approx(parcel["area_m2"] * 0.0015, rel=0.01)  # clicked to a pixel
    assert "公顷" in text
    assert "平方米" in text
    shown.page.keyboard.press("Escape")
    expect(shown.page.locator(".pk-sketch")).to_have_count(0)


def test_a_distance_is_told_while_it_is_drawn(sample_map):
    shown = sample_map()
    shown.page.locator(".pk-tool-distance").click()
    shown.page.mouse.click(300, 300)
    shown.page.mouse.click(400, 300)
    said = shown.page.locator(".pk-sketch output")
    expect(said).to_have_text(re.compile(r"^[\d,.]+ m$"))
    shown.page.get_by_role("button", name="取消").click()
    expect(shown.page.locator(".pk-sketch")).to_have_count(0)


def test_the_cursor_tells_degrees_and_grid(sample_map, spots):
    shown = sample_map()
    shown.hover(spots["GD-05"])
    told = shown.page.locator(".pk-where")
    expect(told).to_contain_text("° E")
    lon, lat, _, x, y = re.findall(r"\d+\.?\d*", told.inner_text().replace("120°", "120 "))
    to_plane = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:4528", always_xy=True)
    east, north = to_plane.transform(float(lon), float(lat))
    assert (float(x), float(y)) == pytest.approx((north, east), abs=0.2)


def test_labels_name_parcels_that_are_large_enough_and_do_not_touch(sample_map):
    shown = sample_map()
    shown.until("() => Number(document.querySelector('.pk-labels').dataset.labels) > 10")
    shown.page.evaluate(
        "window[Object.keys(window).find((n) => /^map_/.test(n))].setZoom(12, { animate: false })"
    )
    shown.until("() => document.querySelector('.pk-labels').dataset.labels === '0'")
