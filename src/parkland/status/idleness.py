"""Which rule on idleness applies: the decision procedure, for all parcels at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from parkland.rulebooks import RuleBook
    from parkland.status.facts import Facts

M2_DECIMALS = 6  # ratios of areas are compared without the noise of unit conversion

IDLE_RULES = ("idle_two_years", "idle_one_year", "idle_suspended")
UNDETERMINED_RULES = ("suspended_unmeasured", "dates_missing", "unreadable", "no_facts")


def idle_rule(facts: Facts, reclaimed: pd.Series, book: RuleBook) -> pd.Series:
    """Return the rule on idleness that applies to each parcel."""
    import pandas as pd

    as_of, start = facts.as_of, facts.start
    one = start + pd.DateOffset(years=book.idle_after_years)
    two = start + pd.DateOffset(years=book.taken_back_after_years)
    year_suspended = facts.parcels["suspended_on"] + pd.DateOffset(years=book.idle_after_years)
    below, measured = _below_limits(facts.parcels, book)
    # the first that applies decides; a rule may stand more than once
    cases = [
        ("reclaimed", reclaimed.fillna(value=False).astype(bool)),
        ("finished", facts.finished),
        ("not_supplied", facts.not_supplied & ~facts.started),
        ("unreadable", facts.unreadable),
        ("no_facts", ~facts.supplied & ~facts.not_supplied & ~facts.started),
        ("suspended_unmeasured", facts.suspended & year_suspended.isna()),
        ("suspended", facts.suspended & (as_of <= year_suspended)),
        ("idle_suspended", facts.suspended & below),
        ("suspended_developed", facts.suspended & measured),
        ("suspended_unmeasured", facts.suspended),
        ("started", facts.started),
        ("dates_missing", start.isna()),
        ("not_due", as_of <= start),
        ("overdue", as_of <= one),
        ("idle_one_year", as_of <= two),
    ]
    rules, conditions = zip(*cases, strict=True)
    chosen = np.select(conditions, rules, default="idle_two_years")
    return pd.Series(chosen, index=facts.parcels.index, dtype="str")


def _below_limits(parcels: pd.DataFrame, book: RuleBook) -> tuple[pd.Series, pd.Series]:
    """Return where a known ratio is below its limit, and where both ratios are known."""
    ratios = (
        ("developed_area_m2", "area_to_develop_m2", book.developed_below),
        ("investment_made_cny", "investment_total_cny", book.invested_below),
    )
    below, known = [], []
    for part, whole, limit in ratios:
        usable = parcels[part].notna() & (parcels[whole] > 0)
        left = (parcels[part] * limit.denominator).round(M2_DECIMALS)
        right = (parcels[whole] * limit.numerator).round(M2_DECIMALS)
        below.append(usable & (left < right))
        known.append(usable)
    return below[0] | below[1], known[0] & known[1]
