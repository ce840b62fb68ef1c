"""What an office's Word template may contain: tags and nothing else, within bounds of size.

A template can come from a stranger. An expression of the template language could run for hours in
two loops or fill the memory with one text, so that only plain tags are allowed. A document is an
archive, so that its parts are counted before they are unpacked.
"""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING, Any, BinaryIO

from parkland.errors import ConventionError, brief

if TYPE_CHECKING:
    from collections.abc import Iterator

# docxtpl needs time by the square of the number of paragraphs: some seconds for so many.
MOST_PARAGRAPHS = 20_000
# Unpacked sizes. lxml takes about ten times the size of a part of XML.
MOST_BYTES, MOST_XML_BYTES, MOST_PARTS = 500 * 2**20, 8 * 2**20, 10_000
XML = (".xml", ".rels")
_TAG = re.compile(r"\{[{%#].*?[}%#]\}", re.DOTALL)


def require_bounded(source: str | BinaryIO, *, where: object) -> None:
    """Raise if a Word document is too large to be opened, or declares entities.

    Raises
    ------
    ConventionError
        What is no archive passes: the library that opens the document says what it is.
    """
    sizes, odd = _counted(source)
    if (
        sum(sizes.values()) > MOST_BYTES
        or sum(size for name, size in sizes.items() if _is_xml(name)) > MOST_XML_BYTES
        or len(sizes) > MOST_PARTS
    ):
        raise ConventionError(
            "reports.large_template", where=where, sum=sum(sizes.values()) / 2**20
        )
    if odd:
        raise ConventionError(
            "reports.odd_template", where=where, most_paragraphs=MOST_PARAGRAPHS, odd=brief(odd)
        )


def _counted(source: str | BinaryIO) -> tuple[dict[str, int], str]:
    """Return the unpacked sizes of the parts, and the first part that must be refused."""
    try:
        with zipfile.ZipFile(source) as packed:
            sizes = {part.filename: part.file_size for part in packed.infolist()}
            texts = [part for part in packed.infolist() if _is_xml(part.filename)]
            if sum(part.file_size for part in texts) > MOST_XML_BYTES:
                return sizes, ""
            found = (part.filename for part in texts if _is_odd(packed.read(part)))
            return sizes, next(found, "")
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, RuntimeError, NotImplementedError):
        return {}, ""
    finally:
        if not isinstance(source, str):
            source.seek(0)


def _is_odd(text: bytes) -> bool:
    paragraphs = text.count(b"<w:p>") + text.count(b"<w:p ")
    return b"<!DOCTYPE" in text or paragraphs > MOST_PARAGRAPHS


def _is_xml(name: str) -> bool:
    return name.lower().endswith(XML)


def plain_tags(office: Any, *, where: object) -> set[str]:
    """Return the names of the tags of a template, in all of its parts.

    Raises
    ------
    ConventionError
        If it has an expression that is not a plain tag, such as a loop or a calculation.
    """
    from jinja2 import Environment, nodes

    names: set[str] = set()
    for text in _parts(office):
        # Parsing calculates nothing; that happens when a template is compiled.
        for node in _below(Environment(autoescape=True).parse(text)):
            if isinstance(node, nodes.Name):
                names.add(node.name)
            elif not isinstance(node, nodes.Output | nodes.TemplateData):
                found = next((tag for tag in _TAG.findall(text) if not _is_plain(tag)), "")
                raise ConventionError(
                    "reports.no_plain_tag", where=where, value=brief(found or type(node).__name__)
                )
    return names


def _parts(office: Any) -> Iterator[str]:
    """Yield the parts of a document that have tags, as the template language sees them."""
    for part in office.get_docx().part.package.iter_parts():
        if "xml" in part.content_type:
            text = part.blob.decode("utf-8", errors="replace")
            if "{" in text:
                yield office.patch_xml(text)


def _below(node: Any) -> Iterator[Any]:
    waiting = list(node.iter_child_nodes())
    while waiting:
        one = waiting.pop()
        yield one
        waiting += one.iter_child_nodes()


def _is_plain(tag: str) -> bool:
    return re.fullmatch(r"\{\{-?\s*\w+\s*-?\}\}|\{#.*#\}", tag, re.DOTALL) is not None
