"""One sheet of a table file as it is read: cells, merged ranges, what is hidden, what is not known.

Every format that is read as a register returns its sheets in this form. What the rows mean is
decided in `parkland.sources`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from parkland.errors import SourceFormatError
from parkland.unknown_cells import UnknownCell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from parkland.formats.sheet_marks import SheetMarks

BATCH_ROWS = 10_000
MOST_EXACT = 1e15  # a larger whole number has lost digits, and stays a float so that this shows
LONGEST_TEXT = 1_000_000  # characters of a cell; Excel allows 32,767


class Range(NamedTuple):
    """A range of merged cells; rows and columns count from 0, and the last ones belong to it."""

    top: int
    left: int
    bottom: int
    right: int


class Sheet(NamedTuple):
    """A sheet that has not been read: its name, whether it is hidden, and what reads it."""

    name: str
    hidden: bool
    read: Callable[[], SheetContent]


@dataclass(slots=True, kw_only=True)
class SheetContent:
    """A sheet.

    Attributes
    ----------
    name
        The name of the sheet; of a file without sheets, its own name without the ending.
    columns
        The cells of each column, all of one length; the first cell is that of row 1. A cell is a
        text, a number, a date, a time, a truth value, an `UnknownCell`, or None if it is empty.
    hidden
        Whether the sheet is hidden, so that Excel does not show it.
    merged
        The ranges of merged cells.
    hidden_rows, hidden_columns
        Row and column numbers, counted from 0, that are hidden by hand or by a filter.
    counts_from_1904
        Whether the dates of the workbook are counted from 1904. A cell with the format of a date is
        a date already; this concerns numbers that stand for one.
    errors, formulas
        The cells that hold an error of Excel, and those with a formula without a stored result:
        (row, column) -> text.
    """

    name: str
    columns: list[NDArray[np.object_]]
    hidden: bool = False
    merged: Sequence[Range] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    counts_from_1904: bool = False
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.columns[0]) if self.columns else 0

    def row(self, number: int) -> list[object]:
        """Return the cells of the row `number`, counted from 0."""
        return [column[number] for column in self.columns]

    def take(self, marks: SheetMarks) -> None:
        """Take over what else is known of the sheet than its values."""
        self.hidden_rows = frozenset(marks.hidden_rows)
        self.hidden_columns = frozenset(marks.hidden_columns)
        self.counts_from_1904 |= marks.counts_from_1904
        self.errors, self.formulas = marks.errors, marks.formulas
        self.mark_unknown()

    def mark_unknown(self) -> None:
        """Put the errors and the formulas without a result into their cells."""
        for cells in (self.errors, self.formulas):
            for (row, column), text in cells.items():
                self._make_room(row, column)
                self.columns[column][row] = UnknownCell(text)

    def _make_room(self, row: int, column: int) -> None:
        """Extend the sheet to a cell: the library that reads values ends at the last value."""
        if row >= len(self):
            blank = np.full(row + 1 - len(self), None, dtype=object)
            self.columns[:] = [np.concatenate([cells, blank]) for cells in self.columns]
        length = max(len(self), row + 1)
        while column >= len(self.columns):
            self.columns.append(np.full(length, None, dtype=object))


@dataclass(frozen=True, slots=True, kw_only=True)
class TableBounds:
    """What a table may hold at most, because a small file can unpack to more than the memory.

    Attributes
    ----------
    megabytes
        The unpacked content of the file; a quarter of it may be shared texts.
    cells
        Rows times columns of one sheet, empty ones included.
    columns
        Columns of one sheet.
    """

    megabytes: int
    cells: int
    columns: int

    @property
    def bytes(self) -> int:
        """The bytes of the unpacked content."""
        return self.megabytes * 1_000_000

    def check_shape(self, rows: int, columns: int, *, where: str) -> None:
        """Raise an error if a sheet has more rows or columns than are read.

        Raises
        ------
        SourceFormatError
        """
        if columns > self.columns:
            raise SourceFormatError(
                "formats.many_columns", where=where, columns=columns, columns_2=self.columns
            )
        if rows * columns > self.cells:
            raise SourceFormatError(
                "formats.many_cells", where=where, rows=rows, columns=columns, cells=self.cells
            )

    def check_size(self, size: int, *, where: str) -> None:
        """Raise an error if the content of a file has more bytes than are read.

        Raises
        ------
        SourceFormatError
        """
        if size > self.bytes:
            raise SourceFormatError("formats.large_table", where=where, megabytes=self.megabytes)


def columns_of(
    rows: Iterable[Sequence[object]], *, bounds: TableBounds, where: str
) -> list[NDArray[np.object_]]:
    """Return the columns of a table that comes row by row; equal texts and days share one object.

    An empty text becomes None, and a whole number without its decimal point an int, as Excel shows
    it. Rows may have different lengths.

    Raises
    ------
    SourceFormatError
        If the table exceeds the bounds.
    """
    columns: list[list[object]] = []
    shared: list[dict[object, object]] = []
    count = 0
    for batch in _batches(rows):
        width = max(map(len, batch))
        bounds.check_shape(count + len(batch), max(width, len(columns)), where=where)
        while len(columns) < width:
            columns.append([None] * count)
            shared.append({})
        if any(len(row) < len(columns) for row in batch):
            blank = (None,) * len(columns)
            batch = [(*row, *blank[len(row) :]) for row in batch]  # noqa: PLW2901
        for place, cells in enumerate(zip(*batch, strict=True)):
            _extend(columns[place], cells, shared[place], where)
        count += len(batch)
    arrays = []
    while columns:  # the lists are given up one by one, so that both forms never exist together
        cells_of_one = columns.pop()
        array = np.empty(count, dtype=object)
        array[:] = cells_of_one
        arrays.append(array)
    return arrays[::-1]


def _batches(rows: Iterable[Sequence[object]]) -> Iterator[list[Sequence[object]]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, BATCH_ROWS)):
        yield batch


def _extend(column: list[Any], cells: Sequence[Any], shared: dict[Any, Any], where: str) -> None:
    for cell in cells:
        kind = type(cell)
        if kind is str:
            if not cell:
                column.append(None)
                continue
            known = shared.get(cell)
            if known is None:
                if len(cell) > LONGEST_TEXT:
                    raise SourceFormatError(
                        "formats.long_cell", where=where, longest_text=LONGEST_TEXT
                    )
                shared[cell] = known = cell
            column.append(known)
        elif kind is float:
            whole = cell.is_integer() and abs(cell) < MOST_EXACT
            column.append(int(cell) if whole else cell)
        elif kind is dt.date:
            column.append(shared.setdefault(cell, cell))
        else:
            column.append(cell)
    if len(shared) > len(column) // 2:  # nearly every text is another: sharing costs more
        shared.clear()
