"""What became of each parcel: which pairs are relations, and of what kind.

A pair is **strong** if the shared ground is at least `STRONG` of the smaller of the two parcels. It
is strong too if both bear the same number, which is unique on both sides, and neither has a strong
pair elsewhere. A parcel of
which most was divided among others, and less than half by strong pairs, is joined to all of them.
Strong pairs join parcels to groups, and the group decides the kind:

============== =====================================================================================
unchanged      one and one; shape, number and facts are the same
attributes     one and one; the shape and the number are the same, facts differ
renumbered     one and one of the same shape, under another number
reshaped       one and one, whose boundary moved by more than the tolerance
split          one earlier parcel, several later ones
merged         several earlier parcels, one later one
rearranged     several and several
gone, new      a parcel without a counterpart
============== =====================================================================================

A weaker pair is ground that was exchanged between two groups: a boundary between neighbours moved.
Two parcels that overlapped each other before, and still do, exchanged nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from parkland.topology.doubled import clusters_of

if TYPE_CHECKING:
    from parkland.changes.shared_ground import SharedGround, Side

STRONG = 1 / 4
DIVIDED = 1 / 2  # the share of a parcel that others took, from which it was divided among them
STILL = 0.9  # the share of a pair's ground that overlapped before already


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """Parcels that belong together, and the pairs that are relations.

    Attributes
    ----------
    before, after : ndarray of int
        The group of each parcel of a side.
    kinds : ndarray of str
        The kind of each group, where shapes alone decide: ``"same"`` in place of the kinds that
        depend on numbers and facts.
    is_related : ndarray of bool
        Of each pair of the shared ground, whether it is a relation.
    confidence : ndarray
        Of each group, from 0 to 1: the ground that its two sides share, as a share of the ground
        that either has.
    """

    before: np.ndarray
    after: np.ndarray
    kinds: np.ndarray
    is_related: np.ndarray
    confidence: np.ndarray


def grouped(
    ground: SharedGround,
    sides: tuple[Side, Side],
    *,
    named: np.ndarray,
    overlapping: tuple[np.ndarray, np.ndarray],
) -> Groups:
    """Return the groups of parcels that belong together.

    Parameters
    ----------
    ground
        The pairs that share ground.
    sides
        The earlier and the later side.
    named : ndarray of bool
        For each pair, whether the later parcel says that it comes from the earlier one: by the same
        number, which is unique on both sides, or by its column of parents.
    overlapping
        For each side, a table of n x 2 positions of parcels that overlap each other, sorted.
    """
    before, after = sides
    number, other = len(before.m2), len(after.m2)
    left, right, shared = ground.left, ground.right, ground.shared_m2
    with np.errstate(divide="ignore", invalid="ignore"):
        strong = ground.twin | (shared >= STRONG * np.minimum(before.m2[left], after.m2[right]))
    strong |= named & ~_has(left, strong, number)[left] & ~_has(right, strong, other)[right]
    for ends, m2 in ((left, before.m2), (right, after.m2)):
        taken, firmly = (
            np.bincount(ends[rows], shared[rows], minlength=len(m2))
            for rows in (np.ones(len(ends), dtype=bool), strong)
        )
        divided = (
            (firmly < DIVIDED * m2) & (taken >= DIVIDED * m2) & ~_has(ends, ground.twin, len(m2))
        )
        strong |= divided[ends]
    joined = clusters_of(number + other, left[strong], right[strong] + number)
    groups = np.unique(joined, return_inverse=True)[1]
    of_before, of_after = groups[:number], groups[number:]
    total = int(groups.max(initial=-1)) + 1
    counts = [np.bincount(one, minlength=total) for one in (of_before, of_after)]
    weak = ~strong & (of_before[left] != of_after[right])
    weak &= ~_overlapped_anyway(ground, strong, overlapping)
    # A pair within one group belongs to it, however small.
    related = strong | weak | (of_before[left] == of_after[right])
    moved = (ground.lost_m2 > 0) & (ground.lost_m2 < before.m2 * (1 - 1e-12))
    came = (ground.gained_m2 > 0) & (ground.gained_m2 < after.m2 * (1 - 1e-12))
    touched = np.zeros(total, dtype=bool)
    touched[of_before[moved]] = True
    touched[of_after[came]] = True
    touched[of_before[left[weak]]] = True
    touched[of_after[right[weak]]] = True
    one, many = counts[0] == 1, counts[0] > 1
    kinds = np.select(
        [
            counts[1] == 0,
            counts[0] == 0,
            one & (counts[1] == 1) & ~touched,
            one & (counts[1] == 1),
            one,
            many & (counts[1] == 1),
        ],
        ["gone", "new", "same", "reshaped", "split", "merged"],
        default="rearranged",
    )
    confidence = _confidence(ground, sides, related & ~weak, (of_before, of_after), total)
    return Groups(of_before, of_after, kinds, related, confidence)


def _has(ends: np.ndarray, chosen: np.ndarray, number: int) -> np.ndarray:
    found = np.zeros(number, dtype=bool)
    found[ends[chosen]] = True
    return found


def _overlapped_anyway(
    ground: SharedGround, strong: np.ndarray, overlapping: tuple[np.ndarray, np.ndarray]
) -> np.ndarray:
    """Return which weak pairs share ground because the two parcels overlapped on a side already."""
    import pandas as pd

    result = np.zeros(len(strong), dtype=bool)
    mates = pd.DataFrame({"left": ground.left[strong], "right": ground.right[strong]})
    weak = pd.DataFrame(
        {
            "place": np.flatnonzero(~strong),
            "left": ground.left[~strong],
            "right": ground.right[~strong],
            "shared": ground.shared_m2[~strong],
        }
    )
    # The mate of an end on the other side: if it overlaps the end that remains, by as much, the
    # ground was doubled before or is doubled now.
    for table, key, end in zip(overlapping, ("right", "left"), ("left", "right"), strict=True):
        if not len(table) or not len(weak):
            continue
        ends = [end, f"{end}_mate"]
        joined = weak.merge(mates, on=key, suffixes=("", "_mate"))
        both = pd.DataFrame(table, columns=[*ends, "m2"]).astype(dict.fromkeys(ends, "int64"))
        found = joined.merge(both, on=ends)
        still = found["m2"] >= STILL * found["shared"]
        result[found.loc[still, "place"].to_numpy(dtype="int64")] = True
    return result


def _confidence(
    ground: SharedGround,
    sides: tuple[Side, Side],
    within: np.ndarray,
    groups: tuple[np.ndarray, np.ndarray],
    total: int,
) -> np.ndarray:
    shared = np.bincount(groups[0][ground.left[within]], ground.shared_m2[within], minlength=total)
    sums = [
        np.bincount(of, np.nan_to_num(side.m2), minlength=total)
        for of, side in zip(groups, sides, strict=True)
    ]
    either = np.maximum(sums[0] + sums[1] - shared, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        part = np.where(either > 0, shared / either, 0.0)
    alone = (sums[0] == 0) | (sums[1] == 0)
    return np.where(alone, 1.0, np.clip(part, 0.0, 1.0))
