"""Parses an office's columns into the canonical facts: headings, units, dates and words.

Several columns can stand for one field. A row then takes the value of the first that is filled, in
the order of the profile's aliases; the status text joins all of them. A cell that cannot be parsed
is missing in the result and is an issue; the raw column keeps it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parkland.cleaning.amount_units import AmountUnits
from parkland.cleaning.column_choice import DOUBTFUL, chosen_columns
from parkland.cleaning.implied_disposals import implied_disposals, unknown_cells
from parkland.cleaning.unclear_terms import parse_unclear_term
from parkland.columns import Heading, HeadingReader, Headings, cell_values
from parkland.columns.cell_evidence import distinct, empty_cells
from parkland.columns.cell_values import MOST_AMOUNT
from parkland.schema import (
    AGREED_DATES,
    DERIVED_FACTS,
    FACTS,
    LIST_JOINT,
    PUT_TOGETHER,
    Field,
    as_kind,
    blank,
)
from parkland.unknown_cells import UnknownCell

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from parkland.cleaning.amount_units import MeasuredAreas
    from parkland.cleaning.column_choice import ChosenColumn
    from parkland.cleaning.issue_collector import IssueCollector
    from parkland.conventions import Profile

BAD_VALUE = {"date": "value.not_a_date", "yes_no": "value.not_yes_or_no"}


def canonical_facts(
    raw: pd.DataFrame,
    profile: Profile,
    collector: IssueCollector,
    *,
    headings: HeadingReader | None = None,
    measure: Callable[[pd.Series], MeasuredAreas] | None = None,
) -> pd.DataFrame:
    """Return the canonical facts of `raw`, on its index, with every column of `schema.FACTS`.

    Parameters
    ----------
    raw
        The office's own columns.
    headings
        Interprets the column names. Default: by the aliases of the profile, and by their parts.
    measure
        From the parcel numbers of the rows to the areas of their shapes, by which the units of
        columns are checked. Default: no check.
    """
    import pandas as pd

    headings = headings or Headings(profile)
    choice = chosen_columns(raw, profile, headings, collector)
    facts: dict[str, pd.Series] = {}
    blanks: dict[str, pd.Series] = {}
    unreadable = pd.Series("", index=raw.index, dtype="str")
    for field in FACTS:
        if field.name in DERIVED_FACTS:
            continue
        columns = choice.columns.get(field.name, [])
        reader = _Reader(raw, field, profile, headings, collector)
        if measure is not None and field.kind == "area" and columns:
            reader.measured = measure(facts["parcel_id"])
        parts = [reader.read(column) for column in columns]
        if not parts:
            if field.kind not in blanks:
                blanks[field.kind] = blank(field.kind, raw.index)
            facts[field.name] = blanks[field.kind]
        elif field.name in PUT_TOGETHER:
            facts[field.name] = _joined(parts)
        else:
            cells = [column.cells(raw) for column in columns]
            facts[field.name] = _coalesced(parts, cells, field, collector)
        if field.name == "parcel_id":
            collector.set_parcel_ids(facts[field.name])
        reader.note_unreadable(unreadable, facts[field.name])
        if field.name == "start_due":
            facts["start_due_unclear"] = reader.unclear.mask(facts[field.name].notna())
    for name, rows, heading in choice.marks:
        # Words of another column do not make those of this one known.
        is_known = name in facts and name not in PUT_TOGETHER
        unsure = rows[facts[name][rows].isna()] if is_known else rows
        mark = f"{name}{LIST_JOINT}{heading}" if name else f"{DOUBTFUL}{heading}"
        unreadable[unsure] = unreadable[unsure] + mark + LIST_JOINT
    facts["disposal_hint"] = implied_disposals(raw, profile, headings)
    facts["unreadable"] = unreadable.where(unreadable != "")
    # concat shares the arrays of its columns, and so those of blank ones; DataFrame(...) copies
    return pd.concat(facts, axis=1)


def _coalesced(
    parts: list[pd.Series], cells: list[pd.Series], field: Field, collector: IssueCollector
) -> pd.Series:
    first = parts[0]
    for other, written in zip(parts[1:], cells[1:], strict=True):
        differ = first.notna() & other.notna() & (first != other)
        collector.add("column.disagree", first.index[differ], field=field.name, values=written)
        first = first.where(first.notna(), other)
    return first


def _joined(parts: list[pd.Series]) -> pd.Series:
    first, *others = parts
    for other in others:
        both = first.notna() & other.notna() & (first != other)
        first = first.where(first.notna(), other).where(~both, first + LIST_JOINT + other)
    return first


def _is_unclear_term(value: object) -> bool:
    """Return whether a cell is an agreed start that is no day; a number is none."""
    return isinstance(value, str) and parse_unclear_term(value) is not None


class _Reader:
    """Reads the columns of one field of one table."""

    def __init__(
        self,
        raw: pd.DataFrame,
        field: Field,
        profile: Profile,
        headings: HeadingReader,
        collector: IssueCollector,
    ) -> None:
        self.measured: MeasuredAreas | None = None
        self.raw = raw
        self.field = field
        self.profile = profile
        self.headings = headings
        self.collector = collector
        self.failed = raw.index[:0]
        self._unclear: pd.Series | None = None  # few fields need it, and it takes time to make

    @property
    def unclear(self) -> pd.Series:
        """The terms of the field that are no date, such as a number of months."""
        if self._unclear is None:
            self._unclear = blank("text", self.raw.index)
        return self._unclear

    def note_unreadable(self, unreadable: pd.Series, known: pd.Series) -> None:
        """Add the field's name in rows where a cell failed and no other column has a value."""
        if self.failed.empty:
            return
        rows = self.failed[known.loc[self.failed].isna()]
        unreadable[rows] = unreadable[rows] + self.field.name + LIST_JOINT

    def read(self, chosen: ChosenColumn) -> pd.Series:
        """Return a column as the field's kind."""
        import pandas as pd

        kind = self.field.kind
        name, heading = chosen.name, chosen.heading
        column = chosen.cells(self.raw)
        empty = empty_cells(column, self.profile)
        if (unknown := unknown_cells(column)).any():
            # The reader of a workbook has told its own; a text in another table is told here.
            told = column[unknown].map(lambda cell: isinstance(cell, UnknownCell))
            texts = column[unknown][~told.astype(bool)]
            self.collector.add(
                "value.excel_error", texts.index, field=self.field.name, values=texts
            )
            self.failed = self.failed.union(column.index[unknown])
            empty |= unknown
        if kind not in BAD_VALUE and kind not in ("area", "money") and str(column.dtype) == "str":
            known = column.mask(empty) if empty.any() else column
            stripped = known.str.strip()
            # the office's own column and the fact then share their memory
            return known if stripped.equals(known) else stripped
        filled = column[~empty] if empty.any() else column
        if kind in ("area", "money"):
            return self._amounts(name, heading, filled)
        parse: Callable[[object], object]
        if kind == "date":
            parse = self._day
        elif kind == "yes_no":
            parse = self._yes_no
        else:
            parse = cell_values.plain
        places, parsed = self._parsed(filled, parse, BAD_VALUE.get(kind, ""))
        # the distinct values are converted, and then placed
        typed = as_kind(pd.Series(parsed, dtype=object), kind)
        return self._typed(typed.iloc[places].set_axis(filled.index))

    def _day(self, value: object) -> object:
        """Return the day in a cell; None for a day that stands for "not known"."""
        day = cell_values.parse_date(
            cell_values.without_before(value) if self.field.name in AGREED_DATES else value
        )
        return None if cell_values.is_empty(day, self.profile) else day

    def _yes_no(self, value: object) -> bool:
        return cell_values.parse_yes_no(value, self.profile)

    def _parsed(
        self, filled: pd.Series, parse: Callable[[object], object], code: str
    ) -> tuple[np.ndarray, np.ndarray]:
        """Parse each distinct value once; return the place of each cell's value, and the values.

        A value that cannot be parsed is reported, and is None.
        """
        places, several = distinct(filled)
        parsed = np.full(len(several), None, dtype=object)
        bad = np.zeros(len(several), dtype=bool)
        for place, value in enumerate(several):
            try:
                parsed[place] = parse(value)
            except (ValueError, OverflowError):
                bad[place] = True
        if bad.any() and self.field.name == "start_due":
            terms = np.array([_is_unclear_term(value) for value in several])
            unclear = filled[(bad & terms)[places]]
            self.collector.add(
                "value.unclear_date", unclear.index, field=self.field.name, values=unclear
            )
            self.unclear.loc[unclear.index] = unclear.astype("str").str.strip()
            bad &= ~terms
        if bad.any():
            failed = filled[bad[places]]
            self._fail(code, failed.index, failed)
        return places, parsed

    def _fail(self, code: str, rows: pd.Index, cells: pd.Series) -> None:
        self.collector.add(code, rows, field=self.field.name, values=cells)
        self.failed = self.failed.union(rows)

    def _typed(self, parsed: pd.Series) -> pd.Series:
        """Return `parsed` on the whole index, in the dtype of the field."""
        if not len(parsed):
            return blank(self.field.kind, self.raw.index)
        typed = as_kind(parsed, self.field.kind)
        whole = len(typed) == len(self.raw.index)
        return typed if whole else as_kind(typed.reindex(self.raw.index), self.field.kind)

    def _amounts(self, name: str, heading: Heading, filled: pd.Series) -> pd.Series:
        """Return areas in m2 or money in yuan."""
        import pandas as pd

        if filled.dtype.kind in "fi":
            is_absurd = ~(filled.abs() < MOST_AMOUNT)
            if is_absurd.any():
                self._fail("value.not_a_number", filled.index[is_absurd], filled)
                filled = filled[~is_absurd]
            numbers, cell_units = filled.astype("float64"), None
        else:
            places, pairs = self._parsed(filled, cell_values.parse_amount, "value.not_a_number")
            known = np.array([pair is not None for pair in pairs], dtype=bool)[places]
            filled = filled[known]
            amounts = np.array([pair[0] if pair else np.nan for pair in pairs], dtype="float64")
            written = np.array([pair[1] if pair else "" for pair in pairs], dtype=object)
            numbers = pd.Series(amounts[places[known]], index=filled.index)
            cell_units = pd.Series(written[places[known]], index=filled.index)
        negative = numbers < 0
        if negative.any():
            self.collector.add(
                "value.negative", numbers.index[negative], field=self.field.name, values=filled
            )
            numbers = numbers[~negative]
        units = AmountUnits(self.raw, self.field, self.profile, self.headings, self.collector)
        factors, withheld = units.factors(
            name, heading, numbers, cell_units, measured=self.measured
        )
        self.failed = self.failed.union(withheld)
        unknown = factors.isna() & ~factors.index.isin(withheld)
        self.collector.add(
            "unit.unknown", numbers.index[unknown], field=self.field.name, values=filled
        )
        # NaN where the unit is unknown
        return self._typed(numbers * factors)
