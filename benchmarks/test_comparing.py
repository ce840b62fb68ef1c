"""What changed between two states of 100,000 parcels: against an overlay, which balances nothing.

In processor time, because a comparison is the work of one core and a busy machine has many.
"""

import time

import geopandas as gpd
import pytest

import parkland as pk
from tests.changed_coverages import as_ledgers, edited

SIDE = 316  # parcels along each side of the coverage
RESURVEYED_M = 0.05


@pytest.fixture(scope="module", params=[0.0, RESURVEYED_M], ids=["as it was", "surveyed again"])
def sides(request):
    """Return two states of a coverage of which one block of four in twenty was edited."""
    return as_ledgers(edited(SIDE, SIDE, share=0.05, seed=1, jitter=request.param))


pytestmark = pytest.mark.benchmark(
    group="two states of 100,000 parcels", timer=time.process_time, min_rounds=1
)


def test_parkland(benchmark, sides):
    changes = benchmark.pedantic(lambda: pk.compare(*sides), rounds=1)
    benchmark.extra_info["relations"] = len(changes.parcels)
    assert changes.balance["kept"] > 0


def test_geopandas_overlay(benchmark, sides):
    one, other = (side.parcels[["parcel_id", "geometry"]] for side in sides)
    found = benchmark.pedantic(lambda: gpd.overlay(one, other, how="union"), rounds=1)
    benchmark.extra_info["pieces"] = len(found)
