"""Texts from data as a spreadsheet, a page or a document can hold them safely.

A spreadsheet takes a text that begins with one of ``= + - @`` for a formula when it opens a CSV
file; Excel in Chinese also takes their full-width forms. A CSV file has no type for texts, so such
a text is written behind an apostrophe, as Excel itself shows a text, and read without it. Programs
skip white space, marks of direction and control characters in front, so that they hide no formula
here. A tab or a line break in front is guarded in any case, and an apostrophe so that it survives.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

# The same expression stands in `maps/assets/csv_text.js`, with \p{Cc} for the control characters.
_FORMULA = re.compile(
    "[\\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]*"
    "[=+\\-@＝＋－＠﹦﹢﹣﹫]|[\t\r\n']"
)
# In the properties of a workbook or a document that parkland wrote; see `own_outputs`.
OFFICE_MARK = "parkland"
# Characters of a text in a sentence or a heading.
MOST_CHARACTERS = 40
# What XML 1.0 cannot hold: most control characters, lone surrogates, two non-characters.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Control characters but tab and line feed, marks of direction, line separators, invisible tags.
_UNSEEN = re.compile(
    "\r\n|[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff"
    "\U000e0000-\U000e007f]"
)


def is_formula(text: str) -> bool:
    """Return whether a spreadsheet could take a text for a formula, or its guard for a part of it.

    Examples
    --------
    >>> is_formula("=1+1"), is_formula(" \u3000＝1"), is_formula("1-2")
    (True, True, False)
    """
    return _FORMULA.match(text) is not None


def guard_formula(text: str) -> str:
    """Return a text such that no spreadsheet takes it for a formula.

    Examples
    --------
    >>> guard_formula("=1+1"), guard_formula("甲地块"), guard_formula("'quoted'")
    ("'=1+1", '甲地块', "''quoted'")
    """
    return f"'{text}" if is_formula(text) else text


def unguard_formula(text: str) -> str:
    """Return the text that `guard_formula` was given.

    Examples
    --------
    >>> unguard_formula("'=1+1"), unguard_formula("'quoted'")
    ('=1+1', "'quoted'")
    """
    return text[1:] if text.startswith("'") and is_formula(text[1:]) else text


def printable(text: str) -> str:
    r"""Return `text` with every character that XML cannot hold replaced by U+FFFD.

    Examples
    --------
    >>> printable("a\x01b") == "a\ufffdb"
    True
    """
    return _UNPRINTABLE.sub("\ufffd", text)


def shorten(text: str, most: int = MOST_CHARACTERS) -> str:
    """Return `text`, cut with a mark where it is longer than `most` characters.

    Examples
    --------
    >>> shorten("abcdef", 4)
    'abc…'
    """
    return text if len(text) <= most else text[: most - 1] + "…"


def display_width(text: str) -> int:
    """Return how many half-width columns `text` takes: a Chinese character two, an accent none.

    Source: Unicode Standard Annex 11, East Asian Width; wide and full-width characters count two.

    Examples
    --------
    >>> display_width("地块A"), display_width("e\u0301")
    (5, 1)
    """
    return sum(
        0 if unicodedata.combining(mark) else 2 if unicodedata.east_asian_width(mark) in "WF" else 1
        for mark in text
    )


def visible(text: str) -> str:
    r"""Return a text in which each character that a terminal or a page would obey is written out.

    Examples
    --------
    >>> print(visible("a\x1b[31mb\tc"))
    a\u001b[31mb	c
    """
    return _UNSEEN.sub(lambda found: found[0] if len(found[0]) > 1 else written_out(found[0]), text)


def legible(text: str) -> str:
    r"""Return a text of a file as pages, reports and workbooks for people show it.

    Marks of direction are written out (`visible`), so that a name turns no digits around and hides
    no part of itself. What XML cannot hold, such as most control characters, is U+FFFD.

    Examples
    --------
    >>> print(legible("甲厂\u202e028"))
    甲厂\u202e028
    """
    return visible(printable(text))


def legible_all(content: Any, /) -> Any:
    r"""Return a record of lists, mappings and texts with every text as people are shown it.

    Examples
    --------
    >>> print(legible_all({"names": ["a\u202e", 1]})["names"][0])
    a\u202e
    """
    if isinstance(content, str):
        return legible(content) if _UNSEEN.search(content) else content
    if isinstance(content, Mapping):
        return {key: legible_all(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [legible_all(value) for value in content]
    return content


def written_out(character: str) -> str:
    """Return a character as the escape that Python and JSON write."""
    units = character.encode("utf-16-be", errors="surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))
