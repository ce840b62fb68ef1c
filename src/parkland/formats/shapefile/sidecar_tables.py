"""The tables that parkland writes beside a shapefile: names of fields, whole texts, own columns.

They are used only while they agree with the .dbf. If a field in them is missing in the .dbf,
another program has rewritten the .dbf; the tables are then ignored with an issue. A whole text is
restored only if the cell still holds the cut text, and a row of own columns only if its record
still has the same number of the parcel.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, NamedTuple

from parkland.csv_files import LONGEST_CELL, csv_rows, write_csv
from parkland.issues import Issue

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

    from parkland.formats.written_columns import WrittenColumn

FIELDS_ENDING, TEXTS_ENDING, OWN_ENDING = ".fields.csv", ".texts.csv", ".own.csv"
FIELD_COLUMNS = ("field", "name", "heading")
OWN_KEY = "parcel_id"
TEXT_COLUMNS = ("record", "field", "written", "text")


class CutText(NamedTuple):
    """A text that the .dbf does not hold unchanged.

    Attributes
    ----------
    record
        The number of the record, from 1.
    field
        The name of the field in the .dbf.
    written
        The text in the .dbf.
    text
        The whole text.
    """

    record: int
    field: str
    written: str
    text: str


def write_fields(shp: Path, fields: Iterable[tuple[str, str, str]]) -> None:
    """Write a row for each column: its name in the .dbf, its full name and its heading.

    An empty name in the .dbf marks a column that the .dbf does not have.
    """
    write_csv(shp.with_suffix(FIELDS_ENDING), FIELD_COLUMNS, fields, replace=True)


def write_texts(shp: Path, texts: Iterable[CutText]) -> None:
    """Write the whole texts."""
    write_csv(shp.with_suffix(TEXTS_ENDING), TEXT_COLUMNS, texts, replace=True)


def write_own(shp: Path, columns: Sequence[WrittenColumn], numbers: Sequence[str]) -> None:
    """Write columns that the .dbf does not have.

    The first row has their names and the second the types of their cells; the first column has the
    number of the parcel, by which a row is recognised.
    """
    cells = [_own_cells(column) for column in columns]
    kinds = ["", *(column.shape for column in columns)]
    rows = [kinds, *([number, *row] for number, *row in zip(numbers, *cells, strict=True))]
    names = [OWN_KEY, *(column.name for column in columns)]
    write_csv(shp.with_suffix(OWN_ENDING), names, rows, replace=True)


def _own_cells(column: WrittenColumn) -> list[str]:
    filled = column.cells.astype(object).where(column.cells.notna(), None).tolist()
    return ["" if cell is None else str(cell) for cell in filled]


def _own_columns(
    frame: gpd.GeoDataFrame, shp: Path, key: str | None
) -> tuple[dict[str, pd.Series], list[Issue]]:
    """Return the columns of the table of own columns, and an issue if rows do not agree.

    Parameters
    ----------
    frame
        The records, indexed by record number from 1.
    shp
        The .shp.
    key
        The field with the number of the parcel, or None.
    """
    import pandas as pd

    path = shp.with_suffix(OWN_ENDING)
    if not path.is_file():
        return {}, []
    table = _any_rows(path)
    if table is None or len(table) < 2 or table[0][:1] != [OWN_KEY]:  # noqa: PLR2004 - names, types
        return {}, [Issue(code="sidecar.stale", value=path.name)]
    (_, *names), (_, *kinds), *rows = table
    numbers = frame[key].fillna("").astype("str") if key else pd.Series("", index=frame.index)
    blank = [""] * len(names)
    agree = [
        record <= len(rows) and rows[record - 1][0] == number
        for record, number in zip(frame.index, numbers, strict=True)
    ]
    cells = [
        rows[record - 1][1:] if agrees else blank
        for record, agrees in zip(frame.index, agree, strict=True)
    ]
    columns = zip(*cells, strict=True) if cells else [()] * len(names)
    found = {
        name: _typed(pd.Series([cell or None for cell in column], index=frame.index), kind)
        for name, kind, column in zip(names, kinds, columns, strict=True)
    }
    missed = len(agree) - sum(agree)
    told = [Issue(code="sidecar.other_texts", value=f"{path.name}, {missed}")] if missed else []
    return found, told


def _typed(cells: pd.Series, kind: str) -> pd.Series:
    import pandas as pd

    if kind in ("number", "amount", "whole"):
        return pd.to_numeric(cells, errors="coerce")
    if kind in ("date", "moment"):
        return pd.to_datetime(cells, errors="coerce", format="ISO8601").astype("datetime64[s]")
    if kind == "yes_no":
        return cells.map({"True": True, "False": False}).astype("boolean")
    return cells.astype("str")


def _any_rows(path: Path) -> list[list[str]] | None:
    """Return the rows of a table of any columns, or None if it is not well formed."""
    try:
        rows = list(csv_rows(path.read_bytes().decode("utf-8-sig")))
    except (OSError, UnicodeDecodeError, csv.Error, ValueError):
        return None
    return rows if rows and all(len(row) == len(rows[0]) for row in rows) else None


def restored(frame: gpd.GeoDataFrame, shp: Path) -> tuple[gpd.GeoDataFrame, list[Issue]]:
    """Return a table with its full names and whole texts, and issues if the tables do not agree.

    Parameters
    ----------
    frame
        The records of the shapefile, indexed by record number from 1.
    shp
        The .shp; the tables are in the same folder. Without them the frame is returned unchanged.
    """
    import pandas as pd

    fields = _read(shp.with_suffix(FIELDS_ENDING), FIELD_COLUMNS)
    if fields is None:
        return frame, []
    present = {field: name for field, name, _ in fields if field}
    full = list(present.values()) + [name for field, name, _ in fields if not field]
    # The table of fields is stale if it names a field that the .dbf lacks, or one name twice.
    if (
        not set(present) <= set(frame.columns)
        or len(full) != len(set(full))
        or len(full) != len(fields)
    ):
        return frame, [Issue(code="sidecar.stale", value=shp.stem + FIELDS_ENDING)]
    texts = _read(shp.with_suffix(TEXTS_ENDING), TEXT_COLUMNS) or []
    whole, issues = _with_texts(frame, texts, shp)
    others = set(whole.columns) - set(present)
    renamed = whole.rename(columns=present)
    if others & set(present.values()):
        return frame, [Issue(code="sidecar.stale", value=shp.stem + FIELDS_ENDING)]
    key = next((field for field, name in present.items() if name == OWN_KEY), None)
    own, stale = _own_columns(frame, shp, key)
    unshown = [name for name in full[len(present) :] if name not in others]
    added = pd.DataFrame({name: own.get(name) for name in unshown}, index=renamed.index)
    joined: gpd.GeoDataFrame = pd.concat([renamed, added], axis=1)  # type: ignore[assignment]
    return joined, [*issues, *stale]


def _with_texts(
    frame: gpd.GeoDataFrame, texts: list[list[str]], shp: Path
) -> tuple[gpd.GeoDataFrame, list[Issue]]:
    if not texts:
        return frame, []
    whole = frame.copy()
    missed = 0
    for record, field, written, text in texts:
        row = int(record) if record.isdecimal() else 0
        if field not in whole.columns or row not in whole.index:
            missed += 1
            continue
        # A cell that differs from the written text was edited since; the edit has precedence.
        cell = whole.loc[row, field]
        if (cell if isinstance(cell, str) else "") != written:
            missed += 1
            continue
        whole.loc[row, field] = text
    if not missed:
        return whole, []
    value = f"{shp.stem}{TEXTS_ENDING}, {missed}"
    return whole, [Issue(code="sidecar.other_texts", value=value)]


def _read(path: Path, heading: Sequence[str]) -> list[list[str]] | None:
    """Return the rows of a table, or None if there is no table or it is not well formed."""
    if not path.is_file() or path.stat().st_size > LONGEST_CELL * 64:
        return None
    try:
        first, *rows = csv_rows(path.read_bytes().decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError, csv.Error, ValueError):
        return None
    whole = first == list(heading) and all(len(row) == len(heading) for row in rows)
    return rows if whole else None
