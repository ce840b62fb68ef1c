"""Page, fonts and styles of a Word document, as Chinese offices lay out their papers.

A4 with margins of 37, 35, 28 and 26 mm; the title in 小标宋 of 22 points; the text in 仿宋 of 16
points in lines of 28 points, its first line indented by two characters; headings in 黑体 and 楷体
of the same size; the number of the page between dashes. Source: GB/T 9704-2012, the layout of
documents of party and government organs [memory]. Tables and notes are smaller.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from parkland.languages import DEFAULT_LANGUAGE, grammar
from parkland.reports.word_tables import field_xml
from parkland.safe_text import OFFICE_MARK, legible
from parkland.steady_times import steady_archive, stored_time

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from parkland.reports.report_blocks import Report

TITLE, BODY, HEADING, SUBHEADING = "方正小标宋简体", "仿宋", "黑体", "楷体"
LATIN = "Times New Roman"
# Names of these fonts on other machines, the nearest first; all of them have square characters.
ALSO_CALLED = {
    TITLE: "方正小标宋_GBK;FZXiaoBiaoSong-B05S;华文中宋;宋体;SimSun;Noto Serif CJK SC",
    BODY: "FangSong;仿宋_GB2312;STFangsong;FandolFang;Noto Serif CJK SC",
    HEADING: "SimHei;STHeiti;Noto Sans CJK SC",
    SUBHEADING: "KaiTi;楷体_GB2312;STKaiti;FandolKai;Noto Serif CJK SC",
    LATIN: "Liberation Serif;Tinos;Nimbus Roman",
}
CHINESE_CHARSET, ANSI_CHARSET = "86", "00"
PAGE_CM = (21.0, 29.7)
MARGINS_CM = {"top": 3.7, "bottom": 3.5, "left": 2.8, "right": 2.6}
# Between the margins: across an upright page and a turned one, and down an upright page.
PORTRAIT_CM, LANDSCAPE_CM, DEEP_CM = 15.6, 22.5, 22.5
FOOTER_CM = 2.2  # of the number of the page above the edge
PAGE_NUMBER_PT, NOTICE_PT = 14, 9
SIZE_PT, LINE_PT = 16.0, 28.0  # 三号, and 22 lines on a page


@dataclass(frozen=True, slots=True, kw_only=True)
class ParagraphStyle:
    """A paragraph style: font, sizes in points, side, and the indent of its first line in letters.

    Lines have the fixed distance `line`; 0 lets a picture take the height that it needs.
    """

    font: str = BODY
    size: float = SIZE_PT
    line: float = LINE_PT
    side: Literal["both", "center", "left", "right"] = "both"
    indent: float = 0
    before: float = 0
    after: float = 0
    keeps_next: bool = False

    @property
    def height(self) -> float:
        """The height of a paragraph of one line, with the space around it."""
        return self.line + self.before + self.after


STYLES: Mapping[str, ParagraphStyle] = MappingProxyType(
    {
        "Normal": ParagraphStyle(),
        "Title": ParagraphStyle(
            font=TITLE, size=22, line=36, side="center", before=14, after=18, keeps_next=True
        ),
        "Heading 1": ParagraphStyle(font=HEADING, side="left", indent=2, keeps_next=True),
        "Heading 2": ParagraphStyle(font=SUBHEADING, side="left", indent=2, keeps_next=True),
        "Heading 3": ParagraphStyle(font=SUBHEADING, side="left", indent=2, keeps_next=True),
        "Caption": ParagraphStyle(
            font=HEADING, size=12, line=18, side="center", before=6, after=3, keeps_next=True
        ),
        "Caption below": ParagraphStyle(
            font=HEADING, size=10.5, line=16, side="center", before=2, after=6
        ),
        "Lead": ParagraphStyle(indent=2),
        "Point": ParagraphStyle(indent=2),
        "Small": ParagraphStyle(size=12, line=20, indent=2),
        "Step": ParagraphStyle(size=10.5, line=16, side="left"),
        "Note": ParagraphStyle(size=9, line=13, before=2, after=8),
        "Picture": ParagraphStyle(size=12, line=0, side="center", keeps_next=True),
        "Cell": ParagraphStyle(size=10.5, line=14, side="left"),
        "Fact": ParagraphStyle(size=12, line=20, side="left"),
        "Contents heading": ParagraphStyle(
            font=HEADING, side="center", before=12, after=4, keeps_next=True
        ),
        "Contents": ParagraphStyle(size=14, line=22, side="left"),
    }
)


def apply(document: Any, report: Report) -> None:
    """Set page, styles, fonts, footer and properties of a new document."""
    lay_page(document)
    for name in STYLES:
        _style(document, name, lang=report.lang)
    name_fonts(document, ALSO_CALLED)
    speak_chinese(document)
    _footer(document.sections[0], report)
    properties = document.core_properties
    properties.title = legible(report.title)
    properties.author = ""
    properties.comments = ""
    properties.language = grammar(report.lang).locale


def lay_page(document: Any) -> None:
    """Set paper and margins of a new document."""
    from docx.shared import Cm

    page = document.sections[0]
    page.page_width, page.page_height = (Cm(side) for side in PAGE_CM)
    for side, margin in MARGINS_CM.items():
        setattr(page, f"{side}_margin", Cm(margin))
    page.footer_distance = Cm(FOOTER_CM)


def save_document(document: Any, path: Path) -> None:
    """Write a document to `path`, with the mark by which `own_outputs` recognises it."""
    properties = document.core_properties
    own = (properties.comments or "").removesuffix(OFFICE_MARK).rstrip()
    properties.comments = f"{own}\n{OFFICE_MARK}".lstrip()
    properties.created = properties.modified = stored_time().replace(tzinfo=None)
    # The library leaves an archive open where the disk is full; in memory it can be closed.
    packed = BytesIO()
    document.save(packed)
    path.write_bytes(steady_archive(packed.getbuffer()))


def complete(document: Any, *, lang: str) -> None:
    """Add the styles that an office's document lacks; its own styles stay as they are."""
    there = {style.name for style in document.styles}
    for name in STYLES:
        if name not in there:
            _style(document, name, lang=lang)


