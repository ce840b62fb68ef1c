"""The ellipsoid and the Gauss-Krüger plane in which a page measures and shows coordinates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parkland.areas.planes import gauss_kruger_planes
from parkland.errors import CrsError

if TYPE_CHECKING:
    import geopandas as gpd

ORIGIN_LATITUDE = "Latitude of natural origin"
PARAMETERS = {
    "meridian": "Longitude of natural origin",
    "scale": "Scale factor at natural origin",
    "east": "False easting",
    "north": "False northing",
}


def plane_of(shapes: gpd.GeoSeries) -> dict[str, Any]:
    """Return the ellipsoid of `shapes`, and the plane in which most of them have planar areas.

    Returns
    -------
    dict
        ``ellipsoid`` (``axis`` in metres, ``flattening``) and ``grid``: the parameters of the
        plane. ``grid`` is None without shapes, and for a plane whose latitude of origin is not the
        equator: it is not a Gauss-Krüger grid, and the page shows no coordinates of it.

    Raises
    ------
    CrsError
        If the reference system has no ellipsoid.
    """
    from pyproj import CRS

    planes = sorted(gauss_kruger_planes(shapes), key=lambda found: len(found[1]))
    system = planes[-1][0] if planes else CRS(shapes.crs)
    ellipsoid, operation = system.ellipsoid, system.coordinate_operation
    if ellipsoid is None:
        raise CrsError("maps.no_ellipsoid", system=system.name)
    found = {"axis": ellipsoid.semi_major_metre, "flattening": 1 / ellipsoid.inverse_flattening}
    if not planes or operation is None:
        return {"ellipsoid": found, "grid": None}
    values = {parameter.name: float(parameter.value) for parameter in operation.params}
    starts_at_equator = values.get(ORIGIN_LATITUDE, 1.0) == 0.0
    is_grid = starts_at_equator and set(PARAMETERS.values()) <= set(values)
    grid = {key: values[name] for key, name in PARAMETERS.items()} if is_grid else None
    return {"ellipsoid": found, "grid": grid}
