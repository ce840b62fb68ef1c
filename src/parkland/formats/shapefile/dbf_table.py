"""What the bytes of a dBASE file hold: header, rows, and every cell as it is written.

Common readers turn junk in a number field into some number, an overflow (``*``) into nothing and a
number of more than 15 digits into another one; they stop at an impossible date and believe the
header on the number of rows. Here rows are counted from the bytes, a column in which any cell is
not what its type promises is kept as text, and nothing is left out.

Layout: dBASE III/IV table files, as shapefiles use them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from parkland.errors import SourceFormatError

if TYPE_CHECKING:
    from pathlib import Path

HEADER, DESCRIPTOR, TERMINATOR = 32, 32, 0x0D
NAME_BYTES = 10  # of the name of a field; an eleventh byte is zero
SPACE, DELETED = ord(" "), ord("*")
TEXT_KINDS = "CM"
AT_ONCE = 10_000  # rows looked at together, so that a large file takes little memory


@dataclass(frozen=True, slots=True)
class DbfColumn:
    """One field of a .dbf.

    Attributes
    ----------
    name
        Its bytes.
    kind
        The letter of its type.
    start, width
        Where it begins in a row, and its width in bytes.
    used
        The width that the widest cell needs. Fields are often 254 bytes wide and hold 20; leaving
        out what no row uses saves most of the time and memory of decoding.
    """

    name: bytes
    kind: str
    start: int
    width: int
    used: int = 0


@dataclass(frozen=True, slots=True)
class DbfTable:
    """A dBASE file as rows of bytes.

    Attributes
    ----------
    ldid
        The language byte (LDID) of the header.
    promised
        Rows by the header.
    columns
        Its fields.
    rows
        The rows that are in the file, n x width; of one that was cut off the rest is blank.
    truncated
        Whether the last row was cut off.
    """

    ldid: int = 0
    promised: int = 0
    columns: tuple[DbfColumn, ...] = ()
    rows: np.ndarray = field(default_factory=lambda: np.zeros((0, 1), dtype=np.uint8))
    truncated: bool = False

    @property
    def names(self) -> tuple[bytes, ...]:
        """Names of the columns."""
        return tuple(column.name for column in self.columns)

    @property
    def deleted(self) -> np.ndarray:
        """Which rows are flagged as deleted."""
        flagged: np.ndarray = self.rows[:, 0] == DELETED
        return flagged

    def cells(self, column: DbfColumn) -> np.ndarray:
        """Return the bytes of a column as far as any row uses them, n x `used`."""
        return self.rows[:, column.start : column.start + column.used]

    def foreign(self) -> list[bytes]:
        """Return the text of each column that holds anything beyond ASCII, a line a row."""
        wide = [c for c in self.columns if c.kind in TEXT_KINDS and c.used]
        blocks = [lines(self.cells(column)) for column in wide]
        return [block for block in blocks if not block.isascii()]


def lines(cells: np.ndarray) -> bytes:
    """Return cells as lines; a line feed inside a cell becomes a space."""
    whole = np.full((len(cells), cells.shape[1] + 1), ord("\n"), dtype=np.uint8)
    whole[:, :-1] = (
        np.where(cells == ord("\n"), SPACE, cells) if (cells == ord("\n")).any() else cells
    )
    return whole.tobytes()


def read_table(path: Path) -> DbfTable:
    """Return the rows and fields of a .dbf, by its bytes.

    Raises
    ------
    SourceFormatError
        If the header is damaged.
    """
    content = np.fromfile(path, dtype=np.uint8)
    head = content[:HEADER].tobytes()
    length, width = int.from_bytes(head[8:10], "little"), int.from_bytes(head[10:12], "little")
    damaged = len(head) < HEADER or length < HEADER or width < 1 or length > len(content)
    columns = () if damaged else _columns(content[HEADER:length].tobytes(), width)
    if not columns:
        raise SourceFormatError(
            "the header of the .dbf is damaged",
            where=path.name,
            do="export it again, or take the .dbf away to read the shapes alone",
        )
    promised = int.from_bytes(head[4:8], "little")
    rows, truncated = _rows(content[length:], width, promised)
    return DbfTable(head[29], promised, _measured(columns, rows), rows, truncated)


def _measured(columns: tuple[DbfColumn, ...], rows: np.ndarray) -> tuple[DbfColumn, ...]:
    """Return the columns with the width that is used."""
    used = np.zeros(rows.shape[1], dtype=bool)
    for at in range(0, len(rows), AT_ONCE):
        some = rows[at : at + AT_ONCE]
        used |= ((some != SPACE) & (some != 0)).any(axis=0)
    measured = []
    for column in columns:
        places = np.flatnonzero(used[column.start : column.start + column.width])
        measured.append(replace(column, used=int(places[-1]) + 1 if len(places) else 0))
    return tuple(measured)


def _rows(body: np.ndarray, width: int, promised: int) -> tuple[np.ndarray, bool]:
    """Return the rows that are there, and whether the last one was cut off.

    Those that the header promises, and what follows as long as it looks like rows: some programs
    append rows and leave the header as it was.
    """
    whole = len(body) // width
    rows = body[: whole * width].reshape(-1, width)
    if whole > promised:
        return rows[: promised + _more(rows[promised:])], False
    rest = body[whole * width :]
    if whole == promised or not len(rest) or rest[0] not in (SPACE, DELETED):
        return rows, False
    last = np.full((1, width), SPACE, dtype=np.uint8)
    last[0, : len(rest)] = rest
    return np.concatenate([rows, last]), True


def _more(rows: np.ndarray) -> int:
    """Return how many rows beyond those promised are rows: flagged, printable, not blank."""
    flags = (rows[:, 0] == SPACE) | (rows[:, 0] == DELETED)
    printable = ((rows >= SPACE) | (rows == 0)).all(axis=1)
    filled = ((rows[:, 1:] != SPACE) & (rows[:, 1:] != 0)).any(axis=1)
    wrong = np.flatnonzero(~(flags & printable & filled))
    return int(wrong[0]) if len(wrong) else len(rows)


def _columns(descriptors: bytes, width: int) -> tuple[DbfColumn, ...]:
    """Return the fields, or none if their widths do not add up to that of a row.

    The high byte of a text field's width is junk in some files.
    """
    found = []
    for at in range(0, len(descriptors) - DESCRIPTOR + 1, DESCRIPTOR):
        one = descriptors[at : at + DESCRIPTOR]
        if one[0] == TERMINATOR:
            break
        found.append((one[: NAME_BYTES + 1].split(b"\0")[0], chr(one[11]), one[16], 256 * one[17]))
    for long_texts in (True, False):
        columns, start = [], 1
        for name, kind, low, high in found:
            size = low + (high if kind == "C" and long_texts else 0)
            columns.append(DbfColumn(name, kind, start, size))
            start += size
        if start == width:
            return tuple(columns)
    return ()
