"""Which reference systems would place coordinates where the data lies.

The region comes from the data: the box of the profile, the area of the profile's own system, or
that of the system that the file declares. China's Gauss-Krüger zones are suggested only for land
that can lie in China, by an easting that shows its zone; anywhere else the systems of the EPSG
dataset that are used in the region are tried.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parkland.conventions import load_profile
from parkland.crs import Box, given_crs, lonlat_bounds, lonlat_boxes, meridian
from parkland.gauss_kruger import CHINA, DATUMS, EASTINGS, WIDTHS, ZONE_BLOCK
from parkland.sources.areas_of_use import FULL_LAT, FULL_LON, area_of_use

if TYPE_CHECKING:
    from pyproj import CRS
    from pyproj.database import CRSInfo

    from parkland.conventions import Profile
    from parkland.gauss_kruger import Datum

FIRST_ZONE, LAST_ZONE = WIDTHS[3][0], WIDTHS[3][-1]
FIRST_WIDE_ZONE, LAST_WIDE_ZONE = WIDTHS[6][0], WIDTHS[6][-1]
GEOGRAPHIC_CGCS2000, WGS84 = "EPSG:4490", "EPSG:4326"
ZONES_OF_CHINA = frozenset(
    f"EPSG:{base + zone}"
    for datum in DATUMS.values()
    for (width, _), base in datum.bases.items()
    for zone in WIDTHS[width]
)
MARGIN_DEG = 2.0
# A region that is wider in degrees says nothing about the system.
MOST_REGION_DEG = 30.0
# The rulebook of an office without the law of China.
NO_LAW = "none"
_DATUM_NAMES = {
    "CGCS2000": "cgcs2000", "China Geodetic": "cgcs2000", "Xian": "xian80",
    "Beijing 1954": "beijing54",
}  # fmt: skip


def candidates(bounds: Box, profile: Profile, declared: CRS | None = None) -> list[str]:
    """Return the systems that would place `bounds` where the data lies, the likeliest first.

    Parameters
    ----------
    bounds
        The bounds of a layer in the units of the file.
    profile
        The office's conventions, for its box and its system.
    declared
        The system that the file declares, which need not be right; None without one.

    Returns
    -------
    list of str
        EPSG codes; the profile's own first, then those that place the bounds nearest to the middle
        of the profile's box.
    """
    west, south, east, north = bounds
    home = _home(profile, declared)
    datum = datum_of(declared)
    if (
        home is None and profile.rulebook == NO_LAW
    ):  # an office of which nothing says it is in China
        datum = None
    if max(abs(west), abs(east)) <= FULL_LON and max(abs(south), abs(north)) <= FULL_LAT:
        in_china = inside(np.array([bounds]), CHINA).all() and datum is not None
        fits = home is None or inside(np.array([bounds]), home).all()
        return [GEOGRAPHIC_CGCS2000] if in_china and fits else [WGS84]
    within = home or CHINA
    found = _placed(bounds, _zones(bounds, datum), within) if datum else []
    if not profile.box:  # a system is refused beyond its own area, so that it is not suggested
        found = [one for one in found if _is_used_there(bounds, one[1])]
    if not found and home is not None and home[2] - home[0] <= MOST_REGION_DEG:
        found = _used_there(bounds, _systems_in(home, declared), home)
    elif profile.box:
        found = sorted(found)
    ranked = [code for _, code in found]
    return sorted(ranked, key=lambda code: code != profile.crs)


def counterpart_zone(crs: CRS) -> list[CRS]:
    """Return the zones of China with the meridian of `crs`, with and without a zone number."""
    middle, datum = meridian(crs), datum_of(crs)
    if middle is None or middle % 3 or datum is None or not datum.bases:
        return []
    zone = int(middle // 3)
    if not FIRST_ZONE <= zone <= LAST_ZONE:
        return []
    codes = [datum.bases[3, has_zone] + zone for has_zone in (True, False)]
    return [given_crs(f"EPSG:{code}") for code in codes if code != crs.to_epsg()]


def datum_of(declared: CRS | None) -> Datum | None:
    """Return the datum of China whose zones come into question, or None for land elsewhere.

    Without a declaration, and for a system on WGS 84 or on an ellipsoid without a datum, it is
    CGCS2000, as in the new surveys of China.
    """
    geodetic = declared.geodetic_crs if declared is not None else None
    if geodetic is None or geodetic.name in ("WGS 84", "unknown"):
        return DATUMS["cgcs2000"]
    name = next((key for text, key in _DATUM_NAMES.items() if text in geodetic.name), None)
    return DATUMS[name] if name else None


def inside(boxes: np.ndarray, outer: Box) -> np.ndarray:
    """Return which boxes (n x 4) lie in `outer`; a box that is not finite does not."""
    west, south, east, north = outer
    x0, y0, x1, y1 = boxes.T
    if west > east:  # across the date line
        along = ((x0 >= west) & (x1 <= FULL_LON)) | ((x0 >= -FULL_LON) & (x1 <= east))
    else:
        along = (west <= x0) & (x1 <= east)
    found: np.ndarray = along & (south <= y0) & (y1 <= north)
    return found


def impossible_places(
    boxes: np.ndarray, degrees: np.ndarray, crs: CRS, profile: Profile
) -> np.ndarray:
    """Return which boxes (n x 4) hold no parcel although their system is used there.

    A system of the whole world allows every place. Two places are nevertheless signs of a wrong
    coordinate: the origin (0, 0), which is sea, and a place outside China that is in China once the
    axes are swapped, where the law of China is applied. The latter is the sea north of Europe.

    Parameters
    ----------
    boxes, degrees
        The bounds of the records in the units of `crs`, and in degrees.
    crs
        The reference system of the records.
    profile
        The office's conventions. A box in it says where the land lies, so that nothing is assumed.
    """
    west, south, east, north = degrees.T
    found: np.ndarray = (west <= 0) & (east >= 0) & (south <= 0) & (north >= 0)
    if not profile.box and profile.rulebook != NO_LAW:
        swapped = lonlat_boxes(boxes[:, [1, 0, 3, 2]], crs)
        found |= inside(swapped, CHINA) & ~inside(degrees, CHINA)
    return found


def is_outside_law(bounds: Box, crs: CRS, profile: Profile) -> bool:
    """Return whether land lies outside China although the bundled law of China judges it.

    A box in the profile says where the land lies, so that nothing is asked.
    """
    if profile.box or profile.rulebook != load_profile().rulebook:
        return False
    lonlat = lonlat_bounds(bounds, crs)
    if lonlat is None:
        return False
    west, south, east, north = lonlat
    return west > CHINA[2] or east < CHINA[0] or south > CHINA[3] or north < CHINA[1]


def with_margin(box: Box) -> Box:
    """Return an area of use with the margin up to which a system is used beyond its area."""
    west, south, east, north = box
    return (west - MARGIN_DEG, south - MARGIN_DEG, east + MARGIN_DEG, north + MARGIN_DEG)


def _home(profile: Profile, declared: CRS | None) -> Box | None:
    """Return the region of the data, or None if nothing says where it lies."""
    if profile.box:
        return profile.box
    if profile.crs:
        return with_margin(area_of_use(given_crs(profile.crs)))
    return with_margin(area_of_use(declared)) if declared is not None else None


def _zones(bounds: Box, datum: Datum) -> list[str]:
    """Return the Gauss-Krüger systems of China whose eastings look like those of `bounds`."""
    if not datum.bases:
        return []
    # An easting with a zone number is zone x 10^6 + easting. Zones of 3 degrees have the numbers 25
    # to 45, zones of 6 degrees 13 to 23, so that the number shows the width too.
    west, _, east, _ = bounds
    zone = int(west // ZONE_BLOCK)
    codes: list[int] = []
    if FIRST_ZONE <= zone <= LAST_ZONE:
        # Land far east of its meridian can have an easting of more than 10^6.
        beside = [zone, zone - 1]
        codes = [datum.bases[3, True] + z for z in beside if FIRST_ZONE <= z <= LAST_ZONE]
    elif FIRST_WIDE_ZONE <= zone <= LAST_WIDE_ZONE:
        codes = [datum.bases[6, True] + zone]
    elif EASTINGS[0] <= west <= east <= EASTINGS[1]:
        codes = [datum.bases[3, False] + z for z in range(FIRST_ZONE, LAST_ZONE + 1)]
    return [f"EPSG:{code}" for code in codes]


def _systems_in(region: Box, declared: CRS | None) -> list[str]:
    """Return the projected systems of EPSG that are used in a region, the narrowest first.

    Those on the datum that the file declares come before those on others, and those on a
    realization of a datum, such as NAD83(HARN), last. Systems of the whole world or of a continent
    are left out, because they fit everything and explain nothing.
    """
    from pyproj.aoi import AreaOfInterest
    from pyproj.database import query_crs_info
    from pyproj.enums import PJType

    west, south, east, north = region
    # The middle half of the region: a neighbour that only touches its edge is not meant.
    x, y = (east - west) / 4, (north - south) / 4
    middle = AreaOfInterest(west + x, south + y, east - x, north - y)
    found = query_crs_info(auth_name="EPSG", pj_types=PJType.PROJECTED_CRS, area_of_interest=middle)
    datum = declared.geodetic_crs.name if declared is not None and declared.geodetic_crs else ""

    def order(one: CRSInfo) -> tuple[bool, bool, bool, float, int]:
        use, name = one.area_of_use, one.name.split(" / ")[0]
        width = use.east - use.west if use else MOST_REGION_DEG
        return (name != datum, "(" in name, "72" in name, width, int(one.code))

    narrow = [
        one
        for one in found
        if one.area_of_use and 0 < one.area_of_use.east - one.area_of_use.west <= MOST_REGION_DEG
    ]
    return [f"EPSG:{one.code}" for one in sorted(narrow, key=order)]


def _placed(bounds: Box, codes: list[str], region: Box) -> list[tuple[float, str]]:
    """Return the systems that place `bounds` in a region, with the distance from its middle."""
    middle = (region[0] + region[2]) / 2
    found = []
    for code in codes:
        lonlat = lonlat_bounds(bounds, given_crs(code))
        if lonlat is not None and inside(np.array([lonlat]), region).all():
            found.append((abs((lonlat[0] + lonlat[2]) / 2 - middle), code))
    return found


def _is_used_there(bounds: Box, code: str) -> bool:
    """Return whether a system that places `bounds` somewhere is used there, with the margin."""
    system = given_crs(code)
    box = np.array([lonlat_bounds(bounds, system)])
    return bool(inside(box, with_margin(area_of_use(system))).all())


def _used_there(bounds: Box, codes: list[str], region: Box) -> list[tuple[float, str]]:
    """Return the systems that place `bounds` in a region and are used there.

    Those whose area of use holds the bounds come before those that need the margin, which are all
    at a distance of 1.
    """
    found = []
    for _, code in _placed(bounds, codes, region):
        system = given_crs(code)
        box = np.array([lonlat_bounds(bounds, system)])
        use = area_of_use(system)
        if inside(box, use).all():
            found.append((0.0, code))
        elif inside(box, with_margin(use)).all():
            found.append((1.0, code))
    return sorted(found, key=lambda one: one[0])
