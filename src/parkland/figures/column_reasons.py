"""Reasons for which a whole column of stated areas can differ from the measured areas.

Rounding, a plane and a unit are choices of the one who wrote the column, so that the column is the
evidence for them and not a single number.

Definition. Let ``d`` be the distance of a stated area from the area that a reason gives, and ``d0``
its distance from the measured area. The limit of a stated area is half a unit of its last printed
place, or a share of 2e-5 if that is larger. A reason fits a row if ``d`` is within the limit and
below ``d0``. It holds for the column if it fits at least three rows, and at least 80 % of the rows
in which its area differs from the measured one by more than 1.5 limits. Otherwise it can still be
one parcel's, and is marked so: ``d0`` must then be at least three times the limit, and it is not
said in a column of ten or more such rows of which it fits less than 20 %.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from parkland.areas.planes import ZONE_WIDTH_DEG, zone_plane
from parkland.geodesy import geodetic_system, plane_system
from parkland.units import AREA_UNITS, area_unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import geopandas as gpd
    import pandas as pd

    from parkland.choices import AreaUnit
    from parkland.conventions import AreaRules, Profile

UNITS: tuple[AreaUnit, ...] = ("mu", "ha", "m2")
WIDE_ZONE_DEG = 6
PLANE_SHARE = 2e-5  # two programs compute the same planar area within this share
MOST_ENLARGED = 1.02  # no plane in use enlarges an area by a larger factor
HALF, NOISE = 0.5, 1e-6
APART = 1.5  # limits by which two areas must differ for a rounded number to tell them apart
MARGIN = 3.0  # a single parcel's reason must be nearer than the measured area by this factor
HOLDS, FEWEST = 0.8, 3  # share and number of rows from which a reason holds for a column
CONTRADICTED, MANY = 0.2, 10  # below this share of so many rows, a fit is an accident
WRITTEN_ALIKE = 0.95  # share of a column that must be written to the last place of a unit
LEAST_LIMIT_M2 = 0.005
SLACK = 1.001  # an area at exactly half a unit may have been rounded up or down
COARSE_SHARE = 0.0025  # a single parcel is explained by a coarse rounding up to this difference


class Candidate(NamedTuple):
    """A reason that a row may have.

    Attributes
    ----------
    place
        The position of the row.
    code
        The code of the reason.
    values
        The values for its text.
    alone
        Whether the reason fits this parcel and does not hold for its column.
    """

    place: int
    code: str
    values: Mapping[str, object]
    alone: bool = False


@dataclass(frozen=True, slots=True)
class ColumnAreas:
    """The areas of the rows of one source.

    Attributes
    ----------
    rows
        The positions of its rows that have a stated and a measured area.
    stated, area, planar
        The stated area, the measured area and the planar area of every row of the table, in m2.
    limit
        The largest difference at which a stated area counts as another area, for every row.
    """

    rows: np.ndarray
    stated: np.ndarray
    area: np.ndarray
    planar: np.ndarray
    limit: np.ndarray

    def holding(self, given: np.ndarray, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the rows for which an area fits, and which of them are fitted alone.

        Parameters
        ----------
        given
            The area that the reason gives, for every row of the table; NaN where it is not known.
        rows
            The positions of the rows without a reason yet.
        """
        off, off0 = np.abs(self.stated - given), np.abs(self.stated - self.area)
        with np.errstate(invalid="ignore"):
            fits = (off <= self.limit) & (off < off0)
            differs = ~(np.abs(given - self.area) <= APART * self.limit)
        column = self.rows[differs[self.rows]]
        share = fits[column].mean() if len(column) else 0.0
        if len(column) >= FEWEST and share >= HOLDS:
            return rows[fits[rows]], np.zeros(int(fits[rows].sum()), dtype=bool)
        if len(column) >= MANY and share < CONTRADICTED:
            return rows[:0], np.zeros(0, dtype=bool)
        clear = rows[fits[rows] & (off0[rows] >= MARGIN * self.limit[rows])]
        return clear, np.ones(len(clear), dtype=bool)


def columns_of(
    parcels: gpd.GeoDataFrame, table: pd.DataFrame, rules: AreaRules
) -> Iterator[ColumnAreas]:
    """Yield the areas of each source; a table without sources is one column."""
    import pandas as pd

    stated, area, planar = (
        table[name].to_numpy() for name in ("stated_area_m2", "area_m2", "planar_area_m2")
    )
    known = np.flatnonzero((stated > 0) & (area > 0))
    sources = parcels["source"] if "source" in parcels.columns else pd.Series("", parcels.index)
    codes = pd.factorize(sources)[0]
    for code in np.unique(codes[known]):
        rows = known[codes[known] == code]
        limit = np.maximum(_half_place(stated[rows], rules), PLANE_SHARE * stated)
        yield ColumnAreas(rows, stated, area, planar, limit)


def _half_place(stated: np.ndarray, rules: AreaRules) -> float:
    """Return half a unit of the last place in which a column is written, in m2.

    The places are those of the profile. If the column is written to the last place of several
    units, the coarsest is taken; if of none, the smallest limit.
    """
    steps = sorted(float(AREA_UNITS[name].m2) / 10 ** rules.digits[name] for name in UNITS)
    for step in reversed(steps):
        whole = np.abs(stated / step - np.round(stated / step)) < NOISE * 10
        if whole.mean() >= WRITTEN_ALIKE:
            return float(step / 2 * SLACK)
    return LEAST_LIMIT_M2


