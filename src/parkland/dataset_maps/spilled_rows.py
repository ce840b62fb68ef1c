"""Rows that wait on disk in order of a first column, because there are too many for memory.

Rows come in any order. They are put into buckets by their number, a file each, so that one bucket
at a time is read, sorted and used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class SpilledRows:
    """Rows of a numpy type in buckets on disk."""

    def __init__(self, folder: Path, kind: np.dtype) -> None:
        self._folder = folder
        self._kind = kind
        self._known: set[int] = set()
        folder.mkdir(parents=True)

    def add(self, buckets: np.ndarray, rows: np.ndarray) -> None:
        """Add rows, each to its bucket."""
        order = np.argsort(buckets, kind="stable")
        sorted_buckets, sorted_rows = buckets[order], rows[order]
        first = np.flatnonzero(np.diff(sorted_buckets, prepend=-1))
        ends = [*first[1:], len(sorted_buckets)]
        for start, end in zip(first, ends, strict=True):
            bucket = int(sorted_buckets[start])
            self._known.add(bucket)
            with self._path(bucket).open("ab") as file:
                file.write(sorted_rows[start:end].tobytes())

    def buckets(self) -> Iterator[np.ndarray]:
        """Yield the rows of each bucket, in the order of the buckets, and remove its file."""
        for bucket in sorted(self._known):
            path = self._path(bucket)
            yield np.frombuffer(path.read_bytes(), dtype=self._kind)
            path.unlink()

    def _path(self, bucket: int) -> Path:
        return self._folder / f"{bucket}.rows"
