"""Find the rows of headings of a sheet, and put headings of several rows together.

A heading of several rows has groups above and parts below: 开工时间 over 约定 and 实际. A column is
then called by the joined form that the reader of headings knows (约定开工时间), else by its lowest
part if that is known and stands under one group only, else by all parts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from parkland.conventions import heading_word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from parkland.columns import Headings
    from parkland.formats.sheet_content import Range, SheetContent

WITHIN = 100  # the headings stand in one of the first rows that are filled
DEEPEST = 4  # rows of a heading
LONGEST = 200  # characters of a cell that can be a heading
BARE_PART = 4  # a lowest part of up to so many characters takes its meaning from its group
OBJECTS = ("时间", "日期", "面积", "文号", "编号", "金额", "价款", "单位", "人")
NO_FIELD = (9, 0)
DECISIVE = ("date", "area", "money")
# What a group adds to a word without changing its meaning.
HOLLOW_ENDS = ("基本情况", "情况", "信息", "部分", "内容", "数据", "要求", "details", "information")


class HeadingRows(NamedTuple):
    """The heading of a sheet.

    Attributes
    ----------
    first, last
        Its rows, counted from 0.
    names
        The heading of each column of the sheet; empty where there is none.
    known
        How many of them the reader knows.
    has_identity
        Whether one of them tells which parcel a row is about.
    """

    first: int
    last: int
    names: tuple[str, ...]
    known: int
    has_identity: bool


def find_headings(
    sheet: SheetContent, filled: np.ndarray, headings: Headings
) -> HeadingRows | None:
    """Return the heading of a sheet, or the rows that come nearest to one, or None if it is empty.

    It is the row, or the rows that merged cells hold together, with the most headings that the
    reader knows; one that tells which parcel a row is about comes first.

    Parameters
    ----------
    filled
        Which rows have a cell.
    headings
        Knows the headings of the office.
    """
    rows = np.flatnonzero(filled)[:WITHIN].tolist()
    if not rows:
        return None
    grid = _Grid(sheet, rows[-1] + DEEPEST)
    reader = _Reader(headings)
    found = [
        _heading(grid, reader, row, depth)
        for row in rows
        if not grid.is_covered(row)
        for depth in _depths(grid, row, len(sheet))
    ] or [_heading(grid, reader, rows[0], 1)]
    return max(
        found, key=lambda one: (one.has_identity, one.known, one.first - one.last, -one.first)
    )


def _heading(grid: _Grid, reader: _Reader, row: int, depth: int) -> HeadingRows:
    parts = [tuple(grid.parts(row, depth, column)) for column in range(grid.width)]
    names = _told_apart(parts, [reader.name(one) for one in parts], reader)
    # A group over two columns is one heading, however many columns it covers.
    known = [field for name in dict.fromkeys(names) if name and (field := reader.field(name))]
    has_identity = not set(reader.about.identities).isdisjoint(known)
    return HeadingRows(row, row + depth - 1, names, len(known), has_identity)


def _told_apart(parts: list[tuple[str, ...]], names: list[str], reader: _Reader) -> tuple[str, ...]:
    """Return the names, with their groups where one day or area stands under several groups.

    约定开工时间 under 处置前 and under 处置后 are two facts.
    面积 under 一期 and under 二期 is the area of a part of the parcel.
    """
    groups: dict[str, set[tuple[str, ...]]] = {}
    for one, name in zip(parts, names, strict=True):
        if len(one) > 1 and name == one[-1]:
            groups.setdefault(name, set()).add(one)
    several = {
        name
        for name, found in groups.items()
        if len(found) > 1
        and (field := reader.field(name))
        and reader.about.has_kind(field, *DECISIVE)
    }
    return tuple(
        " ".join(one) if name in several and len(one) > 1 else name
        for one, name in zip(parts, names, strict=True)
    )


class _Grid:
    """The texts of the first rows of a sheet, with the text of merged cells in all of them."""

    def __init__(self, sheet: SheetContent, last: int) -> None:
        count = min(last + 1, len(sheet))
        self.width = len(sheet.columns)
        self.own = [[_text(cell) for cell in sheet.row(number)] for number in range(count)]
        self.is_text = [
            [cell is None or isinstance(cell, str) for cell in sheet.row(number)]
            for number in range(count)
        ]
        self.merged = [area for area in sheet.merged if area.top < count]
        self.texts = [list(row) for row in self.own]
        for area in self.merged:
            if area.left < self.width:
                for row in self.texts[area.top : area.bottom + 1]:
                    end = min(area.right + 1, self.width)
                    row[area.left : end] = [self.own[area.top][area.left]] * (end - area.left)

    def parts(self, row: int, depth: int, column: int) -> Iterator[str]:
        """Yield the texts of a heading in one column, from the top."""
        before = ""
        for number in range(row, row + depth):
            text = self.texts[number][column] or self._spread(number, row + depth, column)
            if text and text != before:
                yield text
                before = text

    def _spread(self, number: int, end: int, column: int) -> str:
        """Return the group to the left that an empty cell over a text belongs to.

        Some groups are not merged: their text stands over the first of their columns.
        """
        if number + 1 >= end or self.merges_from(number):
            return ""
        below = self.texts[number + 1]
        while column and below[column] and not self.texts[number][column]:
            column -= 1
        return self.texts[number][column] if below[column] else ""

    def is_covered(self, row: int) -> bool:
        """Return whether a cell that is merged from above lies in a row.

        No heading begins there.
        """
        return any(area.top < row <= area.bottom for area in self.merged)

    def merges_from(self, row: int) -> list[Range]:
        """Return the merged ranges that begin in a row."""
        return [area for area in self.merged if area.top == row]


def _depths(grid: _Grid, row: int, rows: int) -> Iterable[int]:
    """Return how many rows a heading that begins in `row` can have."""
    depth = _merged_depth(grid, row, rows)
    if any(area.top == row < area.bottom for area in grid.merges_from(row)):
        return (depth,)  # a range over rows is part of the heading, whole
    if depth == 1 and row + 1 < len(grid.own) and _has_loose_groups(grid, row):
        depth = 2
    # One cell can be merged over two columns of values, as 备注 is.
    return range(1, depth + 1)


def _merged_depth(grid: _Grid, row: int, rows: int) -> int:
    """Return the depth that merged cells show: ranges over rows, and groups over several parts."""
    areas = grid.merges_from(row)
    down = max((area.bottom - row + 1 for area in areas), default=1)
    if down > DEEPEST or row + down > rows:
        return 1
    below = row + down
    has_groups = below < len(grid.own) and any(
        area.bottom == below - 1
        and area.right > area.left
        and sum(map(bool, grid.own[below][area.left : area.right + 1])) > 1
        for area in areas
        if any(grid.own[row][: area.left]) or any(grid.own[row][area.right + 1 :])
    )
    if down == 1 and has_groups and all(grid.is_text[below]):
        return min(1 + _merged_depth(grid, below, rows), DEEPEST)
    return down


def _has_loose_groups(grid: _Grid, row: int) -> bool:
    """Return whether the next row holds parts of groups that stand in `row` without merging."""
    above, below = grid.own[row], grid.own[row + 1]
    if not all(grid.is_text[row + 1]) or grid.merges_from(row):
        return False
    pairs = zip(above, above[1:], below, below[1:], strict=False)
    has_group = any(a and not next_a and b and next_b for a, next_a, b, next_b in pairs)
    alone = any(a and not b for a, b in zip(above, below, strict=True))
    return has_group and alone


class _Reader:
    """Asks the reader of headings about each text once."""

    def __init__(self, headings: Headings) -> None:
        self._headings = headings
        self.about = headings.about
        self._fields: dict[str, str] = {}

    def field(self, name: str) -> str:
        """Return the field of a heading, or an empty text."""
        if name not in self._fields:
            found = self._headings.read(name) if len(name) <= LONGEST else None
            self._fields[name] = found.field if found else ""
        return self._fields[name]

    def knows(self, name: str) -> bool:
        """Return whether a heading has a meaning, be it a field or another one, such as 序号."""
        return bool(self.field(name)) or (len(name) <= LONGEST and self._headings.knows(name))

    def name(self, parts: Sequence[str]) -> str:
        """Return what a column with these parts of a heading is called."""
        if len(parts) < 2:  # noqa: PLR2004 - a group and a part
            return parts[0] if parts else ""
        leaf = parts[-1]
        forms = (form for group in reversed(parts[:-1]) for form in _joined(group, leaf))
        joined = min(filter(self.knows, forms), key=self._fit, default="")
        known = leaf if self.knows(leaf) else ""
        is_bare = len(heading_word(leaf)[0]) <= BARE_PART
        if joined and self.field(joined) != self.field(known):
            return joined  # 约定开工时间 under 补充协议 is another fact
        return (joined or known if is_bare else known or joined) or " ".join(parts)

    def _fit(self, name: str) -> tuple[int, int]:
        """Return how well a heading fits its field; the lowest is the best."""
        found = self._headings.read(name)
        return found.fit if found else NO_FIELD


def _joined(group: str, part: str) -> Iterator[str]:
    """Yield the ways in which a group and a part make one heading."""
    (above, unit_above), (below, unit_below) = heading_word(group), heading_word(part)
    unit = unit_below or unit_above
    bracket = f"({unit})" if unit else ""
    hollow = next((above[: -len(end)] for end in HOLLOW_ENDS if above.endswith(end)), "")
    for word in filter(None, dict.fromkeys((above, hollow))):
        yield f"{word}{below}{bracket}"
        yield f"{below}{word}{bracket}"
        if end := next((end for end in OBJECTS if below.endswith(end) and below != end), ""):
            yield f"{below.removesuffix(end)}{word}{end}{bracket}"  # 开工, 约定时间


def _text(cell: object) -> str:
    return "" if cell is None else " ".join(str(cell).split())
