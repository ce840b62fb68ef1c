"""What a caller can give as a source: a path, a frame in memory, or several of them.

`given_sources` is the one place that decides it. Every verb that reads asks it, and works on its
`GivenSource` objects.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from parkland.errors import ChoiceError, ColumnError, brief
from parkland.file_paths import file_path

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

# What a frame is called that has no name of its own.
UNNAMED = "frame"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GivenSource:
    """One source: a path, or a frame in memory.

    Attributes
    ----------
    shown
        The name for users: the path as it was given, or the name of the frame.
    path
        The path; None for a frame.
    frame
        The frame; None for a path. Its columns have different names, and one holds its shapes.
    given
        What the caller gave, by which a frame that is named twice is known.
    """

    shown: str
    path: Path | None = None
    frame: gpd.GeoDataFrame | None = None
    given: object = None


if TYPE_CHECKING:
    Source = str | os.PathLike[str] | gpd.GeoDataFrame | gpd.GeoSeries | GivenSource


def given_sources(sources: object, /) -> list[GivenSource]:
    """Return one or several sources in the order given.

    Parameters
    ----------
    sources
        A path, a GeoDataFrame or a GeoSeries, an iterable of them, or a mapping of names to them. A
        frame is called by its key, else by ``attrs["name"]``, else ``frame 1``, ``frame 2`` ...

    Raises
    ------
    ChoiceError
        If one is none of these, with the call that makes it one; or if there is none.
    ColumnError
        If a frame has no shapes, or two columns of one name.

    Examples
    --------
    >>> [one.shown for one in given_sources(["a.shp", "b.gpkg"])]
    ['a.shp', 'b.gpkg']
    """
    named = _named(sources)
    if not named:
        raise ChoiceError("sources.no_source")
    given: list[GivenSource] = []
    taken: set[str] = set()
    frames = 0
    for key, one in named:
        if isinstance(one, GivenSource):
            given.append(one)
            continue
        if isinstance(one, str | os.PathLike):
            path = file_path(one, name="source")
            given.append(GivenSource(shown=str(path), path=path))
            taken |= {str(path), path.name}
            continue
        frames += 1
        name = _free(key or _own_name(one) or f"{UNNAMED} {frames}", taken)
        given.append(GivenSource(shown=name, frame=usable_frame(one, name), given=one))
        taken.add(name)
    return given


def _named(sources: object) -> list[tuple[str, Any]]:
    if isinstance(sources, Mapping):
        if "features" in sources:
            raise ChoiceError("frames.shapes_alone", value=brief(sources))
        return [(str(key), one) for key, one in sources.items()]
    if isinstance(sources, str | os.PathLike) or _is_table(sources):
        return [("", sources)]
    # A column of paths is a list of them.
    if isinstance(sources, Iterable) and not isinstance(sources, bytes | bytearray):
        return [("", one) for one in sources]
    return [("", sources)]


def _is_table(value: object) -> bool:
    """Return whether something is one table or one column of shapes, of whatever library."""
    import geopandas as gpd

    has_columns = hasattr(value, "columns") or hasattr(value, "column_names")
    return has_columns or isinstance(value, gpd.GeoSeries) or hasattr(value, "__geo_interface__")


def _own_name(frame: Any) -> str:
    name = getattr(frame, "attrs", {}).get("name")
    return name.strip() if isinstance(name, str) else ""


def _free(name: str, taken: set[str]) -> str:
    """Return a name that no other source has: rows are told apart by source and number."""
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name} ({number})"
    return free


def usable_frame(value: object, name: str, /) -> gpd.GeoDataFrame:
    """Return a frame whose columns have different names, with its active geometry.

    Raises
    ------
    ChoiceError, ColumnError
        See `given_sources`.
    """
    import geopandas as gpd
    import pandas as pd

    if isinstance(value, gpd.GeoSeries):
        return gpd.GeoDataFrame(geometry=value.rename("geometry"))
    if not isinstance(value, pd.DataFrame):
        raise _no_source(value, name)
    if value.columns.nlevels > 1:
        raise ColumnError("frames.column_levels", where=name)
    names = [str(column) for column in value.columns]
    twice = next((column for column in names if names.count(column) > 1), None)
    if twice is not None:
        raise ColumnError("frames.column_twice", where=name, column=brief(twice))
    shapes = [column for column in value.columns if str(value[column].dtype) == "geometry"]
    active = getattr(value, "active_geometry_name", None)
    if active not in shapes:  # none is set, or its column was dropped or renamed
        if not shapes:
            raise ColumnError(_shapeless(value), where=name)
        if len(shapes) > 1:
            first, named = str(shapes[0]), "、".join(map(str, shapes))
            raise ColumnError("frames.which_shapes", where=name, columns=named, first=first)
        active = shapes[0]
    return gpd.GeoDataFrame(value, geometry=active, copy=False)


def _shapeless(frame: Any) -> str:
    """Return the key of the fault of a frame without shapes, by what it has in their place."""
    import shapely

    for column in frame.columns:
        cells = frame[column].dropna()
        kind = str(frame[column].dtype)
        first = cells.iloc[0] if len(cells) else None
        if isinstance(first, shapely.Geometry):
            return "frames.shapes_as_objects"
        if isinstance(first, bytes) or "geoarrow" in kind:
            return "frames.shapes_as_bytes"
        if isinstance(first, str) and first.lstrip()[:12].upper().startswith(_WKT):
            return "frames.shapes_as_text"
    return "frames.no_shapes"


_WKT = ("POLYGON", "MULTIPOLYGON", "POINT", "GEOMETRYCOLL")


def _no_source(value: object, name: str) -> ChoiceError:
    """Return the error for something that is no source, with the call that makes one of it."""
    library = type(value).__module__.partition(".")[0]
    if library in ("dask", "dask_expr", "dask_geopandas"):
        return ChoiceError("frames.dask", where=name)
    if library == "polars":
        return ChoiceError("frames.polars", where=name)
    if library == "pyarrow":
        return ChoiceError("frames.pyarrow", where=name)
    if hasattr(value, "parcels") and hasattr(value, "as_of"):
        return ChoiceError("frames.ledger", where=name)
    if hasattr(value, "__geo_interface__"):
        return ChoiceError("frames.shapes_alone", where=name, value=brief(value))
    return ChoiceError("frames.not_a_source", value=brief(value))


def listed(sources: object, /) -> list[Path]:
    """Return one or several sources as paths, for what is made of files only.

    Raises
    ------
    ChoiceError
        See `given_sources`; also if one is a frame in memory.
    """
    given = given_sources(sources)
    frame = next((one for one in given if one.path is None), None)
    if frame is not None:
        raise ChoiceError("frames.no_file", where=frame.shown)
    return [one.path for one in given if one.path is not None]
