"""Finds the records of a .shp in which something does not agree.

Records are found by following the lengths in their headers. Where that fails, three ways are tried
in turn, from the most to the least certain: the place that the .shx gives, a record that an earlier
one has swallowed, and the next place where a content of the right type adds up. Numbers of records
are in their headers, so that those between two found ones are known to be lost.
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

MOST_TRIED = 1_000_000  # places looked at for the next record after damaged ones, in all


class RecordSearch:
    """Finds the records in the bytes of a .shp.

    Parameters
    ----------
    content
        The bytes.
    entries
        The .shx as start and length of each content, n x 2; None if there is none.
    kinds
        Types of shape to look for, one after the other until a record is found; by default the
        commonest type of the headers, then the other types of polygons.
    """

    def __init__(
        self, content: bytes, entries: np.ndarray | None, kinds: tuple[int, ...] = ()
    ) -> None:
        self.content = content
        self.table = entries
        self.written = [] if entries is None else [(int(s), int(n)) for s, n in entries]
        self.entries = list(self.written)  # those that may still be of use
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
        """Return the bounds that records state, not finite where there are none."""
        boxes = np.full((len(found), 4), np.nan)
        for place, one in enumerate(found):
            if one is not None and one.end - one.start >= BOX:
                boxes[place] = struct.unpack_from("<4d", self.content, one.start + TYPE)
        return boxes

    def _in_a_row(self) -> list[FoundRecord | None]:
        """Return all records if their lengths lead exactly to the end, else none.

        This is the case of a sound .shp whose .shx is missing or wrong.
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
        """Return every record in the order of their numbers, None for those that are lost."""
        found: list[FoundRecord | None] = []
        at = HEADER
        while True:
            number = len(found) + 1
            one = self._numbered(number, at)
            if one is not None:
                found.append(one)
                at = one.after
                continue
            # Bytes may be missing from the record before, which then reaches into this one.
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

    def _inside(self, found: list[FoundRecord | None], number: int) -> int | None:
        """Return where the record `number` is, if the one before it claims its bytes."""
        last = found[-1] if found else None
        if last is None:
            return None
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
        """Return the record `number`, where the last one ended or where the .shx has it.

        A record at `at` with another number is taken only if the .shx does not know better: some
        writers do not number records.
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
        """Return number and place of the first record after what is damaged at `at`."""
        indexed = self._next_indexed(number, at)
        wanted = self.kind.to_bytes(TYPE, "little")
        first = LEAST_AT if at == HEADER else at
        start, stop = first + RECORD_HEADER, len(self.content) if indexed is None else indexed[1]
        # The type of shape is four bytes that every content begins with. Many other bytes look like
        # it, so the content must add up and its number must be possible: at most as many records
        # are lost as headers with a type fit between.
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
        """Return number and place of the first later record that the .shx gives and that is one."""
        for later in range(number + 1, len(self.entries) + 1):
            start = self.entries[later - 1][0]
            place = start - RECORD_HEADER
            is_later = place > at and self.checker.at(place) is not None
            if is_later and self.checker.number_of(start) == later:
                return later, place
        # No entry behind this one is of use, and looking again would take a time that grows with
        # the square of their number.
        del self.entries[number:]
        return None

    def _cut_off(self, number: int, at: int, found: list[FoundRecord | None]) -> None:
        """Account for a last record that is not whole, if the bytes show that there is one."""
        claimed, words = struct.unpack_from(">ii", self.content, at)
        indexed = number <= len(self.entries)
        if indexed or (claimed == number and words > 0):
            ends = at + RECORD_HEADER + WORD * words
            into = self.truncated if ends > len(self.content) else self.damaged
            into.append(number)
            found.append(None)

    def _unaccounted(self, found: list[FoundRecord | None]) -> int:
        """Return how many bytes at the end belong to no record."""
        if not found or found[-1] is None:
            return 0 if found else max(0, len(self.content) - HEADER)
        return len(self.content) - found[-1].after

    def _is_contradicted(self, found: list[FoundRecord | None]) -> bool:
        """Say whether the .shx has other places, apart from those of records that are cut off."""
        if self.indexed is None or self.truncated:
            return False
        places = [(0, 0) if one is None else (one.start, one.after - one.start) for one in found]
        return self.written != places


def _kinds(content: bytes) -> Iterator[int]:
    """Yield the type of shape of the header, then of each record as far as lengths lead."""
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
    """Return the commonest type of shape, of equals one of polygons."""
    counted: dict[int, int] = {}
    for kind in kinds:
        if kind in KNOWN and kind != NULL:
            counted[kind] = counted.get(kind, 0) + 1
    return max(counted, key=lambda kind: (counted[kind], kind in POLYGONS), default=NULL)
