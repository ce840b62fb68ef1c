"""Which vertices a view of the map can leave out: the rank of every vertex.

The **rank** of a vertex is the number of zoom steps, of two zooms each and from `FINEST_ZOOM`
outwards, through which it is kept. A view draws the vertices whose rank is at least its own step,
so that one copy of the coordinates serves every zoom.

At each step, a vertex whose distance from the line between its two neighbours is below
`TOLERANCE_PX` is removed, the least distant first. A vertex that several shapes share gets the
highest of its ranks. A common edge is therefore simplified in the same way on both sides, and no
gap opens between neighbours, also where shapes overlap.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from parkland.maps.drawn_coordinates import WORLD

FINEST_ZOOM = 16  # the first zoom at which vertices are left out; closer views draw all of them
ZOOM_STEP = 2  # a rank serves two zooms: bytes with few values compress to half the size
PASSES = (1, 1, 2, 2, 2)  # passes for each rank; a pass removes every second vertex at most
TOLERANCE_PX = 0.3
TILE_PX = 256
PLACE = 2.0**21 + 1  # combines x and y into one number, by which ties are broken


def vertex_ranks(steps: np.ndarray, lines: np.ndarray, closed: np.ndarray) -> np.ndarray:
    """Return the rank of each vertex (int64, 0 to the number of `PASSES`).

    Parameters
    ----------
    steps
        Coordinates from `drawn_coordinates.mercator`, shape ``(n, 2)``; rings without their closing
        vertex.
    lines
        The number of the ring or line of each vertex, ascending, shape ``(n,)``.
    closed
        Whether the vertex belongs to a ring, shape ``(n,)``. The two ends of a line are never
        removed.
    """
    ranks = np.zeros(len(steps), dtype="int64")
    if not len(steps):
        return ranks
    kept = np.arange(len(steps))
    places = steps.astype("float64")
    for rank, passes in enumerate(PASSES, start=1):
        zoom = FINEST_ZOOM - ZOOM_STEP * (rank - 1)
        tolerance = TOLERANCE_PX * WORLD / (TILE_PX * 2**zoom)
        for _ in range(passes):
            kept = _simplified(places, lines, kept, closed, tolerance)
        ranks[kept] = rank
    return _highest_by_place(steps, ranks)


def _simplified(
    places: np.ndarray, lines: np.ndarray, kept: np.ndarray, closed: np.ndarray, tolerance: float
) -> np.ndarray:
    """Return `kept` without each vertex that is below the tolerance and below both neighbours.

    All comparisons are symmetric: the distance of a vertex, and which of two equally distant
    vertices counts as the lower, are the same whichever way a ring runs. Two parcels that share an
    edge therefore remove the same vertices of it, although their rings run in opposite directions.
    """
    if not len(kept):
        return kept
    line, (x, y) = lines[kept], places[kept].T
    before, after = np.arange(-1, len(kept) - 1), np.arange(1, len(kept) + 1)
    first = np.flatnonzero(np.diff(line, prepend=-1))
    last = np.append(first[1:], len(kept)) - 1
    before[first], after[last] = last, first
    # twice the area of the triangle with both neighbours, divided by its base
    across, down = x[after] - x[before], y[after] - y[before]
    base = np.hypot(across, down)
    height = np.abs((x - x[before]) * down - (y - y[before]) * across)
    to_neighbour = np.hypot(x - x[before], y - y[before])  # where both neighbours are one place
    height = np.where(base > 0, height / np.maximum(base, 1), to_neighbour)
    place = x * PLACE + y

    def is_below(other: np.ndarray) -> Any:
        tied = (height == height[other]) & (place < place[other])
        return (height < height[other]) | tied

    # only a local minimum goes, so no two neighbours go in one pass and the error cannot add up
    is_end = np.zeros(len(kept), dtype=bool)
    is_end[first] = is_end[last] = True
    fixed = is_end & ~closed[kept]
    removed: np.ndarray = (height < tolerance) & is_below(before) & is_below(after) & ~fixed
    left: np.ndarray = kept[~removed]
    return left


def _highest_by_place(steps: np.ndarray, ranks: np.ndarray) -> np.ndarray:
    """Return, for each vertex, the highest rank of all vertices at the same place."""
    # the product wraps around int64, but two different places never get the same number
    places = steps[:, 0] * WORLD + steps[:, 1]
    order = np.argsort(places, kind="stable")
    first = np.flatnonzero(np.diff(places[order], prepend=places[order[0]] - 1))
    highest = np.maximum.reduceat(ranks[order], first)
    joined = np.empty_like(ranks)
    joined[order] = np.repeat(highest, np.diff(np.append(first, len(order))))
    return joined
