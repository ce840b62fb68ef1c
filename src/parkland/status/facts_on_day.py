"""What is known of each parcel on a day: by dates, else by status text or layer.

- A fact dated after the day has not happened. A date takes precedence over a word: works whose
  start is dated tomorrow have not started today, whatever the status text states.
- A word has no date, so it holds on every day. There are two exceptions: works that only a word
  records have not happened before a dated contract or a dated start, nor has a disposal before the
  contract, handover, works or supplement that is dated.
- A supplementary agreement counts from the day on which it was signed, if that day is recorded.
- The clock runs against the land. So land was supplied by the earlier of two contracts, and a
  transfer or a handover before the contract shows that there was one.
- After a disposal of Art. 12 other than a take-back the clock restarts at the newly agreed start.

Definitions. **Levelled** (已平整) and **reclaimed** (收回) are recorded acts: they are known by a
date or an area, else by the status text, else by the meaning of the layer. Levelling is not a start
of works; Art. 30 of Order No. 53 defines the start.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from parkland.status.start_days import START_FIELDS, start_days
from parkland.status.three_values import known_answers

if TYPE_CHECKING:
    from parkland.conventions import RuleBook
    from parkland.status.recorded_facts import DecisiveDate, RecordedDate, RecordedFacts


# The dated acts before which a disposal that only a word records has not happened.
ACTS_BEFORE_WORD: tuple[RecordedDate, ...] = (
    "contract_on", "prior_contract_on", "handover_on", "start_on", "suspended_on", "resumed_on",
    "finish_on", "supplement_on",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class FactsOnDay:
    """What is known of parcels, each on its day. Every array has one entry a parcel.

    Attributes
    ----------
    record : RecordedFacts
        The facts of the same parcels, independent of the day.
    day : ndarray of datetime64[D]
        The day asked about.
    start : ndarray of datetime64[D]
        The start day; NaT where none is known.
    start_basis : ndarray of int8
        The place in `start_days.START_FIELDS` of the field that gives it, else `NO_START`.
    disposal_happened : ndarray of bool
        The recorded disposal, of whatever kind, has happened by its date or by the word.
    is_restarted : ndarray of bool
        A disposal has happened after which the clock restarts (Art. 12 para. 2).
    suspended_from : ndarray of datetime64[D]
        The day from which the year of a suspension runs: that of the suspension, or the newly
        agreed start of a disposal after it.
    is_resumption_unclear : ndarray of bool
        Works are suspended by a date, and a word without a day states that they were resumed.
    has_handover_ground : ndarray of bool
        By the dates on record the land was handed over late or not at all (Art. 8 (1)).
    supplied, not_supplied : ndarray of bool
        Both are False where nothing is known about supply.
    started, suspended, finished : ndarray of bool
        The state of works. Suspended and finished works have also started.
    is_unreadable : ndarray of bool
        A cell that decides the verdict is filled but cannot be parsed.
    suspended_before_start : ndarray of bool
        The dates contradict each other.
    """

    record: RecordedFacts
    day: np.ndarray
    start: np.ndarray
    start_basis: np.ndarray
    disposal_happened: np.ndarray
    is_restarted: np.ndarray
    suspended_from: np.ndarray
    is_resumption_unclear: np.ndarray
    has_handover_ground: np.ndarray
    supplied: np.ndarray
    not_supplied: np.ndarray
    started: np.ndarray
    suspended: np.ndarray
    finished: np.ndarray
    is_unreadable: np.ndarray
    suspended_before_start: np.ndarray

    @classmethod
    def at(cls, record: RecordedFacts, day: np.ndarray, book: RuleBook) -> FactsOnDay:
        """Return the facts of `record`, each parcel on its day.

        Parameters
        ----------
        record
        day : ndarray of datetime64[D]
            One day for each parcel of `record`.
        book
            The rulebook version that applies.
        """
        dates = record.dates
        disposal_happened = _disposal_happened(record, day)
        is_restarted = disposal_happened & record.restarts
        start, basis = start_days(record, day, is_restarted, book)
        # A word describes the day on which the register was written. Before a dated contract or a
        # dated start, "started" cannot have been true yet.
        contract_to_come = _contract_to_come(record, day)
        before_dated_works = contract_to_come | (dates["start_on"] > day)

        def has_happened(field: RecordedDate, by_word: np.ndarray) -> np.ndarray:
            """Return where an act has happened: by its date if recorded, else by the word."""
            date = dates[field]
            return np.where(np.isnat(date), by_word & ~before_dated_works, date <= day)

        # The most advanced state applies: completed works are not suspended, and both have started.
        finished = has_happened("finish_on", record.construction_finished)
        suspended = has_happened("suspended_on", record.construction_suspended) & ~finished
        started = has_happened("start_on", record.construction_started) | finished | suspended
        # A resumption before the suspension ended an earlier one.
        resumed_on, suspended_on = dates["resumed_on"], dates["suspended_on"]
        resumed = (resumed_on <= day) & ~(resumed_on < suspended_on)
        started |= resumed
        suspended &= ~resumed
        # Each of these acts presupposes supply, so it overrides a word that states the contrary.
        proves_supply = (
            (dates["contract_on"] <= day)
            | (dates["prior_contract_on"] <= day)
            | (dates["handover_on"] <= day)
            | (dates["start_on"] <= day)
        )
        # A contract in the future means that the land is not supplied yet.
        not_supplied = contract_to_come | (record.no_supply_recorded & ~proves_supply)
        return cls(
            record=record,
            day=day,
            start=start,
            start_basis=basis,
            disposal_happened=disposal_happened,
            is_restarted=is_restarted,
            suspended_from=_suspended_from(record, start, is_restarted),
            is_resumption_unclear=suspended
            & record.construction_resumed
            & ~np.isnat(suspended_on)
            & ~(resumed_on > day),
            has_handover_ground=_has_handover_ground(record, day, start, basis),
            supplied=(record.supply_recorded | proves_supply) & ~not_supplied,
            not_supplied=not_supplied,
            started=started,
            suspended=suspended,
            finished=finished,
            is_unreadable=_decisive_cell_unreadable(record, started, suspended),
            suspended_before_start=suspended & (dates["suspended_on"] < dates["start_on"]),
        )

    @property
    def is_start_before_contract(self) -> np.ndarray:
        """Where the agreed start that counts is before the only contract known, which agreed it."""
        dates = self.record.dates
        contract = dates["contract_on"]
        is_first = np.isnat(dates["prior_contract_on"]) & np.isnat(dates["transfer_on"])
        answer: np.ndarray = (
            (self.start_basis == START_FIELDS.index("start_due"))
            & (dates["start_due"] < contract)
            & is_first
            & ~(dates["handover_on"] < contract)
        )
        return answer

    def is_past(self, field: RecordedDate) -> np.ndarray:
        """Return where the date in `field` is not after the day; also where no date is recorded.

        The act itself must be recorded in another field: its date alone does not prove it here.
        """
        return ~(self.record.dates[field] > self.day)

    def levelled(self) -> np.ndarray:
        """Return whether the land is levelled, as `three_values`.

        The date decides if there is one, and a date in the future means no; else the area, the
        status text or the layer. Unknown where none of them is recorded.
        """
        date = self.record.dates["levelled_on"]
        has_date = ~np.isnat(date)
        is_levelled = np.where(has_date, date <= self.day, self.record.levelled)
        is_known = has_date | self.record.levelling_known
        # A day that cannot be parsed can be in the future, whatever a word or an area states. With
        # an area that cannot be parsed nobody knows whether the whole parcel is levelled.
        is_unclear = self.record.unreadable["levelled_on"]
        is_unclear = is_unclear | is_levelled & self.record.unreadable["levelled_area_m2"]
        return known_answers(is_levelled, is_known & ~is_unclear)

    def reclaimed(self) -> np.ndarray:
        """Return whether the land has been taken back in whole or in part, as `three_values`.

        Unknown where nothing else is recorded either. Unknown too where the date of the take-back
        cannot be parsed, because it may be in the future, and where its area cannot be parsed,
        because it may be that of a part.
        """
        record = self.record
        is_reclaimed = record.is_takeback & self.disposal_happened
        # A register that records other facts of a parcel would record its take-back too.
        is_anything_known = (
            record.any_axis_known | ~np.isnat(record.dates["levelled_on"]) | self.supplied
        )
        is_unclear = is_reclaimed & _is_disposal_unclear(record)
        is_unclear |= record.unreadable["disposal_kind"]
        is_unclear |= ~is_reclaimed & record.unreadable["status_text"]
        return known_answers(is_reclaimed, is_anything_known & ~is_unclear)

    def disposed(self) -> np.ndarray:
        """Return where a disposal of any kind has taken place, in whole or in part, as bool.

        A take-back or an end of the right whose date or area cannot be parsed does not count.
        """
        record = self.record
        is_unclear = _is_disposal_unclear(record) | record.unreadable["disposal_kind"]
        answer: np.ndarray = record.has_disposal & self.disposal_happened & ~is_unclear
        return answer

    def right_ended(self) -> np.ndarray:
        """Return where the right to the whole parcel has ended other than by take-back, as bool.

        After a purchase or an exchange there is no holder left who could leave the land idle.
        """
        record = self.record
        answer: np.ndarray = (
            record.ends_right
            & ~record.is_partial_disposal
            & ~record.unreadable["disposal_area_m2"]
            & self.disposal_happened
        )
        return answer


def _is_disposal_unclear(record: RecordedFacts) -> np.ndarray:
    """Return where it cannot be parsed when a right ended, or for which part of the parcel."""
    is_unreadable = record.unreadable["disposal_on"] | record.unreadable["disposal_area_m2"]
    answer: np.ndarray = is_unreadable & (record.is_takeback | record.ends_right)
    return answer


def _contract_to_come(record: RecordedFacts, day: np.ndarray) -> np.ndarray:
    """Return where the land has not been supplied yet, because its first contract is in the future.

    After a transfer the contract on record is not the first one. If the first is not recorded, it
    was signed at some time before; so it was if the land was handed over before the contract.
    """
    dates = record.dates
    first = np.fmin(dates["contract_on"], dates["prior_contract_on"])
    is_first_unknown = np.isnat(dates["prior_contract_on"]) & ~np.isnat(dates["transfer_on"])
    answer: np.ndarray = (first > day) & ~is_first_unknown & ~(dates["handover_on"] <= day)
    return answer


def _disposal_happened(record: RecordedFacts, day: np.ndarray) -> np.ndarray:
    """Return where the recorded disposal has happened: by its date, else by the word.

    A word was written after the dated acts beside it, so it does not hold before them. A disposal
    that restarts the clock is dated by the signature of the supplement if by nothing else.
    """
    dates = record.dates
    is_dated = ~np.isnat(dates["disposal_on"])
    by_word = np.ones(len(day), dtype=bool)
    for act in ACTS_BEFORE_WORD:
        by_word &= ~(dates[act] > day)
    answer: np.ndarray = np.where(is_dated, dates["disposal_on"] <= day, by_word)
    return answer


def _suspended_from(
    record: RecordedFacts, start: np.ndarray, is_restarted: np.ndarray
) -> np.ndarray:
    """Return the day from which the year of a suspension runs; NaT where none is recorded."""
    suspended_on = record.dates["suspended_on"]
    is_after = is_restarted & ~(record.dates["disposal_on"] < suspended_on)
    restarted: np.ndarray = np.where(is_after & (start > suspended_on), start, suspended_on)
    return np.where(np.isnat(suspended_on), suspended_on, restarted)


def _has_handover_ground(
    record: RecordedFacts, day: np.ndarray, start: np.ndarray, basis: np.ndarray
) -> np.ndarray:
    """Return where the dates show a ground of Art. 8 (1): late handover, or none though due.

    The handover is late if it is later than agreed, or than the start day. A start that was agreed
    anew after the handover has settled the delay before it.
    """
    dates = record.dates
    handover, due = dates["handover_on"], dates["handover_due"]
    is_late = (due < day) & ~(handover <= due)
    # A default start day is counted from the handover itself, and cannot be missed by it.
    is_agreed = basis < START_FIELDS.index("start_due_unclear")
    is_late |= is_agreed & (handover > start) & (start < day)
    is_new = (basis == START_FIELDS.index("restart_on")) | (
        basis == START_FIELDS.index("supplement_start")
    )
    agreed_on = np.fmax(dates["supplement_on"], dates["disposal_on"])
    is_settled = is_new & (handover <= agreed_on) & (agreed_on <= day)
    answer: np.ndarray = is_late & ~is_settled
    return answer


def _decisive_cell_unreadable(
    record: RecordedFacts, started: np.ndarray, suspended: np.ndarray
) -> np.ndarray:
    """Return where a cell that decides the verdict is filled but cannot be parsed.

    A cell decides only where a more decisive fact does not make it irrelevant. So a start day that
    cannot be parsed does not count once works have started, nor a handover beside an agreed start.
    """

    def is_unreadable(field: DecisiveDate) -> np.ndarray:
        return record.unreadable[field]

    dates = record.dates
    # A new start that cannot be parsed is no older one.
    no_supplement = np.isnat(dates["supplement_start"]) & np.isnat(dates["restart_on"])
    no_agreed_start = no_supplement & np.isnat(dates["start_due"])
    start_day = (
        is_unreadable("restart_on")
        | is_unreadable("supplement_start")
        | (~no_supplement & is_unreadable("supplement_on"))
        | (no_supplement & is_unreadable("start_due"))
        | (no_agreed_start & is_unreadable("handover_on"))
    )
    # The date of a disposal that leaves the holder's right alone decides nothing.
    disposal = _is_disposal_unclear(record) | (is_unreadable("disposal_on") & record.restarts)
    works = is_unreadable("start_on") | is_unreadable("suspended_on") | is_unreadable("finish_on")
    works |= is_unreadable("resumed_on") & suspended
    # An investment that cannot be true is no share, and one share below its limit is enough.
    works |= suspended & record.any_share_implausible & ~record.any_share_below
    # Words that were not used can say that works have started, or that the land was taken back.
    words = is_unreadable("status_text") & ~started
    answer: np.ndarray = disposal | works | words | (start_day & ~started)
    return answer
