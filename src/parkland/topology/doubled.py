"""The land that a sum of parcels counts more than once.

Definition. If m parcels cover the same ground, a sum counts that ground m - 1 times too often.
Three parcels on one square form three pairs, but the square is counted only twice too often, so
that the shared areas of pairs cannot simply be added. Overlaps that do not meet each other are
added. For a group of overlaps that meet, let U be their union: the land counted too often is the
sum of the parts of U that lie in each parcel, less the area of U.
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
    """Return the land in m2 that a sum of `parcels` counts too often.

    Parameters
    ----------
    overlaps
        The result of `parkland.overlaps`, or some of its rows. Without rows the result is 0.
    parcels
        The parcels to which the overlaps refer.

    Examples
    --------
    Three parcels cover the same square, so that a sum counts it twice too often:

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
    # Overlaps that meet directly or through others form a group, with one union for all of them.
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
    """Return the number of the connected component of each of `number` nodes.

    `one` and `other` are the ends of the edges.
    """
    # Each node takes the lowest number among its neighbours. Replacing a number by the number of
    # its own node (pointer jumping) halves long chains in each round.
    groups = np.arange(number)
    while True:
        lower = groups.copy()
        np.minimum.at(lower, one, groups[other])
        np.minimum.at(lower, other, groups[one])
        lower = lower[lower]
        if (lower == groups).all():
            return groups
        groups = lower
