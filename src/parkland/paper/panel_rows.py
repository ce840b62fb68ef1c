"""The rows of the panel of a sheet (legend, figures, index, notes), and their flow into columns."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from parkland.paper.paper_content import PaperContent
    from parkland.paper.typefaces import Typeface

Kind = Literal["heading", "head", "class", "flag", "context", "total", "index", "note", "gap"]

TEXT_PT, INDEX_PT, NOTE_PT = 8.0, 7.0, 7.0  # on A4
LINE = 1.45  # height of a row, of its type
POINT_MM = 25.4 / 72
SWATCH_MM, GAP_MM = 5.0, 2.0
LEAST_NOTE_MM = 52.0  # the width of a column with notes
INDEX_TEXTS, FIGURE_TEXTS = 4, 3  # how many texts such rows have
# Rows behind which a column must not end.
LEADING: tuple[Kind, ...] = ("heading", "head")
KEPT_FLAGS = 6  # so many stay in one column, below their headings


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its kind, its texts, and what its swatch shows.

    The texts are: of a class, flag or total its label, count and area; of the index the serial
    number, the parcel, the area and the class; of other kinds one text.
    """

    kind: Kind
    texts: tuple[str, ...] = ()
    color: str | None = None

    @property
    def size_pt(self) -> float:
        """The type on A4."""
        if len(self.texts) == INDEX_TEXTS:
            return INDEX_PT
        return {"index": INDEX_PT, "note": NOTE_PT}.get(self.kind, TEXT_PT)

    def height_mm(self, factor: float) -> float:
        """Return the height on a sheet whose type is larger by `factor`."""
        if self.kind == "gap":
            return 2.0 * factor
        return self.size_pt * POINT_MM * LINE * factor


def legend_rows(content: PaperContent) -> list[Row]:
    """Return the rows of the legend and of the flags."""
    words = content.words
    figures = (words["parcels"], content.area_heading)
    rows = [Row("heading", (words["legend"],)), Row("head", (content.legend_title, *figures))]
    rows += [
        Row("class", (one.label, one.parcels, one.area), one.color)
        for one in content.classes
        if one.parcels != "0"
    ]
    rows.append(Row("total", (content.total.label, content.total.parcels, content.total.area)))
    if content.flags:
        rows += [Row("gap"), Row("head", (words["flags"], *figures))]
        rows += [Row("flag", (one.label, one.parcels, one.area)) for one in content.flags]
    if content.context:
        rows += [Row("gap"), Row("head", (words["context"],))]
        rows += [Row("context", (label,)) for label, _ in content.context]
    return rows


def note_rows(content: PaperContent, face: Typeface, width: float) -> list[Row]:
    """Return the notes below the legend, broken at the width of the legend on A4."""
    notes = [*content.notes, *([content.words["grid"]] if content.plane else [])]
    room = max(width, LEAST_NOTE_MM)
    lines = [line for note in notes for line in wrapped(note, face, NOTE_PT, room)]
    return [Row("gap"), *(Row("note", (line,)) for line in lines)]


def index_rows(content: PaperContent, index: Iterable[tuple[str, int]]) -> list[Row]:
    """Return the rows of the index: serial number, parcel, area, class."""
    labels = [one.label for one in content.classes]
    areas = content.area_numbers
    return [
        Row(
            "index",
            (serial, content.names[row], areas[row], labels[content.codes[row]]),
            content.classes[content.codes[row]].color,
        )
        for serial, row in index
    ]


def index_head(content: PaperContent) -> Row:
    """Return the headings of the index."""
    words = content.words
    texts = (words["serial"], words["parcel"], content.unit, content.legend_title)
    return Row("head", texts)


def width_mm(rows: Sequence[Row], face: Typeface, factor: float) -> float:
    """Return how wide a column must be, so that no row is cut and figures stand in columns."""
    single = (face.width_mm(row.texts[0], row.size_pt) for row in rows if len(row.texts) == 1)
    widest = max(single, default=0.0) * factor
    sign = (SWATCH_MM + GAP_MM) * factor
    figured = sum(column_widths(rows, face, factor, FIGURE_TEXTS)) + sign
    return max(widest + sign, figured, sum(column_widths(rows, face, factor, INDEX_TEXTS)))


def column_widths(rows: Sequence[Row], face: Typeface, factor: float, texts: int) -> list[float]:
    """Return the width of each text, with a gap, in rows of so many texts; 0 without such rows."""
    listed = [row for row in rows if len(row.texts) == texts]
    widths = [
        max((face.width_mm(row.texts[place], row.size_pt) for row in listed), default=0.0)
        for place in range(texts)
    ]
    return [(width + GAP_MM) * factor for width in widths]


def wrapped(text: str, face: Typeface, size_pt: float, width: float) -> list[str]:
    """Return the lines of a text that is broken at `width` millimetres.

    A line is broken between Chinese characters or behind a space, else anywhere.
    """
    lines: list[str] = []
    line = ""
    for part in _parts(text):
        if line and face.width_mm((line + part).rstrip(), size_pt) > width:
            lines.append(line.rstrip())
            line = ""
        for letter in part:
            if line and face.width_mm(line + letter, size_pt) > width and letter != " ":
                lines.append(line)
                line = ""
            line += letter
    return [*lines, line.rstrip()] if line.strip() else lines


def _parts(text: str) -> list[str]:
    """Return the parts of a text between which a line may be broken."""
    parts: list[str] = []
    for letter in text:
        may_join = parts and letter.isascii() and parts[-1][-1].isascii() and parts[-1][-1] != " "
        closing = parts and letter in "，。；：、）》”’"
        if may_join or closing:
            parts[-1] += letter
        else:
            parts.append(letter)
    return parts


def flow(
    rows: Sequence[Row], *, columns: int, height: float, factor: float
) -> list[list[Row]] | None:
    """Return the rows of each column, or None if they do not fit.

    A heading stays with the row behind it, and with all flags if they are few, because figures in
    the next column would have no headings. A gap at the top of a column is left out.
    """
    filled: list[list[Row]] = [[]]
    used = 0.0
    for place, row in enumerate(rows):
        need, behind = row.height_mm(factor), place + 1
        kept = need
        if row.kind in LEADING:
            while behind < len(rows) and rows[behind].kind in LEADING:
                kept += rows[behind].height_mm(factor)
                behind += 1
            kept += sum(one.height_mm(factor) for one in _kept_behind(rows[behind:]))
        if used + kept > height + 1e-6 and (used or kept > need):
            if len(filled) == columns or kept > height + 1e-6:
                return None
            filled.append([])
            used = 0.0
        if row.kind == "gap" and not filled[-1]:
            continue
        filled[-1].append(row)
        used += need
    return filled if used <= height + 1e-6 else None


def _kept_behind(rows: Sequence[Row]) -> Sequence[Row]:
    """Return the rows that stay with a heading: a few flags all, of others the first one."""
    flags = list(takewhile(lambda row: row.kind == "flag", rows[: KEPT_FLAGS + 1]))
    return flags if 1 < len(flags) <= KEPT_FLAGS else rows[:1]


def least_height(rows: Sequence[Row], *, columns: int, factor: float) -> float:
    """Return the least height at which rows fit into a number of columns, to half a millimetre."""
    if not rows:
        return 0.0
    height = max(sum(row.height_mm(factor) for row in rows) / columns, 1.0)
    while flow(rows, columns=columns, height=height, factor=factor) is None:
        height += 0.5 * factor
    return height
