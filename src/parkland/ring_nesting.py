"""Decide by position which rings of a parcel are shells and which are holes.

Definition. The depth of a ring is the number of rings of the same parcel around it. A ring of depth
0, 2, 4, ... is a shell, and a ring of depth 1, 3, 5, ... is a hole of the smallest shell around it
(the even-odd rule). Neither the direction of a ring nor its place in the file decides, because
writers use both in different ways.

Three cases need a choice:

- A ring that repeats another ring of the same role counts once. Two equal rings would otherwise
  cancel each other. A hole that equals its shell does leave no land.
- A ring that crosses another ring lies neither inside nor outside it. If the file gives the two
  rings different roles, they keep them: a hole that reaches beyond its shell stays a hole. If the
  file gives no roles, a ring lies inside another one if more than half of it does.
- Corners of a hole that were computed on an edge of its shell can lie beyond that edge by a
  rounding error. So a ring lies inside another one if at most a thousandth of it lies outside.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Sequence

INSIDE, MOSTLY = 0.999, 0.5  # shares of a ring that lie in another one
AT_ONCE = 4096
# More pairs of rings with a common box occur only in shapes of tens of thousands of rings that all
# lie in one another; comparing them would take minutes.
MOST_PAIRS = 5_000_000


class RingsOf(NamedTuple):
    """The rings of a polygon or multipolygon.

    Attributes
    ----------
    rings
        The rings as polygons without holes.
    is_hole
        Whether the shape uses each ring as a hole.
    """

    rings: np.ndarray
    is_hole: np.ndarray


def rings_with_roles(shape: shapely.Geometry) -> RingsOf:
    """Return the rings of a polygon or multipolygon, and which of them are its holes.

    Examples
    --------
    >>> frame = shapely.box(0, 0, 3, 3).difference(shapely.box(1, 1, 2, 2))
    >>> rings_with_roles(frame).is_hole.tolist()
    [False, True]
    """
    rings, owners = shapely.get_rings(shapely.get_parts(shape), return_index=True)
    # get_rings gives the shell of a part first.
    bare = np.asarray(shapely.polygons(rings), dtype=object)
    return RingsOf(bare, np.diff(owners, prepend=-1) == 0)


def nested_by_position(shape: shapely.Geometry) -> shapely.Geometry:
    """Return a polygon or multipolygon whose rings have their roles by position.

    The result has the same rings in other roles, each repeated ring once. It is invalid if rings
    cross themselves or one another; repairing it is a later step. A shape with too many rings
    inside one another to compare is returned unchanged.

    Examples
    --------
    >>> square, court = shapely.box(0, 0, 3, 3), shapely.box(1, 1, 2, 2)
    >>> nested_by_position(shapely.MultiPolygon([square, court])).area
    8.0
    """
    rings, is_hole = rings_with_roles(shape)
    return polygons_by_position(rings, is_hole=is_hole) or shape


def polygons_by_position(
    rings: np.ndarray | Sequence[shapely.Geometry], *, is_hole: np.ndarray | None = None
) -> shapely.Geometry | None:
    """Return the polygon or multipolygon that rings enclose by the even-odd rule.

    Parameters
    ----------
    rings
        The rings as polygons without holes.
    is_hole
        Whether the file uses each ring as a hole; None if it does not say so.

    Returns
    -------
    shapely.Geometry or None
        None if there is no ring with an area, or if there are too many rings to compare.
    """
    shells = np.asarray(rings, dtype=object)
    regions = shells.copy()
    crossed = ~shapely.is_valid(regions)
    if crossed.any():
        regions[crossed] = shapely.make_valid(
            regions[crossed], method="structure", keep_collapsed=False
        )
    kept = _distinct(shells, shapely.area(regions), is_hole)
    shells, regions = shells[kept], regions[kept]
    stated = None if is_hole is None else np.asarray(is_hole)[kept]
    if not len(shells):
        return None
    pairs = _pairs(regions, stated)
    if pairs is None:
        return None
    inner, outer, crossing = pairs
    around = ~crossing
    depth = np.bincount(inner[around], minlength=len(shells))
    hole = depth % 2 == 1
    if stated is not None:
        unclear = np.zeros(len(shells), dtype=bool)
        differ = crossing & (stated[inner] != stated[outer])
        unclear[inner[differ]] = unclear[outer[differ]] = True
        hole = np.where(unclear, stated, hole)
    return _assembled(shells, shapely.area(regions), hole, inner, outer)


def _distinct(shells: np.ndarray, areas: np.ndarray, is_hole: np.ndarray | None) -> np.ndarray:
    """Return the positions of the rings with an area, each repeated ring of one role once."""
    forms = shapely.to_wkb(shapely.normalize(shells))
    roles = np.zeros(len(shells), dtype=bool) if is_hole is None else np.asarray(is_hole)
    first: dict[tuple[bytes, bool], int] = {}
    for place, (form, role, area) in enumerate(
        zip(forms.tolist(), roles.tolist(), areas.tolist(), strict=True)
    ):
        if area > 0:
            first.setdefault((form, role), place)
    return np.array(sorted(first.values()), dtype=int)


def _pairs(
    regions: np.ndarray, stated: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray] | None:
    """Return pairs (inner, outer) of rings of which one lies in the other, or crosses it.

    The third array tells which pairs cross. The larger ring of a pair is the outer one. Of two
    equal rings a shell is around a hole, else the first is around the second, so that no ring is
    around itself. The result is None if there are too many pairs with a common box.
    """
    areas = shapely.area(regions)
    late = np.arange(len(regions)) if stated is None else np.lexsort((stated,)).argsort()
    tree = shapely.STRtree(regions)
    inner_all, outer_all = [], []
    number = 0
    for start in range(0, len(regions), AT_ONCE):
        inner, outer = tree.query(regions[start : start + AT_ONCE])
        inner = inner + start
        number += len(inner)
        if number > MOST_PAIRS:
            return None
        larger = (areas[outer] > areas[inner]) | (
            (areas[outer] == areas[inner]) & (late[outer] < late[inner])
        )
        inner_all.append(inner[larger])
        outer_all.append(outer[larger])
    inner, outer = np.concatenate(inner_all), np.concatenate(outer_all)
    # The outer ring is prepared: its many vertices are indexed once and not for each inner ring.
    shapely.prepare(regions[np.unique(outer)])
    covers = shapely.covers(regions[outer], regions[inner])
    rest = np.flatnonzero(~covers)
    meets = rest[shapely.intersects(regions[outer[rest]], regions[inner[rest]])]
    shares = np.zeros(len(inner))
    shares[covers] = 1
    common = shapely.intersection(regions[outer[meets]], regions[inner[meets]])
    shares[meets] = shapely.area(common) / areas[inner[meets]]
    if stated is None:
        inside = shares > MOSTLY
        return inner[inside], outer[inside], np.zeros(int(inside.sum()), dtype=bool)
    kept = shares > 1 - INSIDE
    return inner[kept], outer[kept], shares[kept] < INSIDE


def _assembled(
    shells: np.ndarray, areas: np.ndarray, hole: np.ndarray, inner: np.ndarray, outer: np.ndarray
) -> shapely.Geometry | None:
    """Return the polygons of rings with known roles; each hole belongs to the smallest shell.

    Both arrays of pairs include crossing rings, so that a hole that crosses its shell has an owner.
    """
    to_shell = hole[inner] & ~hole[outer]
    inner, outer = inner[to_shell], outer[to_shell]
    order = np.lexsort((areas[outer], inner))
    inner, outer = inner[order], outer[order]
    is_first = np.diff(inner, prepend=-1) != 0
    holes: dict[int, list[int]] = {}
    for one, owner in zip(inner[is_first].tolist(), outer[is_first].tolist(), strict=True):
        holes.setdefault(owner, []).append(one)
    boundaries = shapely.get_exterior_ring(shells)
    parts = [
        shapely.polygons(boundaries[place], holes=boundaries[holes.get(place, [])])
        for place in np.flatnonzero(~hole).tolist()
    ]
    if not parts:
        return None
    whole: shapely.Geometry = parts[0] if len(parts) == 1 else shapely.multipolygons(parts)
    return whole
