"""The days on which the status of each parcel changes, so that the page can show any day.

The block holds the rows of `status.timeline` in the order of the parcels of the page: how many rows
each parcel has, the day from which each row holds (whole days since 1970; the first row of a parcel
holds from the beginning), its flags and the class of its status.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from parkland.schema import FLAGS

if TYPE_CHECKING:
    import datetime as dt

    from parkland.conventions import StatusSet
    from parkland.maps.packing import Pack

YES, NO, UNKNOWN = 1, 0, 2


def pack_status_changes(
    pack: Pack,
    changes: pd.DataFrame,
    parcels: pd.DataFrame,
    *,
    as_of: dt.date,
    by_status: bool,
    statuses: StatusSet,
) -> dict[str, Any] | None:
    """Add the rows of a timeline to `pack`; None if no status changes on a known day.

    Parameters
    ----------
    pack
        The block of the page.
    changes
        From `status.timeline` of `parcels`.
    parcels
        The parcels in the order of the page.
    as_of
        The day of the ledger.
    by_status
        Whether the classes of the legend are statuses: only then can they follow the day.
    statuses
        The statuses of the ledger.
    """
    days = changes["from_on"].to_numpy().astype("datetime64[D]")
    known = ~np.isnat(days)
    if not known.any():
        return None
    whole = np.where(known, days.astype("int64"), 0)
    rows = parcels.index.get_indexer(pd.Index(changes["parcel"]))
    described = {
        "counts": pack.integers(np.bincount(rows, minlength=len(parcels))),
        "days": pack.integers(whole),
        "flags": {name: pack.integers(states(changes[name])) for name in FLAGS},
        "from": int(whole[known].min()),
        "to": int(max(whole[known].max(), _day(as_of))),
        "asOf": _day(as_of),
    }
    if by_status:
        places = {
            key: place for place, key in enumerate(present_statuses(parcels, changes, statuses))
        }
        described["classes"] = pack.integers(changes["status"].map(places))
    return described


def present_statuses(
    parcels: pd.DataFrame, changes: pd.DataFrame, statuses: StatusSet
) -> list[str]:
    """Return every status that a parcel has on any day, in the order of the legend."""
    present = {*parcels["status"].unique(), *changes["status"].unique()}
    return [key for key in statuses.statuses if key in present]


def states(flag: pd.Series) -> np.ndarray:
    """Return a nullable boolean as whole numbers: 1 yes, 0 no, 2 not known.

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
