"""Workbooks (.xlsx) as parkland writes them: which cell a value becomes, and what is safe in it.

A text is stored as a text and never becomes a formula or a link. One that looks like a formula also
carries Excel's own mark for a text (`quotePrefix`), so that it stays a text when somebody edits it.
A day before 1900, which Excel cannot hold, is written as text. Characters that XML cannot hold are
replaced by U+FFFD.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BytesIO
from math import isfinite
from typing import TYPE_CHECKING, Any

from parkland.errors import OutputError
from parkland.safe_text import OFFICE_MARK, is_formula, legible, printable
from parkland.steady_times import stored_time

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MOST_ROWS, MOST_COLUMNS, MOST_CHARACTERS = 1_048_576, 16_384, 32_767
EXCEL_YEARS = range(1900, 10_000)
DAY_FORMAT = "yyyy-mm-dd"


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula with the value that programs show which do not compute it."""

    text: str
    value: float


class WorkbookWriter:
    """Writes cells into the sheets of one workbook.

    Parameters
    ----------
    book
        The `xlsxwriter.Workbook`.
    cut
        Cut a text that is longer than a cell can hold, with a mark, instead of raising.
    """

    def __init__(self, book: Any, *, cut: bool = False) -> None:
        self.book = book
        self.cut = cut
        self._styles: dict[tuple[tuple[str, Any], ...], Any] = {}

    def style(self, **properties: Any) -> Any:
        """Return a cell format with these properties of xlsxwriter; made once, None for none."""
        if not properties:
            return None
        key = tuple(sorted(properties.items()))
        if key not in self._styles:
            self._styles[key] = self.book.add_format(properties)
        return self._styles[key]

    def write(self, sheet: Any, row: int, column: int, value: object, **properties: Any) -> None:
        """Write a text, a number, a date, a `Formula` or nothing into a cell.

        Parameters
        ----------
        sheet
            A worksheet of the workbook.
        row, column
            From 0.
        value
            None writes a blank cell if it has a style, else nothing. A number that is not finite is
            written as text.
        properties
            Of the cell format, in the words of xlsxwriter, such as ``num_format``.

        Raises
        ------
        OutputError
            If a text is longer than a cell can hold, unless the writer cuts it.
        """
        if value is None:
            if properties:
                sheet.write_blank(row, column, None, self.style(**properties))
        elif isinstance(value, Formula):
            style = self.style(**properties)
            sheet.write_formula(row, column, value.text, style, value.value)
        elif isinstance(value, int | float) and isfinite(value):
            sheet.write_number(row, column, value, self.style(**properties))
        elif hasattr(value, "year") and value.year in EXCEL_YEARS:
            properties.setdefault("num_format", DAY_FORMAT)
            sheet.write_datetime(row, column, value, self.style(**properties))
        else:
            text = self.text(str(value))
            if is_formula(text):
                properties["quote_prefix"] = True
            sheet.write_string(row, column, text, self.style(**properties))

    def write_styled(
        self, sheet: Any, place: tuple[int, int], value: object, style: Any, **properties: Any
    ) -> None:
        """Write a value as `write` does, with the cell format that its properties make.

        A caller that writes many cells of one look makes the format once.

        Parameters
        ----------
        sheet, value, properties
            As for `write`.
        place
            Row and column, from 0.
        style
            What `style` returns for the properties.
        """
        if isinstance(value, int | float) and isfinite(value):
            sheet.write_number(*place, value, style)
        elif value is None:
            sheet.write_blank(*place, None, style)
        elif isinstance(value, str) and not is_formula(value):
            sheet.write_string(*place, self.text(value), style)
        else:
            self.write(sheet, *place, value, **properties)

    def text(self, text: str) -> str:
        """Return a text as a cell can hold it.

        Raises
        ------
        OutputError
            If it is longer than a cell can hold, unless the writer cuts it.
        """
        # in a cell, lines end with a line feed; a carriage return would show as _x000D_
        clean = printable(text.replace("\r\n", "\n").replace("\r", "\n"))
        if self.cut:  # a table for people, which nobody reads back
            clean = legible(clean)
        if len(clean) <= MOST_CHARACTERS:
            return clean
        if self.cut:
            return clean[: MOST_CHARACTERS - 1] + "…"
        raise OutputError(
            "outputs.long_cell", where=clean[:20], most_characters=MOST_CHARACTERS, count=len(clean)
        )


class _LastingBytes(BytesIO):
    """Bytes in memory that are not closed before an archive that is written to them.

    The library leaves an archive open where the disk is full. Python then closes the archive and
    its bytes in any order, and prints a traceback if the bytes come first.
    """

    def close(self) -> None:
        """Do nothing; the memory is freed with the object."""


@contextmanager
def open_workbook(
    path: Path, *, title: str = "", row_by_row: bool = False, cut: bool = False
) -> Iterator[WorkbookWriter]:
    """Open a workbook to write; it is written to `path` when the block ends.

    Parameters
    ----------
    path
        The file.
    title
        A property of the document; empty for none.
    row_by_row
        Keep one row in memory at a time; cells must then be written in the order of rows.
    cut
        See `WorkbookWriter`.
    """
    import xlsxwriter

    options = {
        "constant_memory": row_by_row,
        "in_memory": not row_by_row,
        "tmpdir": str(path.parent),  # what a full disk leaves is removed with that folder
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    packed = _LastingBytes()
    whole = xlsxwriter.Workbook(packed, options)
    try:
        with whole as book:
            named = {"title": printable(title)} if title else {}
            created = stored_time().replace(tzinfo=None)
            book.set_properties({**named, "comments": OFFICE_MARK, "created": created})
            yield WorkbookWriter(book, cut=cut)
    finally:
        for sheet in whole.worksheets():
            for rows in (sheet.fh, sheet.row_data_fh):
                with suppress(AttributeError, OSError, ValueError):
                    rows.close()
    path.write_bytes(packed.getbuffer())
