"""The Gauss-Krüger planes in which planar areas are computed.

Certificates and contracts give the area in the 3-degree plane of the parcel's own zone, with the
scale 1 on the central meridian. A table in such a plane keeps it, however far its parcels lie from
the meridian. Parcels of any other table (degrees, Web Mercator, UTM with its scale of 0.9996) are
projected one by one to the plane of the nearest 3-degree meridian, on the table's own datum.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parkland.geodesy import (
    geodetic_system,
    plane_system,
    refuse_not_finite,
    transverse_mercator,
)
from parkland.geodesy.charts import SCALE

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd
    from pyproj import CRS

ZONE_WIDTH_DEG = 3


def planar_m2(geometry: gpd.GeoSeries, /) -> tuple[np.ndarray, np.ndarray]:
    """Return the planar area of each geometry, and the name of its plane.

    Parameters
    ----------
    geometry
        Geometries with a reference system.

    Returns
    -------
    areas
        float64 in m2; NaN for a missing geometry, 0 for an empty one.
    names
        The name of the plane; an empty text for a missing or empty geometry.

    Raises
    ------
    MissingCrsError, CrsError, ImplausibleCoordinatesError
        See `geodesy.geodesic_m2`.
    """
    import shapely

    areas = np.full(len(geometry), np.nan)
    names = np.full(len(geometry), "", dtype=object)
    for plane, rows in gauss_kruger_planes(geometry):
        metre = plane.axis_info[0].unit_conversion_factor
        shapes = np.asarray(geometry.take(rows).to_crs(plane))
        areas[rows] = shapely.area(shapes) * metre**2
        names[rows] = plane.name
    missing = geometry.isna().to_numpy()
    empty = geometry.is_empty.to_numpy() & ~missing
    areas[empty] = 0.0
    refuse_not_finite(~missing & ~np.isfinite(areas), geometry)
    return areas, names


def gauss_kruger_planes(geometry: gpd.GeoSeries) -> Iterator[tuple[CRS, np.ndarray]]:
    """Yield each plane with the positions of its geometries.

    Missing and empty geometries belong to no plane.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> points = gpd.GeoSeries(shapely.points([[116.2, 29], [119.9, 29]]), crs="EPSG:4490")
    >>> for plane, rows in gauss_kruger_planes(points):
    ...     print(plane.name, rows)
    China Geodetic Coordinate System 2000 / 3-degree Gauss-Kruger CM 117 [0]
    China Geodetic Coordinate System 2000 / 3-degree Gauss-Kruger CM 120 [1]
    """
    crs = plane_system(geometry)
    geodetic = geodetic_system(crs)
    placed = ~(geometry.isna() | geometry.is_empty).to_numpy()
    own = transverse_mercator(crs)
    if own is not None and own[SCALE] == 1:
        yield crs, np.flatnonzero(placed)
        return
    shapes = geometry.take(np.flatnonzero(placed))
    west, _, east, _ = shapes.to_crs(geodetic).bounds.to_numpy().T
    refuse = np.zeros(len(placed), dtype=bool)
    refuse[placed] = ~np.isfinite(west + east)
    refuse_not_finite(refuse, geometry)
    # The middle of the bounding box decides the zone, so that a parcel across the edge of two zones
    # is measured as a whole in one of them.
    meridians = np.full(len(placed), np.nan)
    # adding 0 turns the zone -0 west of Greenwich into that of Greenwich
    meridians[placed] = ZONE_WIDTH_DEG * np.round((west + east) / 2 / ZONE_WIDTH_DEG) + 0.0
    for meridian in np.unique(meridians[placed]):
        yield zone_plane(geodetic, float(meridian)), np.flatnonzero(meridians == meridian)


def zone_plane(geodetic: CRS, meridian: float) -> CRS:
    """Return the Gauss-Krüger plane with a central meridian, in degrees, on a datum.

    The plane is built from its parameters, because EPSG has codes only for the zones and datums of
    some countries.
    """
    from pyproj.crs import ProjectedCRS
    from pyproj.crs.coordinate_operation import TransverseMercatorConversion

    conversion = TransverseMercatorConversion(
        latitude_natural_origin=0,
        longitude_natural_origin=meridian,
        false_easting=500_000,
        scale_factor_natural_origin=1,
    )
    name = f"{geodetic.name} / 3-degree Gauss-Kruger CM {meridian:g}"
    return ProjectedCRS(conversion, name=name, geodetic_crs=geodetic)
