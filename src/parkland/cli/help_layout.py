"""How a page of help is set: paragraphs and two columns, for Chinese as well as English.

A Chinese character takes two columns of a terminal and stands without spaces, so that a line can
end behind almost every one; punctuation stays with the word that it belongs to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.safe_text import display_width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# What does not begin a line, and what does not end one.
CLOSING = "，。、；：？！）】》”’…·—,.;:?!)]}%|"
OPENING = "（【《“‘([{"
WIDEST_NAME = 28  # of the first column; a longer one has its text on the next line
GAP = 2  # between the columns
INDENT = 2


def wrapped(text: str, width: int) -> list[str]:
    """Return the lines of a paragraph, each at most `width` columns of a terminal wide.

    A word that is longer, such as a path, has a line of its own and is not cut.

    Examples
    --------
    >>> wrapped("按组打印宗地数和面积（亩）。", 12)
    ['按组打印宗地', '数和面积', '（亩）。']
    >>> wrapped("Print the number of parcels.", 12)
    ['Print the', 'number of', 'parcels.']
    """
    lines, line = [], ""
    for space, piece in _pieces(text):
        longer = f"{line}{space if line else ''}{piece}"
        if line and display_width(longer) > width:
            lines.append(line)
            line = piece
        else:
            line = longer
    return [*lines, line] if line else lines


def paragraph(text: str, *, width: int, indent: int = INDENT) -> str:
    """Return a paragraph with every line indented."""
    lines = wrapped(" ".join(text.split()), width - indent)
    return "\n".join(" " * indent + line for line in lines)


def two_columns(rows: Sequence[tuple[str, str]], *, width: int) -> str:
    """Return names with their texts beside them; the texts begin in one column.

    Examples
    --------
    >>> print(two_columns([("--by 列", "按哪一列分组。"), ("--help", "显示帮助。")], width=40))
      --by 列  按哪一列分组。
      --help   显示帮助。
    """
    widths = [display_width(name) for name, _ in rows]
    first = max((one for one in widths if one <= WIDEST_NAME), default=WIDEST_NAME)
    place = INDENT + first + GAP
    lines = []
    for (name, text), wide in zip(rows, widths, strict=True):
        beside = wrapped(text, width - place)
        if wide <= WIDEST_NAME and beside:
            lines.append(" " * INDENT + name + " " * (place - INDENT - wide) + beside.pop(0))
        else:
            lines += [" " * INDENT + line for line in wrapped(name, width - INDENT)]
        lines += [" " * place + line for line in beside]
    return "\n".join(lines)


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Yield the parts of a text that stay together, each with the space before it."""
    space = piece = ""
    is_inside = False  # of brackets, which hold a default or words to choose from
    for mark in text:
        if mark == " ":
            if piece:
                yield space, piece
            space, piece = " ", ""
            continue
        is_inside = mark == "[" or (is_inside and mark != "]")
        if piece and (piece[-1] == "|" or not is_inside) and _may_part(piece[-1], mark):
            yield space, piece
            space = piece = ""
        piece += mark
    if piece:
        yield space, piece


def _may_part(before: str, after: str) -> bool:
    if before in OPENING or (after in CLOSING and not (after == "." and before in "、，；")):
        return False  # but an ending such as .csv, in a list of them, begins a line
    return before == "|" or display_width(before) > 1 or display_width(after) > 1
