"""Find the tables of assets in workbooks, files and DataFrames, and tell what each is about.

A table is read as a register is: headings among the first hundred rows, merged cells, totals,
hidden sheets. What its rows are about is told by the sheet's headings: the role whose headings it
has most of. The profile can say it for a file by the pattern of its name.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch
from typing import TYPE_CHECKING, Any

import numpy as np

from parkland.assets.asset_headings import AssetHeadings
from parkland.assets.asset_schema import ROLES, TABLES, TABLES_OF
from parkland.assets.class_counts import wrong_class_totals
from parkland.assets.shape_places import placed_by_shapes
from parkland.cleaning.register_tables import is_table, register_tables
from parkland.errors import ChoiceError, SourceFormatError, brief
from parkland.file_paths import file_path
from parkland.issues import Issue
from parkland.schema import PROVENANCE
from parkland.sources import read_parcels
from parkland.sources.heading_rows import find_headings
from parkland.sources.register import opened_table
from parkland.sources.register_sheet import sheet_tables

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from parkland.assets.asset_schema import AssetRole
    from parkland.conventions import Profile
    from parkland.formats.sheet_content import SheetContent

    Tables = str | os.PathLike[str] | pd.DataFrame | Mapping[str, pd.DataFrame] | Iterable[Any]

OURS = frozenset(one.name for one in PROVENANCE)
# Fewer known headings than this say nothing about what a sheet is.
LEAST_KNOWN = 2
EDGE_ROWS = 10
GEOPACKAGE = ".gpkg"
# The roles for which one more known heading is no evidence: their headings stand in others too.
_PREFERRED: tuple[AssetRole, ...] = (
    "notices", "commitments", "occupations", "projects", "enterprises", "buildings",
)  # fmt: skip
# Without one of these fields a sheet is not about a role.
_NEEDED: Mapping[AssetRole, frozenset[str]] = {
    "notices": frozenset({"notice_no"}),
    "commitments": frozenset(
        {
            "indicator", "intensity", "far", "tax_per_mu", "va_per_tce", "va_per_emission",
            "rnd_share", "output_per_mu", "value_added_per_mu",
        }
    ),
    "occupations": frozenset(
        {
            "basis", "lessor_name", "lessor_uscc", "lessor_id", "lessee_name", "lessee_uscc",
            "parcel_id",
        }
    ),
    "projects": frozenset({"project_id", "name"}),
    "buildings": frozenset({"building_id"}),
}  # fmt: skip
# Fields by which alone a sheet of enterprises is none of another role.
_OF_ENTERPRISES = frozenset(
    {
        "year", "tax_cny", "revenue_cny", "output_cny", "value_added_cny", "scale", "stated_class",
        "energy_tce", "employees", "electricity_kwh", "national_tax_cny", "stated_tax_cny_per_mu",
        "stated_score",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RawTable:
    """A table as it was read, and what its rows are about.

    Attributes
    ----------
    role
        What its rows are about.
    frame
        Its columns under the office's headings, then `source`, `layer` and `source_row`.
    headings
        Interprets its headings.
    title
        What stands above it: the names of file and sheet and the titles, which can name a year.
    """

    role: AssetRole
    frame: pd.DataFrame
    headings: AssetHeadings
    title: str = ""


@dataclass(slots=True)
class FoundTables:
    """The tables of all files, and what is told of sheets."""

    tables: list[RawTable] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    paths: list[Path] = field(default_factory=list)


def find_tables(named: Tables, /, *, profile: Profile) -> FoundTables:
    """Return the tables of assets in what a user names.

    Parameters
    ----------
    named
        A path, a DataFrame, a mapping of the name of a table to its DataFrame, or a list of these.
    profile
        The office's conventions.

    Raises
    ------
    ChoiceError
        If it is none of these, or if a file is named twice.
    SourceNotFoundError, SourceFormatError
        If a file cannot be read, or has no table of assets.
    """
    found = FoundTables()
    readers = AssetHeadings.of_all(profile)
    files: list[Path] = []
    for one in _listed(named):
        if isinstance(one, Mapping):
            for name, table in one.items():
                _add_frame(found, table, readers, name=str(name))
        elif is_table(one):
            _add_frame(found, one, readers, name="")
        else:
            files += _files_of(one)
    resolved = [path.resolve() for path in files]
    if twice := next((path for path in resolved if resolved.count(path) > 1), None):
        raise ChoiceError("assets.named_twice", where=twice.name)
    for path in sorted(files, key=lambda path: (path.name, str(path))):
        _add_file(found, path, readers, profile)
    return found


def _listed(named: Tables) -> list[Any]:
    if isinstance(named, (str, os.PathLike, Mapping)) or is_table(named):
        return [named]
    if not isinstance(named, Iterable):
        raise ChoiceError("assets.no_assets", named=brief(named))
    return list(named)


def _files_of(path: str | os.PathLike[str]) -> list[Path]:
    return [file_path(path, name="assets")]


def _add_file(
    found: FoundTables, path: Path, readers: Mapping[AssetRole, AssetHeadings], profile: Profile
) -> None:
    if path.suffix.lower() == GEOPACKAGE:
        _add_layers(found, path, readers, profile)
        return
    told = _role_by_name(path.name, profile)
    others: list[str] = []
    hidden: list[str] = []
    before = len(found.tables)
    with opened_table(path, profile=profile, name="assets") as (file, sheets):
        found.paths.append(path)
        for sheet in sheets:
            if sheet.hidden:
                hidden.append(sheet.name)
                continue
            content = sheet.read()
            found.issues += [
                Issue(code="asset.class_total", source=file.name, value=f"{sheet.name}: {wrong}")
                for wrong in wrong_class_totals(_texts_around(content))
            ]
            role = told or role_of_headings(_heading_sets(content, readers))
            tables = sheet_tables(content, readers[role], file=file.name) if role else None
            if role is None or not isinstance(tables, list):
                others += [sheet.name] if len(content) else []
                continue
            above = " ".join(_title_texts(content))
            for table in tables:
                found.issues += table.issues
                title = f"{file.stem} {table.name} {above}"
                found.tables.append(RawTable(role, table.frame, readers[role], title))
    for code, names in (("asset.sheets_other", others), ("register.sheets_hidden", hidden)):
        if names:
            found.issues.append(Issue(code=code, source=file.name, value="、".join(names)))
    if len(found.tables) == before:
        raise SourceFormatError("assets.no_headings", where=path.name, path=path.name)


def _add_layers(
    found: FoundTables, path: Path, readers: Mapping[AssetRole, AssetHeadings], profile: Profile
) -> None:
    """Add each layer of a GeoPackage, whose shapes are read as those of parcels are."""
    layers = read_parcels(path, profile=profile)
    found.paths.append(path)
    for name, rows in layers.groupby("layer", sort=False):
        # All layers together have the columns of each.
        blank = [column for column in rows if column != "geometry" and rows[column].isna().all()]
        table = rows.drop(columns=[*blank, "unusable"], errors="ignore")
        own = [str(column) for column in table.columns if column not in OURS]
        # A layer of numbers and shapes alone has too few headings to be told by them.
        is_numbered = "project_id" in _fields(own, readers["projects"])
        told = _role_by_name(path.name, profile) or _role_of_table(str(name))
        role = told or _role_of_columns(own, readers) or ("projects" if is_numbered else None)
        if role is None:
            found.issues.append(Issue(code="asset.sheets_other", source=path.name, value=str(name)))
            continue
        _add_frame(found, table, readers, name=TABLES_OF[role][0])


def _texts_around(content: SheetContent) -> list[str]:
    """Return the texts in the first and last rows of a sheet, where sentences stand."""
    numbers = range(len(content))
    rows = sorted({*numbers[:EDGE_ROWS], *numbers[-EDGE_ROWS:]})
    cells = [cell for row in rows for cell in content.row(row)]
    return list(dict.fromkeys(cell for cell in cells if isinstance(cell, str)))


def _title_texts(content: SheetContent) -> list[str]:
    texts = []
    for row in range(min(3, len(content))):
        filled = [cell for cell in content.row(row) if cell is not None]
        if len({str(cell) for cell in filled}) == 1 and isinstance(filled[0], str):
            texts.append(filled[0])
    return texts


def _add_frame(
    found: FoundTables,
    table: Any,
    readers: Mapping[AssetRole, AssetHeadings],
    *,
    name: str,
) -> None:
    if not is_table(table):
        raise ChoiceError("assets.no_table", name=brief(name), table=brief(table))
    frame = register_tables(table)[0]
    if name and not set(table.columns) >= OURS:
        frame = frame.assign(source=name)
    own = [str(column) for column in frame.columns if column not in OURS]
    role = _role_of_table(name) or _role_of_columns(own, readers)
    if role is None:
        raise SourceFormatError(
            "assets.other_columns", where=name or "DataFrame", tables=list(TABLES)
        )
    found.issues += table.attrs.get("issues", [])
    called = name or str(frame["source"].iloc[0] if len(frame) else "DataFrame")
    frame, told = placed_by_shapes(table, frame, headings=readers[role], source=called)
    found.issues += told
    found.tables.append(RawTable(role, frame, readers[role], name))


def _role_of_table(name: str) -> AssetRole | None:
    return next((role for role in ROLES if name in TABLES_OF[role]), None)


def _role_of_columns(
    own: list[str], readers: Mapping[AssetRole, AssetHeadings]
) -> AssetRole | None:
    return role_of_headings({one: (_fields(own, readers[one]), len(own)) for one in ROLES})


def _role_by_name(file: str, profile: Profile) -> AssetRole | None:
    for table, pattern in profile.assets.files.items():
        if fnmatch(file, pattern):
            return _role_of_table(table)
    return None


def _heading_sets(
    content: SheetContent, readers: Mapping[AssetRole, AssetHeadings]
) -> dict[AssetRole, tuple[set[str], int]]:
    """Return for each role the fields that the best headings of a sheet have, and all headings."""
    import pandas as pd

    filled = np.zeros(len(content), dtype=bool)
    for column in content.columns:
        filled |= pd.notna(column)
    found: dict[AssetRole, tuple[set[str], int]] = {}
    for role, reader in readers.items():
        heading = find_headings(content, filled, reader)
        if heading is not None and heading.has_identity:
            names = [name for name in heading.names if name]
            found[role] = (_fields(names, reader), len(names))
    return found


def _fields(names: Iterable[str], reader: AssetHeadings) -> set[str]:
    return {heading.field.partition("@")[0] for name in names if (heading := reader.read(name))}


def role_of_headings(found: Mapping[AssetRole, tuple[set[str], int]], /) -> AssetRole | None:
    """Return what a sheet is about, or None if its headings do not say it.

    Parameters
    ----------
    found
        For each role the fields that the headings have, and the number of headings.
    """
    known: dict[AssetRole, int] = {}
    for role, (fields, _) in found.items():
        needed = _NEEDED.get(role)
        if len(fields) < LEAST_KNOWN or (needed is not None and fields.isdisjoint(needed)):
            continue
        known[role] = len(fields)
    if "occupations" in known and "enterprises" in known:
        of_firms = found["enterprises"][0] & _OF_ENTERPRISES - found["occupations"][0]
        if of_firms and known["enterprises"] >= known["occupations"]:
            del known["occupations"]
    if not known:
        return None
    return max(known, key=lambda role: (known[role], -_PREFERRED.index(role)))
