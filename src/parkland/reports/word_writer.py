"""Writes the blocks of a report into a Word document, one after the other."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from parkland.languages import grammar
from parkland.reports import word_styles
from parkland.reports.pictures import bars
from parkland.reports.report_blocks import (
    BulletList,
    Chart,
    Picture,
    Subheading,
    TableBlock,
    TableColumn,
    Text,
)
from parkland.reports.word_tables import field_xml, table_xml
from parkland.safe_text import printable
from parkland.wording import wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parkland.reports.report_blocks import Block, Report, Section

PORTRAIT_CM, LANDSCAPE_CM = 16.0, 25.2  # of text between the margins
MOST_ROWS = 2_000  # of one table; a longer one is for the workbook
STYLE_OF_TEXT = {"body": "Normal", "lead": "Lead", "note": "Note"}


class DocumentWriter:
    """Appends blocks to a document, or to a part of one.

    Tables and pictures are numbered through all parts, so one writer writes a whole report.
    """

    def __init__(self, report: Report) -> None:
        self.document: Any = None
        self.report = report
        self.counts = {"table": 0, "picture": 0}

    def section(self, section: Section, width_cm: float) -> None:
        """Append a section with its heading."""
        self._heading(section.heading, 1, bookmark=section.key)
        self.blocks(section.blocks, width_cm)

    def blocks(self, blocks: Sequence[Block], width_cm: float) -> None:
        """Append blocks one after the other."""
        for block in blocks:
            if isinstance(block, Text):
                style = STYLE_OF_TEXT[block.role]
                self.document.add_paragraph(printable(block.text), style=style)
            elif isinstance(block, Subheading):
                self._heading(block.text, 2, begins_page=block.begins_page)
            elif isinstance(block, BulletList):
                self._bullets(block)
            elif isinstance(block, Picture):
                self._picture(block.png, block.width_cm, block.caption)
            elif isinstance(block, Chart):
                png = bars(list(block.values), list(block.colors), block.digits)
                self._picture(png, width_cm, block.caption)
            elif not block.only_wide:
                self._table(block.narrow(), width_cm)

    def _heading(
        self, text: str, level: int, *, bookmark: str = "", begins_page: bool = False
    ) -> None:
        paragraph = self.document.add_paragraph(printable(text), style=f"Heading {level}")
        paragraph.paragraph_format.page_break_before = begins_page or None
        if bookmark:
            number = [section.key for section in self.report.sections].index(bookmark)
            word_styles.bookmark(paragraph, bookmark, number)

    def _bullets(self, points: BulletList) -> None:
        style = "Step" if points.numbered else "Point"
        step_mark = grammar(self.report.lang).step_mark
        for place, item in enumerate(points.items, start=1):
            mark = step_mark(place) if points.numbered else "• "
            self.document.add_paragraph(mark + printable(item), style=style)

    def _picture(self, png: bytes, width_cm: float, caption: str) -> None:
        from docx.shared import Cm

        paragraph = self.document.add_paragraph(style="Picture")
        paragraph.add_run().add_picture(io.BytesIO(png), width=Cm(width_cm))
        self._caption("picture", caption)

    def _table(self, table: TableBlock, width_cm: float) -> None:
        self._caption("table", table.caption)
        note = table.note
        if len(table.rows) > MOST_ROWS:
            number = f"{len(table.rows):,}"
            left = wording("report.rows_left", self.report.lang, shown=MOST_ROWS, number=number)
            note = f"{note}{left}"
        # Word joins two tables without a paragraph between them, so there is one even without note
        anchor = self.document.add_paragraph(printable(note), style="Note")
        anchor._p.addprevious(table_xml(table, width_cm, MOST_ROWS))  # noqa: SLF001 - python-docx has no such call

    def _caption(self, kind: str, caption: str) -> None:
        """Append a caption; Word counts its number itself."""
        self.counts[kind] += 1
        # the place of the number is a character that no printable text holds
        text = wording(f"report.caption_{kind}", self.report.lang, number="\0", caption=caption)
        before, after = printable(text.replace("\0", "\1")).split("\ufffd", 1)
        style = "Caption" if kind == "table" else "Caption below"
        paragraph = self.document.add_paragraph(before, style=style)
        paragraph._p.append(field_xml(f"SEQ {kind}", str(self.counts[kind])))  # noqa: SLF001
        paragraph.add_run(after)


def facts_xml(report: Report) -> Any:
    """Return the statements about the report as a table without headings."""
    columns = (TableColumn(key="fact", heading=""), TableColumn(key="value", heading=""))
    table = TableBlock(
        key="facts",
        caption="",
        columns=columns,
        rows=tuple((fact.label, fact.value) for fact in report.facts),
    )
    return table_xml(table, PORTRAIT_CM, MOST_ROWS)
