"""Make shapes from the corners of a survey TXT.

A ring consists of consecutive points with one ring number; a new ring also begins after the current
one has closed. Exporters number rings and parts in different ways, so that the position decides
which rings are holes: the depth of a ring is the number of rings around it, and a ring of depth 1,
3, 5, ... is a hole of the smallest shell around it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parkland.formats.survey_txt.survey_grammar import Point

Corner = tuple[float, float]
FEWEST = 3


def rings_of(points: Sequence[Point]) -> list[list[Corner]]:
    """Return the rings as lists of corners, without the repeated closing corner.

    A corner is a pair of coordinates in the order of the file. Repeated corners are dropped.

    Examples
    --------
    >>> from parkland.formats.survey_txt.survey_grammar import Point
    >>> square = [Point("", "1", x, y) for x, y in ((0, 0), (0, 1), (1, 1), (1, 0), (0, 0))]
    >>> rings_of(square)
    [[(0, 0), (0, 1), (1, 1), (1, 0)]]
    """
    rings: list[list[Corner]] = []
    current: list[Corner] = []
    number: str | None = None
    closed = False
    for point in points:
        corner = (point.first, point.second)
        if closed and rings and corner == rings[-1][0] and point.ring == number:
            continue  # the file repeats the closing corner
        if current and point.ring != number:
            rings.append(current)
            current = []
        closed, number = False, point.ring
        if len(current) >= FEWEST and corner == current[0]:
            rings.append(current)
            current, closed = [], True
        elif not current or corner != current[-1]:
            current.append(corner)
    if current:
        rings.append(current)
    return rings


def polygons_of(rings: Sequence[Sequence[Corner]]) -> shapely.Geometry:
    """Return a Polygon or MultiPolygon of rings whose corners are (x, y).

    Every ring must have at least three corners. The result is invalid if its rings are invalid.
    """
    shells = np.array([shapely.Polygon(ring) for ring in rings], dtype=object)
    if len(shells) == 1:
        return shapely.Polygon(rings[0])
    # The rings around a ring are those that contain one of its inner points. Its corners would not
    # do: they can lie on the edge of another ring.
    inside = shapely.point_on_surface(shells)
    tree = shapely.STRtree(shells)
    inner, outer = tree.query(inside, predicate="within")
    areas = shapely.area(shells)
    # If two rings contain an inner point of each other, the larger one is around the other. Of two
    # equal rings the first is around the second, so that the relation has no cycle.
    larger = (areas[outer] > areas[inner]) | ((areas[outer] == areas[inner]) & (outer < inner))
    around: list[list[int]] = [[] for _ in shells]
    for one, other in zip(inner[larger].tolist(), outer[larger].tolist(), strict=True):
        around[one].append(other)
    # Shells and holes alternate with the depth. A hole belongs to the smallest shell around it.
    is_shell = [len(others) % 2 == 0 for others in around]
    is_hole = [
        not is_shell[one] and any(is_shell[other] for other in others)
        for one, others in enumerate(around)
    ]
    holes: dict[int, list[int]] = {}
    for one, others in enumerate(around):
        if is_hole[one]:
            owner = min((o for o in others if is_shell[o]), key=lambda o: float(areas[o]))
            holes.setdefault(owner, []).append(one)
    parts = [
        shapely.Polygon(ring, [rings[hole] for hole in holes.get(place, [])])
        for place, ring in enumerate(rings)
        if not is_hole[place]
    ]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
