"""Parcels as a plain table, without geometry: CSV and Excel.

No text becomes a formula. In a workbook texts are stored as texts. A CSV file has no such type, so
a text that begins with one of ``= + - @``, their full-width forms, a tab, a line break or an
apostrophe gets an apostrophe in front, as Excel itself shows a text; `read_register` takes it away
again. CSV is UTF-8 with a byte order mark, without which Excel on a Chinese computer reads GBK.
"""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any

import numpy as np

from parkland.display import day_text
from parkland.errors import OutputError
from parkland.sources.register import GUARDED
from parkland.wording import wording

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import pandas as pd

    from parkland.exports.content import Column, Shape

FORMATS: dict[Shape, str] = {
    "amount": "#,##0.00", "whole": "0", "date": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm:ss",
}  # fmt: skip
HEAD = {
    "bold": True,
    "bg_color": "#E7EAEE",
    "align": "center",
    "valign": "vcenter",
    "text_wrap": True,
}
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
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
    import xlsxwriter

    rows = len(columns[0].cells) if columns else 0
    if rows >= MOST_ROWS or len(columns) > MOST_COLUMNS:
        raise OutputError(
            f"a sheet holds {MOST_ROWS:,} rows and {MOST_COLUMNS:,} columns",
            where=path.name,
            do="write .csv or .gpkg",
        )
    cells = [_cells(column, lang) for column in columns]
    whole = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(path, whole) as book:
        sheet = book.add_worksheet(title)
        sheet.freeze_panes(1, 1)
        plain, quoted = None, book.add_format({"quote_prefix": True})
        head = book.add_format(HEAD)
        for place, (column, values) in enumerate(zip(columns, cells, strict=True)):
            sheet.set_column(place, place, _width(column, values))
            sheet.write_string(0, place, _storable(column.heading), head)
        if columns:
            sheet.autofilter(0, 0, rows, len(columns) - 1)
        formats = [
            book.add_format({"num_format": FORMATS[column.shape]})
            if column.shape in FORMATS
            else None
            for column in columns
        ]
        for number, row in enumerate(zip(*cells, strict=True), start=1):
            for place, value in enumerate(row):
                if value is None:
                    continue
                if isinstance(value, str):
                    style = quoted if value.startswith(GUARDED) else plain
                    sheet.write_string(number, place, _storable(value), style)
                elif hasattr(value, "year"):
                    if value.year in EXCEL_YEARS:
                        sheet.write_datetime(number, place, value, formats[place])
                    else:
                        sheet.write_string(number, place, day_text(value))
                else:
                    sheet.write_number(number, place, value, formats[place])


def _storable(text: str) -> str:
    """Return a text without the characters that XML cannot hold.

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
    clean = text.encode("utf-8", errors="replace").decode("utf-8")
    clean = clean.replace("\r\n", "\n").replace("\r", "\n")  # as Excel breaks lines
    return _FORBIDDEN.sub("\ufffd", clean)


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
