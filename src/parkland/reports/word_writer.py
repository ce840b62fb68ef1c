"""Writes the blocks of a report into a Word document, one after the other."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from parkland.languages import grammar
from parkland.reports import word_styles
from parkland.reports.report_blocks import (
    BulletList,
    Picture,
    Subheading,
    TableBlock,
    TableColumn,
    Text,
    cell_text,
)
from parkland.reports.word_pages import PageCounter, kept_rows
from parkland.reports.word_styles import (
    DEEP_CM,
    LANDSCAPE_CM,
    PORTRAIT_CM,
    STYLES,
    turn_page,
)
from parkland.reports.word_tables import W, field_xml, has_headings, printed, table_xml
from parkland.reports.word_widths import PADDING_PT, PT_PER_CM, ROW_PT, broken_heading, fitted
from parkland.wording import wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parkland.reports.report_blocks import Block, Report, Section
    from parkland.reports.word_widths import Fit

MOST_ROWS = 2_000  # of one table; a longer one is for the workbook
STYLE_OF_TEXT = {"body": "Lead", "lead": "Lead", "small": "Small", "note": "Note"}
LEGENDS_CM = (5.4, 5.8, 6.2)  # of the table beside a map: the first in which no word breaks
GAP_CM = 0.5  # between them, in which the swatches of the legend stand


class DocumentWriter:
    """Appends blocks to a document, or to a part of one, and counts its pages.

    Tables and pictures are numbered through all parts, so one writer writes a whole report.

    Parameters
    ----------
    report
    width_cm
        Between the margins of an upright page.

    Attributes
    ----------
    document : docx.Document
        The document, or the part of one, that blocks are appended to.
    pages : PageCounter
    """

    def __init__(self, report: Report, *, width_cm: float = PORTRAIT_CM) -> None:
        self.document: Any = None
        self.report = report
        self.counts = {"table": 0, "picture": 0}
        self.pages = PageCounter(width_cm, DEEP_CM)
        self.upright_cm = width_cm
        self._gap: Any = None  # below a table, as long as nothing follows

    def section(
        self, section: Section, *, own_pages: bool = False, begins_page: bool = False
    ) -> None:
        """Append a section with its heading.

        Parameters
        ----------
        section
        own_pages
            The document is laid out by parkland: a section may begin a page, and one with a table
            that is too wide for an upright page is turned.
        begins_page
            It begins a page, whatever it is.
        """
        tables = [block for block in section.blocks if isinstance(block, TableBlock)]
        wide = own_pages and not all(
            fitted(table.narrow(), PORTRAIT_CM).is_whole for table in tables if not table.only_wide
        )
        turns = own_pages and wide != self.pages.is_wide
        begins = begins_page or (own_pages and section.begins_page and not turns)
        self._end_gap(page_ends=turns or begins)
        if turns:
            turn_page(self.document, wide=wide)
            self.pages.turn(wide=wide)
        self._heading(section.heading, 1, bookmark=section.key, begins_page=begins)
        self.blocks(section.blocks)

    @property
    def width_cm(self) -> float:
        """The width between the margins."""
        return LANDSCAPE_CM if self.pages.is_wide else self.upright_cm

    def blocks(self, blocks: Sequence[Block]) -> None:
        """Append blocks one after the other."""
        for block in blocks:
            self._end_gap(page_ends=isinstance(block, Subheading) and block.begins_page)
            if isinstance(block, Text):
                self.paragraph(block.text, STYLE_OF_TEXT[block.role])
            elif isinstance(block, Subheading):
                self._heading(block.text, 2, begins_page=block.begins_page)
            elif isinstance(block, BulletList):
                self._bullets(block)
            elif isinstance(block, Picture):
                self._picture(block)
            elif isinstance(block, TableBlock) and not block.only_wide:
                self.table(block.narrow())

    def paragraph(self, text: str, style: str) -> Any:
        """Append a paragraph and return it."""
        own = STYLES[style]
        self.pages.paragraph(
            printed(text),
            size_pt=own.size,
            line_pt=own.line or own.size,
            indent_pt=own.indent * own.size,
            after_pt=own.before + own.after,
        )
        return self.document.add_paragraph(printed(text), style=style)

    def table(self, table: TableBlock) -> None:
        """Append a table with its caption and its note."""
        fit = fitted(table, self.width_cm)
        if table.caption:
            self._caption(self.document, "table", table.caption)
        note = table.note
        if len(table.rows) > MOST_ROWS:
            number = f"{len(table.rows):,}"
            left = wording("report.rows_left", self.report.lang, shown=MOST_ROWS, number=number)
            note = f"{note}{left}"
        kept = self.count_rows(table, fit, has_note=bool(note))
        # Word joins two tables without a paragraph between them, so there is one even without note
        anchor = self.paragraph(note, "Note") if note else self._gap_below()
        anchor._p.addprevious(table_xml(table, fit, MOST_ROWS, kept))  # noqa: SLF001 - python-docx has no such call

    def count_rows(self, table: TableBlock, fit: Fit, *, has_note: bool = False) -> list[bool]:
        """Count the pages of the rows of a table, and return which stay with what follows."""
        heights, heading = _heights(table, fit)
        kept = kept_rows(heights, has_note=has_note)
        self.pages.rows(heights, kept, heading_pt=heading)
        return kept

    def _gap_below(self) -> Any:
        """Append the empty paragraph below a table that has no note."""
        self._gap = self.document.add_paragraph(style="Note")
        return self._gap

    def _end_gap(self, *, page_ends: bool = False) -> None:
        """Count the gap below a table, or take it away where a page ends: it would fill another."""
        gap, self._gap = self._gap, None
        if gap is None:
            return
        if page_ends:
            gap._p.getparent().remove(gap._p)  # noqa: SLF001 - python-docx has no such call
        else:
            self.pages.place(STYLES["Note"].line)
            self.pages.used += STYLES["Note"].before + STYLES["Note"].after

    def _heading(
        self, text: str, level: int, *, bookmark: str = "", begins_page: bool = False
    ) -> None:
        own = STYLES[f"Heading {level}"]
        if begins_page:
            self.pages.turn()
        self.pages.keep(own.height, key=bookmark)
        paragraph = self.document.add_paragraph(printed(text), style=f"Heading {level}")
        paragraph.paragraph_format.page_break_before = begins_page or None
        if bookmark:
            number = [section.key for section in self.report.sections].index(bookmark)
            word_styles.bookmark(paragraph, bookmark, number)

    def _bullets(self, points: BulletList) -> None:
        style = "Step" if points.numbered else "Point"
        step_mark = grammar(self.report.lang).step_mark
        for place, item in enumerate(points.items, start=1):
            self.paragraph(f"{step_mark(place) if points.numbered else ''}{item}", style)

    def _picture(self, picture: Picture) -> None:
        """Append a picture with its caption; its legend stands beside it."""
        from docx.shared import Cm

        width_px, height_px = (int.from_bytes(picture.png[at : at + 4], "big") for at in (16, 20))
        width, below, place = picture.width_cm, STYLES["Caption below"].height, self.document
        height = width * height_px / width_px * PT_PER_CM
        if picture.legend is not None:
            fits = [(size, fitted(picture.legend, size)) for size in LEGENDS_CM]
            legend, fit = next((one for one in fits if one[1].is_whole), fits[-1])
            width = min(width, self.width_cm - GAP_CM - legend)
            height = width * height_px / width_px * PT_PER_CM
            place, right = self._two_cells(self.width_cm - legend)
            self._caption(right, "table", picture.legend.caption, counts_page=False)
            right._tc.append(table_xml(picture.legend, fit, MOST_ROWS))  # noqa: SLF001
            right.add_paragraph(style="Note")
            heights, heading = _heights(picture.legend, fit)
            beside = STYLES["Caption"].height + heading + sum(heights) + STYLES["Note"].height
            height = max(height, beside - below)
        paragraph = place.add_paragraph(style="Picture")
        paragraph.add_run().add_picture(io.BytesIO(picture.png), width=Cm(width))
        self._caption(place, "picture", picture.caption, counts_page=False)
        self.pages.place(height + below)
        if picture.legend is not None:
            self.paragraph("", "Note")

    def _two_cells(self, left_cm: float) -> tuple[Any, Any]:
        """Append a table of one row without lines or margins, and return its cells, empty."""
        from docx.oxml import parse_xml
        from docx.shared import Cm

        table = self.document.add_table(rows=1, cols=2)
        table.autofit = False
        sides = "".join(f'<w:{side} w:w="0" w:type="dxa"/>' for side in ("left", "right"))
        margins = parse_xml(f"<w:tblCellMar {W}>{sides}</w:tblCellMar>")
        table._tbl.tblPr.insert_element_before(margins, "w:tblLook")  # noqa: SLF001
        cells = table.rows[0].cells
        for cell, column, width in zip(
            cells, table.columns, (left_cm, self.width_cm - left_cm), strict=True
        ):
            column.width = cell.width = Cm(width)  # LibreOffice reads the column, Word the cell
            first = cell.paragraphs[0]._p  # noqa: SLF001
            first.getparent().remove(first)
        left, right = cells
        return left, right

    def _caption(self, place: Any, kind: str, caption: str, *, counts_page: bool = True) -> None:
        """Append a caption; Word counts its number itself."""
        self.counts[kind] += 1
        # the place of the number is a character that no printable text holds
        text = wording(f"report.caption_{kind}", self.report.lang, number="\0", caption=caption)
        before, after = printed(text.replace("\0", "\1")).split("\ufffd", 1)
        style = "Caption" if kind == "table" else "Caption below"
        own = STYLES[style]
        if counts_page:
            self.pages.keep(own.height)
        paragraph = place.add_paragraph(before, style=style)
        paragraph._p.append(field_xml(f"SEQ {kind}", str(self.counts[kind])))  # noqa: SLF001
        paragraph.add_run(after)


def _heights(table: TableBlock, fit: Fit) -> tuple[list[float], float]:
    """Return the heights of the rows of a table, with its total, and that of its headings."""
    shown = [*table.rows[:MOST_ROWS], *([table.total] if table.total else [])]
    heights = [
        fit.row_pt(
            [printed(cell_text(c, column)) for c, column in zip(row, table.columns, strict=True)]
        )
        for row in shown
    ]
    lines = [
        len(broken_heading(column.heading, width - PADDING_PT, fit.size_pt)) + table.needs_groups
        for column, width in zip(table.columns, fit.widths_pt, strict=True)
    ]
    return heights, max(lines) * fit.line_pt + ROW_PT if has_headings(table) else 0.0


def facts_table(report: Report) -> TableBlock:
    """Return the statements about the report as a table without headings."""
    columns = (TableColumn(key="fact", heading=""), TableColumn(key="value", heading=""))
    return TableBlock(
        key="facts",
        caption="",
        columns=columns,
        rows=tuple((fact.label, fact.value) for fact in report.facts),
    )
