"""What each value of a missing fact would mean, found by asking the decision procedure.

Definition. A **reading** of a missing field is the list of its possible values, each with the
answer that the procedure gives if the field has that value and all else stays as recorded. Values
with one answer are one case. Nothing is written by hand: for every candidate value the parcel is
judged again, on arrays, so a reading cannot say anything else than `flag_status` would.

Candidates. For a date: every fourth week of the window of plausible days, every day beside the
recorded dates and their anniversaries, and then every day between two candidates with different
answers. For an amount: both sides of the limit of its share. For a cause: the holder's own and
one outside the holder, both verified. For an axis: each of its codes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from parkland.schema import AGREED_DATES, AREA_COLUMNS, AXIS_CODES, FIELDS, LIST_JOINT
from parkland.status.date_arrays import NO_DAY, ONE_DAY, years_later
from parkland.status.development_shares import SHARE_FIELDS, share_limits
from parkland.status.judgement import Judgement
from parkland.status.rule_codes import RULES, STATUS_OF_RULE
from parkland.status.three_values import UNKNOWN, YES

if TYPE_CHECKING:
    from collections.abc import Mapping


# What is asked about the cause is whose it is, once that is verified.
CAUSE_FIELDS = ("cause", "cause_verified")
GRID_DAYS = 28
YEARS_AROUND = (-2, -1, 0, 1, 2)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of the procedure.

    Attributes
    ----------
    idle : bool or None
        None where the value alone does not determine it.
    status : str
        The status that the rule on idleness shows as, where the land is idle; else empty.
    route : int
        Place in `disposal_routes.ROUTES`.
    """

    idle: bool | None
    status: str
    route: int


@dataclass(frozen=True, slots=True)
class Case:
    """Values of a field that have one answer.

    Attributes
    ----------
    span : tuple
        For a date the first day and the last day, each None where the case is open on that side;
        for an amount the limit; else the codes, or whether the cause lies outside the holder.
    is_rest : bool
        It is the last case, and holds also if the fact is known not to exist.
    answer : Answer
    """

    span: tuple[Any, ...]
    is_rest: bool
    answer: Answer


@dataclass(frozen=True, slots=True)
class Reading:
    """The cases of one missing field."""

    field: str
    cases: tuple[Case, ...]


def second_readings(judgement: Judgement, missing: tuple[str, ...]) -> tuple[Reading, ...]:
    """Return the readings of the missing fields of one parcel that would determine something.

    Parameters
    ----------
    judgement
        A judgement of a table with one row.
    missing
        Names of canonical fields and axes.
    """
    readings = []
    for field in dict.fromkeys(_asked_once(field) for field in missing):
        cases = _cases(judgement, field)
        is_determined = any(case.answer.idle is not None for case in cases)
        if len({case.answer for case in cases}) > 1 and is_determined:
            readings.append(Reading(field, tuple(cases)))
    return tuple(readings)


def _asked_once(field: str) -> str:
    """Return the field that stands for one answer: the part of a share, the cause itself."""
    if field in CAUSE_FIELDS:
        return CAUSE_FIELDS[0]
    return {whole: part for part, whole in SHARE_FIELDS.values()}.get(field, field)


def _cases(judgement: Judgement, field: str) -> list[Case]:
    """Return the cases of a field; none for a field of another kind."""
    shares = {part: name for name, (part, _) in SHARE_FIELDS.items()}
    if field in CAUSE_FIELDS:
        return _of_cause(judgement)
    if field in shares:
        return _of_share(judgement, shares[field])
    if field in AXIS_CODES:
        return _of_axis(judgement, field)
    if field in FIELDS and FIELDS[field].kind == "date":
        return _of_date(judgement, field)
    return []


def _judged(judgement: Judgement, columns: Mapping[str, Any], number: int) -> list[Answer]:
    """Judge the parcel `number` times, with other values in some columns."""
    import pandas as pd

    names = [*FIELDS, *(name for name in AREA_COLUMNS.values() if name not in FIELDS)]
    known = [name for name in names if name in judgement.parcels.columns]
    one = pd.DataFrame(judgement.parcels)[known]
    table = one.iloc[np.zeros(number, dtype=int)].reset_index(drop=True)
    marks = str(one["unreadable"].iloc[0]) if one["unreadable"].notna().iloc[0] else ""
    left = [name for name in marks.split(LIST_JOINT) if name and name not in columns]
    columns = {**columns, "unreadable": LIST_JOINT.join(left) or None}
    for name, values in columns.items():
        table[name] = pd.Series(values, index=table.index).astype(one[name].dtype)
    days = np.full(number, judgement.verdict.facts.day[0])
    found = Judgement.on_days(table, days, judgement.rules, judgement.lang, book=judgement.book)
    idle, rules = found.verdict.idle, found.verdict.idle_rule
    return [
        Answer(
            idle=None if answer == UNKNOWN else answer == YES,
            status=STATUS_OF_RULE[RULES[rule]] if answer == YES else "",
            route=int(route),
        )
        for answer, rule, route in zip(
            idle.tolist(), rules.tolist(), found.routes.tolist(), strict=True
        )
    ]


