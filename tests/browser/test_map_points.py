"""Parcels without an outline are discs of one size: they are drawn, hit and listed like others."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

import parkland as pk

pytestmark = pytest.mark.browser


def test_a_point_is_a_disc_at_every_zoom_and_opens_its_popup(open_page, tmp_path):
    ledger = pk.open_ledger(pk.example_office_path("brownfield"), as_of="2025-06-30")
    path = pk.save_map(pk.draw_map(ledger, lang="en"), tmp_path / "map.html")
    shown = open_page(path)
    places = list(ledger.parcels.geometry)
    shown.wait_for_paint(places[0], there=True)
    assert all(rgba[3] > 0 for rgba in shown.paint(places))
    green = shown.paint([places[0]])[0]
    assert green[1] > green[0]  # permissioned
    shown.click(places[0])
    popup = shown.page.locator(".pk-popup")
    expect(popup.locator("h2")).to_contain_text("HB001")
    expect(popup).to_contain_text("no outline (a point)")
    expect(popup).to_contain_text("3.42 ha")
    expect(popup).to_contain_text("8.45 acres")
    shown.page.keyboard.press("Escape")
    for _ in range(2):
        shown.page.locator(".leaflet-control-zoom-out").click()
        shown.wait_for_rest()
    shown.wait_for_paint(places[14], there=True)
