"""The names of the columns of a table that is cleaned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.cleaning.parkland_tables import is_result
from parkland.column_names import free_name
from parkland.errors import ColumnError
from parkland.schema import FIELDS

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from parkland.cleaning.issue_collector import IssueCollector

RESERVED = frozenset({*FIELDS, "geometry"})


def with_text_names(raw: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a copy that shares its values, with texts as names of columns.

    Raises
    ------
    ColumnError
        If two columns have one name.
    """
    copy = raw.copy(deep=False)
    names = [str(name) for name in raw.columns]
    if names != list(raw.columns):
        copy = copy.set_axis(names, axis=1)
    twice = copy.columns[copy.columns.duplicated()]
    if len(twice):
        raise ColumnError("cleaning.same_name", twice=twice[0])
    return copy


def renamed_columns(own: pd.DataFrame, collector: IssueCollector) -> dict[str, str]:
    """Return new names for own columns whose name is canonical, and report them."""
    names = [str(name) for name in own.columns]
    renamed: dict[str, str] = {}
    for name in names:
        if _is_reserved(name):
            renamed[name] = free_name(f"raw_{name}", [*names, *renamed.values()])
            collector.add_column("column.renamed", own[name], field=name, value=renamed[name])
    return renamed


def columns_beside(extra: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Return the columns of the register under names that neither the layer nor the schema has."""
    taken = list(names)
    new = []
    for name in map(str, extra.columns):
        clashes = name in names or _is_reserved(name)
        new.append(free_name(f"register_{name}" if clashes else name, taken))
        taken.append(new[-1])
    return extra.set_axis(new, axis=1)


def _is_reserved(name: str) -> bool:
    return name in RESERVED or is_result(name)
