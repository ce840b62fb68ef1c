"""`notices`: the rectification notices (整改通知书) of an office, and their state on a day.

Definition. A notice is its number. Notices (份) and the enterprises that got one (家) are different
counts: one notice can go to two enterprises, and one enterprise can get two notices. A notice comes
from the table of notices of the assets, or from the columns of the parcels (`parcel_notices`); one
that stands in both is one notice, and the table is followed.

State on a day: ``passed``, ``failed`` or ``disposed`` from the day of the check on; before it, and
without a check, ``running`` up to the deadline, that day included, ``overdue`` after it, or
``no_deadline``. An extension moves the deadline. A result without the day of its check holds on
every day, because nobody says when it was found.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from parkland.asset_figures.occupied_places import column
from parkland.ledger_record import subject_of
from parkland.schema import LIST_JOINT
from parkland.status import parcel_notices
from parkland.status.rectification_notices import NUMBER_JOINTS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    import pandas as pd

    from parkland.ledger_record import Ledger

STATES = ("running", "overdue", "no_deadline", "passed", "failed", "disposed")
RESULTS = ("passed", "failed", "disposed")
COLUMNS = (
    "notice_no", "kind", "notice_on", "notice_due", "parcels", "parcel_ids", "enterprises",
    "enterprise_ids", "stage", "checked_on", "state",
)  # fmt: skip


def notices(
    ledger: Ledger | pd.DataFrame, /, *, as_of: str | dt.date | None = None
) -> pd.DataFrame:
    """Return the rectification notices that had been given by a day, with their state.

    Parameters
    ----------
    ledger
        A `Ledger`, or parcels from `clean`. It is not changed.
    as_of
        The day asked about; a notice with a later date has not been given yet. Default: that of the
        ledger, or of the statuses in the table.

    Returns
    -------
    pandas.DataFrame
        One row for each notice, those of the table of notices first: ``notice_no`` (missing where
        there is only a date), ``kind``, ``notice_on`` and ``notice_due`` (datetime64[s]; the
        deadline after any extension), ``parcels`` (int64, how many it covers) and ``parcel_ids``,
        ``enterprises`` (Int64, how many got it; missing if nobody says) and ``enterprise_ids``
        (both lists joined by "；"), ``stage``, ``checked_on`` (missing if that is after the day),
        ``state``: ``"running"``, ``"overdue"``, ``"no_deadline"``, ``"passed"``, ``"failed"`` or
        ``"disposed"``.

    Raises
    ------
    ColumnError
        If a canonical column is absent.
    ChoiceError
        If no day is given.

    Examples
    --------
    >>> import parkland as pk
    >>> ledger = pk.open_ledger(pk.sample_path(), as_of="2020-12-31")
    >>> given = ledger.parcels.assign(notice_no="整改1号、整改2号")
    >>> pk.notices(given, as_of="2020-12-31")[["notice_no", "parcels"]].values.tolist()
    [['整改1号', 29], ['整改2号', 29]]
    """
    import pandas as pd

    subject = subject_of(ledger, as_of=as_of)
    day = pd.Timestamp(subject.day)
    on_parcels = parcel_notices(ledger, as_of=subject.day)
    assets = getattr(subject.ledger, "assets", None)
    if assets is None:
        return _typed(on_parcels)
    named = {
        row["notice_no"]: row
        for row in on_parcels.to_dict("records")
        if isinstance(row["notice_no"], str)
    }
    rows = [
        row | _also_on(named.get(row["notice_no"]), row) for row in _of_table(assets.notices, day)
    ]
    taken = {row["notice_no"] for row in rows}
    table = _typed(pd.DataFrame(rows, columns=list(COLUMNS), dtype=object))
    others = on_parcels[~on_parcels["notice_no"].isin(list(taken))]
    if others.empty:
        return table
    if table.empty:
        return _typed(others)
    return _typed(pd.concat([table, _typed(others)], ignore_index=True))


def notice_counts(table: pd.DataFrame, /) -> dict[str, Any]:
    """Return the counts of a table of `notices`.

    Returns
    -------
    dict
        ``notices`` (份), ``enterprises`` (家, each once), ``without_enterprise`` (notices of which
        nobody says who got them), the number of notices in each state, ``rate``: passed by issued
        as an exact `fractions.Fraction`, None if none was issued. Of enterprises (家):
        ``enterprises_failed`` (one of its notices failed), ``enterprises_overdue`` (none failed,
        and one is past its deadline), ``enterprises_passed`` (all of its notices passed).

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"enterprise_ids": ["甲；乙", "甲"], "state": ["passed", "running"]})
    >>> counts = notice_counts(table)
    >>> counts["notices"], counts["enterprises"], counts["rate"]
    (2, 2, Fraction(1, 2))
    """
    ids = table["enterprise_ids"]
    who = {one for text in ids.dropna() for one in listed(text)}
    states = table["state"].value_counts()
    counts: dict[str, Any] = {
        "notices": len(table),
        "enterprises": len(who),
        "without_enterprise": int((ids.isna() | (ids == "")).sum()),
        **{state: int(states.get(state, 0)) for state in STATES},
    }
    counts["rate"] = Fraction(counts["passed"], len(table)) if len(table) else None
    return counts | _enterprise_counts(table)


def _enterprise_counts(table: pd.DataFrame) -> dict[str, int]:
    """Return how many enterprises failed, are overdue or passed, each in one of these at most."""
    found: dict[str, set[str]] = {}
    for text, state in zip(table["enterprise_ids"], table["state"], strict=True):
        for one in listed(text):
            found.setdefault(one, set()).add(state)
    failed = sum("failed" in states for states in found.values())
    overdue = sum("overdue" in states and "failed" not in states for states in found.values())
    passed = sum(states == {"passed"} for states in found.values())
    return {
        "enterprises_passed": passed,
        "enterprises_failed": failed,
        "enterprises_overdue": overdue,
    }


def listed(text: Any) -> list[str]:
    """Return the entries of a cell that lists several, each once, in their order.

    Examples
    --------
    >>> listed("甲；乙、甲"), listed(None)
    (['甲', '乙'], [])
    """
    if isinstance(text, list | tuple | set):
        parts = [str(one) for one in text]
    elif isinstance(text, str):
        parts = re.split(NUMBER_JOINTS, text)
    else:
        return []
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))


def _of_table(table: pd.DataFrame, day: pd.Timestamp) -> list[dict[str, Any]]:
    """Return the notices of the table of assets that had been given by a day."""
    names = (
        "notice_no", "kind", "enterprise_ids", "parcel_ids", "issued_on", "served_on", "due_on",
        "extended_to", "stage", "result", "checked_on",
    )  # fmt: skip
    rows: list[dict[str, Any]] = []
    for values in zip(*(column(table, name) for name in names), strict=True):
        row = dict(zip(names, values, strict=True))
        given = row["issued_on"] if row["issued_on"] is not None else row["served_on"]
        if given is not None and given > day:
            continue
        dues = [due for due in (row["due_on"], row["extended_to"]) if due is not None]
        due = max(dues) if dues else None
        checked = row["checked_on"]
        who, where = listed(row["enterprise_ids"]), listed(row["parcel_ids"])
        rows.append(
            {
                "notice_no": row["notice_no"],
                "kind": row["kind"],
                "notice_on": given,
                "notice_due": due,
                "parcels": len(where),
                "parcel_ids": LIST_JOINT.join(where),
                "enterprises": len(who) or None,
                "enterprise_ids": LIST_JOINT.join(who) or None,
                "stage": row["stage"],
                "checked_on": checked if checked is not None and checked <= day else None,
                "state": _state(row["result"], row["checked_on"], due, day),
            }
        )
    rows.sort(key=lambda row: _natural(row["notice_no"]))
    return rows


def _natural(number: str | None) -> tuple[bool, list[tuple[int, str]]]:
    """Return a key that puts 2号 before 10号, and a notice without a number last."""
    parts = re.split(r"(\d+)", number or "")  # every second part is a number
    return number is None, [
        (int(part), "") if place % 2 else (0, part) for place, part in enumerate(parts)
    ]


def _state(result: str | None, checked_on: Any, due: Any, day: pd.Timestamp) -> str:
    if result in RESULTS and (checked_on is None or checked_on <= day):
        return str(result)
    if due is None:
        return "no_deadline"
    return "overdue" if due < day else "running"


def _also_on(other: Mapping[Any, Any] | None, row: dict[str, Any]) -> dict[str, Any]:
    """Return the parcels of a notice that the columns of the parcels name too."""
    if other is None:
        return {}
    ids = dict.fromkeys([*listed(row["parcel_ids"]), *listed(other["parcel_ids"])])
    return {"parcels": max(len(ids), other["parcels"]), "parcel_ids": LIST_JOINT.join(ids)}


def _typed(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with every column, in dtypes that do not depend on its rows."""
    kinds = dict.fromkeys(COLUMNS, "str")
    kinds |= dict.fromkeys(("notice_on", "notice_due", "checked_on"), "datetime64[s]")
    kinds |= {"parcels": "int64", "enterprises": "Int64"}
    typed: pd.DataFrame = table.reindex(columns=list(COLUMNS)).astype(kinds)
    return typed
