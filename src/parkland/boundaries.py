"""Boundary points (界址点) of a parcel, numbered by the conventions of Chinese surveying.

A shell runs clockwise and a hole counter-clockwise; both start at their north-west corner. The
numbers continue through all rings, and a ring ends with its first point again. X is the northing
and Y is the easting. Coordinates are rounded to the millimetre, the precision of a survey. The
length of an edge is the distance of the rounded points in the plane.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

DIGITS = 3

Corner = tuple[float, float]  # easting, northing


@dataclass(frozen=True, slots=True)
class BoundaryPoint:
    """A point of a ring.

    Attributes
    ----------
    ring
        The number of the ring in the parcel, from 1.
    number
        The number of the point in the parcel, from 1. The closing point repeats the first number.
    north, east
        The coordinates in metres.
    edge_m
        The distance in metres to the next point; None at the closing point.
    """

    ring: int
    number: int
    north: float
    east: float
    edge_m: float | None


def boundary_points(shape: BaseGeometry, /) -> list[BoundaryPoint]:
    """Return the boundary points of every ring of a polygon, including the closing points.

    Parameters
    ----------
    shape
        A Polygon or MultiPolygon in a plane, with coordinates in metres. A ring is left out if it
        has fewer than three points after rounding. An empty shape gives an empty list.

    Examples
    --------
    >>> import shapely
    >>> for point in boundary_points(shapely.box(0, 0, 4, 3)):
    ...     print(f"J{point.number}", point.north, point.east, point.edge_m)
    J1 3.0 0.0 4.0
    J2 3.0 4.0 3.0
    J3 0.0 4.0 4.0
    J4 0.0 0.0 3.0
    J1 3.0 0.0 None
    """
    import shapely

    points: list[BoundaryPoint] = []
    last = 0
    rings = [
        (ring, place > 0)
        for part in shapely.get_parts(shape)
        for place, ring in enumerate(shapely.get_rings(part))
    ]
    for number, (ring, is_hole) in enumerate(rings, start=1):
        corners = _turned(np.round(shapely.get_coordinates(ring), DIGITS), is_hole=is_hole)
        following = [*corners[1:], *corners[:1]]
        for place, (here, there) in enumerate(zip(corners, following, strict=True), start=1):
            edge = math.dist(here, there)
            points.append(BoundaryPoint(number, last + place, here[1], here[0], edge))
        if corners:
            east, north = corners[0]
            points.append(BoundaryPoint(number, last + 1, north, east, None))
        last += len(corners)
    return points


def _turned(ring: np.ndarray, *, is_hole: bool) -> Sequence[Corner]:
    """Return each corner once, in the order of its kind of ring, from the north-west corner.

    A ring with fewer than three distinct corners gives an empty list.
    """
    # Rounding can make neighbours equal; a boundary point must not be listed twice.
    corners: list[Corner] = []
    for east, north in ring.tolist():
        if not corners or (east, north) != corners[-1]:
            corners.append((east, north))
    if len(corners) > 1 and corners[0] == corners[-1]:
        corners.pop()
    if len(corners) < 3:  # noqa: PLR2004 - no ring
        return []
    # The sum of trapezoids gives twice the area, positive for a clockwise ring. Northings are taken
    # from the first corner: products of coordinates of millions of metres would lose the digits
    # that decide the sign of a narrow ring.
    pairs = zip(corners, [*corners[1:], *corners[:1]], strict=True)
    doubled = math.fsum((b[0] - a[0]) * (b[1] + a[1] - 2 * corners[0][1]) for a, b in pairs)
    if (doubled > 0) == is_hole:  # positive: clockwise
        corners.reverse()
    # The north-west corner has the largest northing less easting.
    first = max(range(len(corners)), key=lambda i: corners[i][1] - corners[i][0])
    return corners[first:] + corners[:first]
