"""Make shapes from the corners of a survey TXT.

A ring consists of consecutive points with one ring number; a new ring also begins after the current
one has closed. Exporters number rings and parts in different ways, so that the position decides
which rings are holes (`parkland.ring_nesting`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from parkland.ring_nesting import polygons_by_position

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
    # Without a ring that has an area the shape has none either, and `clean` reports that.
    return polygons_by_position(shells) or shapely.MultiPolygon(list(shells))


def repeated(rings: Sequence[Sequence[Corner]]) -> int:
    """Return how many rings have the same corners as an earlier one, in any direction."""
    forms = shapely.normalize([shapely.Polygon(ring) for ring in rings])
    return len(forms) - len(set(shapely.to_wkb(forms).tolist()))
