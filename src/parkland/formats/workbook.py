"""Excel workbook (.xlsx): a register that an office wrote, and parcels as a plain table.

Texts are stored as texts, so that none of them becomes a formula; one that looks like a formula
also gets the format of a quoted text, which keeps it a text when someone edits the cell.
"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

from parkland.display import day_text
from parkland.errors import OutputError, SourceFormatError
from parkland.formats.written_columns import as_sheet
from parkland.safe_text import GUARDED, display_width, printable
from parkland.wording import wording

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import geopandas as gpd

    from parkland.formats.layers import WriteOptions
    from parkland.formats.written_columns import CellShape, WrittenColumn

NUMBER_FORMATS: dict[CellShape, str] = {
    "amount": "#,##0.00", "whole": "0", "date": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm:ss",
}  # fmt: skip
HEAD = {
    "bold": True,
    "bg_color": "#E7EAEE",
    "align": "center",
    "valign": "vcenter",
    "text_wrap": True,
}
WIDEST, NARROWEST, MARGIN, LOOKED_AT = 40, 8, 2, 200
MOST_ROWS, MOST_COLUMNS, MOST_CHARACTERS = 1_048_576, 16_384, 32_767
EXCEL_YEARS = range(1900, 10_000)


def read_rows(path: Path, /) -> tuple[str, list[Sequence[object]]]:
    """Return the name of the first sheet and its rows; numbers and dates are such, formulas values.

    Raises
    ------
    SourceFormatError
        If the workbook cannot be read.
    """
    import openpyxl

    try:
        with closing(openpyxl.load_workbook(path, read_only=True, data_only=True)) as workbook:
            sheet = workbook.worksheets[0]
            return sheet.title, [tuple(row) for row in sheet.iter_rows(values_only=True)]
    except Exception as error:
        raise SourceFormatError(
            f"the workbook cannot be read ({type(error).__name__})",
            where=path.name,
            do="open it in Excel and save it again",
        ) from error


def write(parcels: gpd.GeoDataFrame, path: Path, options: WriteOptions, /) -> str:
    """Write a workbook of one sheet: headings frozen and filtered, numbers and days as such.

    The result is empty.

    Raises
    ------
    OutputError
        If a sheet cannot hold the table.
    """
    import xlsxwriter

    lang = options.lang
    columns = as_sheet(parcels, lang=lang)
    rows = len(columns[0].cells) if columns else 0
    if rows >= MOST_ROWS or len(columns) > MOST_COLUMNS:
        raise OutputError(
            f"a sheet holds {MOST_ROWS:,} rows and {MOST_COLUMNS:,} columns",
            where=path.name,
            do="write .csv or .gpkg",
        )
    cells = [column.values(lang) for column in columns]
    # Rows are written to the disk as they come, so that memory does not grow with the table.
    how = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(path, how) as book:
        sheet = book.add_worksheet(wording("panel.parcels_layer", lang))
        sheet.freeze_panes(1, 1)
        head = book.add_format(HEAD)
        for place, (column, values) in enumerate(zip(columns, cells, strict=True)):
            sheet.set_column(place, place, _width(column, values))
            sheet.write_string(0, place, _storable(column.heading), head)
        if columns:
            sheet.autofilter(0, 0, rows, len(columns) - 1)
        formats = [_format_of(book, column) for column in columns]
        quoted = book.add_format({"quote_prefix": True})
        for number, row in enumerate(zip(*cells, strict=True), start=1):
            for place, value in enumerate(row):
                _write_cell(sheet, (number, place), value, formats[place], quoted)
    return ""


def _format_of(book: Any, column: WrittenColumn) -> Any:
    form = NUMBER_FORMATS.get(column.shape)
    return book.add_format({"num_format": form}) if form else None


def _write_cell(sheet: Any, place: tuple[int, int], value: Any, form: Any, quoted: Any) -> None:
    if value is None:
        return
    if isinstance(value, str):
        style = quoted if value.startswith(GUARDED) else None
        sheet.write_string(*place, _storable(value), style)
    elif not hasattr(value, "year"):
        sheet.write_number(*place, value, form)
    elif value.year in EXCEL_YEARS:
        sheet.write_datetime(*place, value, form)
    else:  # Excel has no such day
        sheet.write_string(*place, day_text(value))


def _storable(text: str) -> str:
    """Return a text without the characters that XML cannot hold, with Excel's line breaks.

    Raises
    ------
    OutputError
        If it is longer than a cell can be.
    """
    if len(text) > MOST_CHARACTERS:
        raise OutputError(
            f"a cell holds {MOST_CHARACTERS:,} characters, a text has {len(text):,}",
            where=text[:20],
            do="write .csv or .gpkg",
        )
    return printable(text.replace("\r\n", "\n").replace("\r", "\n"))


def _width(column: WrittenColumn, values: Sequence[Any]) -> float:
    longest = max((display_width(_shown(value)) for value in values[:LOOKED_AT]), default=0)
    return min(max(longest, display_width(column.heading), NARROWEST) + MARGIN, WIDEST)


def _shown(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:,.2f}" if isinstance(value, float) else str(value).split("\n")[0]
