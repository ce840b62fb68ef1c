"""Writing a map against folium's own GeoJSON layer of the same parcels."""

import folium
import pytest

import parkland as pk

pytestmark = pytest.mark.benchmark(group="writing a map of 20,000 parcels")


def test_parkland(benchmark, shapefile, tmp_path):
    ledger = pk.open_ledger(shapefile, as_of="2020-12-31")
    page = benchmark(lambda: pk.save_map(pk.draw_map(ledger), tmp_path / "map.html"))
    benchmark.extra_info["MB"] = round(page.stat().st_size / 1e6, 1)


def test_folium_geojson(benchmark, parcels, tmp_path):
    def write():
        drawn = folium.Map()
        folium.GeoJson(parcels.to_crs(4326)).add_to(drawn)
        drawn.save(tmp_path / "folium.html")

    benchmark(write)
    benchmark.extra_info["MB"] = round((tmp_path / "folium.html").stat().st_size / 1e6, 1)
