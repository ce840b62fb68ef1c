"""Pairs of shapes that share ground, and the ground that they share."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterator

POLYGONS = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)
# A DE-9IM pattern: only the intersection of the interiors is tested, and it must not be empty.
# `intersects` would also be true for neighbours that touch, and `overlaps` is false for a shape
# inside another.
INTERIORS_MEET = "T********"
# From this number of pairs on, a prepared shape is faster (measured with 40 to 20,000 vertices).
PAIRS_TO_PREPARE = 16


def sharing_pairs(shapes: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the pairs of polygons whose interiors meet.

    Bounding boxes are compared first. Invalid shapes whose boxes meet are then repaired, and an
    exact predicate decides each pair. Most pairs of a cadastre are neighbours that only touch; for
    them no intersection is computed.

    Parameters
    ----------
    shapes
        Polygons and multipolygons; none of them is empty.

    Returns
    -------
    shapes
        The shapes, repaired where a pair needed it.
    left, right
        The positions of the two shapes of each pair, left < right, sorted by left and then right.
    """
    left, right = _boxes_that_meet(shapes)
    sound = shapes.copy()
    compared = np.unique(np.concatenate([left, right]))
    sound[compared] = valid(shapes[compared])
    more, fewer = _by_size(sound, left, right)
    with _prepared(sound, more):
        meet = shapely.relate_pattern(sound[more], sound[fewer], INTERIORS_MEET)
    return sound, left[meet], right[meet]


def shared_shapes(shapes: np.ndarray, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Return the intersection of each pair, reduced to its polygons."""
    more, fewer = _by_size(shapes, left, right)
    one: np.ndarray = shapes[more]
    common: np.ndarray = shapes[fewer]
    # If one shape covers the other, the other is the intersection. Copying it avoids the cost and
    # the new vertices of an overlay.
    with _prepared(shapes, more):
        cut = ~shapely.covers(one, common)
    common[cut] = shapely.intersection(one[cut], common[cut])
    # Where boundaries run together, the intersection is a collection of polygons and lines.
    for place in np.flatnonzero(~np.isin(shapely.get_type_id(common), POLYGONS)):
        parts = shapely.get_parts(common[place])
        common[place] = shapely.union_all(parts[np.isin(shapely.get_type_id(parts), POLYGONS)])
    return common


@contextmanager
def _prepared(shapes: np.ndarray, places: np.ndarray) -> Iterator[None]:
    """Prepare the shapes that occur often among `places`, and release their indexes afterwards.

    A prepared shape has an index of its edges. The index saves time for a zone that contains
    hundreds of parcels. For a parcel with a few neighbours it takes more time than it saves, and
    several kilobytes that would stay with the shape for its whole life.

    Several threads must not use this at once: two threads that build the index of one shape crash.
    """
    often = np.flatnonzero(np.bincount(places, minlength=len(shapes)) >= PAIRS_TO_PREPARE)
    chosen = shapes[often]
    chosen = chosen[~shapely.is_prepared(chosen)]  # a shape that the caller prepared stays prepared
    shapely.prepare(chosen)
    try:
        yield
    finally:
        shapely.destroy_prepared(chosen)


def valid(shapes: np.ndarray) -> np.ndarray:
    """Return the polygons, with invalid ones repaired by the method that `clean` uses."""
    repaired = shapes.copy()
    wrong = ~shapely.is_valid(shapes)
    repaired[wrong] = shapely.make_valid(
        shapely.force_2d(shapes[wrong]), method="structure", keep_collapsed=False
    )
    return repaired


def _boxes_that_meet(shapes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the pairs whose bounding boxes share an area, sorted by left and then right."""
    boxes = shapely.bounds(shapes)
    both = shapely.STRtree(shapes).query(shapes)
    # The tree finds each pair twice, and each shape with itself; left < right keeps one of them.
    left, right = both[:, both[0] < both[1]]
    west, south, east, north = boxes.T
    meet = (np.maximum(west[left], west[right]) < np.minimum(east[left], east[right])) & (
        np.maximum(south[left], south[right]) < np.minimum(north[left], north[right])
    )
    left, right = left[meet], right[meet]
    order = np.lexsort((right, left))
    return left[order], right[order]


def _by_size(
    shapes: np.ndarray, left: np.ndarray, right: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return each pair with the shape of more vertices first, because it is the one to prepare."""
    counts = shapely.get_num_coordinates(shapes)
    swapped = counts[left] < counts[right]
    return np.where(swapped, right, left), np.where(swapped, left, right)
