"""Every table of the sources with the office's own columns, and what the shapes say about it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from parkland.columns import understand
from parkland.crs import lonlat_bounds
from parkland.errors import ParklandError, SourceFormatError
from parkland.formats.format_lookup import is_register_file
from parkland.geodesy import geodesic_m2
from parkland.outlines import is_point
from parkland.register_choice import chosen_registers
from parkland.schema import PROVENANCE, UNUSABLE
from parkland.sources import given_sources, layers_read, read_register, reading_settings
from parkland.sources.register import opened_table

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

    from parkland.columns import ColumnAccount
    from parkland.conventions import Profile
    from parkland.crs import Box
    from parkland.sources import SourceReceipt

EVERY_LAYER = ("*",)
HEADINGS_AND_ROW = 2  # rows


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundTable:
    """A layer or a register with the columns that the office wrote.

    Attributes
    ----------
    name
        The file, with the layer or sheets if it has several.
    layer
        The layer; empty for a register.
    columns
        The office's own columns.
    account
        What they became by the profile.
    measured_m2
        The ellipsoidal area of each row; NaN without an outline.
    points
        How many rows are points.
    epsg
        The EPSG code of the declared system, or an empty text.
    bounds
        West, south, east and north in degrees, or None without shapes.
    is_table
        Whether it is a sheet of which no heading is known.
    """

    name: str
    layer: str
    columns: pd.DataFrame
    account: ColumnAccount
    measured_m2: np.ndarray
    points: int = 0
    epsg: str = ""
    bounds: Box | None = None
    is_table: bool = False


def found_tables(
    sources: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    *,
    profile: Profile,
    register: Iterable[str | os.PathLike[str] | pd.DataFrame] | None = None,
    **reading: Any,
) -> list[FoundTable]:
    """Return the layers and registers of `sources`, read by a profile.

    Points of every layer are read, because a draft cannot know yet that they are parcels.

    Raises
    ------
    SourceError, ChoiceError
        See `inspect_source` and `read_register`.
    """
    every = replace(profile, points=profile.points or EVERY_LAYER)
    layer, sheet = reading.pop("layer", None), reading.pop("sheet", None)
    settings = {"encoding": None, "crs": None, "axes": "east-north", **reading}
    how = replace(reading_settings(every, **settings), on_bad_crs="record")
    given = given_sources(sources)
    holds_points = how.is_table or (lambda _: False)
    paths = [one.path for one in given if one.path is not None]
    registers = [path for path in paths if is_register_file(path) and not holds_points(path)]
    layers = [one for one in given if one.path not in registers]
    tables, plain = [], []
    for path in registers:
        try:
            tables.append(read_register(path, sheet=sheet, profile=every))
        except SourceFormatError:  # no heading of it is known yet, as in a new office
            plain += _plain_tables(path, every)
    only = layers[0].path if len(layers) == 1 and not tables else None
    named = list(register) if register is not None else None
    tables += chosen_registers(named, only, every)[0]
    found = [
        _of_layer(frame, receipt)
        for one in layers
        for frame, receipt in layers_read(one, layer, how)[0]
    ]
    return found + [_of_register(table, every) for table in tables] + plain


def _plain_tables(path: Path, profile: Profile) -> list[FoundTable]:
    """Return the sheets of a table whose headings are not known: the first row has them.

    Raises
    ------
    SourceFormatError, EncodingError
        If the file cannot be read, or no sheet has a row below its headings.
    """
    import pandas as pd

    found = []
    with opened_table(path, profile=profile) as (_, sheets):
        for sheet in sheets:
            content = sheet.read()
            filled = [
                row
                for row in range(len(content))
                if any(cell not in (None, "") for cell in content.row(row))
            ]
            if len(filled) < HEADINGS_AND_ROW:
                continue
            names = [str(cell) for cell in content.row(filled[0])]
            rows = filled[1:]
            cells = {
                name: pd.Series(column[rows], dtype=object)
                for name, column in zip(names, content.columns, strict=True)
                if name not in ("None", "")
            }
            columns = pd.DataFrame(cells)
            found.append(
                FoundTable(
                    name=path.name,
                    layer=path.stem if len(content.columns) else "",
                    columns=columns,
                    account=understand(columns, profile=profile),
                    measured_m2=np.full(len(columns), np.nan),
                    is_table=True,
                )
            )
    if not found:
        raise SourceFormatError("office_profiles.no_rows", where=path)
    return found


def _own(table: pd.DataFrame) -> pd.DataFrame:
    """Return the columns of the office."""
    import pandas as pd

    ours = {*(field.name for field in PROVENANCE), UNUSABLE}
    ours.add(getattr(table, "active_geometry_name", None) or "geometry")
    return pd.DataFrame(table[[name for name in table.columns if name not in ours]])


def _of_layer(rows: gpd.GeoDataFrame, receipt: SourceReceipt) -> FoundTable:
    areas = np.full(len(rows), np.nan)
    points = is_point(rows.geometry)
    with suppress(ParklandError):  # a shape that cannot be measured says nothing about a unit
        areas = np.where(points, np.nan, geodesic_m2(rows.geometry))
    bounds = None
    if rows.crs is not None and rows.geometry.notna().any():
        west, south, east, north = (float(edge) for edge in rows.total_bounds)
        bounds = lonlat_bounds((west, south, east, north), rows.crs)
    code = rows.crs.to_epsg() if rows.crs is not None else None
    return FoundTable(
        name=receipt.source,
        layer=receipt.layer,
        columns=_own(rows),
        account=receipt.account,
        measured_m2=areas,
        points=int(points.sum()),
        epsg=f"EPSG:{code}" if code else "",
        bounds=bounds,
    )


def _of_register(table: pd.DataFrame, profile: Profile) -> FoundTable:
    own = _own(table)
    return FoundTable(
        name=str(table["source"].iloc[0]) if len(table) else "",
        layer="",
        columns=own,
        account=understand(own, profile=profile),
        measured_m2=np.full(len(table), np.nan),
    )
