"""Tiles of an office's own on the disk: an MBTiles file, a PMTiles file, or a folder z/x/y.

Each is asked for the tiles of a rectangle of one zoom. Rows count from the north, as on the web.
Nothing of a file is run: of an MBTiles file only stored tables are read, by a bounded query of our
own, never a view; a PMTiles directory is unpacked up to a limit. Nothing is fetched.
"""

from __future__ import annotations

import json
import re
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from parkland.errors import SourceFormatError, SourceNotFoundError, first_line
from parkland.file_paths import require_regular
from parkland.formats.stored_tables import computed_layers, stored_database
from parkland.maps.tile_pictures import MOST_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MOST_ZOOM = 24
LONGEST_CREDIT = 200
_NUMBER = re.compile(r"0|[1-9]\d{0,8}")
FOLDER_PICTURES = (".png", ".jpg", ".jpeg", ".webp")
# Where MBTiles keeps its tiles: in one table, or each picture once and a table of its places.
_STORED = (
    ({"tiles"}, "select tile_column, tile_row, tile_data from tiles"),
    (
        {"map", "images"},
        "select tile_column, tile_row, tile_data from map join images using (tile_id)",
    ),
)


@dataclass(frozen=True, slots=True)
class Rectangle:
    """Tiles of one zoom, all bounds inclusive; rows count from the north."""

    zoom: int
    west: int
    east: int
    north: int
    south: int

    @property
    def size(self) -> int:
        """How many places for tiles it has."""
        return (self.east - self.west + 1) * (self.south - self.north + 1)


class TileArchive(Protocol):
    """Tiles on the disk.

    Attributes
    ----------
    zooms : list of int
        In ascending order.
    credit : str
        Whom the file names as the source of its tiles, as text.
    """

    zooms: list[int]
    credit: str

    def tiles(self, wanted: Rectangle) -> Iterator[tuple[int, int, bytes]]:
        """Yield column, row and content of the tiles that there are in a rectangle."""


def open_tiles(path: Path) -> TileArchive:
    """Return the archive at a path.

    Raises
    ------
    SourceNotFoundError
        If there is nothing.
    SourceFormatError
        If it is no archive of tiles, or damaged.
    OutputError
        If a PMTiles file is given and the package `pmtiles` is not installed.
    """
    if not path.exists():
        raise SourceNotFoundError("maps.no_file", where=path)
    if path.is_dir():
        return TileFolder(path)
    require_regular(path, where=path)
    ending = path.suffix.lower()
    if ending == ".mbtiles":
        return TileDatabase(path)
    if ending == ".pmtiles":
        from parkland.maps.pmtiles_file import PmtilesFile

        return PmtilesFile(path)
    raise SourceFormatError("maps.no_tiles", where=path)


def plain_credit(text: object) -> str:
    """Return the attribution of a file as text; files write it as HTML.

    Examples
    --------
    >>> plain_credit('<a href="https://x.example">XX市自然资源局</a>&nbsp;2024')
    'XX市自然资源局 2024'
    """
    from html import unescape

    if not isinstance(text, str):
        return ""
    bare = unescape(re.sub(r"<[^<>]*>", "", text[: 20 * LONGEST_CREDIT]))
    return " ".join(bare.split())[:LONGEST_CREDIT]


class TileFolder:
    """A folder with a picture for each tile: ``zoom/column/row.png``."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.credit = ""
        folders = (each.name for each in path.iterdir() if each.is_dir())
        self.zooms = sorted(
            int(name) for name in folders if _NUMBER.fullmatch(name) and int(name) <= MOST_ZOOM
        )
        # gdal2tiles writes this file where it counts rows from the south
        self.from_south = (path / "tilemapresource.xml").is_file()
        if not self.zooms:
            raise SourceFormatError("maps.no_zooms", where=path)

    def tiles(self, wanted: Rectangle) -> Iterator[tuple[int, int, bytes]]:
        """Yield column, row and content of the tiles that there are in a rectangle."""
        root = self.path.resolve()
        for column in range(wanted.west, wanted.east + 1):
            for row in range(wanted.north, wanted.south + 1):
                named = 2**wanted.zoom - 1 - row if self.from_south else row
                for ending in FOLDER_PICTURES:
                    place = root / str(wanted.zoom) / str(column) / f"{named}{ending}"
                    # a link may not lead out of the folder, to a file that nobody named
                    if place.is_file() and place.resolve().is_relative_to(root):
                        with place.open("rb") as file:
                            yield column, row, file.read(MOST_BYTES + 1)
                        break


class TileDatabase:
    """An MBTiles file: tiles in SQLite, whose rows count from the south."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            computed = computed_layers(path)
            with stored_database(path) as database:
                listed = database.execute("select name from sqlite_master where type = 'table'")
                stored = {str(name).casefold() for (name,) in listed.fetchmany(10_000)} - computed
                found = [query for tables, query in _STORED if tables <= stored]
                if not found:
                    raise SourceFormatError("maps.no_tile_table", where=path)
                self.query = found[0]
                table = "tiles" if "tiles" in stored else "map"
                zooms = database.execute(f"select distinct zoom_level from {table} limit 100")  # noqa: S608 - one of two words
                self.zooms = sorted(
                    zoom for (zoom,) in zooms if isinstance(zoom, int) and 0 <= zoom <= MOST_ZOOM
                )
                self.credit = ""
                if "metadata" in stored:
                    row = database.execute(
                        "select value from metadata where name = 'attribution' limit 1"
                    ).fetchone()
                    self.credit = plain_credit(row[0] if row else "")
        except sqlite3.Error as error:
            raise _unreadable(path, error) from error

    def tiles(self, wanted: Rectangle) -> Iterator[tuple[int, int, bytes]]:
        """Yield column, row and content of the tiles that there are in a rectangle."""
        last = 2**wanted.zoom - 1
        bounds = (wanted.zoom, wanted.west, wanted.east, last - wanted.south, last - wanted.north)
        try:
            with stored_database(self.path) as database:
                database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 4 * MOST_BYTES)
                rows = database.execute(
                    f"{self.query} where zoom_level = ? and tile_column between ? and ?"
                    " and tile_row between ? and ? limit ?",
                    (*bounds, wanted.size),
                )
                for column, row, content in rows:
                    if isinstance(content, bytes):
                        yield column, last - row, content
        except sqlite3.Error as error:
            raise _unreadable(self.path, error) from error


def _unreadable(path: Path, error: Exception) -> SourceFormatError:
    return SourceFormatError("maps.tiles_unreadable", where=path, reason=first_line(error))


def credit_of_json(raw: bytes) -> str:
    """Return the attribution that a JSON of metadata names; empty if it names none."""
    try:
        described = json.loads(raw)
    except (ValueError, RecursionError):
        return ""
    return plain_credit(described.get("attribution") if isinstance(described, dict) else "")
