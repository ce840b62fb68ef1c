"""Parcels as a plain table, without geometry: CSV and Excel.

No text becomes a formula. In a workbook texts are stored as texts. A CSV file has no such type, so
a text that begins with one of ``= + - @``, their full-width forms, a tab, a line break or an
apostrophe gets an apostrophe in front, as Excel itself shows a text; `read_register` takes it away
again. CSV is UTF-8 with a byte order mark, without which Excel on a Chinese computer reads GBK.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import numpy as np

from parkland.errors import OutputError
from parkland.sources.register import GUARDED
from parkland.wording import day_text, wording

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import pandas as pd

    from parkland.exports.content import Column, Shape

FORMATS: dict[Shape, str] = {
    "amount": "#,##0.00", "whole": "0", "date": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm:ss",
    "text": "@",
}  # fmt: skip
WIDEST, NARROWEST, MARGIN, LOOKED_AT = 40, 8, 2, 200
MOST_ROWS, MOST_COLUMNS, MOST_CHARACTERS = 1_048_576, 16_384, 32_767
EXCEL_YEARS = range(1900, 10_000)


def write_csv(columns: Sequence[Column], path: Path, *, encoding: str, lang: str) -> None:
    """Write a CSV file.

    Raises
    ------
    OutputError
        If a character is not in `encoding`.
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([guarded(column.heading) for column in columns])
    writer.writerows(zip(*(_csv_cells(column, lang) for column in columns), strict=True))
    codec = "utf-8-sig" if encoding == "utf-8" else encoding
    try:
        path.write_bytes(stream.getvalue().encode(codec))
    except UnicodeEncodeError as error:
        raise OutputError(
            f"the character {error.object[error.start]!r} is not in {encoding}",
            where=path.name,
            do="write it in utf-8",
        ) from error


def guarded(text: str) -> str:
    """Return a text such that no spreadsheet takes it for a formula.

    Examples
    --------
    >>> guarded("=1+1"), guarded("甲地块"), guarded("'quoted'")
    ("'=1+1", '甲地块', "''quoted'")
    """
    return f"'{text}" if text.startswith(GUARDED) else text


def _csv_cells(column: Column, lang: str) -> Iterator[object]:
    for value in _cells(column, lang):
        if value is None or isinstance(value, int | float):
            yield value
        elif isinstance(value, str):
            yield guarded(value)
        else:
            yield value.isoformat(sep=" ") if column.shape == "moment" else day_text(value)


def _cells(column: Column, lang: str) -> list[Any]:
    """Return the cells as texts, numbers, days or None; yes and no in words."""
    values: pd.Series = column.cells
    filled = values.astype(object).where(values.notna(), None).tolist()
    if column.shape == "yes_no":
        words = {True: wording("answer.yes", lang), False: wording("answer.no", lang)}
        return [None if value is None else words[bool(value)] for value in filled]
    if column.shape in ("amount", "number"):
        numbers = [None if value is None else float(value) for value in filled]
        return [value if value is None or np.isfinite(value) else str(value) for value in numbers]
    if column.shape == "date":
        return [None if value is None else value.date() for value in filled]
    if column.shape == "moment":
        return [None if value is None else value.to_pydatetime() for value in filled]
    if column.shape == "whole":
        return [None if value is None else int(value) for value in filled]
    return filled


def write_xlsx(columns: Sequence[Column], path: Path, *, title: str, lang: str) -> None:
    """Write a workbook of one sheet: headings frozen and filtered, numbers and days as such.

    Raises
    ------
    OutputError
        If a sheet cannot hold it.
    """
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    rows = len(columns[0].cells) if columns else 0
    if rows >= MOST_ROWS or len(columns) > MOST_COLUMNS:
        raise OutputError(
            f"a sheet holds {MOST_ROWS:,} rows and {MOST_COLUMNS:,} columns",
            where=path.name,
            do="write .csv or .gpkg",
        )
    cells = [_cells(column, lang) for column in columns]
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "B2"
    for place, (column, values) in enumerate(zip(columns, cells, strict=True), start=1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = _width(column, values)
    if columns:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{rows + 1}"
    makers = [_CellMaker(sheet, column.shape) for column in columns]
    heading = _CellMaker(sheet, "text")
    sheet.append([heading.head(column.heading) for column in columns])
    for row in zip(*cells, strict=True):
        sheet.append([make.cell(value) for make, value in zip(makers, row, strict=True)])
    book.save(path)


class _CellMaker:
    """Makes the cells of one column."""

    def __init__(self, sheet: Any, shape: Shape) -> None:
        from openpyxl.styles import Alignment, Font, PatternFill

        self._sheet = sheet
        self._shape = shape
        self._format = FORMATS.get(shape)
        self._head = {
            "font": Font(bold=True),
            "fill": PatternFill("solid", fgColor="E7EAEE"),
            "alignment": Alignment(horizontal="center", vertical="center", wrap_text=True),
        }

    def head(self, text: str) -> Any:
        """Return a cell of the heading."""
        cell = self.cell(text)
        for name, value in self._head.items():
            setattr(cell, name, value)
        return cell

    def cell(self, value: Any) -> Any:
        """Return a cell; a text is stored as one, whatever it begins with."""
        from openpyxl.cell import WriteOnlyCell

        if value is None:
            return None
        if hasattr(value, "year") and value.year not in EXCEL_YEARS:
            value = day_text(value)
        if not isinstance(value, str):
            cell = WriteOnlyCell(self._sheet, value=value)
            if self._format:
                cell.number_format = self._format
            return cell
        cell = WriteOnlyCell(self._sheet, value=_storable(value))
        cell.data_type = "s"
        if value.startswith(GUARDED):
            cell.quotePrefix = True
        return cell


def _storable(text: str) -> str:
    """Return a text without the control characters that XML cannot hold.

    Raises
    ------
    OutputError
        If it is longer than a cell can be.
    """
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if len(text) > MOST_CHARACTERS:
        raise OutputError(
            f"a cell holds {MOST_CHARACTERS:,} characters, a text has {len(text):,}",
            where=text[:20],
            do="write .csv or .gpkg",
        )
    clean = text.encode("utf-8", errors="replace").decode("utf-8")
    return str(ILLEGAL_CHARACTERS_RE.sub("\ufffd", clean))


def _width(column: Column, values: Sequence[Any]) -> float:
    longest = max((_columns_of(_shown(value)) for value in values[:LOOKED_AT]), default=0)
    return min(max(longest, _columns_of(column.heading), NARROWEST) + MARGIN, WIDEST)


def _shown(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:,.2f}" if isinstance(value, float) else str(value).split("\n")[0]


def _columns_of(text: str) -> int:
    """Return how many columns a text takes: a Chinese character two."""
    return len(text.encode("gb18030", errors="replace"))
