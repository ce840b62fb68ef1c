"""Streams of a compound file (OLE), the container of an old Excel workbook.

Source: Microsoft, [MS-CFB] Compound File Binary File Format.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from parkland.errors import SourceFormatError

if TYPE_CHECKING:
    from collections.abc import Collection

LARGEST = 0xFFFFFFFA  # larger sector numbers end a chain
ENTRY = 128  # bytes of an entry of the directory
HEAD = 512
MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def read_stream(content: bytes, names: Collection[str], /, *, where: str) -> bytes | None:
    """Return the first stream of a compound file with one of `names`, or None.

    Raises
    ------
    SourceFormatError
        If the file is damaged.
    """
    try:
        return _Compound(content).stream({name.casefold() for name in names})
    except (struct.error, IndexError, ValueError) as error:
        raise SourceFormatError("formats.workbook_cut_off", where=where) from error


def packed(stream: bytes, name: str, /) -> bytes:
    """Return a compound file that holds one stream and is well formed."""
    size = 4096  # bytes of a sector; the table of sectors then needs no table of its own
    sectors = max(1, -(-len(stream) // size))
    tables = -(-(sectors + 2) // (size // 4))
    while tables * (size // 4) < sectors + tables + 1:
        tables += 1
    first = tables + 1  # behind the table of sectors and the directory
    links = [TABLE] * tables + [END] + [*range(first + 1, first + sectors), END]
    links += [FREE] * (tables * (size // 4) - len(links))
    head = struct.pack("<8s16xHHHHH6x", MARK, 62, 4, 0xFFFE, 12, 6)
    head += struct.pack("<IIIIIIIII", 1, tables, tables, 0, size, END, 0, END, 0)
    head += struct.pack("<109I", *range(tables), *[FREE] * (109 - tables))
    directory = _entry("Root Entry", 5, first, 0, child=1) + _entry(
        name, 2, first, sectors * size, child=FREE
    )
    directory += _entry("", 0, 0, 0, child=FREE) * (size // ENTRY - 2)
    table = struct.pack(f"<{len(links)}I", *links)
    return head.ljust(size, b"\0") + table + directory + stream.ljust(sectors * size, b"\0")


def _entry(name: str, kind: int, first: int, size: int, *, child: int) -> bytes:
    text = f"{name}\0".encode("utf-16-le") if name else b""
    links = struct.pack("<BBIII", kind, 1, FREE, FREE, child)
    return (
        text.ljust(64, b"\0")
        + struct.pack("<H", len(text))
        + links
        + bytes(36)
        + struct.pack("<IQ", first, size)
    )


class _Compound:
    def __init__(self, content: bytes) -> None:
        self._content = content
        shift, self._small_shift = struct.unpack_from("<HH", content, 30)
        if not (7 <= shift <= 20 and self._small_shift <= shift):  # noqa: PLR2004
            raise ValueError(shift)
        self._size: int = 1 << shift
        tables = struct.unpack_from("<I", content, 44)[0]
        directory, _, self._small_below, small_table = struct.unpack_from("<IIII", content, 48)
        first, count = struct.unpack_from("<II", content, 68)
        listed = list(struct.unpack_from("<109I", content, 76))
        each = self._size // 4
        for _ in range(min(count, len(content) // self._size + 1)):
            if first > LARGEST:
                break
            numbers = struct.unpack_from(f"<{each}I", content, self._offset(first))
            listed += numbers[:-1]
            first = numbers[-1]
        self._next: list[int] = []
        for sector in listed[:tables]:
            if sector <= LARGEST:
                self._next += struct.unpack_from(f"<{each}I", content, self._offset(sector))
        self._directory = self._chain(directory)
        small = self._chain(small_table) if small_table <= LARGEST else b""
        self._next_small = struct.unpack(f"<{len(small) // 4}I", small[: len(small) // 4 * 4])

    def stream(self, names: set[str]) -> bytes | None:
        root = struct.unpack_from("<I", self._directory, 116)[0]
        for start in range(0, len(self._directory) - ENTRY + 1, ENTRY):
            length = struct.unpack_from("<H", self._directory, start + 64)[0]
            raw = self._directory[start : start + max(0, min(length, 64) - 2)]
            first, size = struct.unpack_from("<II", self._directory, start + 116)
            if raw.decode("utf-16-le", errors="replace").casefold() in names:
                if size >= self._small_below:
                    return self._chain(first)[:size]
                return self._small_chain(first, self._chain(root))[:size]
        return None

    def _offset(self, sector: int) -> int:
        return max(self._size, HEAD) + sector * self._size

    def _chain(self, sector: int) -> bytes:
        found, seen = [], 0
        while sector <= LARGEST:
            seen += 1
            if seen > len(self._next):
                raise ValueError("a chain of sectors runs in a circle")
            offset = self._offset(sector)
            found.append(self._content[offset : offset + self._size])
            sector = self._next[sector]
        return b"".join(found)

    def _small_chain(self, sector: int, container: bytes) -> bytes:
        size = 1 << self._small_shift
        found, seen = [], 0
        while sector <= LARGEST:
            seen += 1
            if seen > len(self._next_small):
                raise ValueError("a chain of small sectors runs in a circle")
            found.append(container[sector * size : (sector + 1) * size])
            sector = self._next_small[sector]
        return b"".join(found)
