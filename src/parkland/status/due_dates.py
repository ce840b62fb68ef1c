"""On which day each kind of obligation of a parcel falls due.

The facts are those recorded on the day of the judgement. ``start``, ``handover``, ``finish``,
``temporary_use`` and ``notice`` fall due on the last day on which the obligation can be met;
``idle``, ``takeback`` and ``suspended`` on the first day on which the consequence applies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parkland.status.date_arrays import NO_DAY, ONE_DAY, years_later
from parkland.status.decision_procedure import suspension_year_end
from parkland.status.disposal_routes import NEGOTIATED
from parkland.status.rule_codes import RULE_CODE

if TYPE_CHECKING:
    from parkland.status.judgement import Judgement

# Kinds that follow from Order No. 53, by the article of the rule that applies on their day.
LEGAL_KINDS = ("start", "idle", "takeback", "suspended")
# All kinds; deadlines of one day are listed in this order.
DEADLINE_KINDS = ("handover", *LEGAL_KINDS, "finish", "temporary_use", "notice")


def due_dates(judgement: Judgement) -> dict[str, np.ndarray]:
    """Return the due date of each kind for each parcel.

    Parameters
    ----------
    judgement
        The judgement of the parcels on the first day of the list.

    Returns
    -------
    dict of str to ndarray of datetime64[D]
        Kind -> the due dates, past ones included; NaT where a parcel has no such obligation. The
        keys are `DEADLINE_KINDS`, in that order.
    """
    verdict, book = judgement.verdict, judgement.book
    facts, idle_rule = verdict.facts, verdict.idle_rule
    record, dates = facts.record, facts.record.dates
    # The periods of type A run only while works have not started.
    is_start_missing = np.isin(
        idle_rule, [RULE_CODE[rule] for rule in ("not_due", "overdue", "idle_one_year")]
    )
    is_held = ~verdict.is_whole_reclaimed & ~facts.right_ended()
    is_contract_open = is_held & ~facts.finished & ~facts.not_supplied
    is_handed_over = ~np.isnat(dates["handover_on"]) & facts.is_past("handover_on")
    is_lent = facts.is_past("disposal_on") & record.is_temporary_use
    conditions_and_days = {
        "handover": (
            is_contract_open & ~is_handed_over & ~facts.started,
            dates["handover_due"],
        ),
        "start": (idle_rule == RULE_CODE["not_due"], facts.start),
        "idle": (is_start_missing, years_later(facts.start, book.idle_after_years) + ONE_DAY),
        "takeback": (
            # Land whose disposal is negotiated is not taken back without payment.
            is_start_missing & (judgement.routes != NEGOTIATED),
            years_later(facts.start, book.taken_back_after_years) + ONE_DAY,
        ),
        "suspended": (
            verdict.may_become_idle_suspended,
            suspension_year_end(facts, book) + ONE_DAY,
        ),
        "finish": (is_contract_open, dates["finish_due"]),
        "temporary_use": (
            is_lent,
            years_later(dates["disposal_on"], book.temporary_use_at_most_years),
        ),
        "notice": (is_held & facts.is_past("notice_on"), dates["notice_due"]),
    }
    return {
        kind: np.where(applies, days, NO_DAY)
        for kind, (applies, days) in conditions_and_days.items()
    }
