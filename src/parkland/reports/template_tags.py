"""Tags of a Word template that are not the ones meant: misspelt, or in other brackets.

An office types a tag by hand, often in full-width brackets (｛｛title｝｝), in one bracket, or with
a letter too few. Word shows nothing of it, so that each is told with the tag that is nearest to it.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from parkland.choices import nearest
from parkland.errors import ConventionError, brief
from parkland.phrases import Phrase

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

# A name in brackets of any kind, as it is after full-width characters became half-width ones.
_LIKE_A_TAG = re.compile(r"[{【\[<]{1,2}\s*(?:p\s+)?([A-Za-z_]\w*)\s*[}】\]>]{1,2}")
_PLAIN = re.compile(r"\{\{-?\s*(?:p\s+)?\w+\s*-?\}\}")
MOST_TOLD = 5


def require_known_tags(
    office: Any, used: Collection[str], known: Collection[str], *, where: object, manual: str
) -> None:
    """Raise if a template has a tag that is not known, or a text that was meant to be one.

    Parameters
    ----------
    office
        The template, as docxtpl opened it.
    used, known
        The names of its tags, and those that can be filled.
    where
        What an error names.
    manual
        The page of the manual that lists the tags.

    Raises
    ------
    ConventionError
        It names each such tag with the nearest known one.
    """
    told = [f"{name}{_meant(name, known)}" for name in sorted(set(used) - set(known))]
    if told:
        raise ConventionError(
            "reports.unknown_tags", where=where, listed=_listed(told), manual=manual
        )
    unlike = [f"{brief(text)}{_meant(name, known)}" for text, name in _unlike(office, known)]
    if unlike:
        raise ConventionError("reports.unlike_tags", where=where, listed=_listed(unlike))


def _meant(name: str, known: Collection[str]) -> str:
    near = nearest(unicodedata.normalize("NFKC", name).lower(), known, most=1)
    return f" ({{{{ {near[0]} }}}}?)" if near else ""


def _listed(texts: list[str]) -> str:
    shown = ", ".join(dict.fromkeys(texts[:MOST_TOLD]))
    more = len(texts) - MOST_TOLD
    return shown if more <= 0 else Phrase("reports.more_tags", shown=shown, more=more)


def _unlike(office: Any, known: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield each text that looks like a known tag and is not written as one, with its name."""
    for text in _paragraphs(office):
        plain = _PLAIN.sub(lambda tag: " " * len(tag[0]), text)
        # each character keeps its place: only brackets and letters become half-width
        folded = "".join(_half_width(mark) for mark in plain)
        for found in _LIKE_A_TAG.finditer(folded):
            name = found[1]
            is_double = text[found.start() : found.end()].startswith("{{")
            if name.lower() in known or (is_double and nearest(name.lower(), known, most=1)):
                yield text[found.start() : found.end()], name


def _half_width(mark: str) -> str:
    folded = unicodedata.normalize("NFKC", mark)
    return folded if len(folded) == 1 else mark


def _paragraphs(office: Any) -> Iterator[str]:
    """Yield the text of each paragraph of the body, the headers and the footers."""
    from docx.oxml.ns import qn

    document = office.get_docx()
    edges = (
        edge._element  # noqa: SLF001 - python-docx has no public access to it
        for section in document.sections
        for edge in (section.header, section.footer)
        if not edge.is_linked_to_previous
    )
    for root in (document.element.body, *edges):
        for paragraph in root.iter(qn("w:p")):
            yield "".join(text.text or "" for text in paragraph.iter(qn("w:t")))
