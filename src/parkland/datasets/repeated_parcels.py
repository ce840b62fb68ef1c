"""Numbers and shapes that occur more than once in the whole dataset.

Each parcel has a 64-bit hash of its number and one of the box of its shape. Equal hashes are sought
in buckets, so that only those of one bucket are in memory; only their parcels are then read and
compared exactly, by the checks that `clean` has for a table.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from parkland.cleaning.issue_collector import IssueCollector
from parkland.cleaning.parcel_numbers import report_repeated
from parkland.cleaning.usable_shapes import report_duplicates
from parkland.datasets.judged_pieces import ROWS
from parkland.datasets.piece_arrays import arrays_of
from parkland.datasets.stored_frames import frame_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parkland.issues import Issue, IssueBatch

COLUMNS = ("source", "layer", "source_row", "parcel_id", "name")
# About so many hashes are compared at a time.
HASHES_IN_BUCKET = 20_000_000


def repeated_parcels(
    folders: Sequence[str], first_labels: Sequence[int], *, parcels: int
) -> list[Issue | IssueBatch]:
    """Return the issues about numbers and shapes that occur twice.

    Parameters
    ----------
    folders, first_labels
        Of each piece.
    parcels
        How many parcels there are.
    """
    issues: list[Issue | IssueBatch] = []
    for name, columns, report in (
        ("shape_hash", (*COLUMNS, "geometry"), _report_shapes),
        ("number_hash", COLUMNS, _report_numbers),
    ):
        again = _rows_with(folders, name, parcels)
        if any(len(rows) for rows in again):
            some = _read(folders, first_labels, again, columns)
            collector = IssueCollector(some)
            collector.set_parcel_ids(some["parcel_id"])
            report(some, collector)
            issues += collector.issues
    return issues


def _report_shapes(some: Any, collector: IssueCollector) -> None:
    report_duplicates(some.geometry, some, collector)


def _report_numbers(some: Any, collector: IssueCollector) -> None:
    report_repeated(some["parcel_id"], collector)


def _rows_with(folders: Sequence[str], name: str, parcels: int) -> list[np.ndarray]:
    """Return for each piece its rows whose hash occurs more than once in all pieces."""
    buckets = max(1, -(-parcels // HASHES_IN_BUCKET))
    found: list[list[np.ndarray]] = [[] for _ in folders]
    for bucket in range(buckets):
        hashes, owners, places = [], [], []
        for number, folder in enumerate(folders):
            own = arrays_of(folder)[name]
            rows = np.flatnonzero((own != 0) & (own % np.uint64(buckets) == bucket))
            hashes.append(own[rows])
            owners.append(np.full(len(rows), number, dtype=np.int32))
            places.append(rows.astype(np.int32))
        together = np.concatenate(hashes) if hashes else np.empty(0, dtype=np.uint64)
        order = np.argsort(together, kind="stable")
        ranked = together[order]
        same = ranked[1:] == ranked[:-1]
        twice = np.r_[False, same] | np.r_[same, False]
        hits = order[twice[: len(order)]]
        owner, place = np.concatenate(owners)[hits], np.concatenate(places)[hits]
        for number in np.unique(owner).tolist():
            found[number].append(np.sort(place[owner == number]))
    return [np.unique(np.concatenate([*rows, np.empty(0, np.int64)])).astype(int) for rows in found]


def _read(
    folders: Sequence[str],
    first_labels: Sequence[int],
    wanted: Sequence[np.ndarray],
    columns: Sequence[str],
) -> Any:
    """Return some rows of the pieces on their labels, in the order of these."""
    import pandas as pd
    import pyarrow.parquet as pq

    tables = []
    for folder, first, rows in zip(folders, first_labels, wanted, strict=True):
        if not len(rows):
            continue
        stored = pq.read_table(Path(folder, ROWS), columns=list(columns), use_threads=False)
        table = stored.take(rows)
        frame = frame_of(table) if "geometry" in columns else table.to_pandas()
        frame.index = pd.Index(arrays_of(folder)["row"][rows] + first)
        tables.append(frame)
    return pd.concat(tables).sort_index()
