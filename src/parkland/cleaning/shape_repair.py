"""Repair shapes that are not valid: first the roles of rings by position, then the rings.

`parkland.ring_nesting` decides which rings are shells and which are holes. A shape in which only
the roles were wrong is valid afterwards. Any other shape is repaired by GEOS ``make_valid``, method
"structure": each ring is made valid, shells are merged, holes are cut out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from parkland.geodesy import geodesic_m2
from parkland.ring_nesting import nested_by_position

if TYPE_CHECKING:
    from parkland.conventions import AreaRules

POLYGONS = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)
BY_POSITION, CHANGED, REPAIRED = (
    "geometry.rings_by_position", "geometry.repair_changed_area", "geometry.repaired",
)  # fmt: skip
REPAIRS = (BY_POSITION, CHANGED, REPAIRED)
LEAST_CHANGE_M2 = 0.01  # the last decimal place in which square metres are printed


class Repairs(NamedTuple):
    """The result of repairing shapes, with one entry for each shape.

    Attributes
    ----------
    shapes
        The repaired shapes.
    codes
        The issue code of each repair.
    changes
        The area before and after each repair in m2, as text.
    """

    shapes: np.ndarray
    codes: np.ndarray
    changes: np.ndarray


def by_position(shapes: np.ndarray) -> np.ndarray:
    """Return polygons and multipolygons whose rings have their roles by position."""
    nested = np.empty(len(shapes), dtype=object)
    nested[:] = [nested_by_position(shape) for shape in shapes]
    return nested


def repaired(shapes: np.ndarray, nested: np.ndarray, crs: object, rules: AreaRules) -> Repairs:
    """Return the repaired shapes, and how much each repair changed the area.

    A change is an error, and not a warning, if it is larger than ``tolerance_m2`` of `rules` or
    than the share ``tolerance_share`` of the larger area.

    Parameters
    ----------
    shapes
        The shapes as the file has them, none of them valid.
    nested
        The same shapes after `by_position`.
    crs
        The reference system, for areas in square metres; None if it is not known.
    rules
        The tolerances of the profile.
    """
    valid = shapely.is_valid(nested)
    final = nested.copy()
    final[~valid] = [_made_valid(shape) for shape in nested[~valid]]
    stated, placed, after = (areas_m2(some, crs) for some in (shapes, nested, final))
    limit = np.minimum(rules.tolerance_m2, rules.tolerance_share * np.maximum(stated, after))
    limit = np.maximum(limit, LEAST_CHANGE_M2)
    codes = np.full(len(shapes), REPAIRED, dtype=object)
    codes[np.abs(after - placed) > limit] = CHANGED
    codes[np.abs(placed - stated) > limit] = BY_POSITION
    pairs = zip(stated.tolist(), after.tolist(), strict=True)
    changes = np.array([f"{old:.2f} → {new:.2f}" for old, new in pairs], dtype=object)
    return Repairs(final, codes, changes)


def _made_valid(shape: shapely.Geometry) -> shapely.Geometry:
    valid = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    parts = [part for part in shapely.get_parts(valid) if shapely.get_type_id(part) in POLYGONS]
    return parts[0] if len(parts) == 1 else shapely.union_all(parts)


def areas_m2(shapes: np.ndarray, crs: object) -> np.ndarray:
    """Return areas in m2 for the report of a repair: in the plane; for degrees, on the ellipsoid.

    An invalid ring has no well-defined area. This is the signed sum over its edges, without sign.
    """
    import geopandas as gpd
    from pyproj import CRS

    system = CRS(crs) if crs is not None else None
    if system is not None and system.is_geographic:
        globe: np.ndarray = np.abs(geodesic_m2(gpd.GeoSeries(shapes, crs=system)))
        return globe
    metre = system.axis_info[0].unit_conversion_factor if system and system.axis_info else 1.0
    parts, owners = shapely.get_parts(shapes, return_index=True)
    rings, places = shapely.get_rings(parts, return_index=True)
    sizes = np.abs(shapely.area(shapely.polygons(rings)))
    is_hole = np.diff(places, prepend=-1) == 0  # each part begins with its shell
    signed = np.where(is_hole, -sizes, sizes)
    total = np.bincount(owners[places], signed, minlength=len(shapes))
    planar: np.ndarray = np.abs(total) * metre**2
    return planar
