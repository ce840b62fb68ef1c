"""A tile of an archive: whether it is a picture that a browser may be given.

A tile is PNG, JPEG or WebP by its first bytes, of at most 1024 pixels a side. A picture of a few
bytes can declare any size, and would fill the memory of whoever opens the page.
"""

from __future__ import annotations

from parkland.errors import SourceFormatError

MOST_BYTES = 4_000_000  # of a tile
MOST_SIDE = 1024  # pixels
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
# Markers of JPEG that are followed by the size of the picture, and those without a length.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_BARE = frozenset([0x01, *range(0xD0, 0xD9)])


def require_picture(tile: bytes, where: str) -> bytes:
    """Return a tile if it is a picture.

    Raises
    ------
    SourceFormatError
        If it is another kind of tile, such as one of vectors, or too large.
    """
    size = _size_of(tile)
    if size is None:
        raise SourceFormatError("maps.no_picture_tile", where=where)
    if max(size) > MOST_SIDE or len(tile) > MOST_BYTES:
        raise SourceFormatError(
            "maps.large_tile",
            where=where,
            size=size[0],
            size_2=size[1],
            count=len(tile),
            most_side=MOST_SIDE,
            most_bytes=MOST_BYTES / 1000000.0,
        )
    return tile


def _size_of(tile: bytes) -> tuple[int, int] | None:
    """Return width and height as the head of a picture declares them; None if it is none."""
    if tile.startswith(_PNG) and tile[12:16] == b"IHDR":
        return _number(tile[16:20], "big"), _number(tile[20:24], "big")
    if tile.startswith(_JPEG):
        return _jpeg_size(tile)
    if tile[:4] == b"RIFF" and tile[8:12] == b"WEBP":
        return _webp_size(tile)
    return None


def _jpeg_size(tile: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(tile) and tile[at] == 0xFF:  # noqa: PLR2004 - begins a marker
        marker = tile[at + 1]
        if marker in _FRAMES:
            return _number(tile[at + 7 : at + 9], "big"), _number(tile[at + 5 : at + 7], "big")
        at += 2 if marker in _BARE else 2 + _number(tile[at + 2 : at + 4], "big")
    return None


def _webp_size(tile: bytes) -> tuple[int, int] | None:
    kind = tile[12:16]
    if kind == b"VP8X":
        return 1 + _number(tile[24:27], "little"), 1 + _number(tile[27:30], "little")
    if kind == b"VP8L" and tile[20:21] == b"\x2f":
        bits = _number(tile[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 " and tile[23:26] == b"\x9d\x01\x2a":
        wide, high = (_number(tile[at : at + 2], "little") & 0x3FFF for at in (26, 28))
        return wide, high
    return None


def _number(raw: bytes, order: str) -> int:
    return int.from_bytes(raw, "big" if order == "big" else "little")
