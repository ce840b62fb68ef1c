"""Whether the occupations can be true: circles, doubled land, more let than owned, taken back.

Every check returns nothing and reports rows; none is changed and none is dropped. Days count from
the first to the last day of a row, both included; a missing day is open.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from parkland.assets.figure_checks import report_large_land
from parkland.assets.parcel_links import HOLDER, taken_back_on
from parkland.cleaning.issue_collector import IssueCollector

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from parkland.conventions import Profile

FIRST, LAST = -(10**6), 10**6  # days before and after all others
MOST_SHOWN = 5


def land_issues(
    occupations: pd.DataFrame,
    buildings: pd.DataFrame,
    parcels: pd.DataFrame | None,
    profile: Profile,
) -> list[IssueCollector]:
    """Return the issues about occupations and buildings."""
    collector, about_buildings = IssueCollector(occupations), IssueCollector(buildings)
    for frame, one in ((occupations, collector), (buildings, about_buildings)):
        zero = frame.index[frame["floor_m2"] == 0]
        one.set_parcel_ids(frame["parcel_id"])
        one.add("asset.floor_zero", zero, field="floor_m2", values=_named(frame))
    if not len(occupations):
        return [collector, about_buildings]
    report_large_land(occupations, "land_m2", collector, parcels)
    rows = occupations.assign(_from=_days(occupations["from_on"], FIRST))
    rows = rows.assign(_to=_days(rows["to_on"], LAST), _named=_named(rows))
    reversed_ = rows.index[rows["_to"] < rows["_from"]]
    collector.add("asset.period_reversed", reversed_, field="to_on", values=rows["_named"])
    rows = rows.drop(index=reversed_)
    myself = rows.index[rows["lessor_id"].notna() & (rows["lessor_id"] == rows["enterprise_id"])]
    collector.add("asset.lease_self", myself, field="lessor_id", values=rows["_named"])
    for label, circle in lease_circles(rows.drop(index=myself)):
        index = rows.index[rows.index == label]
        collector.add("asset.lease_circle", index, field="lessor_id", values=circle)
    _report_overlaps(rows, collector)
    areas = _parcel_areas(parcels)
    _report_lets(rows, areas, profile, collector)
    if parcels is not None:
        _report_parcels(rows, areas, profile, collector)
        _report_taken_back(rows, parcels, collector)
    return [collector, about_buildings]


def _named(rows: pd.DataFrame) -> pd.Series:
    """Return what a row is called in an issue: the enterprise, or else the parcel."""
    if "enterprise_id" not in rows:
        return rows["parcel_id"].astype(object).where(rows["parcel_id"].notna(), "")
    who = rows["enterprise_id"].where(rows["enterprise_id"].notna(), rows["lessor_id"])
    return who.astype(object).where(who.notna(), "")


def _days(days: pd.Series, missing: int) -> np.ndarray:
    numbers = days.astype("datetime64[s]").to_numpy().astype("datetime64[D]").astype("int64")
    return np.where(days.isna(), missing, numbers)


def _parcel_areas(parcels: pd.DataFrame | None) -> dict[str, float]:
    """Return the area of each parcel in m2: the larger of the stated and the measured one."""
    if parcels is None:
        return {}
    known = parcels.dropna(subset=["parcel_id"]).drop_duplicates("parcel_id", keep=False)
    columns = [name for name in ("area_m2", "stated_area_m2") if name in known]
    sizes = known[columns].max(axis=1)
    return dict(zip(known["parcel_id"], sizes, strict=True))


def extreme_sums(rows: pd.DataFrame, key: pd.Series, amounts: pd.Series, sign: int) -> pd.Series:
    """Return the largest (`sign` 1) or smallest (-1) sum of amounts on one day, for each key.

    Parameters
    ----------
    rows
        Rows with the first and the last day, as numbers, in ``_from`` and ``_to``.
    key, amounts
        What each row counts for, and its amount.
    """
    import pandas as pd

    events = pd.DataFrame(
        {
            "key": np.concatenate([key.to_numpy(), key.to_numpy()]),
            "day": np.concatenate([rows["_from"].to_numpy(), rows["_to"].to_numpy() + 1]),
            "amount": np.concatenate([amounts.to_numpy(), -amounts.to_numpy()]),
        }
    )
    daily = events.groupby(["key", "day"], sort=True)["amount"].sum()
    running = daily.groupby(level=0).cumsum()
    groups = running.groupby(level=0)
    return groups.max() if sign > 0 else groups.min()


def _report_parcels(
    rows: pd.DataFrame, areas: dict[str, float], profile: Profile, collector: IssueCollector
) -> None:
    """Report parcels of which owners, or tenants, have more land on a day than there is."""
    import pandas as pd

    for basis in ("own", "rent_in"):
        some = rows[(rows["basis"] == basis) & rows["land_m2"].notna() & rows["parcel_id"].notna()]
        if not len(some):
            continue
        most = extreme_sums(some, some["parcel_id"], some["land_m2"], 1)
        size = pd.Series(most.index.map(areas), index=most.index, dtype="float64")
        beyond = most > size + profile.areas.tolerance_of(size.to_numpy())
        over = set(most.index[beyond])
        first = some.index[some["parcel_id"].isin(over) & ~some["parcel_id"].duplicated()]
        texts = some["parcel_id"].map(
            {name: f"{name} {most[name]:.2f} m2 > {size[name]:.2f} m2" for name in over}
        )
        collector.add("asset.over_occupied", first, field="land_m2", values=texts)


def _report_lets(
    rows: pd.DataFrame, areas: dict[str, float], profile: Profile, collector: IssueCollector
) -> None:
    """Report enterprises that let more on a day than they own and rent, where both are known."""
    import pandas as pd

    land = rows["land_m2"].where(
        rows["land_m2"].notna() | (rows["basis"] != "own"), rows["parcel_id"].map(areas)
    )
    has = rows["enterprise_id"].notna() & rows["basis"].notna()
    lets = rows["lessor_id"].notna()
    lessors = set(rows.loc[lets, "lessor_id"])
    doubtful = set(rows.loc[has & land.isna(), "enterprise_id"])
    known = (lessors & set(rows.loc[has, "enterprise_id"])) - doubtful
    mine = rows[has & rows["enterprise_id"].isin(known)]
    given = rows[lets & rows["lessor_id"].isin(known) & land.notna()]
    if not len(given):
        return
    both = pd.concat([mine, given])
    key = pd.concat([mine["enterprise_id"], given["lessor_id"]])
    amounts = pd.concat([land.loc[mine.index], -land.loc[given.index]])
    least = extreme_sums(both, key, amounts, -1)
    limit = -profile.areas.tolerance_of(np.abs(least.to_numpy()))
    bad = set(least.index[least < limit])
    first = given.index[given["lessor_id"].isin(bad) & ~given["lessor_id"].duplicated()]
    texts = given["lessor_id"].map({name: f"{name} {least[name]:.2f} m2" for name in bad})
    collector.add("asset.let_too_much", first, field="land_m2", values=texts)


def _report_overlaps(rows: pd.DataFrame, collector: IssueCollector) -> None:
    """Report own rows of two enterprises on one parcel, and rows that say the same twice."""
    same = ["enterprise_id", "parcel_id", "basis", "lessor_id", "building_id"]
    same += ["land_m2", "floor_m2"]
    ordered = rows.sort_values([*same, "_from"], kind="stable")
    ordered = ordered[ordered["enterprise_id"].notna()]
    group = ordered.groupby(same, dropna=False, sort=False).ngroup()
    before = ordered["_to"].groupby(group).cummax().groupby(group).shift()
    twice = ordered.index[before.notna() & (ordered["_from"] <= before)]
    collector.add("asset.periods_overlap", twice, field="from_on", values=_with_parcel(rows))
    own = rows[(rows["basis"] == "own") & rows["parcel_id"].notna() & rows["enterprise_id"].notna()]
    own = own[own["land_m2"].isna()].sort_values(["parcel_id", "_from"], kind="stable")
    before = own["_to"].groupby(own["parcel_id"]).cummax().groupby(own["parcel_id"]).shift()
    firms = own.groupby("parcel_id")["enterprise_id"].transform("nunique")
    bad = own.index[before.notna() & (own["_from"] <= before) & (firms > 1)]
    collector.add("asset.own_overlap", bad, field="basis", values=_with_parcel(rows))


def _with_parcel(rows: pd.DataFrame) -> pd.Series:
    number = rows["parcel_id"].astype(object).where(rows["parcel_id"].notna(), "")
    return (number + " " + rows["_named"]).str.strip()


def _report_taken_back(
    rows: pd.DataFrame, parcels: pd.DataFrame, collector: IssueCollector
) -> None:
    """Report occupations that a list goes on with after the parcel was taken back as a whole."""
    known = parcels.dropna(subset=["parcel_id"])
    days = taken_back_on(known).dropna()
    by_number = dict(zip(known.loc[days.index, "parcel_id"], _days(days, LAST), strict=True))
    end = rows["parcel_id"].map(by_number)
    listed = rows["evidence"].isna() | (rows["evidence"] != HOLDER)
    bad = rows.index[listed & end.notna() & (rows["_to"] > end) & (rows["_from"] <= end)]
    collector.add("asset.after_disposal", bad, field="to_on", values=_with_parcel(rows))


def lease_circles(rows: pd.DataFrame) -> Iterable[tuple[Any, str]]:
    """Yield a row of each circle of leases of one parcel, or of no named parcel, on one day.

    Two enterprises may let different parcels to each other; that is no circle.
    """
    leases = rows[rows["lessor_id"].notna() & rows["enterprise_id"].notna()]
    for _, some in leases.groupby("parcel_id", dropna=False, sort=True):
        if not set(some["lessor_id"]) & set(some["enterprise_id"]):
            continue
        edges: dict[str, list[tuple[str, Any]]] = {}
        ordered = some.sort_values(["lessor_id", "enterprise_id"], kind="stable")
        for label, lessor, tenant in zip(
            ordered.index, ordered["lessor_id"], ordered["enterprise_id"], strict=True
        ):
            edges.setdefault(lessor, []).append((tenant, label))
        for path, labels in _circles(edges):
            together = some.loc[labels]
            if together["_from"].max() <= together["_to"].min():
                yield labels[0], " → ".join([*path, path[0]])


def _circles(edges: dict[str, list[tuple[str, Any]]]) -> Iterable[tuple[list[str], list[Any]]]:
    """Yield circles of a directed graph, each edge being followed once."""
    done: set[str] = set()
    for start in sorted(edges):
        if start in done:
            continue
        path: list[str] = [start]
        labels: list[Any] = []
        waiting = [iter(edges[start])]
        on_path = {start}
        while waiting:
            step = next(waiting[-1], None)
            if step is None:
                waiting.pop()
                gone = path.pop()
                on_path.discard(gone)
                done.add(gone)
                labels = labels[:-1]
                continue
            node, label = step
            if node in on_path:
                begin = path.index(node)
                yield path[begin:], [*labels[begin:], label]
            elif node not in done and node in edges:
                path.append(node)
                labels.append(label)
                on_path.add(node)
                waiting.append(iter(edges[node]))
