"""Ellipsoidal areas against an equal-area projection (less exact) and the plane (another area)."""

import pytest

import parkland as pk

pytestmark = pytest.mark.benchmark(group="areas of 20,000 parcels")


def test_parkland_ellipsoidal(benchmark, parcels):
    benchmark(pk.acreage, parcels)


def test_equal_area_projection(benchmark, parcels):
    benchmark(lambda: parcels.to_crs("+proj=cea +ellps=GRS80").area)


def test_plane(benchmark, parcels):
    benchmark(lambda: parcels.area)
