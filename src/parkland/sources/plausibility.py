"""Establish the reference system of a layer, and check whether its coordinates fit the system.

A declaration (a `.prj`, or one inside the file) is used unchanged. The coordinates must then be
finite and lie in the area where the system is used. If most records do not, the layer is refused
with a suggestion of what would make them plausible; nothing is converted on a guess. If at most
half of the records lie elsewhere, these records are quarantined and the rest is read.

China's 3-degree Gauss-Krüger zones are used far beyond their edges. So the area of use of a system
is extended by a margin. The `box` of a profile is used without a margin.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parkland.crs import Box, described, given_crs, lonlat_bounds, lonlat_boxes, meridian
from parkland.errors import CrsError, ImplausibleCoordinatesError, MissingCrsError
from parkland.formats.evidence import Evidence
from parkland.gauss_kruger import CHINA, DATUMS, EASTINGS, NORTHINGS, WIDTHS, ZONE_BLOCK

if TYPE_CHECKING:
    from pyproj import CRS

    from parkland.conventions import Profile

FULL_LON, FULL_LAT = 180, 90
USE_MARGIN_DEG = 2.0
FIRST_ZONE, LAST_ZONE = WIDTHS[3][0], WIDTHS[3][-1]
FIRST_WIDE_ZONE, LAST_WIDE_ZONE = WIDTHS[6][0], WIDTHS[6][-1]
_BASES = DATUMS["cgcs2000"].bases
WITH_ZONE, WITHOUT_ZONE, WIDE = _BASES[3, True], _BASES[3, False], _BASES[6, True]
GEOGRAPHIC_CGCS2000, WGS84 = "EPSG:4490", "EPSG:4326"
MOST_NAMED = 4  # a message names at most this number of candidates
AT_MOST = 0.5  # share of misplaced records up to which a layer is read
EDGE_POINTS = 33
GUESS = "guess"


def hull(boxes: np.ndarray) -> Box | None:
    """Return the bounds of all finite rows of an n x 4 array of boxes, or None if there is none."""
    finite = boxes[np.isfinite(boxes).all(axis=1)]
    if not len(finite):
        return None
    west, south = finite[:, :2].min(axis=0)
    east, north = finite[:, 2:].max(axis=0)
    return (float(west), float(south), float(east), float(north))


def establish(
    declared: CRS | None,
    evidence: Evidence,
    boxes: np.ndarray,
    *,
    asked: CRS | int | str | None,
    profile: Profile,
    where: str,
) -> tuple[CRS, Evidence, np.ndarray]:
    """Return the reference system of a layer, its evidence, and the records that do not fit it.

    Parameters
    ----------
    declared, evidence
        The declaration of the file and its evidence; None if the file declares no system.
    boxes
        The bounds of the records, n x 4 in the units of the file; not finite without a geometry.
    asked
        The system that the user names, which replaces the declared one; or ``"guess"`` to accept a
        guess if the file declares none.
    profile
        The office's conventions, for the box around its land.
    where
        The name of the layer for messages.

    Returns
    -------
    crs
        The reference system.
    evidence
        Its name and the kind of evidence.
    misplaced
        Boolean array of n values: whether the record lies outside the area of use.

    Raises
    ------
    MissingCrsError
        If no system is declared or named, and none can be guessed.
    ImplausibleCoordinatesError
        If more than half of the records do not fit the system.
    CrsError
        If the user names a system that pyproj does not know.
    """
    bounds = hull(boxes)
    # The user has precedence over the file, and a declaration has precedence over a guess: a guess
    # is made only where nothing is declared.
    is_guess = isinstance(asked, str) and asked == GUESS  # a table does not compare with a text
    if asked is not None and not is_guess:
        crs = given_crs(asked)
        evidence = Evidence(described(crs), "given")
    elif declared is not None:
        crs = declared
    elif is_guess and bounds is not None:
        crs, evidence = guess(bounds, profile, where=where)
    else:
        raise missing(bounds, profile, where=where, asked=asked)
    return crs, evidence, _misplaced(boxes, crs, profile, where=where)


def _misplaced(boxes: np.ndarray, crs: CRS, profile: Profile, *, where: str) -> np.ndarray:
    """Return which records lie outside the area of use of `crs`.

    Raises
    ------
    ImplausibleCoordinatesError
        If most records lie outside. The message suggests a remedy: swapped axes, another zone, or
        a zone number to add.
    """
    placed = np.isfinite(boxes).all(axis=1)
    outside = np.zeros(len(boxes), dtype=bool)
    # The usual case costs one transformation: if the hull of all records lies inside, then every
    # record does. The records are transformed one by one only if that fails.
    whole = hull(boxes)
    if whole and _inside(lonlat_boxes(_edges(whole), crs), allowed_box(crs, profile)).all():
        return outside
    degrees = lonlat_boxes(boxes[placed], crs)
    outside[placed] = ~_inside(degrees, allowed_box(crs, profile))
    # A few records elsewhere are faults of these records. If most are elsewhere, the system is
    # wrong, and no record can be trusted.
    wrong = hull(boxes[outside])
    if wrong is None or outside.sum() <= AT_MOST * placed.sum():
        return outside
    lonlat = hull(degrees[outside[placed]])
    place = (
        f"they would lie at {lonlat[0]:.3f}..{lonlat[2]:.3f} E, {lonlat[1]:.3f}..{lonlat[3]:.3f} N"
        if lonlat
        else "they have no place on the ground in it"
    )
    raise ImplausibleCoordinatesError(
        f"the coordinates do not fit {described(crs)}: {place}",
        where=where,
        do=_suggestion(wrong, crs, profile),
    )


def _edges(box: Box) -> np.ndarray:
    """Return small boxes along the edges of a box.

    The edges of a large box in a plane are curved in degrees, so that its corners alone do not give
    its bounds. Short pieces of the edges do.
    """
    west, south, east, north = box
    x, y = np.linspace(west, east, EDGE_POINTS), np.linspace(south, north, EDGE_POINTS)
    pieces = [
        np.column_stack([x[:-1], np.full(len(x) - 1, edge), x[1:], np.full(len(x) - 1, edge)])
        for edge in (south, north)
    ]
    pieces += [
        np.column_stack([np.full(len(y) - 1, edge), y[:-1], np.full(len(y) - 1, edge), y[1:]])
        for edge in (west, east)
    ]
    return np.concatenate(pieces)


def allowed_box(crs: CRS, profile: Profile) -> Box:
    """Return the box, in degrees, in which parcels may lie.

    It is the box of the profile; else the area of use of `crs` with a margin; else China.
    """
    if profile.box:
        return profile.box
    use = crs.area_of_use
    if use is None:
        return CHINA
    margin = USE_MARGIN_DEG
    if use.west > use.east:  # across the date line
        return (-FULL_LON, use.south - margin, FULL_LON, use.north + margin)
    return (use.west - margin, use.south - margin, use.east + margin, use.north + margin)


def candidates(bounds: Box, profile: Profile) -> list[str]:
    """Return the systems that would place `bounds` in the profile's box, or in China without one.

    The profile's own system comes first, then systems that place the bounds near the middle of the
    profile's box.
    """
    west, south, east, north = bounds
    box = profile.box or CHINA
    if max(abs(west), abs(east)) <= FULL_LON and max(abs(south), abs(north)) <= FULL_LAT:
        inside = _inside(np.array([bounds]), box).all()
        return [GEOGRAPHIC_CGCS2000] if inside else [WGS84]
    # An easting with a zone number is zone x 10^6 + easting. Zones of 3 degrees have the numbers 25
    # to 45, zones of 6 degrees 13 to 23, so that the number shows the width too.
    zone = int(west // ZONE_BLOCK)
    codes: list[int] = []
    if FIRST_ZONE <= zone <= LAST_ZONE:
        # Land far east of its meridian can have an easting of more than 10^6.
        beside = [zone, zone - 1]
        codes = [WITH_ZONE + z for z in beside if FIRST_ZONE <= z <= LAST_ZONE]
    elif FIRST_WIDE_ZONE <= zone <= LAST_WIDE_ZONE:
        codes = [WIDE + zone]
    elif EASTINGS[0] <= west <= east <= EASTINGS[1]:
        codes = [WITHOUT_ZONE + z for z in range(FIRST_ZONE, LAST_ZONE + 1)]
    middle = (box[0] + box[2]) / 2
    found = []
    for code in codes:
        lonlat = lonlat_bounds(bounds, given_crs(f"EPSG:{code}"))
        if lonlat and _inside(np.array([lonlat]), box).all():
            found.append((abs((lonlat[0] + lonlat[2]) / 2 - middle), f"EPSG:{code}"))
    ranked = [code for _, code in (sorted(found) if profile.box else found)]
    return sorted(ranked, key=lambda code: code != profile.crs)


def guess(bounds: Box, profile: Profile, *, where: str) -> tuple[CRS, Evidence]:
    """Return the guessed reference system of a layer that declares none, and its evidence.

    Raises
    ------
    MissingCrsError
        If several systems are possible, or none.
    """
    # Several zones remain possible for an easting without a zone number. Only the profile's own
    # system can then decide. With a zone number, the best candidate is taken.
    possible = candidates(bounds, profile)
    has_zone = bounds[0] >= FIRST_WIDE_ZONE * ZONE_BLOCK
    if profile.crs and profile.crs in possible:
        crs, how = given_crs(profile.crs), "profile"
    elif possible in ([GEOGRAPHIC_CGCS2000], [WGS84]):
        crs, how = given_crs(possible[0]), "degrees"
    elif len(possible) == 1 or (possible and has_zone):
        crs, how = given_crs(possible[0]), "prefix" if has_zone else "only"
    else:
        raise missing(bounds, profile, where=where, asked=GUESS)
    return crs, Evidence(described(crs), how)


def with_candidates(error: CrsError, boxes: np.ndarray, profile: Profile) -> CrsError:
    """Return the error for a declaration that is not understood, with the possible systems."""
    bounds = hull(boxes)
    possible = candidates(bounds, profile) if bounds else []
    if not 0 < len(possible) <= MOST_NAMED:
        return error
    return CrsError(
        f"{error.what}; by its coordinates it could be {', '.join(possible)}",
        where=error.where,
        do=error.do,
    )


def missing(
    bounds: Box | None, profile: Profile, *, where: str, asked: CRS | int | str | None
) -> MissingCrsError:
    """Return the error for a layer that declares no system; it names the possible systems."""
    possible = candidates(bounds, profile) if bounds else []
    if possible and len(possible) <= MOST_NAMED:
        hint = f"; by its coordinates it could be {', '.join(possible)}"
    elif bounds and _looks_swapped(bounds):
        hint = "; its axes look swapped (see --axes)"
    elif bounds:
        hint = f"; x runs {bounds[0]:.0f} to {bounds[2]:.0f}, y {bounds[1]:.0f} to {bounds[3]:.0f}"
    else:
        hint = ""
    way_out = "name it with --crs, for example EPSG:4528"
    if asked == GUESS:
        return MissingCrsError(
            f"no coordinate reference system is declared, and none can be guessed{hint}",
            where=where,
            do=way_out,
        )
    return MissingCrsError(
        f"no coordinate reference system is declared{hint}",
        where=where,
        do="name it with --crs, or accept a recorded guess with --crs guess",
    )


def _suggestion(bounds: Box, crs: CRS, profile: Profile) -> str:
    """Return a remedy for coordinates that do not fit `crs`, as a sentence for the user."""
    # The suggestions are tried from the most to the least specific: swapped axes, a missing or
    # superfluous zone number, another zone.
    if _looks_swapped(bounds):
        flipped = (bounds[1], bounds[0], bounds[3], bounds[2])
        if _fits(flipped, crs, profile):
            return "the axes look swapped: confirm with --axes north-east"
        if fits := candidates(flipped, profile):
            names = ", ".join(fits[:MOST_NAMED])
            return (
                f"the axes look swapped: confirm with --axes north-east and --crs, one of {names}"
            )
    if counterpart := _counterpart(bounds, crs, profile):
        return f"the zone number is missing or too many: confirm with --crs {counterpart}"
    possible = candidates(bounds, profile)
    if possible and len(possible) <= MOST_NAMED:
        return f"check the zone and confirm with --crs: {', '.join(possible)} would fit"
    if possible:
        codes = f"EPSG:{WITHOUT_ZONE + FIRST_ZONE} to EPSG:{WITHOUT_ZONE + LAST_ZONE}"
        return f"the easting has no zone number: name the central meridian with --crs ({codes})"
    return "name the right system with --crs, or set the box of a profile if the land lies there"


def _counterpart(bounds: Box, crs: CRS, profile: Profile) -> str:
    """Return the other system of the same central meridian, with or without the zone number.

    The result is empty if that system does not fit either.
    """
    middle = meridian(crs)
    if middle is None or middle % 3:
        return ""
    zone = int(middle // 3)
    for code in (WITH_ZONE + zone, WITHOUT_ZONE + zone):
        known = FIRST_ZONE <= zone <= LAST_ZONE and code != crs.to_epsg()
        if known and _fits(bounds, given_crs(f"EPSG:{code}"), profile):
            return f"EPSG:{code}"
    return ""


def _fits(bounds: Box, crs: CRS, profile: Profile) -> bool:
    """Return whether bounds in the units of `crs` lie where parcels may lie."""
    lonlat = lonlat_bounds(bounds, crs)
    return lonlat is not None and bool(_inside(np.array([lonlat]), allowed_box(crs, profile)).all())


def _inside(boxes: np.ndarray, outer: Box) -> np.ndarray:
    """Return which boxes (n x 4) lie in `outer`; a box that is not finite does not."""
    west, south, east, north = outer
    x0, y0, x1, y1 = boxes.T
    inside: np.ndarray = (west <= x0) & (x1 <= east) & (south <= y0) & (y1 <= north)
    return inside


def _looks_swapped(bounds: Box) -> bool:
    """Return whether x has the range of northings or latitudes, and y that of the other axis."""
    x, y = bounds[0], bounds[1]
    if not NORTHINGS[0] <= x <= NORTHINGS[1]:
        return CHINA[1] <= x <= CHINA[3] and CHINA[0] <= y <= CHINA[2]
    return y >= FIRST_WIDE_ZONE * ZONE_BLOCK or EASTINGS[0] <= y <= EASTINGS[1]
