"""Decode the bytes of a .dbf into columns of text, numbers, days, or yes and no.

A column is kept as text if one of its cells does not fit its type. Every column is decoded at once
with arrays. Only if that fails, it is examined cell by cell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from parkland.column_names import free_name
from parkland.formats.shapefile.dbf_table import SPACE, lines
from parkland.formats.text_encodings import PADDING, decoded, decoded_lines

if TYPE_CHECKING:
    import pandas as pd

    from parkland.formats.shapefile.dbf_table import DbfColumn, DbfTable

NO_DATES = (b"", b"00000000")
NUMBER = re.compile(rb"(?:[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)?")
ROOM, HALF, WIDE, SEVERAL = 3, 0.5, 12, 3  # see `null_stars`
EXACT_DIGITS = 15  # a double holds every whole number of this number of digits
_YES, _NO, _UNKNOWN = b"TtYy", b"FfNn", b"? \0"


@dataclass(slots=True)
class DecodedColumns:
    """The decoded columns of a .dbf, and the cells that do not fit their column.

    Attributes
    ----------
    columns
        The columns by heading.
    bad
        By heading, the row (from 0) and the text of each cell that does not fit its type.
    undecodable
        By row (from 0), the headings of texts that are not in the encoding; these cells are
        missing.
    binary
        The headings of columns that are neither text nor a known type.
    nulls
        By heading, the number of cells full of ``*`` that stand for an empty number.
    cut
        The number of texts that ended in an incomplete character, which was dropped.
    overflowed
        The number of cells that hold ``***``, because their number was too wide for the field.
    """

    columns: dict[str, pd.Series] = field(default_factory=dict)
    bad: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    undecodable: dict[int, list[str]] = field(default_factory=dict)
    binary: list[str] = field(default_factory=list)
    nulls: dict[str, int] = field(default_factory=dict)
    cut: int = 0
    overflowed: int = 0


def read_columns(table: DbfTable, encoding: str) -> DecodedColumns:
    """Decode every column of `table`; headings that are equal after decoding get numbers."""
    result = DecodedColumns()
    for column in table.columns:
        heading = column.name.decode(encoding, errors="ignore")
        title = free_name(heading, result.columns)
        series = _column(table, column, encoding, title, result)
        result.columns[title] = series.rename(title)
    return result


def _column(
    table: DbfTable, column: DbfColumn, encoding: str, title: str, result: DecodedColumns
) -> pd.Series:
    cells = table.cells(column)
    if column.kind in "NF":
        stars = null_stars(cells, column.width)
        if stars.any():
            cells = cells.copy()
            cells[stars] = SPACE
            result.nulls[title] = int(stars.sum())
        typed = _numbers(cells, whole=column.kind == "N")
    elif column.kind == "D":
        typed = _days(cells)
    elif column.kind == "L":
        typed = _answers(cells)
    elif column.kind in "CM":
        failed: list[int] = []
        texts, cut = _texts(cells, encoding, failed=failed)
        result.cut += cut
        for row in failed:
            result.undecodable.setdefault(row, []).append(title)
        return texts
    else:
        return _binary(cells, title, result)
    if typed is not None:
        return typed
    wrong = _wrong(cells, column.kind)
    result.overflowed += sum(text.strip("*") == "" for _, text in wrong)
    if wrong:
        result.bad[title] = wrong
    return _texts(cells, "latin-1", empties=NO_DATES if column.kind == "D" else ())[0]


def _texts(
    cells: np.ndarray,
    encoding: str,
    *,
    empties: tuple[bytes, ...] = (),
    failed: list[int] | None = None,
) -> tuple[pd.Series, int]:
    """Return cells as text, and the number of texts that end inside a character.

    An empty cell is missing, and so is a cell with one of the texts `empties`. Rows that cannot be
    decoded are added to `failed`, and their cells are missing.
    """
    import pandas as pd

    if not len(cells):
        return pd.Series([], dtype="str"), 0
    block = lines(cells)
    texts, cut = decoded_lines(block, encoding), 0
    if texts is None:
        texts, cut = _one_by_one(block.split(b"\n")[:-1], encoding, failed)
    if (cells == 0).any():
        texts = [text.split("\0", 1)[0] for text in texts]
    stripped = [text.rstrip() or None for text in texts]
    if empties:
        blank = {empty.decode("ascii") for empty in empties}
        stripped = [None if text in blank else text for text in stripped]
    return pd.Series(stripped, dtype="str"), cut


def _one_by_one(
    cells: list[bytes], encoding: str, failed: list[int] | None
) -> tuple[list[str], int]:
    texts, cut = [], 0
    for row, cell in enumerate(cells):
        try:
            text, half = decoded(cell.rstrip(PADDING), encoding)
        except UnicodeDecodeError:
            text, half = "", False
            if failed is not None:
                failed.append(row)
        texts.append(text)
        cut += half
    return texts, cut


def _numbers(cells: np.ndarray, *, whole: bool) -> pd.Series | None:
    """Return the numbers of a column, or None if a cell is not a number or has too many digits."""
    import pandas as pd

    if not cells.shape[1]:
        return pd.Series(np.nan, index=range(len(cells)), dtype="float64")
    if (cells == ord("_")).any():  # numpy parses 1_000 as a number, and dBASE does not
        return None
    # A double is exact for 15 digits. A longer whole number is often a code and is kept as text.
    if cells.shape[1] > EXACT_DIGITS:
        digits = ((cells >= ord("0")) & (cells <= ord("9"))).sum(axis=1)
        if ((digits > EXACT_DIGITS) & ~(cells == ord(".")).any(axis=1)).any():
            return None
    empty = ((cells == SPACE) | (cells == 0)).all(axis=1)
    # numpy converts an array of fixed-width bytes at once. Empty cells would stop it, so they
    # become "0" before and NaN after the conversion.
    written = np.where(cells == 0, SPACE, cells).astype(np.uint8)
    written[empty, 0] = ord("0")
    try:
        numbers = np.ascontiguousarray(written).view(f"S{cells.shape[1]}").ravel().astype("float64")
    except ValueError:
        return None
    numbers[empty] = np.nan
    if not np.isfinite(numbers[~empty]).all():
        return None
    is_whole = whole and not empty.any() and not (cells == ord(".")).any()
    return pd.Series(numbers.astype("int64") if is_whole and _is_long(numbers) else numbers)


def null_stars(cells: np.ndarray, width: int) -> np.ndarray:
    """Return which cells of a column are full of ``*`` because their number is empty.

    GDAL and others fill an empty number so. The same cell means a number that was too wide for the
    field. It is taken as empty if the other numbers leave at least `ROOM` characters of the field
    free, so that it would have to be a thousand times larger than all of them; or if half of the
    cells are so. A column without any number counts as empty if it is wide or has several rows.
    """
    stars: np.ndarray = (
        (cells == ord("*")).all(axis=1)
        if cells.shape[1] == width and width
        else np.zeros(len(cells), dtype=bool)
    )
    if not stars.any():
        return stars
    others = cells[~stars]
    filled = (others != SPACE) & (others != 0)
    widest = int(filled.sum(axis=1).max(initial=0))
    if not widest:
        is_null = width >= WIDE or int(stars.sum()) >= SEVERAL
    else:
        is_null = width - widest >= ROOM or stars.mean() >= HALF
    return stars if is_null else np.zeros(len(cells), dtype=bool)


def _is_long(numbers: np.ndarray) -> bool:
    return bool((numbers == np.trunc(numbers)).all() and (np.abs(numbers) < 10**EXACT_DIGITS).all())


def _days(cells: np.ndarray) -> pd.Series | None:
    """Return the days of a column, or None if a cell is not a day."""
    import pandas as pd

    size = len(NO_DATES[1])
    # Empty cells become a valid day before the conversion and NaT after it.
    digits = np.full((len(cells), size), SPACE, dtype=np.uint8)
    digits[:, : cells.shape[1]] = cells[:, :size]
    empty = ((digits == SPACE) | (digits == 0)).all(axis=1) | (digits == ord("0")).all(axis=1)
    digits[empty] = np.frombuffer(b"20000101", dtype=np.uint8)
    values = digits.astype("int64") - ord("0")
    if cells.shape[1] > size or ((values < 0) | (values > 9)).any():  # noqa: PLR2004 - a digit
        return None
    year = values[:, :4] @ (1000, 100, 10, 1)
    month, day = values[:, 4:6] @ (10, 1), values[:, 6:] @ (10, 1)
    if ((month < 1) | (month > 12) | (year < 1)).any():  # noqa: PLR2004 - of a year
        return None
    # Adding the day to the first of the month moves an impossible day, such as 31 June, into the
    # next month, which shows that it is impossible.
    first = (year - 1970).astype("M8[Y]").astype("M8[M]") + (month - 1)
    days = first.astype("M8[D]") + (day - 1)
    if ((day < 1) | (days.astype("M8[M]") != first)).any():
        return None
    days[empty] = np.datetime64("NaT", "D")
    return pd.Series(days.astype("M8[s]"))


def _answers(cells: np.ndarray) -> pd.Series | None:
    """Return yes and no, missing if unknown; or None if a cell is none of these."""
    import pandas as pd

    first = cells[:, 0] if cells.shape[1] else np.full(len(cells), SPACE, dtype=np.uint8)
    yes, no = (np.isin(first, np.frombuffer(letters, np.uint8)) for letters in (_YES, _NO))
    unknown = np.isin(first, np.frombuffer(_UNKNOWN, np.uint8))
    if cells.shape[1] > 1 or not (yes | no | unknown).all():
        return None
    return pd.Series(pd.arrays.BooleanArray(yes, unknown))


def _binary(cells: np.ndarray, title: str, result: DecodedColumns) -> pd.Series:
    """Return a column of an unknown type: as text if it is printable ASCII, else hexadecimal."""
    import pandas as pd

    if ((cells >= SPACE) & (cells < 0x7F) | (cells == 0)).all():  # noqa: PLR2004 - printable
        return _texts(cells, "ascii")[0]
    result.binary.append(title)
    return pd.Series([cell.tobytes().hex() for cell in cells], dtype="str")


def _wrong(cells: np.ndarray, kind: str) -> list[tuple[int, str]]:
    """Return the row and the text of the cells that do not fit the type of their column."""
    # Equal cells are checked once: a damaged column often repeats a few values.
    values = np.ascontiguousarray(cells).view(f"V{cells.shape[1]}").ravel()
    distinct, places = np.unique(values, return_inverse=True)
    texts = [bytes(value).strip(b" \0") for value in distinct.tolist()]
    wrong = np.array([not _is_right(text, kind) for text in texts])
    rows = np.flatnonzero(wrong[places])
    return [(int(row), texts[places[row]].decode("latin-1")) for row in rows]


def _is_right(text: bytes, kind: str) -> bool:
    if kind == "D":
        return text in NO_DATES or _days(np.frombuffer(text, np.uint8)[None, :]) is not None
    if kind == "L":
        return _answers(np.frombuffer(text, np.uint8)[None, :]) is not None
    return bool(NUMBER.fullmatch(text))
