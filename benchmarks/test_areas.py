"""Ellipsoidal areas against the loop that is as exact, and an equal-area projection, which is not.

The plane alone is the floor: another area. The loop is given degrees, so that it spends its time on
areas alone; parkland and the projection are given the plane.
"""

import numpy as np
import pytest
import shapely

import parkland as pk


@pytest.fixture(scope="module", params=[100_000, 1_000_000], ids=str)
def many(request, make_parcels):
    return make_parcels(request.param)


@pytest.fixture
def measure(benchmark, many):
    benchmark.group = f"areas of {len(many):,} parcels"

    def run(function, rounds=5):
        return benchmark.pedantic(function, rounds=rounds, warmup_rounds=rounds > 1)

    return run


def test_parkland_in_a_plane(measure, many):
    measure(lambda: pk.acreage(many))


def test_parkland_in_degrees(measure, many):
    degrees = many.to_crs("EPSG:4490")
    measure(lambda: pk.acreage(degrees))


def test_geod_loop_in_degrees(measure, many, benchmark):
    geod, degrees = many.crs.get_geod(), many.geometry.to_crs("EPSG:4490").to_numpy()
    exact = measure(
        lambda: np.array([abs(geod.geometry_area_perimeter(shape)[0]) for shape in degrees]), 1
    )
    off = np.abs(pk.acreage(many).to_numpy() - exact).max()
    benchmark.extra_info["m2 off, at most"] = round(float(off), 6)
    assert off < 0.01


def test_equal_area_projection_of_a_plane(measure, many):
    measure(lambda: many.geometry.to_crs("+proj=cea +ellps=GRS80").area)


def test_plane_alone(measure, many):
    shapes = many.geometry.to_numpy()
    measure(lambda: shapely.area(shapes))
