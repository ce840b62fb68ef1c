"""`deadlines`: what falls due within a number of days, and what has passed and is still open.

The list is made of the facts recorded on its first day; `due_dates` gives the day of each kind.
The text of a deadline comes from the verdict on its own day, so that it states what applies then;
that of a passed one from the verdict on the first day of the list, because it applies now.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from parkland.errors import ChoiceError, brief
from parkland.languages import grammar
from parkland.ledger_record import subject_of
from parkland.status.date_arrays import NO_DAY, date_column
from parkland.status.due_dates import DEADLINE_KINDS, LEGAL_KINDS, REPLACED_BY, due_dates
from parkland.status.judged_rows import JudgedRows
from parkland.status.judgement import Judgement, judge
from parkland.status.placeholders import fill_template
from parkland.status.status_texts import citations, next_steps

if TYPE_CHECKING:
    import datetime as dt
    import os

    import pandas as pd

    from parkland.choices import Lang
    from parkland.conventions import RuleBook
    from parkland.ledger_record import Ledger

# An act that nobody foresees, and the undated facts that become known with it.
UNDATED_FACTS: dict[str, tuple[str, ...]] = {
    "contract_on": ("construction",),
    "start_on": ("construction",),
    "suspended_on": ("construction",),
    "finish_on": ("construction",),
    "supplement_on": ("supplement_start",),
    "disposal_on": ("disposal_kind", "restart_on"),
    "cause_verified_on": ("cause_verified",),
    "filed_on": ("filed",),
    "resumed_on": (),
}


def deadlines(
    ledger: Ledger | pd.DataFrame,
    /,
    *,
    as_of: str | dt.date | None = None,
    within: str | int | dt.timedelta = "90D",
    passed: bool = True,
    rules: str | os.PathLike[str] | RuleBook | None = None,
    lang: Lang = "zh",
) -> pd.DataFrame:
    """Return the deadlines of the parcels within a number of days from a day, and passed ones.

    Both the first day and the last day of that time count. A passed deadline is listed as long as
    the act that would end it is not recorded. Of the start, the first and the second full year
    without a start only the last that has passed is listed, because it decides what follows.

    Parameters
    ----------
    ledger
        A `Ledger`, or parcels as for `flag_status`. It is not changed.
    as_of
        The first day. Acts that are dated later do not count. Default: that of the ledger, or of
        the statuses in the table.
    within
        How far to look ahead: a number of days, a `timedelta`, or a text such as ``"90D"``.
    passed
        List deadlines too that have passed and are still open.
    rules
        The rulebook; its version in force on `as_of` is used for all days. Default: that of the
        ledger; for a table, ``"idle-land-2012"``.
    lang
        Language of the texts.

    Returns
    -------
    pandas.DataFrame
        One row for each parcel and deadline, by day, then in order of the parcels: ``parcel`` (its
        label in the index), ``parcel_id``, ``name``, ``holder``, ``kind`` (one of
        `due_dates.DEADLINE_KINDS`), ``due_on`` (datetime64[s]), ``days_left`` (int64, negative if
        it has passed), ``days_overdue`` (Int64, missing unless it has passed), ``warning`` (Int64:
        the nearest of the rulebook's warning days that has been reached; missing if none has, or if
        the deadline has passed), ``what`` (what falls due) and ``basis`` (the article), texts.
        Under a rulebook without law there are no rows.

    Raises
    ------
    ColumnError, ChoiceError, ConventionError
        As for `flag_status`; also a ChoiceError if `within` is not a number of days.

    Examples
    --------
    >>> import parkland as pk
    >>> ledger = pk.open_ledger(pk.sample_path(), as_of="2020-12-31")
    >>> due = pk.deadlines(ledger, within="160D")
    >>> due.loc[due["days_left"] >= 0, ["parcel_id", "kind", "days_left"]].values.tolist()
    [['GD-11', 'finish', 60], ['GD-11', 'idle', 61], ['GD-10', 'idle', 80], ['GD-02', 'idle', 152]]
    >>> due.loc[due["kind"] == "takeback", ["parcel_id", "days_overdue"]].values.tolist()
    [['GD-04', 151]]
    """
    import pandas as pd

    subject = subject_of(ledger, as_of=as_of, rules=rules)
    if not subject.book.has_law:
        days_within(within)
        return _no_deadlines()
    judgement = judge(subject, lang)
    parcels, day = subject.parcels, subject.day
    first_day = np.datetime64(day, "D")
    last_day = first_day + days_within(within)
    # A table of (row, kind, day), one entry for each deadline within the time.
    due = due_dates(judgement)
    is_listed = {kind: (days >= first_day) & (days <= last_day) for kind, days in due.items()}
    if passed:
        for kind, days in due.items():
            is_listed[kind] |= (days < first_day) & ~_is_replaced(due, kind, first_day)
    rows_by_kind = [np.flatnonzero(listed) for listed in is_listed.values()]
    rows = np.concatenate(rows_by_kind)
    kinds = np.repeat(np.arange(len(due)), [len(found) for found in rows_by_kind])
    due_on = np.concatenate(
        [days[found] for days, found in zip(due.values(), rows_by_kind, strict=True)]
    )
    order = np.lexsort((kinds, rows, due_on))  # the last key is the first criterion
    rows, kinds, due_on = rows[order], kinds[order], due_on[order]
    what, basis = _texts(_without_later_acts(parcels.iloc[rows], day), judgement, kinds, due_on)
    days_left = (due_on - first_day).astype("int64")
    index = pd.RangeIndex(len(rows))
    # Warning days ascend, so the first that is not less than the days left is the nearest one
    # reached; behind the last there is none.
    warning_days = judgement.book.warning_days
    reached = np.searchsorted(np.array(warning_days), days_left)
    reached[days_left < 0] = len(warning_days)
    warnings = pd.array([*warning_days, None], dtype="Int64").take(reached)

    def of_parcels(column: str) -> pd.Series:
        values: pd.Series = parcels[column].take(rows).set_axis(index)
        return values

    return pd.DataFrame(
        {
            "parcel": pd.Series(parcels.index.take(rows).to_flat_index(), index=index),
            "parcel_id": of_parcels("parcel_id"),
            "name": of_parcels("name"),
            "holder": of_parcels("holder"),
            "kind": pd.Series(
                np.array(DEADLINE_KINDS, dtype=object)[kinds], index=index, dtype="str"
            ),
            "due_on": date_column(due_on, index),
            "days_left": pd.Series(days_left, index=index),
            "days_overdue": pd.Series(-days_left, index=index, dtype="Int64").where(days_left < 0),
            "warning": pd.Series(warnings, index=index),
            "what": pd.Series(what, index=index, dtype="str"),
            "basis": pd.Series(basis, index=index, dtype="str"),
        }
    )


def _no_deadlines() -> pd.DataFrame:
    import pandas as pd

    dtypes = {
        "parcel": "object",
        **dict.fromkeys(("parcel_id", "name", "holder", "kind"), "str"),
        "due_on": "datetime64[s]",
        "days_left": "int64",
        "days_overdue": "Int64",
        "warning": "Int64",
        "what": "str",
        "basis": "str",
    }
    return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in dtypes.items()})


def days_within(within: str | int | dt.timedelta) -> np.timedelta64:
    """Return a length of time as a number of days.

    Parameters
    ----------
    within
        A number of days, a `timedelta`, or a text such as ``"90D"``. Parts of a day do not count.

    Raises
    ------
    ChoiceError
        If `within` is not a length of time, or is negative.

    Examples
    --------
    >>> days_within("90D"), days_within(30)
    (np.timedelta64(90,'D'), np.timedelta64(30,'D'))
    """
    import pandas as pd

    try:
        # pandas takes a bare number for nanoseconds, so that 2.5 would be no days at all.
        given: Any = None if isinstance(within, float) else within
        text = str(given)
        days = pd.Timedelta(days=int(text)) if text.isdecimal() else pd.Timedelta(given)
    except (TypeError, ValueError, OverflowError):
        days = pd.Timedelta(days=-1)
    if pd.isna(days) or days < pd.Timedelta(0):
        raise ChoiceError("status.no_days", within=brief(within))
    return np.timedelta64(days.days, "D")


def _is_replaced(due: dict[str, np.ndarray], kind: str, first_day: np.datetime64) -> np.ndarray:
    """Return where a passed deadline is replaced by a later one that has been reached."""
    later = due[REPLACED_BY[kind]] if kind in REPLACED_BY else np.full(len(due[kind]), NO_DAY)
    answer: np.ndarray = later <= first_day
    return answer


def _without_later_acts(parcels: pd.DataFrame, day: dt.date) -> pd.DataFrame:
    """Return the parcels without acts after `day`, and without the undated facts they bring.

    The texts are those of a later day, on which such an act would have happened. But nobody knew of
    it on `day`, so it must not change them.
    """
    import pandas as pd

    is_later = parcels[list(UNDATED_FACTS)] > pd.Timestamp(day)
    known = parcels.assign(**parcels[list(UNDATED_FACTS)].mask(is_later))
    for act, facts in UNDATED_FACTS.items():
        for fact in facts:
            known[fact] = known[fact].mask(is_later[act])
    return known


def _texts(
    parcels: pd.DataFrame, judgement: Judgement, kinds: np.ndarray, due_on: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the text and the article of each deadline.

    Parameters
    ----------
    parcels
        A row for each deadline.
    judgement
        The judgement on the first day of the list; its rulebook version decides on all days.
    kinds : ndarray of int
        Places in `DEADLINE_KINDS`.
    due_on : ndarray of datetime64[D]
    """
    book, lang = judgement.book, judgement.lang
    # What has passed is judged on the first day of the list: it applies now.
    days = np.maximum(due_on, judgement.verdict.facts.day[:1])
    on_due_date = Judgement.on_days(parcels, days, judgement.rules, lang, book=book)
    steps = next_steps(on_due_date)
    # A deadline follows from the rule on idleness, also of land that is levelled or disposed of.
    articles = citations(on_due_date, on_due_date.verdict.idle_rule)
    what = np.empty(len(kinds), dtype=object)
    basis = np.full(len(kinds), "", dtype=object)
    for code in np.unique(kinds).tolist():
        kind, rows = DEADLINE_KINDS[code], np.flatnonzero(kinds == code)
        what[rows] = fill_template(book.deadlines[kind][lang], JudgedRows(on_due_date, rows, kind))
        if kind in LEGAL_KINDS:
            basis[rows] = articles[rows]
            # Until the start day is over nothing follows; then a step of the office does.
            follows = rows[(kind != "start") | (days[rows] > due_on[rows])]
            pairs = zip(what[follows], steps[follows], strict=True)
            what[follows] = [grammar(lang).clauses([event, step]) for event, step in pairs]
        elif kind in book.articles:
            basis[rows] = book.cited([book.articles[kind]], lang)
    return what, basis
