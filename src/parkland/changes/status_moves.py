"""Which statuses and flags changed, and why: each change is led back to its cause.

The facts of the earlier side are judged again in steps: on the day of the later side by the rules
of before (**a date passed**), then by the rules of the later side (**a rule changed**), and at last
the later facts are put in (**a fact was entered**, **corrected** or **removed**). The cause is the
last step that changed the answer; every step that did is listed. Between parcels that were split or
merged the facts are those of other land, so that the cause is **another parcel**.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

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
    from collections.abc import Callable

    import pandas as pd

    from parkland.ledger_record import Ledger

ChangeCause = Literal[
    "date_passed", "rule_changed", "fact_entered", "fact_corrected", "fact_removed",
    "area_changed", "other_parcel",
]  # fmt: skip
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
    days = (_since(earlier, later.as_of), _since(later, later.as_of))
    same = pairs["same"].to_numpy(dtype=bool)[rows]
    found = [
        (
            int(rows[n]),
            what,
            first[what].iloc[n],
            last[what].iloc[n],
            *_cause(n, what, (first, steps), bool(same[n]), (deciding, days, later)),
        )
        for what in columns
        for n in np.flatnonzero((first[what] != last[what]).to_numpy()).tolist()
    ]
    return _table(sorted(found, key=lambda one: one[0]))


def _cause(
    n: int,
    what: str,
    path: tuple[pd.DataFrame, list[_Step]],
    same: bool,  # noqa: FBT001 - one caller
    known: tuple[dict[tuple[int, str], list[tuple[str, str]]], Any, Ledger],
) -> tuple[str, str, Any, str]:
    """Return the cause, all causes, the day and the facts of one change."""
    import pandas as pd

    state, (deciding, days, later) = path[0][what].iloc[n], known
    causes: list[str] = []
    facts: list[tuple[str, str]] = []
    on: Any = pd.NaT
    for step in path[1]:
        reached = step.answers[what].iloc[n]
        if reached == state:
            continue
        state = reached
        if step.cause != "fact":
            causes.append(step.cause)
            on = days[0](n, what) if step.cause == "date_passed" else _in_force(later)
        elif not same:
            causes.append("other_parcel")
            on = days[1](n, what)
        else:
            facts = deciding.get((n, what), [])
            kinds = list(dict.fromkeys(f"fact_{change}" for _, change in facts))
            causes += kinds or ["area_changed"]
            on = days[1](n, what)
            on = _day_of(later, n, facts) if pd.isna(on) else on
    names = LIST_JOINT.join(name for name, _ in facts)
    return (causes[-1] if causes else "area_changed", LIST_JOINT.join(causes), on, names)


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


def _in_force(later: Ledger) -> Any:
    import pandas as pd

    if not later.rules.has_law:
        return pd.NaT
    book = later.rules.at(later.as_of) or later.rules.versions[-1]
    return pd.Timestamp(book.in_force)


def _day_of(later: Ledger, n: int, facts: list[tuple[str, str]]) -> Any:
    """Return the latest day that has come among the facts that decide a change; NaT without one."""
    import pandas as pd

    parcel, limit = later.parcels.iloc[n], pd.Timestamp(later.as_of)
    days = [parcel[name] for name, _ in facts if isinstance(parcel[name], pd.Timestamp)]
    return max((day for day in days if day <= limit), default=pd.NaT)


def _since(ledger: Ledger, as_of: dt.date) -> Callable[[int, str], Any]:
    """Return a function that tells since when the answer of a parcel on a day holds."""
    import pandas as pd

    found = timeline(replace(ledger, as_of=as_of))
    known = found[found["from_on"].isna() | (found["from_on"] <= pd.Timestamp(as_of))]
    by_parcel = dict(iter(known.groupby("parcel")))

    def day(n: int, what: str) -> Any:
        rows = by_parcel.get(n)
        if rows is None or what not in rows.columns:
            return pd.NaT
        texts = rows[what].astype("str").fillna("unknown")
        changed = rows["from_on"][(texts != texts.shift()).to_numpy()]
        return changed.iloc[-1]

    return day
