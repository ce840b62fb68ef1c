"""The numbers of the parcels of a piece, in the order of the curve, read without their rows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

ARRAYS = "arrays.npy"
# Before the name of a rounded column: the place of a known value among those of the piece, by row.
PLACE = "place_"


def write_arrays(folder: Path, arrays: Mapping[str, np.ndarray]) -> None:
    """Write arrays of one length as a table of fixed width."""
    kinds = [(name, array.dtype, array.shape[1:]) for name, array in arrays.items()]
    number = len(next(iter(arrays.values())))
    table = np.empty(number, dtype=kinds)
    for name, array in arrays.items():
        table[name] = array
    np.save(folder / ARRAYS, table, allow_pickle=False)


def arrays_of(folder: str | Path, rows: slice = slice(None)) -> np.ndarray:
    """Return the arrays as a structured array, or some rows of it; no other rows are read."""
    stored = np.load(Path(folder, ARRAYS), mmap_mode="r", allow_pickle=False)
    some: np.ndarray = np.array(stored[rows])
    return some


def places_of(rows: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return the place of each known value among the known ones, by row; -1 where none is known."""
    by_row = np.argsort(rows, kind="stable")
    known = ~np.isnan(values)
    places = np.empty(len(values), dtype=np.int64)
    places[by_row] = np.cumsum(known[by_row]) - 1
    places[~known] = -1
    return places
