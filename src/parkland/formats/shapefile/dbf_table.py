"""Parse the bytes of a dBASE file into its header, its rows and its cells.

Common readers turn junk in a number field into a number, drop an overflow (``*``), and change a
number of more than 15 digits. They stop at an impossible date and trust the number of rows in the
header. Here rows are counted from the bytes, a column is kept as text if any cell does not fit its
type, and no cell is dropped.

The layout is that of dBASE III and IV tables in shapefiles.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from parkland.errors import SourceFormatError

if TYPE_CHECKING:
    from pathlib import Path

HEADER, DESCRIPTOR, TERMINATOR = 32, 32, 0x0D
NAME_BYTES = 10  # the name of a field has so many bytes; an eleventh byte is zero
SPACE, DELETED = ord(" "), ord("*")
TEXT_KINDS = "CM"
AT_ONCE = 10_000  # this number of rows is examined at a time, to limit the memory of large files


@dataclass(frozen=True, slots=True)
class DbfColumn:
    """One field of a .dbf.

    Attributes
    ----------
    name
        The bytes of its name.
    kind
        The letter of its type.
    start, width
        Its offset in a row, and its width in bytes.
    used
        The width that the widest cell needs. Fields are often 254 bytes wide and hold 20 bytes;
        decoding only the used bytes saves most of the time and memory.
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
        The number of rows in the header.
    columns
        The fields.
    rows
        The rows in the file, n x width. A truncated last row is padded with blanks.
    truncated
        Whether the last row is cut off.
    """

    ldid: int = 0
    promised: int = 0
    columns: tuple[DbfColumn, ...] = ()
    rows: np.ndarray = field(default_factory=lambda: np.zeros((0, 1), dtype=np.uint8))
    truncated: bool = False

    @property
    def names(self) -> tuple[bytes, ...]:
        """The names of the columns."""
        return tuple(column.name for column in self.columns)

    @property
    def deleted(self) -> np.ndarray:
        """A boolean array: whether each row is flagged as deleted."""
        flagged: np.ndarray = self.rows[:, 0] == DELETED
        return flagged

    def cells(self, column: DbfColumn) -> np.ndarray:
        """Return the used bytes of a column, n x `used`."""
        return self.rows[:, column.start : column.start + column.used]

    def foreign(self) -> list[bytes]:
        """Return the text of each column with bytes beyond ASCII, with one line for each row."""
        wide = [c for c in self.columns if c.kind in TEXT_KINDS and c.used]
        blocks = [lines(self.cells(column)) for column in wide]
        return [block for block in blocks if not block.isascii()]


def lines(cells: np.ndarray) -> bytes:
    """Return cells as lines, each with its line feed; a line feed inside a cell becomes a space."""
    whole = np.full((len(cells), cells.shape[1] + 1), ord("\n"), dtype=np.uint8)
    whole[:, :-1] = (
        np.where(cells == ord("\n"), SPACE, cells) if (cells == ord("\n")).any() else cells
    )
    return whole.tobytes()


def read_table(path: Path) -> DbfTable:
    """Parse a .dbf.

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
        raise SourceFormatError("formats.dbf_head", where=path.name)
    promised = int.from_bytes(head[4:8], "little")
    rows, truncated = _rows(content[length:], width, promised)
    return DbfTable(head[29], promised, _measured(columns, rows), rows, truncated)


def _measured(columns: tuple[DbfColumn, ...], rows: np.ndarray) -> tuple[DbfColumn, ...]:
    """Return the columns with their used width."""
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
    """Return the rows in the file, and whether the last one is cut off.

    The rows are those that the header promises and any further bytes that look like rows, because
    some programs append rows without updating the header.
    """
    whole = len(body) // width
    rows = body[: whole * width].reshape(-1, width)
    if whole > promised:
        return rows[: promised + _more(rows[promised:])], False
    # A part of a row at the end counts as a row only if it begins with a flag: the file ends with
    # a byte 0x1A, which is not a row.
    rest = body[whole * width :]
    if whole == promised or not len(rest) or rest[0] not in (SPACE, DELETED):
        return rows, False
    last = np.full((1, width), SPACE, dtype=np.uint8)
    last[0, : len(rest)] = rest
    return np.concatenate([rows, last]), True


def _more(rows: np.ndarray) -> int:
    """Return how many of the bytes after the promised rows are rows: flagged, printable, filled."""
    flags = (rows[:, 0] == SPACE) | (rows[:, 0] == DELETED)
    printable = ((rows >= SPACE) | (rows == 0)).all(axis=1)
    filled = ((rows[:, 1:] != SPACE) & (rows[:, 1:] != 0)).any(axis=1)
    wrong = np.flatnonzero(~(flags & printable & filled))
    return int(wrong[0]) if len(wrong) else len(rows)


def _columns(descriptors: bytes, width: int) -> tuple[DbfColumn, ...]:
    """Return the fields, or none if their widths do not add up to the width of a row.

    A text field can use the byte of the decimals as the high byte of its width. In some files that
    byte is junk, so that the widths are tried with it and without it.
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
