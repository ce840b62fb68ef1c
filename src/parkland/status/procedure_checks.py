"""The checks on the procedure of a disposal: its order, its funding, and the classes of 五未.

Three things are checked. A later step of the procedure does not come before an earlier one. A
decision does not come before the end of the period that it rests on. Some money may pay only for
land that was supplied by a certain day. What is not recorded is no contradiction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parkland.display import day_text
from parkland.status.contradiction_values import ContradictionCheck, both_dates, cells
from parkland.status.date_arrays import NO_DAY, years_later
from parkland.status.disposal_funding import names_funding, supply_days
from parkland.status.facts_on_day import FactsOnDay

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parkland.conventions import Funding
    from parkland.status.contradiction_values import ValuesOfRows
    from parkland.status.judgement import Judgement
    from parkland.status.recorded_facts import RecordedDate

# A step and the steps that come before it (Art. 5, 9, 14, 15 and 17 of Order No. 53).
STEPS_BEFORE: dict[RecordedDate, tuple[RecordedDate, ...]] = {
    "investigation_served_on": ("discovered_on",),
    "investigation_answered_on": ("investigation_served_on",),
    "determination_served_on": ("investigation_served_on",),
    "hearing_told_on": ("determination_served_on",),
    "hearing_on": ("hearing_told_on",),
    "fee_decision_served_on": (
        "determination_served_on", "hearing_told_on", "hearing_on", "approved_on",
    ),
    "takeback_decision_served_on": (
        "determination_served_on", "hearing_told_on", "hearing_on", "approved_on",
    ),
    "fee_paid_on": ("fee_decision_served_on",),
    "deregistered_on": ("takeback_decision_served_on",),
    "resumed_on": ("suspended_on",),
    "rectified_on": ("notice_on",),
}  # fmt: skip


def procedure_checks(judgement: Judgement) -> Iterator[ContradictionCheck]:
    """Yield steps out of order, decisions too early, money not meant for the land, and classes."""
    yield from _order(judgement)
    yield from _early_decisions(judgement)
    yield from _funding(judgement)
    yield from _classes(judgement)


def _order(judgement: Judgement) -> Iterator[ContradictionCheck]:
    """Yield steps of the procedure that are dated before a step that precedes them."""
    dates = judgement.verdict.facts.record.dates
    for step, earlier in STEPS_BEFORE.items():
        for before in earlier:
            yield ContradictionCheck(
                "status.step_out_of_order",
                step,
                dates[step] < dates[before],
                both_dates(dates[step], dates[before]),
            )


def _early_decisions(judgement: Judgement) -> Iterator[ContradictionCheck]:
    """Yield decisions that were served before the full years of Art. 14 were over."""
    facts, book = judgement.verdict.facts, judgement.book
    dates = facts.record.dates
    periods: dict[RecordedDate, int] = {
        "fee_decision_served_on": book.idle_after_years,
        "takeback_decision_served_on": book.taken_back_after_years,
    }
    for decision, years in periods.items():
        served = dates[decision]
        # The start day is that which held on the day of the decision, not a later supplement's.
        rows = np.flatnonzero(served <= facts.day)
        on_service = FactsOnDay.at(facts.record.take(rows), served[rows], book)
        last_day = np.full(len(served), NO_DAY)
        last_day[rows] = years_later(on_service.start, years)
        is_early = served <= last_day
        yield ContradictionCheck(
            "status.decision_early", decision, is_early, both_dates(served, last_day)
        )


def _funding(judgement: Judgement) -> Iterator[ContradictionCheck]:
    """Yield money that may pay only for land supplied earlier than this."""
    supplied = supply_days(judgement)
    for funding in judgement.book.funding.values():
        is_named = names_funding(judgement.parcels["funding"], funding)
        limit = np.datetime64(funding.supplied_until, "D")
        yield ContradictionCheck(
            "status.funding_not_for_land",
            "funding",
            is_named & (supplied > limit),
            _funding_texts(judgement, funding, supplied),
        )


def _funding_texts(judgement: Judgement, funding: Funding, supplied: np.ndarray) -> ValuesOfRows:
    lang = judgement.lang

    def texts(rows: np.ndarray) -> list[str]:
        limit = day_text(funding.supplied_until)
        return [
            f"{funding.name[lang]}, {day} > {limit}; {funding.policy[lang]}"
            for day in supplied[rows].astype(str).tolist()
        ]

    return texts


def _classes(judgement: Judgement) -> Iterator[ContradictionCheck]:
    """Yield classes of 五未 that stand in no list of the rulebook."""
    book, codes = judgement.book, judgement.parcels["five_not_code"]
    known = {code for one in book.five_not_lists.values() for code in one.codes} | set(
        book.five_not
    )
    is_unknown = (codes.notna() & ~codes.isin(known)).to_numpy(dtype=bool)
    yield ContradictionCheck("status.unknown_five_not", "five_not_code", is_unknown, cells(codes))
