"""Flags, status, reason and what follows, as columns of the table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from parkland.ledger_record import subject_of
from parkland.schema import FLAG_PREFIX
from parkland.status.decision_procedure import KINDS, RULES, STATUS_OF_RULE
from parkland.status.facts_on_day import ONE_DAY, UNKNOWN, YES
from parkland.status.judgement import Judgement, judge
from parkland.status.office_classes import efficiency, five_not, ten_category
from parkland.status.status_texts import citations, next_steps, reasons
from parkland.status.three_values import answers, as_days
from parkland.status.verdicts import ROUTES

if TYPE_CHECKING:
    import datetime as dt
    import os

    import pandas as pd

    from parkland.choices import Lang
    from parkland.conventions import RuleBook
    from parkland.ledger_record import Ledger


def flag_status(
    ledger: Ledger | pd.DataFrame,
    /,
    *,
    as_of: str | dt.date | None = None,
    rules: str | os.PathLike[str] | RuleBook | None = None,
    lang: Lang = "zh",
) -> pd.DataFrame:
    """Return what each parcel is on a day, why, and what follows.

    Parameters
    ----------
    ledger
        A `Ledger`, or parcels from `clean` and `measure`. It is not changed. A table must be
        measured if the levelled or the disposed area of a parcel is known: only then can a part be
        distinguished from the whole.
    as_of
        The day asked about. Default: that of the ledger, or of the statuses in the table.
    rules
        The rulebook: thresholds, articles and the texts of the reasons. Its version in force on the
        day decides. Default: that of the ledger; for a table, ``"idle-land-2012"``.
    lang
        Language of the reasons, citations and next steps.

    Returns
    -------
    pandas.DataFrame
        On the same index, with the same columns and dtypes for any number of rows:

        - ``levelled``, ``idle``, ``reclaimed`` and a ``flag_<name>`` for each further flag of the
          rulebook: nullable booleans, missing where the answer cannot be determined
        - ``status``, ``status_rule``, ``status_reason``, ``status_basis``: texts; ``status_as_of``:
          the day (datetime64[s]); ``status_rules``: the name of the rulebook
        - ``idle_kind``: ``"A"`` (works were not started) or ``"B"`` (suspended), missing where the
          land is not idle; ``idle_since``: its first idle day (datetime64[s]); ``days_idle``: the
          days since then, both counted (Int64)
        - ``route`` of idle land: ``"fee"``, ``"unpaid_takeback"``, ``"negotiated"`` or
          ``"investigate"``; ``fee``: in yuan, where the route is a fee and the price is known
        - ``next_step``: a text; ``next_on``: its day, that is the agreed start of what is not due
          yet, else the first day of what comes (datetime64[s])
        - ``efficiency`` (``"normal"``, ``"low"``, ``"rectifying"``), ``five_not`` and
          ``ten_category``: axes of their own, missing where nothing is known

    Raises
    ------
    ColumnError
        If a canonical column is absent, or an area that would decide a verdict.
    ChoiceError
        If no day is given, if `lang` is unknown, or if the table was judged by another rulebook
        and no rules are given.
    ConventionError
        If there is no such rulebook.

    Examples
    --------
    >>> import parkland as pk
    >>> parcels, _, _ = pk.clean(pk.read_parcels(pk.sample_path() / "杨村二期.shp"))
    >>> flags = pk.flag_status(pk.measure(parcels), as_of="2020-12-31")
    >>> int(flags["levelled"].sum()), flags["status_reason"].iloc[3]
    (2, '已平整（2020-09-18），依据平整日期')
    """
    return status_columns(judge(subject_of(ledger, as_of=as_of, rules=rules), lang))


def status_columns(found: Judgement) -> pd.DataFrame:
    """Return the columns of `flag_status`, made from a judgement."""
    import pandas as pd

    verdict, index = found.verdict, found.parcels.index
    rule = np.array(RULES, dtype=object)[verdict.rule]
    statuses = np.array([STATUS_OF_RULE[name] for name in RULES], dtype=object)
    kinds = np.array([KINDS.get(name) for name in RULES], dtype=object)
    routes = np.array([None, *ROUTES[1:]], dtype=object)
    steps = next_steps(found)
    days_idle = (verdict.facts.day - found.since + ONE_DAY).astype("int64")
    texts: dict[str, Any] = {
        "status": statuses[verdict.rule],
        "status_rule": rule,
        "status_reason": reasons(found),
        "status_basis": citations(found),
        "idle_kind": kinds[verdict.idleness],
    }
    columns = {
        "levelled": answers(verdict.levelled, index),
        "idle": answers(verdict.idle, index),
        "reclaimed": answers(verdict.reclaimed, index),
        **_further_flags(found),
        **{name: pd.Series(values, index=index, dtype="str") for name, values in texts.items()},
        "status_as_of": as_days(verdict.facts.day, index),
        "status_rules": pd.Series(found.rules_name, index=index, dtype="str"),
        "idle_since": as_days(found.since, index),
        "days_idle": pd.Series(days_idle, index=index).astype("Int64").mask(verdict.idle != YES),
        "route": pd.Series(routes[found.route], index=index, dtype="str"),
        "fee": pd.Series(found.fee, index=index),
        "next_step": pd.Series(steps, index=index, dtype="str"),
        "next_on": as_days(found.next_on, index),
        "efficiency": efficiency(found),
        "five_not": five_not(found),
        "ten_category": ten_category(found),
    }
    return pd.DataFrame(columns, index=index)


def _further_flags(found: Judgement) -> dict[str, pd.Series]:
    facts = found.verdict.facts
    flags = {}
    for flag in found.book.flags:
        bears = facts.record.recorded[f"flag:{flag.name}"] & facts.by_now(flag.on)
        unclear = facts.record.recorded.get(f"unreadable:{flag.on}", False)
        codes = np.where(bears & unclear, UNKNOWN, bears).astype("int8")
        flags[f"{FLAG_PREFIX}{flag.name}"] = answers(codes, found.parcels.index)
    return flags
