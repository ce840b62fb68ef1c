"""Gauss-Krüger zones in China: their EPSG codes and the ranges of their coordinates.

Each datum has four series of projected systems, by the width of a zone (3 or 6 degrees) and by
whether an easting begins with the zone number. The EPSG code of a zone is the base of its series
plus the zone number. The central meridian of a 3-degree zone is 3 x zone; that of a 6-degree zone
is 6 x zone - 3. Source: EPSG dataset.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

CHINA = (73.0, 3.0, 136.0, 54.0)  # west, south, east, north in degrees
NORTHINGS = (1_900_000, 6_000_000)  # of China, in metres
EASTINGS = (100_000, 900_000)  # without zone number
ZONE_BLOCK = 1_000_000  # an easting with zone number is zone x 10^6 + easting
WIDTHS = MappingProxyType({3: range(25, 46), 6: range(13, 24)})  # zones of China by width


@dataclass(frozen=True, slots=True)
class Datum:
    """A datum and the EPSG codes of its systems.

    Attributes
    ----------
    geographic
        The EPSG code of its geographic system.
    bases
        For each pair (width of a zone in degrees, whether eastings have the zone number), the
        number that gives the EPSG code when the zone is added.
    """

    geographic: int
    bases: Mapping[tuple[int, bool], int]


DATUMS = MappingProxyType(
    {
        "cgcs2000": Datum(
            4490, {(3, True): 4488, (3, False): 4509, (6, True): 4478, (6, False): 4489}
        ),
        "xian80": Datum(
            4610, {(3, True): 2324, (3, False): 2345, (6, True): 2314, (6, False): 2325}
        ),
        "beijing54": Datum(
            4214, {(3, True): 2376, (3, False): 2397, (6, True): 21400, (6, False): 21440}
        ),
        "wgs84": Datum(4326, {}),
    }
)
