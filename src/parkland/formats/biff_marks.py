"""What the records of an old workbook (.xls) say besides its values: hidden rows, errors, formulas.

Source: Microsoft, [MS-XLS] Excel Binary File Format.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from parkland.errors import SourceFormatError
from parkland.formats.sheet_marks import SheetMarks

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMULA, END, FILE_PASSWORD, COLUMN, SHEET, SHARED_TEXTS = 0x06, 0x0A, 0x2F, 0x7D, 0x85, 0xFC
EXTENT, TRUTH_OR_ERROR, ROW, FIRST_YEAR, SEVERAL_NUMBERS = 0x200, 0x205, 0x208, 0x22, 0xBD
# Records of a cell with a value: row and column stand first.
VALUES = frozenset({FORMULA, 0xBD, 0xD6, 0xFD, 0x203, 0x204, TRUTH_OR_ERROR, 0x27E})
MOST_COLUMNS = 256
ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?",
    0x24: "#NUM!", 0x2A: "#N/A", 0x2B: "#GETTING_DATA",
}  # fmt: skip
IS_HIDDEN_ROW, IS_HIDDEN_COLUMN, CALCULATE_ON_LOAD = 0x20, 0x01, 0x02
LEAST_TEXT = 3  # bytes of a shared text


def workbook_marks(stream: bytearray, /, *, where: str) -> list[SheetMarks]:
    """Return the marks of every sheet of the stream of a workbook, in their order.

    The records that promise the extent of a sheet are emptied in place: the library takes memory
    for all cells that they promise, and the cells themselves say where they are.

    Raises
    ------
    SourceFormatError
        If it is protected by a password, or damaged so that reading it is not safe.
    """
    offsets, counts_from_1904 = [], False
    for kind, start, length in _records(stream, 0):
        if kind == FILE_PASSWORD:
            raise SourceFormatError("formats.locked", where=where, do="formats.unlock")
        if kind == SHEET and length >= 4:  # noqa: PLR2004 - the offset
            offsets.append(struct.unpack_from("<I", stream, start)[0])
        if kind == FIRST_YEAR and length >= 2:  # noqa: PLR2004 - a flag
            counts_from_1904 = stream[start] == 1
        # The library takes memory for as many texts as the record promises.
        if kind == SHARED_TEXTS and length >= 8:  # noqa: PLR2004 - two counts
            count = struct.unpack_from("<I", stream, start + 4)[0]
            if count * LEAST_TEXT > len(stream):
                raise _damaged(where)
    marks = [_sheet_marks(stream, offset, where) for offset in offsets]
    for one in marks:
        one.counts_from_1904 = counts_from_1904
    return marks


def _records(stream: bytearray, at: int) -> Iterator[tuple[int, int, int]]:
    """Yield kind, start and length of each record up to the end of the part that begins at `at`."""
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind == END or at + 4 + length > len(stream):
            return
        yield kind, at + 4, length
        at += 4 + length


def _sheet_marks(stream: bytearray, offset: int, where: str) -> SheetMarks:
    marks = SheetMarks()
    for kind, start, length in _records(stream, offset):
        if kind in VALUES and length >= 6:  # noqa: PLR2004 - row, column, format
            row, column = struct.unpack_from("<HH", stream, start)
            column += (length - 6) // 6 - 1 if kind == SEVERAL_NUMBERS else 0
            if column >= MOST_COLUMNS:
                raise _damaged(where)
            marks.rows, marks.columns = max(marks.rows, row + 1), max(marks.columns, column + 1)
            if kind == TRUTH_OR_ERROR and length >= 8 and stream[start + 7]:  # noqa: PLR2004
                marks.errors[row, column] = ERRORS.get(stream[start + 6], "#N/A")
            elif kind == FORMULA and length >= 16:  # noqa: PLR2004 - result and flags
                _note_formula(stream[start : start + 16], (row, column), marks)
        elif kind == EXTENT:
            stream[start : start + length] = bytes(length)
        elif kind == ROW and length >= 14 and stream[start + 12] & IS_HIDDEN_ROW:  # noqa: PLR2004
            marks.hidden_rows.add(struct.unpack_from("<H", stream, start)[0])
        elif kind == COLUMN and length >= 10 and stream[start + 8] & IS_HIDDEN_COLUMN:  # noqa: PLR2004
            first, last = struct.unpack_from("<HH", stream, start)
            marks.hidden_columns.update(range(first, min(last, MOST_COLUMNS - 1) + 1))
    return marks


def _note_formula(record: bytearray, place: tuple[int, int], marks: SheetMarks) -> None:
    result, flags = record[6:14], record[14]
    if result[6:] == b"\xff\xff" and result[0] == 2:  # noqa: PLR2004 - an error
        marks.errors[place] = ERRORS.get(result[2], "#N/A")
    elif flags & CALCULATE_ON_LOAD and not any(result):
        marks.formulas[place] = "="  # a program wrote it without working it out


def _damaged(where: str) -> SourceFormatError:
    return SourceFormatError("formats.workbook_damaged", where=where)
