"""Pairs that share ground: against geopandas, which gives the shared shapes but no kinds."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

import parkland as pk

NUMBER = 100_000


@pytest.fixture(scope="module")
def block():
    """Return parcels that touch one another as a cadastre's do, one in fifty shifted by a metre."""
    random = np.random.default_rng(2020)
    corner = np.array([40_340_000, 3_220_000])
    centres = corner + random.uniform(0, 20_000, (NUMBER, 2))
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(centres)))
    cells = shapely.intersection(cells, shapely.box(40_340_000, 3_220_000, 40_360_000, 3_240_000))
    cells = shapely.segmentize(cells, 20)
    moved = random.choice(NUMBER, NUMBER // 50, replace=False)
    cells[moved] = shapely.transform(cells[moved], lambda xy: xy + 1.0)
    return gpd.GeoDataFrame({"number": range(NUMBER)}, geometry=cells, crs="EPSG:4528")


pytestmark = pytest.mark.benchmark(group="overlaps among 100,000 parcels")


def test_parkland(benchmark, block):
    found = benchmark.pedantic(lambda: pk.overlaps(block), rounds=3, warmup_rounds=1)
    benchmark.extra_info["pairs"] = len(found)


def test_geopandas_sjoin_then_intersection(benchmark, block):
    def pairs():
        joined = block.sjoin(block, predicate="intersects")
        joined = joined[joined.index < joined["index_right"]]
        other = block.geometry.loc[joined["index_right"]]
        shared = joined.geometry.reset_index(drop=True).intersection(
            other.reset_index(drop=True), align=False
        )
        return shared[shared.area > 0.01]

    found = benchmark.pedantic(pairs, rounds=1)
    benchmark.extra_info["pairs"] = len(found)


def test_geopandas_overlay(benchmark, block):
    def pairs():
        both = gpd.overlay(block, block, how="intersection")
        return both[(both["number_1"] < both["number_2"]) & (both.area > 0.01)]

    found = benchmark.pedantic(pairs, rounds=1)
    benchmark.extra_info["pairs"] = len(found)


def test_net_of_what_was_found(benchmark, block):
    from parkland.topology import doubled_m2

    found = pk.overlaps(block)
    benchmark.pedantic(lambda: doubled_m2(found, parcels=block), rounds=3)
