"""The report in an office's own Word document, in place of its tags."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, BinaryIO

from parkland.errors import ConventionError, first_line
from parkland.reports import word_styles
from parkland.reports.composition import SECTION_KEYS
from parkland.reports.report_blocks import Text
from parkland.reports.template_bounds import plain_tags, require_bounded
from parkland.reports.template_tags import require_known_tags
from parkland.reports.word_writer import DocumentWriter
from parkland.safe_text import legible

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator
    from pathlib import Path

    from parkland.reports.report_blocks import Report

MANUAL = "templates.md"
BODY = "body"
OWN_TEXTS = ("title", "summary", "footer", "version")
_BLOCK = re.compile(r"\{\{\s*(p\s)?\s*(\w+)\s*\}\}")


def fill_template(report: Report, path: Path, template: str | os.PathLike[str]) -> None:
    """Write to `path` an office's template with the report in it.

    Raises
    ------
    ConventionError
        If it is not a Word document, if a tag is unknown or misplaced, or if it cannot be filled.
    """
    from docx.shared import Emu

    # a tag of a section that this report does not have leaves nothing
    blocks = (BODY, *SECTION_KEYS)
    texts = _texts(report)
    office = open_template(str(template), where=template)
    used = template_tags(office, where=template)
    document = office.get_docx()
    require_known_tags(office, used, {*texts, *blocks}, where=template, manual=MANUAL)
    order = list(_placed(document, set(blocks), template))
    if not order:
        raise ConventionError("reports.no_body", where=template)
    word_styles.complete(document, lang=report.lang)
    content: dict[str, Any] = dict(texts)
    page = document.sections[0]
    width = Emu(page.page_width - page.left_margin - page.right_margin).cm
    writer = DocumentWriter(report, width_cm=width)
    for name in order:
        content[name] = writer.document = office.new_subdoc()
        for section in report.sections:
            if name in (BODY, section.key):
                writer.section(section)
    render_template(office, content, where=template)
    word_styles.save_document(office.docx, path)  # get_docx would open the template anew


def open_template(source: str | BinaryIO, *, where: object) -> Any:
    """Return a Word document as a template; it can be filled once.

    Parameters
    ----------
    source
        The path of the document, or a file object with its bytes.
    where
        What an error names.

    Raises
    ------
    ConventionError
        If it is not a Word document, or if it is too large.
    """
    from docxtpl import DocxTemplate

    require_bounded(source, where=where)
    try:
        office = DocxTemplate(source)
        office.get_docx()
    except Exception as error:  # a file of the office can be wrong in any way
        raise _fault("template_unusable", first_line(error), where) from error
    return office


def template_tags(office: Any, *, where: object) -> set[str]:
    """Return the names of the tags of a template.

    Raises
    ------
    ConventionError
        If a tag is not well formed, or if the template has an expression that is not a plain tag.
    """
    try:
        return plain_tags(office, where=where)
    except ConventionError:
        raise
    except Exception as error:
        raise _fault("template_unusable", first_line(error), where) from error


def render_template(office: Any, content: dict[str, Any], *, where: object) -> None:
    """Replace the tags of a template in the sandbox; texts are escaped.

    Raises
    ------
    ConventionError
        If it cannot be filled.
    """
    from jinja2.sandbox import SandboxedEnvironment

    try:
        office.render(content, jinja_env=SandboxedEnvironment(), autoescape=True)
    except Exception as error:  # the template may hold any expression
        raise _fault("template_not_filled", first_line(error), where) from error


def _placed(document: Any, blocks: set[str], template: str | os.PathLike[str]) -> Iterator[str]:
    """Yield the block tags in the order in which they stand in the document.

    Raises
    ------
    ConventionError
        If one is not alone in a paragraph of the body: text beside it would be lost.
    """
    from docx.oxml.ns import qn

    def paragraphs(element: Any) -> Iterator[tuple[Any, str]]:
        for paragraph in element.iter(qn("w:p")):
            yield paragraph, "".join(text.text or "" for text in paragraph.iter(qn("w:t")))

    body = document.element.body
    edges = [
        edge._element  # noqa: SLF001 - python-docx has no public access to it
        for section in document.sections
        for edge in (section.header, section.footer)
        if not edge.is_linked_to_previous
    ]
    for paragraph, text in (found for root in (body, *edges) for found in paragraphs(root)):
        for tag in _BLOCK.finditer(text):
            if tag[2] not in blocks:
                continue
            is_alone = text.strip() == tag[0] and paragraph.getparent() is body
            if not (tag[1] and is_alone):
                raise ConventionError(
                    "reports.tag_in_text", where=template, tag=tag[0], tag_2=tag[2]
                )
            yield tag[2]


def _fault(key: str, reason: str, template: object) -> ConventionError:
    return ConventionError(f"reports.{key}", where=template, reason=reason, manual=MANUAL)


def _texts(report: Report) -> dict[str, str]:
    lead = next(block.text for block in report.sections[0].blocks if isinstance(block, Text))
    own = dict(zip(OWN_TEXTS, (report.title, lead, report.footer, report.version), strict=True))
    texts = own | {fact.key: fact.value for fact in report.facts}
    return {name: legible(text) for name, text in texts.items()}
