"""Who is not rated by a method, and why."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from parkland.asset_figures.occupied_places import column

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from parkland.asset_figures.yearly_amounts import EnterpriseYear
    from parkland.conventions.methods import Exclusion, Method


def exclusions_of(
    years: Iterable[EnterpriseYear],
    method: Method,
    *,
    facts: Mapping[str, Mapping[str, Any]],
    held_since: Mapping[str, dt.date | None],
    owners: set[str],
    year: int,
) -> dict[str, Mapping[str, str]]:
    """Return the reason, by language, of every enterprise that a method excludes.

    A condition on a day or an industry that is not known does not exclude.

    Parameters
    ----------
    years
        The enterprises.
    method
        Its exclusions.
    facts
        The row of each enterprise in the table of enterprises.
    held_since
        The first day of each one's own land; None if it is open.
    owners
        Those with land of their own in the year.
    year
        Full years are counted up to its last day.
    """
    end = dt.date(year, 12, 31)
    excluded: dict[str, Mapping[str, str]] = {}
    for one in years:
        row = facts.get(one.enterprise, {})
        for rule in method.exclusions:
            is_tenant = one.enterprise not in owners
            since = held_since.get(one.enterprise)
            if _meets(rule, one, row, since=since, is_tenant=is_tenant, end=end):
                excluded[one.enterprise] = rule.reason
                break
    return excluded


def held_since(occupations: pd.DataFrame) -> dict[str, dt.date | None]:
    """Return the first day of the own land of each enterprise; None if one begin is not known."""
    first: dict[str, dt.date | None] = {}
    names = ("enterprise_id", "basis", "from_on")
    for one, basis, day in zip(*(column(occupations, name) for name in names), strict=True):
        if one is None or basis != "own":
            continue
        known = first.get(one, dt.date.max)
        first[one] = None if day is None or known is None else min(known, _date(day))
    return first


def _meets(
    rule: Exclusion,
    one: EnterpriseYear,
    row: Mapping[str, Any],
    *,
    since: dt.date | None,
    is_tenant: bool,
    end: dt.date,
) -> bool:
    if rule.operating and row.get("operating") not in rule.operating:
        return False
    if rule.scales and one.row.get("scale") not in rule.scales:
        return False
    if rule.industries and not (row.get("industry_code") or "").startswith(rule.industries):
        return False
    if rule.tenants_only and not is_tenant:
        return False
    if rule.registered_within_years is not None and not _is_within(
        row.get("registered_on"), rule.registered_within_years, end
    ):
        return False
    return rule.land_held_within_years is None or _is_within(
        since, rule.land_held_within_years, end
    )


def _is_within(day: Any, years: int, end: dt.date) -> bool:
    """Return whether fewer than `years` full years have passed from a day to `end`."""
    if day is None:
        return False
    begun = _date(day)
    # A full year ends on the day before its anniversary, so the year's last day counts.
    after = end + dt.timedelta(days=1)
    full = after.year - begun.year - ((after.month, after.day) < (begun.month, begun.day))
    return full < years


def _date(day: Any) -> dt.date:
    return dt.date(day.year, day.month, day.day)
