"""The ground that earlier and later parcels share, pair by pair, and what is left of each.

Parcels of one shape on both sides are **twins**: they are paired first, one with one, and take no
part in what follows. Copies of a shape on one spot are paired by number and then in order, so that
their pairs do not grow with the square of their number. So are parcels whose boundaries differ by
less than half of the tolerance, which a resurvey leaves. All other parcels are intersected with the
parcels of the other side whose interiors they meet.

Two surveys of one boundary never agree to the millimetre. So a shared strip that is narrower than
the tolerance is no relation between two parcels. What is left of a parcel counts as ground that
went or came only where it is wider than the tolerance (a morphological opening).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from parkland.geodesy import geodesic_m2
from parkland.topology.pairs import INTERIORS_MEET, POLYGONS, shared_shapes

if TYPE_CHECKING:
    import pandas as pd
    from pyproj import CRS

TWIN_PLACES = 3  # decimals of metres within which twins agree
NOISE_M2 = 0.01  # what a difference of shapes leaves by the arithmetic of doubles
SEPARATOR = "\x1f"  # between facts that are compared as one text
CHUNK = 2000  # earlier parcels whose boxes are compared at a time


@dataclass(frozen=True, slots=True, eq=False)
class SharedGround:
    """Pairs of an earlier and a later parcel, and the rest of each parcel.

    Attributes
    ----------
    left, right : ndarray of int
        Positions of the earlier and the later parcel of each pair, sorted.
    shared_m2 : ndarray
        The ground that they share, on the ellipsoid.
    shapes : ndarray
        That ground.
    twin : ndarray of bool
        Whether both have one shape.
    lost_m2, gained_m2 : ndarray
        The ground of each earlier parcel that no later one has, and of each later parcel that no
        earlier one had.
    lost, gained : ndarray
        That ground; None where there is none.
    """

    left: np.ndarray
    right: np.ndarray
    shared_m2: np.ndarray
    shapes: np.ndarray
    twin: np.ndarray
    lost_m2: np.ndarray
    gained_m2: np.ndarray
    lost: np.ndarray
    gained: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """One side: shapes, areas in m2, numbers in the form to compare, and the facts on record."""

    shapes: np.ndarray
    m2: np.ndarray
    numbers: np.ndarray
    facts: pd.DataFrame


def shared_ground(
    before: Side, after: Side, *, crs: CRS, metre: float, tolerance_m: float
) -> SharedGround:
    """Return the shared ground of two sides.

    Parameters
    ----------
    before, after
        The two sides in one plane. A shape is a valid polygon, or None.
    crs, metre
        The plane, and the metres in its unit.
    tolerance_m
        Narrower strips are no change.
    """
    twins = _twins(before, after, metre)
    rest = [
        np.setdiff1d(np.flatnonzero(side.shapes != None), taken)  # noqa: E711 - elementwise
        for side, taken in zip((before, after), twins, strict=True)
    ]
    # A boundary that moved by less than half of the tolerance leaves no ground as wide as it.
    near = _near_twins(before, after, rest, tolerance_m / 2 / metre)
    rest = [np.setdiff1d(places, taken) for places, taken in zip(rest, near, strict=True)]
    left, right = _meeting(before.shapes, after.shapes, *rest)
    left, right = np.concatenate([near[0], left]), np.concatenate([near[1], right])
    together = np.concatenate([before.shapes, after.shapes])
    common = shared_shapes(together, left, right + len(before.shapes))
    common_m2 = _areas(common, crs)
    strips = _is_strip(common, common_m2, metre, tolerance_m)
    # A parcel that is itself a strip, such as a path, may be covered all the same.
    covered = common_m2 >= 0.5 * np.minimum(before.m2[left], after.m2[right])
    related = (common_m2 >= NOISE_M2) & (~strips | covered)
    rests = [
        _rest(side.shapes, own, of, other.shapes[at], (crs, metre, tolerance_m))
        for side, own, of, other, at in (
            (before, rest[0], left[len(near[0]) :], after, right[len(near[0]) :]),
            (after, rest[1], right[len(near[0]) :], before, left[len(near[0]) :]),
        )
    ]
    left = np.concatenate([twins[0], left[related]])
    right = np.concatenate([twins[1], right[related]])
    order = np.lexsort((right, left))
    m2 = np.concatenate([np.minimum(before.m2[twins[0]], after.m2[twins[1]]), common_m2[related]])
    shapes = np.concatenate([after.shapes[twins[1]], common[related]])
    twin = np.r_[np.ones(len(twins[0]), dtype=bool), np.zeros(int(related.sum()), dtype=bool)]
    (lost, lost_m2), (gained, gained_m2) = rests
    return SharedGround(
        left[order],
        right[order],
        m2[order],
        shapes[order],
        twin[order],
        lost_m2,
        gained_m2,
        lost,
        gained,
    )


def _twins(before: Side, after: Side, metre: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the positions of parcels of one shape, each in one pair."""
    import pandas as pd

    tables = []
    for side in (before, after):
        places = np.flatnonzero(side.shapes != None)  # noqa: E711 - elementwise
        numbers = side.numbers[places]
        # A missing number is a value like any other here: groupby would leave its rows out.
        columns = {
            "form": _forms(side.shapes[places], metre),
            "number": np.where(numbers == None, "", numbers),  # noqa: E711 - elementwise
        }
        table = pd.DataFrame(columns, index=places)
        copies = places[table["form"].duplicated(keep=False).to_numpy()]
        table["facts"] = _fact_texts(side, copies).reindex(places, fill_value="")
        tables.append(table)
    left, right = np.zeros(0, dtype="int64"), np.zeros(0, dtype="int64")
    # Copies on one spot are told apart by their numbers, then by their facts, at last by order.
    for keys in (["form", "number", "facts"], ["form", "number"], ["form", "facts"], ["form"]):
        one, other = (
            table.drop(index=taken.tolist())
            for table, taken in zip(tables, (left, right), strict=True)
        )
        one, other = (
            some.assign(copy=some.groupby(keys).cumcount(), place=some.index)
            for some in (one, other)
        )
        found = one.merge(other, on=[*keys, "copy"], suffixes=("", "_after"))
        left = np.r_[left, found["place"].to_numpy(dtype="int64")]
        right = np.r_[right, found["place_after"].to_numpy(dtype="int64")]
    return left, right


