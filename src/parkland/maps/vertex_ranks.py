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
    """Return the rank of each vertex (uint8, 0 to the number of `PASSES`).

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
    return highest_by_place(steps, ranks_of_lines(steps, lines, closed))


def ranks_of_lines(steps: np.ndarray, lines: np.ndarray, closed: np.ndarray) -> np.ndarray:
    """Return the rank of each vertex by its own ring or line alone; the parameters are as above."""
    ranks = np.zeros(len(steps), dtype="uint8")
    if not len(steps):
        return ranks
    kept = np.arange(len(steps))
    places = steps.astype("float64").T.copy()
    for rank, passes in enumerate(PASSES, start=1):
        zoom = FINEST_ZOOM - ZOOM_STEP * (rank - 1)
        tolerance = TOLERANCE_PX * WORLD / (TILE_PX * 2**zoom)
        for _ in range(passes):
            kept = _simplified(places, lines, kept, closed, tolerance)
        ranks[kept] = rank
    return ranks


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
    line, x, y = lines[kept], places[0][kept], places[1][kept]
    first = np.flatnonzero(np.diff(line, prepend=-1))
    last = np.append(first[1:], len(kept)) - 1

    def of_one_before(values: np.ndarray) -> np.ndarray:
        moved = np.roll(values, 1)
        moved[first] = values[last]
        return moved

    # from the vertex before, and on to the one after
    dx, dy = x - of_one_before(x), y - of_one_before(y)
    across, down = dx + _of_one_after(dx, first, last), dy + _of_one_after(dy, first, last)
    # the squared height of the triangle with both neighbours, over their line
    base = across * across + down * down
    doubled = dx * down - dy * across
    height = doubled * doubled / np.maximum(base, 1)
    folded = np.flatnonzero(base == 0)  # both neighbours are one place: the distance to it
    height[folded] = dx[folded] ** 2 + dy[folded] ** 2

    candidates = np.flatnonzero(height < tolerance * tolerance)
    before, after = candidates - 1, candidates + 1
    at_end = np.zeros((2, len(kept)), dtype=bool)
    at_end[0, first] = at_end[1, last] = True
    is_first, is_last = at_end[0][candidates], at_end[1][candidates]
    before[is_first] = last[np.searchsorted(first, candidates[is_first])]
    after[is_last] = first[np.searchsorted(last, candidates[is_last])]
    own, place = height[candidates], x[candidates] * PLACE + y[candidates]

    def is_below(other: np.ndarray) -> Any:
        tied = (own == height[other]) & (place < x[other] * PLACE + y[other])
        return (own < height[other]) | tied

    # only a local minimum goes, so no two neighbours go in one pass and the error cannot add up
    fixed = (is_first | is_last) & ~closed[kept[candidates]]
    removed = candidates[is_below(before) & is_below(after) & ~fixed]
    left: np.ndarray = np.delete(kept, removed)
    return left


def _of_one_after(values: np.ndarray, first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """Return, for each vertex, the value of the one after it in its ring."""
    moved = np.roll(values, -1)
    moved[last] = values[first]
    return moved


def highest_by_place(steps: np.ndarray, ranks: np.ndarray) -> np.ndarray:
    """Return, for each vertex, the highest rank of all vertices at the same place."""
    if not len(steps):
        return ranks
    # the product wraps around int64, but two different places never get the same number
    places = steps[:, 0] * WORLD + steps[:, 1]
    order = np.argsort(places, kind="stable")
    first = np.flatnonzero(np.diff(places[order], prepend=places[order[0]] - 1))
    highest = np.maximum.reduceat(ranks[order], first)
    joined = np.empty_like(ranks)
    joined[order] = np.repeat(highest, np.diff(np.append(first, len(order))))
    return joined
