"""Both layers of a comparison in one plane, and what was found about their reference systems.

The plane is that of the later layer, or a Gauss-Krüger plane on its datum if it is in degrees.
Systems on one datum are transformed. Between two datums parkland knows no parameters, so that the
degrees are taken as they are: the layers then lie apart by about 100 m, and `layer_shift` measures
how far, by the parcels themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from parkland.areas.planes import ZONE_WIDTH_DEG, zone_plane
from parkland.crs import compatible
from parkland.geodesy import geodetic_system, plane_system
from parkland.topology.pairs import POLYGONS, valid

if TYPE_CHECKING:
    import geopandas as gpd
    from pyproj import CRS


@dataclass(frozen=True, slots=True, eq=False)
class OnePlane:
    """Shapes of two layers in one plane.

    Attributes
    ----------
    before, after : ndarray of geometries
        Valid polygons without heights; None where a parcel has no polygon.
    crs : CRS
        The plane.
    metre : float
        Metres in a unit of the plane.
    same_datum : bool
        Whether the systems of both layers are on one datum.
    """

    before: np.ndarray
    after: np.ndarray
    crs: CRS
    metre: float
    same_datum: bool


def in_one_plane(before: gpd.GeoSeries, after: gpd.GeoSeries) -> OnePlane:
    """Return the shapes of two layers in the plane of the later one.

    Raises
    ------
    MissingCrsError, CrsError
        If a layer with parcels has no reference system, or one without an ellipsoid.
    """
    # An empty layer decides nothing; it may have no reference system at all.
    leading = after if len(after) and after.crs is not None else before
    plane = _plane_of(leading)
    same_datum = True
    placed = []
    for layer in (before, after):
        own = layer
        if len(layer):
            system = plane_system(layer)
            if not compatible(system, plane):
                same_datum = False
                own = layer.to_crs(geodetic_system(system))
                own = own.set_crs(geodetic_system(plane), allow_override=True)
            own = own if own.crs == plane else own.to_crs(plane)
        placed.append(_polygons(own))
    metre = plane.axis_info[0].unit_conversion_factor
    return OnePlane(placed[0], placed[1], plane, metre, same_datum)


def _plane_of(layer: gpd.GeoSeries) -> CRS:
    from pyproj import CRS

    if layer.crs is None and not len(layer):
        return CRS.from_epsg(4548)  # both layers are empty: any plane serves
    system = plane_system(layer)
    if system.is_projected:
        return system
    west, _, east, _ = layer.total_bounds if len(layer) else (0.0, 0.0, 0.0, 0.0)
    middle = (west + east) / 2 if np.isfinite(west + east) else 0.0
    meridian = ZONE_WIDTH_DEG * round(middle / ZONE_WIDTH_DEG)
    return zone_plane(geodetic_system(system), float(meridian))


def _polygons(layer: gpd.GeoSeries) -> np.ndarray:
    """Return valid flat polygons; None in place of every other geometry."""
    import shapely

    shapes = np.asarray(layer, dtype=object).copy()
    usable = np.isin(shapely.get_type_id(shapes), POLYGONS) & ~shapely.is_empty(shapes)
    shapes[~usable] = None
    shapes[usable] = valid(shapely.force_2d(shapes[usable]))
    return shapes
