"""One block of bytes that a page carries: columns of integers and texts, compressed once.

Integers are laid out in planes, all lowest bytes first, because the upper planes of small numbers
are runs of zeros, which gzip makes vanish. Texts are dictionary-coded: each distinct text once, in
order of appearance, and a code a row. `assets/packed_columns.js` reads what this module writes.
"""

from __future__ import annotations

import base64
import gzip
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_PLANES = 6  # 48 bits: what a JavaScript number holds exactly, with room
COMPRESSION = 4  # level 6 takes three times as long for two per cent


class Pack:
    """Columns that are written one after the other; each is known by its description.

    Examples
    --------
    >>> pack = Pack()
    >>> pack.integers([7, 7, 300])
    {'at': 0, 'count': 3, 'planes': 2, 'base': 7, 'delta': False}
    """

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._size = 0

    def integers(self, values: Any, *, delta: bool = False) -> dict[str, Any]:
        """Add whole numbers, as differences from one to the next if they run along."""
        numbers = np.asarray(values, dtype="int64")
        base = 0
        if delta:
            steps = np.diff(numbers, prepend=0)
            numbers = (steps << 1) ^ (steps >> 63)  # signs go into the lowest bit
        elif len(numbers):
            base = int(numbers.min())
            numbers = numbers - base
        most = int(numbers.max(initial=0))
        planes = max(1, (most.bit_length() + 7) // 8)
        if planes > MOST_PLANES:
            raise OverflowError(f"{most} does not fit into a page")
        octets = numbers.astype("<i8").view("u1").reshape(-1, 8)[:, :planes]
        at = self._add(np.ascontiguousarray(octets.T).tobytes())
        return {"at": at, "count": len(numbers), "planes": planes, "base": base, "delta": delta}

    def texts(self, values: Iterable[object]) -> dict[str, Any]:
        """Add texts; what is missing has the code 0."""
        column = pd.Series(values, dtype=object)
        codes, distinct = pd.factorize(column.where(column.notna(), None), use_na_sentinel=True)
        sound = [str(text) for text in distinct]
        joined = "".join(sound)
        if not joined.isascii():
            sound = [text.encode("utf-8", "replace").decode("utf-8") for text in sound]
            joined = "".join(sound)
        units = [len(text) for text in sound]
        if len(joined.encode("utf-16-le")) != 2 * len(joined):  # some letters are two units
            units = [len(text.encode("utf-16-le")) // 2 for text in sound]
        at = self._add(joined.encode())
        runs = len(distinct) * 2 > len(codes)  # nearly all different: the codes count upwards
        return {
            "at": at,
            "size": self._size - at,
            "lengths": self.integers(units),
            "codes": self.integers(codes + 1, delta=runs),
        }

    def base64(self) -> str:
        """Return the block as text that needs no escaping anywhere."""
        packed = gzip.compress(b"".join(self._pieces), COMPRESSION, mtime=0)
        return base64.b64encode(packed).decode("ascii")

    def _add(self, piece: bytes) -> int:
        at = self._size
        self._pieces.append(piece)
        self._size += len(piece)
        return at
