"""`parcel_notices`: the rectification notices (整改通知书) that an office gave to enterprises.

Definition. A notice is its number. One notice can cover several parcels, and the cell of a parcel
can list several notices. A parcel with the date of a notice and without a number, or with 是 or √
in place of one, has a notice of its own. So notices are counted, not parcels.
`asset_figures.notices` puts them beside the table of notices of the assets.

No register states whether a notice was complied with. After its deadline a notice is ``overdue``,
and that means nothing more than that the deadline has passed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from parkland.ledger_record import subject_of
from parkland.schema import LIST_JOINT, require_canonical

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

    from parkland.ledger_record import Ledger

_DIGIT = re.compile(r"[\d〇一二三四五六七八九十]")
# What separates several numbers in one cell.
NUMBER_JOINTS = r"[；;、，,/]"


def parcel_notices(
    ledger: Ledger | pd.DataFrame, /, *, as_of: str | dt.date | None = None
) -> pd.DataFrame:
    """Return the notices that the columns of the parcels name and that had been given by a day.

    Parameters
    ----------
    ledger
        A `Ledger`, or parcels from `clean`. It is not changed.
    as_of
        The day asked about; a notice with a later date has not been given yet. Default: that of the
        ledger, or of the statuses in the table.

    Returns
    -------
    pandas.DataFrame
        One row for each notice, in order of the parcels: ``notice_no`` (missing where there is only
        a date), ``notice_on`` and ``notice_due`` (datetime64[s]; where they differ between parcels,
        the first and the last), ``parcels`` (int64, how many it covers), ``parcel_ids`` (their
        numbers, joined by "；"), ``state``: ``"running"`` until the deadline, that day included,
        ``"overdue"`` after it, or ``"no_deadline"``.

    Raises
    ------
    ColumnError
        If a canonical column is absent.
    ChoiceError
        If no day is given.

    Examples
    --------
    >>> import parkland as pk
    >>> ledger = pk.open_ledger(pk.sample_path(), as_of="2020-12-31")
    >>> given = ledger.parcels.assign(notice_no="整改1号、整改2号")
    >>> found = parcel_notices(given, as_of="2020-12-31")
    >>> found[["notice_no", "parcels"]].values.tolist()
    [['整改1号', 29], ['整改2号', 29]]
    """
    import pandas as pd

    subject = subject_of(ledger, as_of=as_of)
    parcels, day = subject.parcels, pd.Timestamp(subject.day)
    require_canonical(parcels)
    given = parcels[["notice_no", "notice_on", "notice_due", "parcel_id"]].reset_index(drop=True)
    given = given[given[["notice_no", "notice_on"]].notna().any(axis=1)]
    given = given[~(given["notice_on"] > day)]
    # One row for each number of each parcel; the index still is the position of the parcel.
    numbers = given["notice_no"].str.split(NUMBER_JOINTS, regex=True)
    single = given.assign(notice_no=numbers).explode("notice_no")
    single["notice_no"] = single["notice_no"].str.strip()
    single = single[single["notice_no"] != ""]
    # Rows with the same number are one notice. Without a number, the parcel is the key; 是 and √
    # say that a notice was given, and no number is without a digit.
    own_key = "#" + single.index.astype("str")
    is_number = single["notice_no"].str.contains(_DIGIT).fillna(value=False).astype(bool)
    key = single["notice_no"].where(is_number, own_key)
    grouped = single.assign(parcel=single.index).groupby(key, sort=False)
    table = grouped.agg(
        notice_no=("notice_no", "first"),
        notice_on=("notice_on", "min"),
        notice_due=("notice_due", "max"),
        parcels=("parcel", "nunique"),
        parcel_ids=("parcel_id", lambda ids: LIST_JOINT.join(dict.fromkeys(ids.dropna()))),
    ).reset_index(drop=True)
    due = table["notice_due"]
    state = np.select([due.isna(), due < day], ["no_deadline", "overdue"], default="running")
    # The dtypes are set at the end, because those of an empty groupby depend on the rows.
    typed: pd.DataFrame = table.assign(
        state=pd.Series(state, index=table.index, dtype="str")
    ).astype(
        {
            "notice_no": "str",
            "notice_on": "datetime64[s]",
            "notice_due": "datetime64[s]",
            "parcels": "int64",
            "parcel_ids": "str",
        }
    )
    return typed
