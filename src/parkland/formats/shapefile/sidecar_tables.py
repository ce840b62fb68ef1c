"""The tables that parkland writes beside a shapefile: the full names of fields, and whole texts.

They are used only while they agree with the .dbf. If a field in them is missing in the .dbf,
another program has rewritten the .dbf; the tables are then ignored with an issue. A whole text is
restored only if the cell still holds the cut text.
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

FIELDS_ENDING, TEXTS_ENDING = ".fields.csv", ".texts.csv"
FIELD_COLUMNS = ("field", "name", "heading")
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


def restored(frame: gpd.GeoDataFrame, shp: Path) -> tuple[gpd.GeoDataFrame, list[Issue]]:
    """Return a table with its full names and whole texts, and issues if the tables do not agree.

    Parameters
    ----------
    frame
        The records of the shapefile, indexed by record number from 1.
    shp
        The .shp; the tables are in the same folder. Without them the frame is returned unchanged.
    """
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
    for name in full[len(present) :]:
        if name not in others:
            renamed[name] = None
    if others & set(present.values()):
        return frame, [Issue(code="sidecar.stale", value=shp.stem + FIELDS_ENDING)]
    return renamed, issues


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
