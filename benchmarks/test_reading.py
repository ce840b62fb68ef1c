"""Reading with evidence and cleaning against readers that are told the encoding."""

import fiona
import geopandas as gpd
import pyogrio
import pytest

import parkland as pk

pytestmark = pytest.mark.benchmark(group="reading 20,000 parcels")


def test_parkland_read_and_clean(benchmark, shapefile):
    benchmark(lambda: pk.clean(pk.read_parcels(shapefile)))


def test_parkland_read(benchmark, shapefile):
    benchmark(pk.read_parcels, shapefile)


def test_pyogrio(benchmark, shapefile):
    benchmark(pyogrio.read_dataframe, shapefile, encoding="GBK")


def test_geopandas(benchmark, shapefile):
    benchmark(gpd.read_file, shapefile, encoding="GBK")


def test_fiona(benchmark, shapefile):
    def read():
        with fiona.open(shapefile, encoding="GBK") as layer:
            return list(layer)

    benchmark(read)
