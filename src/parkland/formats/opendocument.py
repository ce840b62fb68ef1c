"""OpenDocument sheets (.ods), as LibreOffice saves them."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING

from parkland.errors import SourceFormatError
from parkland.formats.sheet_content import Range, Sheet, SheetContent, columns_of
from parkland.formats.table_kinds import table_kind, wrong_kind
from parkland.formats.workbook_parts import opened_archive, part_chunks
from parkland.formats.xml_events import read_xml
from parkland.unknown_cells import is_excel_error

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from parkland.formats.sheet_content import TableBounds

CONTENT, MANIFEST = "content.xml", "META-INF/manifest.xml"
NUMBERS = frozenset({"float", "currency", "percentage"})
HIDDEN = frozenset({"collapse", "filter"})
MOST_REPEATED = 1_048_576


def read_sheets(path: Path, /, *, bounds: TableBounds) -> Iterator[Sheet]:
    """Yield the sheets of an OpenDocument file.

    Raises
    ------
    SourceFormatError
        If it is none, is protected by a password, or exceeds the bounds.
    """
    kind = table_kind(path)
    if kind != "ods":
        raise wrong_kind(path, kind)
    with opened_archive(path) as archive:
        bounds.check_size(archive.getinfo(CONTENT).file_size, where=path.name)
        if MANIFEST in archive.namelist() and any(
            b"encryption-data" in chunk for chunk in part_chunks(archive, MANIFEST, path.name)
        ):
            raise SourceFormatError("formats.locked", where=path.name, do="formats.unlock")
        reader = _Reader(bounds, path.name)
        chunks = part_chunks(archive, CONTENT, path.name)
        read_xml(chunks, start=reader.start, end=reader.end, text=reader.text, where=path.name)
    for table in reader.tables:
        hidden = table.style in reader.hidden_styles
        yield Sheet(table.name, hidden, partial(table.content, bounds, path.name, hidden=hidden))


class _Table:
    """A sheet while it is read. Empty rows and cells are added when something follows them."""

    def __init__(self, given: dict[str, str]) -> None:
        self.name, self.style = given.get("name", ""), given.get("style-name", "")
        self.rows: list[list[object]] = []
        self.merged: list[Range] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.errors: dict[tuple[int, int], str] = {}
        self.formulas: dict[tuple[int, int], str] = {}
        self.column = 0  # of the next description of a column
        self.row = 0  # of the row that is read
        self.cells: list[object] = []
        self.place = 0  # of the cell that is read

    def content(self, bounds: TableBounds, file: str, *, hidden: bool) -> SheetContent:
        where = f"{file}, {self.name}"
        sheet = SheetContent(
            name=self.name,
            columns=columns_of(self.rows, bounds=bounds, where=where),
            hidden=hidden,
            merged=self.merged,
            hidden_rows=frozenset(self.hidden_rows),
            hidden_columns=frozenset(self.hidden_columns),
            errors=self.errors,
            formulas=self.formulas,
        )
        sheet.mark_unknown()
        return sheet


class _Reader:
    """Follows the elements of the content: tables, rows, cells, texts."""

    def __init__(self, bounds: TableBounds, where: str) -> None:
        self._bounds, self._where = bounds, where
        self.tables: list[_Table] = []
        self.hidden_styles: set[str] = set()
        self._style = ""
        self._row: dict[str, str] = {}
        self._cell: dict[str, str] | None = None
        self._texts: list[str] = []
        self._remarks = 0  # depth inside remarks, whose texts are none of the cell

    def start(self, name: str, given: dict[str, str]) -> None:
        if name == "style":
            self._style = given.get("name", "")
        elif name == "table-properties" and given.get("display") == "false":
            self.hidden_styles.add(self._style)
        elif name == "table" and self._cell is None:
            self.tables.append(_Table(given))
        elif name == "annotation":
            self._remarks += 1
        elif self.tables:
            self._in_table(name, given, self.tables[-1])

    def _in_table(self, name: str, given: dict[str, str], table: _Table) -> None:
        if name == "table-column":
            count = _count(given, "number-columns-repeated")
            if given.get("visibility") in HIDDEN:
                last = min(table.column + count, self._bounds.columns)
                table.hidden_columns.update(range(table.column, last))
            table.column += count
        elif name == "table-row":
            self._row, table.cells, table.place = given, [], 0
        elif name in ("table-cell", "covered-table-cell"):
            self._cell, self._texts = given, []
        elif self._cell is not None and not self._remarks:
            if name == "p" and self._texts:
                self._texts.append("\n")
            elif name == "s":
                self._texts.append(" " * min(_count(given, "c"), 1000))
            elif name in ("tab", "line-break"):
                self._texts.append("\n" if name == "line-break" else "\t")

    def text(self, data: str) -> None:
        if self._cell is not None and not self._remarks:
            self._texts.append(data)

    def end(self, name: str) -> None:
        if name == "annotation":
            self._remarks -= 1
        elif name in ("table-cell", "covered-table-cell") and self._cell is not None:
            self._end_cell(self.tables[-1], self._cell)
            self._cell = None
        elif name == "table-row" and self.tables:
            self._end_row(self.tables[-1])

    def _end_cell(self, table: _Table, given: dict[str, str]) -> None:
        repeated = _count(given, "number-columns-repeated")
        value, place = self._value(given), (table.row, table.place)
        text = value if isinstance(value, str) else ""
        if given.get("value-type") == "error" or (given.get("formula") and is_excel_error(text)):
            table.errors[place] = text or "#N/A"
        elif given.get("formula") and value is None and "value-type" not in given:
            table.formulas[place] = "=" + given["formula"].partition("=")[2][:80]
        if value is not None:
            width = table.place + repeated
            self._bounds.check_shape(table.row + 1, width, where=self._where)
            table.cells += [None] * (table.place - len(table.cells))
            table.cells += [value] * repeated
        down, across = _count(given, "number-rows-spanned"), _count(given, "number-columns-spanned")
        if down > 1 or across > 1:
            bottom, right = table.row + down - 1, table.place + across - 1
            table.merged.append(Range(table.row, table.place, bottom, right))
        table.place += repeated

    def _end_row(self, table: _Table) -> None:
        repeated = _count(self._row, "number-rows-repeated")
        if table.cells:
            last = table.row + repeated
            self._bounds.check_shape(last, len(table.cells), where=self._where)
            table.rows += [[] for _ in range(table.row - len(table.rows))]
            table.rows += [table.cells] * repeated
            if self._row.get("visibility") in HIDDEN:
                table.hidden_rows.update(range(table.row, last))
        table.row += repeated

    def _value(self, given: dict[str, str]) -> object:
        kind = given.get("value-type")
        text = "".join(self._texts).strip()
        try:
            if kind in NUMBERS:
                return float(given["value"])
            if kind == "date":
                day = dt.datetime.fromisoformat(given["date-value"])
                return day.date() if day.time() == dt.time() else day
            if kind == "boolean":
                return given["boolean-value"] == "true"
        except (KeyError, ValueError):
            return text or None
        return text or given.get("string-value") or None


def _count(given: dict[str, str], name: str) -> int:
    text = given.get(name, "1")
    return min(max(int(text), 1), MOST_REPEATED) if text.isdecimal() else 1
