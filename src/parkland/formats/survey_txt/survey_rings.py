"""From the corners of a survey TXT to shapes.

A ring is a run of one ring number; a new one also begins when the current one has closed. Exporters
number rings and parts as they like, so what is a hole is decided by where a ring lies: one inside
an odd number of others is a hole of the smallest shell around it.
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
    """Return the rings as corners (first, second coordinate), without the repeated closing one.

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
            continue  # the closing corner twice
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
    """Return one polygon, or several as one, of rings given as (x, y): holes by where they lie.

    Every ring has three corners or more. The result may be invalid, as its rings are.
    """
    shells = np.array([shapely.Polygon(ring) for ring in rings], dtype=object)
    if len(shells) == 1:
        return shapely.Polygon(rings[0])
    # For each ring, find the rings around it: those that contain a point of its inside. A point on
    # the surface lies inside even where rings share an edge, which their corners do not.
    inside = shapely.point_on_surface(shells)
    tree = shapely.STRtree(shells)
    inner, outer = tree.query(inside, predicate="within")
    areas = shapely.area(shells)
    # Of two rings that contain such a point of each other, the larger one is around the other; of
    # two equal ones the first, so that they do not count as around each other.
    larger = (areas[outer] > areas[inner]) | ((areas[outer] == areas[inner]) & (outer < inner))
    around: list[list[int]] = [[] for _ in shells]
    for one, other in zip(inner[larger].tolist(), outer[larger].tolist(), strict=True):
        around[one].append(other)
    # From the outside in, shells and holes alternate; a hole is in the smallest shell around it.
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
