"""Parse the columns of a table of assets: one row stays one row, and each field gets its kind.

The columns are chosen by the account of columns, and parsed by the reader of registers. What is
added here are numbers of other quantities than areas and money, codes, and years.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from parkland.assets.asset_schema import code_of_answer, codes_by_word
from parkland.assets.confidential_fields import is_confidential, without_examples, without_numbers
from parkland.cleaning.column_choice import ChosenColumn, report_columns
from parkland.cleaning.field_reader import FieldReader
from parkland.cleaning.issue_collector import IssueCollector
from parkland.columns import ColumnAccount, cell_values, understand
from parkland.columns.field_sets import OF_YEAR
from parkland.columns.heading_marks import plain_heading
from parkland.conventions import cell_word, compact_word
from parkland.schema import LIST_JOINT, PROVENANCE, as_kind, blank
from parkland.units import stored_units

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from parkland.assets.asset_files import RawTable
    from parkland.assets.asset_schema import AssetField, AssetRole
    from parkland.cleaning.amount_units import MeasuredAreas
    from parkland.columns import Heading
    from parkland.conventions import Profile

OURS = tuple(one.name for one in PROVENANCE)
# Days that are agreed or set in advance, so that "by" may stand behind them.
AGREED = ("due_on", "extended_to", "start_due", "finish_due", "full_due", "to_on")
# A lease without a fixed last day, which is none that cannot be read.
OPEN_END = ("长期", "长期有效", "无固定期限", "不定期", "至今")
UNREADABLE = "unreadable"
# Sums below zero that are facts: a refund of tax, a negative value added.
SIGNED = ("tax_cny", "national_tax_cny", "local_tax_cny", "value_added_cny")
# The area of a whole parcel shows the unit of a column, by the shapes.
OF_WHOLE_PARCELS = ("land_m2",)
# Floor area is never written in mu: without a unit it is in m2.
FLOORS = ("floor_m2", "footprint_m2", "floor_total_m2")
_YEAR = re.compile(r"((?:19|20)\d\d)(?:年度?)?")
_LETTER = re.compile(r"([A-Z])(?:类|级|档|等)?")
MOST_WHOLE = 10**9


@dataclass(slots=True)
class TypedRows:
    """The rows of one table with typed fields.

    Attributes
    ----------
    role
        What the rows are about.
    rows
        One column for each field that the table has, then `source`, `layer` and `source_row`.
    yearly
        Field -> year -> its column, of fields whose heading names a year. A negative year is so
        many years before that of the row.
    account
        What the columns became.
    title
        What stands above the table.
    collector
        Holds the issues about the rows.
    fields
        The fields by name.
    """

    role: AssetRole
    rows: pd.DataFrame
    yearly: dict[str, dict[int, pd.Series]]
    account: ColumnAccount
    title: str
    collector: IssueCollector
    fields: dict[str, AssetField] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.rows)

    def column(self, name: str) -> pd.Series:
        """Return a field, missing in every row if the table has no such column."""
        if name in self.rows:
            found: pd.Series = self.rows[name]
            return found
        return blank(self.fields[name].kind, self.rows.index)


def typed_rows(
    table: RawTable, /, *, profile: Profile, measured: MeasuredAreas | None = None
) -> TypedRows:
    """Return the rows of a table with typed fields.

    Parameters
    ----------
    measured
        Measures the parcels of some rows, by which the unit of an area is checked. Default: no
        check.
    """
    import pandas as pd

    raw, headings = table.frame, table.headings
    own = raw.drop(columns=[*OURS])
    own = own.set_axis(own.columns.map(str), axis=1)
    in_m2 = replace(profile, area_unit="m2")
    account = understand(own, profile=profile, headings=headings)
    account = ColumnAccount(
        tuple(
            replace(entry, unit="m2")
            if entry.field in FLOORS and entry.read is not None and not entry.read.unit
            else entry
            for entry in account
        )
    )
    collector = IssueCollector(raw)
    source = str(raw["source"].iloc[0]) if len(raw) else ""
    report_columns(account, source, collector)
    rows: dict[str, pd.Series] = {}
    yearly: dict[str, dict[int, pd.Series]] = {}
    unreadable = pd.Series("", index=raw.index, dtype="str")
    for key, columns in account.by_field().items():
        one = headings.field_of(key)
        parts, readers = [], []
        for name, heading in columns:
            # An issue names the column as the office does.
            shown = replace(one, name=name)
            reader = AssetReader(
                own,
                shown,
                in_m2 if one.name in FLOORS else profile,
                headings,
                collector,
                keeps_sign=one.name in SIGNED,
                is_of_whole=one.name in OF_WHOLE_PARCELS,
                is_agreed=one.name in AGREED,
            )
            reader.column_key = f"{one.table}.{one.name}"
            reader.measured = measured if one.kind == "area" else None
            readers.append(reader)
            told = len(collector.issues)
            parts.append(reader.read(ChosenColumn(name, heading)))
            if is_confidential(one.name):
                collector.issues[told:] = without_numbers(collector.issues[told:])
        values = parts[0]
        for other in parts[1:]:
            values = values.where(values.notna(), other)
        year = key.partition(OF_YEAR)[2]
        if year:
            yearly.setdefault(one.name, {})[int(year)] = values
        else:
            rows[one.name] = values
            for reader in readers:
                reader.note_unreadable(unreadable, values, name=one.name)
    rows[UNREADABLE] = unreadable.mask(unreadable == "").str.removesuffix(LIST_JOINT)
    frame = pd.DataFrame({**rows, **{name: raw[name] for name in OURS}}, index=raw.index)
    known = {name: headings.field_of(name) for name in headings.about.fields}
    account = ColumnAccount(tuple(without_examples(entry, table.role) for entry in account))
    return TypedRows(table.role, frame, yearly, account, table.title, collector, known)


class AssetReader(FieldReader):
    """Parses a column of a table of assets."""

    column_key = ""

    def convert(self, name: str, heading: Heading, filled: pd.Series) -> pd.Series:
        """Return filled cells as the field's kind, on the whole index."""
        import pandas as pd

        kind = self.field.kind
        if self.column_key == "occupations.to_on":
            filled = filled[~filled.map(cell_values.plain).isin(OPEN_END)]
        if kind in ("number", "whole"):
            return self._quantities(heading, filled)
        if kind == "year":
            places, parsed = self.parsed(filled, _year, "asset.not_a_year")
        elif kind == "code":
            words = codes_by_word(self.column_key)
            answers = code_of_answer(self.column_key)
            asks = bool(answers) and plain_heading(name).startswith(("是否", "sf"))
            places, parsed = self.parsed(
                filled, lambda cell: self._code(cell, words, answers if asks else {}), WORD
            )
        elif self.column_key == "yearly.stated_class":
            places, parsed = self.parsed(filled, _class, "")
        else:
            return super().convert(name, heading, filled)
        typed = as_kind(pd.Series(parsed, dtype=object), kind)
        return self.typed(typed.iloc[places].set_axis(filled.index))

    def _code(self, cell: object, words: Mapping[str, str], answers: Mapping[bool, str]) -> str:
        """Return the code of a word; of an answer too, under a heading that asks: 是否规上.

        Raises
        ------
        ValueError
            If the word stands for no code.
        """
        word = cell_values.plain(cell)
        if answers:
            if cell_word(word) in self.profile.yes:
                return answers[True]
            if cell_word(word) in self.profile.no:
                return answers[False]
        if (found := words.get(compact_word(word))) is None:
            raise ValueError(word)
        return found

    def _quantities(self, heading: Heading, filled: pd.Series) -> pd.Series:
        """Return numbers in the stored unit of their quantity."""
        import pandas as pd

        quantity = getattr(self.field, "quantity", "")
        numbers, cell_units = self.numbers(filled)
        factor = stored_units(heading.unit, quantity) if heading.unit and quantity else 1.0
        if quantity == "money_per_mu" and not heading.unit:
            factor = stored_units(f"{self.profile.money_unit}/亩", quantity)
        factors = pd.Series(np.nan if factor is None else factor, index=numbers.index)
        if cell_units is not None and (written := cell_units[cell_units != ""]).size:
            known = {unit: stored_units(unit, quantity) for unit in written.unique()}
            if not quantity:
                known = {unit: 1.0 if unit in ("位", "名", "层", "%") else None for unit in known}
            factors.loc[written.index] = written.map(known).astype("float64")
        unknown = factors.index[factors.isna()]
        if len(unknown):
            self.fail("unit.unknown", unknown, filled)
        values = numbers * factors
        if self.field.kind == "whole":
            is_whole = (values % 1 == 0) & (values.abs() < MOST_WHOLE)
            odd = values.index[values.notna() & ~is_whole]
            if len(odd):
                self.fail("asset.not_whole", odd, filled)
            values = values.where(is_whole).round()
        return self.typed(values)


WORD = "asset.word_unknown"


def _year(cell: object) -> int:
    """Return the year in a cell.

    Raises
    ------
    ValueError
        If it holds no year.
    """
    text = unicodedata.normalize("NFKC", cell_values.plain(cell))
    if found := _YEAR.fullmatch(text):
        return int(found[1])
    try:
        return cell_values.parse_date(cell).year if not text.isdecimal() else int("")
    except ValueError:
        raise ValueError(text) from None


def _class(cell: object) -> str:
    """Return a class as it is written, without the word for class: A类 is A."""
    text = unicodedata.normalize("NFKC", cell_values.plain(cell)).strip()
    found = _LETTER.fullmatch(text.upper())
    return found[1] if found else text
