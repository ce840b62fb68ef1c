"""Which statuses and flags changed, and why: each change is led back to its cause.

The facts of the earlier side are judged again in steps: on the day of the later side by the rules
of before (**a date passed**), then by the rules of the later side (**a rule changed**), and at last
the later facts are put in (**a fact was entered**, **corrected** or **removed**). The cause is the
last step that changed the answer; every step that did is listed. Between parcels that were split or
merged the facts are those of other land, so that the cause is **another parcel**.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from parkland.changes.deciding_facts import deciding_facts
from parkland.changes.given_answers import answers_of, compared_answers
from parkland.languages import DEFAULT_LANGUAGE
from parkland.schema import LIST_JOINT
from parkland.status import flag_status, timeline
from parkland.status.judgement import Judgement
from parkland.status.law_columns import status_columns

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

    from parkland.ledger_record import Ledger

NO_DAY = np.datetime64("NaT", "s")
COLUMNS = ("row", "what", "was", "is", "cause", "causes", "on", "fields")


@dataclass(frozen=True, slots=True, eq=False)
class _Step:
    """The answers of all rows after one step, and the cause that the step stands for."""

    cause: str
    answers: pd.DataFrame


def status_moves(
    before: Ledger, after: Ledger, pairs: pd.DataFrame, facts: pd.DataFrame
) -> pd.DataFrame:
    """Return the statuses and flags that differ between an earlier and a later parcel.

    Parameters
    ----------
    before, after
        The two sides.
    pairs
        Pairs to compare: ``left`` and ``right`` (positions), and ``same`` (whether they are one
        parcel, and not part of a split or a merger).
    facts
        From `fact_changes` of the pairs; ``row`` is the row of `pairs`.

    Returns
    -------
    DataFrame
        ``row`` (of `pairs`), ``what`` (``"status"`` or a flag), ``was`` and ``is``, ``cause``,
        ``causes`` (every step that changed it), ``on`` (datetime64[s]: the day from which the
        answer holds, where that is known) and ``fields`` (the facts that decide it).
    """
    columns = compared_answers(before, after)
    sides = [
        ledger.parcels.iloc[pairs[end].to_numpy()].reset_index(drop=True)
        for ledger, end in ((before, "left"), (after, "right"))
    ]
    first, last = (answers_of(side, columns) for side in sides)
    rows = np.flatnonzero((first != last).any(axis=1).to_numpy())
    earlier, later = (
        replace(ledger, parcels=side.iloc[rows].reset_index(drop=True))
        for ledger, side in zip((before, after), sides, strict=True)
    )
    first, last = (some.iloc[rows].reset_index(drop=True) for some in (first, last))
    steps = [
        _Step("date_passed", answers_of(_with_earlier_rules(earlier, later), columns)),
        _Step("rule_changed", answers_of(_judged(earlier, later), columns)),
        _Step("fact", last),
    ]
    place = {row: n for n, row in enumerate(rows.tolist())}
    some = facts[facts["row"].isin(rows)]
    some = some.assign(row=some["row"].map(place).astype("int64"))
    deciding = deciding_facts(earlier, later, some, columns)
    days = (_since(earlier, later.as_of, columns), _since(later, later.as_of, columns))
    same = pairs["same"].to_numpy(dtype=bool)[rows]
    path = [step.answers for step in steps]
    found: list[tuple[Any, ...]] = []
    for what in columns:
        states = [table[what].to_numpy(dtype=object) for table in (first, *path)]
        moved = np.flatnonzero(states[0] != states[-1])
        # which of the steps changed the answer
        changed = np.column_stack([one != other for one, other in pairwise(states)])
        for n in moved.tolist():
            decided = deciding.get((n, what), []) if changed[n, 2] and same[n] else []
            causes = _causes(changed[n].tolist(), same=bool(same[n]), facts=decided)
            on = days[1][what][n] if changed[n, 2] else days[0][what][n]
            if changed[n, 1] and not changed[n, 2]:
                on = _in_force(later)
            elif np.isnat(on) and decided:
                on = _day_of(later, n, decided)
            names = LIST_JOINT.join(name for name, _ in decided)
            row = int(rows[n]), what, states[0][n], states[-1][n]
            found.append((*row, causes[-1], LIST_JOINT.join(causes), on, names))
    return _table(sorted(found, key=lambda one: one[0]))


def _causes(changed: list[bool], *, same: bool, facts: list[tuple[str, str]]) -> list[str]:
    """Return the causes of one change, in the order of the steps.

    Parameters
    ----------
    changed
        Whether the day, the rules and the facts changed the answer.
    same
        Whether both are one parcel.
    facts
        The facts that decide it, each with what happened to it.
    """
    causes = [
        name for name, yes in zip(("date_passed", "rule_changed"), changed[:2], strict=True) if yes
    ]
    if not changed[2]:
        return causes
    if not same:
        return [*causes, "other_parcel"]
    kinds = list(dict.fromkeys(f"fact_{change}" for _, change in facts))
    return [*causes, *(kinds or ["area_changed"])]


def _table(found: list[tuple[Any, ...]]) -> pd.DataFrame:
    import pandas as pd

    kinds = {"row": "int64", "on": "datetime64[s]"}
    columns = {
        name: pd.Series([row[n] for row in found], dtype=kinds.get(name, "str"))
        for n, name in enumerate(COLUMNS)
    }
    return pd.DataFrame(columns)


def _with_earlier_rules(earlier: Ledger, later: Ledger) -> pd.DataFrame:
    """Return the earlier facts judged on the later day by the rules in force on the earlier one."""
    rules, day = earlier.rules, later.as_of
    book = rules.at(earlier.as_of) or rules.versions[-1]
    if (rules.at(day) or rules.versions[-1]) is book:
        return flag_status(replace(earlier, as_of=day))
    days = np.full(len(earlier.parcels), np.datetime64(day, "D"))
    return status_columns(
        Judgement.on_days(earlier.parcels, days, rules, DEFAULT_LANGUAGE, book=book)
    )


def _judged(earlier: Ledger, later: Ledger) -> pd.DataFrame:
    """Return the earlier facts judged on the later day by the later rules."""
    return flag_status(
        replace(earlier, as_of=later.as_of, rules=later.rules, profile=later.profile)
    )


def _in_force(later: Ledger) -> np.datetime64:
    book = later.rules.at(later.as_of) or later.rules.versions[-1]
    return np.datetime64(book.in_force, "s")


def _day_of(later: Ledger, n: int, facts: list[tuple[str, str]]) -> np.datetime64:
    """Return the latest day that has come among the facts that decide a change; NaT without one."""
    limit = np.datetime64(later.as_of, "s")
    # A date that the later side lacks is NaT, which has a year too.
    known = [later.parcels[name].iloc[[n]].dropna().array for name, _ in facts]
    values = [one[0] for one in known if len(one)]
    days = [np.datetime64(value, "s") for value in values if hasattr(value, "year")]
    return max((day for day in days if day <= limit), default=NO_DAY)


def _since(ledger: Ledger, as_of: dt.date, columns: dict[str, str]) -> dict[str, np.ndarray]:
    """Return for each question since when the answer of each parcel on a day holds.

    A day is NaT where the answer holds from the beginning, or the timeline does not have it.
    """
    import pandas as pd

    found = timeline(replace(ledger, as_of=as_of))
    known = found[found["from_on"].isna() | (found["from_on"] <= pd.Timestamp(as_of))]
    parcels = known["parcel"].to_numpy(dtype="int64")
    begins = np.r_[True, parcels[1:] != parcels[:-1]][: len(parcels)]
    days = known["from_on"].to_numpy(dtype="datetime64[s]")
    result = {}
    for what in columns:
        since = np.full(len(ledger.parcels), NO_DAY)
        if what in known.columns:
            answers = known[what].astype("str").fillna("unknown").to_numpy(dtype=object)
            changed = begins.copy()
            changed[1:] |= answers[1:] != answers[:-1]
            # of the rows of a parcel the last one is assigned last
            since[parcels[changed]] = days[changed]
        result[what] = since
    return result
