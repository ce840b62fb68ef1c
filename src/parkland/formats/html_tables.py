"""Tables of a web page, as web systems export them under the ending .xls."""

from __future__ import annotations

from functools import partial
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from parkland.errors import SourceFormatError
from parkland.formats.csv_table import decoded_table
from parkland.formats.sheet_content import Range, Sheet, SheetContent, columns_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from parkland.formats.sheet_content import TableBounds

WIDEST_SPAN = 16_384
DEEPEST = 50  # tables inside one another
SILENT = frozenset({"style", "script", "title", "head"})


def read_sheets(path: Path, /, *, bounds: TableBounds) -> Iterator[Sheet]:
    """Yield the tables of a web page; cells are texts.

    Raises
    ------
    SourceFormatError
        If the page has no table, or exceeds the bounds.
    EncodingError
        If the encoding of the page is not known.
    """
    bounds.check_size(path.stat().st_size, where=path.name)
    reader = _Tables(bounds, path.name)
    reader.feed(decoded_table(path.read_bytes(), where=path.name))
    reader.close()
    tables = [table for table in reader.tables if table.rows]
    if not tables:
        raise SourceFormatError("formats.page_without_table", where=path.name)
    for number, table in enumerate(tables, start=1):
        name = path.stem if len(tables) == 1 else f"{path.stem} {number}"
        yield Sheet(name, hidden=False, read=partial(_content, table, name, bounds, path.name))


def _content(table: _Table, name: str, bounds: TableBounds, file: str) -> SheetContent:
    return SheetContent(
        name=name,
        columns=columns_of(table.rows, bounds=bounds, where=file),
        merged=table.merged,
        hidden_rows=frozenset(table.hidden_rows),
    )


class _Table:
    """A table while it is read."""

    def __init__(self) -> None:
        self.rows: list[list[str]] = []
        self.merged: list[Range] = []
        self.hidden_rows: set[int] = set()
        self.taken: dict[int, int] = {}  # column -> the last row that a cell from above covers
        self.cell: list[str] | None = None
        self.spans = (1, 1)

    def start_row(self, *, hidden: bool) -> None:
        self.end_cell()
        if hidden:
            self.hidden_rows.add(len(self.rows))
        self.rows.append([])

    def start_cell(self, down: int, across: int) -> None:
        self.end_cell()
        if not self.rows:
            self.rows.append([])
        self.cell, self.spans = [], (down, across)

    def end_cell(self) -> None:
        if self.cell is None:
            return
        lines = (" ".join(line.split()) for line in "".join(self.cell).split("\n"))
        text = "\n".join(line for line in lines if line)
        row, cells = len(self.rows) - 1, self.rows[-1]
        while self.taken.get(len(cells), -1) >= row:
            cells.append("")
        down, across = self.spans
        left = len(cells)
        cells += [text, *[""] * (across - 1)]
        if down > 1 or across > 1:
            self.merged.append(Range(row, left, row + down - 1, left + across - 1))
        if down > 1:
            self.taken |= dict.fromkeys(range(left, left + across), row + down - 1)
        self.cell = None


class _Tables(HTMLParser):
    """Collects the tables of a page; a table inside a cell is a table of its own."""

    def __init__(self, bounds: TableBounds, where: str) -> None:
        super().__init__(convert_charrefs=True)
        self._bounds, self._where = bounds, where
        self.tables: list[_Table] = []
        self._open: list[_Table] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in SILENT:
            self._silent += tag != "head"
        elif tag == "table":
            if len(self._open) >= DEEPEST:
                raise SourceFormatError("formats.nested_tables", where=self._where, deepest=DEEPEST)
            self._open.append(_Table())
            self.tables.append(self._open[-1])
        elif self._open:
            self._in_table(tag, given)

    def _in_table(self, tag: str, given: dict[str, str]) -> None:
        table = self._open[-1]
        if tag == "tr":
            table.start_row(hidden="display:none" in given.get("style", "").replace(" ", ""))
        elif tag in ("td", "th"):
            down, across = _span(given.get("rowspan")), _span(given.get("colspan"))
            table.start_cell(down, across)
            width = len(table.rows[-1]) + across
            self._bounds.check_shape(len(table.rows), width, where=self._where)
        elif tag in ("br", "p", "div") and table.cell:
            table.cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self._silent = max(0, self._silent - (tag != "head"))
        elif tag == "table" and self._open:
            self._open.pop().end_cell()
        elif tag in ("td", "th", "tr") and self._open:
            self._open[-1].end_cell()

    def handle_data(self, data: str) -> None:
        if self._open and not self._silent and (cell := self._open[-1].cell) is not None:
            cell.append(data.replace("\n", " "))

    def close(self) -> None:
        super().close()
        for table in self._open:
            table.end_cell()


def _span(text: str | None) -> int:
    return min(max(int(text), 1), WIDEST_SPAN) if text and text.isdecimal() else 1
