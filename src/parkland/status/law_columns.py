"""The verdict of the law as columns of the table of parcels.

The columns are only another form of a judgement; nothing is decided here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np

from parkland.schema import FLAG_AREAS, FLAG_PREFIX
from parkland.status.date_arrays import ONE_DAY, date_column
from parkland.status.disposal_routes import ROUTES
from parkland.status.office_classes import efficiency, five_not, ten_category
from parkland.status.rule_codes import IDLE_KINDS, RULES, STATUS_OF_RULE
from parkland.status.status_texts import citations, next_steps, reasons
from parkland.status.three_values import UNKNOWN, YES, nullable_booleans

if TYPE_CHECKING:
    import pandas as pd

    from parkland.status.judgement import Judgement
    from parkland.status.recorded_facts import DecisiveDate, RecordedDate


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

    def column(texts: Any) -> pd.Series:
        return pd.Series(texts, index=index, dtype="str")

    # A text of each parcel as an object takes several times the memory of the column, so that each
    # column is made before the next texts.
    columns = {
        "levelled": nullable_booleans(verdict.levelled, index),
        "idle": nullable_booleans(verdict.idle, index),
        "reclaimed": nullable_booleans(verdict.reclaimed, index),
        **_office_flags(judgement),
        "status": column(statuses[verdict.status_rule]),
        "status_rule": column(rules[verdict.status_rule]),
        "status_reason": column(reasons(judgement)),
        "status_basis": column(citations(judgement)),
        "idle_kind": column(idle_kinds[verdict.idle_rule]),
        "status_as_of": date_column(verdict.facts.day, index),
        "status_rules": column(judgement.rules_name),
        "idle_since": date_column(judgement.idle_since, index),
        "days_idle": pd.Series(days_idle, index=index).astype("Int64").mask(verdict.idle != YES),
        "route": column(routes[judgement.routes]),
        "fee": pd.Series(judgement.fee_cny, index=index),
        "next_step": column(next_steps(judgement)),
        "next_on": date_column(judgement.next_on, index),
        "efficiency": efficiency(judgement),
        "five_not": five_not(judgement),
        "ten_category": ten_category(judgement),
    }
    return pd.concat(columns, axis=1)  # unlike DataFrame(...), it does not copy the columns


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
