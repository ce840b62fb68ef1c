"""Reasons for which a stated area can differ from the measured area.

Each reason is an area that can be computed from the shapes and that equals the stated area. The
first reason that fits is taken, in this order:

``rounding``    the measured area, rounded in a unit of the office to the office's decimals
``method``      the planar area in the plane of the parcel
``zone``        the planar area in a neighbouring zone or in a 6-degree zone
``rounding``    the measured area, rounded to fewer decimals
``unit``        the measured area in another unit: the factor is 15, 10 000 or 2000/3
``parts``       the area of all rows that have the same number
``one_part``    the area of one part of a parcel with several parts
``holes``       the area of the parcel with its holes filled
``overlap``     the area of the parcel less the land that it shares with other parcels

The first five are choices of the one who wrote the column: they must hold for the column as a
whole, or are marked as one parcel's (`figures.column_reasons`). A reason is a hint for the person
who examines the file. It does not change the verdict.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from parkland.figures.column_reasons import (
    MARGIN,
    Candidate,
    ColumnAreas,
    columns_of,
    methods,
    roundings,
    units,
    zones,
)
from parkland.geodesy import geodesic_m2
from parkland.topology import crowded_labels
from parkland.wording import wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import geopandas as gpd
    import pandas as pd

    from parkland.choices import AreaUnit
    from parkland.conventions import AreaRules

NUMBERS = ("parcel_id", "cadastral_code", "contract_no", "supervision_no")


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
    names: Sequence[AreaUnit],
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
    names
        The units in which areas may be written.
    lang
        The language of the sentences.
    """
    found: list[Reason | None] = [None] * len(table)
    stated, area = table["stated_area_m2"].to_numpy(), table["area_m2"].to_numpy()
    open_rows = (stated > 0) & (area > 0)

    # A row with a reason is closed and not tried again, because an area that fits one reason often
    # fits later ones by accident.
    def settle(candidates: Iterable[Candidate]) -> None:
        for place, code, values, alone in candidates:
            if found[place] is None:
                text = wording(f"reconciliation.{code}", lang, **values)
                if alone:
                    text = wording("reconciliation.one_parcel", lang, text=text)
                found[place] = Reason(code, text)
                open_rows[place] = False

    def waiting(column: ColumnAreas | None = None) -> np.ndarray:
        return column.rows[open_rows[column.rows]] if column else np.flatnonzero(open_rows)

    degrees, longitudes = (
        table[name].to_numpy() for name in ("degrees_from_meridian", "longitude")
    )
    for column in columns_of(parcels, table, rules):
        settle(roundings(column, waiting(column), rules, lang, names=names))
        rows = waiting(column)
        candidates = [
            *methods(column, rows, degrees),
            *zones(column, rows, parcels, longitudes),
            *roundings(column, rows, rules, lang, names=names, fewer=True),
            *units(column, rows, rules, lang, names=names),
        ]
        # What holds for the whole column comes before what may be an accident of one parcel.
        settle(one for one in candidates if not one.alone)
        settle(one for one in candidates if one.alone)
    tolerance = rules.tolerance_of(stated)
    off = np.abs(stated - area)
    open_rows &= off > tolerance  # the other reasons are only for areas that disagree
    # Like a column's reason, a parcel's must be nearer than the measured area by the margin.
    tolerance = np.minimum(tolerance, off / MARGIN)
    settle(_numbers(parcels, stated, area, waiting(), tolerance))
    settle(_shapes(parcels, stated, waiting(), tolerance))
    settle(_overlaps(parcels, stated, area, waiting(), tolerance, overlaps))
    return found


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
            values = {"number": numbers[place], "rows": int(several[place])}
            yield Candidate(int(place), "parts", values)


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
            yield Candidate(int(place), "one_part", {"parts": int((owners == owner).sum())})
    whole = np.bincount(owners, outer, minlength=len(rows))
    cut = np.bincount(owners, areas, minlength=len(rows))
    fits = (whole > cut) & (np.abs(stated[rows] - whole) <= tolerance[rows])
    for place in rows[fits]:
        yield Candidate(int(place), "holes", {})


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
    # The table leaves out pairs of a crowded parcel, so that its shared land is not known.
    shared[parcels.index.isin(crowded_labels(overlaps))] = 0
    less = area - shared
    for place in rows[(shared[rows] > 0) & (np.abs(stated[rows] - less[rows]) <= tolerance[rows])]:
        yield Candidate(int(place), "overlap", {"number": int(partners[place])})
