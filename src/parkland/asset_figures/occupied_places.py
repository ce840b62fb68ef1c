"""Who occupies which parcel on which days of a year: the rows of `occupations`, made comparable.

Definitions. A *place* is a parcel number. A *use* is a row of ``occupations`` cut to the days of
the year: an own row, or a lease, which is stored once and is the tenant's rented and the lessor's
let land. A day without a date is open: an occupation without ``from_on`` held before the year, and
one without ``to_on`` still holds. Both days are included, so that 1 July to 31 December 2020 are
184.

A parcel that was taken back or bought ends every use that began before: the day of the disposal is
the last one. A use that began later rests on a new right and stays. If the day is not known, the
use is not known either. If a part was taken back, the parcel is smaller from the next day on.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from parkland.areas.rounding import exact
from parkland.schema import AREA_COLUMNS, LIST_JOINT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    import pandas as pd

    from parkland.figures.rounded import Figures

# Days are counted from 1970-01-01, as numpy counts them; these two stand for an open begin and end.
# Fields of a row without which its days are not known.
PERIOD = frozenset({"from_on", "to_on", "period"})
OPEN_BEGIN, OPEN_END = -(10**9), 10**9


@dataclass(slots=True, eq=False)
class Place:
    """A parcel number: its land, and until when it was held.

    Attributes
    ----------
    number : str
    area : Fraction or None
        Its land in m2; None if it is not known, and then `why` says why.
    units : int or None
        Its printed area in units of the last place; None for a place outside of the ledger.
    why : str
        The code of the reason why `area` is None.
    taken_on : int or None
        The day on which the whole place was taken back or bought.
    part_on, part : int or None, Fraction or None
        The day on which a part was taken back, and its m2.
    is_undated : bool
        It was taken back, and nobody knows when.
    """

    number: str
    area: Fraction | None
    units: int | None
    why: str = ""
    taken_on: int | None = None
    part_on: int | None = None
    part: Fraction | None = None
    is_undated: bool = False

    def m2_days(self, first: int, last: int) -> Fraction | None:
        """Return the land of the place times the days from `first` to `last`."""
        if self.area is None:
            return None
        whole = self.area * (last - first + 1)
        if self.part is None or self.part_on is None:
            return whole
        return whole - self.part * max(0, last - max(first, self.part_on + 1) + 1)


@dataclass(slots=True, eq=False)
class Use:
    """A row of ``occupations`` in a year; `m2`, `units` and `reason` are set when it is measured.

    Attributes
    ----------
    enterprise, basis, lessor : str
        ``basis`` is ``"own"``, ``"rent_in"`` or empty; `lessor` and `enterprise` are empty if
        nobody is named.
    place : Place
    first, last : int
        Its days within the year; there are none if `last` is before `first`.
    land, floor, far : Fraction or None
        The stated share in m2, the floor area in m2, the parcel's floor area ratio (容积率).
    m2 : Fraction or None
        Land over the year: m2 times days, by the days of the year. None if not known.
    units : int
        The same in units of the last printed place.
    reason : str
        The code of the reason why `m2` is None.
    """

    enterprise: str
    basis: str
    lessor: str
    place: Place
    first: int
    last: int
    land: Fraction | None
    floor: Fraction | None
    far: Fraction | None
    m2: Fraction | None = None
    units: int = 0
    reason: str = ""

    @property
    def days(self) -> int:
        """The number of days within the year."""
        return max(0, self.last - self.first + 1)


def year_days(year: int) -> tuple[int, int]:
    """Return the first and the last day of a year, counted from 1970-01-01."""
    epoch = dt.date(1970, 1, 1)
    return (dt.date(year, 1, 1) - epoch).days, (dt.date(year, 12, 31) - epoch).days


def places_of(
    parcels: pd.DataFrame, figures: Figures, ending_kinds: tuple[str, ...]
) -> dict[str, Place]:
    """Return the place of each parcel number of a ledger.

    Several parcels with one number are one place whose land is not known: a row of occupations does
    not say which of them it means. Their printed areas are added up all the same.
    """
    areas = column(parcels, AREA_COLUMNS[figures.area])
    units = np.rint(figures.leaves.fillna(0.0).to_numpy() * 10**figures.digits).astype("int64")
    kinds, parts = column(parcels, "disposal_kind"), column(parcels, "disposal_area_m2")
    days = day_numbers(parcels, "disposal_on")
    places: dict[str, Place] = {}
    for row, number in enumerate(column(parcels, "parcel_id")):
        if number is None:
            continue
        unit = int(units[row])
        if number in places:
            twin = places[number]
            twin.units = unit + (twin.units or 0)
            twin.area, twin.why = None, "several_parcels"
            continue
        area = None if areas[row] is None else exact(areas[row])
        # a parcel without an area is not in the sum of the parcels either
        place = Place(number, area, unit) if area is not None else _unmeasured(number)
        places[number] = place
        if kinds[row] in ending_kinds:
            _end(place, days[row], parts[row])
    return places


def _unmeasured(number: str) -> Place:
    return Place(number, None, None, "parcel_area")


def _end(place: Place, day: int | None, part: float | None) -> None:
    taken = None if part is None else exact(part)
    is_part = taken is not None and place.area is not None and taken < place.area
    if day is None:
        place.is_undated = True
    elif is_part:
        place.part_on, place.part = day, taken
    else:
        place.taken_on = day


def uses_of(
    occupations: pd.DataFrame,
    places: dict[str, Place],
    year: int,
    *,
    ratios: dict[str, Fraction],
    floors: dict[str, float],
) -> Iterator[Use]:
    """Yield the use of each row of ``occupations`` that names an enterprise.

    A row whose parcel is not in the ledger is a use of a place outside of it. A row without a
    parcel is a use of a place that is nobody else's. A lease without a tenant counts for its lessor
    alone.

    Parameters
    ----------
    occupations
        The table.
    places
        The parcels of the ledger by number; see `places_of`.
    year
        The year whose days are counted.
    ratios
        The floor area ratio of a parcel, where it is known.
    floors
        The floor area of a building, for a row that names the building alone.
    """
    begin, end = year_days(year)
    names = (
        "enterprise_id", "parcel_id", "basis", "lessor_id", "land_m2", "floor_m2", "building_id",
        "unreadable",
    )  # fmt: skip
    columns = [column(occupations, name) for name in names]
    starts, ends = day_numbers(occupations, "from_on"), day_numbers(occupations, "to_on")
    outside: dict[str, Place] = {}
    for (enterprise, number, basis, lessor, land, floor, building, unread), start, stop in zip(
        zip(*columns, strict=True), starts, ends, strict=True
    ):
        if enterprise is None and (basis != "rent_in" or lessor is None):
            continue
        place = Place("", None, None, "parcel_unknown")
        if number is not None:
            place = places.get(number) or outside.setdefault(
                number, Place(number, None, None, "parcel_unknown")
            )
        first = OPEN_BEGIN if start is None else start
        last = OPEN_END if stop is None else stop
        is_older = place.taken_on is not None and first <= place.taken_on
        if place.taken_on is not None and is_older:
            last = min(last, place.taken_on)
        is_unclear = not PERIOD.isdisjoint((unread or "").split(LIST_JOINT))
        is_unclear &= max(first, begin) <= min(last, end)
        yield Use(
            enterprise=enterprise or "",
            basis=basis or "",
            lessor=(lessor or "") if basis == "rent_in" else "",
            place=place,
            first=max(first, begin),
            last=min(last, end),
            land=_amount(land),
            floor=_amount(floors.get(building) if floor is None else floor),
            far=ratios.get(number),
            reason="period" if is_unclear else _why_not(place, basis, stop),
        )


def _why_not(place: Place, basis: str | None, stop: int | None) -> str:
    if basis is None:
        return "basis"
    return "disposal_undated" if place.is_undated and stop is None else ""


def floor_area_ratios(commitments: pd.DataFrame) -> dict[str, Fraction]:
    """Return the floor area ratio that was found on each parcel, from the table of commitments."""
    rows = zip(
        column(commitments, "parcel_id"),
        column(commitments, "indicator"),
        column(commitments, "actual"),
        strict=True,
    )
    return {
        number: exact(actual)
        for number, indicator, actual in rows
        if number is not None and indicator == "far" and actual is not None and actual > 0
    }


def column(table: pd.DataFrame, name: str) -> list[Any]:
    """Return a column as a list in which a missing value is None; all are if there is no column."""
    if name not in table.columns:
        return [None] * len(table)
    values = table[name]
    known: list[Any] = values.astype(object).where(values.notna(), None).tolist()
    return known


def day_numbers(table: pd.DataFrame, name: str) -> list[int | None]:
    """Return a column of dates as days since 1970-01-01; None where there is none."""
    if name not in table.columns:
        return [None] * len(table)
    days = table[name].to_numpy(dtype="datetime64[D]")
    missing = np.isnat(days)
    counted = days.astype("int64").tolist()
    return [None if gone else day for day, gone in zip(counted, missing, strict=True)]


def _amount(value: float | None) -> Fraction | None:
    return None if value is None else exact(value)
