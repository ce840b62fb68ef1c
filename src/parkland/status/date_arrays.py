"""Calendar arithmetic on arrays of days, and arrays of days as table columns.

Every array has the dtype ``datetime64[D]``; NaT stands for a day that is not recorded. A comparison
with NaT is False on both sides (``NaT > day`` and ``NaT <= day``), so a missing date never counts
as past or as future.

Definition. A **full year** from a start day is counted without the start day itself. It has passed
if and only if the day asked about is later than the same day of the next year. The year that starts
on 29 February ends on the last day of February.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

ONE_DAY = np.timedelta64(1, "D")
ONE_MONTH = np.timedelta64(1, "M")
NO_DAY = np.datetime64("NaT", "D")


def years_later(days: np.ndarray, years: int) -> np.ndarray:
    """Return the same day of the year, `years` later: the last day of that many full years.

    Parameters
    ----------
    days : ndarray of datetime64[D]
        The start days. NaT stays NaT.
    years
        The number of years.

    Returns
    -------
    ndarray of datetime64[D]
        The shape of `days`. For 29 February, the last day of February if the year is no leap year.

    Examples
    --------
    >>> years_later(np.array(["2020-02-29", "NaT"], dtype="datetime64[D]"), 1).astype(str).tolist()
    ['2021-02-28', 'NaT']
    """
    return months_later(days, 12 * years)


def months_later(days: np.ndarray, months: int) -> np.ndarray:
    """Return the same day of the month, `months` later; the last day of a shorter month.

    Parameters
    ----------
    days : ndarray of datetime64[D]
        NaT stays NaT.
    months
        The number of months.

    Returns
    -------
    ndarray of datetime64[D]
        The shape of `days`.

    Examples
    --------
    >>> months_later(np.array(["2020-08-31"], dtype="datetime64[D]"), 6).astype(str).tolist()
    ['2021-02-28']
    """
    first_months = days.astype("datetime64[M]")
    day_of_month = days - first_months.astype("datetime64[D]")
    # Months are added as months and not as 30 or 365 days, so leap years need no special case. The
    # unit is written out because numpy 2.5 deprecates adding a number without a unit.
    later_months = first_months + np.timedelta64(months, "M")
    first_day = later_months.astype("datetime64[D]")
    last_day = (later_months + ONE_MONTH).astype("datetime64[D]") - ONE_DAY
    # 29 February would run into 1 March, so no day is later than the last day of its month.
    same_day: np.ndarray = np.minimum(first_day + day_of_month, last_day)
    return same_day


def full_months(days: np.ndarray, until: np.ndarray) -> np.ndarray:
    """Return how many months have been completed from each day until another.

    A month is completed on the same day of the next month, or on the last day of a shorter one.
    So twelve months are completed on the anniversary. Before the day the number is negative.

    Parameters
    ----------
    days, until : ndarray of datetime64[D]
        Arrays of one shape, without NaT.

    Returns
    -------
    ndarray of int64

    Examples
    --------
    >>> days = np.array(["2015-03-01", "2016-02-29", "2020-03-02"], dtype="datetime64[D]")
    >>> full_months(days, np.full(3, np.datetime64("2020-03-01"))).tolist()
    [60, 48, -1]
    """
    first = days.astype("datetime64[M]")
    last = until.astype("datetime64[M]")
    months = (last - first).astype("int64")
    in_month = (days - first.astype("datetime64[D]")).astype("int64")
    length = ((last + ONE_MONTH).astype("datetime64[D]") - last.astype("datetime64[D]")).astype(
        "int64"
    )
    reached = (until - last.astype("datetime64[D]")).astype("int64")
    completed: np.ndarray = months - (np.minimum(in_month, length - 1) > reached)
    return completed


def date_column(days: np.ndarray, index: pd.Index) -> pd.Series:
    """Return days as a Series in the dtype of dates in the parcel table.

    Parameters
    ----------
    days : ndarray of datetime64[D]
        One day for each label of `index`; NaT for none.
    index
        The index of the Series.

    Returns
    -------
    pandas.Series
        datetime64[s].
    """
    import pandas as pd

    return pd.Series(days.astype("datetime64[s]"), index=index)
