"""How much land is counted twice, however many parcels claim it.

Definition. Where m parcels lie on the same ground, it is counted m - 1 times too often. The sum of
the pairs would take three parcels on one square as three overlaps; it is counted twice too often.
Overlaps that do not meet one another simply add up. Where they meet, let U be their union: the land
counted too often is the sum of each parcel's part of U, less U.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from parkland.geodesy import geodesic_m2
from parkland.topology.pairs import sharing_pairs, valid

if TYPE_CHECKING:
    import geopandas as gpd


def doubled_m2(overlaps: gpd.GeoDataFrame, /, *, parcels: gpd.GeoDataFrame) -> float:
    """Return the land in m2 that a plain sum of `parcels` counts too often.

    Parameters
    ----------
    overlaps
        From `overlaps`, or some of its rows.
    parcels
        The parcels they are about.

    Examples
    --------
    Three parcels on the same square: its land is counted three times, twice too often.

    >>> import geopandas as gpd, shapely, parkland as pk
    >>> squares = [shapely.box(600_000, 3_224_000, 600_300, 3_224_300)] * 3
    >>> parcels = gpd.GeoDataFrame(geometry=squares, crs="EPSG:4548")
    >>> pairs = pk.overlaps(parcels)
    >>> print(len(pairs), round(doubled_m2(pairs, parcels=parcels) / pairs["shared_m2"][0], 6))
    3 2.0
    """
    import geopandas as gpd

    pieces = np.asarray(overlaps.geometry)
    _, one, other = sharing_pairs(pieces)
    meeting = np.zeros(len(pieces), dtype=bool)
    meeting[one] = meeting[other] = True
    total = float(overlaps["shared_m2"].to_numpy()[~meeting].sum())
    if not meeting.any():
        return total
    groups = _groups(len(pieces), one, other)
    places = np.flatnonzero(meeting)
    places = places[np.argsort(groups[places], kind="stable")]
    sides = [parcels.index.get_indexer(pd.Index(overlaps[side])) for side in ("left", "right")]
    shapes = np.asarray(parcels.geometry)
    outlines: list[shapely.Geometry] = []
    signs: list[float] = []
    for group in np.split(places, np.flatnonzero(np.diff(groups[places])) + 1):
        union = shapely.union_all(pieces[group])
        owners = np.unique(np.concatenate([side[group] for side in sides]))
        parts = shapely.intersection(valid(shapes[owners]), union)
        outlines += [*parts, union]
        signs += [1.0] * len(parts) + [-1.0]
    areas = geodesic_m2(gpd.GeoSeries(outlines, crs=overlaps.crs))
    return total + float(areas @ np.array(signs))


def _groups(number: int, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return a group for each of `number` things, the same for those that are linked."""
    groups = np.arange(number)
    while True:
        lower = groups.copy()
        np.minimum.at(lower, one, groups[other])
        np.minimum.at(lower, other, groups[one])
        lower = lower[lower]
        if (lower == groups).all():
            return groups
        groups = lower
