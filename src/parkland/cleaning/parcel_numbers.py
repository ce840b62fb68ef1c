"""Parcel numbers: how they are compared, and which are missing or used twice."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pandas as pd

from parkland.cleaning.cell_values import compared

if TYPE_CHECKING:
    from parkland.cleaning.issue_collector import IssueCollector


def key(number: str) -> str:
    """Return a parcel number in the form in which it is compared: no width, letter case or spaces.

    Examples
    --------
    >>> key("ＧＤ－０３ ") == key("gd-03")
    True
    """
    narrow = number if number.isascii() else unicodedata.normalize("NFKC", number)
    return "".join(narrow.split()).casefold()


def keys_of(numbers: pd.Series) -> pd.Series:
    """Return the `key` of every number, on the same index; a missing one stays missing."""
    known = numbers.dropna()
    words = compared(known.to_numpy(dtype=object).tolist())
    keys = ["".join(word.split()) for word in words]
    return pd.Series(keys, index=known.index, dtype="str").reindex(numbers.index)


def report_identities(ids: pd.Series, collector: IssueCollector) -> None:
    """Report parcels without a number, if others have one, and numbers that occur twice."""
    if ids.isna().all():
        return
    collector.add("identity.missing", ids.index[ids.isna()], field="parcel_id")
    keys = keys_of(ids.dropna())
    again = keys.duplicated(keep=False)
    collector.add("identity.duplicate", keys.index[again], field="parcel_id", values=ids)
