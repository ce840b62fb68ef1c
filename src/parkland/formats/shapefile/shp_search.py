"""Search the records of a .shp that is damaged or disagrees with its .shx.

Records are found by following the lengths in their headers. If that fails, three ways are tried,
from the most to the least certain: the offset in the .shx; a record inside the bytes that the
record before it claims; and the next offset with a consistent content of the right type. A header
contains the number of its record, so that the numbers between two found records are those of lost
records.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import numpy as np

from parkland.formats.shapefile.shp_content import LEAST_AT, ContentChecker
from parkland.formats.shapefile.shp_layout import (
    BOX,
    HEADER,
    KNOWN,
    NULL,
    POLYGONS,
    RECORD_HEADER,
    TYPE,
    WORD,
    FoundRecord,
    ShpAccount,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

# At most this number of offsets is examined in one file. The limit bounds the time for a file whose
# bytes often look like the beginning of a record.
MOST_TRIED = 1_000_000


class RecordSearch:
    """A search for the records in the bytes of a .shp.

    Parameters
    ----------
    content
        The bytes.
    entries
        The start and the length of each content by the .shx, n x 2; None if there is no .shx.
    kinds
        The types of shape to search, one after the other until a record is found. Default: the
        most frequent type in the headers, then the other types of polygons.
    """

    def __init__(
        self, content: bytes, entries: np.ndarray | None, kinds: tuple[int, ...] = ()
    ) -> None:
        self.content = content
        self.table = entries
        self.written = [] if entries is None else [(int(s), int(n)) for s, n in entries]
        self.entries = list(self.written)  # entries are removed once they can find no record
        self.indexed = None if entries is None else len(self.entries)
        self.kind = kinds[0] if kinds else _commonest(_kinds(content))
        self.other_kinds = kinds[1:] if kinds else tuple(k for k in POLYGONS if k != self.kind)
        self.checker = ContentChecker(content, self.kind)
        self.truncated: list[int] = []
        self.damaged: list[int] = []
        self.tried = 0

    def account(self) -> ShpAccount:
        """Return the account of the file."""
        found = self._in_a_row() or self._one_by_one()
        # The type in the header can be damaged; then no record of that type is found.
        if not any(found) and self.other_kinds:
            return RecordSearch(self.content, self.table, self.other_kinds).account()
        rest = self._unaccounted(found)
        in_file = len(found)
        kept = [one for one in found if one is not None]
        numbered = list(enumerate(found, start=1))
        missing = (self.indexed or 0) - in_file
        if missing > 0:  # the .shx has entries beyond the end of the .shp
            self.truncated += range(in_file + 1, in_file + 1 + missing)
            found += [None] * missing
        nulls = [
            n for n, one in numbered if one is not None and self.checker.kind_at(one.start) == NULL
        ]
        promised = int.from_bytes(self.content[24:28], "big") * WORD
        return ShpAccount(
            in_file=in_file,
            indexed=self.indexed,
            is_sound=False,
            kind=self.kind if kept else NULL,
            found=tuple(found),
            truncated=tuple(self.truncated),
            damaged=tuple(self.damaged),
            repaired=tuple(n for n, one in numbered if one is not None and one.repaired),
            nulls=tuple(nulls),
            contradicted=self._is_contradicted(found),
            excess=rest,
            missing=max(0, promised - len(self.content)),
            boxes=self._boxes(found),
            content=self.content,
        )

    def _boxes(self, found: list[FoundRecord | None]) -> np.ndarray:
        """Return the bounds in the content of each record, n x 4; NaN without bounds."""
        boxes = np.full((len(found), 4), np.nan)
        for place, one in enumerate(found):
            if one is not None and one.end - one.start >= BOX:
                boxes[place] = struct.unpack_from("<4d", self.content, one.start + TYPE)
        return boxes

    def _in_a_row(self) -> list[FoundRecord | None]:
        """Return all records if their lengths lead exactly to the end of the file, else none.

        They do so in a sound .shp whose .shx is missing or wrong.
        """
        at, found = HEADER, []
        while at < len(self.content):
            one = self.checker.at(at)
            if one is None or one.repaired:
                return []
            found.append(one)
            at = one.after
        return list(found) if at == len(self.content) else []

    def _one_by_one(self) -> list[FoundRecord | None]:
        """Return every record in the order of the numbers, with None for a lost record."""
        found: list[FoundRecord | None] = []
        at = HEADER
        while True:
            number = len(found) + 1
            one = self._numbered(number, at)
            if one is not None:
                found.append(one)
                at = one.after
                continue
            # If bytes of the record before are missing, its length reaches into this record.
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
            # The next record has a higher number: those in between are lost.
            lost = range(number, after[0])
            self.damaged += lost
            found += [None] * len(lost)
            at = after[1]

    def _inside(self, found: list[FoundRecord | None], number: int) -> int | None:
        """Return the offset of the record `number` inside the bytes of the record before it."""
        last = found[-1] if found else None
        if last is None:
            return None
        # A record begins with its number. The same four bytes also occur in coordinates, so that
        # the content at such an offset must be consistent and have the right type.
        wanted = number.to_bytes(4, "big")
        stop = last.after + len(wanted) - 1
        place = self.content.find(wanted, last.start, stop)
        while place >= 0:
            start = place + RECORD_HEADER
            if self.checker.at(place) is not None and self.checker.kind_at(start) == self.kind:
                return place
            place = self.content.find(wanted, place + 1, stop)
        return None

    def _numbered(self, number: int, at: int) -> FoundRecord | None:
        """Return the record `number`, at the end of the last record or at the offset in the .shx.

        Some writers do not number records. A record at `at` with another number is accepted if the
        .shx has no consistent record with the right number.
        """
        one = self.checker.at(at)
        is_indexed = number <= len(self.entries)
        if one is not None and (self.checker.number_of(one.start) == number or not is_indexed):
            return one
        if is_indexed:
            place = self.entries[number - 1][0] - RECORD_HEADER
            other = self.checker.at(place)
            if (
                other is not None
                and other.start > at
                and self.checker.number_of(other.start) == number
            ):
                return other
        return one

    def _next(self, number: int, at: int) -> tuple[int, int] | None:
        """Return the number and the offset of the first record after the damage at `at`."""
        indexed = self._next_indexed(number, at)
        wanted = self.kind.to_bytes(TYPE, "little")
        first = LEAST_AT if at == HEADER else at
        start, stop = first + RECORD_HEADER, len(self.content) if indexed is None else indexed[1]
        # Every content begins with the four bytes of its type. Other bytes can look the same, so
        # the content must be consistent and the number of the record must be possible. The bytes in
        # between limit that number: each lost record had at least a header and a type.
        while self.tried < MOST_TRIED:
            self.tried += 1
            start = self.content.find(wanted, start + 1, stop)
            if start < 0:
                break
            claimed, place = self.checker.number_of(start), start - RECORD_HEADER
            between = max(0, place - at) // (RECORD_HEADER + TYPE)
            plausible = number <= claimed <= number + 1 + between
            if plausible and self.checker.at(place) is not None:
                return claimed, place
        return indexed

    def _next_indexed(self, number: int, at: int) -> tuple[int, int] | None:
        """Return the number and the offset of the first later record that the .shx finds."""
        for later in range(number + 1, len(self.entries) + 1):
            start = self.entries[later - 1][0]
            place = start - RECORD_HEADER
            is_later = place > at and self.checker.at(place) is not None
            if is_later and self.checker.number_of(start) == later:
                return later, place
        # No later entry finds a record. The entries are removed: examining them again after every
        # damaged record would take a time that grows with the square of their number.
        del self.entries[number:]
        return None

    def _cut_off(self, number: int, at: int, found: list[FoundRecord | None]) -> None:
        """Add an incomplete last record to the account, if the .shx or its header proves it."""
        claimed, words = struct.unpack_from(">ii", self.content, at)
        indexed = number <= len(self.entries)
        if indexed or (claimed == number and words > 0):
            ends = at + RECORD_HEADER + WORD * words
            into = self.truncated if ends > len(self.content) else self.damaged
            into.append(number)
            found.append(None)

    def _unaccounted(self, found: list[FoundRecord | None]) -> int:
        """Return the number of bytes at the end of the file that belong to no record."""
        if not found or found[-1] is None:
            return 0 if found else max(0, len(self.content) - HEADER)
        return len(self.content) - found[-1].after

    def _is_contradicted(self, found: list[FoundRecord | None]) -> bool:
        """Return whether the .shx has other offsets or lengths than the records.

        A truncated file is not compared, because its .shx has entries beyond the end of the .shp.
        """
        if self.indexed is None or self.truncated:
            return False
        places = [(0, 0) if one is None else (one.start, one.after - one.start) for one in found]
        return self.written != places


def _kinds(content: bytes) -> Iterator[int]:
    """Yield the type of shape in the header, then in each record as far as the lengths lead."""
    yield int.from_bytes(content[32:36], "little")
    at = HEADER
    while at + RECORD_HEADER + TYPE <= len(content):
        _, words = struct.unpack_from(">ii", content, at)
        start = at + RECORD_HEADER
        yield int.from_bytes(content[start : start + TYPE], "little")
        if words < 1:
            return
        at += RECORD_HEADER + WORD * words


def _commonest(kinds: Iterator[int]) -> int:
    """Return the most frequent type of shape; of equally frequent types one of polygons."""
    counted: dict[int, int] = {}
    for kind in kinds:
        if kind in KNOWN and kind != NULL:
            counted[kind] = counted.get(kind, 0) + 1
    return max(counted, key=lambda kind: (counted[kind], kind in POLYGONS), default=NULL)
