"""Texts from the data as a page or a cell can hold them."""

from __future__ import annotations

import re
import unicodedata

MOST_CHARACTERS = 40  # of a name in a sentence
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """Return `text` with what XML cannot hold replaced by U+FFFD."""
    return _UNPRINTABLE.sub("\ufffd", text)


def shortened(text: str, most: int = MOST_CHARACTERS) -> str:
    """Return `text`, cut with a mark where it is longer than `most`.

    Examples
    --------
    >>> shortened("abcdef", 4)
    'abc…'
    """
    return text if len(text) <= most else text[: most - 1] + "…"


def display_width(text: str) -> int:
    """Return how many half-width characters `text` takes.

    Examples
    --------
    >>> display_width("地块A")
    5
    """
    return sum(2 if unicodedata.east_asian_width(mark) in "WF" else 1 for mark in text)
