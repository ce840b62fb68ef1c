"""On which day each kind of obligation of a parcel falls due.

The facts are those recorded on the day of the judgement. ``idle``, ``takeback`` and ``suspended``
fall due on the first day on which the consequence applies, all others on the last day on which the
obligation can be met.

A clock of the procedure begins with one fact and ends with another (articles of Order No. 53):

- ``investigation`` (Art. 5 para. 1): from the discovery to the service of the notice
- ``answer`` (Art. 5 para. 2): from the service of the notice to the holder's answer
- ``hearing`` (Art. 15): from the day on which the holder was told of the right to the hearing; the
  order sets no period, the rulebook does
- ``fee_payment``, ``deregistration`` (Art. 17): from the service of the decision to compliance

The determination ends the investigation and the answer too, and a decision the time for a hearing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parkland.status.date_arrays import NO_DAY, ONE_DAY, years_later
from parkland.status.decision_procedure import suspension_year_end
from parkland.status.disposal_routes import BY_REFERENCE, NEGOTIATED
from parkland.status.rule_codes import RULE_CODE

if TYPE_CHECKING:
    from parkland.conventions import RuleBook
    from parkland.status.facts_on_day import FactsOnDay
    from parkland.status.judgement import Judgement
    from parkland.status.recorded_facts import RecordedDate

# Kinds that follow from Order No. 53, by the article of the rule that applies on their day.
LEGAL_KINDS = ("start", "idle", "takeback", "suspended")
# Clocks of the procedure: the fact that begins the clock, the period in the rulebook, and the facts
# of which any ends the clock.
CLOCKS: dict[str, tuple[RecordedDate, str, tuple[RecordedDate, ...]]] = {
    "investigation": (
        "discovered_on",
        "investigation_days",
        ("investigation_served_on", "determination_served_on"),
    ),
    "answer": (
        "investigation_served_on",
        "answer_days",
        ("investigation_answered_on", "determination_served_on"),
    ),
    "hearing": (
        "hearing_told_on",
        "hearing_days",
        ("hearing_on", "fee_decision_served_on", "takeback_decision_served_on"),
    ),
    "fee_payment": ("fee_decision_served_on", "compliance_days", ("fee_paid_on",)),
    "deregistration": ("takeback_decision_served_on", "compliance_days", ("deregistered_on",)),
}
# All kinds; deadlines of one day are listed in this order.
DEADLINE_KINDS = ("handover", *LEGAL_KINDS, *CLOCKS, "finish", "temporary_use", "notice")
# A kind that is over and the next one in its chain: what follows from the later one replaces what
# followed from the earlier one.
REPLACED_BY = {"start": "idle", "idle": "takeback"}

# The rules on idleness of land on which works have not started.
UNSTARTED_RULES = ("not_due", "overdue", "idle_one_year", "idle_two_years")


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
    is_start_missing = np.isin(idle_rule, [RULE_CODE[rule] for rule in UNSTARTED_RULES])
    is_held = ~verdict.is_whole_reclaimed & ~facts.right_ended()
    is_contract_open = is_held & ~facts.finished & ~facts.not_supplied
    is_handed_over = ~np.isnat(dates["handover_on"]) & facts.is_past("handover_on")
    is_lent = facts.is_past("disposal_on") & record.is_temporary_use
    conditions_and_days = {
        "handover": (
            is_contract_open & ~is_handed_over & ~facts.started,
            dates["handover_due"],
        ),
        "start": (is_start_missing, facts.start),
        "idle": (is_start_missing, years_later(facts.start, book.idle_after_years) + ONE_DAY),
        "takeback": (
            # Land whose disposal is negotiated, or of a collective, is not taken back by Art. 14.
            is_start_missing & ~np.isin(judgement.routes, (NEGOTIATED, BY_REFERENCE)),
            years_later(facts.start, book.taken_back_after_years) + ONE_DAY,
        ),
        "suspended": (
            verdict.may_become_idle_suspended | (idle_rule == RULE_CODE["idle_suspended"]),
            suspension_year_end(facts, book) + ONE_DAY,
        ),
        "finish": (is_contract_open, dates["finish_due"]),
        "temporary_use": (
            is_lent,
            years_later(dates["disposal_on"], book.temporary_use_at_most_years),
        ),
        "notice": (
            is_held & facts.is_past("notice_on") & ~has_happened(facts, "rectified_on"),
            dates["notice_due"],
        ),
        **{kind: _clock(facts, kind, book) for kind in CLOCKS},
    }
    # What comes before a decision has no purpose once the holder's right has ended.
    for kind in ("investigation", "answer", "hearing"):
        applies, days = conditions_and_days[kind]
        conditions_and_days[kind] = (applies & is_held, days)
    return {
        kind: np.where(applies, days, NO_DAY)
        for kind, (applies, days) in ((kind, conditions_and_days[kind]) for kind in DEADLINE_KINDS)
    }


def has_happened(facts: FactsOnDay, field: RecordedDate) -> np.ndarray:
    """Return where an act is recorded with a date that is not after the day."""
    answer: np.ndarray = facts.record.dates[field] <= facts.day
    return answer


def _clock(facts: FactsOnDay, kind: str, book: RuleBook) -> tuple[np.ndarray, np.ndarray]:
    """Return where a clock of the procedure runs, and on which day it ends."""
    begins, period, ends = CLOCKS[kind]
    days: int = getattr(book, period)
    runs = has_happened(facts, begins) & (days > 0)
    begun = facts.record.dates[begins]
    for field in ends:
        # An act before the clock began belongs to an earlier procedure and does not end it.
        runs &= ~(has_happened(facts, field) & (facts.record.dates[field] >= begun))
    return runs, begun + np.timedelta64(days, "D")
