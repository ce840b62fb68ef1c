"""Why a stated area differs from the measured one, among the reasons that can be computed.

Each reason gives an area that can be computed from the shapes and that the stated area then equals.
The first reason that fits is taken, in this order:

``rounding``    the measured area, in mu, hectares or square metres with the office's decimals
``method``      the planar area in the parcel's plane
``zone``        the planar area in a neighbouring or a 6-degree zone
``rounding``    again, with fewer decimals
``unit``        the measured area in another unit: off by 15, 10 000 or 2000/3
``parts``       several rows with the same number measure so much together
``one_part``    one part of a parcel of several parts measures so much
``holes``       the parcel without its holes cut out
``overlap``     the parcel less what it shares with others

A reason is a hint for the person who looks into the file; nothing is decided by it.
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
# A planar area fits within half of the last place in which areas in mu are printed, or this share.
PLANE_SHARE = 2e-5
HALF_PLACE_MU = 0.005
# No plane in use enlarges an area by more.
MOST_ENLARGED = 1.02
HALF, NOISE = 0.5, 1e-6


@dataclass(frozen=True, slots=True)
class Reason:
    """The code of a reason, and its sentence in the language asked for."""

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
    """Return the likely reason for each row of `table`, the areas in `reconcile`; None without one.

    The candidates of each reason are searched only in the rows that no earlier reason explains.
    """
    found: list[Reason | None] = [None] * len(table)
    stated, area = table["stated_area_m2"].to_numpy(), table["area_m2"].to_numpy()
    open_rows = (stated > 0) & (area > 0)

    def settle(candidates: Iterator[tuple[int, str, dict[str, object]]]) -> None:
        for place, code, values in candidates:
            if found[place] is None:
                text = wording(f"reconciliation.{code}", lang, **values)
                found[place] = Reason(code, text)
                open_rows[place] = False

    def waiting() -> np.ndarray:
        return np.flatnonzero(open_rows)

    tolerance = np.maximum(rules.tolerance_m2, rules.tolerance_share * stated)
    settle(_roundings(stated, area, waiting(), rules, lang))
    settle(_methods(table, waiting()))
    settle(_zones(parcels, table, waiting()))
    settle(_roundings(stated, area, waiting(), rules, lang, fewer=True))
    settle(_units(stated, area, waiting(), rules, lang))
    beyond = np.abs(stated - area) > tolerance
    open_rows &= beyond  # what agrees needs no more explanation
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
) -> Iterator[tuple[int, str, dict[str, object]]]:
    near = rows[np.abs(stated[rows] - area[rows]) <= rules.slip_share * stated[rows]]
    for name in UNITS:
        unit, places = AREA_UNITS[name], rules.digits[name]
        for digits in range(places - 1, -1, -1) if fewer else [places]:
            said, measured = (values[near] * unit.per_m2 * 10**digits for values in (stated, area))
            # a double near a half may have been rounded either way
            fits = (np.abs(said - np.round(said)) < NOISE) & (
                np.abs(said - measured) < HALF + NOISE
            )
            for place in near[fits]:
                yield int(place), "rounding", {"unit": unit.label(lang), "digits": digits}


def _methods(table: pd.DataFrame, rows: np.ndarray) -> Iterator[tuple[int, str, dict[str, object]]]:
    stated, planar = table["stated_area_m2"].to_numpy(), table["planar_area_m2"].to_numpy()
    for place in rows[np.abs(stated[rows] - planar[rows]) <= _plane_limit(stated[rows])]:
        degrees = float(table["degrees_from_meridian"].iloc[place])
        percent = 100 * (planar[place] / table["area_m2"].iloc[place] - 1)
        yield int(place), "method", {"degrees": f"{degrees:.2f}", "percent": f"{percent:+.3f}"}


def _zones(
    parcels: gpd.GeoDataFrame, table: pd.DataFrame, rows: np.ndarray
) -> Iterator[tuple[int, str, dict[str, object]]]:
    import shapely

    stated, area = table["stated_area_m2"].to_numpy(), table["area_m2"].to_numpy()
    # in a plane areas are larger, and by no more than a percent or so
    rows = rows[(stated[rows] > area[rows]) & (stated[rows] < MOST_ENLARGED * area[rows])]
    if not len(rows):
        return
    geodetic = geodetic_system(plane_system(parcels.geometry))
    longitudes = table["longitude"].to_numpy()[rows]
    nearest = ZONE_WIDTH_DEG * np.round(longitudes / ZONE_WIDTH_DEG)
    wide = WIDE_ZONE_DEG * np.floor(longitudes / WIDE_ZONE_DEG) + WIDE_ZONE_DEG / 2
    choices = [wide, *(nearest + step * ZONE_WIDTH_DEG for step in (0, -1, 1))]
    for meridians in choices:
        for meridian in np.unique(meridians):
            some = rows[meridians == meridian]
            plane = zone_plane(geodetic, float(meridian))
            planar = shapely.area(np.asarray(parcels.geometry.take(some).to_crs(plane)))
            limit = _plane_limit(stated[some])
            # nearer to the ellipsoid, nothing tells a zone from chance
            fits = (np.abs(stated[some] - planar) <= limit) & (planar - area[some] > 3 * limit)
            for place in some[fits]:
                yield int(place), "zone", {"meridian": f"{meridian:g}"}


def _units(
    stated: np.ndarray, area: np.ndarray, rows: np.ndarray, rules: AreaRules, lang: str
) -> Iterator[tuple[int, str, dict[str, object]]]:
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
) -> Iterator[tuple[int, str, dict[str, object]]]:
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
) -> Iterator[tuple[int, str, dict[str, object]]]:
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
) -> Iterator[tuple[int, str, dict[str, object]]]:
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
    half_place = HALF_PLACE_MU * float(area_unit("mu").m2)
    limit: np.ndarray = np.maximum(half_place, PLANE_SHARE * stated)
    return limit
