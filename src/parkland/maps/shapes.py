"""Shapes as the page draws them: one copy of whole numbers, thinned out by zoom.

Coordinates are Web Mercator in steps of the world's width / 2^32 (8 mm at 29 degrees north), so
that a tile is painted by a shift and a factor. Every vertex has a **rank**: the number of steps of
two zooms, from `FINEST_ZOOM` outwards, through which it is kept. Ranks come from Douglas-Peucker
with the tolerance of each step; a vertex that several shapes share has the highest of its ranks in
all of them. So a common edge is thinned alike on both sides and never gapes, also where shapes
overlap.

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
FINEST_ZOOM = 17  # the first at which vertices are left out; closer views draw all of them
COARSEST_ZOOM = 8
ZOOM_STEP = 2  # a rank serves two zooms: a byte of few values costs half as much
TOLERANCE_PX = 0.35
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
    ranks = vertex_ranks(steps, lines)[~closing]
    steps, lines = steps[~closing], lines[~closing]
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


def vertex_ranks(steps: np.ndarray, lines: np.ndarray) -> np.ndarray:
    """Return through how many zoom levels each vertex is kept.

    Parameters
    ----------
    steps
        Coordinates from `mercator`, shape ``(n, 2)``.
    lines
        To which ring or line each belongs, rising.
    """
    ranks = np.zeros(len(steps), dtype="int64")
    if not len(steps):
        return ranks
    kept = np.arange(len(steps))
    for rank, zoom in enumerate(range(FINEST_ZOOM, COARSEST_ZOOM - 1, -ZOOM_STEP), start=1):
        tolerance = TOLERANCE_PX * WORLD / (TILE_PX * 2**zoom)
        kept = _simplified(steps, lines, kept, tolerance)
        ranks[kept] = rank
    return _shared(steps, ranks)


def _simplified(
    steps: np.ndarray, lines: np.ndarray, kept: np.ndarray, tolerance: float
) -> np.ndarray:
    """Return which of the vertices `kept` remain; they are told by a third coordinate."""
    alone = np.bincount(lines[kept])[lines[kept]] < 2  # noqa: PLR2004 - a point is no line
    several = kept[~alone]
    if not len(several):
        return kept
    numbered = np.cumsum(np.diff(lines[several], prepend=lines[several[0]]) != 0)
    thread = shapely.linestrings(np.column_stack([steps[several], several]), indices=numbered)
    thinned = shapely.simplify(thread, tolerance, preserve_topology=False)
    remaining = shapely.get_coordinates(thinned, include_z=True)[:, 2].astype("int64")
    return np.sort(np.concatenate([remaining, kept[alone]])) if alone.any() else remaining


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
