"""Which shapes share ground with which, and what they share."""

from __future__ import annotations

import numpy as np
import shapely

POLYGONS = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)
INTERIORS_MEET = "T********"


def sharing_pairs(shapes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the places of each two valid polygons whose interiors meet, in order, left < right.

    Boxes first, then exact predicates on prepared geometry: neighbours that merely touch are most
    of the pairs of a cadastre, and cost no intersection.
    """
    left, right = _boxes_that_meet(shapes)
    many, few = _by_size(shapes, left, right)
    # not in threads: two that build the index of one prepared shape crash
    shapely.prepare(shapes[np.unique(many)])
    meet = shapely.relate_pattern(shapes[many], shapes[few], INTERIORS_MEET)
    return left[meet], right[meet]


def shared_shapes(shapes: np.ndarray, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Return what each pair has in common, as polygons."""
    many, few = _by_size(shapes, left, right)
    shapely.prepare(shapes[np.unique(many)])
    one: np.ndarray = shapes[many]
    common: np.ndarray = shapes[few]
    # what lies inside a parcel of many vertices need not be cut by it
    cut = ~shapely.covers(one, common)
    common[cut] = shapely.intersection(one[cut], common[cut])
    for place in np.flatnonzero(~np.isin(shapely.get_type_id(common), POLYGONS)):
        parts = shapely.get_parts(common[place])  # with lines, where boundaries run together
        common[place] = shapely.union_all(parts[np.isin(shapely.get_type_id(parts), POLYGONS)])
    return common


def valid(shapes: np.ndarray) -> np.ndarray:
    """Return polygons with the invalid ones repaired, as `clean` does."""
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
    """Return each pair with the shape of more vertices first: preparing that one pays."""
    counts = shapely.get_num_coordinates(shapes)
    swapped = counts[left] < counts[right]
    return np.where(swapped, right, left), np.where(swapped, left, right)
