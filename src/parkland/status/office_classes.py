"""Classes that an office assigns to land: efficiency, 五未, and the ten categories.

They are axes of their own: land of low efficiency (低效) is not idle land (闲置), and neither
depends on the other. A value in the register takes precedence; where there is none, the criteria in
the office's rulebook decide. The bundled rulebook has no criteria.

Definitions.

- **Efficiency**: ``rectifying`` once a rectification notice was given, else ``low`` or ``normal``.
- **五未** (``five_not``): the stage at which land or works have stopped, such as 供而未用: land was
  supplied, and works on it have not started.
- **Ten categories** (十类地): a code of the office with the name that the office gives it.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

import numpy as np

from parkland.schema import blank

if TYPE_CHECKING:
    import pandas as pd

    from parkland.conventions import Criterion, RuleBook
    from parkland.status.judgement import Judgement


def efficiency(judgement: Judgement) -> pd.Series:
    """Return the class of efficiency of each parcel.

    Returns
    -------
    pandas.Series
        ``"rectifying"`` where a notice was given by the day, else ``"low"`` or ``"normal"``;
        missing where nothing is known.
    """
    parcels, facts = judgement.parcels, judgement.verdict.facts
    has_notice = parcels[["notice_no", "notice_on"]].notna().any(axis=1)
    is_low = _is_low(parcels, judgement.book)
    column = blank("code", parcels.index)
    # A later entry overrides an earlier one, so a notice takes precedence over low and normal.
    classes = (
        ("normal", ~is_low),
        ("low", is_low),
        ("rectifying", has_notice & facts.is_past("notice_on")),
    )
    for name, applies in classes:
        column = column.mask(applies.fillna(value=False).astype(bool), name)
    return column


def _is_low(parcels: pd.DataFrame, book: RuleBook) -> pd.Series:
    """Return whether efficiency is low: by the register, else by the criteria of the rulebook.

    Low if any criterion is met; not low only if all are known and none is met.
    """
    by_register = parcels["low_efficiency"].astype("boolean")
    if not book.low_efficiency:
        return by_register
    # | on nullable booleans is Kleene's "or": True or missing is True, False or missing is missing.
    by_criteria = reduce(or_, (_is_met(parcels, criterion) for criterion in book.low_efficiency))
    return by_register.where(by_register.notna(), by_criteria)


def _is_met(parcels: pd.DataFrame, criterion: Criterion) -> pd.Series:
    """Return whether a criterion is met; missing where its column or its number is missing."""
    import pandas as pd

    if criterion.column not in parcels.columns:
        return pd.Series(pd.NA, index=parcels.index, dtype="boolean")
    # The column is the office's own, so it may hold texts that are no numbers.
    values = pd.to_numeric(parcels[criterion.column], errors="coerce")
    below, above = criterion.below, criterion.above
    is_met = values < below if below is not None else values > above
    return is_met.astype("boolean").mask(values.isna())


def five_not(judgement: Judgement) -> pd.Series:
    """Return the class of 五未 of each parcel.

    Returns
    -------
    pandas.Series
        The code in the register, else the first class of the rulebook whose facts are all known and
        as required; missing where there is none.
    """
    import pandas as pd

    parcels, facts = judgement.parcels, judgement.verdict.facts
    record = facts.record
    # Each fact that a class can require: where it is so, and where that is known.
    answers: dict[str, tuple[Any, Any]] = {
        "supplied": (facts.supplied, facts.supplied | facts.not_supplied),
        # Registers of supplied land leave an act empty that has not happened, so empty means no.
        "started": (facts.started, facts.supplied | facts.started),
        "finished": (facts.finished, facts.supplied | facts.started),
        "producing": (
            record.construction_producing,
            record.construction_producing | record.not_producing_recorded | ~facts.finished,
        ),
        "fully_developed": (
            (parcels["developed_area_m2"] >= parcels["area_to_develop_m2"]).to_numpy(),
            record.share_known["developed"],
        ),
    }
    column = parcels["five_not_code"]
    for code, required in judgement.book.five_not.items():
        fits = np.ones(len(parcels), dtype=bool)
        for fact, wanted in required.items():
            is_so, is_known = answers[fact]
            fits &= is_known & (is_so == wanted)
        column = column.mask(column.isna() & pd.Series(fits, index=parcels.index), code)
    return column


def ten_category(judgement: Judgement) -> pd.Series:
    """Return the code of the ten categories, with the name that the rulebook gives it.

    Returns
    -------
    pandas.Series
        Code and name, or the code alone where the rulebook has no name; missing where the register
        has no code.
    """
    codes, names = judgement.parcels["ten_category_code"], judgement.book.ten_categories
    named = {code: f"{code} {names[code]}" for code in codes.dropna().unique() if code in names}
    return codes.replace(named) if named else codes
