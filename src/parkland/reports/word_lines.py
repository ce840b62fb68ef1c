"""On how many lines a text stands in a Word document, to count its pages beforehand.

The lines are those of the fonts that Word has: Times New Roman for Latin letters, beside Chinese
characters as wide as they are high. `word_widths` takes wider letters, so that a column has room
in other fonts too.
"""

from __future__ import annotations

import re
from functools import lru_cache

# Widths of Times New Roman in thousandths of its height, from the space to the tilde.
LATIN_WIDTHS = (
    250, 333, 408, 500, 500, 833, 778, 180, 333, 333, 500, 564, 250, 333, 250, 278,
    500, 500, 500, 500, 500, 500, 500, 500, 500, 500, 278, 278, 564, 564, 564, 444,
    921, 722, 667, 667, 722, 611, 556, 722, 722, 333, 389, 722, 611, 889, 722, 722,
    556, 722, 667, 556, 611, 722, 722, 944, 722, 722, 611, 333, 278, 333, 469, 500,
    333, 444, 500, 444, 500, 444, 333, 500, 500, 278, 278, 500, 278, 778, 500, 500,
    500, 500, 333, 389, 278, 500, 500, 722, 500, 500, 444, 480, 200, 480, 541,
)  # fmt: skip
FIRST = ord(" ")
SCRIPT_GAP = 0.25  # heights of a letter between a Chinese character and a Latin letter or a digit
# What is not divided: a word up to its hyphen, or a character, with the marks that may not begin or
# end a line.
_PIECE = re.compile(r"[（《“〔]*(?:[!-,.-~]*-|[!-~]+|.)[，。、；：！？）》”〕]*", re.DOTALL)


def line_count(text: str, room: float, *, indent: float = 0.0) -> int:
    r"""Return on how many lines a text stands.

    Parameters
    ----------
    text
        The text as it is printed; an empty one has a line too.
    room
        The width of a line in heights of the letters.
    indent
        By how much the first line is shorter, in heights of the letters.

    Examples
    --------
    >>> line_count("闲置土地清单", 6), line_count("闲置土地清单", 5), line_count("一\n二", 5)
    (1, 2, 2)
    >>> line_count("over two full years", 4.5), line_count("2020.03.01", 4.6)
    (2, 1)
    """
    return sum(
        _lines(line, room, 0.0 if place else indent) for place, line in enumerate(text.split("\n"))
    )


@lru_cache(maxsize=65536)
def _lines(text: str, room: float, indent: float) -> int:
    count, used, before = 1, indent, ""
    for piece in _PIECE.findall(text):
        width = printed_width(piece) + SCRIPT_GAP * _is_other_script(before, piece[0])
        before = piece[-1]
        if used + width > room and used > 0:
            if piece.isspace():  # it hangs over the end of the line
                continue
            count, used = count + 1, 0.0
        used += width
        while used > room:  # a word longer than a line is divided
            count, used = count + 1, used - room
    return count


def _is_other_script(before: str, after: str) -> bool:
    """Return whether Word sets two letters apart: one is Chinese, the other Latin or a digit."""
    return before.isalnum() and after.isalnum() and before.isascii() != after.isascii()


def printed_width(text: str) -> float:
    """Return the width of a text in heights of its letters.

    Examples
    --------
    >>> printed_width("地块12")
    3.0
    """
    return sum(
        LATIN_WIDTHS[ord(letter) - FIRST] / 1000 if " " <= letter <= "~" else 1.0 for letter in text
    )
