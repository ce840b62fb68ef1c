"""KML: folders are layers, however deep; extended data are columns.

GDAL adds a column for each way in which a placemark can be drawn; those that say nothing are left
out. A description is text, whatever markup stands in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

# Columns of the driver, and the values by which they say nothing.
DRAWING = {
    "timestamp": (), "begin": (), "end": (), "altitudeMode": ("clampToGround",),
    "tessellate": (-1, 0, 1), "extrude": (-1, 0, 1), "visibility": (-1, 0, 1), "drawOrder": (),
    "icon": (), "id": (),
}  # fmt: skip
NAMELESS = ("description", "Description", "snippet")


def without_drawing(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a table without the columns that only say how a placemark is drawn."""
    silent = [
        name
        for name in frame.columns
        if (name in DRAWING and frame[name].dropna().isin(DRAWING[name]).all())
        or (name in NAMELESS and frame[name].isna().all())
    ]
    return frame.drop(columns=silent)


def kind_of(path: Path, layer: str) -> str:
    """Return the kinds of geometry in a folder, because KML declares none; empty if it has none."""
    import pyogrio

    frame = pyogrio.read_dataframe(path, layer=layer, columns=[])
    return ", ".join(sorted({str(kind) for kind in frame.geom_type.dropna()}))
