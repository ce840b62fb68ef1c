"""On which page each part of a document will stand, for the contents, before anybody lays it out.

A document names pages by fields, which Word works out only when it is asked to, so that the value
that is stored in them is what its reader sees. The lines of this layout have fixed heights, and a
row of a table never stands on two pages, so that the pages can be counted beforehand. Other fonts
can move a heading that stands near the end of a page to the next one; updating the fields (F9) puts
that right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.reports.word_lines import line_count
from parkland.reports.word_widths import PT_PER_CM

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_WHOLE_LINES = 3  # of a paragraph that cannot be divided without leaving a line alone
SHORT_TABLE_PT = 190.0  # a table no higher than this stands on one page


def kept_rows(heights: Sequence[float], *, has_note: bool) -> list[bool]:
    """Return of each row of a table whether it stands on the page of what follows.

    A short table stands on one page. Of a longer one neither the first row nor the last stands
    alone, and the last stays with the note below the table.

    Examples
    --------
    >>> kept_rows([20.0] * 3, has_note=False)
    [True, True, False]
    >>> kept_rows([90.0] * 5, has_note=True)
    [True, False, False, True, True]
    """
    last = len(heights) - 1
    is_short = sum(heights) <= SHORT_TABLE_PT
    return [
        has_note if place == last else is_short or place in (0, last - 1)
        for place in range(len(heights))
    ]


class PageCounter:
    """Counts the pages of a document while its blocks are written.

    Parameters
    ----------
    width_cm, height_cm
        Between the margins of an upright page.

    Attributes
    ----------
    page : int
        The page that is being filled, from 1.
    page_of : dict
        The page of each heading, by its key.
    """

    def __init__(self, width_cm: float, height_cm: float) -> None:
        self.upright = (width_cm * PT_PER_CM, height_cm * PT_PER_CM)
        self.page = 1
        self.is_wide = False
        self.used = 0.0
        self.kept = 0.0  # headings that must stand on the page of what follows
        self.page_of: dict[str, int] = {}
        self._waiting: list[str] = []

    @property
    def width(self) -> float:
        """Points between the margins, from side to side."""
        return self.upright[1 if self.is_wide else 0]

    @property
    def height(self) -> float:
        """Points between the margins, from top to bottom."""
        return self.upright[0 if self.is_wide else 1]

    def turn(self, *, wide: bool | None = None) -> None:
        """Begin a page; `wide` turns it. An empty page is not left behind."""
        if self.kept:
            self.place(0.0)
        if self.used:
            self.page += 1
        self.used = self.kept = 0.0
        if wide is not None:
            self.is_wide = wide

    def place(self, height: float) -> int:
        """Add what may not be divided, and return its page."""
        if self.used and self.used + self.kept + height > self.height:
            self.page += 1
            self.used = 0.0
        self.used += self.kept + height
        self.kept = 0.0
        self.page_of |= dict.fromkeys(self._waiting, self.page)
        self._waiting.clear()
        return self.page

    def keep(self, height: float, *, key: str = "") -> None:
        """Add what stands on the page of what follows; with a key, its page is noted."""
        self.kept += height
        if key:
            self._waiting.append(key)

    def paragraph(
        self,
        text: str,
        *,
        size_pt: float,
        line_pt: float,
        indent_pt: float = 0,
        after_pt: float = 0,
    ) -> None:
        """Add a paragraph line by line; neither its first nor its last line stands alone."""
        lines = line_count(text, self.width / size_pt, indent=indent_pt / size_pt)
        together = [lines] if lines <= MOST_WHOLE_LINES else [2, *[1] * (lines - 4), 2]
        for number in together:
            self.place(number * line_pt)
        self.used += after_pt

    def rows(self, heights: Sequence[float], kept: Sequence[bool], *, heading_pt: float) -> None:
        """Add the rows of a table, whose headings stand on each of its pages."""
        self.keep(heading_pt)
        is_begun = False
        for height, keeps in zip(heights, kept, strict=True):
            if keeps:
                self.keep(height)
                continue
            page = self.page
            if self.place(height) != page and is_begun:
                self.used += heading_pt
            is_begun = True
