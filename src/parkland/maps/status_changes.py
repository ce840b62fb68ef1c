"""When the status of each parcel changes, so that the page can show any day.

Rows of `status.timeline`, in the order of the parcels of the page: how many each parcel has, from
which day each holds (whole days since 1970; the first of a parcel holds from the beginning), and
what it says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from parkland.conventions import statuses

if TYPE_CHECKING:
    import datetime as dt

    from parkland.maps.packing import Pack

TOLD = ("levelled", "idle", "reclaimed")
YES, NO, UNKNOWN = 1, 0, 2


def pack_periods(
    pack: Pack, changes: pd.DataFrame, parcels: pd.DataFrame, *, as_of: dt.date, by_status: bool
) -> dict[str, Any] | None:
    """Add the rows of a timeline to `pack`; None if no status ever changes on a known day.

    Parameters
    ----------
    changes
        From `status.timeline` of `parcels`, which has its rows in the same order.
    by_status
        Whether classes are statuses: then the page is told the class of each row.
    """
    days = changes["from_on"].to_numpy().astype("datetime64[D]")
    known = ~np.isnat(days)
    if not known.any():
        return None
    whole = np.where(known, days.astype("int64"), 0)
    first = parcels.index.get_indexer(pd.Index(changes["parcel"]))
    described = {
        "counts": pack.integers(np.bincount(first, minlength=len(parcels))),
        "days": pack.integers(whole),
        "flags": {name: pack.integers(states(changes[name])) for name in TOLD},
        "from": int(whole[known].min()),
        "to": int(max(whole[known].max(), _day(as_of))),
        "asOf": _day(as_of),
    }
    if by_status:
        places = {key: place for place, key in enumerate(present_statuses(parcels, changes))}
        described["classes"] = pack.integers(changes["status"].map(places))
    return described


def present_statuses(parcels: pd.DataFrame, changes: pd.DataFrame) -> list[str]:
    """Return every status that a parcel has at some time, in the order of the legend."""
    present = {*parcels["status"].unique(), *changes["status"].unique()}
    return [key for key in statuses() if key in present]


def states(flag: pd.Series) -> np.ndarray:
    """Return a nullable boolean as whole numbers.

    Examples
    --------
    >>> import pandas as pd
    >>> states(pd.Series([True, False, None], dtype="boolean")).tolist()
    [1, 0, 2]
    """
    answers = flag.astype("boolean")
    return np.where(answers.isna(), UNKNOWN, np.where(answers.fillna(value=False), YES, NO))


def _day(day: dt.date) -> int:
    return int(np.datetime64(day, "D").astype("int64"))
