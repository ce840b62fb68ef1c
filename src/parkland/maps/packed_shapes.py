"""Shapes as the page draws them: one copy of whole numbers, thinned out by zoom.

Coordinates are Web Mercator in steps of the world's width / 2^32 (8 mm at 29 degrees north), so
that a tile is painted by a shift and a factor. Every vertex has a **rank**: the number of steps of
two zooms, from `FINEST_ZOOM` outwards, through which it is kept. What stands out from its
neighbours by less than a third of a pixel is left out, the least first; a vertex that several
shapes share has the highest of its ranks in all of them. So a common edge is thinned alike on both
sides and never gapes, also where shapes overlap.

Shapes stand in the order of a Hilbert curve: neighbours on the ground are neighbours in the file,
which makes differences small and lets 64 in a row share one box of the index.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    import geopandas as gpd

    from parkland.maps.packing import Pack

WORLD = 2**32
MOST_LATITUDE = 85.06
FINEST_ZOOM = 16  # the first at which vertices are left out; closer views draw all of them
ZOOM_STEP = 2  # a rank serves two zooms: a byte of few values costs half as much
PASSES = (1, 1, 2, 2, 2)  # for each rank; in a pass, every second vertex at most is left out
TOLERANCE_PX = 0.3
PLACE = 2.0**21 + 1  # puts two coordinates into one number, by which equals are told apart
TILE_PX = 256


def spatial_order(shapes: gpd.GeoSeries) -> np.ndarray:
    """Return the places of `shapes` along a Hilbert curve; what has no geometry comes last."""
    import geopandas as gpd

    known = ~(shapes.isna() | shapes.is_empty).to_numpy()
    places = np.flatnonzero(known)
    if not len(places):
        return np.arange(len(shapes))
    centres = gpd.GeoSeries(shapely.centroid(shapes.to_numpy()[places]))
    order = np.argsort(centres.hilbert_distance().to_numpy(), kind="stable")
    return np.concatenate([places[order], np.flatnonzero(~known)])


def pack_shapes(pack: Pack, shapes: np.ndarray) -> dict[str, Any]:
    """Add shapes in degrees to `pack`; polygons are filled, lines drawn, points dotted.

    Shells run one way and holes the other, so that a painter that sums up signed areas leaves holes
    empty.
    """
    parts, owners = shapely.get_parts(shapes, return_index=True)
    kinds = shapely.get_dimensions(parts)
    polygons = kinds == 2  # noqa: PLR2004 - dimension of a polygon
    parts[polygons] = shapely.orient_polygons(parts[polygons])
    rings, holders = _lines(parts)
    points, lines = shapely.get_coordinates(rings, return_index=True)
    steps = mercator(points)
    closing = _closing(lines, polygons[holders])
    steps, lines = steps[~closing], lines[~closing]
    ranks = vertex_ranks(steps, lines, polygons[holders][lines])
    origin = steps.min(axis=0) if len(steps) else np.zeros(2, dtype="int64")
    return {
        "origin": [int(value) for value in origin],
        "x": pack.integers(steps[:, 0] - origin[0], delta=True),
        "y": pack.integers(steps[:, 1] - origin[1], delta=True),
        "rank": pack.integers(ranks),
        "points": pack.integers(np.bincount(lines, minlength=len(rings))),
        "rings": pack.integers(np.bincount(owners[holders], minlength=len(shapes))),
        "open": pack.integers(~polygons[holders]),
        "finest": FINEST_ZOOM,
        "zoom_step": ZOOM_STEP,
        "ranks": len(PASSES),
    }


def mercator(degrees: np.ndarray) -> np.ndarray:
    """Return longitude and latitude as whole steps of Web Mercator, y downwards.

    Examples
    --------
    >>> mercator(np.array([[0.0, 0.0]])).tolist() == [[WORLD // 2, WORLD // 2]]
    True
    """
    longitude, latitude = degrees[:, 0], np.clip(degrees[:, 1], -MOST_LATITUDE, MOST_LATITUDE)
    x = longitude / 360 + 0.5
    y = 0.5 - np.arctanh(np.sin(np.radians(latitude))) / (2 * np.pi)
    return np.round(np.stack([x, y], axis=1) * WORLD).astype("int64")


def vertex_ranks(steps: np.ndarray, lines: np.ndarray, closed: np.ndarray) -> np.ndarray:
    """Return through how many steps of zoom each vertex is kept.

    Parameters
    ----------
    steps
        Coordinates from `mercator`, shape ``(n, 2)``; rings without their closing vertex.
    lines
        To which ring or line each belongs, rising.
    closed
        Whether that is a ring; of a line, the ends are always kept.
    """
    ranks = np.zeros(len(steps), dtype="int64")
    kept = np.arange(len(steps))
    places = steps.astype("float64")
    for rank, passes in enumerate(PASSES, start=1):
        zoom = FINEST_ZOOM - ZOOM_STEP * (rank - 1)
        tolerance = TOLERANCE_PX * WORLD / (TILE_PX * 2**zoom)
        for _ in range(passes):
            kept = _thinned(places, lines, kept, closed, tolerance)
        ranks[kept] = rank
    return _shared(steps, ranks) if len(steps) else ranks


def _thinned(
    places: np.ndarray, lines: np.ndarray, kept: np.ndarray, closed: np.ndarray, tolerance: float
) -> np.ndarray:
    """Return `kept` without each vertex that stands out least among its neighbours, and too little.

    How far a vertex stands out, and which of two is first by its place, is the same whichever way a
    ring runs: two parcels leave out the same vertices of their common edge.
    """
    if not len(kept):
        return kept
    line, (x, y) = lines[kept], places[kept].T
    before, after = np.arange(-1, len(kept) - 1), np.arange(1, len(kept) + 1)
    first = np.flatnonzero(np.diff(line, prepend=-1))
    last = np.append(first[1:], len(kept)) - 1
    before[first], after[last] = last, first
    across, down = x[after] - x[before], y[after] - y[before]
    span = np.hypot(across, down)
    out = np.abs((x - x[before]) * down - (y - y[before]) * across)
    out = np.where(span > 0, out / np.maximum(span, 1), np.hypot(x - x[before], y - y[before]))
    place = x * PLACE + y

    def least(other: np.ndarray) -> Any:
        tied = (out == out[other]) & (place < place[other])
        return (out < out[other]) | tied

    fixed = np.zeros(len(kept), dtype=bool)
    fixed[first] = fixed[last] = True
    gone: np.ndarray = (out < tolerance) & least(before) & least(after) & ~(fixed & ~closed[kept])
    left: np.ndarray = kept[~gone]
    return left


def _shared(steps: np.ndarray, ranks: np.ndarray) -> np.ndarray:
    """Return the highest rank of all vertices at the same place, for each."""
    places = steps[:, 0] * WORLD + steps[:, 1]  # wraps around, but never joins two places
    order = np.argsort(places, kind="stable")
    first = np.flatnonzero(np.diff(places[order], prepend=places[order[0]] - 1))
    highest = np.maximum.reduceat(ranks[order], first)
    joined = np.empty_like(ranks)
    joined[order] = np.repeat(highest, np.diff(np.append(first, len(order))))
    return joined


def _lines(parts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return rings of polygons, lines and points in the order of `parts`, and whose they are."""
    polygons = shapely.get_dimensions(parts) == 2  # noqa: PLR2004
    rings, holders = shapely.get_rings(parts[polygons], return_index=True)
    others = np.flatnonzero(~polygons)
    everything = np.concatenate([rings, parts[others]])
    whose = np.concatenate([np.flatnonzero(polygons)[holders], others])
    order = np.argsort(whose, kind="stable")
    return everything[order], whose[order]


def _closing(lines: np.ndarray, closed: np.ndarray) -> np.ndarray:
    """Return which vertices repeat the first of their ring."""
    last = np.append(np.diff(lines) != 0, len(lines) > 0)[: len(lines)]
    return last & closed[lines] if len(lines) else np.zeros(0, dtype=bool)
