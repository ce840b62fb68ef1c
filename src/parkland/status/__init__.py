"""Levelled, idle, reclaimed: yes, no or cannot be determined, for each parcel at a date, and why.

Definitions. **Levelled** (已平整) and **reclaimed** (收回) are recorded acts: a date or area, else
the status text, else the meaning of the layer. A fact dated after `as_of` has not happened yet.
**Idle** (闲置) follows from the register's dates by the rulebook:

- start day = supplementary agreement, else agreed start, else handover and one year; none known:
  cannot be determined
- a full year: the start day is not counted, so idle if and only if ``as_of`` is later than the same
  day next year (29 February: the last of February)
- started and suspended for a full year: idle if the developed area or the investment is *below* its
  limit (exactly at it is not); a missing ratio, with the other not below, leaves it undetermined
- an empty actual start is taken as "not started", as registers are kept
- a cell that is filled but not understood is not an empty one: cannot be determined
- not supplied, reclaimed or completed land is not idle; nothing known about supply: cannot be
  determined

``status`` is one category for colouring, the first that applies of: reclaimed, idle, overdue,
levelled, disposed of otherwise, suspended, started, finished, not due, undetermined, unlevelled,
unknown. Low efficiency is another thing than idleness and plays no part here.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

from parkland.errors import ChoiceError, ColumnError
from parkland.rulebooks import RuleBook, load_rulebook
from parkland.schema import AXES, FACTS, FLAG_PREFIX
from parkland.status.facts import Facts
from parkland.status.idleness import IDLE_RULES, UNDETERMINED_RULES, idle_rule
from parkland.status.reasons import reasons

if TYPE_CHECKING:
    import os

    import pandas as pd

__all__ = ["flag_status", "parse_as_of"]

# Rule -> status, in the order of precedence. Rules on levelling and disposal stand between those on
# idleness.
STATUS_OF_RULE = {
    "reclaimed": "reclaimed",
    "idle_two_years": "idle_two_years",
    "idle_one_year": "idle_one_year",
    "idle_suspended": "idle_suspended",
    "overdue": "overdue",
    "levelled": "levelled",
    "disposed": "disposed",
    "suspended": "suspended",
    "suspended_developed": "suspended",
    "started": "started",
    "finished": "finished",
    "not_due": "not_due",
    "suspended_unmeasured": "undetermined",
    "dates_missing": "undetermined",
    "unreadable": "undetermined",
    "levelling": "levelling",
    "unlevelled": "unlevelled",
    "not_supplied": "not_supplied",
    "no_facts": "unknown",
}


def parse_as_of(as_of: str | dt.date) -> dt.date:
    """Return the day that `as_of` names.

    Raises
    ------
    ChoiceError
        If it is not a date in the form 2020-12-31.
    """
    try:
        if isinstance(as_of, dt.datetime):
            return dt.date(as_of.year, as_of.month, as_of.day)
        if isinstance(as_of, dt.date):
            return as_of
        return dt.date.fromisoformat(as_of)
    except (TypeError, ValueError) as error:
        raise ChoiceError(f"as_of is {as_of!r}, not a date", do="write it as 2020-12-31") from error


def flag_status(
    parcels: pd.DataFrame,
    /,
    *,
    as_of: str | dt.date,
    rules: str | os.PathLike[str] | RuleBook = "idle-land-2012",
    lang: str = "zh",
) -> pd.DataFrame:
    """Return what each parcel is at `as_of`, and why.

    Parameters
    ----------
    parcels
        From `clean`; it is not changed.
    as_of
        The day asked about.
    rules
        The rulebook: thresholds, articles and the words of the reasons.
    lang
        Language of the reasons and citations, ``"zh"`` or ``"en"``.

    Returns
    -------
    pandas.DataFrame
        On the same index: ``levelled``, ``idle``, ``reclaimed`` and a ``flag_<name>`` for each
        further flag of the rulebook, nullable booleans (missing: cannot be determined); ``status``,
        ``status_rule``, ``status_reason``, ``status_basis``, texts.

    Raises
    ------
    ColumnError
        If a canonical column is lacking.
    ChoiceError, ConventionError

    Examples
    --------
    >>> import parkland as pk
    >>> parcels, _, _ = pk.clean(pk.read_parcels(pk.sample_path() / "杨村二期.shp"))
    >>> flags = pk.flag_status(parcels, as_of="2020-12-31")
    >>> int(flags["levelled"].sum()), flags["status_reason"].iloc[3]
    (2, '已平整（2020-09-18），依据平整日期')
    """
    import pandas as pd

    day = parse_as_of(as_of)
    book = load_rulebook(rules)
    lacking = [field.name for field in (*FACTS, *AXES) if field.name not in parcels.columns]
    if lacking:
        raise ColumnError(f"the table lacks {', '.join(lacking)}", do="start from clean")
    facts = Facts.at(parcels, day, book)
    levelled, reclaimed = facts.levelled(), facts.reclaimed()
    idleness = idle_rule(facts, reclaimed, book)
    idle = pd.Series(idleness.isin(IDLE_RULES), index=parcels.index).astype("boolean")
    idle = idle.mask(idleness.isin(UNDETERMINED_RULES))
    rule = _deciding_rule(facts, levelled, reclaimed, idleness)
    reason, basis = reasons(parcels, rule, facts.start, facts.start_basis, day, book, lang)
    return pd.DataFrame(
        {
            "levelled": levelled,
            "idle": idle,
            "reclaimed": reclaimed,
            **_further_flags(parcels, facts, book),
            "status": rule.map(STATUS_OF_RULE).astype("str"),
            "status_rule": rule,
            "status_reason": reason,
            "status_basis": basis,
        },
        index=parcels.index,
    )


def _deciding_rule(
    facts: Facts, levelled: pd.Series, reclaimed: pd.Series, idleness: pd.Series
) -> pd.Series:
    """Return the first rule that applies; the order of `STATUS_OF_RULE` is the precedence."""
    import pandas as pd

    def surely(flag: pd.Series) -> pd.Series:
        return flag.fillna(value=False).astype(bool)

    beside_idleness = {
        "reclaimed": surely(reclaimed),
        "levelled": surely(levelled),
        "disposed": facts.disposed(),
        "levelling": facts.parcels["levelling"] == "in_progress",
        "unlevelled": surely(~levelled),
    }
    applies = [beside_idleness.get(rule, idleness == rule) for rule in STATUS_OF_RULE]
    chosen = np.select(applies, list(STATUS_OF_RULE), default="no_facts")
    return pd.Series(chosen, index=facts.parcels.index, dtype="str")


def _further_flags(parcels: pd.DataFrame, facts: Facts, book: RuleBook) -> dict[str, pd.Series]:
    flags = {}
    for flag in book.flags:
        needed = parcels[list(flag.requires)]
        known = (needed.notna() & (needed != "none")).all(axis=1)
        by_now = ~(parcels[flag.on] > facts.as_of)
        flags[f"{FLAG_PREFIX}{flag.name}"] = (known & by_now).astype("boolean")
    return flags
