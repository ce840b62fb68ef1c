"""Whether a file is one that parkland wrote, so that it may be written again without asking.

What is recognised, by the ending:

=============  =====================================================================================
.gpkg          one layer of features, with the columns that only parkland writes, and its style
               (those of parcels, or of changes; so also .geojson and .parquet)
.qgz           the GeoPackage beside it is ours, and the project shows it
.geojson       the properties of the first feature; a collection without features
.parquet       the columns
.shp           the table of full names beside it (``.fields.csv``)
.txt           the beginning of a survey TXT as parkland writes it; the table of the deadlines
.csv           the headings: source, layer and record of a parcel, or its status with the reason;
               or those of the deadlines; or those of a table of changes
.xlsx, .docx   the mark in the properties of the document
.html, .htm    the scripts of the map
.pdf           the program in the properties of the document
.png, .svg     the program in the properties of the picture
.md            the sentence on the software
.pmtiles       the program in its metadata
.ics           the identifier of the product
.json          the keys of the deadlines
=============  =====================================================================================

An empty file holds nothing, so that it may be replaced.
"""

from __future__ import annotations

import json
import re
import sqlite3
import struct
import zipfile
import zlib
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING

from parkland.csv_files import csv_rows
from parkland.display import label, stored_heading
from parkland.formats.stored_tables import require_stored, stored_database
from parkland.languages import languages
from parkland.safe_text import OFFICE_MARK
from parkland.schema import PROVENANCE
from parkland.sources.written import is_written
from parkland.wording import wording

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

HEAD_BYTES = 2**20
UNREADABLE = (
    OSError, ValueError, LookupError, ImportError,
    sqlite3.Error, zipfile.BadZipFile, zlib.error, struct.error,
)  # fmt: skip
PROPERTIES = "docProps/core.xml"
STYLES = "layer_styles"
SURVEY = re.compile(r"\[属性描述\]\r?\n格式版本号=[^\r\n]*\r?\n坐标系=")
# The names of columns that every table of deadlines has, for programs.
DEADLINES = frozenset({"parcel_id", "kind", "due_on", "what"})
# A table of parcels has one of these sets of columns, or both.
ORIGIN = tuple(field.name for field in PROVENANCE)
VERDICT = ("status", "status_rule", "status_reason", "status_basis")
# The columns of a layer of changes, and the texts that head them in a table of changes.
CHANGES = frozenset({"kind", "relation", "before_id", "after_id", "evidence", "share_of_before"})
CHANGES_IN_WORDS = ("kind", "relation", "before_id", "after_id", "evidence")
MAP_MARK = b"parkland.element("
# As matplotlib writes the name of a program into PDF, PNG and SVG.
PRINTED_MARKS = (b"/Creator (parkland ", b"Software\0parkland ", b"<dc:title>parkland ")


def is_ours(path: Path) -> bool:
    """Return whether parkland wrote the file at `path`, or the file is empty.

    A file that cannot be read is not ours.
    """
    with suppress(*UNREADABLE):
        if not path.stat().st_size:
            return True
        known = _KNOWN.get(path.suffix.lower())
        return _is_printed(path) if known is None else known(path) or _is_printed(path)
    return False


def _is_geopackage(path: Path) -> bool:
    require_stored(path, str(path))  # or asking would run SQL of the file
    with stored_database(path) as database:
        tables = dict(
            database.execute("SELECT table_name, data_type FROM gpkg_contents").fetchmany(99)
        )
        layers = [name for name, kind in tables.items() if kind == "features"]
        if len(layers) != 1 or set(tables) - {layers[0], STYLES}:
            return False
        rows = database.execute("SELECT name FROM pragma_table_info(?)", (layers[0],))
        return _are_ours(name for (name,) in rows)


def _are_ours(columns: Iterable[object]) -> bool:
    names = set(columns)
    return is_written(names) or names >= CHANGES


def _change_headings() -> list[set[str]]:
    return [{wording(f"changes.{name}", lang) for name in CHANGES_IN_WORDS} for lang in languages()]


