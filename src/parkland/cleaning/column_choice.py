"""Which columns of a raw table become which field, source by source, and what is told of others.

The account of columns decides it for each layer on its own: beside 实际开工日期 in one layer,
开工日期 is no actual start there, and in another layer it is the only one. A column that is not
used and could hold a fact leaves that fact unknown in the rows where the column is filled.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from parkland.cleaning.implied_disposals import denies
from parkland.columns import Heading, Headings, understand
from parkland.columns.cell_evidence import filled_cells
from parkland.columns.heading_marks import plain_heading
from parkland.conventions import cell_word, compact_word, load_rulebook, word_parts
from parkland.schema import FIELDS, FLAG_AREAS, LIST_JOINT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pandas as pd

    from parkland.cleaning.issue_collector import IssueCollector
    from parkland.columns import ColumnAccount, ColumnEntry, HeadingReader
    from parkland.conventions import Profile

# It stands before the heading of a column of days of which nothing says what it is about, and no
# cell of a table can hold it. `with_settled_marks` turns it into the actual start where no table
# has a column for that.
DOUBTFUL = "\0"
# Facts of these kinds can decide a figure.
DECISIVE = ("date", "area", "money")
UNUSED = {
    "dates": "column.unused_dates",
    "areas": "column.unused_areas",
    "words": "column.unused_words",
}
# Columns of these kinds say whether something was done: each cell that does not deny it.
TELLING = ("progress", "said_started", "said_finished", "said_disposed")
TELLING_ENDS = ("时间", "日期", "情况", "状况", "进度", "进展", "结果", "否")
NOT_TELLING = ("原因", "未", "意见", "建议")
# Codes of words that can reverse a verdict of idleness: axis -> codes.
REVERSING = {
    "construction": ("started", "suspended", "finished", "producing"),
    "disposal_kind": (
        "agreed_takeback", "unpaid_takeback", "takeback", "purchase", "exchange", "extension",
    ),
}  # fmt: skip


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
        for entry in account if has_law else ():
            heading = entry.heading.replace(LIST_JOINT, " ").replace(DOUBTFUL, " ").strip()
            column = part.iloc[:, places[entry.heading]]
            choice.marks.extend(
                (name, labels, heading) for name, labels in _marks(entry, column, profile)
            )
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


def _marks(
    entry: ColumnEntry, column: pd.Series, profile: Profile
) -> Iterator[tuple[str, pd.Index]]:
    """Yield the fields that a column could hold that is not used, with the rows."""
    if entry.is_used or not entry.evidence.filled:
        return
    held = entry.evidence.holds
    near = [name for name in entry.near if FIELDS[name].kind in DECISIVE]
    if entry.holds_facts == "words":
        yield "status_text", _reversing(column, profile)
    # What its heading could mean is not known here, whatever its cells are.
    is_named = entry.meaning in ("second", "contradicted")
    tells = entry.meaning in TELLING or (
        entry.meaning == "unknown" and held in ("texts", "mixed") and _tells(entry.heading)
    )
    parts = [name for name in near if name in FLAG_AREAS.values()]
    if parts and not is_named:
        # an area that says which part of a parcel a fact covers; 0 says that there is none
        filled = filled_cells(column, profile)
        filled = filled[~filled.map(lambda cell: denies(cell, profile)).astype(bool)]
        yield from ((name, filled.index) for name in parts)
        return
    is_plain = held in ("dates", "answers") or entry.could_be_days or is_named
    if not is_plain and not tells:
        return
    filled = filled_cells(column, profile)
    if tells:
        filled = filled[~filled.map(lambda cell: denies(cell, profile)).astype(bool)]
    elif held == "answers":
        filled = filled[filled.map(lambda cell: cell_word(str(cell)) in profile.yes)]
    for name in near:
        yield name, filled.index
        if name == "disposal_on" and entry.meaning != "second":
            # Whether it was a take-back is not known either.
            yield "status_text", filled.index
    if held == "dates" and not near and entry.meaning == "unknown":
        yield "", filled.index


def _tells(heading: str) -> bool:
    """Return whether texts under a heading can say that something was done: 开工手续办理情况."""
    word = plain_heading(heading)
    return word.endswith(TELLING_ENDS) and not any(part in word for part in NOT_TELLING)


def _reversing(column: pd.Series, profile: Profile) -> pd.Index:
    """Return the rows with a word that could reverse a verdict of idleness."""
    words = {
        word
        for axis, codes in REVERSING.items()
        for word, code in profile.axes[axis].items()
        if code in codes
    }
    texts = filled_cells(column, profile).astype("str")
    found = [
        text
        for text in texts.unique()
        if any(compact_word(part) in words for part in word_parts(text))
    ]
    return texts.index[texts.isin(found)]


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
