"""Whether notices and projects can be true, and which enterprises and parcels stand alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parkland.assets.confidential_fields import PUBLIC_PROJECTS
from parkland.cleaning.issue_collector import IssueCollector
from parkland.issues import Issue
from parkland.schema import LIST_JOINT

if TYPE_CHECKING:
    import pandas as pd

WAN = 10_000
# Sums may differ by a yuan, because figures in 万元 are rounded.
YUAN_NEAR = 1.0
MOST_SHOWN = 5


def notice_issues(notices: pd.DataFrame) -> IssueCollector:
    """Return the issues about notices: days that contradict one another, and days that lack."""
    collector = IssueCollector(notices)
    number = notices["notice_no"]
    for code, name in (
        ("asset.due_before_issue", "due_on"),
        ("asset.checked_before_issue", "checked_on"),
    ):
        early = notices.index[notices[name] < notices["issued_on"]]
        collector.add(code, early, field=name, values=number)
    silent = notices.index[notices["result"].notna() & notices["checked_on"].isna()]
    collector.add("asset.passed_without_day", silent, field="checked_on", values=number)
    return collector


def project_issues(projects: pd.DataFrame, years: pd.DataFrame) -> list[IssueCollector]:
    """Return the issues about projects: circles, children above their parent, more than all."""
    collector, about_years = IssueCollector(projects), IssueCollector(years)
    if not len(projects):
        return [collector, about_years]
    parent = dict(zip(projects["project_id"], projects["parent_id"], strict=True))
    circles = [key for key in projects["project_id"] if _is_own_parent(key, parent)]
    rows = projects.index[projects["project_id"].isin(circles)]
    collector.add("asset.project_circle", rows, field="parent_id", values=projects["project_id"])
    total = projects.set_index("project_id")["total_cny"]
    by_parent = projects.groupby("parent_id")["total_cny"].sum(min_count=1)
    public = _public(projects)
    _report_sums(projects, by_parent, total, collector)
    done = years.groupby("project_id")["done_cny"].sum(min_count=1)
    amounts: dict[Any, float] = total.to_dict()
    beyond = done[done > total.reindex(done.index) + YUAN_NEAR]
    rows = projects.index[projects["project_id"].isin(beyond.index)]
    texts = projects["project_id"].map(
        {
            key: f"{key} {_wan(amount)} > {_wan(amounts[key])}" if key in public else str(key)
            for key, amount in beyond.items()
        }
    )
    collector.add("asset.done_exceeds", rows, field="done_cny", values=texts)
    _report_years(projects, years, about_years)
    return [collector, about_years]


def _report_sums(
    projects: pd.DataFrame, sums: pd.Series, total: pd.Series, collector: IssueCollector
) -> None:
    amounts: dict[Any, float] = total.to_dict()
    public = _public(projects)
    beyond = {
        key: f"{key} {_wan(amount)} > {_wan(amounts[key])}" if key in public else str(key)
        for key, amount in sums.items()
        if key in amounts and amount > amounts[key] + YUAN_NEAR
    }
    rows = projects.index[projects["project_id"].isin(list(beyond))]
    texts = projects["project_id"].map(beyond)
    collector.add("asset.children_exceed", rows, field="total_cny", values=texts)


def _report_years(projects: pd.DataFrame, years: pd.DataFrame, collector: IssueCollector) -> None:
    """Report years in which the children of a project did more than it did."""
    parent = dict(zip(projects["project_id"], projects["parent_id"], strict=True))
    public = _public(projects)
    above = years["project_id"].map(parent)
    sums = years["done_cny"].groupby([above, years["year"]]).sum(min_count=1)
    for label, key, year, done in zip(
        years.index, years["project_id"], years["year"], years["done_cny"], strict=True
    ):
        children = sums.get((key, year))
        if children is not None and children > done + YUAN_NEAR:
            value = f"{key} {year}"
            if key in public:
                value += f" {_wan(children)} > {_wan(done)}"
            collector.add(
                "asset.children_exceed", years.index[years.index == label], field="done_cny",
                values=value,
            )  # fmt: skip


def _public(projects: pd.DataFrame) -> set[Any]:
    """Return the projects whose investments are published, so that an issue may tell them."""
    return set(projects.loc[projects["kind"].isin(PUBLIC_PROJECTS), "project_id"])


def _is_own_parent(key: object, parent: dict[str, str]) -> bool:
    above = parent.get(str(key))
    for _ in range(len(parent)):
        if not isinstance(above, str):
            return False
        if above == key:
            return True
        above = parent.get(above)
    return False


def _wan(amount: float) -> str:
    return f"{amount / WAN:,.2f} 万元"


def lonely_issues(
    enterprises: pd.DataFrame, occupations: pd.DataFrame, parcels: pd.DataFrame | None
) -> list[Issue]:
    """Return a note on enterprises without a parcel, and one on parcels without an enterprise."""
    if not len(enterprises) or parcels is None:
        return []
    on_land = occupations[occupations["parcel_id"].notna()]
    linked = set(on_land["enterprise_id"].dropna()) | set(on_land["lessor_id"].dropna())
    alone = enterprises[~enterprises["enterprise_id"].isin(linked)]
    found = []
    if len(alone):
        names = alone["name"].where(alone["name"].notna(), alone["enterprise_id"])
        found.append(Issue(code="asset.without_parcel", value=_listed(names.tolist())))
    empty = parcels[~parcels["parcel_id"].isin(set(on_land["parcel_id"]))]
    if len(empty) and "area_m2" in empty:
        value = f"{len(empty)}, {empty['area_m2'].sum():.2f} m2"
        found.append(Issue(code="asset.unoccupied", value=value))
    return found


def _listed(names: list[str]) -> str:
    more = "…" if len(names) > MOST_SHOWN else ""
    return f"{len(names)} ({LIST_JOINT.join(names[:MOST_SHOWN])}{more})"
