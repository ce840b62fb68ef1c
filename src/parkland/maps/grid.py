"""The ellipsoid and the Gauss-Krüger plane in which a page measures and tells coordinates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parkland.areas import gauss_kruger_plane

if TYPE_CHECKING:
    import geopandas as gpd

PARAMETERS = {
    "meridian": "Longitude of natural origin",
    "scale": "Scale factor at natural origin",
    "east": "False easting",
    "north": "False northing",
}


def plane_of(shapes: gpd.GeoSeries) -> dict[str, Any]:
    """Return the ellipsoid of `shapes`, and the plane in which their planar areas are taken.

    A plane whose latitude of origin is not the equator is none that Gauss-Krüger grids use: then no
    coordinates of it are told.
    """
    plane = gauss_kruger_plane(shapes)
    ellipsoid, operation = plane.ellipsoid, plane.coordinate_operation
    found = {"axis": ellipsoid.semi_major_metre, "flattening": 1 / ellipsoid.inverse_flattening}
    values = {parameter.name: parameter.value for parameter in operation.params}
    told = {key: values[name] for key, name in PARAMETERS.items()}
    is_grid = values.get("Latitude of natural origin") == 0
    return {"ellipsoid": found, "grid": told | {"name": plane.name} if is_grid else None}
