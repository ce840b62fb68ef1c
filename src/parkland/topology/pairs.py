"""Pairs of shapes that share ground, and the ground that they share.

Where many shapes lie on one spot, the number of pairs grows with its square: 5,000 copies of one
parcel form 12.5 million pairs. The search keeps within bounds of time and memory, and tells how
many pairs it left out and of which shapes. Every shape that shares ground keeps its first pairs.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
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
# The exact predicate takes 3 µs for two rectangles, so that these many take some seconds. A
# cadastre has about four pairs of boxes that meet for each parcel.
MOST_BOXES, MOST_BOXES_OF_A_SHAPE = 1_000_000, 20
HITS_AT_A_TIME = 5_000_000
# After so many pairs of boxes no more are sought: 100,000 shapes on one spot form 5,000 million.
MOST_SEEN = 50_000_000
# Where boxes are too many, this number of pairs is tested for each pair that the result may hold.
KEPT_TO_TEST = 4


@dataclass(frozen=True, slots=True, eq=False)
class SharingPairs:
    """The result of `sharing_pairs`.

    Attributes
    ----------
    shapes
        The shapes, repaired where a pair needed it.
    left, right
        The positions of the two shapes of each pair, left < right, sorted by left and then right.
    number
        The number of all pairs. If pairs were left out before the exact predicate, those of them
        whose bounding boxes meet are included, so that the number is an upper limit.
    crowded
        The positions of the shapes of which pairs were left out, in ascending order.
    """

    shapes: np.ndarray
    left: np.ndarray
    right: np.ndarray
    number: int
    crowded: np.ndarray


def sharing_pairs(shapes: np.ndarray, /, *, most: int) -> SharingPairs:
    """Return the pairs of polygons whose interiors meet.

    Bounding boxes are compared first. Invalid shapes whose boxes meet are then repaired, and an
    exact predicate decides each pair. Most pairs of a cadastre are neighbours that only touch; for
    them no intersection is computed.

    Parameters
    ----------
    shapes
        Polygons and multipolygons; none of them is empty.
    most
        The largest number of pairs. If there are more, the first pairs of each shape are kept: as
        many of each as the limit permits, and at least one.
    """
    left, right, number, lost = _boxes_that_meet(shapes, most)
    sound = shapes.copy()
    compared = np.unique(np.concatenate([left, right]))
    sound[compared] = valid(shapes[compared])
    more, fewer = _by_size(sound, left, right)
    with _prepared(sound, more):
        meet = shapely.relate_pattern(sound[more], sound[fewer], INTERIORS_MEET)
    number -= int((~meet).sum())
    left, right = left[meet], right[meet]
    if len(left) > most:
        involved = len(np.unique(np.concatenate([left, right])))
        kept = _first_of_each(left, right, most // involved, np.zeros(len(shapes), dtype=int))
        lost[left[~kept]] = lost[right[~kept]] = True
        left, right = left[kept], right[kept]
    return SharingPairs(sound, left, right, number, np.flatnonzero(lost))


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


def _boxes_that_meet(
    shapes: np.ndarray, most: int
) -> tuple[np.ndarray, np.ndarray, int, np.ndarray]:
    """Return the pairs whose bounding boxes share an area, sorted by left and then right.

    Returns
    -------
    left, right
        The positions of the pairs; if there are too many, of the first ones of each shape.
    number
        The number of all pairs.
    lost
        Whether pairs of a shape were left out.
    """
    budget = max(MOST_BOXES, MOST_BOXES_OF_A_SHAPE * len(shapes))
    lost = np.zeros(len(shapes), dtype=bool)
    found: list[np.ndarray] = []
    number = 0
    for _, keys in _box_chunks(shapes):
        number += len(keys)
        if number > budget:
            break
        found.append(keys)
    if number > budget:
        # A second pass keeps the first pairs only, so that all of them are never held at once.
        found, number, lower = [], 0, np.zeros(len(shapes), dtype=int)
        for start, keys in _box_chunks(shapes):
            if number > MOST_SEEN:
                # Pairs of the other shapes are not sought any more. All of these shapes may have
                # lost pairs, and all of their pairs are counted.
                lost[start:] = True
                number += (len(shapes) - start) * (len(shapes) - start - 1) // 2
                break
            left, right = np.divmod(keys, len(shapes))
            kept = _first_of_each(left, right, KEPT_TO_TEST * most // len(shapes), lower)
            lower += np.bincount(right, minlength=len(shapes))
            lost[left[~kept]] = lost[right[~kept]] = True
            number += len(keys)
            found.append(keys[kept])
    left, right = np.divmod(np.concatenate([np.empty(0, dtype=int), *found]), max(1, len(shapes)))
    return left, right, number, lost


def _box_chunks(shapes: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
    """Yield the pairs whose boxes share an area, for some of the left shapes at a time.

    A pair is one number, left times the number of shapes plus right. The numbers are sorted. With
    them comes the position of the first left shape.
    """
    west, south, east, north = shapely.bounds(shapes).T
    tree = shapely.STRtree(shapes)
    # Even if every box meets every other one, a chunk has no more hits than this.
    step = max(1, HITS_AT_A_TIME // max(1, len(shapes)))
    for start in range(0, len(shapes), step):
        left, right = tree.query(shapes[start : start + step])
        left += start
        # The tree finds each pair twice, and each shape with itself; left < right keeps one.
        once = left < right
        left, right = left[once], right[once]
        meet = (np.maximum(west[left], west[right]) < np.minimum(east[left], east[right])) & (
            np.maximum(south[left], south[right]) < np.minimum(north[left], north[right])
        )
        yield start, np.sort(left[meet] * len(shapes) + right[meet])


def _first_of_each(
    left: np.ndarray, right: np.ndarray, count: int, lower: np.ndarray
) -> np.ndarray:
    """Return a mask of the pairs that are among the first `count` pairs of one of their shapes.

    Parameters
    ----------
    left, right
        Pairs with left < right, sorted by left and then right. All pairs of a left shape with later
        shapes are among them.
    count
        The number of pairs of each shape; 0 counts as 1.
    lower
        The number of pairs that each shape has with earlier shapes and that are not among `left`
        and `right`.
    """
    count = max(count, 1)
    # The pairs of a shape are sorted by the position of the other shape. So those with earlier
    # shapes come first, and those of `left` with later shapes have the ranks after them.
    by_right = np.argsort(right, kind="stable")
    rank_of_right = np.empty(len(right), dtype=int)
    rank_of_right[by_right] = _places_in_run(right[by_right])
    earlier = lower + np.bincount(right, minlength=len(lower))
    first: np.ndarray = (earlier[left] + _places_in_run(left) < count) | (
        lower[right] + rank_of_right < count
    )
    return first


def _places_in_run(sorted_keys: np.ndarray) -> np.ndarray:
    """Return the place of each entry within the run of entries equal to it, from 0."""
    places = np.arange(len(sorted_keys))
    begins = np.r_[True, sorted_keys[1:] != sorted_keys[:-1]][: len(sorted_keys)]
    return places - np.maximum.accumulate(np.where(begins, places, 0))


def _by_size(
    shapes: np.ndarray, left: np.ndarray, right: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return each pair with the shape of more vertices first, because it is the one to prepare."""
    counts = shapely.get_num_coordinates(shapes)
    swapped = counts[left] < counts[right]
    return np.where(swapped, right, left), np.where(swapped, left, right)
