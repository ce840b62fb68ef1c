"""Old Excel workbooks (.xls), and what other programs save under that ending.

Web systems export a web page or a text under the name .xls, which Excel opens; both are read.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from parkland.formats import csv_table, html_tables
from parkland.formats.biff_marks import workbook_marks
from parkland.formats.compound_file import read_stream
from parkland.formats.sheet_content import Sheet
from parkland.formats.sheet_values import opened_values
from parkland.formats.table_kinds import OLE, table_kind, wrong_kind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from parkland.formats.sheet_content import SheetContent, TableBounds
    from parkland.formats.sheet_marks import SheetMarks
    from parkland.formats.sheet_values import Values

STREAMS = ("Workbook", "Book")


def read_sheets(path: Path, /, *, bounds: TableBounds) -> Iterator[Sheet]:
    """Yield the sheets of an old workbook, or the tables of a web page or text called .xls.

    Raises
    ------
    SourceFormatError
        If it is none of these, is protected by a password, or exceeds the bounds.
    EncodingError
        If the encoding of a web page or text is not known.
    """
    kind = table_kind(path)
    if kind == "html":
        yield from html_tables.read_sheets(path, bounds=bounds)
    elif kind == "text":
        yield from csv_table.read_sheets(path, bounds=bounds)
    elif kind == "xls":
        yield from _workbook(path, bounds)
    else:
        raise wrong_kind(path, kind)


def _workbook(path: Path, bounds: TableBounds) -> Iterator[Sheet]:
    bounds.check_size(path.stat().st_size, where=path.name)
    content = path.read_bytes()
    if content.startswith(OLE):
        stream = read_stream(content, STREAMS, where=path.name)
        if stream is None:
            raise wrong_kind(path, "binary")
    else:
        stream = content
    marks = workbook_marks(stream, where=path.name)
    del content, stream
    with opened_values(path) as values:
        of_sheets = dict(zip(values.names, marks, strict=False))
        for name, hidden in values.sheets.items():
            reader = partial(_content, values, name, of_sheets.get(name), bounds, path.name)
            yield Sheet(name, hidden=hidden, read=reader)


def _content(
    values: Values, name: str, marks: SheetMarks | None, bounds: TableBounds, file: str
) -> SheetContent:
    where = f"{file}, {name}"
    if marks is not None:
        bounds.check_shape(marks.rows, marks.columns, where=where)
    content = values.sheet(name, bounds=bounds, where=where)
    content.hidden = values.sheets[name]
    if marks is not None:
        content.take(marks)
    return content
