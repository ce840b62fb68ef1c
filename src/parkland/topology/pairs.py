"""Which shapes share ground with which, and what they share."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterator

POLYGONS = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)
INTERIORS_MEET = "T********"
PAIRS_TO_PREPARE = 16  # measured: from here on a prepared shape is faster, of 40 to 20,000 vertices


def sharing_pairs(shapes: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the polygons, and the places of each two whose interiors meet, left < right, in order.

    Boxes are compared first. The shapes whose boxes meet are then repaired where they are invalid
    (the others are returned as they are), and an exact predicate decides on each pair: of the pairs
    of a cadastre most are neighbours that merely touch, and need no intersection.

    Parameters
    ----------
    shapes
        Polygons and multipolygons, none empty.

    Returns
    -------
    shapes, left, right : arrays
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
    """Return what each pair has in common, as polygons."""
    more, fewer = _by_size(shapes, left, right)
    one: np.ndarray = shapes[more]
    common: np.ndarray = shapes[fewer]
    # a shape that lies wholly inside the other is what they share: no intersection is computed
    with _prepared(shapes, more):
        cut = ~shapely.covers(one, common)
    common[cut] = shapely.intersection(one[cut], common[cut])
    for place in np.flatnonzero(~np.isin(shapely.get_type_id(common), POLYGONS)):
        parts = shapely.get_parts(common[place])  # lines too, where boundaries run together
        common[place] = shapely.union_all(parts[np.isin(shapely.get_type_id(parts), POLYGONS)])
    return common


@contextmanager
def _prepared(shapes: np.ndarray, places: np.ndarray) -> Iterator[None]:
    """Prepare the shapes that occur often among `places`, and release the indexes afterwards.

    A prepared shape builds an index of its edges. That pays for a zone that holds hundreds of
    parcels. For a parcel with a few neighbours it costs more time than it saves, and several
    kilobytes, which would stay with the shape for as long as it lives.

    Not to be used by several threads: two that build the index of one shape crash.
    """
    often = np.flatnonzero(np.bincount(places, minlength=len(shapes)) >= PAIRS_TO_PREPARE)
    chosen = shapes[often]
    chosen = chosen[~shapely.is_prepared(chosen)]  # what the caller has prepared stays so
    shapely.prepare(chosen)
    try:
        yield
    finally:
        shapely.destroy_prepared(chosen)


def valid(shapes: np.ndarray) -> np.ndarray:
    """Return polygons in which the invalid ones are repaired, as `clean` does."""
    repaired = shapes.copy()
    wrong = ~shapely.is_valid(shapes)
    repaired[wrong] = shapely.make_valid(
        shapely.force_2d(shapes[wrong]), method="structure", keep_collapsed=False
    )
    return repaired


def _boxes_that_meet(shapes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the pairs whose bounding boxes share more than an edge."""
    boxes = shapely.bounds(shapes)
    both = shapely.STRtree(shapes).query(shapes)
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
    """Return each pair with the shape of more vertices first: that is the one to prepare."""
    counts = shapely.get_num_coordinates(shapes)
    swapped = counts[left] < counts[right]
    return np.where(swapped, right, left), np.where(swapped, left, right)
