"""The layout of a .shp: its constants, and the account of what its bytes prove.

A record is a header (its number and length) and a content whose counts of parts and points must add
up to that length. Source: ESRI Shapefile Technical Description, 1998.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

MAGIC, VERSION = 9994, 1000
HEADER, RECORD_HEADER = 100, 8
ENTRY = 8  # bytes of an entry of a .shx
TYPE, COUNTS = 4, 8  # bytes of the type of a shape, of the counts of parts and points

WORD = 2  # lengths are counted in words of 16 bits
NULL, POLYGONS = 0, (5, 15, 25)
BOX = TYPE + 32  # shape type and bounds
POINT_BYTES, EXTRA_BYTES, RANGE = 16, 8, 16
POINTS = {1: (20,), 11: (28, 36), 21: (28,)}  # lengths of a content with one point
WITH_PARTS = (3, 5, 13, 15, 23, 25, 31)
MULTIPOINTS = (8, 18, 28)
KNOWN = (NULL, *POINTS, *WITH_PARTS, *MULTIPOINTS)
WITH_Z, WITH_M, PATCH = (11, 13, 15, 18, 31), (21, 23, 25, 28), 31


@dataclass(frozen=True, slots=True)
class FoundRecord:
    """One record of a .shp, by its bytes.

    Attributes
    ----------
    start, end
        Where its content begins and ends.
    after
        Where the next record begins.
    repaired
        Whether its length or its counts were wrong and were corrected.
    counts
        The numbers of parts and points where those in the file are wrong and the length proves
        others; None where they are right.
    """

    start: int
    end: int
    after: int
    repaired: bool = False
    counts: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class ShpAccount:
    """The account of a .shp and its .shx.

    Attributes
    ----------
    in_file
        Records that the bytes of the .shp show.
    indexed
        Entries of the .shx, or None if there is none.
    is_sound
        Whether every record is whole and the .shx agrees.
    kind
        The type of shape that most records have.
    found
        Of a file that is not sound, the bytes of each record; None where nothing of it is usable.
    truncated, damaged, repaired, nulls
        Numbers, from 1, of records that were cut off, whose content does not add up, whose length
        or counts were corrected, and that hold no shape.
    contradicted
        Whether there is a .shx and it disagrees with the bytes of the .shp.
    boxes
        The bounds that each record states, n x 4; not finite where there are none.
    excess, missing
        Bytes after the last record, and bytes that the header promises and that are not there.
    content
        The bytes of a .shp that is not sound.
    """

    in_file: int
    indexed: int | None
    is_sound: bool
    kind: int
    found: tuple[FoundRecord | None, ...] = ()
    truncated: tuple[int, ...] = ()
    damaged: tuple[int, ...] = ()
    repaired: tuple[int, ...] = ()
    nulls: tuple[int, ...] = ()
    contradicted: bool = False
    boxes: np.ndarray = field(default_factory=lambda: np.zeros((0, 4)), repr=False)
    excess: int = 0
    missing: int = 0
    content: bytes = field(default=b"", repr=False)

    @property
    def records(self) -> int:
        """The most records that .shp or .shx prove."""
        return max(self.in_file, self.indexed or 0)
