"""Closed lines as parcels: a red line that someone drew as a line encloses land.

A record whose line ends where it begins is read as the polygon that it encloses, and so is one of
several lines that form closed rings. The rings of one record are shells and holes by position. A
layer of lines is read only if the source has no layer of polygons, and all lines of the layer are
closed: roads and contours are lines too.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import numpy as np
import shapely

from parkland.errors import ParklandError
from parkland.issues import Issue
from parkland.phrases import Phrase, template_of
from parkland.ring_nesting import polygons_by_position

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd

    from parkland.formats.layers import Layer, ReadOptions

LINES = (shapely.GeometryType.LINESTRING, shapely.GeometryType.MULTILINESTRING)
FEWEST = 4  # coordinates of a closed line with three corners


def with_closed_lines(frame: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[Issue]]:
    """Return the records with polygons in place of closed lines, and an issue with their number."""
    import geopandas as gpd

    shapes = frame.geometry.to_numpy()
    lines = np.flatnonzero(np.isin(shapely.get_type_id(shapes), LINES))
    if not len(lines):
        return frame, []
    found = {place: area for place in lines.tolist() if (area := enclosed(shapes[place]))}
    if not found:
        return frame, []
    shapes = shapes.copy()
    for place, area in found.items():
        shapes[place] = area
    closed = frame.set_geometry(gpd.GeoSeries(shapes, frame.index, crs=frame.crs))
    issue = Issue(code="geometry.closed_lines", value=str(len(found)), action="repaired")
    return closed, [issue]


def enclosed(line: shapely.Geometry) -> shapely.Geometry | None:
    """Return the polygon that a closed line encloses, or None if it is not closed.

    Examples
    --------
    >>> enclosed(shapely.LineString([(0, 0), (2, 0), (2, 1), (0, 1), (0, 0)])).area
    2.0
    """
    parts = shapely.get_parts(shapely.force_2d(line))
    if not shapely.is_closed(parts).all():
        parts = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(parts)))
    is_ring = shapely.is_closed(parts) & (shapely.get_num_coordinates(parts) >= FEWEST)
    if not len(parts) or not is_ring.all() or not np.isfinite(shapely.bounds(line)).all():
        return None
    rings = [shapely.Polygon(shapely.get_coordinates(part)) for part in parts]
    return polygons_by_position(np.array(rings, dtype=object))


def closed_layers(
    layers: Iterable[Layer], options: ReadOptions
) -> tuple[list[Layer], tuple[int, int]]:
    """Return the layers in which every line is closed, and the closed lines of all lines.

    The numbers are those of the layer with the most closed lines. A layer that cannot be read has
    none.
    """
    closed: list[Layer] = []
    most = (0, 0)
    for layer in layers:
        if "LineString" not in layer.geometry:
            continue
        with suppress(ParklandError):
            shapes = np.asarray(layer.read(options).frame.geometry.dropna(), dtype=object)
            number = sum(enclosed(shape) is not None for shape in shapes if _is_line(shape))
            most = max(most, (number, len(shapes)))
            if 0 < number == len(shapes):
                closed.append(layer)
    return closed, most


def _is_line(shape: shapely.Geometry) -> bool:
    return shapely.get_type_id(shape) in LINES


def shape_kinds(kinds: Iterable[str]) -> list[str]:
    """Return kinds of geometry as an error names them; a kind of a library keeps its name."""
    known = template_of("sources.shape")
    return [
        Phrase(f"sources.shape.{kind.lower()}") if kind.lower() in known else kind for kind in kinds
    ]
