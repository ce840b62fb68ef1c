"""Whether the coordinates of enterprises and projects can be true.

A place is used only if it is plausible. An implausible one is named in an issue and left out of the
table, so that no map and no file shows it; nothing is exchanged or moved on a guess.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from parkland.cleaning.issue_collector import IssueCollector
from parkland.crs import lonlat_bounds

if TYPE_CHECKING:
    import pandas as pd

    from parkland.crs import Box

NEAR_KM = 20  # beyond the box of all parcels: a place farther off is not in the park
KM_PER_DEGREE = 111.32
FARTHEST_EAST, FARTHEST_NORTH = 180.0, 85.0  # where maps end
PLACED = ("longitude", "latitude")


def sound_places(
    rows: pd.DataFrame, key: str, parcels: pd.DataFrame | None
) -> tuple[pd.DataFrame, IssueCollector]:
    """Return a table of assets with its plausible places only, and the issues about the others.

    Parameters
    ----------
    rows
        A table with `longitude` and `latitude`, in degrees.
    key
        The column that names a row.
    parcels
        The parcels of the ledger; without them, only degrees are checked.
    """
    collector = IssueCollector(rows)
    east, north = (rows[name].to_numpy(dtype="float64", na_value=np.nan) for name in PLACED)
    given = ~(np.isnan(east) & np.isnan(north))
    if not given.any():
        return rows, collector
    box = _near(parcels)
    sound = _are_degrees(east, north)
    is_swapped = given & ~sound & _are_degrees(north, east)
    faulty = given & ~sound
    far = np.zeros(len(rows), dtype=bool)
    if box is not None:
        far = sound & ~_inside(east, north, box)
        is_swapped = (faulty | far) & _inside(north, east, box)
    values = (
        rows[key].astype("str").fillna("")
        + " "
        + rows[PLACED[0]].map("{:.10g}".format)
        + ", "
        + rows[PLACED[1]].map("{:.10g}".format)
    )
    for code, wrong in (
        ("asset.place_swapped", is_swapped),
        ("asset.place_invalid", faulty & ~is_swapped),
        ("asset.place_far", far & ~is_swapped),
    ):
        collector.add(code, rows.index[wrong], field=PLACED[0], values=values)
    lost = faulty | far
    kept: dict[str, Any] = {name: rows[name].mask(lost) for name in PLACED}
    return rows.assign(**kept), collector


def _are_degrees(east: np.ndarray, north: np.ndarray) -> np.ndarray:
    """Return where two numbers are a longitude and a latitude, and not both zero."""
    within: np.ndarray = (np.abs(east) <= FARTHEST_EAST) & (np.abs(north) <= FARTHEST_NORTH)
    found: np.ndarray = within & ((east != 0) | (north != 0))
    return found


def _inside(east: np.ndarray, north: np.ndarray, box: Box) -> np.ndarray:
    west, south, right, top = box
    found: np.ndarray = (west <= east) & (east <= right) & (south <= north) & (north <= top)
    return found


def _near(parcels: Any) -> Box | None:
    """Return the box around the parcels in which a place is plausible, in degrees."""
    crs = getattr(parcels, "crs", None)
    if crs is None or not len(parcels):
        return None
    bounds = parcels.total_bounds
    box = lonlat_bounds(tuple(bounds), crs) if np.isfinite(bounds).all() else None
    if box is None:
        return None
    west, south, east, north = box
    up = NEAR_KM / KM_PER_DEGREE
    widest = min(max(abs(south), abs(north)) + up, FARTHEST_NORTH)
    aside = up / float(np.cos(np.radians(widest)))
    return (west - aside, south - up, east + aside, north + up)
