"""Texts from data as a spreadsheet, a page or a document can hold them safely.

A spreadsheet takes a text that begins with one of ``= + - @`` for a formula when it opens a CSV
file; Excel in Chinese also takes their full-width forms. A CSV file has no type for texts, so such
a text is written behind an apostrophe, as Excel itself shows a text, and read without it. A tab or
a line break in front is guarded because programs skip it, and an apostrophe so that it survives.
"""

from __future__ import annotations

import re
import unicodedata

GUARDED = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", "'")
# In the properties of a workbook or a document that parkland wrote; see `own_outputs`.
OFFICE_MARK = "parkland"
# Characters of a text in a sentence or a heading.
MOST_CHARACTERS = 40
# What XML 1.0 cannot hold: most control characters, lone surrogates, two non-characters.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def guard_formula(text: str) -> str:
    """Return a text such that no spreadsheet takes it for a formula.

    Examples
    --------
    >>> guard_formula("=1+1"), guard_formula("甲地块"), guard_formula("'quoted'")
    ("'=1+1", '甲地块', "''quoted'")
    """
    return f"'{text}" if text.startswith(GUARDED) else text


def unguard_formula(text: str) -> str:
    """Return the text that `guard_formula` was given.

    Examples
    --------
    >>> unguard_formula("'=1+1"), unguard_formula("'quoted'")
    ('=1+1', "'quoted'")
    """
    return text[1:] if text.startswith("'") and text[1:].startswith(GUARDED) else text


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
