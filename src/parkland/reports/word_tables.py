"""Tables and fields of a Word document as XML.

python-docx builds a table cell by cell, which takes minutes for a ledger of thousands of parcels.
Here a table is written as text, and the text is parsed once.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from parkland.reports.report_blocks import cell_text
from parkland.reports.word_widths import PADDING_PT, broken_heading
from parkland.safe_text import legible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from parkland.reports.report_blocks import Row, TableBlock
    from parkland.reports.word_widths import Fit

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
DXA_PER_PT = 20
HEADING_FILL = "E8ECF0"
MARGINS_DXA = {"top": 25, "left": 60, "bottom": 25, "right": 60}  # of the text in a cell
CELL_STYLE = '<w:pStyle w:val="Cell"/>'
SIDES = {"text": "left", "date": "center", "count": "center"}
_DAY = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")


def table_xml(table: TableBlock, fit: Fit, most_rows: int, kept: Sequence[bool] = ()) -> Any:
    """Return the table as an element, its headings repeated on every page, no row on two pages.

    Parameters
    ----------
    table, fit, most_rows
    kept
        Of each row, whether it stands on the page of what follows. Without it every row is free.
    """
    from docx.oxml import parse_xml

    widths = [round(width * DXA_PER_PT) for width in fit.widths_pt]
    sides = [SIDES.get(column.kind, "right") for column in table.columns]
    rows = list(_headings(table, fit, widths)) if has_headings(table) else []
    shown = table.rows[:most_rows]
    free = [False] * (len(shown) + 1)
    kept = kept or free
    for place, row in enumerate(shown):
        color = table.colors[place] if table.colors else ""
        cells = _cells(_texts(row, table), widths, sides, fit, color=color)
        rows.append(_row(cells, keeps=kept[place]))
    if table.total is not None:
        cells = _cells(_texts(table.total, table), widths, sides, fit, is_bold=True)
        rows.append(_row(cells, keeps=kept[len(shown)]))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="7F7F7F"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    margins = "".join(
        f'<w:{side} w:w="{width}" w:type="dxa"/>' for side, width in MARGINS_DXA.items()
    )
    return parse_xml(
        f'<w:tbl {W}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>"
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def has_headings(table: TableBlock) -> bool:
    """Return whether any column has a heading."""
    return any(column.heading for column in table.columns)


def field_xml(instruction: str, shown: str) -> Any:
    """Return a field that Word evaluates itself, and the text that it shows until then."""
    from docx.oxml import parse_xml

    return parse_xml(
        f'<w:fldSimple {W} w:instr="{escape(instruction)}"><w:r><w:t>{escape(shown)}</w:t></w:r>'
        "</w:fldSimple>"
    )


def printed(text: str) -> str:
    """Return a text as a document has it: what XML can hold, and its days with points.

    Word ends a line behind a hyphen, and LibreOffice also behind one that forbids it; at a point
    between digits neither does.

    Examples
    --------
    >>> printed("2020-03-01起")
    '2020.03.01起'
    """
    return _DAY.sub(r"\1.\2.\3", legible(text))


def run_xml(text: str, properties: str = "") -> str:
    """Return a run of text, with its line breaks."""
    lines = escape(printed(text)).split("\n")
    texts = "<w:br/>".join(f'<w:t xml:space="preserve">{line}</w:t>' for line in lines)
    return f"<w:r>{properties}{texts}</w:r>"


def _texts(row: Row, table: TableBlock) -> list[str]:
    return [cell_text(cell, column) for cell, column in zip(row, table.columns, strict=True)]


def _headings(table: TableBlock, fit: Fit, widths: Sequence[int]) -> Iterator[str]:
    """Yield the row of groups, if there is one, and that of headings."""
    if table.needs_groups:
        cells = []
        place = 0
        for group, columns in groupby(table.columns, key=lambda column: column.group):
            span = len(list(columns))
            width = sum(widths[place : place + span])
            cells.append(_cell([group], width, "center", fit, span=span, is_heading=True))
            place += span
        yield _row(cells, is_heading=True)
    yield _row(
        [
            _cell(
                broken_heading(column.heading, points - PADDING_PT, fit.size_pt),
                width, "center", fit, is_heading=True,
            )
            for column, width, points in zip(table.columns, widths, fit.widths_pt, strict=True)
        ],
        is_heading=True,
    )  # fmt: skip


def _cells(
    texts: Sequence[str],
    widths: Sequence[int],
    sides: Sequence[str],
    fit: Fit,
    *,
    is_bold: bool = False,
    color: str = "",
) -> list[str]:
    return [
        _cell([text], width, side, fit, is_bold=is_bold, color="" if place else color)
        for place, (text, width, side) in enumerate(zip(texts, widths, sides, strict=True))
    ]


def _cell(
    lines: Sequence[str],
    width: int,
    side: str,
    fit: Fit,
    *,
    span: int = 1,
    is_heading: bool = False,
    is_bold: bool = False,
    color: str = "",
) -> str:
    """Return a cell; a `color` is a thick edge on its left, so that the text stays readable."""
    bold = "<w:b/>" if is_heading or is_bold else ""
    half_points = round(fit.size_pt * 2)
    properties = (
        f'<w:rPr>{bold}<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/></w:rPr>'
    )
    runs = f"<w:r>{properties}<w:br/></w:r>".join(run_xml(line, properties) for line in lines)
    parts = [f'<w:tcW w:w="{width}" w:type="dxa"/>']
    if span > 1:
        parts.append(f'<w:gridSpan w:val="{span}"/>')
    if color:
        parts.append(
            '<w:tcBorders><w:left w:val="single" w:sz="96" w:space="0" '
            f'w:color="{color.removeprefix("#")}"/></w:tcBorders>'
        )
    if is_heading:
        parts.append(f'<w:shd w:val="clear" w:color="auto" w:fill="{HEADING_FILL}"/>')
    parts.append('<w:vAlign w:val="center"/>')
    spacing = f'<w:spacing w:line="{round(fit.line_pt * DXA_PER_PT)}" w:lineRule="exact"/>'
    indent = '<w:ind w:left="120"/>' if color else ""
    return (
        f"<w:tc><w:tcPr>{''.join(parts)}</w:tcPr><w:p><w:pPr>"
        f'{CELL_STYLE}{spacing}{indent}<w:jc w:val="{side}"/></w:pPr>{runs}</w:p>'
        "</w:tc>"
    )


def _row(cells: Sequence[str], *, is_heading: bool = False, keeps: bool = False) -> str:
    """Return a row; one that `keeps`, and headings, stand on the page of the next row."""
    repeated = "<w:tblHeader/>" if is_heading else ""
    texts = "".join(cells)
    if keeps or is_heading:  # no text of a cell holds this: it is escaped
        texts = texts.replace(CELL_STYLE, f"{CELL_STYLE}<w:keepNext/>")
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{texts}</w:tr>"
