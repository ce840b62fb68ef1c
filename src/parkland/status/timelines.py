"""The days on which each parcel's status changes, past and foreseen.

A status can change only on a day that a fact or a rule names: the day of an act, the day after the
start day and after the full years from it, the day on which a version of the rules came into force.
The verdict is taken on each of these days, by the same procedure as `flag_status`, and days on
which nothing changes are left out. Days to come are foreseen on the facts on record: a new fact can
change them. A word without a date holds on all days (see `facts_on_day`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parkland.ledger_record import subject_of
from parkland.schema import require_canonical
from parkland.status.decision_procedure import RULES, STATUS_OF_RULE
from parkland.status.facts_on_day import ONE_DAY, years_later
from parkland.status.partial_areas import require_measured
from parkland.status.recorded_facts import Record
from parkland.status.three_values import answers, as_days
from parkland.status.verdicts import Verdict

if TYPE_CHECKING:
    import os

    import pandas as pd

    from parkland.conventions import RuleBook
    from parkland.ledger_record import Ledger

ACTS = (
    "contract_on", "handover_on", "supplement_on", "start_on", "suspended_on", "finish_on",
    "levelled_on", "disposal_on",
)  # fmt: skip


def timeline(
    ledger: Ledger | pd.DataFrame,
    /,
    *,
    rules: str | os.PathLike[str] | RuleBook | None = None,
) -> pd.DataFrame:
    """Return the days on which the status of each parcel changes.

    Parameters
    ----------
    ledger
        A `Ledger`, or parcels as for `flag_status`. It is not changed.
    rules
        The rulebook; its version in force on each day decides. Default: that of the ledger; for a
        table, ``"idle-land-2012"``.

    Returns
    -------
    pandas.DataFrame
        One row for each parcel and change, in order of the parcels, then of days: ``parcel`` (its
        label in the index), ``parcel_id``, ``from_on`` (datetime64[s]; missing in the first row of
        a parcel, which holds from the beginning), ``levelled``, ``idle``, ``reclaimed`` (boolean),
        ``status``, ``status_rule``. A row holds from its day until the next row of the parcel. On
        any day, the row that holds has the values that `flag_status` gives for that day.

    Raises
    ------
    ColumnError
        If a canonical column is absent, or an area that would decide a verdict.
    ChoiceError
        If the table was judged by another rulebook and no rules are given.
    ConventionError
        If there is no such rulebook.

    Examples
    --------
    >>> import parkland as pk
    >>> ledger = pk.open_ledger(pk.sample_path(), as_of="2020-12-31")
    >>> changes = pk.timeline(ledger[ledger.parcels["parcel_id"] == "GD-02"])
    >>> changes[["from_on", "status"]].astype(str).values.tolist()[1:]
    [['2019-04-28', 'not_due'], ['2020-06-01', 'overdue'], ['2021-02-01', 'not_due'],
     ['2021-06-01', 'overdue'], ['2022-06-01', 'idle_one_year'], ['2023-06-01', 'idle_two_years']]
    """
    import pandas as pd

    subject = subject_of(ledger, rules=rules)
    parcels, versions = subject.parcels, subject.book.versions
    require_canonical(parcels)
    require_measured(parcels)
    records = [Record.of(parcels, book) for book in versions]
    places, days = _days_of_change(versions, records)
    states = _states(versions, records, places, days)
    kept = np.ones(len(places), dtype=bool)
    kept[1:] = (states[:, 1:] != states[:, :-1]).any(axis=0) | (places[1:] != places[:-1])
    first = np.ones(len(places), dtype=bool)
    first[1:] = places[1:] != places[:-1]
    days = np.where(first, np.datetime64("NaT", "D"), days)[kept]
    places, (levelled, idle, reclaimed, rule) = places[kept], states[:, kept]
    index = pd.RangeIndex(len(places))
    statuses = np.array([STATUS_OF_RULE[name] for name in RULES], dtype=object)
    return pd.DataFrame(
        {
            "parcel": pd.Series(parcels.index.take(places), index=index),
            "parcel_id": parcels["parcel_id"].take(places).set_axis(index),
            "from_on": as_days(days, index),
            "levelled": answers(levelled, index),
            "idle": answers(idle, index),
            "reclaimed": answers(reclaimed, index),
            "status": _words(statuses, rule, index),
            "status_rule": _words(np.array(RULES, dtype=object), rule, index),
        }
    )


def _days_of_change(
    versions: tuple[RuleBook, ...], records: list[Record]
) -> tuple[np.ndarray, np.ndarray]:
    """Return places of parcels and days, sorted, each pair once; before the first day, one more."""
    dates = records[0].dates
    number = len(dates["start_on"])
    columns = [dates[act] for act in ACTS]
    for book in versions:
        columns.append(np.full(number, np.datetime64(book.in_force, "D")))
        handover = years_later(dates["handover_on"], book.default_start_after_handover_years)
        for start in (dates["supplement_start"], dates["start_due"], handover):
            years = (0, book.idle_after_years, book.taken_back_after_years)
            columns += [years_later(start, more) + ONE_DAY for more in years]
        year = years_later(dates["suspended_on"], book.idle_after_years)
        columns.append(year + ONE_DAY)
    days = np.concatenate(columns)
    places = np.tile(np.arange(number), len(columns))
    known = ~np.isnat(days)
    days, places = days[known], places[known]
    if number:
        before = np.full(number, days.min() - ONE_DAY)
        days, places = np.concatenate([days, before]), np.concatenate([places, np.arange(number)])
    order = np.lexsort((days, places))
    days, places = days[order], places[order]
    new = np.ones(len(days), dtype=bool)
    new[1:] = (days[1:] != days[:-1]) | (places[1:] != places[:-1])
    return places[new], days[new]


def _states(
    versions: tuple[RuleBook, ...], records: list[Record], places: np.ndarray, days: np.ndarray
) -> np.ndarray:
    """Return levelled, idle, reclaimed and the rule of each pair, a row each."""
    states = np.zeros((4, len(places)), dtype="int8")
    undone = np.ones(len(places), dtype=bool)
    for book, record in zip(versions, records, strict=True):
        is_last = book is versions[-1]
        rows = undone & (is_last | (days >= np.datetime64(book.in_force, "D")))
        verdict = Verdict.on(record.take(places[rows]), days[rows], book)
        states[:, rows] = [verdict.levelled, verdict.idle, verdict.reclaimed, verdict.rule]
        undone &= ~rows
    return states


def _words(names: np.ndarray, codes: np.ndarray, index: pd.Index) -> pd.Series:
    import pandas as pd

    return pd.Series(names[codes], index=index, dtype="str")
