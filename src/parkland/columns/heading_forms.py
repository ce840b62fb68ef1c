"""The headings that can be made of the parts in `resources/headings.toml`, and what each means.

The parts make a finite set of headings, so that understanding a heading is one lookup. No heading
has two meanings; a test holds that.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import product
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from parkland.conventions import compact_word
from parkland.wording import resource

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

SOURCE = "headings.toml"
ASSETS = "asset_headings.toml"
# A shapefile cuts names of columns at so many bytes.
NAME_BYTES = 10
# Initials of fewer letters stand for too many things; those that are used are listed one by one.
LEAST_INITIALS = 5

# The parts that say whether a fact is agreed, actual or planned.
MODES = ("agreed", "actual", "planned", "supplement")

_SLOT = re.compile(r"\{(\w+)(\??)\}")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a heading stands for.

    Attributes
    ----------
    field
        The canonical field; empty if there is none.
    kind
        What a column without a field holds, such as ``remark``; empty for a field.
    rank
        The place of its form among the forms of the field; a lower one fits better.
    like
        The heading of the default profile that it is read like, or an empty text.
    near
        The fields that a column without a field could be about.
    """

    field: str
    kind: str = ""
    rank: int = 0
    like: str = ""
    near: tuple[str, ...] = ()

    @property
    def sense(self) -> tuple[str, str, str]:
        """What it stands for, without how well it fits."""
        return self.field, self.kind, self.like


@dataclass(frozen=True, slots=True)
class Language:
    """All headings that are understood by their parts.

    Attributes
    ----------
    whole
        Heading -> its meaning.
    initials
        Initials of pinyin -> the meaning, if they have only one.
    """

    whole: Mapping[str, Meaning]
    initials: Mapping[str, Meaning]


@cache
def language(about: str = "parcels") -> Language:
    """Return the headings of the resource with their meanings.

    Parameters
    ----------
    about
        What the table is about: ``parcels``, or a table of `resources/asset_headings.toml`.

    Examples
    --------
    >>> language().whole["约定动工日期"].field, language().initials["yddgsj"].field
    ('start_due', 'start_due')
    """
    source = _source(about)
    parts = source["parts"]
    whole: dict[str, Meaning] = {}
    for meaning, forms in _meanings(source):
        rank = 0
        for form in forms:
            for text in _expanded(form, parts):
                if text not in whole:
                    whole[text] = _ranked(meaning, rank)
                    rank += 1
    return Language(MappingProxyType(whole), MappingProxyType(_initials(source, whole)))


def _source(about: str) -> Mapping[str, Any]:
    """Return the parts and forms of the tables `about`; headings without a field are shared."""
    shared = resource(SOURCE)
    if about == "parcels":
        return shared
    own = resource(ASSETS)
    others = {kind: {**entry, "near": ()} for kind, entry in shared["other"].items()}
    return {
        "parts": {**shared["parts"], **own["parts"]},
        "fields": own[about]["fields"],
        "like": {},
        "other": others,
        "initials": own[about].get("initials", {}),
        "pinyin": shared["pinyin"],
    }


def _meanings(source: Mapping[str, Any]) -> Iterator[tuple[Meaning, Sequence[str]]]:
    for field, forms in source["fields"].items():
        yield Meaning(field), forms
    for heading, entry in source["like"].items():
        yield Meaning(entry["field"], like=heading), entry["forms"]
    for kind, entry in source["other"].items():
        yield Meaning("", kind, near=tuple(entry.get("near", ()))), entry["forms"]


def _ranked(meaning: Meaning, rank: int) -> Meaning:
    return Meaning(meaning.field, meaning.kind, rank, meaning.like, meaning.near)


def _expanded(form: str, parts: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Return the texts of a form, in the form in which headings are compared."""
    pieces = _SLOT.split(form)
    # split gives a literal, then a name and a mark for each slot, and a literal again
    choices: list[Sequence[str]] = [(pieces[0],)]
    for name, optional, literal in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
        choices += [(*parts[name], "") if optional else parts[name], (literal,)]
    return (compact_word("".join(chosen)) for chosen in product(*choices))


@cache
def mode_initials() -> frozenset[str]:
    """Return the initials of the words that say whether a fact is agreed, actual or planned."""
    source = resource(SOURCE)
    letters = _letters(source)
    words = [word for part in MODES for word in source["parts"][part]]
    return frozenset("".join(letters[character] for character in word) for word in words)


def _letters(source: Mapping[str, Any]) -> dict[str, str]:
    return {
        character: letter.lower()
        for letter, characters in source["pinyin"].items()
        for character in characters
    }


def _initials(source: Mapping[str, Any], whole: Mapping[str, Meaning]) -> dict[str, Meaning]:
    letters = _letters(source)
    found: dict[str, list[Meaning]] = {}
    for text, meaning in whole.items():
        if len(text) >= LEAST_INITIALS and all(character in letters for character in text):
            short = "".join(letters[character] for character in text)
            found.setdefault(short, []).append(meaning)
    known = {
        short: min(meanings, key=lambda meaning: meaning.rank)
        for short, meanings in found.items()
        if len({meaning.sense for meaning in meanings}) == 1
    }
    for field, listed in source["initials"].items():
        known |= {short.lower(): Meaning(field, rank=at) for at, short in enumerate(listed)}
    for kind, entry in source["other"].items():
        listed = entry.get("initials", ())
        known |= {short.lower(): Meaning("", kind) for short in listed}
    return known


@cache
def cut_forms(
    about: str = "parcels", *, numbered: bool = False
) -> Mapping[str, frozenset[Meaning]]:
    """Return the headings of the resource as a shapefile cuts them, with all their meanings."""
    return MappingProxyType(cut_headings(language(about).whole, numbered=numbered))


def cut_headings(
    headings: Mapping[str, Meaning], *, numbered: bool = False
) -> dict[str, frozenset[Meaning]]:
    """Return headings as a shapefile cuts them, with the meanings of all that are cut alike.

    Parameters
    ----------
    numbered
        Cut further, to make room for the number of a name that another column has already.
    """
    found: dict[str, set[Meaning]] = {}
    for whole, meaning in headings.items():
        for beginning in beginnings(whole, numbered=numbered):
            found.setdefault(beginning, set()).add(meaning)
    return {beginning: frozenset(meanings) for beginning, meanings in found.items()}


def beginnings(text: str, *, numbered: bool = False) -> set[str]:
    """Return the forms in which a shapefile cuts a heading, in GBK and in UTF-8.

    A Chinese character has two bytes in GBK and three in UTF-8, so that the cut falls elsewhere.

    Examples
    --------
    >>> sorted(beginnings("约定开工时间"))
    ['约定开', '约定开工时']
    >>> sorted(beginnings("约定开工时间", numbered=True))
    ['约定', '约定开', '约定开工']
    """
    # a number needs "1", "_1" or "_10", and half a character can be lost before it
    rooms = (2, 3, 4) if numbered else (0,)
    found = set()
    for encoding in ("gbk", "utf-8"):
        raw = text.encode(encoding, errors="replace")
        if len(raw) > NAME_BYTES:
            for room in rooms:
                found.add(raw[: NAME_BYTES - room].decode(encoding, errors="ignore"))
    return found
