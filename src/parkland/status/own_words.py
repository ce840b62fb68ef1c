"""Which code of an own axis a cell means, by the words and patterns of the profile.

A cell counts as a whole first. Where the whole cell is no word, it is divided at the marks between
words, and counts only if every part is a word. A pattern of letters comes after that, and ``*``
alone, which is any filled cell, last. What is no word is told and not guessed.
"""

from __future__ import annotations

import re
from fnmatch import translate
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from parkland.columns.cell_values import plain
from parkland.conventions import cell_word, word_parts
from parkland.conventions.own_axes import ANY, whole_word

if TYPE_CHECKING:
    import pandas as pd

    from parkland.conventions import OwnAxis, Profile

_LINES = re.compile(r"[\r\n]+")


class WordMeaning(NamedTuple):
    """The code of a cell, empty if it has none, and whether its parts mean several codes."""

    code: str
    is_double: bool


class AxisWords(NamedTuple):
    """What the columns of an axis say.

    Attributes
    ----------
    codes : ndarray of object
        The code of each parcel; empty where the cell is empty or no word.
    texts : ndarray of object
        The cell as written; empty where it is empty.
    unknown, double : ndarray of bool
        Where the cell is no word, and where its parts mean several codes.
    headings : tuple of str
        The columns that the table has, in the order in which they count.
    """

    codes: np.ndarray
    texts: np.ndarray
    unknown: np.ndarray
    double: np.ndarray
    headings: tuple[str, ...]


def axis_words(
    axis: OwnAxis, columns: list[tuple[str, pd.Series]], profile: Profile, rows: int
) -> AxisWords:
    """Return what some columns say about an axis; where the first is empty the next one counts.

    Parameters
    ----------
    axis
        The axis.
    columns
        Each heading with its column.
    profile
        Its words for an empty cell.
    rows
        The number of parcels, for a table that has none of the columns.
    """
    import pandas as pd

    written = np.full(rows, "", dtype=object)
    for _, column in columns:
        codes, uniques = pd.factorize(column.astype(object).where(column.notna(), None))
        cells = np.array([*(_filled(cell, axis, profile) for cell in uniques), ""], dtype=object)
        written = np.where(written == "", cells[codes], written)
    places, texts = pd.factorize(written)
    found = [
        word_meaning(axis, text) if text else WordMeaning("", is_double=False) for text in texts
    ]
    meanings = np.array([one.code for one in found], dtype=object)[places] if rows else written
    double = np.array([one.is_double for one in found], dtype=bool)[places]
    return AxisWords(
        codes=meanings,
        texts=written,
        unknown=(written != "") & (meanings == ""),
        double=double,
        headings=tuple(heading for heading, _ in columns),
    )


def word_meaning(axis: OwnAxis, text: str) -> WordMeaning:
    """Return the code that a cell means.

    Parameters
    ----------
    axis
        The axis.
    text
        A filled cell.
    """
    known = axis.words.get(whole_word(text))
    if known:
        return WordMeaning(known, is_double=False)
    parts = [part for line in _LINES.split(text) for part in word_parts(line)]
    codes = [_of_part(axis, part) for part in parts]
    if len(parts) > 1 and all(codes):
        return WordMeaning(codes[0], is_double=len(set(codes)) > 1)
    return WordMeaning(_of_part(axis, text) or _by_pattern(axis, text), is_double=False)


def _of_part(axis: OwnAxis, part: str) -> str:
    return axis.words.get(whole_word(part)) or _by_pattern(axis, part, with_letters=True)


def _by_pattern(axis: OwnAxis, text: str, *, with_letters: bool = False) -> str:
    """Return the code of the pattern with the most letters; empty if two codes have as many."""
    word = whole_word(text)
    fitting = [
        (len(pattern) - pattern.count(ANY), code)
        for pattern, code in axis.patterns
        if (not with_letters or pattern.strip(ANY)) and _compiled(pattern).match(word)
    ]
    best = {code for letters, code in fitting if letters == fitting[0][0]}
    return best.pop() if len(best) == 1 else ""


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern[str]:
    """Return a pattern in which only ``*`` stands for other characters, as a regular expression."""
    return re.compile(translate(re.sub(r"([\[?])", r"[\1]", pattern)))


def _filled(cell: object, axis: OwnAxis, profile: Profile) -> str:
    """Return a cell as text; empty if it means that nothing is known and is no word of the axis."""
    text = plain(cell)
    if whole_word(text) in axis.words:
        return text
    return "" if cell_word(text) in profile.empties else text
