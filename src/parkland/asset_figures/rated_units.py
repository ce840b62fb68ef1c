"""Who is rated together: enterprises by themselves, all of a parcel together, tenants by lessors.

A method has one of three rules for tenants (一地多企):

- ``own``: every enterprise is rated by its own net land;
- ``merge``: the enterprises on a parcel that has a tenant are one unit; their amounts are added up,
  and all share the result;
- ``follow``: an enterprise without land of its own is not rated, and gets the class of the lessor
  from whom it rents most.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from parkland.asset_figures.yearly_amounts import AMOUNTS, EnterpriseYear

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from parkland.asset_figures.land_accounts import LandAccounts
    from parkland.conventions.methods import Group, Method


@dataclass(slots=True, eq=False)
class RatedUnit:
    """One or several enterprises that are rated together.

    Attributes
    ----------
    members : list of str
        The first one leads: its scale, industry and district decide the group.
    figures : EnterpriseYear
        The amounts of all members together; an amount that one lacks is not known.
    facts : dict
        The row of the leading enterprise in the table of enterprises.
    tenants : int
        To how many enterprises the members let land.
    """

    members: list[str]
    figures: EnterpriseYear
    facts: Mapping[str, Any]
    tenants: int = 0
    scores: dict[str, Fraction | None] = field(default_factory=dict)
    ratios: dict[str, Fraction | None] = field(default_factory=dict)
    lacking: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    score: Fraction | None = None
    rank: int | None = None
    class_code: str = ""
    is_tied: bool = False
    notes: list[Mapping[str, str]] = field(default_factory=list)

    @property
    def scale(self) -> str | None:
        """The scale of the leading enterprise."""
        scale: str | None = self.figures.row.get("scale")
        return scale


def rated_units(
    years: Iterable[EnterpriseYear],
    accounts: LandAccounts,
    method: Method,
    facts: Mapping[str, Mapping[str, Any]],
) -> tuple[list[RatedUnit], dict[str, str | None]]:
    """Return the units that a method rates, and the lessor whose class each other one gets.

    The lessor is None where the enterprise rents as much from two, or from nobody who is named.
    """
    by_id = {one.enterprise: one for one in years}
    let = lessees(accounts)
    follow: dict[str, str | None] = {}
    sets: list[list[str]] = [[one] for one in by_id]
    if method.tenants == "follow":
        owners, lessors = owners_of(accounts), _main_lessors(accounts)
        for one, year in by_id.items():
            if one not in owners and _is_tenant(year, method) and accounts.enterprises[one].parcels:
                follow[one] = lessors.get(one)
        sets = [[one] for one in by_id if one not in follow]
    elif method.tenants == "merge":
        sets = _merged(by_id, accounts, method)
    units = []
    for members in sets:
        let_to = {tenant for one in members for tenant in let.get(one, ())}
        unit = RatedUnit(
            members,
            _together([by_id[one] for one in members]),
            facts.get(members[0], {}),
            len(let_to - set(members)) if len(members) == 1 else len(members) - 1,
        )
        units.append(unit)
    return units, follow


def owners_of(accounts: LandAccounts) -> set[str]:
    """Return the enterprises that have land of their own in the year."""
    return {piece.enterprise for piece in accounts.pieces if piece.basis == "own"}


def lessees(accounts: LandAccounts) -> dict[str, set[str]]:
    """Return the enterprises to which each one lets land in the year."""
    let: dict[str, set[str]] = defaultdict(set)
    for piece in accounts.pieces:
        if piece.basis == "rented_out":
            let[piece.enterprise].add(piece.partner)
    return let


def group_of(unit: RatedUnit, groups: Sequence[Group]) -> tuple[Group | None, str]:
    """Return the first group whose conditions a unit meets, or None and what is not known of it.

    A condition on something that is not known is not met, and it is named only if no other group
    takes the unit.
    """
    facts: dict[str, str | None] = {
        "scale": unit.scale,
        "industry_code": unit.facts.get("industry_code"),
        "district": unit.facts.get("district"),
    }
    lacking = ""
    for group in groups:
        conditions = {
            "scale": (group.scales, False),
            "industry_code": (group.industries, True),
            "district": (group.districts, False),
        }
        met = [
            _meets(facts[name], wanted, by_prefix=by_prefix)
            for name, (wanted, by_prefix) in conditions.items()
        ]
        if all(met):
            return group, ""
        unknown = [name for name, (wanted, _) in conditions.items() if wanted and not facts[name]]
        if not lacking and unknown:
            lacking = unknown[0]
    return None, lacking


def _meets(value: str | None, wanted: tuple[str, ...], *, by_prefix: bool) -> bool:
    if not wanted:
        return True
    if not value:
        return False
    return value.startswith(wanted) if by_prefix else value in wanted


def _is_tenant(year: EnterpriseYear, method: Method) -> bool:
    return not method.tenant_scales or year.row.get("scale") in method.tenant_scales


def _main_lessors(accounts: LandAccounts) -> dict[str, str | None]:
    """Return the lessor from whom each tenant rents most; None if that is not clear."""
    rented: dict[str, dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    unclear: set[str] = set()
    for piece in accounts.pieces:
        if piece.basis == "rent_in":
            if piece.m2 is None or not piece.partner:
                unclear.add(piece.enterprise)
            else:
                rented[piece.enterprise][piece.partner] += piece.m2
    found: dict[str, str | None] = dict.fromkeys(unclear)
    for one, by_lessor in rented.items():
        most = max(by_lessor.values())
        lessors = [lessor for lessor, m2 in by_lessor.items() if m2 == most]
        found[one] = lessors[0] if len(lessors) == 1 and one not in unclear else None
    return found


def _merged(
    by_id: Mapping[str, EnterpriseYear], accounts: LandAccounts, method: Method
) -> list[list[str]]:
    """Return the sets of enterprises that share parcels of which one has a tenant."""
    on_parcel: dict[str, dict[str, bool]] = defaultdict(dict)
    for piece in accounts.pieces:
        if piece.basis != "rented_out" and piece.enterprise in by_id and piece.parcel:
            rents = on_parcel[piece.parcel].get(piece.enterprise, True)
            on_parcel[piece.parcel][piece.enterprise] = rents and piece.basis == "rent_in"
    leader = {one: one for one in by_id}

    def top(one: str) -> str:
        while leader[one] != one:
            leader[one] = leader[leader[one]]
            one = leader[one]
        return one

    for holders in on_parcel.values():
        joined = [
            one for one, rents in holders.items() if not rents or _is_tenant(by_id[one], method)
        ]
        if any(holders[one] for one in joined):
            for other in joined[1:]:
                leader[top(other)] = top(joined[0])
    sets: dict[str, list[str]] = defaultdict(list)
    for one in by_id:
        sets[top(one)].append(one)

    def own(one: str) -> Fraction:
        return accounts.enterprises[one].m2["own"] or Fraction(0)

    return [sorted(members, key=lambda one: -own(one)) for members in sets.values()]


def _together(years: Sequence[EnterpriseYear]) -> EnterpriseYear:
    if len(years) == 1:
        return years[0]
    amounts: dict[str, Fraction | None] = {}
    for name in AMOUNTS:
        values = [one.amounts[name] for one in years]
        known = [value for value in values if value is not None]
        amounts[name] = sum(known, Fraction(0)) if len(known) == len(values) else None
    first = years[0]
    reason = next((one.land_reason for one in years if one.land_reason), "")
    return EnterpriseYear(first.enterprise, amounts, first.row, reason)
