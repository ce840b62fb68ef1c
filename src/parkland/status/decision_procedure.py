"""The decision procedure: which rule on idleness applies, and which rule gives the status.

    start day = supplement, else agreed start, else handover + 1 year     (Art. 2, Art. 22)
                after a disposal of Art. 12: the newly agreed start       (Art. 12 para. 2)
    not started:  day <= start day              not due
                  day <= start day + 1 year     overdue
                  day <= start day + 2 years    idle, type A, for one year    (Art. 2 para. 1)
                  later                         idle, type A, for two years   (Art. 14)
    started:      suspended, day > suspension + 1 year, and
                  developed < 1/3 or invested < 25 %: idle, type B            (Art. 2 para. 2)

Articles are those of Order No. 53. The numbers of years and the shares are those of the rulebook.
The procedure runs on arrays: every condition is evaluated for all parcels, and the first that holds
decides for each. A condition may therefore rely on all earlier ones being false.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parkland.status.date_arrays import years_later
from parkland.status.rule_codes import RULE_CODE
from parkland.status.start_days import START_FIELDS
from parkland.status.three_values import NO, YES

if TYPE_CHECKING:
    from parkland.conventions import RuleBook
    from parkland.status.facts_on_day import FactsOnDay


def idle_rule(facts: FactsOnDay, reclaimed: np.ndarray, book: RuleBook) -> np.ndarray:
    """Return the rule on idleness that applies to each parcel on its day.

    Parameters
    ----------
    facts
        The facts of the parcels on their days.
    reclaimed : ndarray of int8
        `FactsOnDay.reclaimed`.
    book
        The rulebook version that applies.

    Returns
    -------
    ndarray of int8
        Places in `rule_codes.RULES`.
    """
    day, start, record = facts.day, facts.start, facts.record
    one_year = years_later(start, book.idle_after_years)
    two_years = years_later(start, book.taken_back_after_years)
    # Words about works matter where no date of start answers, or where a resumption is claimed.
    is_words_unclear = record.unreadable["disposal_kind"] | (
        facts.suspended & record.unreadable["construction"]
    )
    year_suspended = suspension_year_end(facts, book)
    # The first case that holds decides; one rule may stand in several cases.
    cases = [
        # Without a holder of the land there is no idleness. Of a parcel that was taken back in
        # part, the rest is judged like any other parcel.
        ("reclaimed", (reclaimed == YES) & ~record.is_partial_disposal),
        ("disposed", facts.right_ended()),
        # Completed works settle the matter, whatever the other dates are.
        ("finished", facts.finished),
        # Land under construction was supplied, whatever the axis of supply states.
        ("not_supplied", facts.not_supplied & ~facts.started),
        # From here on dates decide, so a decisive cell that cannot be parsed comes first.
        ("unreadable", facts.is_unreadable),
        ("words_unclear", is_words_unclear | facts.is_resumption_unclear),
        ("no_facts", ~facts.supplied & ~facts.not_supplied & ~facts.started),
        # Type B. The order is: contradiction, no date, year not over, then the shares.
        ("contradictory", facts.suspended_before_start),
        # After a disposal of Art. 12 the old dates have no effect, and a new one is not recorded.
        (
            "restart_missing",
            facts.is_restarted & np.isnat(start) & (facts.suspended | ~facts.started),
        ),
        ("suspended_unmeasured", facts.suspended & np.isnat(year_suspended)),
        ("suspended", facts.suspended & (day <= year_suspended)),
        # One known share below its limit is enough. For "not idle" both must be known.
        ("idle_suspended", facts.suspended & record.any_share_below),
        ("suspended_developed", facts.suspended & record.all_shares_known),
        ("suspended_unmeasured", facts.suspended),
        ("started", facts.started),
        # Type A. An empty actual start means "not started", because that is how registers are kept.
        ("start_unclear", np.isnat(start) & record.has_unclear_start),
        ("dates_missing", np.isnat(start)),
        ("not_due", day <= start),
        # Something states that works have started, and no date of start does.
        ("words_unclear", record.unreadable["construction"]),
        ("works_unrecorded", record.has_works_recorded),
        ("overdue", day <= one_year),
        ("idle_one_year", day <= two_years),
    ]
    rules, conditions = zip(*cases, strict=True)
    codes = [np.int8(RULE_CODE[rule]) for rule in rules]
    chosen = np.select(conditions, codes, default=np.int8(RULE_CODE["idle_two_years"]))
    _apply_before_law(chosen, facts, book)
    return chosen


def _apply_before_law(chosen: np.ndarray, facts: FactsOnDay, book: RuleBook) -> None:
    """Set the rule ``no_law`` in `chosen` where a rule of law decided before it was in force."""
    is_early = facts.day < np.datetime64(book.in_force, "D")
    if not is_early.any():
        return
    by_law = [RULE_CODE[rule] for rule, text in book.rules.items() if text.article]
    # Still valid before the law took effect: an agreed start day follows from the contract. The
    # default start day after handover does not, because Art. 22 makes it.
    is_agreed = facts.start_basis < START_FIELDS.index("start_due_unclear")
    by_contract = (chosen == RULE_CODE["not_due"]) & is_agreed
    chosen[is_early & np.isin(chosen, by_law) & ~by_contract] = RULE_CODE["no_law"]


def suspension_year_end(facts: FactsOnDay, book: RuleBook) -> np.ndarray:
    """Return the last day of the full year after the suspension.

    Returns
    -------
    ndarray of datetime64[D]
        NaT where no date of suspension is recorded.
    """
    return years_later(facts.suspended_from, book.idle_after_years)


def status_rule(
    facts: FactsOnDay, levelled: np.ndarray, reclaimed: np.ndarray, idle_rules: np.ndarray
) -> np.ndarray:
    """Return the rule that gives the status: the first of `rule_codes.RULES` that applies.

    A parcel can be levelled and idle at once. Its status is one category for colouring, so one of
    the rules has to take precedence; the flags keep the other answers.

    Parameters
    ----------
    facts
        The facts of the parcels on their days.
    levelled, reclaimed : ndarray of int8
        Answers as `three_values`.
    idle_rules : ndarray of int8
        The result of `idle_rule`.

    Returns
    -------
    ndarray of int8
        Places in `rule_codes.RULES`.
    """
    record = facts.record
    other_rules = {
        "reclaimed": (reclaimed == YES) & ~record.is_partial_disposal,
        "reclaimed_part": (reclaimed == YES) & record.is_partial_disposal,
        "levelled": levelled == YES,
        "disposed": facts.disposed(),
        "levelling": record.levelling_in_progress,
        "unlevelled": levelled == NO,
    }
    applies = [other_rules.get(rule, idle_rules == code) for rule, code in RULE_CODE.items()]
    codes = [np.int8(code) for code in RULE_CODE.values()]
    return np.select(applies, codes, default=np.int8(RULE_CODE["no_facts"]))
