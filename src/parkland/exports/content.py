"""What a written table holds: which columns, in which order, under which headings.

Two readers, two tables. A program (`as_fields`) gets every column under its own name. A person
(`as_sheet`) gets headings with units, words in place of codes, the parcel's number and status in
front, and no canonical column in which nothing is known; an own column that repeats a canonical one
under the same heading is left out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from parkland.display import column_kind, stored_heading, value_texts
from parkland.schema import (
    AREA_COLUMNS,
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

    from parkland.display.column_measures import ColumnKind

Shape = Literal["text", "whole", "number", "amount", "date", "moment", "yes_no"]

FIRST = ("parcel_id", "name", "holder", "district", "location")
SHAPES: Mapping[str, Shape] = {
    "text": "text", "code": "text", "area": "amount", "money": "amount", "date": "date",
    "yes_no": "yes_no", "count": "whole",
}  # fmt: skip
# Kinds of columns whose values are codes; flags and answers are words where a cell is written.
IN_WORDS: tuple[ColumnKind, ...] = ("code", "origin", "fields")
COMPUTED = frozenset((*AREA_COLUMNS.values(), *RESULTS, *FLAGS)) - frozenset(FIELDS)
ORIGIN = {field.name: f"raw_{field.name}" for field in PROVENANCE}


@dataclass(frozen=True, slots=True)
class Column:
    """One column to write: its name in the table, its heading, what its cells are, the cells."""

    name: str
    heading: str
    shape: Shape
    cells: pd.Series

    @property
    def is_canonical(self) -> bool:
        """Whether it is a field of the schema."""
        return self.name in FIELDS


def as_fields(parcels: gpd.GeoDataFrame) -> list[Column]:
    """Return every column but the geometry, under its own name.

    Where a row comes from is written as ``raw_source``, ``raw_layer`` and ``raw_source_row``: once
    read again, its source is the file now written. A table that was read from such a file has these
    already, and keeps them.
    """
    geometry = parcels.active_geometry_name
    names = [str(name) for name in parcels.columns if name != geometry]
    columns = []
    for name in names:
        written = ORIGIN.get(name, name)
        if written != name and written in names:
            continue
        column = _column(parcels, name)
        columns.append(replace(column, name=written, heading=written))
    return columns


def as_attributes(parcels: gpd.GeoDataFrame, *, lang: str) -> tuple[list[Column], list[Column]]:
    """Return the columns of a shapefile, under short headings with units, and those left out.

    As `as_fields`, the chief ones in front, words in place of codes; left out are the canonical
    columns in which nothing is known.
    """
    short = resource_folder("wording")["attribute"]
    columns = sorted(as_fields(parcels), key=lambda column: _rank(column.name))
    shown: list[Column] = []
    silent: list[Column] = []
    for column in columns:
        key = f"attribute.{column.name}"
        heading = wording(key, lang) if column.name in short else stored_heading(column.name, lang)
        # these are read back as they are written; codes of an axis are read back from their words
        kept = column.name in DERIVED_FACTS or column_kind(column.name) == "origin"
        one = replace(column if kept else _in_words(column, lang), heading=heading)
        empty = one.is_canonical and len(parcels) and one.cells.isna().all()
        (silent if empty else shown).append(one)
    return shown, silent


def as_sheet(parcels: gpd.GeoDataFrame, *, lang: str) -> list[Column]:
    """Return the columns that a person reads, with headings, words and the chief ones in front."""
    geometry = parcels.active_geometry_name
    names = [str(name) for name in parcels.columns if name != geometry]
    taken: dict[str, Column] = {}
    for name in sorted(names, key=_rank):
        column = _column(parcels, name)
        if column.is_canonical and len(parcels) and column.cells.isna().all():
            continue
        column = _in_words(column, lang)
        heading = stored_heading(name, lang)
        if heading in taken and _says_the_same(taken[heading], column):
            continue
        if heading in taken:
            heading = wording("export.own", lang, name=heading)
        free, number = heading, 2
        while free in taken:
            free, number = f"{heading}_{number}", number + 1
        taken[free] = replace(column, heading=free)
    return list(taken.values())


def _rank(name: str) -> tuple[int, int]:
    """Return where a column stands for people: identity, results, facts, own, where it is from."""
    if name in FIRST:
        return 0, FIRST.index(name)
    if name in ORIGIN or name in ORIGIN.values():
        return 4, 0
    if _is_computed(name):
        return 1, 0
    return (2 if name in FIELDS else 3), 0


def _is_computed(name: str) -> bool:
    return name in COMPUTED or name.startswith(FLAG_PREFIX)


def _says_the_same(one: Column, other: Column) -> bool:
    left, right = (column.cells.astype(object) for column in (one, other))
    both = left.notna() & right.notna()
    same = bool((left.isna() == right.isna()).all())
    return same and bool((left[both].astype("str") == right[both].astype("str")).all())


def _in_words(column: Column, lang: str) -> Column:
    """Put words in place of codes."""
    if column_kind(column.name) not in IN_WORDS:
        return column
    return replace(column, cells=value_texts(column.cells, column.name, lang))


def _column(parcels: gpd.GeoDataFrame, name: str) -> Column:
    values: pd.Series = parcels[name]
    shape = SHAPES[FIELDS[name].kind] if name in FIELDS else None
    return _shaped(name, values, shape or _shape(name, values))


def _shape(name: str, values: pd.Series) -> Shape:
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


def _shaped(name: str, values: pd.Series, shape: Shape) -> Column:
    if shape == "text":
        values = values.map(_text, na_action="ignore").astype("str")
    elif shape in ("date", "moment") and getattr(values.dt, "tz", None) is not None:
        values = values.dt.tz_localize(None)
    return Column(name, name, shape, values)


def _text(value: Any) -> str:
    return str(value)
