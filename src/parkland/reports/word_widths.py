"""How wide the columns of a table on a page are, how large its letters, and how high its rows.

Definition. A column is **rigid** if its cells must stand on one line: numbers, days, short texts.
Other columns are loose: their texts wrap. The letters are the largest of `SIZES_PT` at which every
rigid column, and the longest number or word of every loose one, fits across the page; a table for
which even the smallest letters are too large needs a landscape page.

A Chinese character is as wide as the letters are high. Latin letters are taken to be wider than
those of Times New Roman, because a machine may have another font in its place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from parkland.reports.report_blocks import cell_text
from parkland.reports.word_lines import line_count
from parkland.safe_text import display_width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parkland.reports.report_blocks import TableBlock

PT_PER_CM = 72 / 2.54
SIZES_PT = (10.5, 9.0, 8.0, 7.5)
# Width of a Latin letter, in heights: of a text with commas and dots, and of a digit in a word that
# must not break. Those of DejaVu Serif, the widest font that takes the place of Times New Roman.
LATIN, DIGIT = 0.6, 0.65
PADDING_PT = 8.0  # left and right of a text in a cell, with the line between two cells
MARGINS_PT = 6.5  # of these, what no letter may fill
LOOKED_AT = 400  # rows, for the width of a column
SHORT = 12  # half-width characters: a text of so many stays on one line
FEWEST = 5  # Chinese characters on a line of a loose column
LONGEST_WORD = 64  # characters, as a checksum has; a longer one may break
BOLD = 1.2  # of the total and of headings, against other letters
ROOMY = 1.5  # lines in a row, on average, for the largest letters; more letters fit if smaller
LONGEST_HEADING = 6  # Chinese characters of a heading on one line
MOST_LINES = 8  # of a cell: longer texts do not widen their column further
_WORD = re.compile(r"[\x21-\x7e]+")
_BREAKS = re.compile(r"(?<=.)(?=（)|\s(?=\()|(?<=、)")
RAGGED = 0.7  # heights of a letter that a line of several stays shorter
LINE = 1.3  # height of a line of a cell, in heights of its letters
ROW_PT = 3.4  # above and below the lines of a row, with its edges


@dataclass(frozen=True, slots=True)
class Fit:
    """How a table stands on a page.

    Attributes
    ----------
    size_pt : float
        The height of its letters.
    widths_pt : tuple of float
        Of its columns; their sum is the width of the page.
    is_whole : bool
        No number, day or heading has to break.
    """

    size_pt: float
    widths_pt: tuple[float, ...]
    is_whole: bool

    def lines(self, text: str, column: int) -> int:
        """Return on how many lines a text stands in a column."""
        room = self.widths_pt[column] - PADDING_PT
        width = text_width(text) * self.size_pt
        if width <= room:
            return 1
        # a word, a number or a mark that may not begin a line leaves a part of the line empty
        return -int(-width // (room - RAGGED * self.size_pt))

    def row_pt(self, texts: Sequence[str]) -> float:
        """Return the height of a row of printed texts, in the fonts that Word has."""
        rooms = [(width - MARGINS_PT) / self.size_pt for width in self.widths_pt]
        lines = (line_count(text, room) for text, room in zip(texts, rooms, strict=True))
        most = max(lines, default=1)
        return most * self.line_pt + ROW_PT

    @property
    def line_pt(self) -> float:
        """The distance of two lines in a cell."""
        return round(self.size_pt * LINE * 2) / 2


@lru_cache(maxsize=65536)
def text_width(text: str) -> float:
    """Return the width of a text in heights of its letters.

    Examples
    --------
    >>> text_width("地块12")
    3.2
    """
    wide = display_width(text) - len(text)
    return max(wide, 0) + (len(text) - max(wide, 0)) * LATIN


def heading_lines(heading: str) -> list[str]:
    """Return the lines into which a heading may break: at a bracket or a comma, else in halves.

    Examples
    --------
    >>> heading_lines("补充协议开工时间"), heading_lines("面积（亩）"), heading_lines("Area (mu)")
    (['补充协议', '开工时间'], ['面积', '（亩）'], ['Area', '(mu)'])
    """
    lines: list[str] = []
    for part in _BREAKS.split(heading):
        if _is_latin(part):
            lines += part.split()
        elif len(part) > LONGEST_HEADING and not part.startswith("（"):
            half = (len(part) + 1) // 2
            lines += [part[:half], part[half:]]
        else:
            lines.append(part)
    return lines


def broken_heading(heading: str, room_pt: float, size_pt: float) -> list[str]:
    """Return a heading as the lines that a column has room for; one if the heading fits."""
    size_pt = size_pt * BOLD
    if text_width(heading) * size_pt <= room_pt:
        return [heading]
    lines: list[str] = []
    for part in heading_lines(heading):
        joint = " " if _is_latin(part) else ""
        joined = f"{lines[-1]}{joint}{part}" if lines else part
        if lines and text_width(joined) * size_pt <= room_pt and not part.startswith("（"):
            lines[-1] = joined
        else:
            lines.append(part)
    return lines


def fitted(table: TableBlock, width_cm: float) -> Fit:
    """Return how a table stands on a page that is `width_cm` wide between its margins."""
    page = width_cm * PT_PER_CM
    needs = [_need(table, place) for place in range(len(table.columns))]
    for size in SIZES_PT:
        least = [need.least * size + PADDING_PT for need in needs]
        if sum(least) > page:
            continue
        fit = Fit(size, _stretched(needs, least, page), is_whole=True)
        if size == SIZES_PT[0] and _lines(table, fit) > ROOMY:
            continue
        return fit
    size = SIZES_PT[-1]
    least = [need.least * size + PADDING_PT for need in needs]
    return Fit(size, tuple(width * page / sum(least) for width in least), is_whole=False)


@dataclass(frozen=True, slots=True)
class _Need:
    """What a column needs in heights of its letters: at least, and for its longer texts."""

    least: float
    wanted: float


def _need(table: TableBlock, place: int) -> _Need:
    column = table.columns[place]
    texts = [cell_text(row[place], column) for row in table.rows[:LOOKED_AT]]
    lengths = sorted(text_width(text) for text in texts) or [0.0]
    if table.total is not None:
        total = text_width(cell_text(table.total[place], column)) * BOLD
        lengths = sorted([*lengths, total]) if column.kind != "text" else lengths
    parts = heading_lines(column.heading)
    heading = max((_word_width(part) for part in parts), default=0.0) * BOLD
    if column.kind != "text" or lengths[-1] <= SHORT / 2:
        least = max(lengths[-1], heading)
        return _Need(least, least)
    words = (word for text in texts for word in _WORD.findall(text) if len(word) <= LONGEST_WORD)
    word = max((_word_width(word) for word in words), default=0.0)
    least = max(heading, word, min(lengths[-1], FEWEST))
    mean = sum(lengths) / len(lengths)
    return _Need(least, max(least, min(lengths[-1], mean * 1.3), lengths[-1] / MOST_LINES))


def _stretched(needs: Sequence[_Need], least: Sequence[float], page: float) -> tuple[float, ...]:
    """Return widths that fill the page: what is left goes to texts that wrap, else to all."""
    left = page - sum(least)
    wants = [need.wanted - need.least for need in needs]
    if sum(wants) > 0:
        return tuple(
            width + left * want / sum(wants) for width, want in zip(least, wants, strict=True)
        )
    return tuple(width + left / len(least) for width in least)


def _lines(table: TableBlock, fit: Fit) -> float:
    """Return the mean number of lines in a row."""
    lines = [
        max(fit.lines(cell_text(cell, column), place)
            for place, (cell, column) in enumerate(zip(row, table.columns, strict=True)))
        for row in table.rows[:LOOKED_AT]
    ]  # fmt: skip
    return sum(lines) / max(len(lines), 1)


def _word_width(word: str) -> float:
    """Return the width of what must not break, which may be all wide letters: ``Number``."""
    return len(word) * DIGIT if _is_latin(word) else text_width(word)


def _is_latin(text: str) -> bool:
    return text.isascii()
