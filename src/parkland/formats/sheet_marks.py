"""What the XML of a worksheet says besides its values: hidden rows, errors, formulas, its extent.

The library that reads the values takes errors, and formulas without a result, for empty cells. It
needs memory for every cell between the first and the last value. So the XML is read
once before, as bytes, a few rows at a time: for half a million rows this takes a second.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING

from parkland.errors import SourceFormatError
from parkland.formats.xml_events import entities_refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from parkland.formats.sheet_content import TableBounds

LONGEST_ROW = 64_000_000  # bytes of one row; Excel's longest has 16,384 cells
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384  # of Excel
MOST_UNPROVEN = 30_000_000  # cells up to which a sheet may be larger than its rows say
LONGEST_TAG = 1000  # bytes of the tag of a cell
LONGEST_ERROR = 20_000  # bytes of a cell with an error, whose formula can be long
LONGEST_FORMULA = 80  # characters of a formula that are shown
_ROOT = re.compile(rb"<(\w+:)?worksheet\b")
_ATTRIBUTE = re.compile(rb"""\b(\w+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_ROW_NUMBER = re.compile(rb"""\br\s*=\s*["'](\d{1,10})["']""")
_REF = re.compile(rb"([A-Za-z]{1,4})(\d{1,10})$")


@dataclass(slots=True)
class SheetMarks:
    """The extent of the values of a sheet, and its cells and rows that need to be told."""

    rows: int = 0
    columns: int = 0
    last_number: int = 0
    counts_from_1904: bool = False
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)


def sheet_marks(
    chunks: Iterable[bytes], /, *, bounds: TableBounds, recalculates: bool, where: str
) -> SheetMarks:
    """Return the marks of a worksheet.

    Parameters
    ----------
    chunks
        The XML of the worksheet.
    bounds
        What the sheet may hold.
    recalculates
        Whether the workbook asks Excel to work out every formula when it is opened. A program wrote
        it, and a result of 0 is then a placeholder.
    where
        The workbook and the sheet, for errors.

    Raises
    ------
    SourceFormatError
        If the sheet exceeds the bounds, or its XML declares entities.
    """
    marks, patterns = SheetMarks(), None
    for piece in _pieces(chunks, where):
        if patterns is None:
            patterns = _Patterns(piece, where)
            marks.hidden_columns = patterns.hidden_columns(piece, bounds.columns)
        patterns.read(piece, marks, recalculates=recalculates)
        bounds.check_shape(marks.rows, marks.columns, where=where)
    return marks


def _pieces(chunks: Iterable[bytes], where: str) -> Iterator[bytes]:
    """Yield the XML in pieces that end before a row begins."""
    rest = b""
    for chunk in chunks:
        rest += chunk
        cut = max(rest.rfind(b"<row"), rest.rfind(b":row"))
        cut = rest.rfind(b"<", 0, cut + 1)
        if cut > 0:
            yield rest[:cut]
            rest = rest[cut:]
        elif len(rest) > LONGEST_ROW:
            raise SourceFormatError(
                "formats.long_row",
                where=where,
                do="formats.save_again",
                longest_row=LONGEST_ROW // 1000000,
            )
    yield rest


