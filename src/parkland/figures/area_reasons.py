"""Reasons for which a stated area can differ from the measured area.

Each reason is an area that can be computed from the shapes and that equals the stated area. The
first reason that fits is taken, in this order:

``rounding``    the measured area, rounded in mu, hectares or square metres to the office's decimals
``method``      the planar area in the plane of the parcel
``zone``        the planar area in a neighbouring zone or in a 6-degree zone
``rounding``    the measured area, rounded to fewer decimals
``unit``        the measured area in another unit: the factor is 15, 10 000 or 2000/3
``parts``       the area of all rows that have the same number
``one_part``    the area of one part of a parcel with several parts
``holes``       the area of the parcel with its holes filled
``overlap``     the area of the parcel less the land that it shares with other parcels

A reason is a hint for the person who examines the file. It does not change the verdict.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from parkland.areas.planes import ZONE_WIDTH_DEG, zone_plane
from parkland.geodesy import geodesic_m2, geodetic_system, plane_system
from parkland.units import AREA_UNITS, area_unit
from parkland.wording import wording

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd
    import pandas as pd

    from parkland.conventions import AreaRules

UNITS = ("mu", "ha", "m2")
NUMBERS = ("parcel_id", "cadastral_code", "contract_no", "supervision_no")
WIDE_ZONE_DEG = 6
# A stated area counts as a planar area if they differ by no more than half of the last place in
# which areas in mu are printed, or than this share.
PLANE_SHARE = 2e-5
HALF_PLACE_MU = 0.005
# No plane in use enlarges an area by a larger factor.
MOST_ENLARGED = 1.02
HALF, NOISE = 0.5, 1e-6

# A candidate is the position of a row, the code of a reason, and the values for its text.
Candidate = tuple[int, str, dict[str, object]]


@dataclass(frozen=True, slots=True)
class Reason:
    """The code of a reason, and the sentence that explains it in one language."""

    code: str
    text: str


def likely_reasons(
    parcels: gpd.GeoDataFrame,
    table: pd.DataFrame,
    *,
    overlaps: gpd.GeoDataFrame,
    rules: AreaRules,
    lang: str,
) -> list[Reason | None]:
    """Return the likely reason for each row, or None.

    Parameters
    ----------
    parcels
        The parcels with their geometry.
    table
        The areas of the parcels in the form of `reconcile`, on the same index.
    overlaps
        The overlaps of the parcels.
    rules
        The tolerances and decimal places of the profile.
    lang
        The language of the sentences.
    """
    found: list[Reason | None] = [None] * len(table)
    stated, area = table["stated_area_m2"].to_numpy(), table["area_m2"].to_numpy()
    open_rows = (stated > 0) & (area > 0)

    # A row with a reason is closed and not tried again, because an area that fits one reason often
    # fits later ones by accident.
    def settle(candidates: Iterator[Candidate]) -> None:
        for place, code, values in candidates:
            if found[place] is None:
                text = wording(f"reconciliation.{code}", lang, **values)
                found[place] = Reason(code, text)
                open_rows[place] = False

    def waiting() -> np.ndarray:
        return np.flatnonzero(open_rows)

    tolerance = rules.tolerance_of(stated)
    settle(_roundings(stated, area, waiting(), rules, lang))
    settle(_methods(table, waiting()))
    settle(_zones(parcels, table, waiting()))
    settle(_roundings(stated, area, waiting(), rules, lang, fewer=True))
    settle(_units(stated, area, waiting(), rules, lang))
    beyond = np.abs(stated - area) > tolerance
    open_rows &= beyond  # the other reasons are only for areas that disagree
    settle(_numbers(parcels, stated, area, waiting(), tolerance))
    settle(_shapes(parcels, stated, waiting(), tolerance))
    settle(_overlaps(parcels, stated, area, waiting(), tolerance, overlaps))
    return found


def _roundings(
    stated: np.ndarray,
    area: np.ndarray,
    rows: np.ndarray,
    rules: AreaRules,
    lang: str,
    *,
    fewer: bool = False,
) -> Iterator[Candidate]:
    """Yield rows whose stated area is the measured area, rounded to the decimals of a unit.

    With `fewer` all smaller numbers of decimals are tried, from the most to the fewest.
    """
    # A coarse rounding, such as whole hectares, fits many areas by accident. Only rows whose areas
    # are close anyway are tried.
    near = rows[np.abs(stated[rows] - area[rows]) <= rules.slip_share * stated[rows]]
    for name in UNITS:
        unit, places = AREA_UNITS[name], rules.digits[name]
        for digits in range(places - 1, -1, -1) if fewer else [places]:
            stated_units, measured_units = (
                values[near] * unit.per_m2 * 10**digits for values in (stated, area)
            )
            # The stated area must be a whole number of units of the last place, at most half a unit
            # from the measured area. A double near a half may have been rounded up or down.
            fits = (np.abs(stated_units - np.round(stated_units)) < NOISE) & (
                np.abs(stated_units - measured_units) < HALF + NOISE
            )
            for place in near[fits]:
                yield int(place), "rounding", {"unit": unit.label(lang), "digits": digits}


def _methods(table: pd.DataFrame, rows: np.ndarray) -> Iterator[Candidate]:
    """Yield rows whose stated area is the planar area."""
    stated, planar = table["stated_area_m2"].to_numpy(), table["planar_area_m2"].to_numpy()
    for place in rows[np.abs(stated[rows] - planar[rows]) <= _plane_limit(stated[rows])]:
        degrees = float(table["degrees_from_meridian"].iloc[place])
        percent = 100 * (planar[place] / table["area_m2"].iloc[place] - 1)
        yield int(place), "method", {"degrees": f"{degrees:.2f}", "percent": f"{percent:+.3f}"}


def _zones(parcels: gpd.GeoDataFrame, table: pd.DataFrame, rows: np.ndarray) -> Iterator[Candidate]:
    """Yield rows whose stated area is the planar area in another zone."""
    import shapely

    stated, area = table["stated_area_m2"].to_numpy(), table["area_m2"].to_numpy()
    # With the scale 1 on the meridian, a plane enlarges every area, by a few percent at most.
    rows = rows[(stated[rows] > area[rows]) & (stated[rows] < MOST_ENLARGED * area[rows])]
    if not len(rows):
        return
    geodetic = geodetic_system(plane_system(parcels.geometry))
    longitudes = table["longitude"].to_numpy()[rows]
    nearest = ZONE_WIDTH_DEG * np.round(longitudes / ZONE_WIDTH_DEG)
    # Zones of 6 degrees begin at multiples of 6 degrees, with the meridian in their middle.
    wide = WIDE_ZONE_DEG * np.floor(longitudes / WIDE_ZONE_DEG) + WIDE_ZONE_DEG / 2
    choices = [wide, *(nearest + step * ZONE_WIDTH_DEG for step in (0, -1, 1))]
    for meridians in choices:
        for meridian in np.unique(meridians):
            some = rows[meridians == meridian]
            plane = zone_plane(geodetic, float(meridian))
            planar = shapely.area(np.asarray(parcels.geometry.take(some).to_crs(plane)))
            limit = _plane_limit(stated[some])
            # If the planar area is nearly the ellipsoidal one, an agreement can be an accident.
            fits = (np.abs(stated[some] - planar) <= limit) & (planar - area[some] > 3 * limit)
            for place in some[fits]:
                yield int(place), "zone", {"meridian": f"{meridian:g}"}


def _units(
    stated: np.ndarray, area: np.ndarray, rows: np.ndarray, rules: AreaRules, lang: str
) -> Iterator[Candidate]:
    """Yield rows whose number was written in the unit `meant` and read in the unit `taken`."""
    for meant in UNITS:
        for taken in UNITS:
            factor = float(AREA_UNITS[taken].m2 / AREA_UNITS[meant].m2)
            if meant == taken:
                continue
            off = np.abs(stated[rows] / (area[rows] * factor) - 1)
            for place in rows[off <= rules.slip_share]:
                yield int(place), "unit", {
                    "meant": area_unit(meant).label(lang),
                    "taken": area_unit(taken).label(lang),
                }  # fmt: skip


def _numbers(
    parcels: gpd.GeoDataFrame,
    stated: np.ndarray,
    area: np.ndarray,
    rows: np.ndarray,
    tolerance: np.ndarray,
) -> Iterator[Candidate]:
    """Yield rows whose stated area is the sum of all rows with the same number."""
    import pandas as pd

    areas = pd.Series(area)
    for column in NUMBERS:
        if column not in parcels.columns:
            continue
        numbers = parcels[column].reset_index(drop=True)
        together = areas.groupby(numbers).transform("sum").to_numpy()
        several = areas.groupby(numbers).transform("size").to_numpy()
        fits = (several[rows] > 1) & (np.abs(stated[rows] - together[rows]) <= tolerance[rows])
        for place in rows[fits]:
            yield int(place), "parts", {"number": numbers[place], "rows": int(several[place])}


def _shapes(
    parcels: gpd.GeoDataFrame, stated: np.ndarray, rows: np.ndarray, tolerance: np.ndarray
) -> Iterator[Candidate]:
    """Yield rows whose stated area is that of one part, or of the parcel with its holes filled."""
    import geopandas as gpd
    import shapely

    shapes = np.asarray(parcels.geometry)[rows]
    parts, owners = shapely.get_parts(shapes, return_index=True)
    filled = shapely.polygons(shapely.get_exterior_ring(parts))
    areas = geodesic_m2(gpd.GeoSeries(parts, crs=parcels.crs))
    outer = geodesic_m2(gpd.GeoSeries(filled, crs=parcels.crs))
    several = np.bincount(owners, minlength=len(rows)) > 1
    for part, owner in enumerate(owners):
        place = rows[owner]
        if several[owner] and abs(stated[place] - areas[part]) <= tolerance[place]:
            yield int(place), "one_part", {"parts": int((owners == owner).sum())}
    whole = np.bincount(owners, outer, minlength=len(rows))
    cut = np.bincount(owners, areas, minlength=len(rows))
    fits = (whole > cut) & (np.abs(stated[rows] - whole) <= tolerance[rows])
    for place in rows[fits]:
        yield int(place), "holes", {}


def _overlaps(
    parcels: gpd.GeoDataFrame,
    stated: np.ndarray,
    area: np.ndarray,
    rows: np.ndarray,
    tolerance: np.ndarray,
    overlaps: gpd.GeoDataFrame,
) -> Iterator[Candidate]:
    """Yield rows whose stated area is the measured area less the land shared with others."""
    shared = np.zeros(len(stated))
    partners = np.zeros(len(stated), dtype=int)
    for side in ("left", "right"):
        known = overlaps[overlaps[side].isin(parcels.index)]
        places = parcels.index.get_indexer(known[side].array)
        np.add.at(shared, places, known["shared_m2"].to_numpy())
        np.add.at(partners, places, 1)
    less = area - shared
    for place in rows[(shared[rows] > 0) & (np.abs(stated[rows] - less[rows]) <= tolerance[rows])]:
        yield int(place), "overlap", {"number": int(partners[place])}


def _plane_limit(stated: np.ndarray) -> np.ndarray:
    """Return the largest difference in m2 at which a stated area counts as a planar area."""
    half_place = HALF_PLACE_MU * float(area_unit("mu").m2)
    limit: np.ndarray = np.maximum(half_place, PLANE_SHARE * stated)
    return limit
