"""The coordinates that a page draws: degrees of WGS 84, as whole steps of Web Mercator.

For a base map that is published in GCJ-02, the page draws a copy that is moved to it (`gcj02`). The
parcels of the ledger are never moved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from parkland.errors import MissingCrsError
from parkland.maps.gcj02 import moved

if TYPE_CHECKING:
    import geopandas as gpd

WGS84 = "EPSG:4326"
EQUATOR_M = 40_075_016.7  # metres of Web Mercator
WORLD = 2**32  # steps around the equator: 8 mm at 29 degrees north
MOST_LATITUDE = 85.06  # Web Mercator is square up to here


def shown_shapes(shapes: gpd.GeoSeries, *, shift: str) -> gpd.GeoSeries:
    """Return `shapes` in the degrees that the page draws, without heights.

    Parameters
    ----------
    shapes
        Geometries with a reference system.
    shift
        ``"gcj02"`` for a copy that is moved to GCJ-02; empty to leave them where they are.

    Raises
    ------
    MissingCrsError
        If the shapes have no reference system.
    """
    import geopandas as gpd

    _required(shapes.crs)
    degrees = shapes.to_crs(WGS84)
    flat = degrees.to_numpy()
    if shapely.has_z(flat).any():
        flat = shapely.force_2d(flat)
    drawn = shapely.transform(flat, moved) if shift else flat
    return gpd.GeoSeries(drawn, index=degrees.index, crs=degrees.crs)


class Degrees:
    """Gives coordinates of a system in the degrees that the page draws, without making shapes.

    They are those of `shown_shapes`. `corners` is the south-western and the north-eastern corner of
    all that was given, latitude first; None where there was nothing.

    Raises
    ------
    MissingCrsError
        If there is no reference system.
    """

    def __init__(self, crs: Any, *, shift: str) -> None:
        from pyproj import Transformer

        self._transformer = Transformer.from_crs(_required(crs), WGS84, always_xy=True)
        self._shift = shift
        self.corners: list[list[float]] | None = None

    def __call__(self, points: np.ndarray) -> np.ndarray:
        """Return longitude and latitude, shape ``(n, 2)``."""
        found = np.column_stack(self._transformer.transform(points[:, 0], points[:, 1]))
        if self._shift:
            found = moved(found)
        if len(found):
            west, south = found.min(axis=0).tolist()
            east, north = found.max(axis=0).tolist()
            if self.corners is not None:
                (least, first), (most, last) = self.corners
                west, south = min(west, first), min(south, least)
                east, north = max(east, last), max(north, most)
            self.corners = [[south, west], [north, east]]
        return found


def _required(crs: Any) -> Any:
    if crs is None:
        raise MissingCrsError("maps.shapes_without_crs")
    return crs


def mercator(degrees: np.ndarray) -> np.ndarray:
    """Return longitude and latitude as whole steps of Web Mercator, y downwards.

    Parameters
    ----------
    degrees
        Shape ``(n, 2)``; latitudes beyond `MOST_LATITUDE` are cut off there.

    Examples
    --------
    >>> mercator(np.array([[0.0, 0.0]])).tolist() == [[WORLD // 2, WORLD // 2]]
    True
    """
    latitude = np.clip(degrees[:, 1], -MOST_LATITUDE, MOST_LATITUDE)
    steps = np.empty((len(degrees), 2), dtype="int64")
    steps[:, 0] = np.rint((degrees[:, 0] / 360 + 0.5) * WORLD)
    steps[:, 1] = np.rint((0.5 - np.arctanh(np.sin(np.radians(latitude))) / (2 * np.pi)) * WORLD)
    return steps
