"""Tell the rows of a sheet that are parcels from those that are not, and fill merged cells.

Not parcels are rows of units and of column numbers below the headings, repeated headings, headings
of sections, totals, remarks and signatures. Position and structure decide, never a word alone: a
row with a parcel number is always kept, whatever its name is.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from parkland.units import YUAN, spelled_area_unit, spells_quantity
from parkland.unknown_cells import UnknownCell, is_unknown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from parkland.formats.sheet_content import SheetContent
    from parkland.sources.heading_rows import HeadingRows

_TOTAL = re.compile(
    r"(?:[(（]?[一二三四五六七八九十\d]{1,3}[)）.、]\s*)?[^\d:：,，;；。]{0,16}?"
    r"(?:合\s*计|小\s*计|总\s*计|共\s*计|累\s*计|总\s*数)\s*(?:数|面积)?\s*[:：]?\s*"
    r"(?:[(（][^)）]{0,16}[)）]|\d+\s*[宗块个家户])?"
    r"|(?:grand|sub|page)?[\s-]*totals?\s*:?|sum\s*:?",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(
    r"(?:填\s*表|填\s*报|制\s*表|编\s*制|审\s*核|审\s*批|复\s*核|校\s*核|经\s*办|负\s*责|统计|单位负责|"
    r"主管|分管|联系|盖\s*章|签\s*字|签\s*名|日\s*期|电\s*话)[人员者]?"
    r"(?:单位|日期|时间|领导|电话|方式)?\s*(?:[(（][^)）]{0,12}[)）])?\s*[:：].*"
    r"|(?:填\s*表|制\s*表|填\s*报|审\s*核|复\s*核|经\s*办|负\s*责)\s*[人者](?:签[字名章])?"
    r"|(?:prepared|checked|approved|signed|compiled)\s+by\b.*|date\s*:.*",
    re.IGNORECASE | re.DOTALL,
)
_REMARK = re.compile(
    r"(?:备\s*注|附\s*注|注|说\s*明|填表说明|note|remarks?)\s*\d{0,2}\s*[:：].*",
    re.IGNORECASE | re.DOTALL,
)
_COUNT = re.compile(r"[-—–/\s]*|[(（]?[-+]?[\d,，.\s]+(?:[^\d\s]{1,4})?[)）]?")
_SECTION = re.compile(r"[(（]?[一二三四五六七八九十]{1,3}[)）、.．]")
# A number of a parcel hardly holds one of these; only rows that have one are looked at closely.
_HARDLY = re.compile(r"[计数注明:：人者宗块个]|total|sum|by ", re.IGNORECASE)
_NUMBER_OF_PARCELS = re.compile(r"[共计]*\s*\d+\s*[宗块个]")
_UNIT_WORDS = frozenset(
    {
        "年月日",
        "年/月/日",
        "年-月-日",
        "yyyy-mm-dd",
        "天",
        "日",
        "年",
        "月",
        "%",
        "宗",
        "个",
        "米",
        "m",
    }
)
_COUNTING = {**{mark: n for n, mark in enumerate("甲乙丙丁戊己庚", start=-6)}}
SECTION_COLUMNS = 3  # a heading of a section is merged over at least so many columns
LEAST_NUMBERS, SURE_NUMBERS, MOST_WORDS = 3, 6, 2


@dataclass(slots=True)
class TableRows:
    """What the rows below a heading are.

    Attributes
    ----------
    parcels
        The rows of parcels, counted from 0.
    others
        Row -> its first text, for the rows that are filled and no parcels.
    units
        Column -> the unit that a row of units below the heading names.
    """

    parcels: np.ndarray
    others: dict[int, str] = field(default_factory=dict)
    units: dict[int, str] = field(default_factory=dict)


def table_rows(
    sheet: SheetContent,
    heading: HeadingRows,
    filled: np.ndarray,
    identities: Collection[int],
    lines: Iterable[int] = (),
) -> TableRows:
    """Return which rows of a sheet are parcels. Merged cells must have been filled.

    Parameters
    ----------
    filled
        Which rows had a cell before merged cells were filled.
    identities
        The columns that tell which parcel a row is about.
    lines
        Rows of headings, which are no parcels.
    """
    rows = np.flatnonzero(filled)
    above, rows = rows[rows < heading.first], rows[rows > heading.last]
    again = np.isin(rows, np.asarray(list(lines), dtype="int64"))
    others, rows = [*above.tolist(), *rows[again].tolist()], rows[~again]
    result = TableRows(rows)
    for row in others:
        result.others[row] = _first_text(sheet.row(row))
    below = _rows_below(sheet, heading, rows, identities, result)
    rows = rows[below:]
    title = _texts(sheet.row(heading.first))
    names = {name for name in heading.names if name}
    across = {area.top for area in sheet.merged if area.right - area.left + 1 >= SECTION_COLUMNS}
    kept = np.ones(len(rows), dtype=bool)
    for place in _suspects(sheet, rows, identities, names):
        row = int(rows[place])
        cells = sheet.row(row)
        is_alone = sum(cell is not None for cell in cells) == 1
        if _texts(cells) == title:  # the heading again, with all of its rows
            again = (rows >= row) & (rows <= row + heading.last - heading.first)
            kept[again] = False
            result.others |= {int(n): _first_text(sheet.row(n)) for n in rows[again].tolist()}
        elif (is_alone and (row in across or _SECTION.match(_first_text(cells)))) or _is_closing(
            cells, identities
        ):
            kept[place] = False
            result.others[row] = _first_text(cells)
    result.parcels = rows[kept]
    return result


def _suspects(
    sheet: SheetContent, rows: np.ndarray, identities: Collection[int], names: set[str]
) -> list[int]:
    """Return the places in `rows` that have no number, or a text that is hardly one."""
    lone = [column for number, column in enumerate(sheet.columns) if number not in identities]
    suspects = []
    left = sheet.columns[0][rows]
    numbers = [sheet.columns[column][rows] for column in identities]
    for place, cells in enumerate(zip(*numbers, strict=True)):
        texts = [cell for cell in cells if cell is not None]
        if (
            not texts
            or all(isinstance(t, str) and (_HARDLY.search(t) or t in names) for t in texts)
            or _is_total(left[place])
            or all(column[rows[place]] is None for column in lone)
        ):
            suspects.append(place)
    return suspects


def _rows_below(
    sheet: SheetContent,
    heading: HeadingRows,
    rows: np.ndarray,
    identities: Collection[int],
    result: TableRows,
) -> int:
    """Note rows of units and of column numbers below the heading; return how many there are."""
    count = 0
    for row in rows[:3].tolist():
        cells = sheet.row(row)
        units = {place: text for place, cell in enumerate(cells) if (text := _unit(cell))}
        has_number = any(cells[place] is not None for place in identities)
        if units and not has_number and len(units) == sum(cell is not None for cell in cells):
            result.units |= units
        elif not _is_counting(cells, heading) or _goes_on(sheet, rows, count, identities):
            break
        result.others[row] = _first_text(cells)
        count += 1
    return count


def _unit(cell: object) -> str:
    """Return the unit that a cell names and nothing else, or an empty text."""
    if not isinstance(cell, str):
        return ""
    text = unicodedata.normalize("NFKC", cell).strip().strip("()[]").removeprefix("单位:").strip()
    is_unit = spelled_area_unit(text) or text in YUAN or spells_quantity(text)
    known = is_unit or text.casefold() in _UNIT_WORDS
    return text if known else ""


def _is_counting(cells: Sequence[object], heading: HeadingRows) -> bool:
    """Return whether cells are the numbers of the columns: 1 2 3, (1) (2) (3), 甲 乙 1 2."""
    named = [place for place, name in enumerate(heading.names) if name]
    values = [_count(cells[place]) for place in named if cells[place] is not None]
    numbers = [value for value in values if value is not None and value > 0]
    return (
        None not in values
        and len(numbers) >= (1 if len(numbers) < len(values) else LEAST_NUMBERS)
        and len(values) >= LEAST_NUMBERS
        and len(values) * 4 >= len(named) * 3
        and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        and numbers[0] <= MOST_WORDS
        and sum(cell is not None for cell in cells) == len(values)
    )


def _goes_on(
    sheet: SheetContent, rows: np.ndarray, count: int, identities: Collection[int]
) -> bool:
    """Return whether the next row counts on in a column of parcel numbers: 1, then 2."""
    if count + 1 >= len(rows):
        return True  # the only row of the table is a parcel
    here, following = int(rows[count]), int(rows[count + 1])
    columns = sum(cell is not None for cell in sheet.row(here))
    for place in identities:
        column = sheet.columns[place]
        one, two = _count(column[here]), _count(column[following])
        # With few columns, 1 2 3 can be a parcel too, if the parcels have bare numbers.
        if one is not None and two is not None and (two == one + 1 or columns < SURE_NUMBERS):
            return True
    return False


def _count(cell: object) -> int | None:
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, int):
        return cell
    if not isinstance(cell, str):
        return None
    text = unicodedata.normalize("NFKC", cell).strip().strip("()[]栏列第 ")
    if text.isdecimal() and len(text) < 4:  # noqa: PLR2004 - a sheet has few hundred columns
        return int(text)
    return _COUNTING.get(text)


def _is_closing(cells: Sequence[object], identities: Collection[int]) -> bool:
    """Return whether a row is a total, a remark or a signature."""
    texts = [cell.strip() for cell in cells if isinstance(cell, str) and not is_unknown(cell)]
    numbers = [cells[place] for place in identities if cells[place] is not None]
    # Behind the word in the first column, a whole number counts the parcels.
    counts = 0 not in identities and _is_total(cells[0])
    if not texts or not all(
        _is_no_number(number) if isinstance(number, str) else counts for number in numbers
    ):
        return False
    if any(map(_SIGNATURE.fullmatch, texts[:MOST_WORDS])):
        return True
    if _REMARK.fullmatch(texts[0]) and sum(cell is not None for cell in cells) <= MOST_WORDS:
        return True
    others = [text for text in texts if not _COUNT.fullmatch(text)]
    totals = [text for text in others if _TOTAL.fullmatch(text)]
    return (
        bool(totals)
        and len(others) - len(totals) <= 1
        and not any(isinstance(cell, dt.date) for cell in cells)
    )


def _is_total(cell: object) -> bool:
    """Return whether a cell is a word for a total and nothing else."""
    return isinstance(cell, str) and bool(_HARDLY.search(cell) and _TOTAL.fullmatch(cell.strip()))


def _is_no_number(cell: str) -> bool:
    """Return whether a cell under the heading of parcel numbers is none by its form."""
    text = cell.strip()
    forms = (_TOTAL, _SIGNATURE, _REMARK, _NUMBER_OF_PARCELS)
    return any(form.fullmatch(text) for form in forms)


def fill_merged(
    sheet: SheetContent,
    heading: HeadingRows,
    amounts: Collection[int],
    identities: Collection[int] = (),
) -> tuple[dict[int, int], dict[int, list[tuple[int, int]]]]:
    """Fill the cells that are merged downwards below the heading with the value of the first.

    An amount that stands for several parcels together is not the amount of each. Its cells become
    an `UnknownCell`. If the rows are about one parcel, it is the amount of that parcel.

    Parameters
    ----------
    amounts
        The columns of areas and sums of money.
    identities
        The columns that tell which parcel a row is about.

    Returns
    -------
    filled : dict
        Column -> how many cells were filled.
    shared : dict
        Column -> the first and last row of each amount that stands for several rows.
    """
    filled: dict[int, int] = {}
    shared: dict[int, list[tuple[int, int]]] = {}
    last = len(sheet) - 1
    below: dict[int, int] = {}  # column -> the last row that a range has covered
    # The numbers are filled first, because they tell how many parcels an amount stands for.
    for area in sorted(sheet.merged, key=lambda one: (one.left not in identities, one)):
        bottom = min(area.bottom, last)
        if area.top <= heading.last or bottom <= area.top or area.left >= len(sheet.columns):
            continue
        if area.top <= below.get(area.left, -1):
            continue  # no program writes ranges that overlap; a damaged file could have millions
        below[area.left] = bottom
        column = sheet.columns[area.left]
        value = column[area.top]
        if value is None:
            continue
        is_shared = area.left in amounts and _parcels(sheet, identities, area.top, bottom) > 1
        if is_shared and not is_unknown(value):
            value = UnknownCell(f"{value}（{area.top + 1}–{bottom + 1}）")
            column[area.top] = value
            shared.setdefault(area.left, []).append((area.top, bottom))
        cells = column[area.top + 1 : bottom + 1]
        empty = np.array([cell is None for cell in cells], dtype=bool)
        cells[empty] = value
        if not is_shared:
            filled[area.left] = filled.get(area.left, 0) + int(empty.sum())
    return filled, shared


def _parcels(sheet: SheetContent, identities: Collection[int], top: int, bottom: int) -> int:
    """Return how many parcels the rows from `top` to `bottom` are about."""
    return max((len(set(sheet.columns[p][top : bottom + 1])) for p in identities), default=2)


def _texts(cells: Iterable[object]) -> list[str]:
    return [" ".join(str(cell).split()) for cell in cells if cell is not None]


def _first_text(cells: Iterable[object]) -> str:
    return next(iter(_texts(cells)), "")
