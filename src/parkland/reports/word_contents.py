"""The contents of a Word document: each heading as a link, with its page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from parkland.reports.word_tables import W
from parkland.safe_text import printable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from parkland.reports.report_blocks import Report

PAGE = " PAGEREF {key} \\h "
TOC = ' TOC \\o "1-1" \\h \\z '


def contents_xml(report: Report, page_of: Mapping[str, int]) -> list[Any]:
    """Return the paragraphs of a field that holds the headings and their pages already.

    So a reader sees the pages without being asked for an update, and can still update the field.

    Parameters
    ----------
    report
    page_of
        The page of each section, by its key.
    """
    from docx.oxml import parse_xml

    entries = []
    last = len(report.sections) - 1
    for place, section in enumerate(report.sections):
        begin = f"{_mark('begin')}{_instruction(TOC)}{_mark('separate')}" if place == 0 else ""
        end = _mark("end") if place == last else ""
        heading = escape(printable(section.heading))
        page = (
            f"{_mark('begin')}{_instruction(PAGE.format(key=section.key))}{_mark('separate')}"
            f"<w:r><w:t>{page_of[section.key]}</w:t></w:r>{_mark('end')}"
        )
        entries.append(
            parse_xml(
                f'<w:p {W}><w:pPr><w:pStyle w:val="Contents"/></w:pPr>{begin}'
                f'<w:hyperlink w:anchor="{section.key}" w:history="1"><w:r>'
                f"<w:t>{heading}</w:t></w:r><w:r><w:tab/></w:r>{page}</w:hyperlink>{end}</w:p>"
            )
        )
    return entries


def _mark(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def _instruction(text: str) -> str:
    return f'<w:r><w:instrText xml:space="preserve">{escape(text)}</w:instrText></w:r>'
