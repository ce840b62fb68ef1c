"""Where a reference system is used, by its own definition.

A system with an EPSG code has an area of use. The WKT of any other system may state one; else it
is what the datum and the projection allow: the area of the datum, and the degrees around the
origin of the projection in which it is used. No country is assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.crs import Box, lonlat_bounds, meridian
from parkland.geodesy.charts import SCALE, horizontal, transverse_mercator

if TYPE_CHECKING:
    from pyproj import CRS

FULL_LON, FULL_LAT = 180.0, 90.0
WORLD: Box = (-FULL_LON, -FULL_LAT, FULL_LON, FULL_LAT)
HALF_ZONE_DEG = 1.5
# How far from its origin a projection is used. Transverse Mercator is used for countries of 16
# degrees at most (Great Britain, Italy), a conic or azimuthal one for a continent.
_REACH_DEG = {"Transverse Mercator": (8.0, FULL_LAT)}
_WIDE_REACH_DEG = (40.0, 40.0)
_WITHOUT_REACH = ("Mercator", "Equidistant Cylindrical", "Cylindrical Equal Area", "Plate Carree")
# An identification by the name of a datum is sure enough for an area, though not for coordinates.
_BY_NAME = 25


def area_of_use(crs: CRS) -> Box:
    """Return the area in which a system is used, in degrees, without a margin.

    It crosses the date line where its east is smaller than its west.

    Examples
    --------
    >>> from pyproj import CRS
    >>> area_of_use(CRS("+proj=utm +zone=10 +ellps=GRS80 +units=m"))
    (-131.0, -90.0, -115.0, 90.0)
    >>> area_of_use(CRS(2249))
    (-73.5, 41.46, -69.86, 42.89)
    """
    plain = horizontal(crs)
    for one in (crs, plain):
        if stated := _stated(one):
            return stated
    return _common(_datum_area(plain), _projection_area(plain))


def reach_of_zone(bounds: Box, crs: CRS) -> float | None:
    """Return how far a layer lies from its central meridian, in degrees, if that is too far.

    The result is None if the layer lies within the zone. It is None too for a system that is no
    Gauss-Krüger plane (transverse Mercator with the scale 1): no planar area is taken in it. Half
    the zone is 1.5 degrees, or more by the area of use.
    """
    plain = horizontal(crs)
    middle, lonlat = meridian(plain), lonlat_bounds(bounds, crs)
    own = transverse_mercator(plain)
    if middle is None or lonlat is None or own is None or own[SCALE] != 1:
        return None
    half = HALF_ZONE_DEG
    if stated := _stated(plain):
        half = max(half, middle - stated[0], stated[2] - middle)
    reach = max(abs(lonlat[0] - middle), abs(lonlat[2] - middle))
    return reach if reach > half else None


def _stated(crs: CRS) -> Box | None:
    """Return the bounds of the stated area of use; a text alone, without a box, gives none."""
    use = crs.area_of_use
    if use is None:
        return None
    box = (use.west, use.south, use.east, use.north)
    limits = (FULL_LON, FULL_LAT) * 2
    fits = all(-limit <= value <= limit for value, limit in zip(box, limits, strict=True))
    return box if fits and use.south < use.north else None


def _datum_area(crs: CRS) -> Box:
    """Return the area of the datum, by the name of the geographic system; else the world."""
    from pyproj import CRS

    geodetic = crs.geodetic_crs
    code = geodetic.to_epsg(min_confidence=_BY_NAME) if geodetic else None
    if geodetic is None or code is None:
        return WORLD
    standard = CRS.from_epsg(code)
    return (standard.ellipsoid == geodetic.ellipsoid and _stated(standard)) or WORLD


def _projection_area(crs: CRS) -> Box:
    """Return the degrees around the origin of a projection; the world if it has no origin."""
    operation = crs.coordinate_operation if crs.is_projected else None
    if operation is None:
        return WORLD
    method = operation.method_name
    if method not in _REACH_DEG and any(word in method for word in _WITHOUT_REACH):
        return WORLD
    across, along = _REACH_DEG.get(method, _WIDE_REACH_DEG)
    origin: dict[str, float] = {}
    for parameter in operation.params:
        # "Longitude of natural origin", "Longitude of origin", "Latitude of projection centre".
        word, _, rest = parameter.name.partition(" of ")
        if rest.endswith(("origin", "centre")):
            origin.setdefault(word, float(parameter.value))
    if "Longitude" not in origin:
        return WORLD
    lon, lat = origin["Longitude"], origin.get("Latitude", 0.0)
    return (
        max(lon - across, -FULL_LON),
        max(lat - along, -FULL_LAT),
        min(lon + across, FULL_LON),
        min(lat + along, FULL_LAT),
    )


def _common(one: Box, other: Box) -> Box:
    """Return what two areas share; the second where they share nothing or one has no plain box."""
    if one[0] > one[2]:  # across the date line: the projection is the narrower statement
        return (other[0], max(one[1], other[1]), other[2], min(one[3], other[3]))
    shared = (
        max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])
    )  # fmt: skip
    return shared if shared[0] < shared[2] and shared[1] < shared[3] else other
