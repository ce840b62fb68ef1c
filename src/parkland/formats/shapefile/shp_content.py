"""Check the content of records of a .shp, and correct a wrong length or wrong counts.

The file contains the length of a record twice: the header has it, and it follows from the counts of
parts and points. If the two disagree, the next record decides: a record must be followed by the end
of the file or by the header of the record with the next number.
"""

from __future__ import annotations

import struct

import numpy as np

from parkland.formats.shapefile.shp_layout import (
    BOX,
    COUNTS,
    EXTRA_BYTES,
    KNOWN,
    MULTIPOINTS,
    NULL,
    PATCH,
    POINT_BYTES,
    POINTS,
    POLYGONS,
    RANGE,
    RECORD_HEADER,
    TYPE,
    WITH_M,
    WITH_Z,
    WORD,
    FoundRecord,
)

LEAST_AT = 36  # the first record can begin here at the earliest, if bytes of the header are missing


class ContentChecker:
    """Checks the records of a .shp and caches the result for each offset.

    Parameters
    ----------
    content
        The bytes of the .shp.
    kind
        The type of shape of its records; `NULL` if it is not known. A record of another type is
        accepted only if its length agrees with its counts.
    """

    def __init__(self, content: bytes, kind: int) -> None:
        self.content = content
        self.kind = kind
        self._checked: dict[int, FoundRecord | None] = {}

    def number_of(self, start: int) -> int:
        """Return the number in the header before the content at the offset `start`."""
        return int(struct.unpack_from(">i", self.content, start - RECORD_HEADER)[0])

    def kind_at(self, start: int) -> int:
        """Return the type of shape of the content at the offset `start`."""
        return int.from_bytes(self.content[start : start + TYPE], "little")

    def at(self, place: int) -> FoundRecord | None:
        """Return the record whose header is at the offset `place`, corrected if necessary.

        The result is None if the content is inconsistent and no correction is certain.
        """
        if place not in self._checked:
            self._checked[place] = self._check(place)
        return self._checked[place]

    def _check(self, place: int) -> FoundRecord | None:  # noqa: PLR0911 - one return a case
        start = place + RECORD_HEADER
        if place < LEAST_AT or start + TYPE > len(self.content):
            return None
        written = WORD * int(struct.unpack_from(">i", self.content, place + 4)[0])
        kind = self.kind_at(start)
        if kind not in KNOWN:
            return None
        sizes = self._sizes(start, kind)
        ends = start + written
        fits = written > 0 and ends <= len(self.content)
        # In the usual case, the length in the header is the one that follows from the counts.
        if fits and written in sizes:
            return FoundRecord(start, ends, ends)
        if self.kind not in (kind, NULL) and kind != NULL:
            return None
        leads_on = fits and self._leads_on(ends, place)
        # Some writers pad the content. Its length is then larger and leads to the next record.
        if sizes and leads_on and written > max(sizes):
            return FoundRecord(start, start + sizes[-1], ends)
        # If the counts lead to the next record or to the end of the file, the length is wrong.
        for size in sizes:
            if kind != NULL and self._leads_on(start + size, place):
                return FoundRecord(start, start + size, start + size, repaired=True)
        # If the length leads there, the counts are wrong.
        if leads_on and kind in POLYGONS:
            return self._recounted(start, written, kind)
        return None

    def _recounted(self, start: int, written: int, kind: int) -> FoundRecord | None:
        """Return a polygon with one wrong count, which is corrected by the length.

        If the number of parts is right, the length gives the number of points, and vice versa. A
        pair is accepted only if it fills the length exactly and the first points of the parts are
        increasing and within the points.
        """
        if written < BOX + COUNTS:
            return None
        parts, points = struct.unpack_from("<ii", self.content, start + BOX)
        rest = written - BOX - COUNTS
        # `arrays` is the number of arrays of doubles after the points. A shape with Z has heights,
        # and measures are optional in shapes with Z and M.
        for arrays in {POLYGONS[0]: (0,), 15: (1, 2), 25: (0, 1)}[kind]:
            each, fixed = POINT_BYTES + arrays * EXTRA_BYTES, arrays * RANGE
            tries = (
                (parts, (rest - fixed - 4 * parts) // each),
                ((rest - fixed - each * points) // 4, points),
            )
            for p, n in tries:
                adds_up = 4 * p + each * n + fixed == rest and 0 < p <= n
                if adds_up and self._parts_rise(start, p, n):
                    ends = start + written
                    return FoundRecord(start, ends, ends, repaired=True, counts=(p, n))
        return None

    def _leads_on(self, at: int, before: int) -> bool:
        """Return whether the file ends at `at`, or the record after the one at `before` begins."""
        if at == len(self.content):
            return True
        if at + RECORD_HEADER + TYPE > len(self.content):
            return False
        number = struct.unpack_from(">i", self.content, at)[0]
        follows = number == struct.unpack_from(">i", self.content, before)[0] + 1
        return follows and self.kind_at(at + RECORD_HEADER) in (self.kind, NULL)

    def _sizes(self, start: int, kind: int) -> tuple[int, ...]:  # noqa: PLR0911 - as above
        """Return the possible lengths of a content by its counts; none if the counts are absurd.

        Shapes with Z or M have two possible lengths, because measures are optional.
        """
        if kind == NULL:
            return (TYPE,)
        if kind in POINTS:
            return POINTS[kind]
        left = len(self.content) - start
        if left < BOX + COUNTS:
            return ()
        parts, points = struct.unpack_from("<ii", self.content, start + BOX)
        # A multipatch has a type for each part. A multipoint has only one count, of its points.
        each = 8 if kind == PATCH else 4
        if kind in MULTIPOINTS:
            parts, points, each = 1, parts, 0
        size = BOX + COUNTS + each * parts + POINT_BYTES * points
        if kind in MULTIPOINTS:
            size -= COUNTS // 2
        if min(parts, points) < 0 or size > left or (parts == 0) != (points == 0):
            return ()
        if parts and each and not self._parts_rise(start, parts, points):
            return ()
        measures = RANGE + EXTRA_BYTES * points
        if kind in WITH_Z:
            return (size + measures, size + 2 * measures)
        return (size, size + measures) if kind in WITH_M else (size,)

    def _parts_rise(self, start: int, parts: int, points: int) -> bool:
        """Return whether the first points of the parts rise from 0 within the number of points."""
        if parts == 1:
            return self.content.startswith(bytes(4), start + BOX + COUNTS)
        begins = np.frombuffer(self.content, "<i4", count=parts, offset=start + BOX + COUNTS)
        return bool(begins[0] == 0 and (np.diff(begins) > 0).all() and begins[-1] < points)
