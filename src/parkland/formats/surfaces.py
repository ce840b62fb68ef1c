"""Surfaces in space (TIN, polyhedral surface, multipatch) as the land that they cover.

The patches of a surface lie above one another: a roof above a floor. They are no rings of one
another, so that a patch inside another one is no hole. The land is the union of all patches, seen
from above. A vertical patch covers nothing.
"""

from __future__ import annotations

import numpy as np
import shapely

SURFACES = ("TIN", "POLYHEDRALSURFACE", "TRIANGLE")
PATCHES = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


def footprints(shapes: np.ndarray, is_surface: np.ndarray) -> np.ndarray:
    """Return shapes in which surfaces are replaced by the union of their patches."""
    flat = shapes.copy()
    for place in np.flatnonzero(is_surface & ~shapely.is_missing(shapes)).tolist():
        flat[place] = footprint(shapes[place])
    return flat


def footprint(surface: shapely.Geometry) -> shapely.Geometry:
    """Return the union of the patches of a surface, without heights.

    The surface itself is returned, without heights, if no patch covers land.

    Examples
    --------
    >>> floor, roof = shapely.box(0, 0, 4, 4), shapely.box(1, 1, 2, 2)
    >>> footprint(shapely.MultiPolygon([floor, roof])).area
    16.0
    """
    flat = shapely.force_2d(surface)
    parts = shapely.get_parts(shapely.get_parts(flat))
    patches = parts[np.isin(shapely.get_type_id(parts), PATCHES)]
    patches = shapely.make_valid(patches, method="structure", keep_collapsed=False)
    patches = patches[shapely.area(patches) > 0]
    if not len(patches) or not np.isfinite(shapely.bounds(patches)).all():
        return flat
    united: shapely.Geometry = shapely.union_all(patches)
    return united
