"""What is set aside of a heading: marks, numbering, brackets, units, the name of a table.

Nothing is set aside that can carry meaning. A word in brackets is a unit, a remark on the form of
the cells, or a part of the heading (动工时间(约定)); otherwise the heading is not understood.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from parkland.columns.heading_forms import mode_initials
from parkland.conventions import compact_word, heading_word
from parkland.units import YUAN, spelled_area_unit
from parkland.wording import resource

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 200  # characters of a heading
_MARKS = "*#★☆※•●▲△◆◇√:;,.。、?!_-~'\"“”‘’`=|/\\+"
# 3. 3、 3) (3) 一、 (一) before a heading, and a bare number before a Chinese character
_NUMBERING = re.compile(
    r"^(?:\(?(?:\d{1,2}|[一二三四五六七八九十]{1,2})\)|\d{1,2}[.、:)\-_]|[一二三四五六七八九十]{1,2}[、.]|\d{1,2}(?=[\u4e00-\u9fff]))"
)
_BRACKETS = re.compile(r"[(\[{<【〔《「]([^()\[\]{}<>【】〔〕《》「」]*)(?:[)\]}>】〕》」]|$)")
_UNIT_TAIL = re.compile(
    r"^(?P<rest>.+?)(?:(?:计量)?单位)?[/_:,|\-~·]+(?:单位[:]?)?(?P<unit>[^/_:,|\-~·]+)$"
)
_UNIT_SAID = re.compile(r"^(?:计量)?单位[:]?")
_NUMBER_TAIL = re.compile(r"^(?P<rest>.*[^\d_.\-])[_.\-]?\d{1,2}$")
_PREFIX = re.compile(r"[_.!$]")
_WITHIN = re.compile(r"[_.!$:\-]")  # marks that stand within one heading
_LATIN = re.compile(r"[a-z0-9$' ]+")
_UNIT_WORDS = ("平方米", "平米", "公顷", "万元", "亿元", "亩", "元", "m2", "hm2")


@dataclass(frozen=True, slots=True)
class Spelling:
    """A heading without what was set aside.

    Attributes
    ----------
    text
        The rest, in the form in which headings are compared.
    unit
        The unit that was set aside; empty if there was none.
    numbered
        Whether a number behind it was set aside, as of a repeated column.
    """

    text: str
    unit: str = ""
    numbered: bool = False


def plain_heading(name: str) -> str:
    r"""Return a heading without width, letter case, spaces, marks and numbering.

    Examples
    --------
    >>> plain_heading("＊3.供地面积（亩）："), plain_heading(" 约定\n开工时间 ")
    ('供地面积(亩)', '约定开工时间')
    """
    visible = "".join(c for c in name if unicodedata.category(c) != "Cf")
    return _unmarked(compact_word(visible))


def _unmarked(word: str) -> str:
    """Return a word without the marks and the numbering around it."""
    before = None
    while word != before:
        before = word
        word = word.lstrip(_MARKS).rstrip(_MARKS)
        shorter = _NUMBERING.sub("", word)
        word = shorter or word
    return word


def is_open(name: str) -> bool:
    """Return whether a heading ends where something has been cut off: 动工时间( or 供地面积_.

    Examples
    --------
    >>> is_open("动工时间（"), is_open("供地面积_"), is_open("供地面积(亩)")
    (True, True, False)
    """
    return compact_word(name).endswith(tuple("([{_/-【〔"))


def spellings(name: str) -> Iterator[Spelling]:
    """Yield what a heading can be once marks are set aside, the least altered first.

    Examples
    --------
    >>> [found.text for found in spellings("动工时间(约定)")]
    ['动工时间(约定)', '约定动工时间', '动工时间约定']
    """
    yield from _without_brackets(plain_heading(name), "", 0)


def words_of(name: str) -> tuple[str, ...]:
    """Return the words under which a table of a profile can list a heading, the closest first.

    Examples
    --------
    >>> words_of("*ZDMJ")
    ('*zdmj', 'zdmj')
    """
    found = [spelling.text for spelling in spellings(name)] if len(name) <= LONGEST else []
    return tuple(dict.fromkeys([heading_word(name)[0], *found]))


def _without_brackets(word: str, unit: str, depth: int) -> Iterator[Spelling]:
    found = _BRACKETS.search(word)
    if found is None or depth > 2:  # noqa: PLR2004 - nobody writes more brackets
        yield from _without_ends(word, unit)
        return
    if depth == 0:
        yield Spelling(word, unit)
    head, inside, tail = word[: found.start()], found[1], word[found.end() :]
    rest = _unmarked(head + tail)
    inside_unit = unit_in(inside)
    if inside_unit or is_set_aside(inside):
        yield from _without_brackets(rest, inside_unit or unit, depth + 1)
        return
    inside = inside.strip(_MARKS)
    for whole in dict.fromkeys((inside + rest, head + inside + tail)):
        yield from _without_brackets(whole, unit, depth + 1)


def _without_ends(word: str, unit: str) -> Iterator[Spelling]:
    """Yield a heading without brackets: whole, without its unit, without a number behind it."""
    yield from _joined(word, unit)
    if not unit:
        if (tail := _UNIT_TAIL.match(word)) and (said := unit_in(tail["unit"])):
            yield from _joined(tail["rest"], said)
        for spelled in _UNIT_WORDS:
            if word.endswith(spelled) and len(word) > len(spelled):
                yield from _joined(word.removesuffix(spelled).strip(_MARKS), spelled)
        if word.endswith("亩数"):
            yield from _joined(word.removesuffix("亩数") + "面积", "亩")
    if (tail := _NUMBER_TAIL.match(word)) and not unit:
        for spelling in _without_ends(tail["rest"].rstrip(_MARKS), unit):
            yield Spelling(spelling.text, spelling.unit, numbered=True)


def _joined(word: str, unit: str) -> Iterator[Spelling]:
    """Yield a heading as one word, and without the name of a table before it."""
    yield Spelling(word, unit)
    smooth = word.replace("的", "").replace("之", "")
    if (whole := _WITHIN.sub("", smooth)) != word:
        yield Spelling(whole, unit)
    for mark in _PREFIX.finditer(smooth):
        before, rest = smooth[: mark.start()], _unmarked(smooth[mark.end() :])
        if rest and all(map(is_table_name, map(_unmarked, filter(None, _PREFIX.split(before))))):
            yield Spelling(rest, unit)


def is_table_name(prefix: str) -> bool:
    """Return whether a word before ``_`` or ``.`` can be the name of a table, and nothing more.

    Examples
    --------
    >>> is_table_name("sheet1"), is_table_name("宗地"), is_table_name("计划"), is_table_name("yd")
    (True, True, False, False)
    """
    if not prefix or re.fullmatch(r"\d{1,2}", prefix):  # nothing, or a numbering
        return True
    if _LATIN.fullmatch(prefix):
        # yd_开工时间 can be 约定开工时间
        return prefix[0].isalpha() and prefix not in mode_initials()
    return prefix.strip("'$ ") in _set_aside("tables")


def unit_in(text: str) -> str:
    """Return the text of a unit of area or money that stands in `text`, or an empty text.

    Examples
    --------
    >>> unit_in("单位:万元"), unit_in("m2"), unit_in("约定")
    ('万元', 'm2', '')
    """
    said = _UNIT_SAID.sub("", text).strip(_MARKS)
    return said if said in YUAN or spelled_area_unit(said) else ""


def is_set_aside(inside: str) -> bool:
    """Return whether what stands in brackets leaves the meaning of a heading as it is."""
    return not inside or inside.isdecimal() or inside in _set_aside("brackets")


@cache
def _set_aside(key: str) -> frozenset[str]:
    return frozenset(map(compact_word, resource("headings.toml")["set_aside"][key]))
