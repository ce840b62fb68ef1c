"""Select the columns of a written table, their order and their headings.

A table for programs has every column under its own name (`as_fields`). A table for people has
headings with units, words in place of codes, and the parcel's number and status in front; empty
canonical columns are left out, and so is an own column with the heading and the values of a
canonical one (`as_sheet`). A shapefile is for both (`as_attributes`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isfinite
from typing import TYPE_CHECKING, Any, Literal

from parkland.column_names import free_name
from parkland.display import column_kind, stored_heading, value_texts
from parkland.schema import (
    AREA_COLUMNS,
    AXIS_PREFIX,
    DERIVED_FACTS,
    FIELDS,
    FLAG_PREFIX,
    FLAGS,
    PROVENANCE,
    RESULTS,
)
from parkland.wording import resource_folder, wording

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import pandas as pd

    from parkland.choices import Lang
    from parkland.conventions import StatusSet
    from parkland.display.column_measures import ColumnKind

CellShape = Literal["text", "whole", "number", "amount", "date", "moment", "yes_no"]

# Of a ledger without law these canonical columns are written also where they are empty.
ALWAYS_WRITTEN = ("parcel_id", "name", "stated_area_m2", "status_text", "unreadable")
FIRST = ("parcel_id", "name", "holder", "district", "location")
SHAPES: Mapping[str, CellShape] = {
    "text": "text", "code": "text", "area": "amount", "money": "amount", "date": "date",
    "yes_no": "yes_no", "count": "whole",
}  # fmt: skip
# Values of these kinds are codes, which tables for people show as words. Flags and answers are
# booleans until a cell is written, because a workbook and a .dbf have types for them.
IN_WORDS: tuple[ColumnKind, ...] = ("code", "origin", "fields")
COMPUTED = frozenset((*AREA_COLUMNS.values(), *RESULTS, *FLAGS)) - frozenset(FIELDS)
ORIGIN = {field.name: f"raw_{field.name}" for field in PROVENANCE}


@dataclass(frozen=True, slots=True)
class WrittenColumn:
    """One column to write.

    Attributes
    ----------
    name, heading
        The name in the table of parcels, and the heading in the file.
    shape
        The type of its cells.
    cells
        The values.
    """

    name: str
    heading: str
    shape: CellShape
    cells: pd.Series

    @property
    def is_canonical(self) -> bool:
        """Whether it is a field of the schema."""
        return self.name in FIELDS

    def values(self, lang: Lang) -> list[Any]:
        """Return the cells as texts, numbers, days, moments or None.

        Booleans become words in `lang`. A number that is not finite becomes a text, because a sheet
        has no such number.
        """
        filled = self.cells.astype(object).where(self.cells.notna(), None).tolist()
        if self.shape == "yes_no":
            words = {True: wording("answer.yes", lang), False: wording("answer.no", lang)}
            return [None if value is None else words[bool(value)] for value in filled]
        if self.shape in ("amount", "number"):
            numbers = [None if value is None else float(value) for value in filled]
            return [n if n is None or isfinite(n) else str(n) for n in numbers]
        if self.shape == "date":
            return [None if value is None else value.date() for value in filled]
        if self.shape == "moment":
            return [None if value is None else value.to_pydatetime() for value in filled]
        if self.shape == "whole":
            return [None if value is None else int(value) for value in filled]
        return filled


def as_fields(
    parcels: gpd.GeoDataFrame, *, statuses: StatusSet | None = None
) -> list[WrittenColumn]:
    """Return every column except the geometry under its own name.

    Without law the canonical columns in which nothing is known are left out, but for those by which
    parkland recognises its file: an office elsewhere has no use for them.

    The provenance of a row is written as ``raw_source``, ``raw_layer`` and ``raw_source_row``,
    because reading the file makes it the new source. A table that was read from such a file has
    these columns already and keeps them.
    """
    geometry = parcels.active_geometry_name
    names = [str(name) for name in parcels.columns if name != geometry]
    columns = []
    for name in names:
        written = ORIGIN.get(name, name)
        # The table was read from a written file: the first provenance is kept, not the second.
        if written != name and written in names:
            continue
        if statuses is not None and not statuses.has_law and is_unused(parcels, name):
            continue
        column = _column(parcels, name)
        columns.append(replace(column, name=written, heading=written))
    return columns


def is_unused(parcels: gpd.GeoDataFrame, name: str) -> bool:
    """Return whether a column is canonical and empty, and none by which a file is recognised."""
    return name in FIELDS and name not in ALWAYS_WRITTEN and bool(parcels[name].isna().all())


def as_attributes(
    parcels: gpd.GeoDataFrame, *, lang: Lang, statuses: StatusSet | None = None
) -> tuple[list[WrittenColumn], list[WrittenColumn]]:
    """Return the columns of a shapefile, and the columns that are left out.

    The columns are those of `as_fields` with short headings, units and words in place of codes. The
    most important columns come first. Empty canonical columns are left out.
    """
    short = resource_folder("wording")["attribute"]
    columns = sorted(as_fields(parcels, statuses=statuses), key=lambda column: _rank(column.name))
    shown: list[WrittenColumn] = []
    silent: list[WrittenColumn] = []
    for column in columns:
        key = f"attribute.{column.name}"
        heading = stored_heading(column.name, lang, statuses=statuses)
        if column.name in short and not (statuses and statuses.label(column.name, lang)):
            heading = wording(key, lang)
        # Derived facts and origins are read back without interpretation, so that they keep their
        # codes. The codes of an axis can be recovered from their words.
        kept = column.name in DERIVED_FACTS or column_kind(column.name) == "origin"
        one = replace(column if kept else _in_words(column, lang, statuses), heading=heading)
        empty = one.is_canonical and len(parcels) and one.cells.isna().all()
        (silent if empty else shown).append(one)
    # what the table beside a shapefile lists without law are the fields that parkland looks for
    has_law = statuses is None or statuses.has_law
    return shown, silent if has_law else []


def as_sheet(
    parcels: gpd.GeoDataFrame, *, lang: Lang, statuses: StatusSet | None = None
) -> list[WrittenColumn]:
    """Return the columns of a table for people, with the most important columns in front."""
    geometry = parcels.active_geometry_name
    names = [str(name) for name in parcels.columns if name != geometry]
    taken: dict[str, WrittenColumn] = {}
    for name in sorted(names, key=_rank):
        column = _column(parcels, name)
        if column.is_canonical and len(parcels) and column.cells.isna().all():
            continue
        column = _in_words(column, lang, statuses)
        heading = name
        if column_kind(name) is not None:
            heading = stored_heading(name, lang, statuses=statuses)
        if heading in taken and _has_equal_cells(taken[heading], column):
            continue
        # An own column with the heading of a canonical one and other cells is marked as own.
        if heading in taken:
            heading = wording("export.own", lang, name=heading)
        free = free_name(heading, taken)
        taken[free] = replace(column, heading=free)
    return list(taken.values())


def _rank(name: str) -> tuple[int, int]:
    """Return the rank of a column in a table for people.

    The order is: identity, results, other facts, the office's own columns, provenance.
    """
    if name in FIRST:
        return 0, FIRST.index(name)
    if name in ORIGIN or name in ORIGIN.values():
        return 4, 0
    if _is_computed(name):
        return 1, 0
    return (2 if name in FIELDS else 3), 0


def _is_computed(name: str) -> bool:
    return name in COMPUTED or name.startswith((FLAG_PREFIX, AXIS_PREFIX))


def _has_equal_cells(one: WrittenColumn, other: WrittenColumn) -> bool:
    """Return whether two columns have the same texts and the same missing cells."""
    left, right = (column.cells.astype(object) for column in (one, other))
    both = left.notna() & right.notna()
    same = bool((left.isna() == right.isna()).all())
    return same and bool((left[both].astype("str") == right[both].astype("str")).all())


def _in_words(column: WrittenColumn, lang: Lang, statuses: StatusSet | None) -> WrittenColumn:
    """Return the column with words in place of codes."""
    if column_kind(column.name) not in IN_WORDS:
        return column
    return replace(column, cells=value_texts(column.cells, column.name, lang, statuses=statuses))


def _column(parcels: gpd.GeoDataFrame, name: str) -> WrittenColumn:
    values: pd.Series = parcels[name]
    shape = SHAPES[FIELDS[name].kind] if name in FIELDS else None
    return _shaped(name, values, shape or _shape(name, values))


def _shape(name: str, values: pd.Series) -> CellShape:
    """Return the type of cells of a column that is not in the schema, by its dtype and name."""
    kind = values.dtype.kind
    if kind == "b":
        return "yes_no"
    if kind in "iu":
        return "whole"
    if kind == "f":
        return "amount" if name.endswith(("_m2", "_mu", "_cny")) or name == "fee" else "number"
    if kind == "M":
        days = values.dt.normalize()
        return (
            "date" if name.endswith(("_on", "_since")) or bool((days == values).all()) else "moment"
        )
    return "text"


def _shaped(name: str, values: pd.Series, shape: CellShape) -> WrittenColumn:
    # Excel and the .dbf have no time zones; the local time is what the office wrote.
    if shape == "text":
        values = values.map(_text, na_action="ignore").astype("str")
    elif shape in ("date", "moment") and getattr(values.dt, "tz", None) is not None:
        values = values.dt.tz_localize(None)
    return WrittenColumn(name, name, shape, values)


def _text(value: Any) -> str:
    return str(value)
