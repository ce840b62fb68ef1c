"""Which columns of a raw table become which field, source by source, and what is told of others.

The account of columns decides it for each layer on its own: beside 实际开工日期 in one layer,
开工日期 is no actual start there, and in another layer it is the only one. A column that is not
used and could hold a fact leaves that fact unknown in the rows where the column is filled.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from parkland.cleaning.unused_columns import DECISIVE, differing_days, unused_marks
from parkland.columns import Heading, Headings, understand
from parkland.conventions import load_rulebook
from parkland.schema import LIST_JOINT

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from parkland.cleaning.issue_collector import IssueCollector
    from parkland.columns import ColumnAccount, ColumnEntry, HeadingReader
    from parkland.conventions import Profile

# It stands before the heading of a column of days of which nothing says what it is about, and no
# cell of a table can hold it. `with_settled_marks` turns it into the actual start where no table
# has a column for that.
DOUBTFUL = "\0"
UNUSED = {
    "dates": "column.unused_dates",
    "areas": "column.unused_areas",
    "words": "column.unused_words",
}


@dataclass(frozen=True, slots=True)
class ChosenColumn:
    """A column that became a field; `rows` are those in which it counts, None for all of them."""

    name: str
    heading: Heading
    rows: pd.Index | None = None

    def cells(self, raw: pd.DataFrame) -> pd.Series:
        """Return the column of `raw`, missing in the rows in which it does not count."""
        column = raw[self.name]
        return column if self.rows is None else column.where(raw.index.isin(self.rows))


@dataclass(frozen=True, slots=True)
class Choice:
    """The columns of each field, and the rows in which an unused column could hold a field.

    Attributes
    ----------
    columns
        Canonical field -> its columns, the best first.
    marks
        What is not known because a column is not used: the field, the rows in which it could stand
        in the column, and the heading. The field is empty if it is the actual start, perhaps.
    """

    columns: dict[str, list[ChosenColumn]] = field(default_factory=dict)
    marks: list[tuple[str, pd.Index, str]] = field(default_factory=list)


def chosen_columns(
    raw: pd.DataFrame, profile: Profile, headings: HeadingReader, collector: IssueCollector
) -> Choice:
    """Return which columns become which field, and report what is told of columns."""
    choice = Choice()
    if not isinstance(headings, Headings):
        _take_all(raw, headings, choice)
        return choice
    groups = collector.groups(raw.index)
    has_law = load_rulebook(profile.rulebook).has_law  # without one nothing rests on a column
    decisions = collector.decisions
    is_alone = len(groups) == 1 and not decisions.has_several
    for source, rows in groups:
        part = raw if is_alone else raw.loc[rows]
        if not is_alone and not decisions.follows(source):
            part = part.dropna(axis="columns", how="all")
        layers = None if collector.layers is None else collector.layers[part.index]
        account = decisions.account(
            source,
            partial(understand, part, profile=profile, headings=headings, sheets=layers),
        )
        report_columns(account, source, collector)
        for name, columns in account.by_field().items():
            known = choice.columns.setdefault(name, [])
            for heading, read in columns:
                _add(known, ChosenColumn(heading, read, None if is_alone else rows))
        # A table of a notebook can have numbers as names of columns.
        places = {str(name): place for place, name in enumerate(part.columns)}
        taken = {entry.field: places[entry.heading] for entry in reversed(account.entries)}
        for entry in account if has_law else ():
            heading = entry.heading.replace(LIST_JOINT, " ").replace(DOUBTFUL, " ").strip()
            column = part.iloc[:, places[entry.heading]]
            choice.marks.extend(
                (name, labels, heading) for name, labels in unused_marks(entry, column, profile)
            )
            if entry.meaning == "second" and entry.near == ("start_due",):
                # which of two agreed starts counts is not known; the second may be a later one
                other = differing_days(column, part.iloc[:, taken["start_due"]], profile)
                choice.marks.append(("supplement_start", other, heading))
    for chosen in choice.columns.values():
        chosen.sort(key=lambda column: column.heading.fit)
    return choice


def _take_all(raw: pd.DataFrame, headings: HeadingReader, choice: Choice) -> None:
    for name in map(str, raw.columns):
        if (heading := headings.read(name)) is not None:
            choice.columns.setdefault(heading.field, []).append(ChosenColumn(name, heading))


def _add(known: list[ChosenColumn], column: ChosenColumn) -> None:
    """Add a column, or its rows to those in which it counts already."""
    for place, other in enumerate(known):
        if other.name == column.name and other.rows is not None and column.rows is not None:
            known[place] = ChosenColumn(other.name, other.heading, other.rows.append(column.rows))
            return
    known.append(column)


def report_columns(account: ColumnAccount, source: str, collector: IssueCollector) -> None:
    """Report columns that were cut, passed over, contradicted or not used."""
    taken = {entry.field: entry.heading for entry in reversed(account.entries) if entry.field}
    told: list[str] = []
    for entry in account:
        if entry.field and entry.read is not None and entry.read.cut:
            collector.add_source("column.inferred", source, field=entry.field, value=entry.heading)
        code, field_name, value = "", "", _shown(entry)
        if entry.meaning == "contradicted":
            code, field_name = "column.contradicted", entry.near[0]
        elif entry.meaning == "second" and entry.evidence.filled:
            field_name = entry.near[0]
            decisive = entry.about.has_kind(field_name, *DECISIVE)
            code = "column.second" if decisive else "column.second_text"
            value = f"{entry.heading} / {taken.get(field_name, '')}"
        elif entry.holds_facts:
            code = UNUSED[entry.holds_facts]
        if code:
            collector.add_source(code, source, field=field_name, value=value)
            told.append(entry.heading)
    rest = [entry.heading for entry in account.unused if entry.heading not in told]
    if rest:
        collector.add_source("column.unused", source, field="", value="、".join(rest))


def _shown(entry: ColumnEntry) -> str:
    return f"{entry.heading}（{'、'.join(entry.evidence.examples)}）"


def with_settled_marks(
    facts: pd.DataFrame,
    axes: pd.DataFrame,
    tables: Iterable[pd.DataFrame],
    profile: Profile,
    collector: IssueCollector,
) -> pd.DataFrame:
    """Return the facts with the doubtful marks settled, once all tables are joined.

    Days in a column of which nothing is known can be those of the actual start. They count as such
    where no table has a column for it, and no word says how far the works are. Where nothing looks
    like the actual start, works count as not started, and that is reported.

    Parameters
    ----------
    facts
        Of the layer and its registers.
    axes
        With `construction`.
    tables
        The layer's own columns, and the registers.
    """
    import pandas as pd

    headings = Headings(profile)
    names = {str(name) for table in tables for name in table.columns}
    has_start = any(
        (found := headings.read(name)) is not None and found.field == "start_on" for name in names
    )
    silent = facts["start_on"].isna() & axes["construction"].isna() & (not has_start)
    unreadable = facts["unreadable"]
    marked = unreadable.str.contains(DOUBTFUL, regex=False).fillna(value=False).astype(bool)
    is_agreed = facts["start_due"].notna() | facts["supplement_start"].notna()
    # a word that is not understood says something, and is told on its own
    is_agreed &= ~unreadable.str.contains("construction", regex=False).fillna(value=False)
    collector.add_column(
        "column.no_start", is_agreed.where(silent & ~marked & is_agreed), field="start_on", value=""
    )
    if not marked.any():
        return facts
    settled = [
        _settled(str(text), is_start=is_start)
        for text, is_start in zip(unreadable[marked], silent[marked], strict=True)
    ]
    known = pd.Series(settled, index=unreadable.index[marked], dtype="str")
    return facts.assign(unreadable=unreadable.mask(marked, known))


def _settled(text: str, *, is_start: bool) -> str | None:
    names = [name for name in text.split(LIST_JOINT) if name]
    doubtful = [name.removeprefix(DOUBTFUL) for name in names if name.startswith(DOUBTFUL)]
    known = [name for name in names if not name.startswith(DOUBTFUL)]
    added = ["start_on", *doubtful] if is_start and doubtful else []
    return LIST_JOINT.join(dict.fromkeys([*known, *added])) or None
