"""Blocks as text, for a terminal, a script, and a notebook that shows no HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.safe_text import printable, visible
from parkland.shown.shown_blocks import Bar, Facts, Fold, Line, Steps, Table, Title

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from parkland.shown.shown_blocks import Block

WIDTH = 66  # of a cell in columns of a terminal, beyond which it is wrapped


def terminal_text(blocks: Iterable[Block]) -> str:
    """Return blocks as text, folds opened by one level.

    Examples
    --------
    >>> print(terminal_text([Title("Totals"), Facts((("Parcels", "29"), ("Area", "1.00 mu")))]))
    Totals
    Parcels 29 | Area 1.00 mu
    """
    return visible("\n".join(_lines(blocks, opened=True)))


def _lines(blocks: Iterable[Block], *, opened: bool) -> Iterator[str]:
    for block in blocks:
        match block:
            case Title():
                yield f"{block.text}  {block.beside}" if block.beside else block.text
            case Facts():
                yield " | ".join(f"{label} {value}" for label, value in block.pairs)
            case Table():
                yield from _table(block).splitlines()
            case Line():
                yield printable(block.text)
            case Steps():
                yield from _steps(block)
            case Fold():
                yield ("- " if opened else "+ ") + block.summary
                if opened:
                    yield from ("  " + line for line in _lines(block.blocks, opened=False))
            case Bar():
                pass  # the tables have its numbers


def _steps(block: Steps) -> Iterator[str]:
    for number, parts in enumerate(block.items, start=1):
        yield f"{number}. " + "  ".join(part for part in parts if part)


def _table(block: Table) -> str:
    from tabulate import tabulate

    sides = ["right" if head.right else "left" for head in block.heads]
    return tabulate(
        [[printable(cell) for cell in row] for row in block.rows],
        headers=[head.text for head in block.heads],
        tablefmt="simple",
        colalign=sides if block.rows else None,
        disable_numparse=True,
        maxcolwidths=[None if head.right else WIDTH for head in block.heads]
        if block.rows
        else None,
    )
