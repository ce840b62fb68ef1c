"""The texts of the drafts: which documents there are, and the words of each, with tags.

They stand in `resources/documents/`, one file for each law. A tag is ``{{ name }}``: a column of
the ledger, or one of the names that the file lists. Nothing else stands between the braces.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from parkland.display import label
from parkland.languages import DEFAULT_LANGUAGE
from parkland.schema import FIELDS
from parkland.wording import resource

if TYPE_CHECKING:
    from collections.abc import Mapping

RESOURCE = "documents/idle-land-2012.toml"
TAG = re.compile(r"\{\{\s*(\w+)\s*\}\}")
# Around the name of a missing fact. No text from data holds them: `plain` takes them out.
BLANK_BEGIN, BLANK_END = "\ue000", "\ue001"


@dataclass(frozen=True, slots=True)
class DocumentText:
    """A document of the law: its title, the routes that lead to it, and its paragraphs."""

    kind: str
    title: str
    routes: tuple[str, ...]
    lines: tuple[str, ...]


@cache
def document_texts() -> Mapping[str, DocumentText]:
    """Return every document by its kind, in the order of the procedure.

    Examples
    --------
    >>> document_texts()["fee_decision"].title
    '征缴土地闲置费决定书'
    """
    return {
        kind: DocumentText(
            kind=kind,
            title=table["title"],
            routes=tuple(table["routes"]),
            lines=tuple(table["text"].strip().splitlines()),
        )
        for kind, table in _content()["documents"].items()
    }


def land_rows() -> list[tuple[str, str]]:
    """Return the rows of the table of the land: what each is called, and its tags."""
    return [(name, tags) for name, tags in _content()["land"]]


def phrase(name: str) -> str:
    """Return a text of the file that is the same for all documents, such as the mark of a draft."""
    return str(_content()[name])


def sentence(name: str) -> str:
    """Return a sentence that is put together from facts; it may have tags."""
    return str(_content()["sentences"][name])


def own_tags() -> Mapping[str, str]:
    """Return the tags that are no columns of the ledger, with the names that blanks show."""
    tags: Mapping[str, str] = _content()["tags"]
    return tags


def composed_tags() -> tuple[str, ...]:
    """Return the tags that stand for sentences; each has its own blanks, and so no name."""
    return tuple(_content()["composed"])


def known_tags() -> list[str]:
    """Return every tag that a template may have.

    Examples
    --------
    >>> {"holder", "fee", "idle_facts"} <= set(known_tags())
    True
    """
    return sorted({*FIELDS, *own_tags(), *composed_tags()})


def blank_name(tag: str) -> str:
    """Return what a blank shows in place of a tag without a value.

    Examples
    --------
    >>> blank_name("contract_no"), blank_name("agency")
    ('合同编号', '自然资源主管部门名称')
    """
    return own_tags().get(tag) or label(tag, DEFAULT_LANGUAGE)


def marked_blank(tag: str) -> str:
    """Return the blank of a tag as it stands in a text until `rendering` sets it."""
    return f"{BLANK_BEGIN}{blank_name(tag)}{BLANK_END}"


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a text with its tags replaced; a tag without a value becomes a marked blank.

    Examples
    --------
    >>> filled("名称：{{ holder }}。", {"holder": "甲公司"})
    '名称：甲公司。'
    """
    return TAG.sub(lambda found: values.get(found[1]) or marked_blank(found[1]), text)


def plain(text: str) -> str:
    """Return a text from data without the marks of blanks and without line breaks."""
    return " ".join(text.replace(BLANK_BEGIN, "").replace(BLANK_END, "").split())


@cache
def _content() -> Mapping[str, Any]:
    return resource(RESOURCE)
