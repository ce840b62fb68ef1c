"""Which rule on idleness applies: the decision procedure, for all parcels and days at once.

    t0 = start agreed by supplement, else agreed start, else handover and one year
    not started: day <= t0            not due
                 day <= t0 + 1 year   overdue
                 day <= t0 + 2 years  idle for one year (type A)
                 later                idle for two years (type A)
    started: suspended, day > suspension + 1 year, and developed < 1/3 or invested < 1/4: idle (B)

The numbers of years and the shares are those of the rulebook.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parkland.status.facts_on_day import START_FIELDS, YES, years_later

if TYPE_CHECKING:
    from parkland.conventions import RuleBook
    from parkland.status.facts_on_day import Facts

# Every rule, in the order in which the first that applies gives the status; what it shows as.
STATUS_OF_RULE = {
    "reclaimed": "reclaimed",
    "idle_two_years": "idle_two_years",
    "idle_one_year": "idle_one_year",
    "idle_suspended": "idle_suspended",
    "reclaimed_part": "reclaimed",
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
    "contradictory": "undetermined",
    "no_law": "undetermined",
    "levelling": "levelling",
    "unlevelled": "unlevelled",
    "not_supplied": "not_supplied",
    "no_facts": "unknown",
}
RULES = tuple(STATUS_OF_RULE)
CODE = {rule: code for code, rule in enumerate(RULES)}

KINDS = {"idle_two_years": "A", "idle_one_year": "A", "idle_suspended": "B"}
UNDETERMINED_RULES = (
    "suspended_unmeasured", "dates_missing", "unreadable", "contradictory", "no_law", "no_facts",
)  # fmt: skip


def idle_rule(facts: Facts, reclaimed: np.ndarray, book: RuleBook) -> np.ndarray:
    """Return the rule on idleness that applies, as a place in `RULES`."""
    day, start, recorded = facts.day, facts.start, facts.record.recorded
    one = years_later(start, book.idle_after_years)
    two = years_later(start, book.taken_back_after_years)
    year_suspended = suspension_year(facts, book)
    # the first that applies decides; a rule may stand more than once
    cases = [
        ("reclaimed", (reclaimed == YES) & ~recorded["in_part"]),
        ("disposed", facts.ended()),
        ("finished", facts.finished),
        ("not_supplied", facts.not_supplied & ~facts.started),
        ("unreadable", facts.unreadable),
        ("no_facts", ~facts.supplied & ~facts.not_supplied & ~facts.started),
        ("contradictory", facts.contradictory),
        ("suspended_unmeasured", facts.suspended & np.isnat(year_suspended)),
        ("suspended", facts.suspended & (day <= year_suspended)),
        ("idle_suspended", facts.suspended & recorded["below"]),
        ("suspended_developed", facts.suspended & recorded["measured"]),
        ("suspended_unmeasured", facts.suspended),
        ("started", facts.started),
        ("dates_missing", np.isnat(start)),
        ("not_due", day <= start),
        ("overdue", day <= one),
        ("idle_one_year", day <= two),
    ]
    rules, conditions = zip(*cases, strict=True)
    codes = [np.int8(CODE[rule]) for rule in rules]
    chosen = np.select(conditions, codes, default=np.int8(CODE["idle_two_years"]))
    early = day < np.datetime64(book.in_force, "D")
    if early.any():
        by_law = [CODE[rule] for rule, words in book.rules.items() if words.article]
        # still valid before the law took effect: it follows from the contract
        agreed = (chosen == CODE["not_due"]) & (
            facts.start_basis < START_FIELDS.index("handover_on")
        )
        chosen[early & np.isin(chosen, by_law) & ~agreed] = CODE["no_law"]
    return chosen


def suspension_year(facts: Facts, book: RuleBook) -> np.ndarray:
    """Return the last day of the full year after the suspension; NaT without its date."""
    return years_later(facts.record.dates["suspended_on"], book.idle_after_years)


def deciding_rule(
    facts: Facts, levelled: np.ndarray, reclaimed: np.ndarray, idleness: np.ndarray
) -> np.ndarray:
    """Return the rule that gives the status, as a place in `RULES`: the first that applies."""
    recorded = facts.record.recorded
    beside_idleness = {
        "reclaimed": (reclaimed == YES) & ~recorded["in_part"],
        "reclaimed_part": (reclaimed == YES) & recorded["in_part"],
        "levelled": levelled == YES,
        "disposed": facts.disposed(),
        "levelling": recorded["levelling"],
        "unlevelled": levelled == 0,
    }
    applies = [beside_idleness.get(rule, idleness == code) for rule, code in CODE.items()]
    codes = [np.int8(code) for code in CODE.values()]
    return np.select(applies, codes, default=np.int8(CODE["no_facts"]))
