"""An agreed start that is written and is no day, such as 2020年3月 or 交地后6个月内.

Definition (Art. 22 para. 2 of Order No. 53). If no start is agreed, or the agreed start is unclear,
works must start within one year of the actual handover. Whether a term such as 2020年3月 is unclear
can be argued, so it has two readings: the last day that the words allow, and the handover plus one
year. The later of the two decides, so that nobody is late by a reading alone; both are shown. If
one of the two is not known, the later one is not known either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parkland.cleaning.unclear_terms import parse_unclear_term
from parkland.status.date_arrays import NO_DAY, months_later

if TYPE_CHECKING:
    import pandas as pd

    from parkland.status.recorded_facts import DateArrays


def unclear_starts(texts: pd.Series, dates: DateArrays, default_start: np.ndarray) -> np.ndarray:
    """Return the later of the two readings of each unclear term.

    Parameters
    ----------
    texts
        The column ``start_due_unclear``; missing where the start is a day or not agreed.
    dates : mapping of str to ndarray of datetime64[D]
        The dates that a term can count from.
    default_start : ndarray of datetime64[D]
        The handover plus one year.

    Returns
    -------
    ndarray of datetime64[D]
        NaT where there is no term, or where one of its readings is not known.
    """
    if not texts.notna().any():
        return np.full(len(texts), NO_DAY)
    # np.maximum keeps NaT: of a day and an unknown day the later one is unknown.
    later: np.ndarray = np.maximum(starts_as_written(texts, dates), default_start)
    return later


def starts_as_written(texts: pd.Series, dates: DateArrays) -> np.ndarray:
    """Return the last day that each term allows by its words; NaT where that is not known."""
    days = np.full(len(texts), NO_DAY)
    for text in texts.dropna().unique():
        term = parse_unclear_term(str(text))
        if term is None:
            continue
        rows = (texts == text).fillna(value=False).to_numpy(dtype=bool)
        if term.day is not None:
            days[rows] = np.datetime64(term.day, "D")
        else:
            since = dates[term.since][rows]
            days[rows] = months_later(since, term.months) + np.timedelta64(term.days, "D")
    return days
