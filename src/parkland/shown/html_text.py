"""Blocks as HTML for a notebook: no script, no style sheet, nothing that is loaded.

A notebook stores every page that it shows, so that the HTML is small. Colours are those of the
notebook (`inherit`, greys that are half transparent), so that one form suits light and dark themes
of JupyterLab and VS Code. Each style stands at its element, because a viewer may drop a style
sheet; without any styles, headings, tables and folds still read in order. Every text is escaped
here, and nowhere else.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from parkland.safe_text import legible
from parkland.shown.shown_blocks import Bar, Facts, Fold, Line, Steps, Table, Title

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from parkland.shown.shown_blocks import Block, Head

_RULE = "1px solid rgba(128,128,128,.28)"
_QUIET = "opacity:.66"
_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
_OUTER = "max-width:60em;font-size:13px;line-height:1.5;color:inherit"
# A notebook centres tables, gives their columns equal widths and stripes their rows.
_TABLE = (
    "table-layout:auto;border-collapse:collapse;margin:4px 0 8px;border:0;"
    "color:inherit;font-size:13px;line-height:1.45;font-variant-numeric:tabular-nums"
)
_TEXT_CELL = "text-align:left;vertical-align:baseline;padding:2px 14px 2px 0"
_NUMBER_CELL = f"{_TEXT_CELL.replace('left', 'right', 1)};white-space:nowrap"
_ROW = "background:transparent"
_NUMBERS = "font-variant-numeric:tabular-nums;white-space:nowrap"
# A cell of no more characters is not broken, nor a first cell, which has the name of the row.
_SHORT_CELL, _SHORT_NAME = 8, 24
# A step whose text is no longer than this is one line.
_SHORT_STEP = 44
# A bar has no part narrower than this, so that each can be seen.
_LEAST_SHARE = 0.004


def html_text(blocks: Iterable[Block]) -> str:
    """Return blocks as HTML.

    Examples
    --------
    >>> html_text([Line("a < b")])
    '<div style="...">...a &lt; b</div></div>'
    """
    return f'<div style="{_OUTER}">{_inside(blocks)}</div>'


def _inside(blocks: Iterable[Block]) -> str:
    return "".join(_block(block) for block in blocks)


def _block(block: Block) -> str:  # noqa: PLR0911 - one return for each kind of block
    match block:
        case Title():
            beside = (
                f'<span style="{_QUIET};margin-left:.7em">{_safe(block.beside)}</span>'
                if block.beside
                else ""
            )
            text = f'<b style="font-size:15px">{_safe(block.text)}</b>'
            return f'<div style="margin:2px 0 6px">{text}{beside}</div>'
        case Facts():
            return _facts(block)
        case Bar():
            return _bar(block)
        case Table():
            return _table(block)
        case Line():
            style = f"margin:2px 0;{_QUIET}" if block.quiet else "margin:2px 0"
            return f'<div style="{style}">{_safe(block.text)}</div>'
        case Steps():
            items = "".join(_step(item) for item in block.items)
            return f'<ol style="margin:4px 0 6px;padding-left:2.2em">{items}</ol>'
        case Fold():
            is_open = " open" if block.is_open else ""
            summary = f'<summary style="cursor:pointer;padding:4px 0">{_safe(block.summary)}'
            inner = f'<div style="margin:0 0 6px 1.1em">{_inside(block.blocks)}</div>'
            style = f"border-top:{_RULE};margin:0"
            return f'<details style="{style}"{is_open}>{summary}</summary>{inner}</details>'


def _facts(block: Facts) -> str:
    parts = [
        f'<div style="margin:0 2em 6px 0"><div style="font-size:12px;{_QUIET}">{_safe(label)}</div>'
        f'<div style="font-size:15px;{_NUMBERS}">{_safe(value)}</div></div>'
        for label, value in block.pairs
    ]
    return f'<div style="display:flex;flex-wrap:wrap">{"".join(parts)}</div>'


def _bar(block: Bar) -> str:
    parts = [
        f'<div title="{_safe(label)}" style="flex:{max(share, _LEAST_SHARE):.4f} 1 0;'
        f'background:{_color(color)}"></div>'
        for label, share, color in block.parts
        if share > 0
    ]
    style = "display:flex;gap:1px;height:10px;border-radius:5px;overflow:hidden;margin:2px 0 8px"
    return f'<div style="{style}">{"".join(parts)}</div>' if parts else ""


def _table(block: Table) -> str:
    heads = "".join(_cell("th", head.text, head) for head in block.heads)
    rows = []
    for place, row in enumerate(block.rows):
        is_total = block.has_total and place == len(block.rows) - 1
        spot = _swatch(block.colors[place]) if block.colors else ""
        first, *others = zip(row, block.heads, strict=True)
        cells = [_cell("td", *first, spot=spot, short=_SHORT_NAME)]
        cells += [_cell("td", text, head) for text, head in others]
        style = f"{_ROW};font-weight:600;border-top:{_RULE}" if is_total else _ROW
        rows.append(f'<tr style="{style}">{"".join(cells)}</tr>')
    style = f"{_ROW};font-size:12px;border-bottom:{_RULE};{_QUIET}"
    head = f'<thead style="border:0"><tr style="{style}">{heads}</tr></thead>'
    return f'<table style="{_TABLE}">{head}<tbody>{"".join(rows)}</tbody></table>'


def _cell(tag: str, text: str, head: Head, *, spot: str = "", short: int = _SHORT_CELL) -> str:
    style = _NUMBER_CELL if head.right else _TEXT_CELL
    if not head.right and 0 < len(text) <= short:
        style += ";white-space:nowrap"
    weight = ";font-weight:500" if tag == "th" else ""
    return f'<{tag} style="{style}{weight}">{spot}{_safe(text)}</{tag}>'


def _swatch(color: str) -> str:
    """Return a spot of colour before a label; where others have one, an empty place."""
    style = "display:inline-block;width:10px;height:10px;border-radius:2px;margin-right:8px"
    return f'<span style="{style};background:{_color(color)}"></span>'


def _step(item: Sequence[str]) -> str:
    heading, answer, text, source = (_safe(part) for part in item)
    parts = [f'<span style="font-weight:500">{heading}</span>' if heading else ""]
    parts.append(f" <b>{answer}</b>" if answer else "")
    parts.append(f'<span style="{_QUIET};margin-left:.6em">{source}</span>' if source else "")
    is_short = len(heading) + len(text) <= _SHORT_STEP
    parts.insert(2, f"&#8195;{text}" if text and is_short else "")
    parts.append(f"<div>{text}</div>" if text and not is_short else "")
    return f'<li style="margin:0 0 4px">{"".join(parts)}</li>'


def _color(color: str) -> str:
    """Return a colour of the palette; one from a file that is no colour is left out."""
    return color if _COLOR.fullmatch(color) else "transparent"


def _safe(text: str) -> str:
    return escape(legible(text))
