"""Page, fonts and styles of the Word document, as Chinese offices lay out their papers."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from parkland.languages import DEFAULT_LANGUAGE, grammar
from parkland.reports.word_tables import field_xml
from parkland.safe_text import OFFICE_MARK, printable
from parkland.steady_times import steady_archive, stored_time
from parkland.wording import wording

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from parkland.reports.report_blocks import Report

BODY, HEADING = "仿宋", "黑体"
LATIN = "Times New Roman"
# Names of these fonts on other machines.
ALSO_CALLED = {"仿宋": "FangSong;仿宋_GB2312;STFangsong", "黑体": "SimHei;STHeiti"}
# By name: font, size in points, alignment, space before and after in points.
STYLES: dict[str, tuple[str, float, str, float, float]] = {
    "Normal": (BODY, 12, "both", 0, 4),
    "Title": (HEADING, 22, "center", 36, 24),
    "Heading 1": (HEADING, 16, "left", 14, 8),
    "Heading 2": (HEADING, 13, "left", 10, 4),
    "Heading 3": (HEADING, 12, "left", 8, 4),
    "Caption": (HEADING, 10, "center", 8, 3),
    "Caption below": (HEADING, 10, "center", 2, 10),
    "Lead": (BODY, 14, "both", 2, 8),
    "Point": (BODY, 12, "both", 0, 3),
    "Step": (BODY, 10.5, "left", 0, 1),
    "Note": (BODY, 9, "left", 2, 8),
    "Picture": (BODY, 12, "center", 6, 0),
    "Cell": (BODY, 9, "left", 1, 1),
    "Contents heading": (HEADING, 14, "center", 24, 8),
    "Contents": (BODY, 12, "left", 2, 2),
}
MARGINS_CM = {"top": 2.5, "bottom": 2.2, "left": 2.5, "right": 2.5}


def apply(document: Any, report: Report) -> None:
    """Set page, styles, fonts, footer and properties of a new document."""
    from docx.shared import Cm

    page = document.sections[0]
    page.page_width, page.page_height = Cm(21.0), Cm(29.7)
    for side, margin in MARGINS_CM.items():
        setattr(page, f"{side}_margin", Cm(margin))
    for name in STYLES:
        _style(document, name)
    name_fonts(document, ALSO_CALLED)
    speak_chinese(document)
    _footer(page, report)
    properties = document.core_properties
    properties.title = printable(report.title)
    properties.author = ""
    properties.comments = ""
    properties.language = grammar(report.lang).locale


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


def complete(document: Any) -> None:
    """Add the styles that an office's document lacks; its own styles stay as they are."""
    there = {style.name for style in document.styles}
    for name in STYLES:
        if name not in there:
            _style(document, name)


def turn_page(document: Any, *, wide: bool) -> None:
    """Begin a new section of pages if the orientation changes."""
    from docx.enum.section import WD_ORIENT, WD_SECTION

    page = document.sections[-1]
    if (page.page_width > page.page_height) == wide:
        return
    page = document.add_section(WD_SECTION.NEW_PAGE)
    page.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    page.page_width, page.page_height = page.page_height, page.page_width


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


def _style(document: Any, name: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm, Pt

    font, size, side, before, after = STYLES[name]
    style = black_style(document, name, font=font, size=size)
    style.font.bold = font == HEADING
    style.font.italic = False
    layout = style.paragraph_format
    layout.space_before, layout.space_after = Pt(before), Pt(after)
    layout.line_spacing = 1.0 if name in ("Cell", "Note", "Picture") else 1.3
    layout.alignment = {
        "both": WD_ALIGN_PARAGRAPH.JUSTIFY,
        "center": WD_ALIGN_PARAGRAPH.CENTER,
        "left": WD_ALIGN_PARAGRAPH.LEFT,
    }[side]
    layout.keep_with_next = name.startswith("Heading") or name in ("Caption", "Picture")
    if name == "Lead":
        layout.first_line_indent = Pt(2 * size)
    if name in ("Point", "Step"):
        layout.left_indent, layout.first_line_indent = Pt(2 * size), Pt(-size)
    if name == "Contents":
        layout.left_indent = Cm(4.0)


def speak_chinese(document: Any) -> None:
    """Declare East Asian text as mainland Chinese, which decides the shapes of characters."""
    from docx.oxml.ns import qn

    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), grammar(DEFAULT_LANGUAGE).locale)


def name_fonts(document: Any, also_called: Mapping[str, str]) -> None:
    """Declare under which other names a machine may have the fonts."""
    for part in document.part.package.iter_parts():
        if str(part.partname) == "/word/fontTable.xml":
            named = "".join(
                f'<w:font w:name="{font}"><w:altName w:val="{also}"/>'
                '<w:charset w:val="86"/></w:font>'
                for font, also in also_called.items()
            )
            end = b"</w:fonts>"
            part._blob = part.blob.replace(end, named.encode() + end)  # noqa: SLF001 - a part without an interface


def _footer(page: Any, report: Report) -> None:
    """Set the notice and the page number at the bottom of every page."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph = page.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    text = wording("report.page", report.lang, page="\1", pages="\2")
    before, rest = text.split("\1")
    between, after = rest.split("\2")
    paragraph.add_run(f"{printable(report.footer)}　　{before}")
    paragraph._p.append(field_xml("PAGE", "1"))  # noqa: SLF001
    paragraph.add_run(between)
    paragraph._p.append(field_xml("NUMPAGES", "1"))  # noqa: SLF001
    paragraph.add_run(after)
    for run in paragraph.runs:
        run.font.size = Pt(9)
