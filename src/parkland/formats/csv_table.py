"""CSV: registers of an office, and parcels as a plain table without geometry.

`parkland.csv_files` decides how a cell is escaped, and removes the escape when it reads the cell.
"""

from __future__ import annotations

import codecs
import csv
import re
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from parkland.csv_files import csv_rows, write_csv
from parkland.errors import EncodingError, SourceFormatError
from parkland.formats.sheet_content import Sheet, SheetContent, columns_of
from parkland.formats.table_kinds import table_kind, wrong_kind
from parkland.formats.text_encodings import first_that_decodes
from parkland.formats.written_columns import as_sheet

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import geopandas as gpd

    from parkland.formats.layers import WriteOptions
    from parkland.formats.sheet_content import TableBounds

DELIMITERS = ",\t;"
LOOKED_AT, LINES_LOOKED_AT = 200_000, 100  # characters and lines by which the delimiter is found
_TEXT_FORMULA = re.compile(r'="([^"]*)"')
# Control characters, unassigned code points at the end of the plane, and lone surrogates.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def read_sheets(path: Path, /, *, bounds: TableBounds) -> Iterator[Sheet]:
    """Yield the one sheet of a text table, whose cells are texts or None.

    The delimiter is the character among comma, semicolon and tab that divides the first lines most
    evenly.

    Raises
    ------
    EncodingError
        If the encoding of the text is not known.
    SourceFormatError
        If it is not valid CSV, or exceeds the bounds.
    """
    kind = table_kind(path)
    if kind not in ("text", "html"):
        raise wrong_kind(path, kind)
    yield Sheet(path.stem, hidden=False, read=partial(_content, path, bounds))


def _content(path: Path, bounds: TableBounds) -> SheetContent:
    bounds.check_size(path.stat().st_size, where=path.name)
    text = decoded_table(path.read_bytes(), where=path.name)
    rows = csv_rows(text, delimiter=_delimiter(text))
    try:
        columns = columns_of(map(_unwrapped, rows), bounds=bounds, where=path.name)
    except csv.Error as error:
        raise SourceFormatError("formats.no_csv", where=path.name, error=error) from error
    return SheetContent(name=path.stem, columns=columns)


def _unwrapped(row: list[str]) -> list[str]:
    """Return a row without the formulas by which programs keep digits as text: ``="007"``."""
    if not any(cell.startswith('="') for cell in row):
        return row
    return [match[1] if (match := _TEXT_FORMULA.fullmatch(cell)) else cell for cell in row]


def decoded_table(content: bytes, /, *, where: str) -> str:
    """Return the text of a table: UTF-8, GB18030, or UTF-16 as Excel saves "Unicode text".

    UTF-16 without a byte order mark is taken only if exactly one byte order gives lines of text
    without control characters.

    Raises
    ------
    EncodingError
        If it is none of these.
    """
    # No text in UTF-8 or GB18030 holds a zero byte, and a table in UTF-16 does at every comma.
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings: tuple[str, ...] = ("utf-16",)
    elif b"\0" in content:
        encodings = ("utf-16-le", "utf-16-be")
    else:  # Excel in China saves CSV in GBK, or in UTF-8 with a byte order mark
        encodings = ("utf-8-sig", "gb18030")
    texts = [found[0] for one in encodings if (found := first_that_decodes(content, (one,)))]
    if encodings[0].startswith("utf-16"):
        # In the other byte order a line feed is no line feed but U+0A00.
        texts = [text for text in texts if not _CONTROLS.search(text)]
        texts = [text for text in texts if encodings == ("utf-16",) or "\n" in text]
    if not texts or (b"\0" in content and len(texts) > 1):
        raise EncodingError("formats.no_text_encoding", where=where)
    return texts[0]


def _delimiter(text: str) -> str:
    """Return the character that divides the first lines of a table most evenly."""

    def evenness(delimiter: str) -> tuple[float, int]:
        try:
            rows = list(islice(csv_rows(text[:LOOKED_AT], delimiter=delimiter), LINES_LOOKED_AT))
        except csv.Error:
            return 0.0, 0
        widths = [len(row) for row in rows if len(row) > 1]
        if not widths:
            return 0.0, 0
        usual = max(widths, key=widths.count)
        return widths.count(usual) / max(len(rows), 1), usual

    return max(DELIMITERS, key=evenness)


def write(parcels: gpd.GeoDataFrame, path: Path, options: WriteOptions, /) -> str:
    """Write the columns for people, with headings and words; return an empty text.

    Raises
    ------
    OutputError
        If the encoding has no code for a character.
    """
    columns = as_sheet(parcels, lang=options.lang, statuses=options.statuses)
    rows = zip(*(column.values(options.lang) for column in columns), strict=True)
    headings = [column.heading for column in columns]
    write_csv(path, headings, rows, encoding=options.encoding)
    return ""
