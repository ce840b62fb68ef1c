"""Which tables of a GeoPackage hold rows that are stored, and which compute them.

A view, a virtual table and a table with computed columns run SQL that the writer of the file chose,
when they are read. It can run without end, or call functions of GDAL. parkland reads stored rows
only. The tables that describe the GeoPackage itself must be stored too, because GDAL reads them
before anyone names a layer.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from parkland.errors import SourceFormatError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DESCRIBING = ("gpkg_", "rtree_", "sqlite_", "spatial_ref_sys", "geometry_columns")
# SQLite asks after so many of its instructions whether to go on; it runs some 50 million a second.
INSTRUCTIONS, MOST_ASKED = 1_000_000, 500
COMPUTED_COLUMNS = (2, 3)  # what `hidden` of PRAGMA table_xinfo says of generated columns


@contextmanager
def stored_database(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a database for reading, such that nothing is written and no query runs without end."""
    asked = 0

    def is_enough() -> bool:
        nonlocal asked
        asked += 1
        return asked > MOST_ASKED

    # The option `immutable` keeps SQLite from writing a log or a lock beside the file.
    place = f"{path.resolve().as_uri()}?immutable=1"
    with closing(sqlite3.connect(place, uri=True)) as database:
        database.set_progress_handler(is_enough, INSTRUCTIONS)
        # A name that is no UTF-8 must not keep the other tables from being examined.
        database.text_factory = lambda raw: raw.decode("utf-8", errors="replace")
        try:
            yield database
        except UnicodeDecodeError as error:  # Python decodes the texts of SQLite's errors strictly
            raise sqlite3.DatabaseError("the database is damaged") from error


def computed_layers(path: Path) -> set[str]:
    """Return the names, in small letters, of the views and tables whose rows are computed.

    The set is empty if SQLite cannot read the database; GDAL then says what is wrong with it.
    """
    try:
        with stored_database(path) as database:
            listed = database.execute(
                "select name, type, sql from sqlite_master where type in ('table', 'view')"
            ).fetchall()
            return {
                str(name).casefold()
                for name, kind, sql in listed
                if kind == "view" or _computes(database, str(name), str(sql))
            }
    except sqlite3.Error:
        return set()


def require_stored(path: Path, shown: str) -> None:
    """Raise if a table that describes the GeoPackage is computed.

    Raises
    ------
    SourceFormatError
    """
    for name in sorted(computed_layers(path)):
        if name.startswith(DESCRIBING) and not name.startswith("rtree_"):
            raise SourceFormatError("formats.computed_table", where=shown, name=name)


def _computes(database: sqlite3.Connection, name: str, sql: str) -> bool:
    if sql.lstrip().casefold().startswith("create virtual"):
        return True
    try:
        columns = database.execute("select hidden from pragma_table_xinfo(?)", (name,))
        return any(hidden in COMPUTED_COLUMNS for (hidden,) in columns)
    except sqlite3.Error:  # of one table: what cannot be examined is not read
        return True
