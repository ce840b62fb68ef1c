"""The land that a sum of parcels counts more than once.

Definition. If m parcels cover the same ground, a sum counts that ground m - 1 times too often. So
the land counted too often is the sum of the areas less the area of the union. Three parcels on one
square form three pairs, but the square is counted only twice too often, so that the shared areas of
pairs cannot simply be added.

Parcels that overlap directly or through others form a **cluster**. A cluster of two parcels counts
its shared area. In a larger one, neighbours are joined two by two until one shape is left. Each
join counts the ground that both sides share; these shares add up to the sum of the areas less the
area of the union. Pairs are not compared with pairs: n parcels on one spot take n - 1 joins.

The order of joins is a matter of the cluster alone, and sums are exact. So the result is the same,
to the last bit, if parcels without overlaps are left out or pairs stand in another order.
"""

from __future__ import annotations

from math import fsum
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from parkland.geodesy import geodesic_m2
from parkland.topology.pairs import valid

if TYPE_CHECKING:
    import geopandas as gpd

# The key of `attrs` of a table of overlaps under which it tells what it leaves out.
LEFT_OUT = "left_out"
CURVE_BITS = 16


def crowded_labels(overlaps: gpd.GeoDataFrame, /) -> pd.Index:
    """Return the labels of the parcels of which the table of overlaps leaves out pairs."""
    labels: list[object] = overlaps.attrs.get(LEFT_OUT, {}).get("parcels", [])
    return pd.Index(labels)


def number_of_pairs(overlaps: gpd.GeoDataFrame, /) -> int:
    """Return how many pairs can share ground: those of the table, and those that it leaves out."""
    return int(overlaps.attrs.get(LEFT_OUT, {}).get("pairs", len(overlaps)))


def doubled_m2(overlaps: gpd.GeoDataFrame, /, *, parcels: gpd.GeoDataFrame) -> float:
    """Return the land in m2 that a sum of `parcels` counts too often.

    Parameters
    ----------
    overlaps
        The result of `parkland.overlaps`, or some of its rows. Without rows the result is 0. Pairs
        that the table leaves out count too.
    parcels
        The parcels that are summed. Rows about other parcels do not count.

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

    index = parcels.index
    left, right = (index.get_indexer(pd.Index(overlaps[side])) for side in ("left", "right"))
    known = (left >= 0) & (right >= 0)
    left, right = left[known], right[known]
    crowded = index.get_indexer(crowded_labels(overlaps))
    crowded = crowded[crowded >= 0]
    # Which of the crowded parcels overlap each other is not known, so that they form one cluster.
    # Joining shapes that lie apart costs little and counts nothing.
    clusters = clusters_of(
        len(parcels),
        np.concatenate([left, crowded[1:]]),
        np.concatenate([right, crowded[:-1]]),
    )
    sizes = np.bincount(clusters, minlength=len(parcels))
    alone, pairs_only = sizes == 1, sizes == 2  # noqa: PLR2004 - a cluster of two parcels
    pairs_only[clusters[crowded]] = False
    shared = overlaps["shared_m2"].to_numpy()[known]
    counted = shared[pairs_only[clusters[left]]]
    members = np.flatnonzero(~(pairs_only | alone)[clusters])
    if not len(members):
        return fsum(counted)
    outlines = _joined_ground(np.asarray(parcels.geometry)[members], clusters[members])
    joined = geodesic_m2(gpd.GeoSeries(outlines, crs=overlaps.crs))
    return fsum([*counted.tolist(), *joined.tolist()])


def _joined_ground(shapes: np.ndarray, clusters: np.ndarray) -> np.ndarray:
    """Join the shapes of each cluster two by two; return what both sides of each join share."""
    shapes = valid(shapes)
    order = np.lexsort((_along_a_curve(shapes, clusters), clusters))
    shapes, clusters = shapes[order], clusters[order]
    shared: list[np.ndarray] = []
    while True:
        # Every second member of a cluster is joined with the next one, all clusters at once.
        begins = np.r_[True, clusters[1:] != clusters[:-1]]
        places = np.arange(len(clusters))
        places -= np.maximum.accumulate(np.where(begins, places, 0))
        one = np.flatnonzero((places[:-1] % 2 == 0) & ~begins[1:])
        if not len(one):
            return np.concatenate(shared)
        shared.append(shapely.intersection(shapes[one], shapes[one + 1]))
        shapes[one] = shapely.union(shapes[one], shapes[one + 1])
        stays = np.ones(len(shapes), dtype=bool)
        stays[one + 1] = False
        shapes, clusters = shapes[stays], clusters[stays]


def _along_a_curve(shapes: np.ndarray, clusters: np.ndarray) -> np.ndarray:
    """Return the place of each shape along a curve through its cluster (in Z order).

    Neighbours come together, so that the shapes that are joined stay small.
    """
    boxes = shapely.bounds(shapes)
    middles = (boxes[:, :2] + boxes[:, 2:]) / 2
    _, members = np.unique(clusters, return_inverse=True)
    lowest, highest = np.full((2, members.max() + 1, 2), np.inf)
    np.minimum.at(lowest, members, middles)
    np.minimum.at(highest, members, -middles)
    extent = -highest - lowest
    cells = (middles - lowest[members]) / np.where(extent > 0, extent, 1)[members]
    cells = (cells * ((1 << CURVE_BITS) - 1)).astype(np.int64)
    place = np.zeros(len(shapes), dtype=np.int64)
    for bit in range(CURVE_BITS):
        place |= (cells[:, 0] >> bit & 1) << 2 * bit | (cells[:, 1] >> bit & 1) << 2 * bit + 1
    return place


def clusters_of(number: int, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return the number of the connected component of each of `number` nodes.

    `one` and `other` are the ends of the edges.
    """
    # Each node takes the lowest number among its neighbours. Replacing a number by the number of
    # its own node (pointer jumping) halves long chains in each round.
    clusters = np.arange(number)
    while True:
        lower = clusters.copy()
        np.minimum.at(lower, one, clusters[other])
        np.minimum.at(lower, other, clusters[one])
        lower = lower[lower]
        if (lower == clusters).all():
            return clusters
        clusters = lower
