"""Coordinate reference systems: declared by files, given by users, identified with EPSG codes.

A declaration is used unchanged. It gets an EPSG code only if every parameter equals the parameter
of that code; the name of the declaration does not matter, because many programs write wrong names.
"""

from __future__ import annotations

import re
import warnings
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from parkland.errors import CrsError, brief
from parkland.phrases import Argument, Phrase

if TYPE_CHECKING:
    from pyproj import CRS

Box = tuple[float, float, float, float]

LONGEST_DECLARATION = 100_000  # characters; the longest WKT of EPSG has a tenth of them
BY_NAME = 25  # the confidence with which PROJ identifies a system by its name alone
_CODE = re.compile(r"(?:(?:urn:ogc:def:crs:)?EPSG[\s:]*)?(\d{4,6})", re.IGNORECASE)
# A definition can name a file of a shift of datum, which PROJ opens wherever it lies. The sign
# @null stands for no file, and common definitions of Web Mercator have it.
_NO_FILE = re.compile(r"""nadgrids=@null(?=[\s"\\]|$)""", re.IGNORECASE)
_FILE = re.compile(r"grids|parameter_?file|\bfile\b|pipeline", re.IGNORECASE)
MODERN = "CGCS2000 or WGS 84"
SAME_AS_WGS84 = (
    "WGS 84",
    "China Geodetic Coordinate System 2000",
    "GCS_China_Geodetic_Coordinate_System_2000",
)


def declared_crs(text: str, *, where: str) -> CRS:
    """Return the reference system that the text of a `.prj` declares.

    The text is WKT by the rule. Some programs write PROJJSON, a PROJ string, or a code such as
    ``EPSG:4528`` instead. The result is the EPSG system if all parameters agree with one.

    Raises
    ------
    CrsError
        If the text is none of these, or names a file.

    Examples
    --------
    >>> declared_crs("EPSG:4528", where="a.prj").to_epsg()
    4528
    """
    from pyproj.exceptions import CRSError as ProjError

    require_no_file(text, where=where)
    try:
        return _declared(text[:LONGEST_DECLARATION])  # a longer text is cut, and so not valid
    except (ProjError, ValueError) as error:
        raise CrsError("crs.not_understood", where=where) from error


@lru_cache(maxsize=64)  # the files of an office declare a few systems
def _declared(text: str) -> CRS:
    from pyproj import CRS

    if code := _CODE.fullmatch(text):
        return identified(CRS.from_epsg(int(code[1])))
    if text.startswith(("{", "+", "proj=")):
        with warnings.catch_warnings(action="ignore"):  # of the deprecated +init=
            return identified(CRS.from_string(text))
    return identified(CRS.from_wkt(text))


def given_crs(value: object) -> CRS:
    """Return the reference system that a user names: anything that pyproj accepts.

    Raises
    ------
    CrsError
        If pyproj does not know it, or if it is a definition that names a file.
    """
    from pyproj import CRS
    from pyproj.exceptions import CRSError as ProjError

    # It can come from a profile, which is a file of others.
    if isinstance(value, str):
        require_no_file(value, where=Argument("crs"))
    try:
        return identified(CRS.from_user_input(value))
    except (ProjError, TypeError, ValueError) as error:
        raise CrsError("crs.no_crs", where=Argument("crs"), value=brief(value)) from error


def require_no_file(definition: str, *, where: str) -> None:
    """Raise if a definition makes PROJ open a file, such as a grid of a shift of datum.

    Raises
    ------
    CrsError
    """
    if _FILE.search(_NO_FILE.sub("", definition)):
        raise CrsError("crs.another_file", where=where)


def identified(crs: CRS) -> CRS:
    """Return the EPSG system that equals `crs` in every parameter, or `crs` itself."""
    return _standard(crs) or crs


@lru_cache(maxsize=256)
def _standard(crs: CRS) -> CRS | None:
    from pyproj import CRS

    # PROJ compares names too, and ESRI's names differ from those of EPSG. A confidence of 70 finds
    # the candidate in spite of its name; the comparison of parameters then confirms or rejects it.
    code = crs.to_epsg(min_confidence=70)
    standard = CRS.from_epsg(code) if code else None
    return standard if standard and _parameters(standard) == _parameters(crs) else None


def _parameters(crs: CRS) -> tuple[dict[str, float], tuple[float, ...], set[float]]:
    """Return the numbers that define a system, rounded to the digits that WKT files keep."""
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


