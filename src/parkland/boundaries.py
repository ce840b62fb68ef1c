"""Boundary points (界址点) of a parcel, numbered as surveyors do.

An outer ring runs clockwise, a hole counter-clockwise, each from its north-west corner; numbers go
on through all rings, and a ring ends with its first point again. X is the northing and Y the
easting, as in Chinese surveying. Coordinates are rounded to the millimetre, to which points are
measured; the length of an edge is the distance of the rounded points in the plane.
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
    """A point of a ring; `edge_m` is the distance to the next, missing at the closing point."""

    ring: int
    number: int
    north: float
    east: float
    edge_m: float | None


def boundary_points(shape: BaseGeometry, /) -> list[BoundaryPoint]:
    """Return the boundary points of every ring of a polygon, the closing points too.

    Parameters
    ----------
    shape
        A polygon or several, in a plane, in metres. A ring of which fewer than three points are
        left after rounding has none.

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
    """Return the corners once each, turned the right way, from the north-west one."""
    corners: list[Corner] = []
    for east, north in ring.tolist():
        if not corners or (east, north) != corners[-1]:
            corners.append((east, north))
    if len(corners) > 1 and corners[0] == corners[-1]:
        corners.pop()
    if len(corners) < 3:  # noqa: PLR2004 - no ring
        return []
    pairs = zip(corners, [*corners[1:], *corners[:1]], strict=True)
    doubled = math.fsum((b[0] - a[0]) * (b[1] + a[1] - 2 * corners[0][1]) for a, b in pairs)
    if (doubled > 0) == is_hole:  # positive: clockwise
        corners.reverse()
    first = max(range(len(corners)), key=lambda i: corners[i][1] - corners[i][0])
    return corners[first:] + corners[:first]
