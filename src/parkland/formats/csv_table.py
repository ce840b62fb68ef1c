"""CSV: a register that an office wrote, and parcels as a plain table without geometry.

A written file is in UTF-8 with a byte order mark, without which Excel on a Chinese computer reads
GBK. A text that a spreadsheet would take for a formula stands behind an apostrophe, which is taken
away again when the file is read (`parkland.safe_text`).
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from parkland.display import day_text
from parkland.errors import EncodingError, OutputError, SourceFormatError
from parkland.formats.text_encodings import first_that_decodes
from parkland.formats.written_columns import as_sheet
from parkland.safe_text import guard_formula, unguard_formula

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import geopandas as gpd

    from parkland.choices import Lang
    from parkland.formats.layers import WriteOptions
    from parkland.formats.written_columns import WrittenColumn

DELIMITERS = ",;\t"


def read_rows(path: Path, /) -> tuple[str, list[Sequence[object]]]:
    """Return the name of the table, which is that of the file, and its rows as texts or None.

    The delimiter is the one of comma, semicolon and tab that occurs most often.

    Raises
    ------
    EncodingError
        If the text is neither UTF-8 nor GB18030.
    SourceFormatError
        If it is not valid CSV.
    """
    found = first_that_decodes(path.read_bytes(), ("utf-8-sig", "gb18030"))
    if found is None:
        raise EncodingError(
            "the register is neither UTF-8 nor GB18030", where=path.name, do="save it as .xlsx"
        )
    text = found[0]
    delimiter = max(DELIMITERS, key=text.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise SourceFormatError(
            f"the register is not valid CSV ({error})", where=path.name, do="save it as .xlsx"
        ) from error
    return path.stem, [tuple(unguard_formula(cell) or None for cell in row) for row in rows]


def write(parcels: gpd.GeoDataFrame, path: Path, options: WriteOptions, /) -> str:
    """Write the columns that a person reads; return an empty text.

    Raises
    ------
    OutputError
        If a character is not in the encoding.
    """
    columns = as_sheet(parcels, lang=options.lang)
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([guard_formula(column.heading) for column in columns])
    writer.writerows(zip(*(_cells(column, options.lang) for column in columns), strict=True))
    codec = "utf-8-sig" if options.encoding == "utf-8" else options.encoding
    try:
        path.write_bytes(stream.getvalue().encode(codec))
    except UnicodeEncodeError as error:
        raise OutputError(
            f"the character {error.object[error.start]!r} is not in {options.encoding}",
            where=path.name,
            do="write it in utf-8",
        ) from error
    return ""


def _cells(column: WrittenColumn, lang: Lang) -> Iterator[object]:
    for value in column.values(lang):
        if value is None or isinstance(value, int | float):
            yield value
        elif isinstance(value, str):
            yield guard_formula(value)
        else:
            yield value.isoformat(sep=" ") if column.shape == "moment" else day_text(value)
