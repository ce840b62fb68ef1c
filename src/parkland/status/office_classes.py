"""Axes beside idleness: efficiency, the classes of 五未, the ten categories.

They do not depend on idleness, nor idleness on them: land of low efficiency is not idle land. A
value in the register comes first, then the criteria of the office's rulebook.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from parkland.schema import blank

if TYPE_CHECKING:
    import pandas as pd

    from parkland.conventions import Criterion, RuleBook
    from parkland.status.judgement import Judgement


def efficiency(judgement: Judgement) -> pd.Series:
    """Return ``rectifying`` (a notice was given), ``low``, ``normal``, or missing."""
    parcels, by_now = judgement.parcels, judgement.verdict.facts.by_now
    noticed = parcels[["notice_no", "notice_on"]].notna().any(axis=1) & by_now("notice_on")
    low = _is_low(parcels, judgement.book)
    column = blank("code", parcels.index)
    for answer, word in ((~low, "normal"), (low, "low"), (noticed, "rectifying")):
        column = column.mask(answer.fillna(value=False).astype(bool), word)
    return column


def _is_low(parcels: pd.DataFrame, book: RuleBook) -> pd.Series:
    """Return whether efficiency is low: by the register, else by the criteria of the rulebook.

    Low if any criterion is met; not low only if all are known and none is met.
    """
    low = parcels["low_efficiency"].astype("boolean")
    if not book.low_efficiency:
        return low
    met = [_met(parcels, criterion) for criterion in book.low_efficiency]
    answer = met[0]
    for one in met[1:]:
        answer = answer | one
    return low.where(low.notna(), answer)


def _met(parcels: pd.DataFrame, criterion: Criterion) -> pd.Series:
    import pandas as pd

    if criterion.column not in parcels.columns:
        return pd.Series(pd.NA, index=parcels.index, dtype="boolean")
    values = pd.to_numeric(parcels[criterion.column], errors="coerce")
    low, high = criterion.below, criterion.above
    beyond = values < low if low is not None else values > high
    return beyond.astype("boolean").mask(values.isna())


def five_not(judgement: Judgement) -> pd.Series:
    """Return the class of 五未: the register's code, else the first of the rulebook that fits."""
    import pandas as pd

    parcels, facts = judgement.parcels, judgement.verdict.facts
    recorded = facts.record.recorded
    known: dict[str, tuple[Any, Any]] = {  # answer, and where it is known
        "supplied": (facts.supplied, facts.supplied | facts.not_supplied),
        "started": (facts.started, facts.supplied | facts.started),
        "finished": (facts.finished, facts.supplied | facts.started),
        "producing": (
            recorded["producing"],
            recorded["producing"] | recorded["not_producing"] | ~facts.finished,
        ),
        "fully_developed": (
            (parcels["developed_area_m2"] >= parcels["area_to_develop_m2"]).to_numpy(),
            recorded["developed"],
        ),
    }
    column = parcels["five_not_code"]
    for code, wanted in judgement.book.five_not.items():
        fits = np.ones(len(parcels), dtype=bool)
        for fact, answer in wanted.items():
            is_so, is_known = known[fact]
            fits &= is_known & (is_so == answer)
        column = column.mask(column.isna() & pd.Series(fits, index=parcels.index), code)
    return column


def ten_category(judgement: Judgement) -> pd.Series:
    """Return the ten-category code with the office's name for it, if the rulebook has one."""
    codes, names = judgement.parcels["ten_category_code"], judgement.book.ten_categories
    named = {code: f"{code} {names[code]}" for code in codes.dropna().unique() if code in names}
    return codes.replace(named) if named else codes
