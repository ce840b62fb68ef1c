"""Words of a status column that say how far works are, in a way that nobody here understands.

建成车间 under 建设状况 is not known, and so it is no proof that works have not started. The axis of
works is then open, unless another word of the row decides it; dates come before words anyway. A
word that denies, plans or demands a start leaves nothing open: 尚未开工, 督促动工. Under a heading
that is about something else (处置方式, 平整情况) an unknown word says nothing of works.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.cleaning.status_axes import clauses
from parkland.cleaning.unclear_words import (
    DISPOSAL,
    SHORTEST_WORD,
    WORKS,
    denied_axes,
    says_not_started,
)
from parkland.columns.cell_evidence import distinct, filled_cells
from parkland.columns.cell_values import plain
from parkland.columns.heading_marks import plain_heading
from parkland.conventions import compact_word, load_rulebook
from parkland.schema import LIST_JOINT
from parkland.unknown_cells import is_unknown

if TYPE_CHECKING:
    import pandas as pd

    from parkland.cleaning.column_choice import ChosenColumn
    from parkland.conventions import Profile

# It stands before the name of an axis that a word leaves open, until all tables are joined. No cell
# of a table can hold it.
UNREAD = "\1"
# What begins with one of these is still to be done, and says nothing of works: 待拍照.
PENDING = ("待", "拟", "将", "计划", "准备", "预计", "打算")
# Headings of status words with one of these are not about works.
OTHER_TOPICS = ("处置", "收回", "平整", "场平", "供地", "供应", "闲置", "低效")


def is_about_works(heading: str) -> bool:
    """Return whether the words under a heading can say how far works are.

    Examples
    --------
    >>> [is_about_works(name) for name in ("建设状况", "现状", "JSZK", "处置方式", "平整情况")]
    [True, True, True, False, False]
    """
    word = plain_heading(heading)
    return not any(topic in word for topic in OTHER_TOPICS)


def unread_rows(column: pd.Series, profile: Profile) -> pd.Index:
    """Return the rows of a column of status words that leave open how far works are.

    Examples
    --------
    >>> import pandas as pd
    >>> from parkland.conventions import load_profile
    >>> words = ["在建", "车间一层", "尚未开工", "督促动工", "2019-06-01", "已平整、三通一平", None]
    >>> unread_rows(pd.Series(words, dtype="str"), load_profile()).tolist()
    [1, 4]
    """
    cells = filled_cells(column, profile)
    unread = [
        cell
        for cell in distinct(cells)[1]
        if not is_unknown(cell) and _is_unread(plain(cell), profile)
    ]
    return cells.index[cells.isin(unread)]


def add_unread_marks(
    unreadable: pd.Series, raw: pd.DataFrame, columns: list[ChosenColumn], profile: Profile
) -> None:
    """Add to ``unreadable`` a mark in the rows where a status column leaves works open."""
    if not columns or not load_rulebook(profile.rulebook).has_law:
        return  # without a law nothing rests on a word
    for column in columns:
        if is_about_works(column.name):
            rows = unread_rows(column.cells(raw), profile)
            unreadable[rows] = unreadable[rows] + UNREAD + WORKS + LIST_JOINT


def _is_unread(text: str, profile: Profile) -> bool:
    return any(
        not known and any(not _says_no_start(part, profile) for part in unknown)
        for known, unknown in clauses(text, profile)
    )


def _says_no_start(part: str, profile: Profile) -> bool:
    """Return whether an unknown part denies, plans or demands a start, or is about a disposal."""
    form = compact_word(part)
    if denied_axes(part, profile) or says_not_started(form, profile):
        return True
    before = (*profile.qualifiers, *profile.hints["demanding"])
    hints = [hint for hint in profile.hints[WORKS] if hint in form]
    if not hints and (form.startswith(PENDING) or _is_about_disposal(form, profile)):
        return True
    return bool(hints) and all(
        any(word in form.partition(hint)[0] for word in before) for hint in hints
    )


def _is_about_disposal(form: str, profile: Profile) -> bool:
    """Return whether a word names a disposal, known or not: 收回（已撤销）, 待处置."""
    words = (*profile.axes[DISPOSAL], *profile.hints[DISPOSAL])
    return any(len(word) >= SHORTEST_WORD and word in form for word in words)


def with_settled_words(facts: pd.DataFrame, axes: pd.DataFrame) -> pd.DataFrame:
    """Return the facts with the marks of `unread_rows` settled, once all tables are joined.

    The axis of works stays open where no word says how far they are.
    """
    marks = facts["unreadable"]
    marked = marks.str.contains(UNREAD, regex=False).fillna(value=False).astype(bool)
    if not marked.any():
        return facts
    is_open = axes[WORKS].isna()
    settled = [
        _settled(str(text), is_open=is_open_here)
        for text, is_open_here in zip(marks[marked], is_open[marked], strict=True)
    ]
    unreadable = marks.copy()
    unreadable.loc[marked] = settled
    return facts.assign(unreadable=unreadable)


def _settled(text: str, *, is_open: bool) -> str | None:
    names = [name for name in text.split(LIST_JOINT) if name]
    known = [name for name in names if not name.startswith(UNREAD)]
    added = [WORKS] if is_open and WORKS not in known else []
    return "".join(f"{name}{LIST_JOINT}" for name in [*known, *added]) or None
