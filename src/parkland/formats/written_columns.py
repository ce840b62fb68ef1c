"""What a written table holds: which columns, in which order, under which headings.

A program gets every column under its own name (`as_fields`). A person gets headings with units,
words in place of codes, the parcel's number and status in front, and no canonical column in which
nothing is known (`as_sheet`); an own column that repeats a canonical one under the same heading is
left out. A shapefile stands between the two (`as_attributes`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isfinite
from typing import TYPE_CHECKING, Any, Literal

from parkland.column_names import free_name
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

    from parkland.choices import Lang
    from parkland.display.column_measures import ColumnKind

CellShape = Literal["text", "whole", "number", "amount", "date", "moment", "yes_no"]

FIRST = ("parcel_id", "name", "holder", "district", "location")
SHAPES: Mapping[str, CellShape] = {
    "text": "text", "code": "text", "area": "amount", "money": "amount", "date": "date",
    "yes_no": "yes_no", "count": "whole",
}  # fmt: skip
# Kinds of columns whose values are codes; flags and answers are words where a cell is written.
IN_WORDS: tuple[ColumnKind, ...] = ("code", "origin", "fields")
COMPUTED = frozenset((*AREA_COLUMNS.values(), *RESULTS, *FLAGS)) - frozenset(FIELDS)
ORIGIN = {field.name: f"raw_{field.name}" for field in PROVENANCE}


@dataclass(frozen=True, slots=True)
class WrittenColumn:
    """One column to write.

    Attributes
    ----------
    name, heading
        Its name in the table of parcels, and the heading under which it is written.
    shape
        What its cells are.
    cells
        The cells.
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
        """Return the cells as texts, numbers, days, moments or None; yes and no as words.

        A number that is not finite is a text, because a sheet has no such number.
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


def as_fields(parcels: gpd.GeoDataFrame) -> list[WrittenColumn]:
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


def as_attributes(
    parcels: gpd.GeoDataFrame, *, lang: Lang
) -> tuple[list[WrittenColumn], list[WrittenColumn]]:
    """Return the columns of a shapefile, under short headings with units, and those left out.

    As `as_fields`, the chief ones in front, words in place of codes; left out are the canonical
    columns in which nothing is known.
    """
    short = resource_folder("wording")["attribute"]
    columns = sorted(as_fields(parcels), key=lambda column: _rank(column.name))
    shown: list[WrittenColumn] = []
    silent: list[WrittenColumn] = []
    for column in columns:
        key = f"attribute.{column.name}"
        heading = wording(key, lang) if column.name in short else stored_heading(column.name, lang)
        # these are read back as they are written; codes of an axis are read back from their words
        kept = column.name in DERIVED_FACTS or column_kind(column.name) == "origin"
        one = replace(column if kept else _in_words(column, lang), heading=heading)
        empty = one.is_canonical and len(parcels) and one.cells.isna().all()
        (silent if empty else shown).append(one)
    return shown, silent


def as_sheet(parcels: gpd.GeoDataFrame, *, lang: Lang) -> list[WrittenColumn]:
    """Return the columns that a person reads, with headings, words and the chief ones in front."""
    geometry = parcels.active_geometry_name
    names = [str(name) for name in parcels.columns if name != geometry]
    taken: dict[str, WrittenColumn] = {}
    for name in sorted(names, key=_rank):
        column = _column(parcels, name)
        if column.is_canonical and len(parcels) and column.cells.isna().all():
            continue
        column = _in_words(column, lang)
        heading = name if column_kind(name) is None else stored_heading(name, lang)
        if heading in taken and _says_the_same(taken[heading], column):
            continue
        if heading in taken:
            heading = wording("export.own", lang, name=heading)
        free = free_name(heading, taken)
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


def _says_the_same(one: WrittenColumn, other: WrittenColumn) -> bool:
    left, right = (column.cells.astype(object) for column in (one, other))
    both = left.notna() & right.notna()
    same = bool((left.isna() == right.isna()).all())
    return same and bool((left[both].astype("str") == right[both].astype("str")).all())


def _in_words(column: WrittenColumn, lang: Lang) -> WrittenColumn:
    """Put words in place of codes."""
    if column_kind(column.name) not in IN_WORDS:
        return column
    return replace(column, cells=value_texts(column.cells, column.name, lang))


def _column(parcels: gpd.GeoDataFrame, name: str) -> WrittenColumn:
    values: pd.Series = parcels[name]
    shape = SHAPES[FIELDS[name].kind] if name in FIELDS else None
    return _shaped(name, values, shape or _shape(name, values))


def _shape(name: str, values: pd.Series) -> CellShape:
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
    if shape == "text":
        values = values.map(_text, na_action="ignore").astype("str")
    elif shape in ("date", "moment") and getattr(values.dt, "tz", None) is not None:
        values = values.dt.tz_localize(None)
    return WrittenColumn(name, name, shape, values)


def _text(value: Any) -> str:
    return str(value)
