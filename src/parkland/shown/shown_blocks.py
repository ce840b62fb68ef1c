"""What a shown object consists of: blocks that one writer turns into HTML and one into text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Title:
    """The name of what is shown, and a text beside it."""

    text: str
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """A few figures or words, each under its label: ``((label, value), …)``."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """Shares of a whole as a bar: ``((label, share, colour), …)``; the tables tell the numbers."""

    parts: tuple[tuple[str, float, str], ...]


@dataclass(frozen=True, slots=True)
class Head:
    """A column of a table; numbers are aligned to the right."""

    text: str
    right: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of texts.

    Attributes
    ----------
    heads
        The columns.
    rows
        The cells, as they are printed.
    colors
        A colour for each row, ``""`` for none; empty for none at all.
    has_total
        Whether the last row is the total of the others.
    """

    heads: tuple[Head, ...]
    rows: tuple[tuple[str, ...], ...]
    colors: tuple[str, ...] = ()
    has_total: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence; a quiet one stands back."""

    text: str
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Steps:
    """Numbered steps: ``((heading, answer, text, source), …)``, each of which may be empty."""

    items: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Fold:
    """Blocks under a line that opens and closes."""

    summary: str
    blocks: Sequence[Block]
    is_open: bool = False


Block: TypeAlias = Title | Facts | Bar | Table | Line | Steps | Fold
