"""The layout of a draft: its paragraphs. Page and fonts are those of `reports.word_styles`."""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING, Any

from parkland.documents.document_texts import document_texts, land_rows, phrase
from parkland.reports import word_styles
from parkland.reports.word_styles import BODY, HEADING, LINE_PT, PORTRAIT_CM, SIZE_PT, TITLE
from parkland.steady_times import steady_archive, stored_time

if TYPE_CHECKING:
    from parkland.documents.document_texts import DocumentText

TABLE_PT = 12
# By name: font, size in points, side, indent of the first line in characters, lines above.
STYLES: dict[str, tuple[str, float, str, int, float]] = {
    "Normal": (BODY, SIZE_PT, "both", 0, 0),
    "Draft mark": (HEADING, TABLE_PT, "left", 0, 0),
    "Draft title": (TITLE, 22, "center", 0, 1),
    "Draft number": (BODY, SIZE_PT, "center", 0, 0.5),
    "Draft addressee": (BODY, SIZE_PT, "left", 0, 0.5),
    "Draft text": (BODY, SIZE_PT, "both", 2, 0),
    "Draft heading": (HEADING, SIZE_PT, "left", 2, 0),
    "Draft signature": (BODY, SIZE_PT, "right", 0, 0),
    "Draft table": (BODY, TABLE_PT, "left", 0, 0),
    "Draft note": (BODY, TABLE_PT, "left", 0, 0),
}
LAND = "[land]"  # the line of a text where the table of the land stands
BELOW_TABLE_PT = 8
LABEL_CM = 4.4  # of the table of the land
SIGNATURE_INDENT_CHARACTERS = 2


@cache
def template_bytes(kind: str) -> bytes:
    """Return the bundled template of a document as a .docx with tags."""
    from docx import Document
    from docx.shared import Pt

    text = document_texts()[kind]
    document = Document()
    _set_up(document, text)
    document.add_paragraph(phrase("draft"), style="Draft mark")
    document.add_paragraph(text.title, style="Draft title")
    document.add_paragraph("{{ document_no }}", style="Draft number")
    signatures = []
    is_below_table = False
    for line in text.lines:
        if line == LAND:
            _add_land(document)
        elif line.startswith("# "):
            document.add_paragraph(line[2:], style="Draft heading")
        elif line.startswith("@ "):
            document.add_paragraph(line[2:], style="Draft addressee")
        elif line.startswith("> "):
            signatures.append(document.add_paragraph(line[2:], style="Draft signature"))
        else:
            document.add_paragraph(line, style="Draft text")
        if is_below_table:
            document.paragraphs[-1].paragraph_format.space_before = Pt(BELOW_TABLE_PT)
        is_below_table = line == LAND
    _sign(signatures)
    stored = io.BytesIO()
    document.core_properties.created = stored_time().replace(tzinfo=None)
    document.core_properties.modified = stored_time().replace(tzinfo=None)
    document.save(stored)
    return steady_archive(stored.getbuffer())


def complete(document: Any) -> None:
    """Add the styles of the list of blanks that an office's template lacks."""
    there = {style.name for style in document.styles}
    for name in ("Draft mark", "Draft heading", "Draft note"):
        if name not in there:
            _style(document, name)


def _set_up(document: Any, text: DocumentText) -> None:
    page = document.sections[0]
    word_styles.lay_page(document)
    for name in STYLES:
        _style(document, name)
    word_styles.name_fonts(document, word_styles.ALSO_CALLED)
    word_styles.speak_chinese(document)
    # The first page has the mark of the draft as its first line, the others have it on top.
    page.different_first_page_header_footer = True
    page.header.paragraphs[0].text = phrase("draft")
    page.header.paragraphs[0].style = document.styles["Draft mark"]
    for footer in (page.footer, page.first_page_footer):
        word_styles.number_pages(footer)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = text.title, "", ""


def _style(document: Any, name: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
    from docx.shared import Pt

    font, size, side, indent, above = STYLES[name]
    style = word_styles.black_style(document, name, font=font, size=size)
    layout = style.paragraph_format
    is_small = size == TABLE_PT
    layout.space_before = Pt(above * LINE_PT)
    layout.space_after = Pt(0)
    layout.line_spacing_rule = WD_LINE_SPACING.AT_LEAST if is_small else WD_LINE_SPACING.EXACTLY
    layout.line_spacing = Pt(18 if is_small else 36 if font == TITLE else LINE_PT)
    layout.first_line_indent = Pt(indent * size)
    layout.keep_with_next = font in (HEADING, TITLE) and not is_small
    layout.alignment = {
        "both": WD_ALIGN_PARAGRAPH.JUSTIFY,
        "center": WD_ALIGN_PARAGRAPH.CENTER,
        "left": WD_ALIGN_PARAGRAPH.LEFT,
        "right": WD_ALIGN_PARAGRAPH.RIGHT,
    }[side]


def _add_land(document: Any) -> None:
    """Add the table of the land, of two columns with thin lines."""
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.shared import Cm

    rows = land_rows()
    table = document.add_table(rows=len(rows), cols=2, style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    widths = (LABEL_CM, PORTRAIT_CM - LABEL_CM)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)  # LibreOffice reads the columns, Word the cells
    for row, texts in zip(table.rows, rows, strict=True):
        _keep_whole(row)
        for cell, text, width in zip(row.cells, texts, widths, strict=True):
            cell.width = Cm(width)
            cell.paragraphs[0].text = text
            cell.paragraphs[0].style = document.styles["Draft table"]


def _keep_whole(row: Any) -> None:
    """Let no page end within a row of a table."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001


def _sign(paragraphs: list[Any]) -> None:
    """Set the signature apart from the text, and keep its lines on one page."""
    from docx.shared import Pt

    for place, paragraph in enumerate(paragraphs):
        paragraph.paragraph_format.right_indent = Pt(SIGNATURE_INDENT_CHARACTERS * SIZE_PT)
        paragraph.paragraph_format.keep_with_next = place < len(paragraphs) - 1
        if not place:
            paragraph.paragraph_format.space_before = Pt(2 * LINE_PT)
