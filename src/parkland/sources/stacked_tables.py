"""Divide a sheet that holds several tables, one below the other, each with its own headings.

The rows of a second table have other columns. Read under the headings of the first, a day of
take-back would become a day of agreed start.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from parkland.sources.heading_rows import LONGEST

if TYPE_CHECKING:
    from parkland.columns import Headings
    from parkland.formats.sheet_content import SheetContent
    from parkland.sources.heading_rows import HeadingRows

MOST_LOOKED_AT = 5_000  # rows that could be headings; a table has hundreds of them at most
LEAST_KNOWN = 2
_DIGIT = re.compile(r"\d")


def heading_lines(
    sheet: SheetContent, filled: np.ndarray, heading: HeadingRows, headings: Headings
) -> list[int]:
    """Return the rows of a sheet, counted from 0, that hold headings, without equal ones.

    Such a row holds texts alone, at least half of them headings that are known, and one of them
    tells which parcel a row is about.

    Parameters
    ----------
    filled
        Which rows have a cell.
    heading
        The best heading of the sheet.
    """
    leads = [
        sheet.columns[place]
        for place, name in enumerate(heading.names)
        if name and (found := headings.read(name)) and found.field in headings.about.identities
    ]
    seen = {_texts(sheet, row) for row in range(heading.first, heading.last + 1)}
    lines, looked_at = [heading.first], 0
    for row in np.flatnonzero(filled).tolist():
        # The number of a parcel has a digit; nearly every row is passed over by this.
        if any(_DIGIT.search(str(lead[row])) for lead in leads):
            continue
        looked_at += 1
        if looked_at > MOST_LOOKED_AT:
            break
        texts = _texts(sheet, row)
        if texts and texts not in seen and _are_headings(sheet, row, headings):
            seen.add(texts)
            lines.append(row)
    return sorted(lines)


def divided(
    sheet: SheetContent, filled: np.ndarray, heading: HeadingRows, lines: list[int]
) -> list[SheetContent]:
    """Return the tables of a sheet, each as a sheet whose other rows are empty.

    A row with one cell above the headings of a table is its title and goes with it. Headings that
    follow one another without a row between them belong to one table.
    """
    starts: list[int] = []
    for line in lines:
        above = max((row for row in lines if row < line), default=-1)
        end = heading.last if above == heading.first else above
        if not starts or filled[end + 1 : line].any():
            starts.append(line)
    if len(starts) == 1:
        return [sheet]
    begins = [0]
    for start in starts[1:]:
        row = start
        while row - 1 > begins[-1] and sum(cell is not None for cell in sheet.row(row - 1)) <= 1:
            row -= 1
        begins.append(row)
    ends = [*begins[1:], len(sheet)]
    return [_part(sheet, begin, end) for begin, end in zip(begins, ends, strict=True)]


def _part(sheet: SheetContent, begin: int, end: int) -> SheetContent:
    blank = np.full(begin, None, dtype=object)
    return replace(
        sheet,
        columns=[np.concatenate([blank, column[begin:end]]) for column in sheet.columns],
        merged=[area for area in sheet.merged if begin <= area.top < end],
    )


def _are_headings(sheet: SheetContent, row: int, headings: Headings) -> bool:
    cells = [cell for cell in sheet.row(row) if cell is not None]
    if not all(isinstance(cell, str) and len(cell) <= LONGEST for cell in cells):
        return False
    texts = [" ".join(str(cell).split()) for cell in cells]
    known = [found.field for text in texts if (found := headings.read(text))]
    if set(known).isdisjoint(headings.about.identities):
        return False
    if len(known) >= LEAST_KNOWN and len(known) * 2 >= len(texts):
        return True
    return any(area.top == row < area.bottom for area in sheet.merged)


def _texts(sheet: SheetContent, row: int) -> tuple[str, ...]:
    return tuple(" ".join(str(cell).split()) for cell in sheet.row(row) if cell is not None)
