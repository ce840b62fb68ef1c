"""Words, cells and column headings in the form in which they are compared.

A profile or rulebook is decoded to these forms once, so that reading a cell or a heading is one
lookup. Width (NFKC), letter case and spaces do not count: ``ＤＫＢＨ``, ``dkbh`` and ``DK BH`` are
one heading.
"""

from __future__ import annotations

import re
import unicodedata

# Between the words of one cell, after NFKC (which turns ，；／｜ into their ASCII forms).
WORD_JOINTS = "、,;/|"

_JOINT = re.compile(f"[{re.escape(WORD_JOINTS)}]+")
_UNIT_IN_BRACKETS = re.compile(r"[(\[](?P<unit>[^)\]]*)[)\]]?$")


def compact_word(text: str) -> str:
    r"""Return a word without width, letter case and any space, as status words and causes compare.

    Examples
    --------
    >>> compact_word(" 未 平整\u3000"), compact_word("ＩＤＬＥ")
    ('未平整', 'idle')
    """
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def cell_word(text: str) -> str:
    """Return a cell without width, letter case and the spaces around it.

    The words for yes, no and "not known" compare like this; a space inside a cell counts.

    Examples
    --------
    >>> cell_word(" Ｎ/Ａ "), cell_word("not known")
    ('n/a', 'not known')
    """
    wide = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return wide.strip().casefold()


def heading_word(text: str) -> tuple[str, str]:
    """Return a column heading as it is compared, and the unit in brackets behind it.

    Examples
    --------
    >>> heading_word("供地 面积（公顷）"), heading_word("ＺＤＭＪ")
    (('供地面积', '公顷'), ('zdmj', ''))
    """
    word = compact_word(text)
    bracket = _UNIT_IN_BRACKETS.search(word)
    if bracket and bracket.start():
        return word[: bracket.start()], bracket["unit"]
    return word, ""


def word_parts(text: str) -> list[str]:
    """Return the parts of a cell that holds several words, in NFKC, trimmed and not empty.

    Examples
    --------
    >>> word_parts("已平整；主体 已开工，")
    ['已平整', '主体 已开工']
    """
    parts = _JOINT.split(unicodedata.normalize("NFKC", text))
    return [part.strip() for part in parts if part.strip()]
