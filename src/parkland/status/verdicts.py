"""The verdict on each parcel on its day: flags, rules, kind of idleness, route, what comes next.

Routes. Type B, and type A by a verified cause outside the holder, are negotiated. A cause that is
claimed and not verified, or verified and not classed, is to be investigated. Else the cause is
taken to be the holder's: a fee in the second year, take-back without payment after it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from parkland.status.decision_procedure import (
    CODE,
    KINDS,
    RULES,
    UNDETERMINED_RULES,
    deciding_rule,
    idle_rule,
    suspension_year,
)
from parkland.status.facts_on_day import NO, ONE_DAY, UNKNOWN, YES, Facts, years_later
from parkland.status.recorded_facts import CLAIMS, Record

if TYPE_CHECKING:
    from parkland.conventions import RuleBook

ROUTES = ("", "fee", "unpaid_takeback", "negotiated", "investigate")

KIND_A = [CODE[rule] for rule, kind in KINDS.items() if kind == "A"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on each parcel on its day. Answers are `facts_on_day.YES`, `NO` or `UNKNOWN`."""

    facts: Facts
    levelled: np.ndarray
    idle: np.ndarray
    reclaimed: np.ndarray
    idleness: np.ndarray  # places in RULES
    rule: np.ndarray

    @classmethod
    def on(cls, record: Record, day: np.ndarray, book: RuleBook) -> Verdict:
        """Return the verdict on the parcels of `record`, each on its day, by the version `book`."""
        facts = Facts.at(record, day, book)
        levelled, reclaimed = facts.levelled(), facts.reclaimed()
        idleness = idle_rule(facts, reclaimed, book)
        answers = np.array([_answer(rule) for rule in RULES], dtype="int8")
        return cls(
            facts=facts,
            levelled=levelled,
            idle=answers[idleness],
            reclaimed=reclaimed,
            idleness=idleness,
            rule=deciding_rule(facts, levelled, reclaimed, idleness),
        )

    def idle_since(self, book: RuleBook) -> np.ndarray:
        """Return the first day on which the land is idle; NaT where it is not."""
        kind_a = np.isin(self.idleness, KIND_A)
        since = np.where(
            kind_a,
            years_later(self.facts.start, book.idle_after_years),
            suspension_year(self.facts, book),
        )
        return np.where(self.idle == YES, since + ONE_DAY, np.datetime64("NaT", "D"))

    def route(self) -> np.ndarray:
        """Return the route of each parcel, as a place in `ROUTES`."""
        facts = self.facts
        recorded = facts.record.recorded
        claim = np.array(CLAIMS)[facts.record.claim]
        checked = facts.by_now("cause_verified_on")
        verified, rejected = recorded["verified"] & checked, recorded["rejected"] & checked
        open_question = np.select(
            [claim == "own", claim == "none", claim == "outside"],
            [False, verified, ~verified & ~rejected],
            default=~rejected,
        )
        cases = [
            ("", self.idle != YES),
            ("negotiated", self.idleness == CODE["idle_suspended"]),
            ("negotiated", (claim == "outside") & verified),
            ("investigate", open_question.astype(bool)),
            ("fee", self.idleness == CODE["idle_one_year"]),
        ]
        routes, conditions = zip(*cases, strict=True)
        codes = [np.int8(ROUTES.index(route)) for route in routes]
        return np.select(conditions, codes, default=np.int8(ROUTES.index("unpaid_takeback")))

    def next_on(self, book: RuleBook, route: np.ndarray) -> np.ndarray:
        """Return the day that comes next if no fact is added: see `next_step`; NaT where none.

        Of what is not due, the agreed start; else the first day on which the land is idle, or can
        be taken back.
        """
        facts = self.facts
        recorded = facts.record.recorded
        first_idle = years_later(facts.start, book.idle_after_years) + ONE_DAY
        taken_back = years_later(facts.start, book.taken_back_after_years) + ONE_DAY
        year_suspended = suspension_year(facts, book) + ONE_DAY
        settled = np.isin(route, [ROUTES.index("negotiated")])
        return np.select(
            [
                self.idleness == CODE["not_due"],
                self.idleness == CODE["overdue"],
                (self.idleness == CODE["idle_one_year"]) & ~settled,
                (self.idleness == CODE["suspended"]) & (recorded["below"] | ~recorded["measured"]),
            ],
            [facts.start, first_idle, taken_back, year_suspended],
            default=np.datetime64("NaT", "D"),
        )


def _answer(rule: str) -> int:
    if rule in KINDS:
        return YES
    return UNKNOWN if rule in UNDETERMINED_RULES else NO
