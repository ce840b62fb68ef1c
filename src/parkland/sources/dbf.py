"""What the bytes of a dBASE file say: header, text, and the cells that common readers mangle.

GDAL reads junk in a number field as some number, an overflow (``*``) as nothing, a number of more
than 15 digits as another one, and stops at an impossible date; of columns with the same name it
gives one twice. Such columns are taken from the bytes, as text, so that every cell is seen.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from parkland.errors import SourceFormatError

if TYPE_CHECKING:
    from pathlib import Path

HEADER, DESCRIPTOR, TERMINATOR = 32, 32, 0x0D
ASCII_LAST = 0x7F
DELETED = ord("*")
NO_DATES = (b"", b"00000000")
_NUMBER = re.compile(rb"(?:[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)?")
_LONG = re.compile(rb"[+-]?\d{16,}")  # more digits than a double holds


@dataclass(frozen=True, slots=True)
class Column:
    """One field of a .dbf: its name, type letter and width in bytes."""

    name: bytes
    kind: str
    width: int


@dataclass(frozen=True, slots=True)
class Table:
    """A dBASE file, as far as its text and its odd cells go.

    `records` is what the header says; `kept` are the numbers, from 1, of those that are there and
    not flagged as `deleted`. `odd` holds, by place of the column, all kept cells of those that GDAL
    does not give as they are, and `bad` the numbers of records whose cell is not what its column
    promises.
    """

    ldid: int = 0
    records: int = 0
    deleted: int = 0
    kept: tuple[int, ...] = ()
    names: tuple[bytes, ...] = ()
    texts: frozenset[bytes] = frozenset()
    odd: dict[int, list[str]] = field(default_factory=dict)
    bad: dict[int, list[int]] = field(default_factory=dict)


def read_table(path: Path) -> Table:
    """Return what the bytes of a .dbf say.

    Raises
    ------
    SourceFormatError
        If the header is damaged.
    """
    content = np.fromfile(path, dtype=np.uint8)
    head = content[:HEADER].tobytes()
    length, width = int.from_bytes(head[8:10], "little"), int.from_bytes(head[10:12], "little")
    damaged = len(head) < HEADER or length < HEADER or width < 1 or length > len(content)
    columns = [] if damaged else _columns(content[HEADER:length].tobytes(), width)
    if not columns:
        raise SourceFormatError(
            "the header of the .dbf is damaged", where=path.name, do="export it again"
        )
    records = int.from_bytes(head[4:8], "little")
    body = content[length:]
    rows = body[: len(body) // width * width].reshape(-1, width)[:records]
    flagged = rows[:, 0] == DELETED
    rows, kept = rows[~flagged], np.flatnonzero(~flagged) + 1
    names = [column.name for column in columns]
    texts: set[bytes] = set()
    odd: dict[int, list[str]] = {}
    bad: dict[int, list[int]] = {}
    start = 1
    for place, column in enumerate(columns):
        cells = rows[:, start : start + column.width]
        start += column.width
        if not column.width or not len(rows):
            continue
        if column.kind in "CM":
            texts |= _non_ascii(cells)
        wrong, long = _suspects(cells, column.kind)
        if wrong.any():
            bad[place] = kept[wrong].tolist()
        if wrong.any() or long.any() or names.count(column.name) > 1:
            odd[place] = [_text(cell) for cell in cells]
    return Table(
        ldid=head[29],
        records=records,
        deleted=int(flagged.sum()),
        kept=tuple(kept.tolist()),
        names=tuple(names),
        texts=frozenset(texts),
        odd=odd,
        bad=bad,
    )


def _columns(descriptors: bytes, width: int) -> list[Column]:
    """Return the fields, or none if their widths do not add up to that of a record.

    The high byte of a text field's width is junk in some files.
    """
    found = []
    for at in range(0, len(descriptors) - DESCRIPTOR + 1, DESCRIPTOR):
        one = descriptors[at : at + DESCRIPTOR]
        if one[0] == TERMINATOR:
            break
        found.append((one[:11].split(b"\0")[0], chr(one[11]), one[16], 256 * one[17]))
    for long_texts in (True, False):
        columns = [
            Column(name, kind, low + (high if kind == "C" and long_texts else 0))
            for name, kind, low, high in found
        ]
        if 1 + sum(column.width for column in columns) == width:
            return columns
    return []


def _non_ascii(cells: np.ndarray) -> set[bytes]:
    """Return the distinct cells that hold anything beyond ASCII."""
    lines = cells[(cells > ASCII_LAST).any(axis=1)]
    return {cell.rstrip(b" \0") for cell in _distinct(lines)[0]} if len(lines) else set()


def _distinct(cells: np.ndarray) -> tuple[list[bytes], np.ndarray]:
    """Return the distinct cells, and which of them stands in each row."""
    values = np.ascontiguousarray(cells).view(f"V{cells.shape[1]}").ravel()
    distinct, places = np.unique(values, return_inverse=True)
    return [bytes(value) for value in distinct.tolist()], places


def _suspects(cells: np.ndarray, kind: str) -> tuple[np.ndarray, np.ndarray]:
    """Return which cells are not the number or date they must be, and which are too long."""
    none = np.zeros(len(cells), dtype=bool)
    if kind not in "NFD":
        return none, none
    distinct, places = _distinct(cells)
    values = [cell.strip(b" \0") for cell in distinct]
    if kind == "D":
        return ~np.array([_is_day(value) for value in values])[places], none
    wrong = ~np.array([bool(_NUMBER.fullmatch(value)) for value in values])
    long = np.array([bool(_LONG.fullmatch(value)) for value in values])
    return wrong[places], long[places]


def _is_day(cell: bytes) -> bool:
    if cell in NO_DATES:
        return True
    try:
        dt.date(int(cell[:4]), int(cell[4:6]), int(cell[6:8]))
    except ValueError:
        return False
    return len(cell) == len(NO_DATES[1])


def _text(cell: np.ndarray) -> str:
    """Return a cell as text, one character a byte; an empty date as empty."""
    text = cell.tobytes().strip(b" \0")
    return "" if text in NO_DATES else text.decode("latin-1")