def _is_project(path: Path) -> bool:
    database = path.with_suffix(".gpkg")
    with zipfile.ZipFile(path) as packed, packed.open(packed.namelist()[0]) as project:
        shows_it = f"./{database.name}|layername=".encode() in project.read(HEAD_BYTES)
    return shows_it and _is_geopackage(database)


def _is_geojson(path: Path) -> bool:
    text = _head(path)
    found = re.search(r'"features"\s*:\s*\[\s*', text)
    if found is None:
        return False
    if text[found.end() : found.end() + 1] == "]":
        return True
    feature, _ = json.JSONDecoder().raw_decode(text, found.end())
    return _are_ours(feature.get("properties") or {})


def _is_geoparquet(path: Path) -> bool:
    import pyarrow.parquet

    return _are_ours(pyarrow.parquet.read_schema(path).names)


def _is_shapefile(path: Path) -> bool:
    names = path.with_suffix(".fields.csv")
    return names.is_file() and _head(names).startswith("field,name,heading")


def _is_survey(path: Path) -> bool:
    return bool(SURVEY.match(path.read_bytes()[:200].decode("gb18030", errors="replace")))


def _is_table(path: Path) -> bool:
    first = path.read_bytes()[:HEAD_BYTES]
    for encoding in ("utf-8-sig", "gb18030"):
        row = next(iter(csv_rows(first.decode(encoding, errors="replace"))), [])
        if set(row) >= DEADLINES or any(set(row) >= one for one in _change_headings()):
            return True
        if any(
            set(row) >= {stored_heading(name, lang) for name in names}
            for names in (ORIGIN, VERDICT)
            for lang in languages()
        ):
            return True
    return False


def _is_office(path: Path) -> bool:
    with zipfile.ZipFile(path) as packed, packed.open(PROPERTIES) as properties:
        return f"{OFFICE_MARK}</dc:description>".encode() in properties.read(HEAD_BYTES)


def _is_map(path: Path) -> bool:
    return MAP_MARK in path.read_bytes()


def _is_printed_map(path: Path) -> bool:
    content = path.read_bytes()
    return any(mark in content for mark in PRINTED_MARKS)


def _is_report(path: Path) -> bool:
    text = path.read_text(encoding="utf-8")
    made = [wording("report.made_with", lang, version="parkland ") for lang in languages()]
    return any(words in text for words in made)


def _is_calendar(path: Path) -> bool:
    return "\nPRODID:-//parkland//" in _head(path).replace("\r\n", "\n")


def _is_deadlines(path: Path) -> bool:
    content = json.loads(path.read_bytes())
    return isinstance(content, list) and all(
        isinstance(row, dict) and set(row) >= DEADLINES for row in islice(content, 1)
    )


def _is_tiles(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(40)
        offset, length = struct.unpack_from("<QQ", head, 24)
        file.seek(offset)
        packed = file.read(min(length, HEAD_BYTES))
    about = zlib.decompressobj(wbits=31).decompress(packed, HEAD_BYTES)
    generator = json.loads(about).get("generator", "")
    return head.startswith(b"PMTiles") and str(generator).startswith("parkland ")


def _is_printed(path: Path) -> bool:
    """Return whether a file is the table of the deadlines as it is printed."""
    begin = _head(path)
    return any(
        begin.startswith((label("due_on", lang), wording("cli.nothing_due", lang)))
        for lang in languages()
    )


def _head(path: Path) -> str:
    with path.open("rb") as file:
        return file.read(HEAD_BYTES).decode("utf-8-sig", errors="replace")


_KNOWN = {
    ".gpkg": _is_geopackage,
    ".qgz": _is_project,
    ".geojson": _is_geojson,
    ".parquet": _is_geoparquet,
    ".shp": _is_shapefile,
    ".txt": _is_survey,
    ".csv": _is_table,
    ".xlsx": _is_office,
    ".docx": _is_office,
    ".html": _is_map,
    ".htm": _is_map,
    ".pdf": _is_printed_map,
    ".png": _is_printed_map,
    ".svg": _is_printed_map,
    ".md": _is_report,
    ".ics": _is_calendar,
    ".json": _is_deadlines,
    ".pmtiles": _is_tiles,
}
