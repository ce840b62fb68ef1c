"""The tables beside a shapefile that parkland wrote: full names of fields, whole texts.

They count only while they agree with the .dbf. If a field that they name is missing, another
program has written the .dbf since; they are ignored then, with an issue. A text is restored only
where the cell still holds what was written of it.
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
    """A text that the .dbf holds in part: record from 1, field, what it has, the whole text."""

    record: int
    field: str
    written: str
    text: str


def write_fields(shp: Path, fields: Iterable[tuple[str, str, str]]) -> None:
    """Write the name in the .dbf, the full name and the heading of each column."""
    write_csv(shp.with_suffix(FIELDS_ENDING), FIELD_COLUMNS, fields, replace=True)


def write_texts(shp: Path, texts: Iterable[CutText]) -> None:
    """Write the texts that the .dbf holds in part."""
    write_csv(shp.with_suffix(TEXTS_ENDING), TEXT_COLUMNS, texts, replace=True)


def restored(frame: gpd.GeoDataFrame, shp: Path) -> tuple[gpd.GeoDataFrame, list[Issue]]:
    """Return a table with its full names and whole texts, and issues where these did not agree.

    Parameters
    ----------
    frame
        As read, indexed by record number from 1.
    shp
        The .shp; the tables lie beside it.
    """
    fields = _read(shp.with_suffix(FIELDS_ENDING), FIELD_COLUMNS)
    if fields is None:
        return frame, []
    present = {field: name for field, name, _ in fields if field}
    full = list(present.values()) + [name for field, name, _ in fields if not field]
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
    """Return the rows of a table, or None if there is none that is well formed."""
    if not path.is_file() or path.stat().st_size > LONGEST_CELL * 64:
        return None
    try:
        first, *rows = csv_rows(path.read_bytes().decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError, csv.Error, ValueError):
        return None
    whole = first == list(heading) and all(len(row) == len(heading) for row in rows)
    return rows if whole else None
