"""Establish the reference system of a layer, and check whether its coordinates fit the system.

A declaration (a `.prj`, or one inside the file) is used unchanged. The coordinates must then be
finite and lie in the area where the system is used. If most records do not, the layer is refused
with a suggestion of what would make them plausible; nothing is converted on a guess. If at most
half of the records lie elsewhere, these records are quarantined and the rest is read.

A system is judged by its own area of use (`areas_of_use`), whatever the country. Systems are used
beyond the edges of their area, as China's 3-degree Gauss-Krüger zones are, so that it is extended
by a margin. The `box` of a profile is used without a margin.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parkland.crs import Box, described, given_crs, lonlat_bounds, lonlat_boxes
from parkland.errors import CrsError, ImplausibleCoordinatesError, MissingCrsError
from parkland.formats.evidence import Evidence
from parkland.gauss_kruger import CHINA, EASTINGS, NORTHINGS, ZONE_BLOCK
from parkland.phrases import Phrase
from parkland.sources.areas_of_use import FULL_LON, area_of_use
from parkland.sources.likely_systems import (
    FIRST_WIDE_ZONE,
    GEOGRAPHIC_CGCS2000,
    WGS84,
    ZONES_OF_CHINA,
    candidates,
    counterpart_zone,
    impossible_places,
    inside,
    with_margin,
)

if TYPE_CHECKING:
    from pyproj import CRS

    from parkland.conventions import Profile

MOST_NAMED = 4  # a message names at most this number of candidates
AT_MOST = 0.5  # share of misplaced records up to which a layer is read
EDGE_POINTS = 33
GUESS = "guess"
RADII_M = (6_300_000, 6_450_000)  # every ellipsoid of EPSG for the earth lies between


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
    if placed_on_nothing := _ellipsoid_fault(crs):
        raise ImplausibleCoordinatesError(
            "sources.misplaced",
            where=where,
            crs=described(crs),
            place=placed_on_nothing,
        )
    placed = np.isfinite(boxes).all(axis=1)
    outside = np.zeros(len(boxes), dtype=bool)
    # The usual case costs one transformation: if the hull of all records lies inside, and in China,
    # then every record does. The records are transformed one by one only if that fails.
    whole = hull(boxes)
    around = lonlat_boxes(_edges(whole), crs) if whole else np.full((1, 4), np.nan)
    if (inside(around, allowed_box(crs, profile)) & inside(around, CHINA)).all():
        return outside
    degrees = lonlat_boxes(boxes[placed], crs)
    outside[placed] = ~_lie_well(boxes[placed], crs, profile)
    # A few records elsewhere are faults of these records. If most are elsewhere, the system is
    # wrong, and no record can be trusted.
    wrong = hull(boxes[outside])
    if wrong is None or outside.sum() <= AT_MOST * placed.sum():
        return outside
    lonlat = hull(degrees[outside[placed]])
    place = (
        Phrase(
            "sources.place",
            west=float(lonlat[0]),
            east=float(lonlat[2]),
            south=float(lonlat[1]),
            north=float(lonlat[3]),
        )
        if lonlat
        else Phrase("sources.no_place")
    )
    raise ImplausibleCoordinatesError(
        "sources.misplaced",
        where=where,
        do=_suggestion(wrong, crs, profile),
        crs=described(crs),
        place=place,
    )


def _lie_well(boxes: np.ndarray, crs: CRS, profile: Profile) -> np.ndarray:
    """Return which boxes, in the units of `crs`, lie where parcels may lie."""
    degrees = lonlat_boxes(boxes, crs)
    fits: np.ndarray = inside(degrees, allowed_box(crs, profile))
    fits &= ~impossible_places(boxes, degrees, crs, profile)
    return fits


def _ellipsoid_fault(crs: CRS) -> str:
    """Return what is wrong with an ellipsoid that is not that of the earth, else an empty text."""
    radius = crs.ellipsoid.semi_major_metre if crs.ellipsoid else None
    if radius is None or RADII_M[0] <= radius <= RADII_M[1]:
        return ""
    return Phrase("sources.other_planet", radius=radius)


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

    It is the box of the profile; else the area of use of `crs` with a margin.
    """
    if profile.box:
        return profile.box
    box = with_margin(area_of_use(crs))
    if box[0] > box[2]:  # across the date line: a record may lie on either side
        return (-FULL_LON, box[1], FULL_LON, box[3])
    return box


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
    has_zone = bounds[0] >= FIRST_WIDE_ZONE * ZONE_BLOCK and set(possible) <= ZONES_OF_CHINA
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
    if not _are_few(possible):
        return error
    hint = Phrase("sources.possible_systems", names=_names(possible))
    return CrsError(
        Phrase("sources.with_hint", what=error.what, hint=hint), where=error.where, do=error.do
    )


