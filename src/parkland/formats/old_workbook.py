"""Old Excel workbooks (.xls), and what other programs save under that ending.

Web systems export a web page or a text under the name .xls, which Excel opens; both are read.
"""

from __future__ import annotations

import io
import os
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import TYPE_CHECKING

from parkland.formats import csv_table, html_tables
from parkland.formats.biff_marks import workbook_marks
from parkland.formats.compound_file import packed, read_stream
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
    # The library trusts what a file promises and can take down the process. It gets a container
    # that is well formed, with the stream of the workbook alone, and no promised extents.
    records = bytearray(stream)
    marks = workbook_marks(records, where=path.name)
    book = io.BytesIO(packed(bytes(records), STREAMS[0]))
    del content, stream, records
    with ExitStack() as stack:
        with _silenced():
            values = stack.enter_context(opened_values(book, where=path.name))
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
    with _silenced():
        content = values.sheet(name, bounds=bounds, where=where)
    content.hidden = values.sheets[name]
    if marks is not None:
        content.take(marks)
    return content


@contextmanager
def _silenced() -> Iterator[None]:
    """Keep what the library writes to the stream of errors off the terminal.

    On a damaged workbook it prints where in its own source an assertion failed, before it raises.
    """
    try:
        kept = os.dup(2)
    except OSError:  # there is no such stream, as under a window without a console
        yield
        return
    try:
        with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - a device
            os.dup2(nowhere.fileno(), 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
