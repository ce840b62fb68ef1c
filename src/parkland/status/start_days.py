"""The start day: the day by which works on a parcel must have started.

Definition. The start day is the first of these that is known:

1. the start agreed with a disposal after which the clock restarts (Art. 12 para. 2 of Order No. 53)
2. the start agreed in a supplementary agreement, once that agreement has been signed
3. the agreed start of the contract or allocation decision (Art. 2 para. 1)
4. the later reading of an agreed start that is unclear (Art. 22 para. 2); see `unclear_starts`
5. the actual handover plus one year, where no start was agreed (Art. 22 para. 2)

Without any of them there is no start day, and idleness cannot be determined. After a disposal that
restarts the clock, only 1 and a supplement that belongs to it count: the old start has no effect.
The number of years in 5 is that of the rulebook.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from parkland.status.date_arrays import NO_DAY, ONE_DAY, years_later

if TYPE_CHECKING:
    from parkland.conventions import RuleBook
    from parkland.status.recorded_facts import DateArrays, RecordedFacts

StartField = Literal[
    "restart_on", "supplement_start", "start_due", "start_due_unclear", "handover_on"
]

# The fields that give the start day; the first that is known decides.
START_FIELDS: tuple[StartField, ...] = (
    "restart_on", "supplement_start", "start_due", "start_due_unclear", "handover_on",
)  # fmt: skip
# In an array of places in START_FIELDS: no field gives a start day.
NO_START = len(START_FIELDS)


def start_days(
    record: RecordedFacts, days: np.ndarray, is_restarted: np.ndarray, book: RuleBook
) -> tuple[np.ndarray, np.ndarray]:
    """Return the start day of each parcel as it was agreed by the day asked about.

    Parameters
    ----------
    record
        The recorded facts of the parcels.
    days : ndarray of datetime64[D]
        The day asked about, for each parcel.
    is_restarted : ndarray of bool
        Where a disposal that restarts the clock has happened by the day.
    book
        The rulebook version that applies.

    Returns
    -------
    start : ndarray of datetime64[D]
        NaT where no field gives a start day.
    basis : ndarray of int8
        The place in `START_FIELDS` of the field that gives it, or `NO_START`.
    """
    dates = record.dates
    # A supplement without a date of signature counts on every day: its date cannot be guessed.
    is_signed = ~(dates["supplement_on"] > days)
    supplement = np.where(is_signed, dates["supplement_start"], NO_DAY)
    restart = np.where(is_restarted | _is_free_restart(record, days), dates["restart_on"], NO_DAY)
    candidates = [supplement, dates["start_due"], record.unclear_start, record.default_start]
    if not (is_restarted.any() or not np.isnat(restart).all()):
        # Most tables record no such disposal.
        is_known = [~np.isnat(candidate) for candidate in candidates]
        basis = np.select(is_known, range(1, NO_START), default=NO_START)
        return np.select(is_known, candidates, default=NO_DAY), basis.astype("int8")
    # A start that lies before the disposal was not agreed by it.
    restart = np.where(is_restarted & (restart < dates["disposal_on"]), NO_DAY, restart)
    belongs = ~is_restarted | _belongs_to_disposal(record, book)
    supplement = np.where(belongs, supplement, NO_DAY)
    # Of two agreements on a new start the later day decides, so that nobody is late too early.
    restart = np.where(supplement > restart, NO_DAY, restart)
    old = [np.where(is_restarted, NO_DAY, candidate) for candidate in candidates[1:]]
    candidates = [restart, supplement, *old]
    is_known = [~np.isnat(candidate) for candidate in candidates]
    basis = np.select(is_known, range(NO_START), default=NO_START)
    return np.select(is_known, candidates, default=NO_DAY), basis.astype("int8")


def _is_free_restart(record: RecordedFacts, days: np.ndarray) -> np.ndarray:
    """Return where a new start is recorded that no restarting disposal carries, as agreed by then.

    It is read like a supplement: it counts from the disposal or signature that is dated.
    """
    dates = record.dates
    answer: np.ndarray = (
        ~record.restarts & ~(dates["disposal_on"] > days) & ~(dates["supplement_on"] > days)
    )
    return answer


def _belongs_to_disposal(record: RecordedFacts, book: RuleBook) -> np.ndarray:
    """Return where the supplement can be the agreement of the disposal, not an earlier one.

    It is, if it was signed on the day of the disposal or later, or once the land was idle; if its
    signature is not dated, if the start it agrees is not before the disposal.
    """
    dates = record.dates
    disposed_on, signed_on = dates["disposal_on"], dates["supplement_on"]
    is_signed_after = (signed_on >= disposed_on) | is_signed_after_idleness(record, book)
    answer: np.ndarray = np.isnat(disposed_on) | np.where(
        np.isnat(signed_on), dates["supplement_start"] >= disposed_on, is_signed_after
    )
    return answer


def is_signed_after_idleness(record: RecordedFacts, book: RuleBook) -> np.ndarray:
    """Return where the supplement was signed once the land was idle by the start before it.

    Such a supplement is an extension of Art. 12 para. 1 (1), whose year runs from the start that
    the supplement agrees; an earlier one is an ordinary extension under the contract.
    """
    agreed = start_days_before_supplement(record)
    first_idle_day = years_later(agreed, book.idle_after_years) + ONE_DAY
    answer: np.ndarray = record.dates["supplement_on"] >= first_idle_day
    return answer


def is_extension_long(record: RecordedFacts, book: RuleBook) -> np.ndarray:
    """Return where an ordinary extension is longer than a contract usually allows.

    A supplement that was signed once the land was idle is none. Where the signature is not dated,
    the length alone is told.
    """
    longest = years_later(start_days_before_supplement(record), book.extension_at_most_years)
    is_long = record.dates["supplement_start"] > longest
    answer: np.ndarray = is_long & ~is_signed_after_idleness(record, book) & ~record.restarts
    return answer


def start_days_before_supplement(record: RecordedFacts) -> np.ndarray:
    """Return the start day that any supplementary agreement extends.

    Returns
    -------
    ndarray of datetime64[D]
        The agreed start, else the later reading of an unclear one, else the handover plus one year;
        NaT where none of them is known.
    """
    agreed = record.dates["start_due"]
    unclear = np.where(np.isnat(record.unclear_start), record.default_start, record.unclear_start)
    return np.where(np.isnat(agreed), unclear, agreed)


def default_start_days(dates: DateArrays, book: RuleBook) -> np.ndarray:
    """Return the handover plus the years of the rulebook; NaT where no handover is recorded."""
    return years_later(dates["handover_on"], book.default_start_after_handover_years)
