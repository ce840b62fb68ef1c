"""The report as a Word document: headings that navigate, tables that repeat their headings.

With a template of the office's own, the report is set into its tags.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from parkland.reports import word_styles
from parkland.reports.pictures import bars
from parkland.reports.report_blocks import BulletList, Chart, Picture, ReportTable, Subheading, Text
from parkland.reports.word_tables import contents_xml, field_xml, table_xml
from parkland.safe_text import printable
from parkland.wording import wording

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence
    from pathlib import Path

    from parkland.reports.report_blocks import Block, Report, Section

PORTRAIT_CM, LANDSCAPE_CM = 16.0, 25.2
MOST_ROWS = 2_000  # of one table; a longer one is for the workbook


def write_word(report: Report, path: Path, template: str | os.PathLike[str] | None) -> None:
    """Write `report` to `path`, in the house's layout or in that of `template`."""
    if template is not None:
        from parkland.reports.word_templates import fill

        fill(report, path, template)
        return
    from docx import Document
    from docx.enum.text import WD_BREAK

    document = Document()
    word_styles.apply(document, report)
    document.add_paragraph(printable(report.title), style="Title")
    document.element.body.insert_element_before(_facts(report), "w:sectPr")
    document.add_paragraph(wording("report.contents", report.lang), style="Contents heading")
    for entry in contents_xml(report):
        document.element.body.insert_element_before(entry, "w:sectPr")
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    writer = Writer(report)
    writer.document = document
    for section in report.sections:
        word_styles.turn_page(document, wide=section.wide)
        writer.section(section, LANDSCAPE_CM if section.wide else PORTRAIT_CM)
    document.save(str(path))


class Writer:
    """Sets blocks at the end of a document, or of a part of one."""

    def __init__(self, report: Report) -> None:
        self.document: Any = None
        self.report = report
        self.counts = {"table": 0, "picture": 0}

    def section(self, section: Section, width_cm: float) -> None:
        """Set a section with its heading."""
        self._heading(section.heading, 1, bookmark=section.key)
        self.blocks(section.blocks, width_cm)

    def blocks(self, blocks: Sequence[Block], width_cm: float) -> None:
        """Set blocks one after the other."""
        for block in blocks:
            if isinstance(block, Text):
                style = {"body": "Normal", "lead": "Lead", "note": "Note"}[block.role]
                self.document.add_paragraph(printable(block.text), style=style)
            elif isinstance(block, Subheading):
                self._heading(block.text, 2, begins_page=block.begins_page)
            elif isinstance(block, BulletList):
                self._points(block)
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

    def _points(self, points: BulletList) -> None:
        style = "Step" if points.numbered else "Point"
        for place, item in enumerate(points.items, start=1):
            mark = f"（{place}）" if points.numbered and self.report.lang == "zh" else (
                f"({place}) " if points.numbered else "• "
            )  # fmt: skip
            self.document.add_paragraph(mark + printable(item), style=style)

    def _picture(self, png: bytes, width_cm: float, caption: str) -> None:
        from docx.shared import Cm

        paragraph = self.document.add_paragraph(style="Picture")
        paragraph.add_run().add_picture(io.BytesIO(png), width=Cm(width_cm))
        self._caption("picture", caption)

    def _table(self, table: ReportTable, width_cm: float) -> None:
        self._caption("table", table.caption)
        note = table.note
        if len(table.rows) > MOST_ROWS:
            number = f"{len(table.rows):,}"
            left = wording("report.rows_left", self.report.lang, shown=MOST_ROWS, number=number)
            note = f"{note}{left}"
        anchor = self.document.add_paragraph(printable(note), style="Note")
        anchor._p.addprevious(table_xml(table, width_cm, MOST_ROWS))  # noqa: SLF001 - python-docx has no such call

    def _caption(self, kind: str, caption: str) -> None:
        """Set a caption whose number Word counts itself."""
        self.counts[kind] += 1
        text = wording(f"report.caption_{kind}", self.report.lang, number="\0", caption=caption)
        before, after = printable(text.replace("\0", "\1")).split("\ufffd", 1)
        style = "Caption" if kind == "table" else "Caption below"
        paragraph = self.document.add_paragraph(before, style=style)
        paragraph._p.append(field_xml(f"SEQ {kind}", str(self.counts[kind])))  # noqa: SLF001
        paragraph.add_run(after)


def _facts(report: Report) -> Any:
    """Return the table of what the report is about, without headings."""
    from parkland.reports.report_blocks import TableColumn

    columns = (TableColumn(key="fact", heading=""), TableColumn(key="value", heading=""))
    return table_xml(
        ReportTable(
            key="facts",
            caption="",
            columns=columns,
            rows=tuple((fact.label, fact.value) for fact in report.facts),
        ),
        PORTRAIT_CM,
        MOST_ROWS,
    )
