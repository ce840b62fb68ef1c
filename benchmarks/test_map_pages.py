"""Pages of maps: written, opened, moved, beside rivals of the same parcels.

``PARKLAND_BENCH_PARCELS=100000 pytest benchmarks/test_map_pages.py -W ignore -s`` prints the table;
at 100,000 the rivals need some minutes.
"""

from __future__ import annotations

import json
import os
import time

import folium
import pytest

import parkland as pk
from benchmarks.browsing import SOFTWARE_GL, hover_ms, measured

NUMBER = int(os.environ.get("PARKLAND_BENCH_PARCELS", "5000"))
PATHS = "document.querySelectorAll('path.leaflet-interactive').length"

TABLE: dict[str, dict[str, float]] = {}


@pytest.fixture(scope="module", autouse=True)
def _table():
    yield
    columns = list(dict.fromkeys(key for row in TABLE.values() for key in row))
    print(f"\n\n{NUMBER:,} parcels of 17 points")
    print(" | ".join(["page".ljust(22), *(column.rjust(10) for column in columns)]))
    for name, row in TABLE.items():
        cells = [f"{row.get(column, float('nan')):10.1f}" for column in columns]
        print(" | ".join([name.ljust(22), *cells]))


@pytest.fixture(scope="module")
def some(make_parcels):
    return make_parcels(NUMBER)


def timed(write):
    """Return the page and the processor time, which a busy machine does not change."""
    start = time.process_time()
    path = write()
    return path, time.process_time() - start


def test_parkland(some, tmp_path):
    source = tmp_path / "parcels.gpkg"
    some.to_file(source)
    ledger = pk.open_ledger(source, as_of="2020-12-31")
    path, written = timed(lambda: pk.save_map(pk.draw_map(ledger), tmp_path / "map.html"))
    found = measured(path, painted="document.documentElement.dataset.ready === 'true'")
    TABLE["parkland"] = {"write_cpu_s": written} | found | {"hover_ms": hover_ms(path)}


def test_explore(some, tmp_path):
    pytest.importorskip("mapclassify")

    def write():
        drawn = some.explore(column="状态")
        drawn.save(tmp_path / "explore.html")
        return tmp_path / "explore.html"

    path, written = timed(write)
    TABLE["explore()"] = {"write_cpu_s": written} | measured(path, painted=f"{PATHS} >= {NUMBER}")


def test_folium_geojson(some, tmp_path):
    def write():
        drawn = folium.Map(prefer_canvas=True)
        layer = folium.GeoJson(some.to_crs(4326), tooltip=folium.GeoJsonTooltip(["地块编号"]))
        layer.add_to(drawn)
        drawn.fit_bounds(layer.get_bounds())
        drawn.save(tmp_path / "folium.html")
        return tmp_path / "folium.html"

    path, written = timed(write)
    there = "document.querySelector('canvas.leaflet-zoom-animated, .leaflet-overlay-pane canvas')"
    TABLE["folium GeoJson, canvas"] = {"write_cpu_s": written} | measured(path, painted=there)


def test_pydeck(some, tmp_path):
    """WebGL without a graphics card, as in an office without one: drawn in software."""
    pydeck = pytest.importorskip("pydeck")
    west, south, east, north = some.to_crs(4326).total_bounds

    def write():
        data = json.loads(some.to_crs(4326).to_json())
        layer = pydeck.Layer("GeoJsonLayer", data, get_fill_color=[90, 140, 90], pickable=True)
        view = pydeck.ViewState(longitude=(west + east) / 2, latitude=(south + north) / 2, zoom=11)
        deck = pydeck.Deck(layers=[layer], initial_view_state=view, map_provider=None)
        deck.to_html(
            str(tmp_path / "deck.html"), offline=True, open_browser=False, notebook_display=False
        )
        return tmp_path / "deck.html"

    path, written = timed(write)
    there = "document.querySelector('canvas')"
    TABLE["pydeck, software GL"] = {"write_cpu_s": written} | measured(
        path, painted=there, arguments=SOFTWARE_GL
    )
