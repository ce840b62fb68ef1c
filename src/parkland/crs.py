"""Coordinate reference systems: as declared, as given, under their EPSG code.

A declaration is taken as it stands: it is called by an EPSG code only if every parameter is that of
the code, whatever its name says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parkland.errors import CrsError

if TYPE_CHECKING:
    from pyproj import CRS

Box = tuple[float, float, float, float]

HALF_ZONE_DEG = 1.5
MODERN = "CGCS2000 or WGS 84"
SAME_AS_WGS84 = (
    "WGS 84",
    "China Geodetic Coordinate System 2000",
    "GCS_China_Geodetic_Coordinate_System_2000",
)


def declared_crs(text: str, *, where: str) -> CRS:
    """Return the reference system that a `.prj` declares, by EPSG code where all parameters agree.

    Raises
    ------
    CrsError
        If the text is not a reference system.
    """
    from pyproj import CRS
    from pyproj.exceptions import CRSError as ProjError

    try:
        return identified(CRS.from_wkt(text))
    except ProjError as error:
        raise CrsError(
            "the reference system it declares is not understood",
            where=where,
            do="name the right one with --crs, for example EPSG:4528",
        ) from error


def given_crs(value: object) -> CRS:
    """Return the reference system a user names.

    Raises
    ------
    CrsError
        If there is none of that name.
    """
    from pyproj import CRS
    from pyproj.exceptions import CRSError as ProjError

    try:
        return identified(CRS.from_user_input(value))
    except ProjError as error:
        raise CrsError(
            f"{value!r} is not a reference system", where="--crs", do="use a form such as EPSG:4528"
        ) from error


def identified(crs: CRS) -> CRS:
    """Return the EPSG system equal to `crs` in every parameter, or `crs` itself."""
    return _standard(crs) or crs


def _standard(crs: CRS) -> CRS | None:
    from pyproj import CRS

    code = crs.to_epsg(min_confidence=70)
    standard = CRS.from_epsg(code) if code else None
    return standard if standard and _parameters(standard) == _parameters(crs) else None


def _parameters(crs: CRS) -> tuple[object, ...]:
    operation = crs.coordinate_operation
    ellipsoid = crs.ellipsoid
    parameters = operation.params if operation else []
    values = {p.name: round(float(p.value), 9) for p in parameters}
    parallels = [name for name in values if "standard parallel" in name]  # in either order
    values |= zip(parallels, sorted(values[name] for name in parallels), strict=True)
    shape = (
        (ellipsoid.semi_major_metre, round(ellipsoid.inverse_flattening, 6)) if ellipsoid else ()
    )
    return (values, shape, {round(axis.unit_conversion_factor, 12) for axis in crs.axis_info})


def described(crs: CRS) -> str:
    """Return a reference system as printed: the EPSG code it is equal to, if any, and its name."""
    standard = _standard(crs)
    return f"EPSG:{standard.to_epsg()} {crs.name}" if standard else crs.name


def lonlat_boxes(boxes: np.ndarray, crs: CRS) -> np.ndarray:
    """Return boxes (n x 4) in degrees on the own datum; not finite where they have no place."""
    from pyproj import Transformer
    from pyproj.exceptions import ProjError

    geodetic = crs.geodetic_crs
    nowhere = np.full((len(boxes), 4), np.nan)
    if geodetic is None or not len(boxes):
        return nowhere
    west, south, east, north = boxes.T
    try:
        transformer = Transformer.from_crs(crs, geodetic, always_xy=True)
    except ProjError:  # its text is well formed and its parameters are not
        return nowhere
    lon, lat = transformer.transform(
        np.stack([west, east, east, west]), np.stack([south, south, north, north])
    )
    return np.column_stack([lon.min(axis=0), lat.min(axis=0), lon.max(axis=0), lat.max(axis=0)])


def lonlat_bounds(bounds: Box, crs: CRS) -> Box | None:
    """Return `bounds` in degrees on the system's own datum, or None if they have no place there."""
    west, south, east, north = lonlat_boxes(np.array([bounds]), crs)[0].tolist()
    box = (west, south, east, north)
    return box if np.isfinite(box).all() else None


def meridian(crs: CRS) -> float | None:
    """Return the central meridian of a transverse Mercator system, or None if it is none."""
    operation = crs.coordinate_operation
    if not crs.is_projected or operation is None or operation.method_name != "Transverse Mercator":
        return None
    named = (p for p in operation.params if p.name.startswith("Longitude of nat"))
    return next((float(p.value) for p in named), None)


def degrees_from_meridian(bounds: Box, crs: CRS) -> float | None:
    """Return how far from the central meridian a layer reaches; None if within a 3-degree zone."""
    middle, lonlat = meridian(crs), lonlat_bounds(bounds, crs)
    if middle is None or lonlat is None:
        return None
    reach = max(abs(lonlat[0] - middle), abs(lonlat[2] - middle))
    return reach if reach > HALF_ZONE_DEG else None


def compatible(one: CRS, other: CRS) -> bool:
    """Say whether coordinates of one system can be brought into another without a datum shift.

    CGCS2000 and WGS 84 agree to a few centimetres.
    """
    return _datum(one) == _datum(other)


def _datum(crs: CRS) -> str:
    name = crs.geodetic_crs.name if crs.geodetic_crs else crs.name
    return MODERN if name in SAME_AS_WGS84 else name
