"""Fills a template with the values of a parcel, marks the blanks, and lists them at the end.

A template has tags and nothing else: any other expression is refused, so that no template can run
code or read anything. A text from data never passes through a template.
"""

from __future__ import annotations

import io
import re
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from parkland.documents import document_layout
from parkland.documents.document_texts import (
    BLANK_BEGIN,
    BLANK_END,
    TAG,
    known_tags,
    marked_blank,
    phrase,
)
from parkland.errors import ConventionError, brief
from parkland.reports.template_tags import require_known_tags
from parkland.reports.word_styles import save_document
from parkland.reports.word_templates import open_template, render_template, template_tags

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


_EXPRESSION = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)


HYPERLINK = "/hyperlink"  # a link that waits for a click


class DraftTemplate:
    """A template of one document: the bundled one, or a .docx of the office.

    Parameters
    ----------
    kind
        The kind of document.
    path
        The office's template; None for the bundled one.

    Raises
    ------
    ConventionError
        If the file is not a Word document, or has a tag that is not known.
    """

    def __init__(self, kind: str, path: Path | None = None) -> None:
        self.where = path or ""
        self.content = document_layout.template_bytes(kind) if path is None else path.read_bytes()
        office = open_template(io.BytesIO(self.content), where=self.where)
        self.tags = template_tags(office, where=self.where)
        if path is not None:
            _require_plain_tags(office, path)
        require_known_tags(
            office,
            self.tags,
            {*known_tags()},
            where=self.where,
            manual="documents.md",
        )

    def fill(self, values: Mapping[str, str], path: Path) -> list[str]:
        """Write the draft to `path`.

        Parameters
        ----------
        values
            Tag -> text; a tag without a value becomes a blank.
        path
            Where to write.

        Returns
        -------
        list of str
            The names of the blanks, in the order in which they stand in the document.
        """
        office = open_template(io.BytesIO(self.content), where=self.where)
        content = {tag: values.get(tag) or marked_blank(tag) for tag in self.tags}
        render_template(office, content, where=self.where)
        document = office.docx  # get_docx would load the template again
        document_layout.complete(document)
        _mark_as_draft(document)
        blanks = list(dict.fromkeys(name for part in _parts(document) for name in _blanks(part)))
        _list_blanks(document, blanks)
        save_document(document, path)
        return blanks


def _require_plain_tags(office: Any, where: object) -> None:
    """Raise if a template has an expression that is not a plain tag, or loads another file.

    Raises
    ------
    ConventionError
    """
    package = office.get_docx().part.package
    for link in (
        link for holder in (package, *package.iter_parts()) for link in holder.rels.values()
    ):
        if link.is_external and not link.reltype.endswith(HYPERLINK):
            raise ConventionError(
                "documents.linked_template", where=where, target_ref=brief(link.target_ref)
            )
    for part in package.iter_parts():
        if "xml" not in part.content_type:
            continue
        text = part.blob.decode("utf-8", errors="replace")
        expressions = _EXPRESSION.findall(office.patch_xml(text)) if "{" in text else []
        for expression in expressions:
            if not TAG.fullmatch(expression):
                raise ConventionError(
                    "documents.no_plain_tag", where=where, expression=brief(expression)
                )


def _parts(document: Any) -> Iterator[Any]:
    """Yield the body and every header and footer."""
    yield document.element.body
    for section in document.sections:
        for edge in (
            section.header,
            section.first_page_header,
            section.even_page_header,
            section.footer,
            section.first_page_footer,
            section.even_page_footer,
        ):
            if not edge.is_linked_to_previous:
                yield edge._element  # noqa: SLF001 - python-docx has no public access to it


def _blanks(part: Any) -> Iterator[str]:
    """Highlight the blanks of a part of the document, and yield their names."""
    from docx.oxml.ns import qn

    for run in [*part.iter(qn("w:r"))]:
        text = "".join(piece.text or "" for piece in run.iter(qn("w:t")))
        if BLANK_BEGIN not in text:
            continue
        for piece, is_blank in _pieces(text):
            shown = phrase("blank").format(name=piece) if is_blank else piece
            run.addprevious(_run_like(run, shown, is_blank=is_blank))
            if is_blank:
                yield piece
        run.getparent().remove(run)


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the parts of a text, each with whether it is a blank."""
    for part in text.split(BLANK_BEGIN):
        name, mark, rest = part.partition(BLANK_END)
        if mark:
            yield name, True
        else:
            rest = name
        if rest:
            yield rest, False


def _run_like(run: Any, text: str, *, is_blank: bool) -> Any:
    """Return a run with the properties of another, highlighted if it is a blank."""
    from docx.enum.text import WD_COLOR_INDEX
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.text.run import Run

    made = OxmlElement("w:r")
    if (properties := run.find(qn("w:rPr"))) is not None:
        made.append(deepcopy(properties))
    no_parent: Any = None  # a run needs one only for pictures
    shown = Run(made, no_parent)
    shown.text = text
    if is_blank:
        shown.font.highlight_color = WD_COLOR_INDEX.YELLOW
    return made


def _mark_as_draft(document: Any) -> None:
    """Write the mark of a draft as the first line if the template does not have it on page one."""
    from docx.oxml.ns import qn

    draft = phrase("draft")
    body = document.element.body
    if any(draft in "".join(t.text or "" for t in p.iter(qn("w:t"))) for p in body.iter(qn("w:p"))):
        return
    first = document.add_paragraph(draft, style="Draft mark")
    body.insert(0, first._p)  # noqa: SLF001


def _list_blanks(document: Any, blanks: list[str]) -> None:
    """List the blanks behind the text."""
    document.add_paragraph()
    note = document.add_paragraph(phrase("end_of_document"), style="Draft note")
    if not blanks:
        _add_like(note, [phrase("blanks_none")])
        return
    lead = phrase("blanks_lead").format(number=len(blanks))
    items = [
        phrase("blanks_item").format(number=number, name=name)
        for number, name in enumerate(blanks, start=1)
    ]
    _add_like(note, [phrase("blanks_heading"), lead, *items])


def _add_like(paragraph: Any, texts: list[str]) -> None:
    """Add paragraphs of the same style below one; copies are ten times as fast as new ones."""
    from docx.text.paragraph import Paragraph

    last = paragraph._p  # noqa: SLF001 - python-docx has no public access to it
    for text in texts:
        copied = deepcopy(paragraph._p)  # noqa: SLF001
        Paragraph(copied, paragraph._parent).runs[0].text = text  # noqa: SLF001
        last.addnext(copied)
        last = copied