def missing(
    bounds: Box | None, profile: Profile, *, where: str, asked: CRS | int | str | None
) -> MissingCrsError:
    """Return the error for a layer that declares no system; it names the possible systems."""
    possible = candidates(bounds, profile) if bounds else []
    hint: str
    if _are_few(possible):
        hint = Phrase("sources.possible_systems", names=_names(possible))
    elif bounds and _looks_swapped(bounds):
        hint = Phrase("sources.swapped_axes")
    elif bounds:
        west, south, east, north = map(float, bounds)
        hint = Phrase("sources.bounds", west=west, east=east, south=south, north=north)
    else:
        hint = ""
    example = next(iter(possible), profile.crs or "EPSG:4528")
    way_out = Phrase("sources.name_system", example=example)
    key = "none_guessed" if asked == GUESS else "none_declared"
    what: str = Phrase(f"sources.{key}")
    if hint:
        what = Phrase("sources.with_hint", what=what, hint=hint)
    return MissingCrsError(
        what,
        where=where,
        do=way_out if asked == GUESS else "sources.name_or_guess",
    )


def _suggestion(bounds: Box, crs: CRS, profile: Profile) -> str:
    """Return a remedy for coordinates that do not fit `crs`, as a sentence for the user."""
    # The suggestions are tried from the most to the least specific: swapped axes, a missing or
    # superfluous zone number, another zone.
    flipped = (bounds[1], bounds[0], bounds[3], bounds[2])
    if _fits(flipped, crs, profile):
        return Phrase("sources.confirm_axes")
    if _looks_swapped(bounds) and (fits := candidates(flipped, profile, crs)):
        return Phrase("sources.confirm_axes_and_system", names=fits[:MOST_NAMED])
    if counterpart := _counterpart(bounds, crs, profile):
        return Phrase("sources.zone_number", counterpart=counterpart)
    possible = [
        code for code in candidates(bounds, profile, crs) if code != f"EPSG:{crs.to_epsg()}"
    ]
    if _are_few(possible):
        key = "check_zone" if set(possible) <= ZONES_OF_CHINA else "check_system"
        return Phrase(f"sources.{key}", names=_names(possible))
    if possible:
        return Phrase("sources.no_zone_number", first=possible[0], last=possible[-1])
    return Phrase("sources.right_system")


def _are_few(possible: list[str]) -> bool:
    """Return whether a message can name the systems: all zones of China fit an easting alone."""
    return bool(possible) and not (len(possible) > MOST_NAMED and set(possible) <= ZONES_OF_CHINA)


def _names(possible: list[str]) -> str:
    key = "some_systems" if len(possible) > MOST_NAMED else "systems"
    return Phrase(f"sources.{key}", names=possible[:MOST_NAMED])


def _counterpart(bounds: Box, crs: CRS, profile: Profile) -> str:
    """Return the other system of the same central meridian, with or without the zone number.

    The result is empty if that system does not fit either.
    """
    fitting = (one for one in counterpart_zone(crs) if _fits(bounds, one, profile))
    return next((f"EPSG:{one.to_epsg()}" for one in fitting), "")


def _fits(bounds: Box, crs: CRS, profile: Profile) -> bool:
    """Return whether bounds in the units of `crs` lie where parcels may lie."""
    return lonlat_bounds(bounds, crs) is not None and bool(
        _lie_well(np.array([bounds]), crs, profile).all()
    )


def _looks_swapped(bounds: Box) -> bool:
    """Return whether x has the range of northings or latitudes, and y that of the other axis."""
    x, y = bounds[0], bounds[1]
    if not NORTHINGS[0] <= x <= NORTHINGS[1]:
        return CHINA[1] <= x <= CHINA[3] and CHINA[0] <= y <= CHINA[2]
    return y >= FIRST_WIDE_ZONE * ZONE_BLOCK or EASTINGS[0] <= y <= EASTINGS[1]
