"""Tables, fields and contents of a Word document as XML.

python-docx builds a table cell by cell, which takes minutes for a ledger of thousands of parcels.
Here a table is written as text, and the text is parsed once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from parkland.reports.report_blocks import cell_text
from parkland.safe_text import display_width, printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parkland.reports.report_blocks import Report, Row, TableBlock

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
DXA_PER_CM = 567
HEADING_FILL = "E8ECF0"
# Half-width characters in the size of a cell. Fonts that a machine takes in place of Times are
# wider, so there is room for those: a date must not break into two lines.
CHARACTERS_PER_CM = 5.2
NARROWEST, SHORT, BROADEST, PADDING = 4, 12, 60, 3
LOOKED_AT = 400  # rows, for the width of a column
LEAST_SHARE = 3  # texts may shrink to a third of what they need


def table_xml(table: TableBlock, width_cm: float, most_rows: int) -> Any:
    """Return the table as an element, its first row repeated on every page."""
    from docx.oxml import parse_xml

    widths = _widths(table, width_cm)
    sides = ["left" if c.kind in ("text", "date") else "right" for c in table.columns]
    headings = [column.heading for column in table.columns]
    rows = []
    if any(headings):
        rows.append(_row(headings, widths, ["center"] * len(widths), is_heading=True))
    for place, row in enumerate(table.rows[:most_rows]):
        color = table.colors[place] if table.colors else ""
        rows.append(_row(_texts(row, table), widths, sides, color=color))
    if table.total is not None:
        rows.append(_row(_texts(table.total, table), widths, sides, is_bold=True))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="7F7F7F"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    return parse_xml(
        f'<w:tbl {W}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def field_xml(instruction: str, shown: str) -> Any:
    """Return a field that Word evaluates itself, and the text that it shows until then."""
    from docx.oxml import parse_xml

    return parse_xml(
        f'<w:fldSimple {W} w:instr="{escape(instruction)}"><w:r><w:t>{escape(shown)}</w:t></w:r>'
        "</w:fldSimple>"
    )


def contents_xml(report: Report) -> list[Any]:
    """Return the table of contents: a field that holds the headings already, each as a link.

    It names no pages. They are not known here, and a field without them would make Word ask for an
    update each time the document is opened.
    """
    from docx.oxml import parse_xml

    entries = []
    last = len(report.sections) - 1
    for place, section in enumerate(report.sections):
        begin = (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve">'
            ' TOC \\o "1-1" \\n \\h \\z </w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
            if place == 0
            else ""
        )
        end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>' if place == last else ""
        entries.append(
            parse_xml(
                f'<w:p {W}><w:pPr><w:pStyle w:val="Contents"/></w:pPr>{begin}'
                f'<w:hyperlink w:anchor="{section.key}" w:history="1"><w:r>'
                f"<w:t>{escape(printable(section.heading))}</w:t></w:r></w:hyperlink>{end}</w:p>"
            )
        )
    return entries


def _texts(row: Row, table: TableBlock) -> list[str]:
    return [cell_text(cell, column) for cell, column in zip(row, table.columns, strict=True)]


def _row(
    texts: Sequence[str],
    widths: Sequence[int],
    sides: Sequence[str],
    *,
    is_heading: bool = False,
    is_bold: bool = False,
    color: str = "",
) -> str:
    cells = []
    bold = "<w:rPr><w:b/></w:rPr>" if is_heading or is_bold else ""
    for place, (text, width, side) in enumerate(zip(texts, widths, sides, strict=True)):
        fill = HEADING_FILL if is_heading else ""
        if color and place == 0:  # a swatch is a thick edge, so that the text stays readable
            swatch = (
                '<w:tcBorders><w:left w:val="single" w:sz="96" w:space="0" '
                f'w:color="{color.removeprefix("#")}"/></w:tcBorders>'
            )
        else:
            swatch = ""
        shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
        indent = '<w:ind w:left="120"/>' if swatch else ""
        cells.append(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{swatch}{shade}'
            '<w:vAlign w:val="center"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="Cell"/>'
            f'{indent}<w:jc w:val="{side}"/></w:pPr><w:r>{bold}<w:t xml:space="preserve">'
            f"{escape(printable(text))}</w:t></w:r></w:p></w:tc>"
        )
    repeated = "<w:tblHeader/>" if is_heading else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{''.join(cells)}</w:tr>"


def _widths(table: TableBlock, width_cm: float) -> list[int]:
    """Return the width of each column in twentieths of a point.

    Numbers, dates and short texts are rigid: they get what they need to stand on one line. Longer
    texts share the rest of the page in proportion to their length. If the rest is too little for
    that, all columns shrink alike.
    """
    page = width_cm * CHARACTERS_PER_CM
    needed, rigid = [], []
    for place, column in enumerate(table.columns):
        texts = [cell_text(row[place], column) for row in table.rows[:LOOKED_AT]]
        if table.total is not None:
            texts.append(cell_text(table.total[place], column))
        longest = max([display_width(text) for text in texts] or [0])
        heading = display_width(column.heading)
        if heading > SHORT:  # it may break into two lines
            heading = heading // 2 + 2
        is_rigid = column.kind != "text" or longest <= SHORT
        most = longest if is_rigid else min(longest, BROADEST)
        needed.append(max(most, heading, NARROWEST) + PADDING)
        rigid.append(is_rigid)
    fixed = sum(width for width, is_rigid in zip(needed, rigid, strict=True) if is_rigid)
    loose = sum(needed) - fixed
    left = page - fixed
    keeps = bool(loose) and left > loose / LEAST_SHARE
    stretch = left / loose if keeps else page / sum(needed)
    widths = [
        width if is_rigid and keeps else width * stretch
        for width, is_rigid in zip(needed, rigid, strict=True)
    ]
    return [int(width / CHARACTERS_PER_CM * DXA_PER_CM) for width in widths]