def turn_page(document: Any, *, wide: bool) -> None:
    """Begin a new section of pages if the orientation changes."""
    from docx.enum.section import WD_ORIENT, WD_SECTION

    page = document.sections[-1]
    if (page.page_width > page.page_height) == wide:
        return
    page = document.add_section(WD_SECTION.NEW_PAGE)
    _shrink_end_of_pages(document)
    page.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    page.page_width, page.page_height = page.page_height, page.page_width
    # the text keeps its shape: what was the head of the upright page is at the left
    upright = (page.top_margin, page.right_margin, page.bottom_margin, page.left_margin)
    top, right, bottom, left = upright
    turned = (left, top, right, bottom) if wide else (right, bottom, left, top)
    page.top_margin, page.right_margin, page.bottom_margin, page.left_margin = turned


def _shrink_end_of_pages(document: Any) -> None:
    """Make the paragraph that ends a section of pages as low as it can be.

    The library appends an empty paragraph for it. In lines of the text it could stand alone on a
    page of its own, below a table that fills the page before.
    """
    from docx.enum.text import WD_LINE_SPACING
    from docx.shared import Pt

    layout = document.paragraphs[-1].paragraph_format
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(1)
    layout.space_before = layout.space_after = Pt(0)


def bookmark(paragraph: Any, name: str, number: int) -> None:
    """Set a bookmark at a heading, which the contents link to."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for place, kind in ((0, "bookmarkStart"), (len(paragraph._p), "bookmarkEnd")):  # noqa: SLF001
        mark = OxmlElement(f"w:{kind}")
        mark.set(qn("w:id"), str(number))
        if kind == "bookmarkStart":
            mark.set(qn("w:name"), name)
        paragraph._p.insert(place + 1, mark)  # noqa: SLF001


def black_style(document: Any, name: str, *, font: str, size: float) -> Any:
    """Return the paragraph style `name`, made if it lacks, in black letters of `size` points.

    Chinese letters are in `font` and all others in `LATIN`, whatever the theme says.
    """
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    try:
        style = document.styles[name]
    except KeyError:
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
        style.element.set(qn("w:styleId"), name)
    style.font.name, style.font.size = LATIN, Pt(size)
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), font)
    return style


def _style(document: Any, name: str, *, lang: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
    from docx.shared import Pt

    own = STYLES[name]
    style = black_style(document, name, font=own.font, size=own.size)
    style.font.bold = style.font.italic = False
    for line in style.element.xpath("w:pPr/w:pBdr"):  # below the title of the library's document
        line.getparent().remove(line)
    layout = style.paragraph_format
    layout.space_before, layout.space_after = Pt(own.before), Pt(own.after)
    layout.line_spacing_rule = WD_LINE_SPACING.EXACTLY if own.line else WD_LINE_SPACING.SINGLE
    if own.line:
        layout.line_spacing = Pt(own.line)
    # Both sides are even where letters are square; long words would leave holes between them.
    has_square_letters = not grammar(lang).sentence_mark
    layout.alignment = {
        "both": WD_ALIGN_PARAGRAPH.JUSTIFY if has_square_letters else WD_ALIGN_PARAGRAPH.LEFT,
        "center": WD_ALIGN_PARAGRAPH.CENTER,
        "left": WD_ALIGN_PARAGRAPH.LEFT,
        "right": WD_ALIGN_PARAGRAPH.RIGHT,
    }[own.side]
    layout.first_line_indent = Pt(own.indent * own.size)
    layout.keep_with_next = own.keeps_next
    if name == "Step":
        layout.left_indent, layout.first_line_indent = Pt(2 * own.size), Pt(-own.size)
    if name == "Contents":
        add_page_tab(layout)


def add_page_tab(layout: Any) -> None:
    """Set a tab at the right margin with dots before it, for the page of an entry."""
    from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
    from docx.shared import Cm

    layout.tab_stops.add_tab_stop(Cm(PORTRAIT_CM), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)


def speak_chinese(document: Any) -> None:
    """Declare East Asian text as mainland Chinese, which decides the shapes of characters."""
    from docx.oxml.ns import qn

    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), grammar(DEFAULT_LANGUAGE).locale)


def name_fonts(document: Any, also_called: Mapping[str, str]) -> None:
    """Declare under which other names a machine may have the fonts, or one as wide."""
    for part in document.part.package.iter_parts():
        if str(part.partname) == "/word/fontTable.xml":
            named = "".join(
                f'<w:font w:name="{font}"><w:altName w:val="{also}"/>'
                f'<w:charset w:val="{_charset(font)}"/></w:font>'
                for font, also in also_called.items()
            )
            known = part.blob
            for font in also_called:  # a font stands in the table once
                known = re.sub(
                    f'<w:font w:name="{font}">.*?</w:font>'.encode(), b"", known, flags=re.DOTALL
                )
            end = b"</w:fonts>"
            part._blob = known.replace(end, named.encode() + end)  # noqa: SLF001 - a part without an interface


def _charset(font: str) -> str:
    return ANSI_CHARSET if font.isascii() else CHINESE_CHARSET


def number_pages(footer: Any, notice: str = "") -> None:
    """Set the number of the page in dashes at the bottom of every page, and a notice below it."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Pt
    from docx.text.run import Run

    numbered = footer.paragraphs[0]
    numbered.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    numbered.add_run("— ")
    field = field_xml("PAGE", "1")
    numbered._p.append(field)  # noqa: SLF001 - python-docx has no such call
    numbered.add_run(" —")
    for run in numbered._p.iter(qn("w:r")):  # noqa: SLF001 - also the run within the field
        Run(run, numbered).font.size = Pt(PAGE_NUMBER_PT)
    if notice:
        below = footer.add_paragraph()
        below.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
        below.paragraph_format.line_spacing = Pt(NOTICE_PT * 1.4)
        below.add_run(notice).font.size = Pt(NOTICE_PT)


def _footer(page: Any, report: Report) -> None:
    number_pages(page.footer, legible(report.footer))
