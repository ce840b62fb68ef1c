"""`projects`: the stage of every project on a day, what was done of its total, and what is overdue.

Definitions. The stage is the furthest that a date shows by the day, or that the office states,
unless the date of the stated stage lies after the day. Done is the sum of the years up to that of
the day; a project without years of its own has the sum of its children. A project is overdue in an
act (start, completion, full production) whose day has passed without it. A parent and its children
are never added up.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from parkland.areas.rounding import exact
from parkland.asset_figures.land_accounts import assets_of
from parkland.asset_figures.notice_states import listed
from parkland.asset_figures.occupied_places import column
from parkland.ledger_record import subject_of
from parkland.schema import LIST_JOINT

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

    from parkland.ledger_record import Ledger

STAGES = (
    "planned", "talks", "signed", "started", "building", "finished", "producing", "full",
)  # fmt: skip
# The day on which a stage was reached, and the day by which it was to be.
_REACHED = {
    "signed": "signed_on",
    "started": "start_on",
    "building": "start_on",
    "finished": "finish_on",
    "producing": "produced_on",
    "full": "full_on",
}
_DUE = {"started": "start_due", "finished": "finish_due", "full": "full_due"}
COLUMNS = (
    "project_id", "parent_id", "kind", "name", "enterprise_id", "parcel_ids", "stage",
    "total_cny", "done_cny", "done_in_year_cny", "done_share", "items_done", "children", "overdue",
    "problem", "located",
)  # fmt: skip


def projects(ledger: Ledger, /, *, as_of: str | dt.date | None = None) -> pd.DataFrame:
    """Return the projects of a park on a day.

    Parameters
    ----------
    ledger
        A `Ledger` that was opened with assets.
    as_of
        The day asked about. Default: that of the ledger.

    Returns
    -------
    pandas.DataFrame
        One row for each project: ``project_id``, ``parent_id``, ``kind``, ``name``,
        ``enterprise_id``, ``parcel_ids`` (joined by "；"), ``stage`` (a code, missing if nothing is
        known), ``total_cny``, ``done_cny`` (up to the year of the day; NaN if no year is known),
        ``done_in_year_cny`` (of that year), ``done_share`` (of the total; NaN without one),
        ``items_done`` (Int64, of that year), ``children`` (int64), ``overdue`` (the stages that are
        overdue, joined by "；"), ``problem`` (``done_over_total``, ``children_over_total``),
        ``located`` (boolean: whether it has a place of its own, or that of a parcel of the ledger).

    Raises
    ------
    ChoiceError
        If the ledger has no assets.

    Examples
    --------
    >>> import parkland as pk
    >>> assets = pk.sample_assets_path()
    >>> ledger = pk.open_ledger(pk.sample_path(), as_of="2020-12-31", assets=assets)
    >>> pk.projects(ledger)["stage"].iloc[:2].tolist()
    ['started', 'finished']
    """
    import pandas as pd

    subject = subject_of(ledger, as_of=as_of)
    assets = assets_of(subject)
    table = assets.projects
    day = pd.Timestamp(subject.day)
    done, in_year, items = _done(assets.project_years, subject.day.year)
    numbers = set(subject.parcels["parcel_id"].dropna())
    children: dict[str, list[str]] = defaultdict(list)
    names = [str(name) for name in table.columns]
    records = [
        dict(zip(names, values, strict=True))
        for values in zip(*(column(table, name) for name in names), strict=True)
    ]
    for record in records:
        if record["parent_id"] is not None and record["project_id"] is not None:
            children[record["parent_id"]].append(record["project_id"])
    totals = {record["project_id"]: record["total_cny"] for record in records}
    rows = []
    for record in records:
        one = record["project_id"]
        below = children.get(one, [])
        made, made_in_year = _with_children(one, below, done), _with_children(one, below, in_year)
        total = record["total_cny"]
        share = None if made is None or not total or total < 0 else made / exact(total)
        reached = _stage(record, day)
        where = listed(record["parcel_ids"])
        rows.append(
            {name: record.get(name) for name in ("project_id", "parent_id", "kind", "name")}
            | {
                "enterprise_id": record["enterprise_id"],
                "parcel_ids": LIST_JOINT.join(where) or None,
                "stage": reached,
                "total_cny": total,
                "done_cny": None if made is None else float(made),
                "done_in_year_cny": None if made_in_year is None else float(made_in_year),
                "done_share": None if share is None else float(share),
                "items_done": items.get(one),
                "children": len(below),
                "overdue": LIST_JOINT.join(_overdue(record, reached, day)) or None,
                "problem": LIST_JOINT.join(
                    _problems(share, total, [totals.get(child) for child in below])
                )
                or None,
                "located": _has_place(record) or bool(numbers & set(where)),
            }
        )
    kinds = dict.fromkeys(COLUMNS, "str")
    kinds |= dict.fromkeys(("total_cny", "done_cny", "done_in_year_cny", "done_share"), "float64")
    kinds |= {"items_done": "Int64", "children": "int64", "located": "bool"}
    typed: pd.DataFrame = pd.DataFrame(rows, columns=list(COLUMNS), dtype=object).astype(kinds)
    return typed


def _done(
    years: pd.DataFrame, until: int
) -> tuple[dict[str, Fraction], dict[str, Fraction], dict[str, int]]:
    """Return what was done up to a year, in that year, and the items of that year, by project."""
    done: dict[str, Fraction] = defaultdict(Fraction)
    in_year: dict[str, Fraction] = defaultdict(Fraction)
    items: dict[str, int] = defaultdict(int)
    names = ("project_id", "year", "done_cny", "items_done")
    for one, year, money, number in zip(*(column(years, name) for name in names), strict=True):
        if one is None or year is None or year > until:
            continue
        if money is not None:
            done[one] += exact(money)
            if year == until:
                in_year[one] += exact(money)
        if number is not None and year == until:
            items[one] += int(number)
    return dict(done), dict(in_year), dict(items)


def _with_children(one: str, below: list[str], done: dict[str, Fraction]) -> Fraction | None:
    if one in done:
        return done[one]
    parts = [done[child] for child in below if child in done]
    return sum(parts, Fraction(0)) if parts else None


def _stage(record: dict[str, Any], day: pd.Timestamp) -> str | None:
    """Return the furthest stage by the day."""
    reached = [
        stage
        for stage, name in _REACHED.items()
        if stage != "building" and record.get(name) is not None and record[name] <= day
    ]
    stated = record["stage"]
    if stated in STAGES:
        since = record.get(_REACHED.get(stated, ""))
        if since is None or since <= day:
            reached.append(stated)
    return max(reached, key=STAGES.index) if reached else None


def _overdue(record: dict[str, Any], reached: str | None, day: pd.Timestamp) -> list[str]:
    place = -1 if reached is None else STAGES.index(reached)
    return [
        stage
        for stage, name in _DUE.items()
        if record.get(name) is not None and record[name] < day and place < STAGES.index(stage)
    ]


def _problems(share: Fraction | None, total: Any, parts: list[Any]) -> list[str]:
    found = []
    if share is not None and share > 1:
        found.append("done_over_total")
    known = [exact(part) for part in parts if part is not None]
    if total is not None and known and sum(known) > exact(total):
        found.append("children_over_total")
    return found


def _has_place(record: dict[str, Any]) -> bool:
    shape = record.get("geometry")
    if shape is not None and not getattr(shape, "is_empty", True):
        return True
    return record.get("longitude") is not None and record.get("latitude") is not None
