"""What a Gauss-Krüger plane is called in a paper of a language."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from parkland.wording import wording

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyproj import CRS

# Names of EPSG: the geodetic system, the width of a zone, and its number or its central meridian.
# A name without a width is one of the 6-degree zones.
_PLANE = re.compile(
    r"(?P<system>.+) / (?:(?P<width>\d)-degree )?Gauss-Kruger "
    r"(?:zone (?P<zone>\d+)|CM (?P<meridian>\d+(?:\.\d+)?)E?)"
)
_WIDTH_WITHOUT_NAME = "6"
_SYSTEMS: Mapping[str, str] = MappingProxyType(
    {
        "CGCS2000": "cgcs2000",
        "China Geodetic Coordinate System 2000": "cgcs2000",
        "Xian 1980": "xian1980",
        "Beijing 1954": "beijing1954",
    }
)


def plane_name(plane: CRS, lang: str) -> str:
    """Return the name of a reference system; one that is no Gauss-Krüger plane keeps its own.

    Examples
    --------
    >>> import pyproj
    >>> plane_name(pyproj.CRS(4528), "zh"), plane_name(pyproj.CRS(4549), "en")
    ('2000国家大地坐标系，高斯-克吕格投影3度带第40带', 'CGCS2000 / 3-degree Gauss-Kruger CM 120E')
    """
    match = _PLANE.fullmatch(plane.name)
    if match is None or match["system"] not in _SYSTEMS:
        return plane.name
    parts = match.groupdict(default=_WIDTH_WITHOUT_NAME) | {
        "name": plane.name,
        "system": wording(f"plane.{_SYSTEMS[match['system']]}", lang),
    }
    return wording("plane.zone" if match["zone"] else "plane.meridian", lang, **parts)
