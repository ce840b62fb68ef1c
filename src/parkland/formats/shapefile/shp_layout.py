"""The layout of a .shp: its constants, and the account of its records.

A record consists of a header, which holds its number and length, and a content. The length of the
content follows from its counts of parts and points, so that the two can be compared. Source: ESRI
Shapefile Technical Description, 1998.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

MAGIC, VERSION = 9994, 1000
# Sizes in bytes: the header of the file, the header of a record, an entry of the .shx, the type of
# a shape, and the counts of parts and points.
HEADER, RECORD_HEADER = 100, 8
ENTRY = 8
TYPE, COUNTS = 4, 8

WORD = 2  # the file counts lengths in words of 16 bits
# Types of shapes: a polygon, a polygon with heights (Z), and one with measures (M).
NULL, POLYGONS = 0, (5, 15, 25)
BOX = TYPE + 32  # the type of the shape, and its bounds as four doubles
# Sizes of x and y, of one height or measure, and of the range of heights or measures.
POINT_BYTES, EXTRA_BYTES, RANGE = 16, 8, 16
POINTS = {1: (20,), 11: (28, 36), 21: (28,)}  # possible lengths of a content with one point
WITH_PARTS = (3, 5, 13, 15, 23, 25, 31)
MULTIPOINTS = (8, 18, 28)
KNOWN = (NULL, *POINTS, *WITH_PARTS, *MULTIPOINTS)
WITH_Z, WITH_M, PATCH = (11, 13, 15, 18, 31), (21, 23, 25, 28), 31


@dataclass(frozen=True, slots=True)
class FoundRecord:
    """The position of one record in the bytes of a .shp.

    Attributes
    ----------
    start, end
        The offsets at which its content begins and ends.
    after
        The offset at which the next record begins. It is larger than `end` if the content is
        padded.
    repaired
        Whether its length or its counts were wrong and were corrected.
    counts
        The corrected numbers of parts and points, if those in the file are wrong; else None.
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
        The number of records in the bytes of the .shp.
    indexed
        The number of entries of the .shx; None if there is no .shx.
    is_sound
        Whether every record is complete and the .shx agrees with the .shp.
    kind
        The type of shape of most records.
    found
        The position of each record, or None if the record is lost. Empty for a sound file.
    truncated
        The numbers, from 1, of records that are cut off.
    damaged
        The numbers of records whose content is inconsistent.
    repaired
        The numbers of records whose length or counts were corrected.
    nulls
        The numbers of records without a shape.
    contradicted
        Whether there is a .shx and it disagrees with the bytes of the .shp.
    boxes
        The bounds in the content of each record, n x 4; not finite for a record without bounds.
    excess
        The number of bytes after the last record.
    missing
        The number of bytes that the header promises and that the file does not have.
    content
        The bytes of the .shp; empty for a sound file.
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
        """The larger of the numbers of records in the .shp and of entries in the .shx."""
        return max(self.in_file, self.indexed or 0)
