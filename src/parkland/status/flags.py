"""`flag_status`: flags, status, reason, route and next step as columns of the table.

The columns are only another form of a judgement; nothing is decided here. `status_columns` is the
same for callers that have made the judgement already, so that no parcel is judged twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np

from parkland.ledger_record import subject_of
from parkland.schema import FLAG_AREAS, FLAG_PREFIX
from parkland.status.date_arrays import ONE_DAY, date_column
from parkland.status.disposal_routes import ROUTES
from parkland.status.judgement import judge
from parkland.status.office_classes import efficiency, five_not, ten_category
from parkland.status.rule_codes import IDLE_KINDS, RULES, STATUS_OF_RULE
from parkland.status.status_texts import citations, next_steps, reasons
from parkland.status.three_values import UNKNOWN, YES, nullable_booleans

if TYPE_CHECKING:
    import datetime as dt
    import os

    import pandas as pd

    from parkland.choices import Lang
    from parkland.conventions import RuleBook
    from parkland.ledger_record import Ledger
    from parkland.status.judgement import Judgement
    from parkland.status.recorded_facts import DecisiveDate, RecordedDate


def flag_status(
    ledger: Ledger | pd.DataFrame,
    /,
    *,
    as_of: str | dt.date | None = None,
    rules: str | os.PathLike[str] | RuleBook | None = None,
    lang: Lang = "zh",
) -> pd.DataFrame:
    """Return flags, status and legal consequences of each parcel on a day, with reasons.

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
        - ``status`` (one category for colouring), ``status_rule`` (the rule that gives it),
          ``status_reason``, ``status_basis`` (the article): texts; ``status_as_of``: the day
          (datetime64[s]); ``status_rules``: the name of the rulebook
        - ``idle_kind``: ``"A"`` (works have not started) or ``"B"`` (works are suspended);
          ``idle_since``: the first day on which the land is idle (datetime64[s]); ``days_idle``:
          the days from it to the day asked about, both counted (Int64). All three are missing where
          the land is not idle or idleness cannot be determined.
        - ``route``: ``"fee"``, ``"unpaid_takeback"``, ``"negotiated"`` or ``"investigate"``;
          missing where the land is not idle. ``fee``: in yuan, where the route is a fee and the
          price is known
        - ``next_step``: a text; ``next_on``: its day (datetime64[s]). That is the start day where
          it has not passed, else the first day on which the land is idle or can be taken back;
          missing where no such day is left.
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


def status_columns(judgement: Judgement) -> pd.DataFrame:
    """Return the columns of `flag_status` for parcels that have been judged.

    Parameters
    ----------
    judgement
        The judgement of the parcels on one day.

    Returns
    -------
    pandas.DataFrame
        As `flag_status`.
    """
    import pandas as pd

    verdict, index = judgement.verdict, judgement.parcels.index
    # Codes become words by one lookup for the whole column. An entry None becomes a missing text.
    rules = np.array(RULES, dtype=object)
    statuses = np.array([STATUS_OF_RULE[rule] for rule in RULES], dtype=object)
    idle_kinds = np.array([IDLE_KINDS.get(rule) for rule in RULES], dtype=object)
    routes = np.array([None, *ROUTES[1:]], dtype=object)
    # The first idle day and the day asked about both count. Where the land is not idle, the
    # difference is NaT, and its integer is masked below.
    days_idle = (verdict.facts.day - judgement.idle_since + ONE_DAY).astype("int64")
    texts: dict[str, Any] = {
        "status": statuses[verdict.status_rule],
        "status_rule": rules[verdict.status_rule],
        "status_reason": reasons(judgement),
        "status_basis": citations(judgement),
        "idle_kind": idle_kinds[verdict.idle_rule],
    }
    columns = {
        "levelled": nullable_booleans(verdict.levelled, index),
        "idle": nullable_booleans(verdict.idle, index),
        "reclaimed": nullable_booleans(verdict.reclaimed, index),
        **_office_flags(judgement),
        **{name: pd.Series(values, index=index, dtype="str") for name, values in texts.items()},
        "status_as_of": date_column(verdict.facts.day, index),
        "status_rules": pd.Series(judgement.rules_name, index=index, dtype="str"),
        "idle_since": date_column(judgement.idle_since, index),
        "days_idle": pd.Series(days_idle, index=index).astype("Int64").mask(verdict.idle != YES),
        "route": pd.Series(routes[judgement.routes], index=index, dtype="str"),
        "fee": pd.Series(judgement.fee_cny, index=index),
        "next_step": pd.Series(next_steps(judgement), index=index, dtype="str"),
        "next_on": date_column(judgement.next_on, index),
        "efficiency": efficiency(judgement),
        "five_not": five_not(judgement),
        "ten_category": ten_category(judgement),
    }
    return pd.DataFrame(columns, index=index)


def _office_flags(judgement: Judgement) -> dict[str, pd.Series]:
    """Return the further flags of the rulebook, each under its column name.

    A flag is true if all fields that it requires are known and its date is not in the future; it is
    unknown if that date is a decisive one, or its area, and cannot be parsed.
    """
    facts = judgement.verdict.facts
    flags = {}
    for flag in judgement.book.flags:
        # The rulebook names the date field, and its loader has checked that there is one.
        applies = facts.record.office_flags[flag.name] & facts.is_past(
            cast("RecordedDate", flag.on)
        )
        unreadable = facts.record.unreadable.get(cast("DecisiveDate", flag.on), False)
        if flag.name in FLAG_AREAS:
            area = cast("DecisiveDate", FLAG_AREAS[flag.name])
            unreadable = unreadable | facts.record.unreadable[area]
        answers = np.where(applies & unreadable, UNKNOWN, applies).astype("int8")
        flags[f"{FLAG_PREFIX}{flag.name}"] = nullable_booleans(answers, judgement.parcels.index)
    return flags
