"""Which reference system a layer is in, from evidence, and whether its coordinates fit it.

A declaration (`.prj`, or the file's own) is taken as it stands. Coordinates must then be finite and
lie where the system is used, else they are refused with what would make them plausible; nothing is
converted on a guess. Where at most half of the records lie elsewhere, those are reported and the
rest is read.
China's 3-degree Gauss-Krüger zones are used far beyond their edges, so the area of use is taken
with a margin; a profile's `box` is taken exactly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parkland.crs import Box, described, given_crs, lonlat_bounds, lonlat_boxes, meridian
from parkland.errors import ImplausibleCoordinatesError, MissingCrsError
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
MOST_NAMED = 4
AT_MOST = 0.5
EDGE_POINTS = 33
GUESS = "guess"


def hull(boxes: np.ndarray) -> Box | None:
    """Return the bounds of all boxes (n x 4) that are finite, or None if none is."""
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
    """Return the reference system of a layer, the evidence, and which records do not lie in it.

    Parameters
    ----------
    declared, evidence
        What the file declares, and where.
    boxes
        Bounds of each record, n x 4; not finite where there is no geometry.
    asked
        A system to take instead, or ``"guess"`` to accept one where none is declared.
    where
        The layer, for messages.

    Raises
    ------
    MissingCrsError, ImplausibleCoordinatesError, CrsError
    """
    bounds = hull(boxes)
    if asked is not None and asked != GUESS:
        crs = given_crs(asked)
        evidence = Evidence(described(crs), "given")
    elif declared is not None:
        crs = declared
    elif asked == GUESS and bounds is not None:
        crs, evidence = guess(bounds, profile, where=where)
    else:
        raise missing(bounds, profile, where=where, asked=asked)
    return crs, evidence, _misplaced(boxes, crs, profile, where=where)


def _misplaced(boxes: np.ndarray, crs: CRS, profile: Profile, *, where: str) -> np.ndarray:
    """Return which records do not lie where `crs` is used; refuse the layer if most do not.

    Raises
    ------
    ImplausibleCoordinatesError
        With what would make them plausible: swapped axes, another zone, a zone number to add.
    """
    placed = np.isfinite(boxes).all(axis=1)
    outside = np.zeros(len(boxes), dtype=bool)
    whole = hull(boxes)
    if whole and _inside(lonlat_boxes(_edges(whole), crs), allowed_box(crs, profile)).all():
        return outside  # and so is every record in it
    degrees = lonlat_boxes(boxes[placed], crs)
    outside[placed] = ~_inside(degrees, allowed_box(crs, profile))
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
    """Return small boxes along the edges of a box: its image on the ground lies within theirs."""
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
    """Return where parcels may lie: the profile's box, the area of use with a margin, or China."""
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
    """Return the systems in which `bounds` would lie where the profile's land is, best first."""
    west, south, east, north = bounds
    box = profile.box or CHINA
    if max(abs(west), abs(east)) <= FULL_LON and max(abs(south), abs(north)) <= FULL_LAT:
        inside = _inside(np.array([bounds]), box).all()
        return [GEOGRAPHIC_CGCS2000] if inside else [WGS84]
    zone = int(west // ZONE_BLOCK)
    codes: list[int] = []
    if FIRST_ZONE <= zone <= LAST_ZONE:
        beside = [zone, zone - 1]  # an easting can overflow into the next block
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
    """Return the reference system to take when none is declared and a guess is asked for.

    Raises
    ------
    MissingCrsError
        If the coordinates leave the choice open.
    """
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


def missing(
    bounds: Box | None, profile: Profile, *, where: str, asked: CRS | int | str | None
) -> MissingCrsError:
    """Return the error for a layer that declares no system, naming what could be meant."""
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
    """Return what would make coordinates plausible that are not so in `crs`."""
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
    """Return the system of the same central meridian, with or without zone number, if it fits."""
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
    lonlat = lonlat_bounds(bounds, crs)
    return lonlat is not None and bool(_inside(np.array([lonlat]), allowed_box(crs, profile)).all())


def _inside(boxes: np.ndarray, outer: Box) -> np.ndarray:
    """Return which boxes (n x 4) lie in `outer`; one that is not finite does not."""
    west, south, east, north = outer
    x0, y0, x1, y1 = boxes.T
    inside: np.ndarray = (west <= x0) & (x1 <= east) & (south <= y0) & (y1 <= north)
    return inside


def _looks_swapped(bounds: Box) -> bool:
    x, y = bounds[0], bounds[1]
    if not NORTHINGS[0] <= x <= NORTHINGS[1]:
        return CHINA[1] <= x <= CHINA[3] and CHINA[0] <= y <= CHINA[2]
    return y >= FIRST_WIDE_ZONE * ZONE_BLOCK or EASTINGS[0] <= y <= EASTINGS[1]
