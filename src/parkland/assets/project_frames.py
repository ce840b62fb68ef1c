"""The tables of projects with their years, of buildings, of notices and of commitments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parkland.assets.agreeing_rows import one_row_each
from parkland.assets.asset_schema import columns_of, empty_frame
from parkland.assets.asset_years import by_year
from parkland.assets.enterprise_keys import BY_NAME, clean_name
from parkland.cleaning.issue_collector import IssueCollector
from parkland.schema import LIST_JOINT, PROVENANCE, as_kind, blank

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from parkland.assets.asset_schema import AssetTable
    from parkland.assets.mentions import Mentions
    from parkland.assets.parcel_links import ParcelNumbers
    from parkland.assets.typed_rows import TypedRows
    from parkland.conventions import Profile

OURS = [one.name for one in PROVENANCE]


def project_frames(
    tables: Sequence[TypedRows], mentions: Mentions, numbers: ParcelNumbers, profile: Profile
) -> tuple[pd.DataFrame, pd.DataFrame, list[IssueCollector]]:
    """Return the projects, one row each, and what was done in each year.

    The key of a project is its number, else ``name:`` and its name. A parent is found by its
    number or its exact name.
    """
    projects, years = [], []
    for number, table in enumerate(tables):
        if table.role != "projects":
            continue
        key = _project_key(table)
        part = _plain(table, "projects")
        part["project_id"] = key
        part["enterprise_id"] = mentions.of(number).reindex(part.index).astype("str")
        projects.append(part)
        done = by_year(table, profile)
        done["project_id"] = done["row"].map(key)
        for name in ("done_cny", "items_done"):
            if name not in done:
                done[name] = blank(columns_of("project_years")[name].kind, done.index)
        done = done[done[["done_cny", "items_done"]].notna().any(axis=1)]
        years.append(done.drop(columns="row"))
    rows = _together(projects, "projects")
    collector = IssueCollector(rows)
    lost = rows.index[rows["project_id"].isna()]
    collector.add("asset.no_project", lost, field="project_id", action="quarantined")
    rows = rows.drop(index=lost)
    if not len(rows):
        return empty_frame("projects"), empty_frame("project_years"), [collector]
    known, unknown = numbers.lists_as_known(rows["parcel_ids"])
    if numbers.known:
        collector.add("asset.parcel_unknown", unknown.index, field="parcel_ids", values=unknown)
    rows["parcel_ids"] = known
    frame = _one_each(rows, "projects", ["project_id"], collector, "asset.project_differs")
    frame["parent_id"] = _parents(frame, collector, rows)
    done = _together(years, "project_years")
    about_years = IssueCollector(done)
    done = done.dropna(subset=["project_id", "year"])
    if not len(done):
        return frame, empty_frame("project_years"), [collector, about_years]
    yearly = _one_each(
        done, "project_years", ["project_id", "year"], about_years, "asset.year_differs"
    )
    return frame, yearly, [collector, about_years]


def _project_key(table: TypedRows) -> pd.Series:
    number, name = table.column("project_id"), table.column("name")
    named = name.map(lambda text: BY_NAME + clean_name(text), na_action="ignore").astype("str")
    return number.where(number.notna(), named)


def _parents(frame: pd.DataFrame, collector: IssueCollector, rows: pd.DataFrame) -> pd.Series:
    """Return the number of the parent of each project, by number or exact name."""
    by_name = {
        clean_name(name): key
        for name, key in zip(frame["name"], frame["project_id"], strict=True)
        if isinstance(name, str)
    }
    known = set(frame["project_id"])
    parent = frame["parent_id"]
    found = parent.map(
        lambda text: text if text in known else by_name.get(clean_name(text)), na_action="ignore"
    )
    lost = set(parent[parent.notna() & found.isna()])
    where = rows.index[rows["parent_id"].isin(lost)]
    collector.add("asset.parent_unknown", where, field="parent_id", values=rows["parent_id"])
    return parent.where(found.isna(), found.astype("str"))


def building_frame(
    tables: Sequence[TypedRows], numbers: ParcelNumbers
) -> tuple[pd.DataFrame, list[IssueCollector]]:
    """Return the buildings, one row each."""
    rows = _together(
        [_plain(one, "buildings") for one in tables if one.role == "buildings"], "buildings"
    )
    collector = IssueCollector(rows)
    lost = rows.index[rows["building_id"].isna()]
    collector.add("asset.no_key", lost, field="building_id", action="quarantined")
    rows = rows.drop(index=lost)
    if not len(rows):
        return empty_frame("buildings"), [collector]
    rows["parcel_id"] = _numbers(rows, numbers, collector)
    frame = _one_each(rows, "buildings", ["building_id"], collector, "asset.building_differs")
    return frame, [collector]


def _numbers(rows: pd.DataFrame, numbers: ParcelNumbers, collector: IssueCollector) -> pd.Series:
    known, unknown = numbers.as_known(rows["parcel_id"])
    if numbers.known:
        collector.add("asset.parcel_unknown", unknown, field="parcel_id", values=rows["parcel_id"])
    return known


def notice_frame(
    tables: Sequence[TypedRows], mentions: Mentions, numbers: ParcelNumbers
) -> tuple[pd.DataFrame, list[IssueCollector]]:
    """Return the notices, one row each; several rows of one number are one notice."""
    import pandas as pd

    parts = []
    for number, table in enumerate(tables):
        if table.role != "notices":
            continue
        part = _plain(table, "notices")
        keys = mentions.of(number).dropna()
        part["enterprise_ids"] = (
            keys.groupby(level=0).agg(_joined).reindex(part.index).astype("str")
        )
        parts.append(part)
    rows = _together(parts, "notices")
    collector = IssueCollector(rows)
    lost = rows.index[rows["notice_no"].isna()]
    collector.add("asset.no_key", lost, field="notice_no", action="quarantined")
    rows = rows.drop(index=lost)
    if not len(rows):
        return empty_frame("notices"), [collector]
    known, unknown = numbers.lists_as_known(rows["parcel_ids"])
    if numbers.known:
        collector.add("asset.parcel_unknown", unknown.index, field="parcel_ids", values=unknown)
    rows["parcel_ids"] = known
    lists = {
        name: rows[name].dropna().groupby(rows["notice_no"]).agg(_joined)
        for name in ("enterprise_ids", "parcel_ids")
    }
    frame = _one_each(rows, "notices", ["notice_no"], collector, "asset.notice_differs")
    for name, joined in lists.items():
        frame[name] = pd.Series(frame["notice_no"].map(joined), dtype="str")
    return frame, [collector]


def _joined(texts: pd.Series) -> str:
    """Return lists of several cells as one sorted list, each entry once."""
    parts = {part for text in texts for part in str(text).split(LIST_JOINT) if part}
    return LIST_JOINT.join(sorted(parts))


def _plain(table: TypedRows, name: AssetTable) -> pd.DataFrame:
    """Return the columns of a table of assets that typed rows have, and blank ones."""
    import pandas as pd

    columns: dict[str, Any] = {}
    for column, one in columns_of(name).items():
        has = column in table.rows
        columns[column] = table.rows[column] if has else blank(one.kind, table.rows.index)
    return pd.DataFrame(columns)


def _together(parts: list[pd.DataFrame], name: AssetTable) -> pd.DataFrame:
    import pandas as pd

    filled = [part for part in parts if len(part)]
    if not filled:
        return empty_frame(name)
    rows = pd.concat(filled, ignore_index=True)
    return rows.sort_values(OURS, kind="stable").reset_index(drop=True)


def _one_each(
    rows: pd.DataFrame, name: AssetTable, key: list[str], collector: IssueCollector, code: str
) -> pd.DataFrame:
    columns = columns_of(name)
    fields = {column: one for column, one in columns.items() if one.table and column not in key}
    frame = one_row_each(rows, key, fields, collector, code=code, text_code=code)
    typed = {column: as_kind(frame[column], one.kind) for column, one in columns.items()}
    made: pd.DataFrame = frame[list(columns)].assign(**typed)
    return made
