"""One block of bytes for a page: columns of whole numbers and of texts, compressed once.

Numbers are stored in planes, the lowest bytes of all numbers first. The upper planes of small
numbers are runs of zeros, which gzip reduces to almost nothing. Texts are dictionary-coded: each
distinct text is stored once, in order of appearance, with a code for each row.
`assets/packed_columns.js` reads what this module writes.
"""

from __future__ import annotations

import base64
import hashlib
import struct
import zlib
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from parkland.safe_text import legible

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_EXACT = 2**53  # whole numbers above are not exact in JavaScript
COMPRESSION = 4  # level 6 takes three times as long for two per cent
# Coordinates repeat nothing but runs of a byte: looking for more takes three times as long, and the
# codes for what is found make them 5 % larger.
RUNS, ANYTHING = zlib.Z_RLE, zlib.Z_DEFAULT_STRATEGY
_HEAD = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"  # of gzip: deflated, no name, no time
_LAST = b"\x03\0"  # an empty last block


class Pack:
    """Columns that are written one after the other; each is known by its description.

    Examples
    --------
    >>> pack = Pack()
    >>> pack.integers([7, 7, 300])
    {'at': 0, 'count': 3, 'planes': 2, 'base': 7, 'delta': False}
    """

    def __init__(self) -> None:
        self._pieces: list[tuple[bytes, int]] = []
        self._size = 0
        self._places: dict[bytes, int] = {}

    def integers(self, values: Any, *, delta: bool = False, noisy: bool = False) -> dict[str, Any]:
        """Add whole numbers and return where they stand.

        Parameters
        ----------
        values
            Numbers, shape ``(n,)``.
        delta
            Store the difference of each from the one before, which is small where numbers run on.
        noisy
            Whether the numbers follow no pattern, as those of coordinates.

        Raises
        ------
        OverflowError
            If a number is not exact in JavaScript.
        """
        numbers = np.asarray(values, dtype="int64")
        base = 0
        if delta:
            steps = np.diff(numbers, prepend=0)
            # zigzag: the sign goes into the lowest bit, so that small negatives stay small
            numbers = (steps << 1) ^ (steps >> 63)
        elif len(numbers):
            base = int(numbers.min())
            numbers = numbers - base
        most = int(numbers.max(initial=0))
        if max(most, abs(base)) > MOST_EXACT:
            raise OverflowError(f"{most} does not fit into a page")
        planes = max(1, (most.bit_length() + 7) // 8)
        octets = numbers.astype("<i8").view("u1").reshape(-1, 8)[:, :planes]
        strategy = RUNS if noisy else ANYTHING
        at = self._add(np.ascontiguousarray(octets.T).tobytes(), strategy)
        return {"at": at, "count": len(numbers), "planes": planes, "base": base, "delta": delta}

    def texts(self, values: Iterable[object]) -> dict[str, Any]:
        """Add texts and return where they stand; a missing one has the code 0."""
        if isinstance(values, pd.Series) and isinstance(values.dtype, pd.StringDtype):
            codes, distinct = pd.factorize(values, use_na_sentinel=True)
        else:
            column = pd.Series(values, dtype=object)
            codes, distinct = pd.factorize(column.where(column.notna(), None), use_na_sentinel=True)
        sound = [str(text) for text in distinct]
        joined = "".join(sound)
        if legible(joined) != joined:  # also a lone surrogate, which has no UTF-8
            sound = [legible(text) for text in sound]
            joined = "".join(sound)
        # JavaScript counts the units of UTF-16, of which some characters have two
        units = [len(text) for text in sound]
        if len(joined.encode("utf-16-le")) != 2 * len(joined):
            units = [len(text.encode("utf-16-le")) // 2 for text in sound]
        at = self._add(joined.encode())
        mostly_distinct = len(distinct) * 2 > len(codes)  # then the codes count upwards
        return {
            "at": at,
            "size": len(joined.encode()),
            "lengths": self.integers(units),
            "codes": self.integers(codes + 1, delta=mostly_distinct),
        }

    def raw(self, content: bytes) -> int:
        """Add bytes as they are and return where they stand."""
        return self._add(content)

    def base64(self) -> str:
        """Return the block, packed by gzip, as text that needs no escaping anywhere."""
        parts, check = [_HEAD], 0
        for strategy, pieces in groupby(self._pieces, key=lambda piece: piece[1]):
            packer = zlib.compressobj(COMPRESSION, zlib.DEFLATED, -15, 9, strategy)
            for piece, _ in pieces:
                parts.append(packer.compress(piece))
                check = zlib.crc32(piece, check)
            parts.append(packer.flush(zlib.Z_SYNC_FLUSH))  # ends at a byte, so that another follows
        parts += [_LAST, struct.pack("<II", check, self._size % 2**32)]
        return base64.b64encode(b"".join(parts)).decode("ascii")

    def _add(self, piece: bytes, strategy: int = ANYTHING) -> int:
        """Add a piece, unless the same bytes stand in the block already."""
        key = hashlib.sha256(piece).digest()
        if key not in self._places:
            self._places[key] = self._size
            self._pieces.append((piece, strategy))
            self._size += len(piece)
        return self._places[key]
