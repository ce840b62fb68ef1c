"""How much a drawing grows where its blocks are inserted.

A block is drawn once and inserted often, alone or as an array of rows and columns, and a block may
insert others. Ten blocks that insert one another ten times each make a file of 3 kB ten thousand
million entities. GDAL copies a block for every insertion, so that the growth is computed before.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from parkland.errors import SourceFormatError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# A group is two lines of a drawing, a code and a value. GDAL takes some seconds for so many.
MOST_GROUPS = 20_000_000
INSERTING = (b"INSERT", b"DIMENSION")  # a dimension names the block that draws it
READ_BYTES = 2**20


@dataclass(slots=True)
class _Block:
    """The groups of a block or of the drawing itself, and what it inserts, each with a number."""

    groups: int = 0
    inserts: dict[bytes, int] = field(default_factory=dict)


def require_bounded(path: Path, shown: str) -> None:
    """Raise if the insertions of a drawing make more than `MOST_GROUPS` groups of it.

    Raises
    ------
    SourceFormatError
    """
    if not _mentions(path, INSERTING):
        return
    model, blocks = _parts(path)
    sizes: dict[bytes, int] = {}
    grown = sum(number * _size(name, blocks, sizes) for name, number in model.inserts.items())
    if grown > MOST_GROUPS:
        raise SourceFormatError("formats.blocks_grow", where=shown, most_groups=MOST_GROUPS)


def _mentions(path: Path, words: tuple[bytes, ...]) -> bool:
    rest = b""
    with path.open("rb") as file:
        while part := file.read(READ_BYTES):
            if any(word in rest + part for word in words):
                return True
            rest = part[-16:]
    return False


def _parts(path: Path) -> tuple[_Block, dict[bytes, _Block]]:
    """Return the drawing itself and its blocks by name; of blocks with one name the sum."""
    model = _Block()
    blocks: dict[bytes, _Block] = {}
    current, kind, name, copies = model, b"", b"", 1
    for code, value in groups_of(path):
        current.groups += 1
        if code == b"0":
            if kind in INSERTING and name:
                current.inserts[name] = current.inserts.get(name, 0) + copies
            kind, name, copies = value, b"", 1
            if value == b"ENDBLK":
                current = model
        elif code == b"2":
            if kind == b"BLOCK":
                current = blocks.setdefault(value.upper(), _Block())
            name = value.upper()
        elif code in (b"70", b"71") and kind == b"INSERT":  # columns and rows of an array
            copies *= max(1, _number(value))
    return model, blocks


def groups_of(path: Path) -> Iterator[tuple[bytes, bytes]]:
    """Yield the groups of a drawing: a code and a value, each without the space around it."""
    with path.open("rb") as file:
        for code in file:
            yield code.strip(), file.readline().strip()


def _number(value: bytes) -> int:
    return int(value) if value.isdigit() and len(value) < 10 else 1  # noqa: PLR2004 - digits


def _size(name: bytes, blocks: dict[bytes, _Block], sizes: dict[bytes, int]) -> int:
    """Return the groups of a block with all that it inserts; `sizes` holds the known ones.

    A size above the limit counts as the limit and one, and so does a block that inserts itself.
    """
    waiting = [name]
    while waiting:
        top = waiting[-1]
        block = blocks.get(top, _Block())
        unknown = [inner for inner in block.inserts if inner not in sizes]
        if top not in sizes and unknown:
            sizes[top] = MOST_GROUPS + 1  # what a circle of blocks finds
            waiting += unknown
            continue
        waiting.pop()
        inserted = sum(number * sizes[inner] for inner, number in block.inserts.items())
        sizes[top] = min(block.groups + inserted, MOST_GROUPS + 1)
    return sizes[name]
