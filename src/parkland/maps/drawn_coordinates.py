"""In which frame a page draws: WGS 84, or a display copy in the frame of its base map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

from parkland.errors import MissingCrsError
from parkland.maps.gcj02 import moved

if TYPE_CHECKING:
    import geopandas as gpd

WGS84 = "EPSG:4326"


def shown_shapes(shapes: gpd.GeoSeries, *, shift: str) -> gpd.GeoSeries:
    """Return `shapes` in the degrees that the page draws, without heights.

    Raises
    ------
    MissingCrsError
        If nothing says where they lie.
    """
    import geopandas as gpd

    if shapes.crs is None:
        raise MissingCrsError(
            "shapes for the map have no coordinate reference system", do="name it with set_crs"
        )
    degrees = shapes.to_crs(WGS84)
    flat = degrees.to_numpy()
    if shapely.has_z(flat).any():
        flat = shapely.force_2d(flat)
    drawn = shapely.transform(flat, moved) if shift else flat
    return gpd.GeoSeries(drawn, index=degrees.index, crs=degrees.crs)
