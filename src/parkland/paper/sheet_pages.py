"""The pages of a printed map: the sheet, and the index where it does not fit on the sheet."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil
from typing import TYPE_CHECKING

from parkland.paper.detail_sheets import detail_sheets
from parkland.paper.ink import Page
from parkland.paper.map_drawing import (
    View,
    draw_frame,
    draw_labels,
    draw_north,
    draw_parts,
    draw_shapes,
    extent_of,
    labels_of,
    middle_of,
)
from parkland.paper.map_plane import round_scale
from parkland.paper.panel_drawing import (
    draw_columns,
    draw_footer,
    draw_imprint,
    draw_rows,
    draw_title,
)
from parkland.paper.panel_rows import (
    Row,
    flow,
    index_head,
    index_rows,
    legend_rows,
    note_rows,
    width_mm,
)
from parkland.paper.parcel_labels import MOST_NAMED, Labelling
from parkland.paper.sheet_layout import GAP_MM, best_layout, layouts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

    from parkland.paper.detail_sheets import Detail
    from parkland.paper.paper_content import PaperContent
    from parkland.paper.paper_sizes import PaperSheet
    from parkland.paper.sheet_layout import SheetLayout
    from parkland.paper.typefaces import Typeface


SHORT_INDEX = 40  # rows for which the map may be one step smaller, rather than have a second page


@dataclass(frozen=True, slots=True)
class Faces:
    """The fonts of a sheet."""

    regular: Typeface
    bold: Typeface

    def page(self, layout: SheetLayout) -> Page:
        """Return an empty page of the size of a layout."""
        return Page.blank(layout.width, layout.height, self.regular, self.bold)


@dataclass(frozen=True, slots=True)
class MapSheet:
    """A sheet before it is drawn: where things stand, what the frame shows, and the labels."""

    layout: SheetLayout
    view: View
    labelling: Labelling

    @property
    def lists_index(self) -> bool:
        """Whether the index stands on the sheet."""
        return any(row.kind == "index" for _, rows in self.layout.columns for row in rows)


def sheet_figures(content: PaperContent, sheet: PaperSheet, faces: Faces) -> list[Figure]:
    """Return the sheet, and behind it the pages of the index if it does not fit on the sheet.

    Raises
    ------
    OutputError
        If the parcels do not fit at the given scale, or the legend does not fit at all.
    """
    planned = planned_sheet(content, sheet, faces)
    layout = planned.layout
    details = []
    if planned.labelling.unnamed > 0 and len(content.names) <= MOST_NAMED:
        planned = _without_index(content, planned, faces)
        details = detail_sheets(content, planned.layout, planned.view, faces.regular)
    pages = [faces.page(layout)]
    for number, detail in enumerate(details, start=1):
        pages.append(_detail_page(content, planned, detail, (number, len(details)), faces))
    index = [one for detail in details for one in detail.labelling.index]
    if not details and not planned.lists_index:
        index = planned.labelling.index
    pages += _index_pages(content, planned, index, faces)
    if details:
        draw_parts(pages[0], planned.view, [one.part.cell for one in details])
    _draw_sheet(pages[0], content, planned, _remark(content, planned, details))
    for number, page in enumerate(pages, start=1):
        draw_footer(page, content, layout, _page_number(content, number, len(pages)))
    return [page.finished() for page in pages]


def _remark(content: PaperContent, planned: MapSheet, details: Sequence[Detail]) -> str:
    """Return where the names stand that the map lacks, and how many stand nowhere."""
    words = content.words
    unnamed = sum(one.labelling.unnamed for one in details)
    unnamed = unnamed if details else planned.labelling.unnamed
    told = words["unnamed"].format(number=f"{unnamed:,}") if unnamed else ""
    return "    ".join(text for text in (words["elsewhere"] if details else "", told) if text)


def _without_index(content: PaperContent, planned: MapSheet, faces: Faces) -> MapSheet:
    """Return a sheet with the numbers that have room, whose other parcels are named on details."""
    rows = legend_rows(content)
    rows += note_rows(content, faces.regular, width_mm(rows, faces.regular, 1.0))
    listed = {row for _, row in planned.labelling.index}
    labels = [one for one in planned.labelling.labels if one.row not in listed]
    layout = _spread(planned.layout, rows) or planned.layout
    return replace(planned, layout=layout, labelling=Labelling(labels))


def _detail_page(
    content: PaperContent, planned: MapSheet, detail: Detail, place: tuple[int, int], faces: Faces
) -> Page:
    """Return a detail sheet: like the sheet, at its own scale and with its number."""
    number, of = place
    title = content.words["detail"].format(title=content.title, number=number, of=of)
    layout = replace(planned.layout, scale=detail.part.view.scale)
    page = faces.page(layout)
    own = MapSheet(layout, detail.part.view, detail.labelling)
    _draw_sheet(page, replace(content, title=title), own, "")
    return page


def planned_sheet(content: PaperContent, sheet: PaperSheet, faces: Faces) -> MapSheet:
    """Return the sheet with its index on it, if it finds room without a (much) smaller scale."""
    extent = extent_of(content.shapes)
    face = faces.regular
    rows = legend_rows(content)
    rows += note_rows(content, face, width_mm(rows, face, 1.0))
    plain = _labelled(content, best_layout(sheet, extent, rows, face), faces)
    if not plain.labelling.index:
        return plain
    listed = [*rows, *_index_block(content, plain.labelling)]
    most = plain.layout.scale
    if sheet.scale is None and len(plain.labelling.index) <= SHORT_INDEX:
        most = round_scale(most * 1.01)
    roomy = [one for one in layouts(sheet, extent, listed, face) if one.scale <= most]
    for layout in sorted(roomy, key=lambda one: (one.scale, -one.room)):
        scaled = replace(layout, scale=sheet.scale or layout.scale)
        tried = _labelled(content, scaled, faces)
        # In another frame other labels find room, so that the index has other rows.
        columns = _spread(tried.layout, [*rows, *_index_block(content, tried.labelling)])
        if columns is not None:
            return replace(tried, layout=columns)
    return plain


def _labelled(content: PaperContent, layout: SheetLayout, faces: Faces) -> MapSheet:
    view = View(layout.frame, middle_of(content.shapes), layout.scale)
    return MapSheet(layout, view, labels_of(faces.regular, content, view, layout.factor))


def _index_block(content: PaperContent, labelling: Labelling) -> list[Row]:
    """Return the index as rows of the panel of a sheet."""
    if not labelling.index:
        return []
    title = Row("heading", (content.words["index"],))
    return [Row("gap"), title, index_head(content), *index_rows(content, labelling.index)]


def _spread(layout: SheetLayout, rows: Sequence[Row]) -> SheetLayout | None:
    """Return a layout with other rows in its columns, or None if they do not fit."""
    boxes = [box for box, _ in layout.columns]
    height = min(top - bottom for _, bottom, _, top in boxes)
    filled = flow(rows, columns=len(boxes), height=height, factor=layout.factor)
    if filled is None:
        return None
    return replace(layout, columns=tuple(zip(boxes, filled, strict=False)))


def _draw_sheet(page: Page, content: PaperContent, planned: MapSheet, remark: str) -> None:
    layout, view, labelling = planned.layout, planned.view, planned.labelling
    words = content.words
    draw_title(page, content, layout, remark)
    draw_shapes(page.axes, content, view)
    draw_frame(page, content, view, layout.outer, layout.factor)
    draw_labels(page, content, labelling)
    draw_north(page, layout.frame, words["north"], layout.factor)
    draw_columns(page, layout)
    draw_imprint(page, content, layout, view)


def _index_pages(
    content: PaperContent, planned: MapSheet, index: Sequence[tuple[str, int]], faces: Faces
) -> list[Page]:
    """Return pages with the index in as many columns as fit side by side; none without rows."""
    if not index:
        return []
    layout = planned.layout
    factor, gap = layout.factor, GAP_MM * layout.factor
    left, bottom, right, top = layout.title[0], layout.footer[3], layout.title[2], layout.title[1]
    head, rows = index_head(content), index_rows(content, index)
    column = width_mm([head, *rows], faces.regular, factor) + 4 * factor
    number = max(1, int((right - left + gap) // (column + gap)))
    step = (right - left + gap) / number
    boxes = [(left + i * step, bottom, left + (i + 1) * step - gap, top) for i in range(number)]
    most = int((top - bottom - head.height_mm(factor)) // rows[0].height_mm(factor))
    count = ceil(len(rows) / (most * number))
    each = ceil(len(rows) / (count * number))  # columns of one length on all pages
    pages = []
    title = content.words["index_page"].format(title=content.title)
    for start in range(0, len(rows), each * number):
        page = faces.page(layout)
        draw_title(page, replace(content, title=title, subtitle=()), layout, "")
        for place, box in enumerate(boxes):
            first = start + place * each
            shown = rows[first : first + each]
            if shown:
                draw_rows(page, box, [head, *shown], factor, [head, *rows])
        pages.append(page)
    return pages


def _page_number(content: PaperContent, number: int, pages: int) -> str:
    return content.words["page"].format(page=number, pages=pages) if pages > 1 else ""
