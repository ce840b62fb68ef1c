"""Write a dBASE table that Chinese offices and ArcMap can read.

GDAL writes missing numbers as asterisks, which readers interpret as an overflow, and it does not
fit the width of fields to their texts. Here a missing value is blank, texts are encoded before
their width is measured, and every field has room for later edits. The layout is that of a dBASE III
table, to which ESRI's *Shapefile Technical Description* (1998) refers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from parkland.errors import OutputError
from parkland.steady_times import stored_time

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd

    from parkland.formats.written_columns import WrittenColumn

VERSION, TERMINATOR, END, ALIVE = 0x03, b"\x0d", b"\x1a", b" "
LDID = {"gbk": 0x4D, "utf-8": 0x00}  # the language byte has no value for UTF-8; the .cpg names it
TEXT_BYTES, ROOM = 254, 50  # the largest and the smallest width of a field of text
NUMBER_WIDTH, MOST_DECIMALS, WHOLE_WIDTH = 24, 15, 10
# Limits of the format; a file of 2 GB is the limit of ArcMap and GDAL.
MOST_FIELDS, MOST_RECORD, MOST_FILE = 255, 65_535, 2**31 - 1


@dataclass(frozen=True, slots=True)
class DbfField:
    """One encoded field.

    Attributes
    ----------
    name
        The name in at most ten bytes.
    kind
        The letter of its type: C for text, D for a day, L for yes and no, N for a number.
    width, decimals
        The width of a cell in bytes, and the decimal places of a number.
    cells
        The cells of all rows, each padded to the width.
    """

    name: bytes
    kind: str
    width: int
    decimals: int
    cells: bytes


def dbf_field(column: WrittenColumn, name: bytes, texts: Sequence[bytes] | None = None) -> DbfField:
    """Return a column as a field; `texts` are the encoded cells of a column of text."""
    values: pd.Series = column.cells
    if texts is not None:
        width = min(TEXT_BYTES, max([ROOM, *(len(text) for text in texts)]))
        return DbfField(name, "C", width, 0, b"".join(text.ljust(width) for text in texts))
    filled = values.astype(object).where(values.notna(), None).tolist()
    if column.shape == "date":
        days = [
            "" if day is None else f"{day.year:04d}{day.month:02d}{day.day:02d}" for day in filled
        ]
        return DbfField(name, "D", 8, 0, _joined(days, 8))
    if column.shape == "yes_no":
        words = ["?" if value is None else "T" if value else "F" for value in filled]
        return DbfField(name, "L", 1, 0, _joined(words, 1))
    if column.shape == "whole":
        numbers = ["" if value is None else str(int(value)) for value in filled]
        width = max([WHOLE_WIDTH, *map(len, numbers)])
        return DbfField(name, "N", width, 0, _joined(numbers, width, right=True))
    finite = [None if value is None or not np.isfinite(value) else float(value) for value in filled]
    largest = max((abs(value) for value in finite if value is not None), default=0.0)
    # All cells of a field have the same number of decimals: as many as the largest number leaves in
    # the width, after its digits, the sign and the point.
    before = len(f"{largest:.0f}") + 2
    decimals = max(0, min(MOST_DECIMALS, NUMBER_WIDTH - before))
    numbers = ["" if value is None else f"{value:.{decimals}f}" for value in finite]
    width = max([NUMBER_WIDTH, *map(len, numbers)])
    return DbfField(name, "N", width, decimals, _joined(numbers, width, right=True))


def _joined(cells: Sequence[str], width: int, *, right: bool = False) -> bytes:
    padded = (cell.rjust(width) if right else cell.ljust(width) for cell in cells)
    return "".join(padded).encode("ascii")


def write_dbf(fields: Sequence[DbfField], records: int, path: Path, *, encoding: str) -> None:
    """Write a .dbf.

    Parameters
    ----------
    fields
        The encoded fields.
    records
        The number of rows.
    path
        The file.
    encoding
        ``"gbk"`` or ``"utf-8"``, for the language byte.

    Raises
    ------
    OutputError
        If the table exceeds a limit of the format.
    """
    width = 1 + sum(field.width for field in fields)
    size = width * records
    if len(fields) > MOST_FIELDS or width > MOST_RECORD or size > MOST_FILE:
        raise OutputError(
            "formats.shapefile_bounds",
            where=path.name,
            most_fields=MOST_FIELDS,
            most_record=MOST_RECORD,
        )
    written_on = stored_time().date()
    head = bytearray(32)
    head[0:4] = bytes([VERSION, written_on.year - 1900, written_on.month, written_on.day])
    head[4:8] = records.to_bytes(4, "little")
    head[8:10] = (32 * (len(fields) + 1) + 1).to_bytes(2, "little")
    head[10:12] = width.to_bytes(2, "little")
    head[29] = LDID[encoding]
    table = np.empty((records, width), dtype=np.uint8)
    table[:, 0] = ord(ALIVE)
    at = 1
    for field in fields:
        cells = np.frombuffer(field.cells, dtype=np.uint8).reshape(records, field.width)
        table[:, at : at + field.width] = cells
        at += field.width
    with path.open("wb") as file:
        file.write(head)
        file.writelines(_descriptor(field) for field in fields)
        file.write(TERMINATOR)
        file.write(table.tobytes())
        file.write(END)


def _descriptor(field: DbfField) -> bytes:
    place = field.name.ljust(11, b"\0") + field.kind.encode("ascii") + bytes(4)
    return (place + bytes([field.width, field.decimals])).ljust(32, b"\0")
