"""`timeline`: the days on which the status of each parcel changes, past and future.

A status can change only on certain days, and these can be listed from the facts and the rules:

- the day of an act, such as the contract, the start of works or the take-back
- the day after the start day, and the day after each full year from it
- the day after the full year from a suspension
- the day on which a version of the rules came into force

The verdict is made for each of these days, by the same procedure as in `flag_status`; days on which
nothing changes are left out. A future day follows from the facts recorded now, and a new fact can
change it. A word without a date holds on all days (see `facts_on_day`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parkland.ledger_record import subject_of
from parkland.schema import FLAGS, require_canonical
from parkland.status.date_arrays import NO_DAY, ONE_DAY, date_column, years_later
from parkland.status.partial_areas import require_measured
from parkland.status.recorded_facts import RecordedFacts
from parkland.status.rule_codes import RULES, STATUS_OF_RULE
from parkland.status.three_values import nullable_booleans
from parkland.status.verdicts import Verdict

if TYPE_CHECKING:
    import os

    import pandas as pd

    from parkland.conventions import RuleBook
    from parkland.ledger_record import Ledger
    from parkland.status.recorded_facts import RecordedDate

# The dates on which a flag or a rule can change. Other dates change no status: a notice, an agreed
# completion, or a verification, which changes only the route.
ACTS: tuple[RecordedDate, ...] = (
    "contract_on", "prior_contract_on", "handover_on", "supplement_on", "start_on", "suspended_on",
    "resumed_on", "finish_on", "levelled_on", "disposal_on",
)  # fmt: skip

PARCELS_AT_ONCE = 1 << 16


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
        any day, the row that holds has the values that `flag_status` gives for that day. Under a
        rulebook without law there are no rows, because own statuses state no day.

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
    if not subject.book.has_law:
        return _no_changes()
    parcels, versions = subject.parcels, subject.book.versions
    require_canonical(parcels)
    require_measured(parcels)
    # One record for each version of the rules, because limits and causes differ between them.
    records = [RecordedFacts.from_table(parcels, book) for book in versions]
    # Parcels have dozens of days on which they could change, so that a part is judged at a time.
    starts = range(0, max(1, len(parcels)), PARCELS_AT_ONCE)
    parts = [_changes(versions, records, start) for start in starts]
    rows, from_on = (np.concatenate([part[place] for part in parts]) for place in (0, 1))
    levelled, idle, reclaimed, rule = np.concatenate([part[2] for part in parts], axis=1)
    index = pd.RangeIndex(len(rows))
    rules_by_code = np.array(RULES, dtype=object)
    statuses_by_code = np.array([STATUS_OF_RULE[name] for name in RULES], dtype=object)
    return pd.DataFrame(
        {
            "parcel": pd.Series(parcels.index.take(rows).to_flat_index(), index=index),
            "parcel_id": parcels["parcel_id"].take(rows).set_axis(index),
            "from_on": date_column(from_on, index),
            "levelled": nullable_booleans(levelled, index),
            "idle": nullable_booleans(idle, index),
            "reclaimed": nullable_booleans(reclaimed, index),
            "status": pd.Series(statuses_by_code[rule], index=index, dtype="str"),
            "status_rule": pd.Series(rules_by_code[rule], index=index, dtype="str"),
        }
    )


def _changes(
    versions: tuple[RuleBook, ...], records: list[RecordedFacts], start: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the position, the day and the state of each change of `PARCELS_AT_ONCE` parcels."""
    stop = min(start + PARCELS_AT_ONCE, len(records[0].default_start))
    some = [record.take(np.arange(start, stop)) for record in records]
    rows, days = _days_of_change(versions, some)
    states = _states(versions, some, rows, days)
    # A row is the first of its parcel, or differs from the row before it.
    is_first = np.ones(len(rows), dtype=bool)
    is_first[1:] = rows[1:] != rows[:-1]
    is_change = is_first.copy()
    is_change[1:] |= (states[:, 1:] != states[:, :-1]).any(axis=0)
    # The first row of a parcel holds from the beginning, so it has no day.
    from_on = np.where(is_first, NO_DAY, days)[is_change]
    return rows[is_change] + start, from_on, states[:, is_change]


def _no_changes() -> pd.DataFrame:
    import pandas as pd

    dtypes = {
        "parcel": "object",
        "parcel_id": "str",
        "from_on": "datetime64[s]",
        **dict.fromkeys(FLAGS, "boolean"),
        "status": "str",
        "status_rule": "str",
    }
    return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in dtypes.items()})


def _days_of_change(
    versions: tuple[RuleBook, ...], records: list[RecordedFacts]
) -> tuple[np.ndarray, np.ndarray]:
    """Return every day on which the status of a parcel can change, and one day before all of them.

    Returns
    -------
    rows : ndarray of int
        The position of the parcel.
    days : ndarray of datetime64[D]
        The day. Pairs of row and day are sorted by row, then by day, and each pair occurs once.
    """
    number = len(records[0].default_start)
    columns = []
    for book, record in zip(versions, records, strict=True):
        dates = record.dates  # without the days that this version takes for impossible
        columns += [dates[act] for act in ACTS]
        columns.append(np.full(number, np.datetime64(book.in_force, "D")))
        # All candidates for the start day, because which of them applies changes with the
        # day on which a supplement is signed. Days that turn out to change nothing are dropped.
        starts = (
            dates["restart_on"],
            dates["supplement_start"],
            dates["start_due"],
            record.unclear_start,
            record.default_start,
        )
        for start in starts:
            full_years = (0, book.idle_after_years, book.taken_back_after_years)
            columns += [years_later(start, years) + ONE_DAY for years in full_years]
        # A suspension counts from its day, or from the new start of a disposal after it.
        columns.append(years_later(dates["suspended_on"], book.idle_after_years) + ONE_DAY)
    days = np.concatenate(columns)
    rows = np.tile(np.arange(number), len(columns))
    is_known = ~np.isnat(days)
    days, rows = days[is_known], rows[is_known]
    if number:
        # One day before all others stands for the time from the beginning.
        beginning = np.full(number, days.min() - ONE_DAY)
        days, rows = np.concatenate([days, beginning]), np.concatenate([rows, np.arange(number)])
    order = np.lexsort((days, rows))
    days, rows = days[order], rows[order]
    is_new = np.ones(len(days), dtype=bool)
    is_new[1:] = (days[1:] != days[:-1]) | (rows[1:] != rows[:-1])
    return rows[is_new], days[is_new]


def _states(
    versions: tuple[RuleBook, ...],
    records: list[RecordedFacts],
    rows: np.ndarray,
    days: np.ndarray,
) -> np.ndarray:
    """Return the state of each pair of row and day.

    Returns
    -------
    ndarray of int8, shape (4, number of pairs)
        Levelled, idle, reclaimed (`three_values`) and the rule of the status (place in `RULES`).
    """
    states = np.zeros((4, len(rows)), dtype="int8")
    is_open = np.ones(len(rows), dtype=bool)
    # Versions come latest first, so a pair belongs to the first version in force on its day. The
    # earliest version takes the days before it too, as in `Judgement.on_day`.
    for book, record in zip(versions, records, strict=True):
        is_earliest = book is versions[-1]
        judged = is_open & (is_earliest | (days >= np.datetime64(book.in_force, "D")))
        verdict = Verdict.on(record.take(rows[judged]), days[judged], book)
        states[:, judged] = [
            verdict.levelled,
            verdict.idle,
            verdict.reclaimed,
            verdict.status_rule,
        ]
        is_open &= ~judged
    return states
