"""Finds the records of a .shp in which something does not agree.

Records are found by following the lengths; where that fails, by the .shx and by searching for the
next content that adds up. A record whose length or counts are wrong is mended where its neighbours
leave only one reading.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import numpy as np

from parkland.formats.shapefile.shp_layout import (
    BOX,
    COUNTS,
    EXTRA_BYTES,
    HEADER,
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
    Found,
    Shapes,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

LEAST_AT = 36  # where the first record may be if bytes of the header are missing
MOST_TRIED = 1_000_000  # places looked at for the next record after damaged ones, in all


class Search:
    """Finds the records in the bytes of a .shp; `entries` are those of the .shx, if it is there."""

    def __init__(
        self, content: bytes, entries: np.ndarray | None, kinds: tuple[int, ...] = ()
    ) -> None:
        self.content = content
        self.table = entries
        self.written = [] if entries is None else [(int(s), int(n)) for s, n in entries]
        self.entries = list(self.written)
        self.indexed = None if entries is None else len(self.entries)
        self.kind = kinds[0] if kinds else _commonest(self._kinds())
        # To be tried if there is not one record of this kind.
        self.others = kinds[1:] if kinds else tuple(k for k in POLYGONS if k != self.kind)
        self.truncated: list[int] = []
        self.damaged: list[int] = []
        self.tried = 0
        self.seen: dict[int, Found | None] = {}

    def _kinds(self) -> Iterator[int]:
        yield int.from_bytes(self.content[32:36], "little")
        at = HEADER
        while at + RECORD_HEADER + TYPE <= len(self.content):
            _, words = struct.unpack_from(">ii", self.content, at)
            yield self._kind(at + RECORD_HEADER)
            if words < 1:
                return
            at += RECORD_HEADER + WORD * words

    def account(self) -> Shapes:
        """Return the account."""
        found = self._in_a_row() or self._by_all_means()
        if not any(found) and self.others:
            return Search(self.content, self.table, self.others).account()
        rest = self._unaccounted(found)
        in_file = len(found)
        kept = [one for one in found if one is not None]
        numbered = list(enumerate(found, start=1))
        missing = (self.indexed or 0) - in_file
        if missing > 0:
            self.truncated += range(in_file + 1, in_file + 1 + missing)
            found += [None] * missing
        nulls = [n for n, one in numbered if one is not None and self._kind(one.start) == NULL]
        return Shapes(
            in_file=in_file,
            indexed=self.indexed,
            is_sound=False,
            kind=self.kind if kept else NULL,
            found=tuple(found),
            truncated=tuple(self.truncated),
            damaged=tuple(self.damaged),
            mended=tuple(n for n, one in numbered if one is not None and one.mended),
            nulls=tuple(nulls),
            contradicted=self._is_contradicted(found),
            excess=rest,
            missing=max(0, int.from_bytes(self.content[24:28], "big") * WORD - len(self.content)),
            boxes=self._boxes(found),
            content=self.content,
        )

    def _boxes(self, found: list[Found | None]) -> np.ndarray:
        """Return the bounds that records state, not finite where there are none."""
        boxes = np.full((len(found), 4), np.nan)
        for place, one in enumerate(found):
            if one is not None and one.end - one.start >= BOX:
                boxes[place] = struct.unpack_from("<4d", self.content, one.start + TYPE)
        return boxes

    def _in_a_row(self) -> list[Found | None]:
        """Return all records if their lengths lead exactly to the end, else none."""
        at, found = HEADER, []
        while at < len(self.content):
            one = self._at(at)
            if one is None or one.mended:
                return []
            found.append(one)
            at = one.after
        return list(found) if at == len(self.content) else []

    def _by_all_means(self) -> list[Found | None]:
        found: list[Found | None] = []
        at = HEADER
        while True:
            number = len(found) + 1
            one = self._numbered(number, at)
            if one is not None:
                found.append(one)
                at = one.after
                continue
            inside = self._inside(found, number)
            if inside is not None:
                self.damaged.append(number - 1)
                found[-1] = None
                at = inside
                continue
            if at + RECORD_HEADER > len(self.content):
                return found
            after = self._next(number, at)
            if after is None:
                self._cut_off(number, at, found)
                return found
            lost = range(number, after[0])
            self.damaged += lost
            found += [None] * len(lost)
            at = after[1]

    def _inside(self, found: list[Found | None], number: int) -> int | None:
        """Return where the record `number` is, if the one before it claims its bytes.

        Bytes of that one are missing then.
        """
        last = found[-1] if found else None
        if last is None:
            return None
        wanted = number.to_bytes(4, "big")
        stop = last.after + len(wanted) - 1
        place = self.content.find(wanted, last.start, stop)
        while place >= 0:
            if self._at(place) is not None and self._kind(place + RECORD_HEADER) == self.kind:
                return place
            place = self.content.find(wanted, place + 1, stop)
        return None

    def _numbered(self, number: int, at: int) -> Found | None:
        """Return the record `number`, where the last one ended or where the .shx says."""
        one = self._at(at)
        if one is not None and (self._number(one.start) == number or number > len(self.entries)):
            return one
        if number <= len(self.entries):
            said = self._at(self.entries[number - 1][0] - RECORD_HEADER)
            if said is not None and said.start > at and self._number(said.start) == number:
                return said
        return one

    def _next(self, number: int, at: int) -> tuple[int, int] | None:
        """Return number and place of the first record after what is damaged at `at`."""
        indexed = self._next_indexed(number, at)
        wanted = self.kind.to_bytes(TYPE, "little")
        first = LEAST_AT if at == HEADER else at
        start, stop = first + RECORD_HEADER, len(self.content) if indexed is None else indexed[1]
        while self.tried < MOST_TRIED:
            self.tried += 1
            start = self.content.find(wanted, start + 1, stop)
            if start < 0:
                break
            claimed, place = self._number(start), start - RECORD_HEADER
            between = max(0, place - at) // (RECORD_HEADER + TYPE)
            plausible = number <= claimed <= number + 1 + between
            if plausible and self._at(place) is not None:
                return claimed, place
        return indexed

    def _next_indexed(self, number: int, at: int) -> tuple[int, int] | None:
        for later in range(number + 1, len(self.entries) + 1):
            start = self.entries[later - 1][0]
            place = start - RECORD_HEADER
            if place > at and self._at(place) is not None and self._number(start) == later:
                return later, place
        del self.entries[number:]  # none of them is of use further on
        return None

    def _cut_off(self, number: int, at: int, found: list[Found | None]) -> None:
        """Account for a last record that is not whole, if the bytes show that there is one."""
        claimed, words = struct.unpack_from(">ii", self.content, at)
        indexed = number <= len(self.entries)
        if indexed or (claimed == number and words > 0):
            ends = at + RECORD_HEADER + WORD * words
            into = self.truncated if ends > len(self.content) else self.damaged
            into.append(number)
            found.append(None)

    def _unaccounted(self, found: list[Found | None]) -> int:
        """Return how many bytes at the end belong to no record."""
        if not found or found[-1] is None:
            return 0 if found else max(0, len(self.content) - HEADER)
        return len(self.content) - found[-1].after

    def _is_contradicted(self, found: list[Found | None]) -> bool:
        """Say whether the .shx speaks of other places, beyond that records are cut off."""
        if self.indexed is None or self.truncated:
            return False
        places = [(0, 0) if one is None else (one.start, one.after - one.start) for one in found]
        return self.written != places

    def _number(self, start: int) -> int:
        return int(struct.unpack_from(">i", self.content, start - RECORD_HEADER)[0])

    def _kind(self, start: int) -> int:
        return int.from_bytes(self.content[start : start + TYPE], "little")

    def _at(self, at: int) -> Found | None:
        """Return the record whose header is at `at` if its content adds up, mended if need be."""
        if at not in self.seen:
            self.seen[at] = self._judged(at)
        return self.seen[at]

    def _judged(self, at: int) -> Found | None:  # noqa: PLR0911 - one return a case
        start = at + RECORD_HEADER
        if at < LEAST_AT or start + TYPE > len(self.content):
            return None
        said = WORD * int(struct.unpack_from(">i", self.content, at + 4)[0])
        kind = self._kind(start)
        if kind not in KNOWN:
            return None
        sizes = self._sizes(start, kind)
        ends = start + said
        fits = said > 0 and ends <= len(self.content)
        if fits and said in sizes:
            return Found(start, ends, ends)
        if self.kind not in (kind, NULL) and kind != NULL:
            return None
        leads_on = fits and self._leads_on(ends, at)
        if sizes and leads_on and said > max(sizes):  # padded
            return Found(start, start + sizes[-1], ends)
        for size in sizes:  # the length is wrong: the counts lead to the next record, or the end
            if kind != NULL and self._leads_on(start + size, at):
                return Found(start, start + size, start + size, mended=True)
        if leads_on and kind in POLYGONS:
            return self._recounted(start, said, kind)
        return None

    def _recounted(self, start: int, said: int, kind: int) -> Found | None:
        """Return a polygon of whose two counts one is wrong and follows from the length."""
        if said < BOX + COUNTS:
            return None
        parts, points = struct.unpack_from("<ii", self.content, start + BOX)
        rest = said - BOX - COUNTS
        for times in {POLYGONS[0]: (0,), 15: (1, 2), 25: (0, 1)}[kind]:
            each, fixed = POINT_BYTES + times * EXTRA_BYTES, times * RANGE
            tries = (
                (parts, (rest - fixed - 4 * parts) // each),
                ((rest - fixed - each * points) // 4, points),
            )
            for p, n in tries:
                adds_up = 4 * p + each * n + fixed == rest and 0 < p <= n
                if adds_up and self._parts_rise(start, p, n):
                    return Found(start, start + said, start + said, mended=True, counts=(p, n))
        return None

    def _leads_on(self, at: int, before: int) -> bool:
        """Say whether the file ends at `at`, or the record after the one at `before` begins."""
        if at == len(self.content):
            return True
        if at + RECORD_HEADER + TYPE > len(self.content):
            return False
        number = struct.unpack_from(">i", self.content, at)[0]
        follows = number == struct.unpack_from(">i", self.content, before)[0] + 1
        return follows and self._kind(at + RECORD_HEADER) in (self.kind, NULL)

    def _sizes(self, start: int, kind: int) -> tuple[int, ...]:  # noqa: PLR0911 - as above
        """Return the lengths that a content may have by its counts; none if they are absurd."""
        if kind == NULL:
            return (TYPE,)
        if kind in POINTS:
            return POINTS[kind]
        left = len(self.content) - start
        if left < BOX + COUNTS:
            return ()
        parts, points = struct.unpack_from("<ii", self.content, start + BOX)
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
        if parts == 1:
            return self.content.startswith(bytes(4), start + BOX + COUNTS)
        begins = np.frombuffer(self.content, "<i4", count=parts, offset=start + BOX + COUNTS)
        return bool(begins[0] == 0 and (np.diff(begins) > 0).all() and begins[-1] < points)


def _commonest(kinds: Iterator[int]) -> int:
    """Return the commonest type of shape, preferring polygons."""
    counted: dict[int, int] = {}
    for kind in kinds:
        if kind in KNOWN and kind != NULL:
            counted[kind] = counted.get(kind, 0) + 1
    return max(counted, key=lambda kind: (counted[kind], kind in POLYGONS), default=NULL)