class _Patterns:
    """The regular expressions for the tags of one sheet, whose names may have a prefix."""

    def __init__(self, head: bytes, where: str) -> None:
        root = _ROOT.search(head)
        if root is None:
            raise SourceFormatError("formats.no_worksheet", where=where, do="formats.save_again")
        if b"<!" in head[: root.start()]:
            raise entities_refused(where)
        p = root[1] or b""
        self.where = where
        # Every repetition stops at the next tag or is bounded, so that the time stays linear.
        self.row = re.compile(rb"<%brow\b([^<>]*)>" % p)
        self.cell = re.compile(rb"<%bc[\s/>]" % p)
        self.value = re.compile(rb"<%b(?:v|is|f)\b" % p)
        self.column = re.compile(rb"<%bcol\b([^<>]*)>" % p)
        self.error = re.compile(rb"""\bt\s{0,9}=\s{0,9}["']e["']""")
        self.formula = re.compile(
            rb"<%bf\b[^<>]*?(?:/>|>(?P<text>[^<]*)</%bf>)\s*+"
            rb"(?P<v><%bv\s*+/>|<%bv\b[^<>]*>(?P<value>[^<]*)</%bv>)?\s*+</%bc>" % ((p,) * 6)
        )
        self.open, self.result = b"<%bc" % p, re.compile(rb"<%bv\b[^<>]*>([^<]*)<" % p)
        self.close = b"</%bc>" % p
        self.has_formula, self.usual = b"<%bf" % p, b'<%bc r="' % p
        self.referenced = re.compile(rb"<%bc\s[^<>]{0,300}?\br\s{0,9}=" % p)
        self.filled = rb"[^<>]{0,300}+(?<!/)>\s{0,99}<%b[vfi]" % p

    def hidden_columns(self, head: bytes, most: int) -> set[int]:
        found: set[int] = set()
        for match in self.column.finditer(head):
            given = _attributes(match[1])
            if given.get(b"hidden") in (b"1", b"true"):
                ends = given.get(b"min", b""), given.get(b"max", b"")
                if all(end.isdigit() and len(end) < 9 for end in ends):  # noqa: PLR2004
                    first, last = map(int, ends)
                    found.update(range(first - 1, min(last, first + most)))
        return found

    def read(self, piece: bytes, marks: SheetMarks, *, recalculates: bool) -> None:
        rows = [(match.start(), match[1]) for match in self.row.finditer(piece)]
        self._read_rows(piece, marks, rows)
        self._measure(piece, marks, [start for start, _ in rows])
        if b'"e"' in piece or b"'e'" in piece:
            for match in self.error.finditer(piece):
                self._error(piece, match.start(), marks)
        if self.has_formula in piece:
            for match in self.formula.finditer(piece):
                self._formula(piece, match, marks, recalculates=recalculates)

    def _read_rows(self, piece: bytes, marks: SheetMarks, rows: list[tuple[int, bytes]]) -> None:
        """Note the hidden rows, and the last row that holds a value."""
        numbers = self._numbers(rows, marks.last_number)
        marks.last_number = numbers[-1] if numbers else marks.last_number
        if b"hidden" in piece:
            for number, (_, text) in zip(numbers, rows, strict=True):
                if _attributes(text).get(b"hidden") in (b"1", b"true"):
                    marks.hidden_rows.add(number - 1)
        end = len(piece)
        for number, (start, _) in zip(reversed(numbers), reversed(rows), strict=True):
            if self.value.search(piece, start, end):
                marks.rows = max(marks.rows, number)
                break
            end = start

    def _numbers(self, rows: list[tuple[int, bytes]], last: int) -> list[int]:
        """Return the numbers of rows; one without a number follows the row before it."""
        numbers = []
        for _, text in rows:
            match = _ROW_NUMBER.search(text)
            last = int(match[1]) if match else last + 1
            numbers.append(last)
        return numbers

    def _measure(self, piece: bytes, marks: SheetMarks, rows: list[int]) -> None:
        """Note the last row and column of a value; a cell may lie elsewhere than its row says."""
        cells = len(self.cell.findall(piece))
        if not cells or not rows:
            return
        marks.columns = max(marks.columns, 26)
        is_usual = piece.count(self.usual) == cells
        # Without references the place of a cell is its rank in its row.
        if not is_usual and len(self.referenced.findall(piece)) != cells:
            starts = [*rows, len(piece)]
            widest = max(
                len(self.cell.findall(piece, starts[n], starts[n + 1])) for n in range(len(rows))
            )
            marks.columns = max(marks.columns, widest)
        # A pattern that begins with a fixed text is found many times faster.
        before = self.usual if is_usual else rb"""\br\s{0,9}=\s{0,9}["']"""
        for letters in set(re.findall(before + rb"([A-Za-z]{2,9})\d+" + self.filled, piece)):
            marks.columns = max(marks.columns, _column_number(letters))
        least = len(str(marks.rows)) + 1
        if 10**least * marks.columns > MOST_UNPROVEN * 10:
            least = 1
        pattern = before + rb"[A-Za-z]{1,9}(\d{%d,20})" % least + self.filled
        for text in set(re.findall(pattern, piece)):
            marks.rows = max(marks.rows, int(text))
        if marks.rows > LAST_ROW or marks.columns > LAST_COLUMN:
            raise SourceFormatError(
                "formats.cell_outside", where=self.where, do="formats.save_again"
            )

    def _tag(self, piece: bytes, at: int) -> tuple[dict[bytes, bytes], int]:
        """Return the attributes of the cell that `at` lies in, and where its tag ends."""
        start = piece.rfind(self.open, max(0, at - LONGEST_TAG), at)
        end = piece.find(b">", start)
        return _attributes(piece[start:end]), end

    def _place(self, given: dict[bytes, bytes]) -> tuple[int, int] | None:
        match = _REF.match(given.get(b"r", b""))
        return (int(match[2]) - 1, _column_number(match[1]) - 1) if match else None

    def _error(self, piece: bytes, at: int, marks: SheetMarks) -> None:
        given, end = self._tag(piece, at)
        place = self._place(given)
        if given.get(b"t") != b"e" or place is None:
            return  # the attribute belongs to another tag
        last = end + LONGEST_ERROR
        following = piece.find(self.open, end, last)
        close = piece.find(self.close, end, following if following > 0 else last)
        value = self.result.search(piece, end, close) if close > 0 else None
        text = _text(value[1]) if value else ""
        marks.errors[place] = text or "#N/A"

    def _formula(
        self, piece: bytes, match: re.Match[bytes], marks: SheetMarks, *, recalculates: bool
    ) -> None:
        value = match["value"]
        if value and not (recalculates and value.strip() == b"0"):
            return
        given, _ = self._tag(piece, match.start())
        place = self._place(given)
        if place is None or (given.get(b"t") == b"str" and match["v"]):
            return  # the result is an empty text
        marks.formulas[place] = f"={_text(match['text'] or b'')}"[:LONGEST_FORMULA]


def _attributes(text: bytes) -> dict[bytes, bytes]:
    return {name: double or single for name, double, single in _ATTRIBUTE.findall(text)}


def _column_number(letters: bytes) -> int:
    """Return the number of a column, from 1: 26 for Z, 27 for AA."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number


def _text(raw: bytes) -> str:
    return unescape(raw.decode("utf-8", errors="replace")).strip()
