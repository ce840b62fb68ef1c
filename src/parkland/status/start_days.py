"""The start day: the day by which works on a parcel must have started.

Definition. The start day is the first of these that is known:

1. the start agreed in a supplementary agreement, once that agreement has been signed
2. the agreed start of the contract or allocation decision (Art. 2 para. 1 of Order No. 53)
3. the actual handover plus one year, where no start was agreed (Art. 22 para. 2)

Without any of them there is no start day, and idleness cannot be determined. The number of years in
3 is that of the rulebook.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from parkland.status.date_arrays import NO_DAY, years_later

if TYPE_CHECKING:
    from parkland.conventions import RuleBook
    from parkland.status.recorded_facts import DateArrays, RecordedFacts

StartField = Literal["supplement_start", "start_due", "handover_on"]

# The fields that give the start day; the first that is known decides.
START_FIELDS: tuple[StartField, ...] = ("supplement_start", "start_due", "handover_on")
# In an array of places in START_FIELDS: no field gives a start day.
NO_START = len(START_FIELDS)


def start_days(
    record: RecordedFacts, days: np.ndarray, book: RuleBook
) -> tuple[np.ndarray, np.ndarray]:
    """Return the start day of each parcel as it was agreed by the day asked about.

    Parameters
    ----------
    record
        The recorded facts of the parcels.
    days : ndarray of datetime64[D]
        The day asked about, for each parcel.
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
    candidates = [supplement, dates["start_due"], default_start_days(dates, book)]
    # np.select takes the first condition that holds, which is the order of START_FIELDS.
    is_known = [~np.isnat(candidate) for candidate in candidates]
    basis = np.select(is_known, range(NO_START), default=NO_START)
    start = np.select(is_known, candidates, default=NO_DAY)
    return start, basis.astype("int8")


def start_days_before_supplement(dates: DateArrays, book: RuleBook) -> np.ndarray:
    """Return the start day that any supplementary agreement extends.

    Returns
    -------
    ndarray of datetime64[D]
        The agreed start, else the handover plus one year; NaT where neither is known.
    """
    agreed = dates["start_due"]
    return np.where(np.isnat(agreed), default_start_days(dates, book), agreed)


def default_start_days(dates: DateArrays, book: RuleBook) -> np.ndarray:
    """Return the handover plus the years of the rulebook; NaT where no handover is recorded."""
    return years_later(dates["handover_on"], book.default_start_after_handover_years)
