"""PMTiles: one file of tiles with a directory of its own; read with the package `pmtiles`.

The package decodes header and directories. It unpacks a directory whatever its size, so that a
directory is first unpacked here, up to a limit.
"""

from __future__ import annotations

import gzip
import zlib
from typing import TYPE_CHECKING, Any

from parkland.errors import OutputError, SourceFormatError, first_line
from parkland.maps.tile_archives import MOST_ZOOM, Rectangle, credit_of_json
from parkland.maps.tile_pictures import MOST_BYTES
from parkland.phrases import Phrase

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HEADER = 127  # bytes
MOST_UNPACKED = 1_000_000  # bytes of a directory
DEEPEST = 4  # directories on the way to a tile
PLAIN, GZIP = 1, 2
PICTURES = frozenset([2, 3, 4])  # PNG, JPEG, WebP


class PmtilesFile:
    """A PMTiles file of pictures."""

    def __init__(self, path: Path) -> None:
        try:
            import pmtiles.tile
        except ImportError as error:
            raise OutputError("maps.no_pmtiles", where=path) from error
        self._library = pmtiles.tile
        self.path = path
        self._size = path.stat().st_size
        self._directories: dict[int, Any] = {}
        try:
            self._header = self._library.deserialize_header(self._bytes(0, HEADER))
        except Exception as error:  # the package raises what it happens to meet
            raise self._damaged(first_line(error)) from error
        kind = self._header["tile_type"].value
        if kind not in PICTURES:
            raise SourceFormatError("maps.no_picture_tiles", where=path)
        least, most = self._header["min_zoom"], min(self._header["max_zoom"], MOST_ZOOM)
        self.zooms = list(range(least, most + 1))
        length = self._header["metadata_length"]
        stored = self._bytes(self._header["metadata_offset"], length) if length else b""
        self.credit = credit_of_json(self._unpacked(stored))

    def tiles(self, wanted: Rectangle) -> Iterator[tuple[int, int, bytes]]:
        """Yield column, row and content of the tiles that there are in a rectangle."""
        packed = self._header["tile_compression"].value == GZIP
        for column in range(wanted.west, wanted.east + 1):
            for row in range(wanted.north, wanted.south + 1):
                found = self._entry(self._library.zxy_to_tileid(wanted.zoom, column, row))
                if found is None:
                    continue
                start = self._header["tile_data_offset"] + found.offset
                if found.length > MOST_BYTES:
                    raise self._damaged(Phrase("maps.tiles.large", bytes=found.length))
                tile = self._bytes(start, found.length)
                yield column, row, self._inflated(tile, MOST_BYTES) if packed else tile

    def _entry(self, tile_id: int) -> Any:
        """Return the entry of a tile; None if there is no such tile."""
        offset, length = self._header["root_offset"], self._header["root_length"]
        for _ in range(DEEPEST):
            found = self._library.find_tile(self._directory(offset, length), tile_id)
            if found is None or found.run_length:
                return found
            offset = self._header["leaf_directory_offset"] + found.offset
            length = found.length
        raise self._damaged(Phrase("maps.tiles.circle"))

    def _directory(self, offset: int, length: int) -> Any:
        if offset not in self._directories:
            plain = self._unpacked(self._bytes(offset, length))
            try:
                decoded = self._library.deserialize_directory(gzip.compress(plain, 1))
            except Exception as error:  # as above
                raise self._damaged(first_line(error)) from error
            self._directories[offset] = decoded
        return self._directories[offset]

    def _unpacked(self, stored: bytes) -> bytes:
        compression = self._header["internal_compression"].value
        if compression == PLAIN or not stored:
            return stored
        if compression != GZIP:
            raise SourceFormatError("maps.packed_directory", where=self.path)
        return self._inflated(stored, MOST_UNPACKED)

    def _inflated(self, stored: bytes, most: int) -> bytes:
        unpacker = zlib.decompressobj(wbits=31)
        try:
            plain = unpacker.decompress(stored, most)
        except zlib.error as error:
            raise self._damaged(first_line(error)) from error
        if unpacker.unconsumed_tail:
            raise self._damaged(Phrase("maps.tiles.unpacked", bytes=most))
        return plain

    def _bytes(self, offset: int, length: int) -> bytes:
        """Return bytes of the file.

        Raises
        ------
        SourceFormatError
            If the file does not have them.
        """
        if offset < 0 or length < 0 or offset + length > self._size:
            raise self._damaged(Phrase("maps.tiles.beyond"))
        with self.path.open("rb") as file:
            file.seek(offset)
            return file.read(length)

    def _damaged(self, what: str) -> SourceFormatError:
        return SourceFormatError("maps.tiles_unreadable", where=self.path, reason=what)
