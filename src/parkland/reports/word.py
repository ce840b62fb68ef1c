"""The report as a Word document: headings for navigation, tables that repeat their headings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.reports import word_styles
from parkland.reports.word_tables import contents_xml
from parkland.reports.word_writer import LANDSCAPE_CM, PORTRAIT_CM, DocumentWriter, facts_xml
from parkland.safe_text import printable
from parkland.wording import wording

if TYPE_CHECKING:
    from pathlib import Path

    from parkland.reports.report_blocks import Report


def write_word(report: Report, path: Path) -> None:
    """Write `report` to `path` in parkland's own layout."""
    from docx import Document
    from docx.enum.text import WD_BREAK

    document = Document()
    word_styles.apply(document, report)
    document.add_paragraph(printable(report.title), style="Title")
    document.element.body.insert_element_before(facts_xml(report), "w:sectPr")
    document.add_paragraph(wording("report.contents", report.lang), style="Contents heading")
    for entry in contents_xml(report):
        document.element.body.insert_element_before(entry, "w:sectPr")
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    writer = DocumentWriter(report)
    writer.document = document
    for section in report.sections:
        word_styles.turn_page(document, wide=section.wide)
        writer.section(section, LANDSCAPE_CM if section.wide else PORTRAIT_CM)
    word_styles.save_document(document, path)
