"""The report as a Word document: a page with its contents, the body, the annexes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parkland.reports import word_styles
from parkland.reports.word_contents import contents_xml
from parkland.reports.word_tables import table_xml
from parkland.reports.word_widths import fitted
from parkland.reports.word_writer import MOST_ROWS, DocumentWriter, facts_table
from parkland.safe_text import legible
from parkland.wording import wording

if TYPE_CHECKING:
    from pathlib import Path

    from parkland.reports.report_blocks import Report


def write_word(report: Report, path: Path) -> None:
    """Write `report` to `path` in parkland's own layout."""
    from docx import Document

    document: Any = Document()
    word_styles.apply(document, report)
    document.add_paragraph(legible(report.title), style="Title")
    facts = facts_table(report)
    fit = fitted(facts, word_styles.PORTRAIT_CM)
    document.element.body.insert_element_before(table_xml(facts, fit, MOST_ROWS), "w:sectPr")
    heading = wording("report.contents", report.lang)
    contents = document.add_paragraph(heading, style="Contents heading")
    writer = DocumentWriter(report)
    writer.document = document
    title = word_styles.STYLES["Title"]
    writer.pages.paragraph(
        report.title,
        size_pt=title.size,
        line_pt=title.line,
        after_pt=title.before + title.after,
    )
    writer.count_rows(facts, fit)
    writer.pages.keep(word_styles.STYLES["Contents heading"].height)
    for _ in report.sections:
        writer.pages.place(word_styles.STYLES["Contents"].height)
    writer.pages.turn()
    for place, section in enumerate(report.sections):
        writer.section(section, own_pages=True, begins_page=place == 0)
    for entry in reversed(contents_xml(report, writer.pages.page_of)):
        contents._p.addnext(entry)  # noqa: SLF001 - the pages are known only now
    word_styles.save_document(document, path)
