"""Boundary points (界址点) of a parcel, as an officer reads them off a 界址点成果表.

Points are numbered J1, J2, … from the north-west corner of the outer ring, clockwise, and on
through further rings; X is the northing and Y the easting, as in Chinese surveying. The length of
an edge is the distance to the next point in the plane.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shapely.geometry.base import BaseGeometry

Point = tuple[int, str, float, float, float | None]  # ring, number, X north, Y east, edge


def boundary_points(shape: BaseGeometry) -> list[Point]:
    """Return ring, number, northing, easting and edge length of every boundary point.

    A ring ends with its first point again, from which no edge goes on.
    """
    points: list[Point] = []
    count = 0
    for ring, corners in enumerate(_rings(shape), start=1):
        edges = np.hypot(*(np.roll(corners, -1, axis=0) - corners).T)
        first = count + 1
        for (east, north), edge in zip(corners, edges, strict=True):
            count += 1
            points.append((ring, f"J{count}", float(north), float(east), float(edge)))
        east, north = corners[0]
        points.append((ring, f"J{first}", float(north), float(east), None))
    return points


def _rings(shape: BaseGeometry) -> Iterator[np.ndarray]:
    import shapely

    for part in shapely.get_parts(shapely.force_2d(shape)):
        turned = shapely.orient_polygons(part, exterior_cw=True)
        for ring in shapely.get_rings(turned):
            corners = shapely.get_coordinates(ring)[:-1]
            west, north = corners[:, 0].min(), corners[:, 1].max()
            start = int(np.argmin(np.hypot(corners[:, 0] - west, corners[:, 1] - north)))
            yield np.roll(corners, -start, axis=0)