def misleading_name(crs: CRS) -> str:
    """Return the system of EPSG whose name `crs` bears although it is another; empty if none.

    A name that was kept while somebody changed the central meridian or the datum promises a system
    that the file does not define. Constants that move no point by a decimetre count as equal, such
    as the flattening of WGS 84 under the name of CGCS2000.

    Examples
    --------
    >>> text = given_crs("EPSG:4528").to_wkt()
    >>> misleading_name(given_crs(text.replace(",120,", ",117,")))
    'EPSG:4528 CGCS2000 / 3-degree Gauss-Kruger zone 40'
    >>> misleading_name(given_crs("EPSG:4528"))
    ''
    """
    from pyproj import CRS

    if _standard(crs) is not None:
        return ""
    code = crs.to_epsg(min_confidence=BY_NAME)
    standard = CRS.from_epsg(code) if code else None
    if standard is None or standard.name != crs.name or _nearly(standard) == _nearly(crs):
        return ""
    return f"EPSG:{code} {standard.name}"


def _nearly(crs: CRS) -> tuple[object, ...]:
    """Return the parameters of a system without digits that move nothing by a decimetre."""
    values, shape, units = _parameters(crs)
    near = {name: round(value, 6) for name, value in values.items()}
    ellipsoid = [round(number, places) for number, places in zip(shape, (0, 4), strict=False)]
    return near, ellipsoid, units


@lru_cache(maxsize=256)
def described(crs: CRS) -> str:
    """Return the name of a reference system for users, after its EPSG code if it has one.

    A system without a name is called by the method of its projection.

    Examples
    --------
    >>> described(given_crs(26910))
    'EPSG:26910 NAD83 / UTM zone 10N'
    >>> described(given_crs("+proj=tmerc +lon_0=118.5 +ellps=GRS80"))
    'a system without a name (Transverse Mercator)'
    """
    standard = _standard(crs)
    if standard:
        return f"EPSG:{standard.to_epsg()} {crs.name}"
    if crs.name not in ("unknown", "unnamed", ""):
        return crs.name
    operation = crs.coordinate_operation
    return Phrase("crs.unnamed", method=operation.method_name if operation else crs.type_name)


def lonlat_boxes(boxes: np.ndarray, crs: CRS) -> np.ndarray:
    """Return boxes in degrees on the datum of `crs`.

    Parameters
    ----------
    boxes
        Array of n x 4: west, south, east, north in the units of `crs`.

    Returns
    -------
    numpy.ndarray
        Array of n x 4 in degrees. It is the bounds of the four transformed corners. A row is not
        finite if the system has no geographic base or the corners cannot be transformed.
    """
    from pyproj import Transformer
    from pyproj.exceptions import ProjError

    geodetic = crs.geodetic_crs
    nowhere = np.full((len(boxes), 4), np.nan)
    if geodetic is None or not len(boxes):
        return nowhere
    west, south, east, north = boxes.T
    try:
        transformer = Transformer.from_crs(crs, geodetic, always_xy=True)
    except ProjError:  # the WKT could be parsed, but PROJ rejects the values of its parameters
        return nowhere
    lon, lat = transformer.transform(
        np.stack([west, east, east, west]), np.stack([south, south, north, north])
    )
    return np.column_stack([lon.min(axis=0), lat.min(axis=0), lon.max(axis=0), lat.max(axis=0)])


def lonlat_bounds(bounds: Box, crs: CRS) -> Box | None:
    """Return `bounds` in degrees on the datum of `crs`, or None if they cannot be transformed."""
    west, south, east, north = lonlat_boxes(np.array([bounds]), crs)[0].tolist()
    box = (west, south, east, north)
    return box if np.isfinite(box).all() else None


def meridian(crs: CRS) -> float | None:
    """Return the central meridian in degrees, or None if `crs` is not transverse Mercator."""
    operation = crs.coordinate_operation
    if not crs.is_projected or operation is None or operation.method_name != "Transverse Mercator":
        return None
    named = (p for p in operation.params if p.name.startswith("Longitude of nat"))
    return next((float(p.value) for p in named), None)


def compatible(one: CRS, other: CRS) -> bool:
    """Return whether coordinates can be transformed between two systems without a datum shift.

    CGCS2000 and WGS 84 count as one datum, because they agree to a few centimetres.
    """
    return _datum(one) == _datum(other)


def _datum(crs: CRS) -> str:
    name = crs.geodetic_crs.name if crs.geodetic_crs else crs.name
    return MODERN if name in SAME_AS_WGS84 else name
