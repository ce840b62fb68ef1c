"""CSV as parkland writes it and reads it back.

One rule holds for every CSV text: a text that a spreadsheet could take for a formula stands behind
an apostrophe (`safe_text`), and reading takes it away again. A file is UTF-8 with a byte order mark
and line ends CR LF, because Excel on a Chinese computer takes a file without the mark for GBK.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools
from typing import TYPE_CHECKING

from parkland.errors import OutputError, brief
from parkland.safe_text import guard_formula, unguard_formula

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

# Characters of a cell that is read; the library's own limit is 131,072.
LONGEST_CELL = 2**24


def csv_text(
    headings: Sequence[str], rows: Iterable[Sequence[object]], *, line_end: str = "\n"
) -> str:
    r"""Return a table as CSV.

    Parameters
    ----------
    headings
        The first line.
    rows
        Cells: a text, a number, a date (written as 2020-03-01), or None for an empty cell.
    line_end
        What ends each line, also the last.

    Examples
    --------
    >>> csv_text(["name", "area"], [["=1+1", 2.5], [None, -3]])
    "name,area\n'=1+1,2.5\n,-3\n"
    """
    # The library quotes a line break in a cell only if it is one of its own line end, and a reader
    # takes either for the end of the line. So each line is written with both, and then ended anew.
    lines: list[str] = []
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    for row in itertools.chain([headings], rows):
        writer.writerow([_written(cell) for cell in row])
        lines.append(stream.getvalue().removesuffix("\r\n"))
        stream.seek(0)
        stream.truncate()
    return "".join(f"{line}{line_end}" for line in lines)


def write_csv(
    path: Path,
    headings: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    encoding: str = "utf-8",
    replace: bool = False,
) -> None:
    """Write a table as a CSV file.

    Parameters
    ----------
    path
        The file.
    headings, rows
        As for `csv_text`.
    encoding
        ``utf-8`` is written with a byte order mark.
    replace
        Write a question mark for a character that the encoding lacks, instead of raising.

    Raises
    ------
    OutputError
        If a character is not in `encoding`.
    """
    text = csv_text(headings, rows, line_end="\r\n")
    codec = "utf-8-sig" if encoding == "utf-8" else encoding
    try:
        path.write_bytes(text.encode(codec, errors="replace" if replace else "strict"))
    except UnicodeEncodeError as error:
        raise OutputError(
            "outputs.no_such_character",
            where=path.name,
            object=brief(error.object[error.start]),
            encoding=encoding,
        ) from error


def csv_rows(text: str, *, delimiter: str = ",") -> Iterator[list[str]]:
    r"""Yield the rows of a CSV text, without the apostrophes that `csv_text` put in.

    Raises
    ------
    csv.Error
        If it is not valid CSV.

    Examples
    --------
    >>> list(csv_rows("name,area\n'=1+1,2.5\n"))
    [['name', 'area'], ['=1+1', '2.5']]
    """
    csv.field_size_limit(LONGEST_CELL)
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
        yield [unguard_formula(cell) for cell in row]


def _written(cell: object) -> object:
    """Return a cell as the library writes it: texts guarded, days and times in ISO form."""
    if isinstance(cell, str):
        return guard_formula(cell)
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ")
    return cell.isoformat() if isinstance(cell, dt.date) else cell
