"""The type of a sheet: an installed font that has the characters, as one small TrueType font.

matplotlib takes the first face of a collection, which for Noto and Source Han is the Japanese one,
and embeds outlines of PostScript in a form that no reader can select. So the glyphs that a sheet
needs are copied into a TrueType font of their own, each from the first font that has it. The text
of the sheet can be selected and searched, and the file needs no font where it is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import category

from parkland.errors import ChoiceError, OutputError, brief
from parkland.wording import resource

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

UNITS = 1000  # of a font, per em
MOST_ERROR = 0.8  # units by which a quadratic curve may miss a cubic one
MOST_NAMED = 12  # characters that a message lists
ENDINGS = (".ttf", ".ttc", ".otf", ".otc")
POINT_MM = 25.4 / 72
MADE = 2_082_844_800  # seconds from 1904 to 1970: a font has no time of its own


@dataclass(frozen=True, slots=True)
class Face:
    """One face of a font file."""

    path: Path
    number: int
    family: str
    style: str

    def opened(self) -> Any:
        """Return the font, read lazily."""
        from fontTools.ttLib import TTFont

        return TTFont(self.path, fontNumber=self.number, lazy=True)


@dataclass(frozen=True, slots=True)
class Typeface:
    """A font of the sheet: its file, its name, and the width of each character."""

    path: Path
    name: str
    advances: Mapping[str, float]

    def width_mm(self, text: str, size_pt: float) -> float:
        """Return how wide a text is."""
        units = sum(self.advances[letter] for letter in text)
        return units / UNITS * size_pt * POINT_MM


def typeface(
    letters: Iterable[str], folder: Path, *, named: str | None = None, bold: bool = False
) -> Typeface:
    """Write a font with the glyphs of `letters` into `folder`, and return it.

    Parameters
    ----------
    letters
        Texts, as `plain_text` returns them; each of their characters is needed.
    folder
        Where the font is written.
    named
        A font file or the name of an installed font, to be preferred.
    bold
        Whether a bold face is preferred.

    Raises
    ------
    ChoiceError
        If there is no font of this name.
    OutputError
        If no installed font has one of the characters.
    """
    needed = sorted({letter for text in letters for letter in text} | {" "})
    glyphs, source = _glyphs_of(needed, list(_faces(named, bold=bold)))
    lacking = [letter for letter in needed if letter not in glyphs]
    if lacking:
        shown = " ".join(f"{letter} (U+{ord(letter):04X})" for letter in lacking[:MOST_NAMED])
        raise OutputError("paper.no_glyphs", shown=shown)
    style = "Bold" if bold else "Regular"
    path = folder / f"{style.lower()}.ttf"
    _write_font(glyphs, path, family=source, style=style)
    return Typeface(path, source, {letter: advance for letter, (_, advance) in glyphs.items()})


def plain_text(text: str) -> str:
    r"""Return a text in one line, without characters that have no glyph.

    Examples
    --------
    >>> plain_text("甲厂\n\u3000二期\u200b")
    '甲厂 二期'
    """
    silent = ("Cc", "Cf")  # of Unicode: control characters and those of format
    kept = (letter for letter in text if letter.isspace() or category(letter) not in silent)
    return " ".join("".join(kept).split())


def _faces(named: str | None, *, bold: bool) -> Iterator[Face]:
    """Yield the faces to look in, the preferred first."""
    if named is not None:
        yield from _named_faces(named)
    known = _installed()
    families = resource("paper_fonts.toml")["families"]
    ranks = {family.casefold(): rank for rank, family in enumerate(families)}
    listed = [face for face in known if face.family.casefold() in ranks]
    yield from sorted(
        listed, key=lambda face: (_weight(face, bold=bold), ranks[face.family.casefold()])
    )
    yield from (face for face in known if face.family.casefold() not in ranks)


def _weight(face: Face, *, bold: bool) -> bool:
    """Return whether a face is not of the weight that is wanted."""
    wanted = ("bold",) if bold else ("regular", "medium", "book", "normal", "roman", "")
    return face.style.casefold() not in wanted


def _named_faces(named: str) -> list[Face]:
    if Path(named).suffix.lower() in ENDINGS:
        found = list(_faces_in(Path(named)))
    else:
        found = [face for face in _installed() if face.family.casefold() == named.casefold()]
    if not found:
        raise ChoiceError("paper.no_font", named=brief(named))
    return found


@lru_cache(maxsize=1)
def _installed() -> tuple[Face, ...]:
    """Return the faces of every installed font, in the order of their files."""
    from matplotlib import get_data_path
    from matplotlib.font_manager import findSystemFonts

    bundled = sorted(Path(get_data_path(), "fonts", "ttf").glob("DejaVuSans*.ttf"))
    files = [*sorted(map(Path, findSystemFonts())), *bundled]
    return tuple(face for file in files for face in _faces_in(file))


def _faces_in(path: Path) -> Iterator[Face]:
    """Yield the faces of a file; none if it cannot be read."""
    from fontTools.ttLib import TTFont, TTLibError
    from fontTools.ttLib.sfnt import readTTCHeader

    try:
        with path.open("rb") as file:
            is_collection = file.read(4) == b"ttcf"
            file.seek(0)
            count = readTTCHeader(file).numFonts if is_collection else 1
        for number in range(count):
            with TTFont(path, fontNumber=number, lazy=True) as font:
                names = font["name"]
                family = names.getBestFamilyName() or path.stem
                yield Face(path, number, str(family), str(names.getBestSubFamilyName() or ""))
    except (OSError, TTLibError, AssertionError, KeyError, ValueError):
        return


def _glyphs_of(needed: list[str], faces: list[Face]) -> tuple[dict[str, tuple[Any, float]], str]:
    """Return outline and advance of each character, and the family that has most of them."""
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.recordingPen import DecomposingRecordingPen
    from fontTools.pens.transformPen import TransformPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    found: dict[str, tuple[Any, float]] = {}
    counts: dict[str, int] = {}
    for face in faces:
        rest = [letter for letter in needed if letter not in found]
        if not rest:
            break
        with face.opened() as font:
            codes = font.getBestCmap() or {}
            there = [letter for letter in rest if ord(letter) in codes]
            if not there:
                continue
            outlines = font.getGlyphSet()
            factor = UNITS / font["head"].unitsPerEm
            is_cubic = "glyf" not in font
            for letter in there:
                drawn = TTGlyphPen(None)
                # the outlines of PostScript turn the other way
                pen = Cu2QuPen(drawn, MOST_ERROR, reverse_direction=is_cubic)
                glyph = outlines[codes[ord(letter)]]
                # A letter with an accent consists of other glyphs, which the new font lacks.
                whole = DecomposingRecordingPen(outlines)
                glyph.draw(whole)
                whole.replay(TransformPen(pen, (factor, 0, 0, factor, 0, 0)))
                found[letter] = drawn.glyph(), glyph.width * factor
        counts[face.family] = len(there)
    return found, max(counts, key=lambda family: counts[family], default="")


def _write_font(
    glyphs: Mapping[str, tuple[Any, float]], path: Path, *, family: str, style: str
) -> None:
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    names = {letter: f"u{ord(letter):05X}" for letter in glyphs}
    builder = FontBuilder(UNITS, isTTF=True)
    builder.font.recalcTimestamp = False
    builder.updateHead(created=MADE, modified=MADE)
    builder.setupGlyphOrder([".notdef", *names.values()])
    builder.setupCharacterMap({ord(letter): name for letter, name in names.items()})
    outlines = {names[letter]: glyph for letter, (glyph, _) in glyphs.items()}
    builder.setupGlyf({".notdef": TTGlyphPen(None).glyph(), **outlines})
    table = builder.font["glyf"]
    metrics = {
        names[letter]: (round(advance), getattr(table[names[letter]], "xMin", 0))
        for letter, (_, advance) in glyphs.items()
    }
    builder.setupHorizontalMetrics({".notdef": (UNITS // 2, 0), **metrics})
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    postscript = "".join(letter for letter in family if letter.isalnum() and letter.isascii())
    builder.setupNameTable(
        {
            "familyName": family,
            "styleName": style,
            "psName": f"{postscript or 'Sheet'}-{style}",
            "fullName": f"{family} {style}",
        }
    )
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120, usWinAscent=1000, usWinDescent=250)
    builder.setupPost(keepGlyphNames=False)
    builder.save(path)
