"""The squares of the overview in files: every level in Morton order, cut where a file is full."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from parkland.dataset_maps.overview_cells import COARSEST, Cells
from parkland.dataset_maps.spilled_rows import SpilledRows
from parkland.maps.packing import Pack

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from parkland.dataset_maps.delivered_files import DeliveredFiles

ROWS_OF_A_FILE = 40_000
FULL = 255  # a share that covers its square
BUCKET_LEVELS = 9  # a bucket is a square of 2^9 by 2^9 squares of the finest level
NOTHING = Cells(np.zeros(0, "int64"), np.zeros(0, "int64"), np.zeros(0))
CELL = np.dtype([("code", "i8"), ("key", "i4"), ("share", "f4")])


class OverviewLevels:
    """Gathers the squares of the finest level and writes all levels at the end."""

    def __init__(self, folder: Path, *, finest: int) -> None:
        self.finest = finest
        self._bucket = min(BUCKET_LEVELS, finest - COARSEST)
        self._waiting = SpilledRows(folder, CELL)

    def add(self, cells: Cells) -> None:
        """Add squares of the finest level."""
        rows = np.empty(len(cells), dtype=CELL)
        rows["code"], rows["key"], rows["share"] = cells.codes, cells.keys, cells.shares
        self._waiting.add(cells.codes >> (2 * self._bucket), rows)

    def chunks(self) -> Iterator[tuple[int, Cells]]:
        """Yield level after level in parts: the squares of each level come in their order."""
        rest = [NOTHING]
        for rows in self._waiting.buckets():
            cells = Cells(
                rows["code"], rows["key"].astype("int64"), rows["share"].astype("float64")
            ).merged()
            for level in range(self.finest, self.finest - self._bucket, -1):
                yield level, cells
                cells = cells.coarser()
            rest.append(cells)
        cells = joined(rest).merged()
        for level in range(self.finest - self._bucket, COARSEST - 1, -1):
            yield level, cells
            cells = cells.coarser()

    def write(self, files: DeliveredFiles) -> list[dict[str, Any]]:
        """Write the files and return the levels for the head of the page, the coarsest first."""
        levels = {level: _Level(level, files) for level in range(self.finest, COARSEST - 1, -1)}
        for level, cells in self.chunks():
            levels[level].add(cells)
        return [levels[level].described() for level in sorted(levels)]


def joined(several: list[Cells]) -> Cells:
    """Return the cells of several one after the other."""
    return Cells(*(np.concatenate([getattr(one, n) for one in several]) for n in Cells.__slots__))


class _Level:
    """The files of one level, which are written as soon as they are full."""

    def __init__(self, level: int, files: DeliveredFiles) -> None:
        self._level = level
        self._files = files
        self._held: list[Cells] = []
        self._rows = 0
        self._first: list[int] = []

    def add(self, cells: Cells) -> None:
        if not len(cells):
            return
        self._held.append(cells)
        self._rows += len(cells)
        while self._rows > ROWS_OF_A_FILE:
            self._flush(ROWS_OF_A_FILE)

    def _flush(self, rows: int) -> None:
        held = joined(self._held)
        # a square is in one file with all its keys
        end = int(np.searchsorted(held.codes, held.codes[min(rows, len(held) - 1)]))
        end = len(held) if rows >= len(held) or end == 0 else end
        codes, keys, shares = held.codes[:end], held.keys[:end], held.shares[:end]
        pack, base = Pack(), int(codes[0])
        described = {
            "base": base,
            "codes": pack.integers(codes - base, delta=True),
            "keys": pack.integers(keys),
            "shares": pack.integers(np.clip(np.rint(shares * FULL), 1, FULL)),
        }
        name = f"overview/{self._level:02d}-{len(self._first):05d}"
        self._files.write(name, described, pack)
        self._first.append(base)
        left = Cells(held.codes[end:], held.keys[end:], held.shares[end:])
        self._held, self._rows = [left], len(left)

    def described(self) -> dict[str, Any]:
        while self._rows:
            self._flush(ROWS_OF_A_FILE)
        return {"level": self._level, "first": self._first}
