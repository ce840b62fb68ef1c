"""Boundary points are numbered as surveyors number them."""

import shapely
from hypothesis import given
from hypothesis import strategies as st

from parkland.boundaries import boundary_points

from .conftest import squares


def test_points_begin_in_the_north_west_and_run_clockwise_holes_the_other_way():
    west, south, east, north = squares(1)[0].bounds
    hole = shapely.box(west + 10, south + 10, west + 20, south + 20)
    points = boundary_points(squares(1)[0].difference(hole))
    assert [(p.ring, p.number, p.north, p.east) for p in points[:5]] == [
        (1, 1, north, west),
        (1, 2, north, east),
        (1, 3, south, east),
        (1, 4, south, west),
        (1, 1, north, west),
    ]
    assert [p.edge_m for p in points] == [100.0] * 4 + [None] + [10.0] * 4 + [None]
    assert [p.number for p in points[5:]] == [5, 6, 7, 8, 5]
    assert (points[6].north, points[6].east) == (south + 10, west + 10)


@given(st.integers(0, 3), st.booleans())
def test_neither_the_first_vertex_nor_the_direction_of_the_file_matters(start, is_turned):
    corners = [(0, 0), (50, 0), (50, 30), (0, 40)]
    ring = corners[start:] + corners[:start]
    shape = shapely.Polygon(ring[::-1] if is_turned else ring)
    assert boundary_points(shape) == boundary_points(shapely.Polygon(corners))


def test_points_that_are_one_when_rounded_are_one():
    shape = shapely.Polygon([(0, 0), (10, 0), (10, 0.0002), (10, 10), (0, 10)])
    assert len(boundary_points(shape)) == 5
