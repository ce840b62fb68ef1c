"""The shapes of enterprises and projects: each gives its row a place inside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from parkland.issues import Issue

if TYPE_CHECKING:
    import pandas as pd

    from parkland.assets.asset_headings import AssetHeadings

WGS84 = "EPSG:4326"
PLACED = {"longitude": "经度", "latitude": "纬度"}


def placed_by_shapes(
    table: Any, frame: pd.DataFrame, *, headings: AssetHeadings, source: str
) -> tuple[pd.DataFrame, list[Issue]]:
    """Return the columns of a table with a place inside each of its shapes, in degrees of WGS 84.

    Parameters
    ----------
    table
        As the user named it; shapes are those of a GeoDataFrame, in any reference system.
    frame
        Its columns without shapes, in the same order.
    headings
        Interprets the headings; only those of enterprises and projects know coordinates. Columns
        of coordinates come before shapes.
    source
        What the table is called in issues.
    """
    shapes = _shapes(table)
    if shapes is None or not len(shapes):
        return frame, []
    has_own = any(
        (found := headings.read(str(column))) and found.field in PLACED for column in frame.columns
    )
    known = [name for name in PLACED if name in _fields(headings)]
    if has_own or len(known) < len(PLACED):
        return frame, [Issue(code="asset.shapes_ignored", source=source, value=str(len(shapes)))]
    if shapes.crs is None:
        return frame, [Issue(code="asset.shapes_unplaced", source=source, value=str(len(shapes)))]
    inside = shapes.representative_point()
    moved = inside.to_crs(WGS84)
    lost = ~(np.isfinite(moved.x) & np.isfinite(moved.y))
    # What cannot be transformed keeps its numbers, so that the check of places names the row.
    numbers: dict[str, Any] = {
        PLACED["longitude"]: moved.x.mask(lost, inside.x).to_numpy(),
        PLACED["latitude"]: moved.y.mask(lost, inside.y).to_numpy(),
    }
    return frame.assign(**numbers), []


def _fields(headings: AssetHeadings) -> set[str]:
    """Return the fields of a place that a role has."""
    return {found.field for text in PLACED.values() if (found := headings.read(text))}


def _shapes(table: Any) -> Any:
    """Return the shapes of a GeoDataFrame that has an active geometry, else None."""
    import geopandas as gpd

    if not isinstance(table, gpd.GeoDataFrame) or table.active_geometry_name is None:
        return None
    shapes = table.geometry
    return shapes if shapes.notna().any() else None
