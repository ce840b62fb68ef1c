"""Turn one sheet of a register into a table, with the issues about how it is laid out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from parkland.column_names import free_name
from parkland.columns.headings import MEASURED
from parkland.errors import SourceFormatError
from parkland.issues import Issue
from parkland.phrases import Phrase
from parkland.safe_text import shorten
from parkland.schema import AREA_COLUMNS, PROVENANCE
from parkland.sources.heading_rows import WITHIN, HeadingRows, find_headings
from parkland.sources.stacked_tables import divided, heading_lines
from parkland.sources.table_rows import TableRows, fill_merged, table_rows
from parkland.sources.unit_lines import sheet_units
from parkland.units import YUAN, spelled_area_unit, spells_quantity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from parkland.columns import Headings
    from parkland.formats.sheet_content import SheetContent

OURS = ("geometry", *(field.name for field in PROVENANCE))
FIRST_OF_1904 = dt.date(1904, 1, 1)
DAYS_FROM_1904 = range(8_538, 78_538)  # 1927 to 2119, as for numbers that count from 1900
OF_WHOLE = (AREA_COLUMNS["stated"],)  # the shapes show the unit of the area of a whole parcel
MOST_SHOWN = 20  # rows, cells or columns that an issue names


@dataclass(frozen=True, slots=True)
class SheetTable:
    """A table of a sheet, the number of the row that its headings begin in, and its issues."""

    name: str
    first_row: int
    frame: pd.DataFrame
    issues: list[Issue]


def sheet_tables(
    sheet: SheetContent, headings: Headings, *, file: str
) -> list[SheetTable] | HeadingRows | None:
    """Return the tables of a sheet; if it has no heading of parcel numbers, what comes nearest.

    Parameters
    ----------
    sheet
        The sheet; its merged cells are filled in place.
    headings
        Knows the headings of the office.
    file
        The name of the file, which becomes `source`.
    """
    filled = _filled_rows(sheet)
    heading = find_headings(sheet, filled, headings)
    if heading is None or not heading.has_identity:
        return heading
    lines = heading_lines(sheet, filled, heading, headings)
    parts = divided(sheet, filled, heading, lines)
    if len(parts) == 1:
        return [_table(sheet, filled, heading, lines, headings, file)]
    tables: list[SheetTable] = []
    for part in parts:
        found = sheet_tables(part, headings, file=file)
        tables += found if isinstance(found, list) else []
    rows = ", ".join(str(table.first_row) for table in tables)
    told = Issue(code="register.tables", source=file, value=f"{sheet.name}: {len(tables)} ({rows})")
    tables[0].issues.insert(0, told)
    return tables


def _table(
    sheet: SheetContent,
    filled: np.ndarray,
    heading: HeadingRows,
    lines: list[int],
    headings: Headings,
    file: str,
) -> SheetTable:
    """Return the table below one heading; `lines` are rows of headings, in another language too."""
    fields = {
        place: found.field
        for place, name in enumerate(heading.names)
        if name and (found := headings.read(name))
    }
    about = headings.about
    amounts = {p for p, name in fields.items() if about.has_kind(name, *MEASURED)}
    identities = [place for place, name in fields.items() if name in about.identities]
    if sheet.counts_from_1904:
        _count_from_1904(
            sheet, heading, [p for p, name in fields.items() if about.has_kind(name, "date")]
        )
    merged, shared = fill_merged(sheet, heading, amounts, identities)
    rows = table_rows(sheet, heading, filled, identities, lines)
    names = _with_units(sheet, heading, rows, fields, headings)
    frame = _frame(sheet, names, rows)
    issues = _Issues(sheet, heading, names, file).all(rows, merged, shared)
    numbers = np.asarray(rows.parcels + 1, dtype="int64")
    frame = frame.assign(source=file, layer=sheet.name, source_row=numbers)
    return SheetTable(sheet.name, heading.first + 1, frame, issues)


def no_headings(
    sheet: SheetContent, nearest: HeadingRows | None, *, file: str
) -> SourceFormatError:
    """Return the error for a sheet without a heading of parcel numbers."""
    where = f"{file}, {sheet.name}"
    if nearest is None:
        return SourceFormatError("sources.sheet_empty", where=where)
    named = ", ".join(shorten(name) for name in nearest.names if name)
    row = nearest.first + 1
    if nearest.known:
        return SourceFormatError(
            "sources.no_numbers", where=where, row=row, names=shorten(named, 300)
        )
    held = shorten(named, 120) if named else Phrase("sources.nothing")
    return SourceFormatError("sources.no_headings", where=where, rows=WITHIN, row=row, names=held)


def _filled_rows(sheet: SheetContent) -> np.ndarray:
    import pandas as pd

    filled = np.zeros(len(sheet), dtype=bool)
    for column in sheet.columns:
        filled |= pd.notna(column)
    return filled


def _count_from_1904(sheet: SheetContent, heading: HeadingRows, places: Iterable[int]) -> None:
    """Turn numbers that stand for days into days, where the workbook counts them from 1904."""
    for place in places:
        column = sheet.columns[place]
        for row in range(heading.last + 1, len(sheet)):
            cell = column[row]
            if type(cell) in (int, float) and int(cell) in DAYS_FROM_1904:
                column[row] = FIRST_OF_1904 + dt.timedelta(days=int(cell))


def _with_units(
    sheet: SheetContent,
    heading: HeadingRows,
    rows: TableRows,
    fields: Mapping[int, str],
    headings: Headings,
) -> list[str]:
    """Return the headings with the units that a row below them or a line of the sheet names.

    A unit in the heading itself, or in a column of units, comes first. Of two units of one kind in
    lines, none is chosen: the shapes show that of a whole parcel, and what else has no unit of its
    own stays unknown.
    """
    above = [str(cell) for row in range(heading.first) for cell in sheet.row(row) if cell]
    below = [text for row, text in rows.others.items() if row > heading.last]
    units = sheet_units([*above, *below, sheet.name])
    known = [name for name in heading.names if name]
    named = list(heading.names)
    for place, field in fields.items():
        kind = headings.about.kind(field)
        line = units.of_kind(kind)
        read = headings.read(named[place])
        if (read and read.unit) or headings.unit_column(field, known):
            continue
        unit = rows.units.get(place) or (line[0] if len(line) == 1 else "")
        if unit and _fits(unit, kind):
            named[place] = f"{named[place]}（{unit}）"
        elif len(line) > 1 and field not in OF_WHOLE:
            named[place] = f"{named[place]}（{'、'.join(line)}）"
    return named


def _fits(unit: str, kind: str) -> bool:
    if kind == "area":
        return spelled_area_unit(unit) is not None
    return unit in YUAN if kind == "money" else kind in MEASURED and spells_quantity(unit)


def _frame(sheet: SheetContent, names: list[str], rows: TableRows) -> pd.DataFrame:
    import pandas as pd

    columns: dict[str, np.ndarray] = {}
    for place, name in enumerate(names):
        cells = sheet.columns[place][rows.parcels]
        if not name:
            # A column without a heading is kept under its letter if it holds anything.
            if not pd.notna(cells).any():
                continue
            name = _letters(place)  # noqa: PLW2901
        names[place] = free_name(f"raw_{name}" if name in OURS else name, list(columns))
        columns[names[place]] = cells
    return pd.DataFrame(columns, dtype=object)


class _Issues:
    """The issues about one sheet; values are cells and headings, which need no language."""

    def __init__(
        self, sheet: SheetContent, heading: HeadingRows, names: list[str], file: str
    ) -> None:
        self._sheet, self._heading, self._names, self._file = sheet, heading, names, file

    def all(
        self,
        rows: TableRows,
        merged: Mapping[int, int],
        shared: Mapping[int, list[tuple[int, int]]],
    ) -> list[Issue]:
        """Return the issues of every kind."""
        sheet = self._sheet
        parcels = set(rows.parcels.tolist())
        found = []
        if rows.others:
            texts = (f"{row + 1} {shorten(text, 12)}" for row, text in sorted(rows.others.items()))
            found.append(self._issue("register.other_rows", self._some(texts, len(rows.others))))
        if not parcels:
            found.append(Issue(code="register.no_rows", source=self._file, value=sheet.name))
        if hidden := sorted(sheet.hidden_rows & parcels):
            value = self._some((str(row + 1) for row in hidden), len(hidden))
            found.append(self._issue("register.hidden_rows", value))
        places = [place for place in sorted(sheet.hidden_columns) if place < len(self._names)]
        if concealed := [self._names[place] for place in places if self._names[place]]:
            value = self._some(concealed, len(concealed))
            found.append(self._issue("register.hidden_columns", value))
        if filled := {place: count for place, count in merged.items() if count}:
            texts = (f"{self._names[place]} {count}" for place, count in sorted(filled.items()))
            found.append(self._issue("register.merged", self._some(texts, sum(filled.values()))))
        for place, ranges in sorted(shared.items()):
            texts = (
                f"{_letters(place)}{top + 1}:{_letters(place)}{bottom + 1}"
                for top, bottom in ranges
            )
            found.append(
                self._issue("register.merged_amount", self._some(texts, len(ranges)), place)
            )
        for code, cells in (
            ("register.formula", sheet.formulas),
            ("register.excel_error", sheet.errors),
        ):
            found += self._unknown(code, cells, parcels)
        return found

    def _unknown(
        self, code: str, cells: Mapping[tuple[int, int], str], parcels: set[int]
    ) -> list[Issue]:
        """Return an issue for each column, with the number of cells and the first of them."""
        columns: dict[int, list[int]] = {}
        for row, place in cells:
            if row in parcels:
                columns.setdefault(place, []).append(row)
        return [
            self._issue(
                code,
                f"{len(numbers)} ({_letters(place)}{min(numbers) + 1} "
                f"{shorten(cells[min(numbers), place])})",
                place,
            )
            for place, numbers in sorted(columns.items())
        ]

    def _issue(self, code: str, value: str, place: int | None = None) -> Issue:
        heading = "" if place is None else self._names[place]
        return Issue(
            code=code, source=self._file, field=heading, value=f"{self._sheet.name}: {value}"
        )

    @staticmethod
    def _some(texts: Iterable[str], count: int) -> str:
        shown = list(texts)
        more = ", …" if len(shown) > MOST_SHOWN else ""
        return f"{count} ({', '.join(shown[:MOST_SHOWN])}{more})"


def _letters(column: int) -> str:
    """Return the letters of a column, counted from 0.

    Examples
    --------
    >>> _letters(0), _letters(25), _letters(26)
    ('A', 'Z', 'AA')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
