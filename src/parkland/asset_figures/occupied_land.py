"""The land of each use of a parcel in a year, exact, and rounded so that parcels add up.

Definitions (assets are measured in m2, figures are printed in mu):

- The land of a use is its stated share times its days, by the days of the year.
- A use with floor area only has the land of its parcel x floor / total floor of the parcel. The
  total is that of the parcel's buildings; without buildings it is the most floor that own rows
  hold on one day (an own row holds the floor that is let too). If no total is known, the land is
  floor / floor area ratio. Without own rows and ratio the total is the floor of the tenants, if
  there are several: the floor of one says nothing about how much there is.
- An own row whose share follows from neither has the whole parcel, if there is no other own row.
- What is left is not known, and `Use.reason` says why. It is never 0.

Rounding, by the largest remainder. On a parcel of the ledger, two things add up to the printed area
of the parcel: the land of all enterprises (own + rented - let), and what nobody occupies. If the
enterprises claim more than the parcel has, each claim is rounded half up and the rest is negative.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from parkland.areas.rounding import apportion, exact, exact_half_up
from parkland.asset_figures.occupied_places import Place, Use, column, year_days
from parkland.units import area_unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd


@dataclass(slots=True)
class PlaceAccount:
    """How a place divides.

    Attributes
    ----------
    place : Place
    uses : list of Use
    nets : dict
        Own + rented - let m2 of each enterprise; None if it is not known.
    unassigned : int
        What nobody occupies, in units of the last place. It is negative if enterprises claim more
        than there is, and 0 if a claim is not known.
    """

    place: Place
    uses: list[Use]
    nets: dict[str, Fraction | None] = field(default_factory=dict)
    unassigned: int = 0


def measure_uses(
    uses: Iterable[Use], *, floors: dict[str, Fraction | None], year: int
) -> list[list[Use]]:
    """Set the land of every use that has days in the year, and return the uses of each place."""
    begin, end = year_days(year)
    length = end - begin + 1
    by_place: dict[Place, list[Use]] = defaultdict(list)
    for use in uses:
        if use.days:
            by_place[use.place].append(use)
    for place, on in by_place.items():
        owns = [use for use in on if use.basis == "own"]
        with_floor = any(use.land is None and use.floor is not None for use in on)
        total = _total_floor(place, on, owns, floors) if with_floor else None
        for use in on:
            if not use.reason:
                use.m2, use.reason = _measured(use, owns, total, length)
    return list(by_place.values())


def building_floors(buildings: pd.DataFrame) -> dict[str, Fraction | None]:
    """Return the floor area of all buildings of each parcel; None if that of one is not known."""
    floors: dict[str, Fraction | None] = {}
    for number, floor in zip(
        column(buildings, "parcel_id"), column(buildings, "floor_m2"), strict=True
    ):
        if number is not None:
            known = floors.get(number, Fraction(0))
            floors[number] = None if floor is None or known is None else known + exact(floor)
    return floors


def floors_by_building(buildings: pd.DataFrame) -> dict[str, float]:
    """Return the floor area of each building that has one; two of the same number have none."""
    floors: dict[str, float] = {}
    seen: set[str] = set()
    for one, floor in zip(
        column(buildings, "building_id"), column(buildings, "floor_m2"), strict=True
    ):
        if one in seen:
            floors.pop(one, None)
        elif one is not None and floor is not None:
            floors[one] = floor
        seen.add(one)
    return floors


def _measured(
    use: Use, owns: Sequence[Use], total: Fraction | None, length: int
) -> tuple[Fraction | None, str]:
    """Return the land of a use over a year of `length` days, or None and the reason."""
    place = use.place
    loses_a_part = place.part_on is not None and use.last > place.part_on >= use.first
    if use.land is not None:
        if loses_a_part:  # nobody says whose land was taken
            return None, "disposal_part"
        return use.land * use.days / length, ""
    if use.floor is not None and (total is None or total == 0) and use.far:
        return use.floor / use.far * use.days / length, ""
    share, why = _share(use, owns, total)
    if share is None:
        return None, why
    whole = place.m2_days(use.first, use.last)
    return (None, place.why) if whole is None else (whole * share / length, "")


def _share(use: Use, owns: Sequence[Use], total: Fraction | None) -> tuple[Fraction | None, str]:
    """Return the share of its parcel that a use without a stated share has, or the reason."""
    if use.floor is not None and total:
        return (use.floor / total, "") if use.floor <= total else (None, "floor_total")
    if use.basis == "own":
        shares = any(
            other is not use and other.first <= use.last and use.first <= other.last
            for other in owns
        )
        if not shares:  # also of a parcel on which nothing is built
            return Fraction(1), ""
        return None, "share" if use.floor is None else "floor_total"
    return None, "lease_area" if use.floor is None else "floor_total"


def _total_floor(
    place: Place, on: Sequence[Use], owns: Sequence[Use], floors: dict[str, Fraction | None]
) -> Fraction | None:
    """Return the floor area of a place, or None if it is not known."""
    if place.number in floors:
        return floors[place.number]
    if not owns and (any(use.far for use in on) or len({use.enterprise for use in on}) == 1):
        return None
    holders = owns or on
    held = [use.floor for use in holders]
    if any(floor is None for floor in held):
        return None
    let: Fraction = _most_at_once([use for use in on if use.basis != "own"])
    total = _most_at_once(holders)
    # Tenants with more floor than the owner: the owner's floor is without the floor that is let.
    return total if total >= let else None


def _most_at_once(uses: Sequence[Use]) -> Fraction:
    """Return the most floor area that uses hold on one day."""
    changes: dict[int, Fraction] = defaultdict(Fraction)
    for use in uses:
        floor = use.floor or Fraction(0)
        changes[use.first] += floor
        changes[use.last + 1] -= floor
    most = held = Fraction(0)
    for day in sorted(changes):
        held += changes[day]
        most = max(most, held)
    return most


def round_place(on: list[Use], known: set[str], digits: int) -> PlaceAccount:
    """Round the uses of one place, and return how it divides.

    Parameters
    ----------
    on
        The uses of the place, measured. Their `units` are set.
    known
        The enterprises in the tables. A lessor who is none of them, and occupies nothing here,
        is not an enterprise of the park.
    digits
        Decimal places of the printed mu.
    """
    place, only = on[0].place, on[0]
    account = PlaceAccount(place, on)
    if len(on) == 1 and only.basis == "own" and place.units is not None and only.m2 == place.area:
        # One enterprise has the whole parcel all year. This is most of a park, and quick.
        account.nets[only.enterprise] = only.m2
        only.units = place.units if only.m2 is not None else 0
        return account
    nets = account.nets
    here = {use.enterprise for use in on}
    for use in on:
        if use.lessor and use.lessor not in known and use.lessor not in here:
            use.lessor = ""
        if use.enterprise:
            _add(nets, use.enterprise, use.m2)
        if use.lessor:
            _add(nets, use.lessor, None if use.m2 is None else -use.m2)
    per_unit = 10**digits / area_unit("mu").m2
    for use in on:
        use.units = 0 if use.m2 is None else exact_half_up(use.m2 * per_unit, 0)
    amounts = [net for net in nets.values() if net is not None]
    if place.units is None or len(amounts) < len(nets):
        return account
    claimed = sum(amounts, Fraction(0))
    if place.area is None or claimed > place.area or min(amounts, default=0) < 0:
        claims = (use.units * (bool(use.enterprise) - bool(use.lessor)) for use in on)
        account.unassigned = place.units - sum(claims)
        return account
    parts = [part * per_unit for part in (*amounts, place.area - claimed)]
    *rounded, account.unassigned = apportion(parts, total=place.units)
    _settle(on, dict(zip(nets, rounded, strict=True)), per_unit)
    return account


def _settle(on: Sequence[Use], nets: dict[str, int], per_unit: Fraction) -> None:
    """Divide the rounded net land of each enterprise over its uses, tenants before lessors."""
    let: dict[str, list[Use]] = defaultdict(list)
    by_enterprise: dict[str, list[Use]] = defaultdict(list)
    for use in on:
        by_enterprise[use.enterprise].append(use)
        if use.lessor:
            let[use.lessor].append(use)
    settled = {""}  # a tenant whom nobody names
    waiting = [one for one in nets if one in by_enterprise]
    while waiting:
        ready = [
            one for one in waiting if all(lease.enterprise in settled for lease in let.get(one, ()))
        ]
        for one in ready or waiting:  # leases in a circle have no first tenant
            uses = by_enterprise[one]
            owned = [use for use in uses if use.basis == "own"] or uses
            rented = sum(use.units for use in uses if use not in owned)
            total = nets[one] + sum(lease.units for lease in let.get(one, ())) - rented
            parts = [(use.m2 or Fraction(0)) * per_unit for use in owned]
            for use, units in zip(owned, apportion(parts, total=total), strict=True):
                use.units = units
        settled.update(ready or waiting)
        waiting = [one for one in waiting if one not in settled]


def _add(nets: dict[str, Fraction | None], enterprise: str, m2: Fraction | None) -> None:
    before = nets.get(enterprise, Fraction(0))
    nets[enterprise] = None if before is None or m2 is None else before + m2