def written_units(profile: Profile) -> tuple[AreaUnit, ...]:
    """Return the units in which areas of an office may be written: mu only where it uses mu."""
    used = {*profile.print_units, *profile.column_units.values()}
    foreign: tuple[AreaUnit, ...] = ("acre",) if "acre" in used else ()
    return (*(name for name in UNITS if name != "mu" or "mu" in used), *foreign)


def roundings(
    column: ColumnAreas,
    rows: np.ndarray,
    rules: AreaRules,
    lang: str,
    *,
    names: Sequence[AreaUnit],
    fewer: bool = False,
) -> Iterator[Candidate]:
    """Yield rows whose stated area is the measured area, rounded to the decimals of a unit.

    With `fewer` all smaller numbers of decimals are tried, from the most to the fewest. Such a
    rounding fits many areas by accident.
    """
    stated, area = column.stated, column.area
    near = np.abs(stated - area) <= rules.slip_share * stated
    for name in names:
        unit, places = AREA_UNITS[name], rules.digits[name]
        for digits in range(places - 1, -1, -1) if fewer else [places]:
            stated_units, measured_units = (
                values * unit.per_m2 * 10**digits for values in (stated, area)
            )
            # The stated area must be a whole number of units of the last place, at most half a unit
            # from the measured area. A double near a half may have been rounded up or down.
            with np.errstate(invalid="ignore"):
                fits = near & (np.abs(stated_units - np.round(stated_units)) < NOISE)
                fits &= np.abs(stated_units - measured_units) < HALF + NOISE
            values = {"unit": unit.label(lang), "digits": digits}
            if not fewer:
                for place in rows[fits[rows]].tolist():
                    yield Candidate(place, "rounding", values)
                continue
            share = fits[column.rows].mean()
            holds = len(column.rows) >= FEWEST and share >= HOLDS
            if not holds and len(column.rows) >= MANY and share < CONTRADICTED:
                continue
            fine = np.abs(stated - area) <= COARSE_SHARE * stated
            for place in rows[fits[rows] & (holds | fine[rows])].tolist():
                yield Candidate(place, "rounding", values, not holds)


def methods(column: ColumnAreas, rows: np.ndarray, degrees: np.ndarray) -> Iterator[Candidate]:
    """Yield rows whose stated area is the planar area."""
    found, alone = column.holding(column.planar, rows)
    for place, one in zip(found.tolist(), alone.tolist(), strict=True):
        percent = 100 * (column.planar[place] / column.area[place] - 1)
        values = {"degrees": f"{degrees[place]:.2f}", "percent": f"{percent:+.3f}"}
        yield Candidate(place, "method", values, one)


def zones(
    column: ColumnAreas, rows: np.ndarray, parcels: gpd.GeoDataFrame, longitudes: np.ndarray
) -> Iterator[Candidate]:
    """Yield rows whose stated area is the planar area in another zone."""
    import shapely

    stated, area = column.stated, column.area
    # With the scale 1 on the meridian, a plane enlarges every area, by a few percent at most.
    rows = rows[(stated[rows] > area[rows]) & (stated[rows] < MOST_ENLARGED * area[rows])]
    if not len(rows):
        return
    geodetic = geodetic_system(plane_system(parcels.geometry))
    nearest = ZONE_WIDTH_DEG * np.round(longitudes[rows] / ZONE_WIDTH_DEG)
    # Zones of 6 degrees begin at multiples of 6 degrees, with the meridian in their middle.
    wide = WIDE_ZONE_DEG * np.floor(longitudes[rows] / WIDE_ZONE_DEG) + WIDE_ZONE_DEG / 2
    choices = [wide, *(nearest + step * ZONE_WIDTH_DEG for step in (0, -1, 1))]
    own = np.abs(stated - column.planar)
    for meridian in dict.fromkeys(np.concatenate(choices).tolist()):
        some = rows[np.any([meridians == meridian for meridians in choices], axis=0)]
        plane = zone_plane(geodetic, float(meridian))
        given = np.full(len(stated), np.nan)
        given[some] = shapely.area(np.asarray(parcels.geometry.take(some).to_crs(plane)))
        found, alone = column.holding(given, some)
        # Another plane explains nothing that the parcel's own plane explains nearly as well.
        better = own[found] >= MARGIN * np.abs(stated[found] - given[found])
        for place, one in zip(found[better].tolist(), alone[better].tolist(), strict=True):
            yield Candidate(place, "zone", {"meridian": f"{meridian:g}"}, one)


def units(
    column: ColumnAreas,
    rows: np.ndarray,
    rules: AreaRules,
    lang: str,
    *,
    names: Sequence[AreaUnit],
) -> Iterator[Candidate]:
    """Yield rows whose number was written in the unit `meant` and read in the unit `taken`."""
    for meant in names:
        for taken in names:
            if meant == taken:
                continue
            factor = float(AREA_UNITS[taken].m2 / AREA_UNITS[meant].m2)
            with np.errstate(invalid="ignore", divide="ignore"):
                fits = np.abs(column.stated / (column.area * factor) - 1) <= rules.slip_share
            holds = len(column.rows) >= FEWEST and fits[column.rows].mean() >= HOLDS
            for place in rows[fits[rows]].tolist():
                words = {
                    "meant": area_unit(meant).label(lang),
                    "taken": area_unit(taken).label(lang),
                }
                yield Candidate(place, "unit", words, not holds)
