"""The shapes of a page: one copy of whole coordinates, with a rank for each vertex.

Coordinates are whole steps of Web Mercator (`drawn_coordinates.mercator`), so that the page paints
a tile with a shift and a factor. What a view leaves out is decided by `vertex_ranks`.

Shapes stand in the order of a Hilbert curve: neighbours on the ground are neighbours in the file.
Differences between vertices are then small and compress well, and 64 shapes in a row can share one
box of the page's spatial index.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from parkland.maps.drawn_coordinates import mercator
from parkland.maps.vertex_ranks import (
    FINEST_ZOOM,
    PASSES,
    ZOOM_STEP,
    highest_by_place,
    ranks_of_lines,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import geopandas as gpd

    from parkland.maps.packing import Pack

    DegreesOf = Callable[[np.ndarray], np.ndarray]

POLYGON = 2  # dimensions
# Vertices that are worked on at a time, so that the arrays between do not grow with the map.
BLOCK = 1 << 20


def spatial_order(shapes: gpd.GeoSeries) -> np.ndarray:
    """Return the positions of `shapes` along a Hilbert curve; those without geometry come last."""
    import geopandas as gpd

    known = ~(shapes.isna() | shapes.is_empty).to_numpy()
    places = np.flatnonzero(known)
    if not len(places):
        return np.arange(len(shapes))
    # by the middle of the box of each shape
    distances = gpd.GeoSeries(shapes.to_numpy()[places]).hilbert_distance()
    order = np.argsort(distances.to_numpy(), kind="stable")
    return np.concatenate([places[order], np.flatnonzero(~known)])


def pack_shapes(
    pack: Pack, shapes: np.ndarray, *, in_degrees: DegreesOf | None = None
) -> dict[str, Any]:
    """Add shapes to `pack`: polygons, which the page fills, lines and points.

    Parameters
    ----------
    pack
        The block of the page.
    shapes
        Shapely geometries, shape ``(n,)``; None where there is none.
    in_degrees
        Returns the degrees of coordinates, shape ``(m, 2)``: `drawn_coordinates.Degrees`.
        Default: the geometries are in degrees.

    Returns
    -------
    dict
        Where the columns stand in the block: coordinates and ranks a vertex, ``points`` and
        ``open`` a ring or line, ``rings`` a shape.
    """
    steps = np.empty((int(shapely.get_num_coordinates(shapes).sum()), 2), dtype="int64")
    blocks: list[_Block] = []
    filled = 0
    for some in _blocks(shapes):
        block, own = _drawn(shapes[some], in_degrees)
        steps[filled : filled + len(own)] = own
        filled += len(own)
        blocks.append(block)
    steps = steps[:filled]  # without the vertices that close rings
    ranks, points, rings, is_open = (
        np.concatenate(columns) for columns in zip(*blocks, strict=True)
    )
    # A vertex that shapes of several blocks share has one rank.
    ranks = highest_by_place(steps, ranks)
    origin = steps.min(axis=0) if len(steps) else np.zeros(2, dtype="int64")
    return {
        "origin": [int(value) for value in origin],
        "x": pack.integers(steps[:, 0] - origin[0], delta=True, noisy=True),
        "y": pack.integers(steps[:, 1] - origin[1], delta=True, noisy=True),
        "rank": pack.integers(ranks, noisy=True),
        "points": pack.integers(points),
        "rings": pack.integers(rings),
        "open": pack.integers(is_open),
        "finest": FINEST_ZOOM,
        "zoom_step": ZOOM_STEP,
        "ranks": len(PASSES),
    }


class _Block(NamedTuple):
    """Some shapes as columns: a rank a vertex, points and openness a ring, rings a shape."""

    ranks: np.ndarray
    points: np.ndarray
    rings: np.ndarray
    is_open: np.ndarray


def _blocks(shapes: np.ndarray) -> Iterator[slice]:
    """Yield shapes that hold about `BLOCK` vertices together, at least one shape each time."""
    ends = np.cumsum(shapely.get_num_coordinates(shapes))
    start = 0
    while start < len(shapes) or not start:
        before = ends[start - 1] if start else 0
        stop = max(start + 1, int(np.searchsorted(ends, before + BLOCK, side="right")))
        yield slice(start, stop)
        start = stop


def _drawn(shapes: np.ndarray, in_degrees: DegreesOf | None) -> tuple[_Block, np.ndarray]:
    """Return some shapes as columns, and the coordinates of their vertices."""
    parts, owners = _parts(shapes)
    polygons = shapely.get_dimensions(parts) == POLYGON
    rings, holders = _rings_and_lines(parts, polygons)
    points, lines = shapely.get_coordinates(rings, return_index=True)
    steps = mercator(in_degrees(points) if in_degrees else points)
    closing = _is_closing(lines, polygons[holders])
    steps, lines = steps[~closing], lines[~closing]
    steps = steps[_oriented(steps, lines, holders, polygons)]
    block = _Block(
        ranks=ranks_of_lines(steps, lines, polygons[holders][lines]),
        points=np.bincount(lines, minlength=len(rings)),
        rings=np.bincount(owners[holders], minlength=len(shapes)),
        is_open=~polygons[holders],
    )
    return block, steps


def _parts(shapes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the single geometries in `shapes` that are not empty, and their positions there."""
    if (shapely.get_type_id(shapes) == shapely.GeometryType.POLYGON).all():
        # taking them apart would copy each of them
        parts, owners = shapes.copy(), np.arange(len(shapes))
    else:
        parts, owners = shapely.get_parts(shapes, return_index=True)
    full = ~shapely.is_empty(parts)
    return parts[full], owners[full]


