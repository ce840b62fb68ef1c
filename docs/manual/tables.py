"""Tables of Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table of cells that are Markdown already."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def cell(text: str) -> str:
    """Return a plain text as a cell, so that it is shown as it is."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    for mark in "\\*_|":
        escaped = escaped.replace(mark, f"\\{mark}")
    return " ".join(escaped.split())
