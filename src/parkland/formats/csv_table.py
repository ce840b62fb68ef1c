"""CSV: registers of an office, and parcels as a plain table without geometry.

`parkland.csv_files` decides how a cell is escaped, and removes the escape when it reads the cell.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from parkland.csv_files import csv_rows, write_csv
from parkland.errors import EncodingError, SourceFormatError
from parkland.formats.text_encodings import first_that_decodes
from parkland.formats.written_columns import as_sheet

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import geopandas as gpd

    from parkland.formats.layers import WriteOptions

DELIMITERS = ",;\t"


def read_rows(path: Path, /) -> tuple[str, list[Sequence[object]]]:
    """Return the name of the file and its rows, whose cells are texts or None.

    The delimiter is the most frequent character among comma, semicolon and tab.

    Raises
    ------
    EncodingError
        If the text is neither UTF-8 nor GB18030.
    SourceFormatError
        If it is not valid CSV.
    """
    # Excel in China saves CSV in GBK, or in UTF-8 with a byte order mark.
    found = first_that_decodes(path.read_bytes(), ("utf-8-sig", "gb18030"))
    if found is None:
        raise EncodingError(
            "the register is neither UTF-8 nor GB18030", where=path.name, do="save it as .xlsx"
        )
    text = found[0]
    delimiter = max(DELIMITERS, key=text.count)
    try:
        rows = list(csv_rows(text, delimiter=delimiter))
    except csv.Error as error:
        raise SourceFormatError(
            f"the register is not valid CSV ({error})", where=path.name, do="save it as .xlsx"
        ) from error
    return path.stem, [tuple(cell or None for cell in row) for row in rows]


def write(parcels: gpd.GeoDataFrame, path: Path, options: WriteOptions, /) -> str:
    """Write the columns for people, with headings and words; return an empty text.

    Raises
    ------
    OutputError
        If the encoding has no code for a character.
    """
    columns = as_sheet(parcels, lang=options.lang)
    rows = zip(*(column.values(options.lang) for column in columns), strict=True)
    headings = [column.heading for column in columns]
    write_csv(path, headings, rows, encoding=options.encoding)
    return ""
