"""Parses an office's columns into the canonical facts: headings, units, dates and words.

Several columns can stand for one field. A row then takes the value of the first that is filled, in
the order of the profile's aliases; the status text joins all of them. A cell that cannot be parsed
is missing in the result and is an issue; the raw column keeps it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.cleaning.column_choice import DOUBTFUL, chosen_columns
from parkland.cleaning.denied_codes import without_denials
from parkland.cleaning.field_reader import FieldReader
from parkland.cleaning.implied_disposals import implied_disposals
from parkland.cleaning.unread_words import add_unread_marks
from parkland.columns import HeadingReader, Headings
from parkland.schema import (
    DERIVED_FACTS,
    FACTS,
    LIST_JOINT,
    PUT_TOGETHER,
    Field,
    blank,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from parkland.cleaning.amount_units import MeasuredAreas
    from parkland.cleaning.issue_collector import IssueCollector
    from parkland.conventions import Profile


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
        Interprets the column names of a table that parkland wrote. Default: by the aliases of the
        profile, and by their parts.
    measure
        From the parcel numbers of the rows to the areas of their shapes, by which the units of
        columns are checked. Default: no check.
    """
    import pandas as pd

    # Marks and denied codes were settled when parkland wrote a row.
    is_written = headings is not None
    headings = headings or Headings(profile)
    choice = chosen_columns(raw, profile, headings, collector)
    facts: dict[str, pd.Series] = {}
    blanks: dict[str, pd.Series] = {}
    unreadable = pd.Series("", index=raw.index, dtype="str")
    for field in FACTS:
        if field.name in DERIVED_FACTS:
            continue
        columns = choice.columns.get(field.name, [])
        reader = FieldReader(raw, field, profile, headings, collector)
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
        fact = facts[field.name]
        facts[field.name] = (
            fact if is_written else without_denials(fact, field.name, profile, collector)
        )
        if field.name == "parcel_id":
            collector.set_parcel_ids(facts[field.name])
        reader.note_unreadable(unreadable, facts[field.name], name=field.name)
        if field.name == "start_due":
            facts["start_due_unclear"] = reader.unclear.mask(facts[field.name].notna())
    words = [] if is_written else choice.columns.get("status_text", [])
    add_unread_marks(unreadable, raw, words, profile)
    for name, rows, heading in choice.marks:
        # Words of another column do not make those of this one known.
        is_known = name in facts and name not in PUT_TOGETHER
        unsure = rows[facts[name][rows].isna()] if is_known else rows
        mark = f"{name}{LIST_JOINT}{heading}" if name else f"{DOUBTFUL}{heading}"
        unreadable[unsure] = unreadable[unsure] + mark + LIST_JOINT
    facts["outline"] = blank("code", raw.index)  # the shapes fill it in
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
