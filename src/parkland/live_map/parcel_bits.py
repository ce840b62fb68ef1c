"""Which parcels are meant, as one bit for each: a hundred thousand are 12.5 kB.

The first parcel of the ledger is the lowest bit of the first byte; the scripts read and write the
same.
"""

from __future__ import annotations

import numpy as np


def to_bits(places: np.ndarray, number: int) -> bytes:
    """Return the bits of `number` parcels, of which those at `places` are meant.

    Examples
    --------
    >>> to_bits([0, 9], 10).hex()
    '0102'
    """
    marked = np.zeros(number, dtype=bool)
    marked[np.asarray(places, dtype="int64")] = True
    return np.packbits(marked, bitorder="little").tobytes()


def from_bits(bits: bytes, number: int) -> np.ndarray:
    """Return the places of the parcels that are meant; none if the bits are of another ledger.

    Examples
    --------
    >>> from_bits(bytes.fromhex("0102"), 10).tolist()
    [0, 9]
    """
    if len(bits) != (number + 7) // 8:
        return np.zeros(0, dtype="int64")
    octets = np.frombuffer(bits, dtype="u1")
    return np.flatnonzero(np.unpackbits(octets, count=number, bitorder="little"))
