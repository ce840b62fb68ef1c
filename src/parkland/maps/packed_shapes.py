"""The shapes of a page: one copy of whole coordinates, with a rank for each vertex.

Coordinates are whole steps of Web Mercator (`drawn_coordinates.mercator`), so that the page paints
a tile with a shift and a factor. What a view leaves out is decided by `vertex_ranks`.

Shapes stand in the order of a Hilbert curve: neighbours on the ground are neighbours in the file.
Differences between vertices are then small and compress well, and 64 shapes in a row can share one
box of the page's spatial index.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from parkland.maps.drawn_coordinates import mercator
from parkland.maps.vertex_ranks import FINEST_ZOOM, PASSES, ZOOM_STEP, vertex_ranks

if TYPE_CHECKING:
    import geopandas as gpd

    from parkland.maps.packing import Pack

POLYGON = 2  # dimensions


def spatial_order(shapes: gpd.GeoSeries) -> np.ndarray:
    """Return the positions of `shapes` along a Hilbert curve; those without geometry come last."""
    import geopandas as gpd

    known = ~(shapes.isna() | shapes.is_empty).to_numpy()
    places = np.flatnonzero(known)
    if not len(places):
        return np.arange(len(shapes))
    centres = gpd.GeoSeries(shapely.centroid(shapes.to_numpy()[places]))
    order = np.argsort(centres.hilbert_distance().to_numpy(), kind="stable")
    return np.concatenate([places[order], np.flatnonzero(~known)])


def pack_shapes(pack: Pack, shapes: np.ndarray) -> dict[str, Any]:
    """Add shapes to `pack`: polygons, which the page fills, lines and points.

    Parameters
    ----------
    pack
        The block of the page.
    shapes
        Shapely geometries in degrees, shape ``(n,)``; None where there is none.

    Returns
    -------
    dict
        Where the columns stand in the block: coordinates and ranks a vertex, ``points`` and
        ``open`` a ring or line, ``rings`` a shape.
    """
    parts, owners = shapely.get_parts(shapes, return_index=True)
    polygons = shapely.get_dimensions(parts) == POLYGON
    # shells run one way and holes the other: the painter adds signed areas, which empties the holes
    parts[polygons] = shapely.orient_polygons(parts[polygons])
    rings, holders = _rings_and_lines(parts, polygons)
    points, lines = shapely.get_coordinates(rings, return_index=True)
    steps = mercator(points)
    closing = _is_closing(lines, polygons[holders])
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


def _rings_and_lines(parts: np.ndarray, polygons: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the rings of polygons, and the lines and points, in the order of `parts`.

    Also the position in `parts` that each belongs to.
    """
    rings, holders = shapely.get_rings(parts[polygons], return_index=True)
    others = np.flatnonzero(~polygons)
    everything = np.concatenate([rings, parts[others]])
    whose = np.concatenate([np.flatnonzero(polygons)[holders], others])
    order = np.argsort(whose, kind="stable")
    return everything[order], whose[order]


def _is_closing(lines: np.ndarray, closed: np.ndarray) -> np.ndarray:
    """Return which vertices repeat the first one of their ring."""
    if not len(lines):
        return np.zeros(0, dtype=bool)
    is_last = np.append(np.diff(lines) != 0, True)
    repeated: np.ndarray = is_last & closed[lines]
    return repeated
