"""Drawing the panel of a sheet: title, legend and index in columns, imprint, stamp, footer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.maps.context_looks import look_of
from parkland.paper.ink import BLACK, GREY
from parkland.paper.map_drawing import EDGE, FILL_ALPHA, draw_scale_bar
from parkland.paper.panel_rows import (
    FIGURE_TEXTS,
    GAP_MM,
    INDEX_TEXTS,
    SWATCH_MM,
    TEXT_PT,
    column_widths,
    wrapped,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parkland.paper.ink import Page
    from parkland.paper.map_drawing import View
    from parkland.paper.panel_rows import Row
    from parkland.paper.paper_content import PaperContent
    from parkland.paper.sheet_layout import Box, SheetLayout

TITLE_PT, SUBTITLE_PT, FOOTER_PT = 18.0, 8.0, 7.0
RULE = "#999999"
SEPARATOR = "    "


def draw_title(page: Page, content: PaperContent, layout: SheetLayout, remark: str) -> None:
    """Write title and subtitle in the middle above the map; a long title in smaller type."""
    left, bottom, right, top = layout.title
    size = TITLE_PT * layout.factor
    wide = page.bold.width_mm(content.title, size)
    size *= min(1.0, (right - left) / wide) if wide else 1.0
    middle = (left + right) / 2
    page.text(middle, top - 5 * layout.factor, content.title, size, align="center", bold=True)
    line = SEPARATOR.join(text for text in (*content.subtitle, remark) if text)
    small = SUBTITLE_PT * layout.factor
    small *= min(1.0, (right - left) / max(page.regular.width_mm(line, small), 1.0))
    page.text(middle, bottom + 2.8 * layout.factor, line, small, align="center")


def draw_footer(page: Page, content: PaperContent, layout: SheetLayout, number: str) -> None:
    """Write the last lines of the page below everything, and the number of the page."""
    left, bottom, right, _ = layout.footer
    size, y = FOOTER_PT * layout.factor, bottom + 1.2 * layout.factor
    page.text(left, y, SEPARATOR.join(content.footer), size, color=GREY)
    page.text(right, y, number, size, align="right", color=GREY)


def draw_columns(page: Page, layout: SheetLayout) -> None:
    """Draw the rows of every column of the panel, whose figures stand alike in all of them."""
    every = [row for _, rows in layout.columns for row in rows]
    for box, rows in layout.columns:
        draw_rows(page, box, rows, layout.factor, every)


def draw_rows(
    page: Page, box: Box, rows: Sequence[Row], factor: float, alike: Sequence[Row]
) -> None:
    """Draw rows from the top of a box on; those of `alike` have their texts at the same places."""
    left, _, right, y = box
    index = column_widths(alike, page.regular, factor, INDEX_TEXTS)
    figures = column_widths(alike, page.regular, factor, FIGURE_TEXTS)
    for row in rows:
        height = row.height_mm(factor)
        middle = y - height / 2
        if len(row.texts) == INDEX_TEXTS:
            _index_row(page, row, (left, right), middle, factor, index)
        elif row.texts:
            _figured_row(page, row, (left, right), middle, factor, figures)
        if row.kind == "head":
            page.line([(left, y - height), (right, y - height)], 0.4, RULE)
        if row.kind == "total":
            page.line([(left, y), (right, y)], 0.5, RULE)
        y -= height


def _figured_row(
    page: Page,
    row: Row,
    ends: tuple[float, float],
    y: float,
    factor: float,
    widths: Sequence[float],
) -> None:
    """Draw a text behind its swatch, and its figures at the right."""
    left, right = ends
    size = row.size_pt * factor
    bold = row.kind in ("heading", "total")
    color = GREY if row.kind == "head" else BLACK
    start = left
    if row.kind in ("class", "context"):
        half, wide = 1.5 * factor, SWATCH_MM * factor
        swatch = (left, y - half, left + wide, y + half)
        if row.kind == "class":
            page.box(swatch, 0.4, color=EDGE, fill=f"{row.color}{round(FILL_ALPHA * 255):02x}")
        else:
            page.line([(left, y), (left + wide, y)], 0.9, look_of(row.texts[0]).line)
        start = left + wide + GAP_MM * factor
    page.text(start, y, row.texts[0], size, bold=bold, color=color)
    for text, end in zip(row.texts[1:], (right - widths[2], right), strict=False):
        page.text(end, y, text, size, align="right", bold=bold, color=color)


def _index_row(
    page: Page,
    row: Row,
    ends: tuple[float, float],
    y: float,
    factor: float,
    widths: Sequence[float],
) -> None:
    """Draw serial number, parcel, area and class in their columns."""
    left, right = ends
    size = row.size_pt * factor
    serial, name, area, label = row.texts
    color = GREY if row.kind == "head" else BLACK
    last = right - widths[3] + GAP_MM * factor
    page.text(left, y, serial, size, color=color)
    page.text(left + widths[0], y, name, size, color=color)
    page.text(last - GAP_MM * factor, y, area, size, align="right", color=color)
    page.text(last, y, label, size, color=color)


def draw_imprint(page: Page, content: PaperContent, layout: SheetLayout, view: View) -> None:
    """Draw scale and scale bar, reference system, who made the sheet and when, and the stamp."""
    left, _, right, y = layout.imprint
    factor, words = layout.factor, content.words
    size = TEXT_PT * factor
    line = 4.1 * factor
    if content.plane is not None:
        label = f"{words['scale']} 1:{layout.scale:,}"
        page.text(left, y - 2 * factor, label, 10 * factor, bold=True)
        draw_scale_bar(page, left + factor, y - 9.5 * factor, 0.6 * (right - left), view, factor)
        y -= 13.5 * factor
    for text in content.imprint:
        for part in wrapped(text, page.regular, size, right - left):
            page.text(left, y, part, size)
            y -= 0.92 * line
        y -= 0.08 * line
    page.box(layout.stamp, 0.5, color="#aaaaaa", linestyle=(0, (4, 3)))
    west, south, east, north = layout.stamp
    middle = (west + east) / 2, (south + north) / 2
    page.text(*middle, words["stamp"], size, align="center", color="#aaaaaa")
