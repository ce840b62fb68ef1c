"""`read_assets`: from what a user names to the tables of assets."""

from __future__ import annotations

from fnmatch import fnmatch
from typing import TYPE_CHECKING, Any

from parkland.assets.asset_files import find_tables
from parkland.assets.asset_record import Assets, no_assets
from parkland.assets.commitment_frame import commitment_frame
from parkland.assets.enterprise_frames import enterprise_frame, yearly_frame
from parkland.assets.figure_checks import figure_issues
from parkland.assets.land_checks import land_issues
from parkland.assets.mentions import all_mentions
from parkland.assets.occupation_frame import occupation_frame
from parkland.assets.parcel_links import ParcelNumbers
from parkland.assets.place_checks import sound_places
from parkland.assets.project_checks import lonely_issues, notice_issues, project_issues
from parkland.assets.project_frames import building_frame, notice_frame, project_frames
from parkland.assets.typed_rows import typed_rows
from parkland.conventions import load_profile
from parkland.issues import issue_table
from parkland.sources.receipt import RegisterReceipt

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd

    from parkland.assets.asset_files import Tables
    from parkland.assets.typed_rows import TypedRows
    from parkland.cleaning.issue_collector import IssueCollector
    from parkland.conventions import Profile


def read_assets(
    tables: Tables,
    /,
    *,
    profile: str | os.PathLike[str] | Profile = "default",
    parcels: pd.DataFrame | None = None,
) -> Assets:
    """Read tables of enterprises, leases, yearly figures, notices, projects and commitments.

    Parameters
    ----------
    tables
        A workbook whose sheets are such tables, a file, a DataFrame, a mapping of the name of a
        table to its DataFrame, or a list of these. What a sheet is about is told by its headings,
        or by the profile (``assets.enterprises = "企业名录*.xlsx"``). Shapes of enterprises and
        projects, of a GeoDataFrame or a GeoPackage, give each its place if no column does.
    profile
        The office's conventions: units of columns that name none, cells that mean "not known".
    parcels
        Cleaned and measured parcels. With them, numbers of parcels are compared, holders become own
        occupations, units of areas are checked by the shapes, and faults that concern land are
        found. Default: none of this.

    Returns
    -------
    Assets
        The tables, and the issues about them. Nothing is dropped: a row that cannot be used is
        named in an issue.

    Raises
    ------
    ChoiceError
        If `tables` is none of these.
    ParklandError
        If a file cannot be read, or has no such table; `parkland.errors` lists the classes.

    Examples
    --------
    >>> import pandas as pd
    >>> import parkland as pk
    >>> lessor, tenant = "示例甲有限公司", "示例乙有限公司"
    >>> leases = pd.DataFrame(
    ...     {"企业名称": [lessor], "承租企业": [tenant], "出租面积（㎡）": [3000]}
    ... )
    >>> made = pk.read_assets({"occupations": leases}).occupations
    >>> made[["enterprise_id", "lessor_id", "land_m2"]].values.tolist()
    [['name:示例乙有限公司', 'name:示例甲有限公司', 3000.0]]
    """
    conventions = load_profile(profile)
    found = find_tables(tables, profile=conventions)
    numbers = ParcelNumbers.of(parcels)
    typed = [
        typed_rows(one, profile=conventions, measured=numbers.areas_of(one)) for one in found.tables
    ]
    typed.sort(key=_place)
    mentions = all_mentions(typed)
    enterprises, about_enterprises = enterprise_frame(typed, mentions)
    yearly, areas, about_yearly = yearly_frame(typed, mentions, conventions)
    enterprises, about_places = sound_places(enterprises, "enterprise_id", parcels)
    occupations, about_land = occupation_frame(typed, mentions, areas, parcels)
    projects, project_years, about_projects = project_frames(typed, mentions, numbers, conventions)
    projects, about_sites = sound_places(projects, "project_id", parcels)
    buildings, about_buildings = building_frame(typed, numbers)
    notices, about_notices = notice_frame(typed, mentions, numbers)
    commitments, about_commitments = commitment_frame(typed, projects, numbers)
    collectors: list[IssueCollector] = [
        *(one.collector for one in typed),
        mentions.collector,
        about_enterprises,
        about_places,
        about_sites,
        about_yearly,
        *about_land,
        *about_projects,
        *about_buildings,
        *about_notices,
        *about_commitments,
    ]
    collectors += land_issues(occupations, buildings, parcels, conventions)
    collectors.append(figure_issues(yearly, occupations, parcels, conventions))
    collectors.append(notice_issues(notices))
    collectors += project_issues(projects, project_years)
    issues = [
        *found.issues,
        *(issue for one in collectors for issue in one.issues),
        *lonely_issues(enterprises, occupations, parcels),
    ]
    return Assets(
        enterprises=enterprises,
        occupations=occupations,
        buildings=buildings,
        yearly=yearly,
        notices=notices,
        projects=projects,
        project_years=project_years,
        commitments=commitments,
        issues=issue_table(issues),
        receipts=tuple(map(_receipt, typed)),
        files=tuple(found.paths),
    )


def _place(table: TypedRows) -> tuple[str, str, str]:
    """Return what tables are sorted by, so that the order in which they are named has no effect."""
    rows = table.rows
    return (
        (str(rows["source"].iloc[0]), str(rows["layer"].iloc[0]), table.role)
        if len(rows)
        else ("", "", table.role)
    )


def _receipt(table: TypedRows) -> RegisterReceipt:
    rows = table.rows
    return RegisterReceipt(
        source=str(rows["source"].iloc[0]) if len(rows) else "",
        sheets=tuple(dict.fromkeys(map(str, rows["layer"]))),
        rows=len(rows),
        account=table.account,
    )


def folder_assets(source: Path | None, profile: Profile, /) -> list[Path]:
    """Return the files in a folder that the profile names as tables of assets, sorted by name."""
    patterns = list(profile.assets.files.values())
    if source is None or not source.is_dir() or not patterns:
        return []
    return [
        path
        for path in sorted(source.iterdir())
        if path.is_file() and any(fnmatch(path.name, pattern) for pattern in patterns)
    ]


def assets_of(
    named: Any, parcels: pd.DataFrame, profile: Profile, source: Path | None
) -> Assets | None:
    """Return the assets that a user names, else those in the folder, else None."""
    if isinstance(named, Assets):
        return named
    tables: Sequence[Path] | Any = folder_assets(source, profile) if named is None else named
    if isinstance(tables, list) and not tables:
        return no_assets() if named is not None else None
    return read_assets(tables, profile=profile, parcels=parcels)
