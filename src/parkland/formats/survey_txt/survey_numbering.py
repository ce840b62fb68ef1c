"""Keep the numbers of boundary points from one survey TXT to another.

The numbers of a parcel are kept as a text such as ``1:J1-J4;2:J5-J8``: the ring number of the file
and the labels of its points, for each ring of the shape in its order. The text is left out where
the writer would number the points in the same way.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from parkland.boundaries import DIGITS, boundary_points

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    import shapely
    from shapely.geometry.base import BaseGeometry

    from parkland.formats.survey_txt.survey_grammar import Point

NUMBERING = "界址点编号"
_LABEL = re.compile(r"([^\d,:;-]*)(\d{1,9})")
MOST_POINTS = 1_000_000

# A ring of the file: its number, and the labels of its points without the closing one.
RingLabels = tuple[str, list[str]]


def numbering_of(
    shape: shapely.Geometry, points: Sequence[Point], corners: Sequence[tuple[float, float]]
) -> str | None:
    """Return the numbers of the points of a shape as text, or None if they need not be kept.

    Parameters
    ----------
    shape
        The shape that was made from the points.
    points
        The points of the file.
    corners
        The coordinates of each point as they are in the shape.
    """
    known: dict[tuple[float, float], Point] = {}
    for corner, point in zip(corners, points, strict=True):
        known.setdefault(corner, point)
    rings: list[RingLabels] = []
    placed = []
    for ring in _rings(shape):
        found = [known.get((x, y)) for x, y in ring]
        if any(one is None or not _LABEL.fullmatch(one.label) for one in found):
            return None
        some = [one for one in found if one is not None]
        number = some[0].ring or str(len(rings) + 1)
        if not number.isdecimal():
            return None
        rings.append((number, [one.label for one in some]))
        pairs = zip(some, ring.tolist(), strict=True)
        placed += [(number, p.label, round(y, DIGITS), round(x, DIGITS)) for p, (x, y) in pairs]
    usual = [
        (str(point.ring), f"J{point.number}", point.north, point.east)
        for point in boundary_points(cast("BaseGeometry", shape))
        if point.edge_m is not None
    ]
    return None if placed == usual else encoded(rings)


def encoded(rings: Sequence[RingLabels]) -> str:
    """Return labels as text; consecutive numbers are one range.

    Examples
    --------
    >>> encoded([("1", ["J1", "J2", "J3", "J9"]), ("2", ["J4"])])
    '1:J1-J3,J9;2:J4'
    """
    return ";".join(f"{number}:{','.join(_ranges(labels))}" for number, labels in rings)


def decoded_numbering(text: str) -> list[RingLabels] | None:
    """Return the labels of a text of `encoded`, or None if it is no such text.

    Examples
    --------
    >>> decoded_numbering("1:J1-J3,J9;2:J4")
    [('1', ['J1', 'J2', 'J3', 'J9']), ('2', ['J4'])]
    """
    rings: list[RingLabels] = []
    for part in text.split(";"):
        number, colon, ranges = part.partition(":")
        labels: list[str] = []
        for one in ranges.split(","):
            first, _, last = one.partition("-")
            begin, end = _LABEL.fullmatch(first), _LABEL.fullmatch(last or first)
            if not (colon and number.isdecimal() and begin and end and begin[1] == end[1]):
                return None
            size = int(end[2]) - int(begin[2]) + 1
            if not 0 < size <= MOST_POINTS:
                return None
            width = len(begin[2])
            labels += [f"{begin[1]}{int(begin[2]) + k:0{width}d}" for k in range(size)]
        rings.append((number, labels))
    return rings


def numbered_points(shape: shapely.Geometry, text: str) -> list[str] | None:
    """Return the lines of a shape with the numbers of `text`; None if the shape has other points.

    The points stand in the order of the shape, each ring with its first point again at its end.
    """
    rings, labels = list(_rings(shape)), decoded_numbering(text)
    if labels is None or [len(ring) for ring in rings] != [len(own) for _, own in labels]:
        return None
    lines = []
    for ring, (number, names) in zip(rings, labels, strict=True):
        if len({(round(x, DIGITS), round(y, DIGITS)) for x, y in ring.tolist()}) < len(ring):
            return None
        marked = [*zip(names, ring.tolist(), strict=True), (names[0], ring[0].tolist())]
        lines += [f"{one},{number},{y:.{DIGITS}f},{x:.{DIGITS}f}" for one, (x, y) in marked]
    return lines


def _rings(shape: shapely.Geometry) -> Iterator[np.ndarray]:
    """Yield the coordinates of each ring without its closing corner."""
    import shapely

    for part in shapely.get_parts(shape):
        for ring in shapely.get_rings(part):
            yield shapely.get_coordinates(ring)[:-1]


def _ranges(labels: Sequence[str]) -> Iterator[str]:
    """Yield single labels, and ranges of labels that count up by one."""
    start = previous = labels[0]
    for label in [*labels[1:], ""]:
        if label and label == _next(previous):
            previous = label
            continue
        yield start if start == previous else f"{start}-{previous}"
        start = previous = label


def _next(label: str) -> str:
    match = _LABEL.fullmatch(label)
    if match is None:
        return ""
    return f"{match[1]}{int(match[2]) + 1:0{len(match[2])}d}"