def _rings_and_lines(parts: np.ndarray, polygons: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the rings of polygons, and the lines and points, in the order of `parts`.

    Also the position in `parts` that each belongs to. A polygon without holes stands for its ring.
    """
    if not shapely.get_num_interior_rings(parts).any():
        return parts, np.arange(len(parts))
    rings, holders = shapely.get_rings(parts[polygons], return_index=True)
    others = np.flatnonzero(~polygons)
    everything = np.concatenate([rings, parts[others]])
    whose = np.concatenate([np.flatnonzero(polygons)[holders], others])
    order = np.argsort(whose, kind="stable")
    return everything[order], whose[order]


def _oriented(
    steps: np.ndarray, lines: np.ndarray, holders: np.ndarray, polygons: np.ndarray
) -> np.ndarray:
    """Return the order of the vertices in which shells run one way and holes the other.

    The painter adds signed areas, so that a hole empties its shell. Of the rings of a polygon the
    first is the shell.
    """
    order = np.arange(len(steps))
    if not len(steps):
        return order
    first = np.flatnonzero(np.diff(lines, prepend=-1))
    number = lines[first]  # rings without vertices are not among them
    x, y = (steps - steps.min(axis=0)).astype("float64").T
    after = np.append(np.arange(1, len(steps)), 0)
    after[np.append(first[1:], len(steps)) - 1] = first
    doubled = np.add.reduceat(x * y[after] - x[after] * y, first)
    is_shell = np.diff(holders, prepend=-1) != 0
    # y runs downwards, so that a shell that runs clockwise on the ground has a positive area here
    wrong = polygons[holders[number]] & ((doubled > 0) == is_shell[number])
    lengths = np.diff(np.append(first, len(steps)))
    turned = np.repeat(wrong, lengths)
    turned[first] = False  # a turned ring begins where it began
    ends = np.repeat(2 * first + lengths, lengths)
    return np.where(turned, ends - order, order)


def _is_closing(lines: np.ndarray, closed: np.ndarray) -> np.ndarray:
    """Return which vertices repeat the first one of their ring."""
    if not len(lines):
        return np.zeros(0, dtype=bool)
    is_last = np.append(np.diff(lines) != 0, True)
    repeated: np.ndarray = is_last & closed[lines]
    return repeated
