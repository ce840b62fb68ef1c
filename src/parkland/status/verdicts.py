"""The verdict on each parcel on its day: flags, rules, first idle day, route, and the next day.

A verdict is made of arrays alone and needs no table. So the same code judges a table on one day
(`flag_status`) and every parcel on days of its own (`timeline`, `deadlines`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from parkland.status.date_arrays import NO_DAY, ONE_DAY, years_later
from parkland.status.decision_procedure import idle_rule, status_rule, suspension_year_end
from parkland.status.disposal_routes import BY_REFERENCE, NEGOTIATED, disposal_routes
from parkland.status.facts_on_day import FactsOnDay
from parkland.status.rule_codes import RULE_CODE, TYPE_A_CODES, idle_answers
from parkland.status.three_values import YES

if TYPE_CHECKING:
    from parkland.conventions import RuleBook
    from parkland.status.recorded_facts import RecordedFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The verdict on parcels, each on its day. Every array has one entry a parcel.

    Attributes
    ----------
    facts : FactsOnDay
        The facts that it follows from.
    levelled, idle, reclaimed : ndarray of int8
        Answers as `three_values`.
    idle_rule, status_rule : ndarray of int8
        Places in `rule_codes.RULES`: the rule on idleness, and the rule that gives the status.
    """

    facts: FactsOnDay
    levelled: np.ndarray
    idle: np.ndarray
    reclaimed: np.ndarray
    idle_rule: np.ndarray
    status_rule: np.ndarray

    @classmethod
    def on(cls, record: RecordedFacts, day: np.ndarray, book: RuleBook) -> Verdict:
        """Return the verdict on the parcels of `record`, each on its day.

        Parameters
        ----------
        record
        day : ndarray of datetime64[D]
            One day for each parcel of `record`.
        book
            The rulebook version that applies.
        """
        facts = FactsOnDay.at(record, day, book)
        levelled, reclaimed = facts.levelled(), facts.reclaimed()
        idle_rules = idle_rule(facts, reclaimed, book)
        return cls(
            facts=facts,
            levelled=levelled,
            idle=idle_answers(idle_rules),
            reclaimed=reclaimed,
            idle_rule=idle_rules,
            status_rule=status_rule(facts, levelled, reclaimed, idle_rules),
        )

    @property
    def is_part_reclaimed(self) -> np.ndarray:
        """Where a part of the parcel has been taken back, and the rest has not."""
        answer: np.ndarray = (self.reclaimed == YES) & self.facts.record.is_partial_disposal
        return answer

    @property
    def is_whole_reclaimed(self) -> np.ndarray:
        """Where the whole parcel has been taken back."""
        answer: np.ndarray = (self.reclaimed == YES) & ~self.facts.record.is_partial_disposal
        return answer

    @property
    def may_become_idle_suspended(self) -> np.ndarray:
        """Where works are suspended for less than a year, and a share is or can be below its limit.

        If both shares are known and neither is below its limit, the end of the year has no effect.
        """
        record = self.facts.record
        answer: np.ndarray = (self.idle_rule == RULE_CODE["suspended"]) & (
            record.any_share_below | ~record.all_shares_known
        )
        return answer

    def idle_since(self, book: RuleBook) -> np.ndarray:
        """Return the first day on which the land is idle.

        Returns
        -------
        ndarray of datetime64[D]
            The day after the full year from the start day (type A) or from the suspension (type B);
            NaT where the land is not idle.
        """
        # The two types run from different days.
        year_end = np.where(
            np.isin(self.idle_rule, TYPE_A_CODES),
            years_later(self.facts.start, book.idle_after_years),
            suspension_year_end(self.facts, book),
        )
        return np.where(self.idle == YES, year_end + ONE_DAY, NO_DAY)

    def routes(self) -> np.ndarray:
        """Return the route of each parcel, as places in `disposal_routes.ROUTES`."""
        return disposal_routes(self.facts, self.idle, self.idle_rule)

    def next_on(self, book: RuleBook, routes: np.ndarray) -> np.ndarray:
        """Return the next day on which the verdict changes if no new fact is recorded.

        Parameters
        ----------
        book
            The rulebook version that applies.
        routes : ndarray of int8
            The result of `routes`.

        Returns
        -------
        ndarray of datetime64[D]
            The start day itself where it is not over, because works can start on it; else the first
            day on which the land is idle, or can be taken back. NaT where no such day is left.
        """
        # Dates are computed for all parcels, and the rule on idleness chooses which of them counts.
        start = self.facts.start
        first_idle_day = years_later(start, book.idle_after_years) + ONE_DAY
        first_takeback_day = years_later(start, book.taken_back_after_years) + ONE_DAY
        # Land whose disposal is negotiated is not taken back without payment after two years.
        is_negotiated = (routes == NEGOTIATED) | (routes == BY_REFERENCE)
        return np.select(
            [
                self.idle_rule == RULE_CODE["not_due"],
                self.idle_rule == RULE_CODE["overdue"],
                (self.idle_rule == RULE_CODE["idle_one_year"]) & ~is_negotiated,
                self.may_become_idle_suspended,
            ],
            [
                start,
                first_idle_day,
                first_takeback_day,
                suspension_year_end(self.facts, book) + ONE_DAY,
            ],
            default=NO_DAY,
        )