def _of_date(judgement: Judgement, field: str) -> list[Case]:
    """Return the cases of a date, in order of the days."""
    days = _candidate_days(judgement)
    answers = _judged(judgement, {field: days.astype("datetime64[s]")}, len(days))
    # Between two candidates with different answers every day is a candidate.
    more = [
        np.arange(days[place] + ONE_DAY, days[place + 1])
        for place in range(len(days) - 1)
        if answers[place] != answers[place + 1]
    ]
    if any(len(between) for between in more):
        days = np.unique(np.concatenate([days, *more]))
        answers = _judged(judgement, {field: days.astype("datetime64[s]")}, len(days))
    # An act can also turn out not to have happened; a day that was agreed is one.
    is_act = field not in AGREED_DATES
    never = _judged(judgement, {field: [NO_DAY.astype("datetime64[s]")]}, 1)[0] if is_act else None
    starts = [0] + [n for n in range(1, len(days)) if answers[n] != answers[n - 1]]
    cases = []
    for place, start in enumerate(starts):
        is_last = place == len(starts) - 1
        first = None if place == 0 else days[start].item()
        last = None if is_last else days[starts[place + 1] - 1].item()
        is_rest = is_last and (never is None or never == answers[start])
        cases.append(Case((first, last), is_rest, answers[start]))
    if never is not None and not cases[-1].is_rest:
        cases.append(Case((), is_rest=True, answer=never))
    return cases


def _candidate_days(judgement: Judgement) -> np.ndarray:
    """Return days beside every recorded date and its anniversaries, and a grid between them."""
    window = judgement.book.plausible
    earliest, latest = (np.datetime64(day, "D") for day in (window.earliest, window.latest))
    facts = judgement.verdict.facts
    recorded = np.array([days[0] for days in facts.record.dates.values()] + [facts.day[0]])
    recorded = np.append(recorded, [facts.start[0], facts.suspended_from[0]])
    recorded = recorded[~np.isnat(recorded)]
    around = [years_later(recorded, years) for years in YEARS_AROUND]
    near = np.concatenate([days + step * ONE_DAY for days in around for step in (-1, 0, 1)])
    grid = np.arange(earliest, latest, np.timedelta64(GRID_DAYS, "D"))
    days = np.unique(np.concatenate([grid, near, [earliest, latest]]))
    inside: np.ndarray = days[(days >= earliest) & (days <= latest)]
    return inside


def _of_share(judgement: Judgement, name: Any) -> list[Case]:
    """Return the cases of a share: below its limit, and not below it."""
    part, whole = SHARE_FIELDS[name]
    limit = share_limits(judgement.book)[name]
    row = judgement.parcels.iloc[0]
    total = float(row[whole]) if row[whole] > 0 else float(limit.denominator) * 1_000
    below, at_limit = 0.0, float(total * limit.numerator / limit.denominator)
    columns = {part: [below, at_limit], whole: [total, total]}
    low, high = _judged(judgement, columns, 2)
    return [
        Case((limit,), is_rest=False, answer=low),
        Case((limit,), is_rest=True, answer=high),
    ]


def _of_cause(judgement: Judgement) -> list[Case]:
    """Return the cases of a cause: the holder's own, and one outside the holder, verified."""
    cases = []
    for outside in (False, True):
        cause = next(
            (cause for cause in judgement.book.causes.values() if cause.outside == outside), None
        )
        if cause is None:
            continue
        columns = {
            "cause": [min(cause.words)],
            "cause_verified": [True],
            "cause_verified_on": [NO_DAY.astype("datetime64[s]")],
        }
        answer = _judged(judgement, columns, 1)[0]
        cases.append(Case((outside,), is_rest=False, answer=answer))
    return cases


def _of_axis(judgement: Judgement, axis: str) -> list[Case]:
    """Return the cases of an axis: the codes with one answer together."""
    codes = AXIS_CODES[axis]
    answers = _judged(judgement, {axis: list(codes)}, len(codes))
    groups: dict[Answer, list[str]] = {}
    for code, answer in zip(codes, answers, strict=True):
        groups.setdefault(answer, []).append(code)
    return [Case(tuple(group), is_rest=False, answer=answer) for answer, group in groups.items()]
