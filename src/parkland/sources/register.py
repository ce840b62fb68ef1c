"""Read an office's register (台账) from an Excel workbook or a CSV file, as it is written."""

from __future__ import annotations

import csv
import io
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from parkland.column_names import free_name
from parkland.conventions import Profile, load_profile
from parkland.errors import EncodingError, SourceFormatError, SourceNotFoundError
from parkland.schema import PROVENANCE
from parkland.sources.headings import Headings

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    import pandas as pd

HEADING_WITHIN = 10
# Texts that begin so stand behind an apostrophe in a CSV file that parkland wrote.
GUARDED = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", "'")
OURS = ("geometry", *(field.name for field in PROVENANCE))


def read_register(
    path: str | os.PathLike[str],
    /,
    *,
    profile: str | os.PathLike[str] | Profile = "default",
) -> pd.DataFrame:
    """Return the first sheet of a register as it is, with `source`, `layer` and `source_row`.

    The heading is the row, among the first ten, with most headings that the profile knows; empty
    rows are left out. Values stay as they are: numbers and dates of a workbook as such, everything
    of a CSV file as text. `source_row` is the row number seen in Excel.

    Raises
    ------
    SourceNotFoundError, SourceFormatError, EncodingError
    """
    file = Path(path)
    if not file.is_file():
        raise SourceNotFoundError("there is no such register", where=path, do="check the path")
    if file.suffix.lower() == ".xlsx":
        sheet, rows = _workbook(file)
    elif file.suffix.lower() == ".csv":
        sheet, rows = file.stem, _csv(file)
    else:
        raise SourceFormatError(
            "a register is an .xlsx or a .csv file", where=path, do="save it as .xlsx"
        )
    return _table(file, sheet, rows, Headings(load_profile(profile)))


def _workbook(file: Path) -> tuple[str, list[Sequence[object]]]:
    import openpyxl

    try:
        with closing(openpyxl.load_workbook(file, read_only=True, data_only=True)) as workbook:
            sheet = workbook.worksheets[0]
            return sheet.title, [tuple(row) for row in sheet.iter_rows(values_only=True)]
    except Exception as error:
        raise SourceFormatError(
            f"the workbook cannot be read ({type(error).__name__})",
            where=file.name,
            do="open it in Excel and save it again",
        ) from error


def _csv(file: Path) -> list[Sequence[object]]:
    content = file.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        delimiter = max(",;\t", key=text.count)
        try:
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
        except csv.Error as error:
            raise SourceFormatError(
                f"the register is not valid CSV ({error})", where=file.name, do="save it as .xlsx"
            ) from error
        return [tuple(_unguarded(cell) or None for cell in row) for row in rows]
    raise EncodingError(
        "the register is neither UTF-8 nor GB18030", where=file.name, do="save it as .xlsx"
    )


def _unguarded(cell: str) -> str:
    """Return a cell without the apostrophe that keeps a spreadsheet from taking it for a formula.

    `parkland.exports.sheets` puts it there.
    """
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(GUARDED) else cell


def _table(
    file: Path, sheet: str, rows: list[Sequence[object]], headings: Headings
) -> pd.DataFrame:
    import pandas as pd

    filled = [
        (number, row) for number, row in enumerate(rows, start=1) if any(c is not None for c in row)
    ]
    known = [
        sum(cell is not None and headings.knows(str(cell)) for cell in row)
        for _, row in filled[:HEADING_WITHIN]
    ]
    if not any(known):
        raise SourceFormatError(
            "no row of headings is found in its first sheet",
            where=file.name,
            do="put the headings into one of its first rows, with 地块编号 among them",
        )
    at = known.index(max(known))
    heading = filled[at][1]
    places = [place for place, cell in enumerate(heading) if cell is not None]
    names: list[str] = []
    for place in places:
        name = " ".join(str(heading[place]).split())
        names.append(free_name(f"raw_{name}" if name in OURS else name, names))
    if not any((found := headings.read(name)) and found.field == "parcel_id" for name in names):
        raise SourceFormatError(
            f"no column of parcel numbers among {', '.join(names)}",
            where=file.name,
            do="call it 地块编号, or name its heading in a profile",
        )
    body = filled[at + 1 :]
    cells = [[row[place] if place < len(row) else None for place in places] for _, row in body]
    frame = pd.DataFrame(cells, columns=names, dtype=object)
    return frame.assign(source=file.name, layer=sheet, source_row=[number for number, _ in body])