def _fact_texts(side: Side, places: np.ndarray) -> pd.Series:
    """Return what is on record of some parcels as one text each, on their positions."""
    import pandas as pd

    some = side.facts.iloc[places]
    texts = [some[name].astype("str").fillna("").to_numpy(dtype=object) for name in some.columns]
    joined = [SEPARATOR.join(row) for row in zip(*texts, strict=True)]
    return pd.Series(joined, index=places, dtype=object)


def _near_twins(
    before: Side, after: Side, rest: list[np.ndarray], distance: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return the positions of parcels whose boundaries are nowhere `distance` apart.

    Parameters
    ----------
    before, after
        The two sides.
    rest
        For each side, the positions of the shapes that have no twin.
    distance
        In units of the plane.
    """
    import shapely

    if not len(rest[0]) or not len(rest[1]):
        return np.zeros(0, dtype="int64"), np.zeros(0, dtype="int64")
    centres = [
        shapely.centroid(side.shapes[places])
        for side, places in zip((before, after), rest, strict=True)
    ]
    left, right = shapely.STRtree(centres[1]).query(
        centres[0], predicate="dwithin", distance=distance
    )
    left, right = rest[0][left], rest[1][right]
    close = shapely.hausdorff_distance(before.shapes[left], after.shapes[right]) < distance
    left, right = left[close], right[close]
    # Copies on one spot are left to the general way, which shares their ground out.
    once = (np.bincount(left, minlength=len(before.shapes))[left] == 1) & (
        np.bincount(right, minlength=len(after.shapes))[right] == 1
    )
    return left[once], right[once]


def _forms(shapes: np.ndarray, metre: float) -> list[bytes]:
    """Return a key of each shape that does not depend on the start or direction of its rings."""
    import shapely

    digits = TWIN_PLACES + round(np.log10(metre)) if metre < 1 else TWIN_PLACES
    rounded = shapely.transform(shapes, lambda xy: np.round(xy, digits) + 0.0)
    keys: list[bytes] = shapely.to_wkb(shapely.normalize(rounded)).tolist()
    return keys


def _meeting(
    before: np.ndarray, after: np.ndarray, left_places: np.ndarray, right_places: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the positions of the pairs whose interiors meet."""
    import shapely

    tree = shapely.STRtree(after[right_places])
    lefts, rights = [np.zeros(0, dtype="int64")], [np.zeros(0, dtype="int64")]
    # A few at a time, so that copies on one spot never fill the memory with pairs of boxes.
    for start in range(0, len(left_places) if len(right_places) else 0, CHUNK):
        some = left_places[start : start + CHUNK]
        left, right = tree.query(before[some])
        left, right = some[left], right_places[right]
        meets = shapely.relate_pattern(before[left], after[right], INTERIORS_MEET)
        lefts.append(left[meets])
        rights.append(right[meets])
    return np.concatenate(lefts), np.concatenate(rights)


def _is_strip(shapes: np.ndarray, m2: np.ndarray, metre: float, tolerance_m: float) -> np.ndarray:
    """Return which shapes are nowhere wider than the tolerance."""
    import shapely

    narrow = np.zeros(len(shapes), dtype=bool)
    perimeters = shapely.length(shapes) * metre
    # The mean width decides most: above twice the tolerance there is ground inside, and a shape
    # of less area than a square of the tolerance has none.
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(perimeters > 0, 2 * m2 / perimeters, 0.0)
    unclear = (mean < 2 * tolerance_m) & (m2 >= tolerance_m**2)
    narrow[m2 < tolerance_m**2] = True
    inside = shapely.buffer(shapes[unclear], -tolerance_m / 2 / metre, join_style="mitre")
    narrow[unclear] = shapely.is_empty(inside)
    return narrow


def _rest(
    shapes: np.ndarray,
    places: np.ndarray,
    of: np.ndarray,
    others: np.ndarray,
    plane: tuple[CRS, float, float],
) -> tuple[np.ndarray, np.ndarray]:
    """Return the ground of each shape that no other covers, without strips, and its area.

    Parameters
    ----------
    shapes
        All shapes of a side.
    places
        The positions of those that have no twin; the rest of a twin is nothing.
    of, others
        Pairs: the position of a shape, and a shape of the other side that it meets.
    plane
        The plane, the metres in its unit, and the tolerance.
    """
    import shapely

    crs, metre, tolerance_m = plane
    rests = np.full(len(shapes), None, dtype=object)
    rests[places] = shapes[places]
    order = np.argsort(of, kind="stable")
    of, others = of[order], others[order]
    counts = np.bincount(of, minlength=len(shapes)) if len(of) else np.zeros(len(shapes), int)
    one = counts[of] == 1
    rests[of[one]] = shapely.difference(shapes[of[one]], others[one])
    starts = np.cumsum(counts) - counts
    for place in np.flatnonzero(counts > 1).tolist():
        some = others[starts[place] : starts[place] + counts[place]]
        rests[place] = shapely.difference(shapes[place], shapely.union_all(some))
    met = np.flatnonzero(counts > 0)
    # Ground that is narrower than the tolerance everywhere is a difference of two surveys.
    width = tolerance_m / 2 / metre
    wide = shapely.buffer(rests[met], -width, join_style="mitre")
    there = met[~shapely.is_empty(wide)]
    grown = shapely.buffer(wide[~shapely.is_empty(wide)], width, join_style="mitre")
    opened = _areal(shapely.intersection(grown, rests[there]))
    rests[met] = None
    rests[there] = opened
    m2 = np.zeros(len(shapes))
    m2[places] = np.nan_to_num(_areas(rests[places], crs))
    return rests, m2


def _areal(shapes: np.ndarray) -> np.ndarray:
    """Return shapes without the points and lines in which an overlay can end."""
    import shapely

    for place in np.flatnonzero(~np.isin(shapely.get_type_id(shapes), POLYGONS)).tolist():
        parts = shapely.get_parts(shapes[place])
        areal = parts[np.isin(shapely.get_type_id(parts), POLYGONS)]
        shapes[place] = shapely.union_all(areal) if len(areal) else None
    return shapes


def _areas(shapes: np.ndarray, crs: CRS) -> np.ndarray:
    import geopandas as gpd

    areas: np.ndarray = geodesic_m2(gpd.GeoSeries(shapes, crs=crs))
    return areas
