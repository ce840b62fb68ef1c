"""Where enterprises and projects stand: at their own point, or inside a parcel above its label."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from parkland.maps.drawn_coordinates import MOST_LATITUDE, WGS84, mercator, shown_shapes

if TYPE_CHECKING:
    import geopandas as gpd

    from parkland.ledger_record import Ledger
    from parkland.maps.packing import Pack

    Point = tuple[float, float]

MOST_DEGREES = (180, MOST_LATITUDE)
UPPER = 0.72  # of the height of a parcel: above the label in its middle
PLACED = ("longitude", "latitude")


def parcel_numbers(ledger: Ledger) -> list[str | None]:
    """Return the number of each parcel; None where it has none."""
    numbers = ledger.parcels["parcel_id"]
    found: list[str | None] = numbers.astype(object).where(numbers.notna(), None).tolist()
    return found


def points_of_parcels(ledger: Ledger, shift: str) -> dict[str, Point]:
    """Return a point inside each parcel, by its number, as the page draws it."""
    geometry = ledger.parcels.geometry
    if geometry.crs is None:
        return {}
    inside = _above_middle(shown_shapes(geometry, shift=shift).to_numpy())
    x, y = shapely.get_x(inside), shapely.get_y(inside)
    return {
        number: (float(east), float(north))
        for number, east, north in zip(parcel_numbers(ledger), x, y, strict=True)
        if number is not None and np.isfinite(east) and np.isfinite(north)
    }


def _above_middle(shapes: np.ndarray) -> np.ndarray:
    """Return a point inside each shape, above its middle, where its label stands."""
    west, south, east, north = shapely.bounds(shapes).T
    level = south + UPPER * (north - south)
    ends = np.stack([np.stack([west, level], axis=-1), np.stack([east, level], axis=-1)], axis=1)
    drawn = np.isfinite(ends).all(axis=(1, 2)) & (west < east)
    inside = shapely.point_on_surface(shapes)
    across = shapely.intersection(shapely.linestrings(ends[drawn]), shapes[drawn])
    middle = shapely.line_interpolate_point(_longest(across), 0.5, normalized=True)
    inside[drawn] = np.where(
        shapely.is_missing(middle) | shapely.is_empty(middle), inside[drawn], middle
    )
    return inside


def _longest(lines: np.ndarray) -> np.ndarray:
    """Return the longest line of each geometry; None if it has none."""
    found = np.full(len(lines), None, dtype=object)
    parts, whole = shapely.get_parts(lines, return_index=True)
    is_line = shapely.get_type_id(parts) == 1
    parts, whole = parts[is_line], whole[is_line]
    order = np.argsort(shapely.length(parts), kind="stable")
    found[whole[order]] = parts[order]  # the longest is written last
    return found


def own_points(table: Any, key: str, shift: str) -> dict[str, Point]:
    """Return the points that rows of a table name, in degrees of WGS 84, as the page draws them."""
    import geopandas as gpd

    east, north = (table[name].to_numpy(dtype="float64", na_value=np.nan) for name in PLACED)
    sound = np.isfinite(east) & np.isfinite(north) & (np.abs(east) <= MOST_DEGREES[0])
    sound &= np.abs(north) <= MOST_DEGREES[1]
    sound &= table[key].notna().to_numpy() & ((east != 0) | (north != 0))
    chosen = np.flatnonzero(sound)
    points: gpd.GeoSeries = gpd.GeoSeries(shapely.points(east[chosen], north[chosen]), crs=WGS84)
    drawn: Any = shown_shapes(points, shift=shift).to_numpy() if len(chosen) else []
    keys = table[key].to_numpy(dtype=object)[chosen]
    return {one: (point.x, point.y) for one, point in zip(keys, drawn, strict=True)}


def packed_points(pack: Pack, points: list[Point | None]) -> dict[str, Any]:
    """Add points to the block: their rows, and their places in units of Web Mercator."""
    rows = [row for row, point in enumerate(points) if point is not None]
    degrees = np.array([point for point in points if point is not None], dtype="float64")
    flat = mercator(degrees.reshape(-1, 2))
    return {
        "rows": pack.integers(rows),
        "x": pack.integers(flat[:, 0]),
        "y": pack.integers(flat[:, 1]),
    }
