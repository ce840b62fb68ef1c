"""Flags with reasons. No rival: no other system encodes these rules."""

import pytest

import parkland as pk

pytestmark = pytest.mark.benchmark(group="status of 20,000 parcels")


def test_flag_status(benchmark, shapefile):
    parcels, _, _ = pk.clean(pk.read_parcels(shapefile))
    benchmark(pk.flag_status, parcels, as_of="2020-12-31")
