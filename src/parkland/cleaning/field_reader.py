"""Parses the columns of one field of a table: texts, days, answers, areas and money with units.

A cell that cannot be parsed is missing in the result and is an issue; the raw column keeps it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parkland.cleaning.amount_units import STATED, AmountUnits
from parkland.cleaning.implied_disposals import unknown_cells
from parkland.cleaning.unclear_terms import parse_unclear_term
from parkland.columns import Heading, HeadingReader, cell_values
from parkland.columns.cell_evidence import distinct, empty_cells
from parkland.columns.cell_values import MOST_AMOUNT
from parkland.schema import AGREED_DATES, LIST_JOINT, Field, as_kind, blank
from parkland.unknown_cells import UnknownCell

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from parkland.cleaning.amount_units import MeasuredAreas
    from parkland.cleaning.column_choice import ChosenColumn
    from parkland.cleaning.issue_collector import IssueCollector
    from parkland.conventions import Profile

BAD_VALUE = {"date": "value.not_a_date", "yes_no": "value.not_yes_or_no"}


def _is_unclear_term(value: object) -> bool:
    """Return whether a cell is an agreed start that is no day; a number is none."""
    return isinstance(value, str) and parse_unclear_term(value) is not None


class FieldReader:
    """Reads the columns of one field of one table.

    Parameters
    ----------
    keeps_sign
        Whether an amount below zero is a fact, as a refund of tax is. Default: it is a fault.
    is_of_whole
        Whether an area is that of the whole parcel, so that its shape shows the unit.
    is_agreed
        Whether a day is agreed or set in advance, so that "by" may stand behind it.
    """

    def __init__(
        self,
        raw: pd.DataFrame,
        field: Field,
        profile: Profile,
        headings: HeadingReader,
        collector: IssueCollector,
        *,
        keeps_sign: bool = False,
        is_of_whole: bool = False,
        is_agreed: bool = False,
    ) -> None:
        self.keeps_sign = keeps_sign
        self.is_agreed = is_agreed or field.name in AGREED_DATES
        self.is_of_whole = is_of_whole or field.name == STATED
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

    def note_unreadable(self, unreadable: pd.Series, known: pd.Series, *, name: str) -> None:
        """Add the name of the field in rows where a cell failed and no other column has a value."""
        if self.failed.empty:
            return
        rows = self.failed[known.loc[self.failed].isna()]
        unreadable[rows] = unreadable[rows] + name + LIST_JOINT

    def read(self, chosen: ChosenColumn) -> pd.Series:
        """Return a column as the field's kind."""
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
        if self.field.kind == "text" and str(column.dtype) == "str":
            known = column.mask(empty) if empty.any() else column
            stripped = known.str.strip()
            # the office's own column and the fact then share their memory
            return known if stripped.equals(known) else stripped
        filled = column[~empty] if empty.any() else column
        return self.convert(chosen.name, chosen.heading, filled)

    def convert(self, name: str, heading: Heading, filled: pd.Series) -> pd.Series:
        """Return filled cells as the field's kind, on the whole index."""
        import pandas as pd

        kind = self.field.kind
        if kind in ("area", "money"):
            return self._amounts(name, heading, filled)
        parse: Callable[[object], object]
        if kind == "date":
            parse = self._day
        elif kind == "yes_no":
            parse = self._yes_no
        else:
            parse = cell_values.plain
        places, parsed = self.parsed(filled, parse, BAD_VALUE.get(kind, ""))
        # the distinct values are converted, and then placed
        typed = as_kind(pd.Series(parsed, dtype=object), kind)
        return self.typed(typed.iloc[places].set_axis(filled.index))

    def _day(self, value: object) -> object:
        """Return the day in a cell; None for a day that stands for "not known"."""
        written = cell_values.without_before(value) if self.is_agreed else value
        day = cell_values.parse_date(written, day_order=self.profile.day_order)
        return None if cell_values.is_empty(day, self.profile) else day

    def _yes_no(self, value: object) -> bool:
        return cell_values.parse_yes_no(value, self.profile)

    def _amount(self, value: object) -> tuple[float, str]:
        return cell_values.parse_amount(value, decimal_mark=self.profile.decimal_mark)

    def parsed(
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
            self.fail(code, failed.index, failed)
        return places, parsed

    def fail(self, code: str, rows: pd.Index, cells: pd.Series) -> None:
        """Report cells that cannot be parsed."""
        self.collector.add(code, rows, field=self.field.name, values=cells)
        self.failed = self.failed.union(rows)

    def typed(self, parsed: pd.Series) -> pd.Series:
        """Return `parsed` on the whole index, in the dtype of the field."""
        if not len(parsed):
            return blank(self.field.kind, self.raw.index)
        typed = as_kind(parsed, self.field.kind)
        whole = len(typed) == len(self.raw.index)
        return typed if whole else as_kind(typed.reindex(self.raw.index), self.field.kind)

    def _amounts(self, name: str, heading: Heading, filled: pd.Series) -> pd.Series:
        """Return areas in m2 or money in yuan."""
        numbers, cell_units = self.numbers(filled)
        filled = filled.loc[numbers.index]
        negative = numbers < 0
        if negative.any() and not self.keeps_sign:
            self.fail("value.negative", numbers.index[negative], filled)
            numbers = numbers[~negative]
        units = AmountUnits(
            self.raw,
            self.field,
            self.profile,
            self.headings,
            self.collector,
            is_of_whole=self.is_of_whole,
        )
        factors, withheld = units.factors(
            name, heading, numbers, cell_units, measured=self.measured
        )
        self.failed = self.failed.union(withheld)
        unknown = factors.isna() & ~factors.index.isin(withheld)
        if unknown.any():
            # an area whose unit is not known may be that of a part of the parcel
            self.fail("unit.unknown", numbers.index[unknown], filled)
        # NaN where the unit is unknown
        return self.typed(numbers * factors)

    def numbers(self, filled: pd.Series) -> tuple[pd.Series, pd.Series | None]:
        """Return the numbers in filled cells, and the units written behind them, if any can be."""
        import pandas as pd

        if filled.dtype.kind in "fi":
            is_absurd = ~(filled.abs() < MOST_AMOUNT)
            if is_absurd.any():
                self.fail("value.not_a_number", filled.index[is_absurd], filled)
                filled = filled[~is_absurd]
            return filled.astype("float64"), None
        places, pairs = self.parsed(filled, self._amount, "value.not_a_number")
        known = np.array([pair is not None for pair in pairs], dtype=bool)[places]
        filled = filled[known]
        amounts = np.array([pair[0] if pair else np.nan for pair in pairs], dtype="float64")
        written = np.array([pair[1] if pair else "" for pair in pairs], dtype=object)
        numbers = pd.Series(amounts[places[known]], index=filled.index)
        cell_units = pd.Series(written[places[known]], index=filled.index)
        return numbers, cell_units
