"""Read an office's register (台账) from an Excel workbook or a CSV file, without interpretation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.column_names import free_name
from parkland.columns import Headings
from parkland.conventions import Profile, load_profile
from parkland.errors import SourceFormatError, SourceNotFoundError
from parkland.file_paths import file_path, require_regular
from parkland.formats.format_lookup import format_of, register_endings
from parkland.schema import PROVENANCE

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd

HEADING_WITHIN = 10  # the headings stand in one of the first rows, below titles and remarks
OURS = ("geometry", *(field.name for field in PROVENANCE))


def read_register(
    path: str | os.PathLike[str],
    /,
    *,
    profile: str | os.PathLike[str] | Profile = "default",
) -> pd.DataFrame:
    """Return the first sheet of a register.

    The row of headings is the one, among the first ten filled rows, with the most headings that the
    profile knows. Empty rows are left out.

    Parameters
    ----------
    path
        An .xlsx or .csv file.
    profile
        The office's conventions, for the aliases of headings.

    Returns
    -------
    pandas.DataFrame
        The columns of the sheet, then `source`, `layer` and `source_row`, the row number that Excel
        shows. Cells keep their type: a workbook gives numbers and dates, a CSV file texts. An empty
        cell is None.

    Raises
    ------
    SourceNotFoundError
        If there is no such file.
    SourceFormatError
        If the file cannot be read, or has no row of headings with a parcel number.
    EncodingError
        If a CSV file is neither UTF-8 nor GB18030.
    """
    file = file_path(path, name="register")
    require_regular(file, where=path)
    if not file.is_file():
        raise SourceNotFoundError("there is no such register", where=path, do="check the path")
    form = format_of(file)
    if form is None or form.reads != "register":
        named = " or ".join(register_endings())
        raise SourceFormatError(
            f"a register is a file in {named}", where=path, do="save it as .xlsx"
        )
    sheet, rows = form.load().read_rows(file)
    return _table(file, sheet, rows, Headings(load_profile(profile)))


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
    # A title or a remark can repeat one heading; the real row of headings has the most.
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
    # A workbook in read-only mode and a CSV file give short rows where the last cells are empty.
    cells = [[row[place] if place < len(row) else None for place in places] for _, row in body]
    frame = pd.DataFrame(cells, columns=names, dtype=object)
    return frame.assign(source=file.name, layer=sheet, source_row=[number for number, _ in body])
