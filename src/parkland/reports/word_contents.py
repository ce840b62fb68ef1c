"""The contents of a Word document: each heading as a link, with its page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from parkland.reports.word_tables import W, printed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from parkland.reports.report_blocks import Report

PAGE = " PAGEREF {key} \\h "


def contents_xml(report: Report, page_of: Mapping[str, int]) -> list[Any]:
    """Return a paragraph for each section: its heading, dots, and a field with its page.

    LibreOffice works such a field out whenever it lays the document out. Word shows the value that
    is stored until the fields are updated (Ctrl+A, F9). Within a field for a whole table of
    contents both would show the stored values, and Word would ask whoever opens the document.

    Parameters
    ----------
    report
    page_of
        The page of each section, by its key, as it was counted.
    """
    from docx.oxml import parse_xml

    return [
        parse_xml(
            f'<w:p {W}><w:pPr><w:pStyle w:val="Contents"/></w:pPr>'
            f'<w:hyperlink w:anchor="{section.key}" w:history="1"><w:r>'
            f"<w:t>{escape(printed(section.heading))}</w:t></w:r><w:r><w:tab/></w:r>"
            f"{_mark('begin')}{_instruction(PAGE.format(key=section.key))}{_mark('separate')}"
            f"<w:r><w:t>{page_of[section.key]}</w:t></w:r>{_mark('end')}</w:hyperlink></w:p>"
        )
        for section in report.sections
    ]


def _mark(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def _instruction(text: str) -> str:
    return f'<w:r><w:instrText xml:space="preserve">{escape(text)}</w:instrText></w:r>'
