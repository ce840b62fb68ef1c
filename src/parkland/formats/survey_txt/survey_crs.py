"""Find the reference system that the header of a survey TXT declares.

A declared zone has precedence over the digits of the coordinates. `parkland.gauss_kruger` has the
EPSG codes.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from parkland.crs import described, given_crs
from parkland.errors import CrsError, brief
from parkland.formats.evidence import Evidence
from parkland.formats.layers import DeclaredCrs
from parkland.gauss_kruger import DATUMS, WIDTHS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from pyproj import CRS

FIRST_MERIDIAN = 73  # from here on, the number under 带号 is a central meridian and not a zone
DEFAULT_WIDTH = 3

_NAMES = (
    (re.compile(r"cgcs2000|2000国家|国家2000|^2000|国家大地坐标系2000"), "cgcs2000"),
    (re.compile(r"80国家|1980|西安80|80西安|xian"), "xian80"),
    (re.compile(r"1954|北京54|54北京|beijing|^54"), "beijing54"),
    (re.compile(r"wgs-?_?84"), "wgs84"),
)
DECIDING = ("坐标系", "几度分带", "带号", "投影类型")
_GAUSS = re.compile(r"高斯|gauss|^$")
_DEGREES = {"三": 3, "六": 6}


@dataclass(frozen=True, slots=True)
class SurveyHeader:
    """The facts that decide the reference system.

    Attributes
    ----------
    attributes
        The attributes in the header of the file.
    prefix
        The zone number in the eastings; 0 if they have none, None if coordinates are in degrees.
    contradicted
        The names of attributes that the file states twice, with different values.
    """

    attributes: Mapping[str, str]
    prefix: int | None
    contradicted: Collection[str] = ()


def survey_crs(header: SurveyHeader, *, where: str) -> DeclaredCrs:
    """Return the reference system that a header declares.

    An unknown datum, projection or zone becomes the `error` of the result, and so do two headers
    that name different ones, as in files that were put together.
    """
    try:
        return DeclaredCrs(*_declared(header, where))
    except CrsError as error:
        return DeclaredCrs(None, Evidence("", "header"), error)


def _declared(header: SurveyHeader, where: str) -> tuple[CRS | None, Evidence]:
    """Return the declared system and its evidence; None if the header lacks a datum or a zone.

    Raises
    ------
    CrsError
        If a declaration is not known.
    """
    fields = {_plain(key): _plain(value) for key, value in header.attributes.items()}
    if twice := [key for key in DECIDING if key in map(_plain, header.contradicted)]:
        raise CrsError("formats.two_headers", where=where, do="formats.divide_file", names=twice)
    name = fields.get("坐标系", "")
    if not name:
        return None, Evidence("", "header")
    datum = DATUMS[_datum(name, where)]
    if header.prefix is None:
        return _found(datum.geographic, header)
    if not _GAUSS.search(fields.get("投影类型", "")):
        raise CrsError(
            "formats.no_gauss_kruger",
            where=where,
            do="formats.confirm_system",
            fields=brief(fields["投影类型"]),
        )
    number = re.search(r"\d+(?:\.\d+)?", fields.get("带号", ""))
    zone = float(number[0]) if number else float(header.prefix)
    width = _width(fields.get("几度分带", ""), zone)
    # Some programs write the central meridian in place of the zone.
    if zone >= FIRST_MERIDIAN:
        zone = zone / 3 if width == DEFAULT_WIDTH else (zone + 3) / 6
    if not zone:
        return None, Evidence("", "header")
    base = datum.bases.get((int(width), header.prefix > 0)) if width in WIDTHS else None
    if base is None or zone not in WIDTHS[int(width)]:
        raise CrsError(
            "formats.no_such_zone",
            where=where,
            do="formats.confirm_system",
            name=name,
            width=width,
            zone=zone,
        )
    return _found(base + int(zone), header)


def _found(code: int, header: SurveyHeader) -> tuple[CRS, Evidence]:
    crs = given_crs(f"EPSG:{code}")
    named = (header.attributes.get(key) for key in DECIDING if key != "投影类型")
    detail = "，".join(filter(None, named))
    return crs, Evidence(described(crs), "header", detail)


def _datum(name: str, where: str) -> str:
    for pattern, datum in _NAMES:
        if pattern.search(name):
            return datum
    raise CrsError(
        "formats.unknown_system", where=where, do="formats.confirm_system", name=brief(name)
    )


def _width(text: str, zone: float) -> float:
    """Return the width of a zone: the written one, or else the one whose range has the number.

    A written width such as 1.5 is returned too, so that it is refused and not taken for another.
    """
    if number := re.search(r"\d+(?:\.\d+)?", text):
        return float(number[0])
    found = next((width for mark, width in _DEGREES.items() if mark in text), None)
    return found or (6 if zone in WIDTHS[6] else DEFAULT_WIDTH)


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()
