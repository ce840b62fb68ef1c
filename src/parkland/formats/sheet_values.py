"""The values of the sheets of a workbook, as python-calamine reads them."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from parkland.errors import ParklandError, SourceFormatError, first_line
from parkland.formats.sheet_content import Range, SheetContent, columns_of

if TYPE_CHECKING:
    import io
    from collections.abc import Iterator
    from pathlib import Path

    from python_calamine import CalamineWorkbook

    from parkland.formats.sheet_content import TableBounds


class Values:
    """The values of an open workbook.

    Attributes
    ----------
    names
        The names of all sheets in their order, of charts and macros too.
    sheets
        The worksheets in their order: name -> whether it is hidden.
    """

    def __init__(self, book: CalamineWorkbook) -> None:
        from python_calamine import SheetTypeEnum, SheetVisibleEnum

        self._book = book
        self.names = list(book.sheet_names)
        self.sheets = {
            one.name: one.visible != SheetVisibleEnum.Visible
            for one in book.sheets_metadata
            if one.typ == SheetTypeEnum.WorkSheet
        }

    def sheet(self, name: str, *, bounds: TableBounds, where: str) -> SheetContent:
        """Return the values and the merged ranges of the sheet `name`.

        Raises
        ------
        SourceFormatError
            If it cannot be read, or exceeds the bounds.
        """
        with library_errors(where):
            sheet = self._book.get_sheet_by_name(name)
            bounds.check_shape(sheet.total_height, sheet.total_width, where=where)
            columns = columns_of(sheet.iter_rows(), bounds=bounds, where=where)
            merged = [Range(*start, *end) for start, end in sheet.merged_cell_ranges or ()]
        return SheetContent(name=name, columns=columns, merged=merged)


@contextmanager
def opened_values(book: Path | io.BytesIO, *, where: str) -> Iterator[Values]:
    """Open a workbook, a file or its bytes, for its values.

    Raises
    ------
    SourceFormatError
        If it cannot be read.
    """
    from python_calamine import load_workbook

    with library_errors(where):
        opened = load_workbook(book)
    try:
        yield Values(opened)
    finally:
        opened.close()


@contextmanager
def library_errors(where: str) -> Iterator[None]:
    """Turn what the library raises into one sentence.

    Raises
    ------
    SourceFormatError
    """
    from python_calamine import PasswordError

    try:
        yield
    except ParklandError:
        raise
    except PasswordError as error:
        raise SourceFormatError("formats.locked", where=where, do="formats.unlock") from error
    except Exception as error:
        raise _damaged(error, where) from error
    except BaseException as error:
        # An assertion of the library that fails is no Exception in Python.
        if type(error).__name__ != "PanicException":
            raise
        raise _damaged(error, where) from error


def _damaged(error: BaseException, where: str) -> SourceFormatError:
    return SourceFormatError("formats.workbook_unreadable", where=where, reason=first_line(error))
