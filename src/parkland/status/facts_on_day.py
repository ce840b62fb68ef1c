"""What is known of each parcel on its day: by dates, and without a date by status text or layer.

- A fact dated after the day has not happened. A date takes precedence over a word: a start that is
  dated tomorrow has not been made today, whatever the status text states.
- A word has no date, so it holds on every day. There is one exception: works that only words record
  have not happened before a dated contract or a dated start.
- A supplementary agreement counts from the day on which it was signed, if that day is on record.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from parkland.conventions import RuleBook
    from parkland.status.recorded_facts import Record

YES, NO, UNKNOWN = 1, 0, -1

ONE_DAY = np.timedelta64(1, "D")
ONE_MONTH = np.timedelta64(1, "M")

# The fields that give the start day; the first that is known decides.
START_FIELDS = ("supplement_start", "start_due", "handover_on")
NO_START = len(START_FIELDS)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of each parcel on its day; every array has one entry a parcel."""

    record: Record
    day: np.ndarray
    start: np.ndarray  # the day by which works had to start
    start_basis: np.ndarray  # the place in START_FIELDS of the field that gives it
    supplied: np.ndarray
    not_supplied: np.ndarray
    started: np.ndarray
    suspended: np.ndarray
    finished: np.ndarray
    unreadable: np.ndarray
    contradictory: np.ndarray

    @classmethod
    def at(cls, record: Record, day: np.ndarray, book: RuleBook) -> Facts:
        """Return the facts of `record` on `day`, an array with a day for each parcel."""
        dates, recorded = record.dates, record.recorded
        start, basis = start_days(record, day, book)
        to_come = (dates["contract_on"] > day) | (dates["start_on"] > day)

        def happened(date: str, word: str) -> np.ndarray:
            """Return where it has happened: by its date if known, else by the status text."""
            dated = dates[date]
            return np.where(np.isnat(dated), recorded[word] & ~to_come, dated <= day)

        finished = happened("finish_on", "finished")
        suspended = happened("suspended_on", "suspended") & ~finished
        started = happened("start_on", "started") | finished | suspended
        signed = (
            (dates["contract_on"] <= day)
            | (dates["handover_on"] <= day)
            | (dates["start_on"] <= day)
        )
        not_supplied = (dates["contract_on"] > day) | (recorded["supply_denied"] & ~signed)
        return cls(
            record=record,
            day=day,
            start=start,
            start_basis=basis,
            supplied=(recorded["supplied"] | signed) & ~not_supplied,
            not_supplied=not_supplied,
            started=started,
            suspended=suspended,
            finished=finished,
            unreadable=_decisive_unreadable(record, started),
            contradictory=suspended & (dates["suspended_on"] < dates["start_on"]),
        )

    def by_now(self, date: str) -> np.ndarray:
        """Return where `date` is not in the future; an act without a date has happened."""
        return ~(self.record.dates[date] > self.day)

    def levelled(self) -> np.ndarray:
        """Return whether the land is levelled: by the date, else by area, text or layer.

        A date in the future means no. Unknown where nothing is recorded.
        """
        recorded, on = self.record.recorded, self.record.dates["levelled_on"]
        yes = np.where(np.isnat(on), recorded["levelled"], on <= self.day)
        return np.where(~np.isnat(on) | recorded["levelling_known"], yes.astype("int8"), UNKNOWN)

    def reclaimed(self) -> np.ndarray:
        """Return whether the land was taken back by now, in whole or in part.

        No where anything else is known of the parcel; unknown where nothing is.
        """
        recorded = self.record.recorded
        yes = recorded["takeback"] & self.by_now("disposal_on")
        dated = ~np.isnat(self.record.dates["levelled_on"])
        known = (recorded["anything"] | dated | self.supplied) & ~(
            yes & recorded["unreadable:disposal_on"]
        )
        return np.where(known, yes.astype("int8"), UNKNOWN)

    def disposed(self) -> np.ndarray:
        """Return where a disposal has taken place by now; not where its date cannot be parsed."""
        recorded = self.record.recorded
        unclear = recorded["unreadable:disposal_on"] & (recorded["takeback"] | recorded["ending"])
        answer: np.ndarray = recorded["disposal"] & self.by_now("disposal_on") & ~unclear
        return answer

    def ended(self) -> np.ndarray:
        """Return where the right to the whole parcel has ended by now, other than by take-back."""
        recorded = self.record.recorded
        answer: np.ndarray = recorded["ending"] & ~recorded["in_part"] & self.by_now("disposal_on")
        return answer


def start_days(record: Record, day: np.ndarray, book: RuleBook) -> tuple[np.ndarray, np.ndarray]:
    """Return the day by which works had to start, as agreed on `day`, and what gives it."""
    dates = record.dates
    signed = ~(dates["supplement_on"] > day)
    handover = years_later(dates["handover_on"], book.default_start_after_handover_years)
    supplement = np.where(signed, dates["supplement_start"], np.datetime64("NaT", "D"))
    known = [supplement, dates["start_due"], handover]
    basis = np.select([~np.isnat(days) for days in known], range(NO_START), default=NO_START)
    start = np.select([~np.isnat(days) for days in known], known, default=np.datetime64("NaT", "D"))
    return start, basis.astype("int8")


def first_start(dates: Mapping[str, np.ndarray], book: RuleBook) -> np.ndarray:
    """Return the start day before any supplement: as agreed, else one year after the handover."""
    default = years_later(dates["handover_on"], book.default_start_after_handover_years)
    return np.where(np.isnat(dates["start_due"]), default, dates["start_due"])


def years_later(days: np.ndarray, years: int) -> np.ndarray:
    """Return the same day `years` later; of 29 February, the last of February.

    Parameters
    ----------
    days : array of datetime64[D]
        NaT stays NaT.
    years
        How many years to add.

    Examples
    --------
    >>> years_later(np.array(["2020-02-29", "NaT"], dtype="datetime64[D]"), 1).astype(str).tolist()
    ['2021-02-28', 'NaT']
    """
    months = days.astype("datetime64[M]")
    day_of_month = days - months.astype("datetime64[D]")
    # numpy 2.5 deprecates adding a number without a unit, so months and days are named
    later = months + np.timedelta64(12 * years, "M")
    first_day = later.astype("datetime64[D]")
    last_day = (later + ONE_MONTH).astype("datetime64[D]") - ONE_DAY
    same: np.ndarray = np.minimum(first_day + day_of_month, last_day)
    return same


def _decisive_unreadable(record: Record, started: np.ndarray) -> np.ndarray:
    """Return where a cell that decides the verdict is filled but cannot be parsed."""
    recorded, dates = record.recorded, record.dates

    def lacks(field: str) -> np.ndarray:
        return recorded[f"unreadable:{field}"]

    no_supplement = np.isnat(dates["supplement_start"])
    no_agreement = no_supplement & np.isnat(dates["start_due"])
    start = (
        lacks("supplement_start")
        | (~no_supplement & lacks("supplement_on"))
        | (no_supplement & lacks("start_due"))
        | (no_agreement & lacks("handover_on"))
    )
    ended = lacks("disposal_on") & (recorded["takeback"] | recorded["ending"])
    works = lacks("start_on") | lacks("suspended_on") | lacks("finish_on")
    answer: np.ndarray = ended | works | (start & ~started)
    return answer
