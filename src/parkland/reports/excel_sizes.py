"""Widths of columns, heights of rows and pages of a sheet of the workbook.

Spreadsheets do not fit the height of a row to its text when they open a file, and that of merged
cells they never fit. So the height is worked out here from the width. Widths are in characters of
the normal font; a Chinese character takes two.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from parkland.reports.report_blocks import TableBlock, cell_text
from parkland.reports.word_widths import heading_lines
from parkland.safe_text import display_width

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from parkland.reports.report_blocks import TableColumn

SAMPLED = 400  # rows looked at for the width of a column
NARROWEST, BROADEST = 6, 38  # of a column
READABLE = 14  # of a column of long texts, at least
MOST_LINES = 4  # of a text, where its column can be made broad enough
BARE = (60, 60)  # of a sheet without a table
HIGHEST_ROW_PT = 409
LINE_PT, ROW_PT = 15.0, 3.0  # a line of the normal font, and the space around the lines
RESERVE = 0.94  # of a line: fonts that take the place of the office's are broader
# Characters across an A4 page at full size, upright and turned, and the least scale that reads. A
# page of A3 has as much more as its side is longer.
UPRIGHT, TURNED, LEAST_SCALE = 70, 108, 0.65
A3, A4, LONGER = 8, 9, 2**0.5


def column_widths(tables: Iterable[TableBlock]) -> tuple[int, ...]:
    """Return how many characters each column of a sheet gets, which its tables share."""
    needed: list[int] = []
    for table in tables:
        for place, column in enumerate(table.columns):
            needed += [NARROWEST] * (place + 1 - len(needed))
            needed[place] = max(needed[place], _needed(table, place, column))
    return tuple(needed) or BARE


def _needed(table: TableBlock, place: int, column: TableColumn) -> int:
    texts = [cell_text(row[place], column) for row in table.rows[:SAMPLED]]
    if table.total is not None:
        texts.append(cell_text(table.total[place], column))
    lengths = [display_width(text) for text in texts] or [0]
    heading = max(display_width(line) for line in heading_lines(column.heading) or [""])
    if column.kind != "text":
        return min(max(*lengths, heading, 0) + 2, BROADEST)
    mean = sum(lengths) / len(lengths)
    wanted = max(min(max(lengths), READABLE), mean * 1.2, max(lengths) / MOST_LINES, heading)
    return min(int(wanted) + 2, BROADEST)


@lru_cache(maxsize=65536)
def lines_of(text: str, width: float, *, size: float = 1.0) -> int:
    r"""Return on how many lines a text stands in `width` characters, in letters `size` as large.

    Examples
    --------
    >>> lines_of("企业反映因县道改线", 10), lines_of("a\nb", 10)
    (2, 2)
    """
    room = max(width * RESERVE / size, 1)
    return sum(max(1, -int(-display_width(line) // room)) for line in text.split("\n"))


def row_height(cells: Sequence[object], widths: Sequence[int]) -> float | None:
    """Return the height of a row in points; None where a line is enough.

    The cells stand in the first of the columns whose widths are given; only texts wrap.
    """
    most = max(
        (
            lines_of(cell, width)
            for cell, width in zip(cells, widths, strict=False)
            if isinstance(cell, str) and (2 * len(cell) > width * RESERVE or "\n" in cell)
        ),
        default=1,
    )
    return None if most == 1 else min(most * LINE_PT + ROW_PT, HIGHEST_ROW_PT)


def broken_heading(heading: str, width: int) -> str:
    r"""Return a heading with line breaks where its column is too narrow for it.

    Examples
    --------
    >>> broken_heading("面积（平方米）", 12)
    '面积\n（平方米）'
    """
    if display_width(heading) <= width:
        return heading
    return "\n".join(heading_lines(heading))


@dataclass(frozen=True, slots=True)
class Pages:
    """How a sheet is printed: paper, turned or upright, one page across or a scale with breaks."""

    paper: int
    is_turned: bool
    scale: int | None = None
    breaks: tuple[int, ...] = ()


def pages_across(widths: Sequence[int], *, repeated: int, starts: Sequence[int]) -> Pages:
    """Return how the columns of a sheet are divided over pages.

    Parameters
    ----------
    widths
        Of the columns that are printed; 0 for one that is folded away.
    repeated
        How many of the first columns stand on every page.
    starts
        The columns at which a group begins. Pages begin there, as far as a group fits; without
        groups a sheet is one page wide, whatever its scale.

    Returns
    -------
    Pages
        Of A4 and one page across where its letters can be read, else of A3.
    """
    whole = sum(widths) * LEAST_SCALE
    if whole <= TURNED:
        return Pages(A4, whole > UPRIGHT)
    if whole <= TURNED * LONGER or not starts:
        return Pages(A3, is_turned=True)
    room = TURNED * LONGER / LEAST_SCALE
    head = sum(widths[:repeated])
    breaks: list[int] = []
    used = 0.0
    begun = repeated
    for place in range(repeated, len(widths)):
        if head + used + widths[place] > room:
            begun = max((start for start in starts if begun < start <= place), default=place)
            breaks.append(begun)
            used = float(sum(widths[begun:place]))
        used += widths[place]
    return Pages(A3, is_turned=True, scale=round(LEAST_SCALE * 100), breaks=tuple(breaks))
