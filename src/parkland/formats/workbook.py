"""Excel workbooks (.xlsx, .xlsm): registers of an office, and parcels as a plain table.

`parkland.workbook_cells` decides how a value is written into a cell.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from parkland.errors import OutputError
from parkland.formats.sheet_content import Sheet
from parkland.formats.sheet_marks import sheet_marks
from parkland.formats.sheet_values import opened_values
from parkland.formats.table_kinds import table_kind, wrong_kind
from parkland.formats.workbook_parts import WorkbookParts, opened_archive
from parkland.formats.written_columns import as_sheet
from parkland.safe_text import display_width
from parkland.wording import wording
from parkland.workbook_cells import MOST_COLUMNS, MOST_ROWS, open_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import geopandas as gpd

    from parkland.formats.layers import WriteOptions
    from parkland.formats.sheet_content import SheetContent, TableBounds
    from parkland.formats.sheet_values import Values
    from parkland.formats.workbook_parts import SheetPart
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


def read_sheets(path: Path, /, *, bounds: TableBounds) -> Iterator[Sheet]:
    """Yield the sheets of a workbook, each with a function that reads it.

    A cell with a formula gives the value that Excel stored for it. If there is none, the cell is an
    `UnknownCell`.

    Raises
    ------
    SourceFormatError
        If it is no workbook, is protected by a password, or exceeds the bounds.
    """
    kind = table_kind(path)
    if kind != "xlsx":
        raise wrong_kind(path, kind)
    with opened_archive(path) as archive:
        parts = WorkbookParts(archive, bounds=bounds, where=path.name)
        parts.prove_sizes()
        with opened_values(path, where=path.name) as values:
            for sheet in parts.sheets:
                reader = partial(_content, parts, values, sheet, bounds, path.name)
                yield Sheet(name=sheet.name, hidden=sheet.hidden, read=reader)


def _content(
    parts: WorkbookParts, values: Values, sheet: SheetPart, bounds: TableBounds, file: str
) -> SheetContent:
    where = f"{file}, {sheet.name}"
    marks = sheet_marks(
        parts.chunks(sheet.part), bounds=bounds, recalculates=parts.recalculates, where=where
    )
    content = values.sheet(sheet.name, bounds=bounds, where=where)
    content.hidden, content.counts_from_1904 = sheet.hidden, parts.counts_from_1904
    content.take(marks)
    return content


def write(parcels: gpd.GeoDataFrame, path: Path, options: WriteOptions, /) -> str:
    """Write a workbook of one sheet; return an empty text.

    The headings are frozen and have a filter. Numbers and days are written as such.

    Raises
    ------
    OutputError
        If the table has more rows or columns than a sheet.
    """
    lang = options.lang
    columns = as_sheet(parcels, lang=lang, statuses=options.statuses)
    rows = len(columns[0].cells) if columns else 0
    if rows >= MOST_ROWS or len(columns) > MOST_COLUMNS:
        raise OutputError(
            "formats.sheet_bounds", where=path.name, most_rows=MOST_ROWS, most_columns=MOST_COLUMNS
        )
    cells = [column.values(lang) for column in columns]
    styles: list[dict[str, str]] = [
        {"num_format": NUMBER_FORMATS[column.shape]} if column.shape in NUMBER_FORMATS else {}
        for column in columns
    ]
    # Rows are written to the disk one by one, so that memory does not grow with the table.
    with open_workbook(path, row_by_row=True) as writer:
        sheet = writer.book.add_worksheet(wording("map.parcels_layer", lang))
        sheet.freeze_panes(1, 1)
        for place, (column, values) in enumerate(zip(columns, cells, strict=True)):
            sheet.set_column(place, place, _width(column, values))
            writer.write(sheet, 0, place, column.heading, **HEAD)
        if columns:
            sheet.autofilter(0, 0, rows, len(columns) - 1)
        for number, row in enumerate(zip(*cells, strict=True), start=1):
            for place, value in enumerate(row):
                style = {} if value is None or isinstance(value, str) else styles[place]
                writer.write(sheet, number, place, value, **style)
    return ""


def _width(column: WrittenColumn, values: Sequence[Any]) -> float:
    """Return the width of a column in characters, from its heading and its first values."""
    longest = max((display_width(_shown(value)) for value in values[:LOOKED_AT]), default=0)
    return min(max(longest, display_width(column.heading), NARROWEST) + MARGIN, WIDEST)


def _shown(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:,.2f}" if isinstance(value, float) else str(value).split("\n")[0]
