"""The table of relations: one row for each pair of parcels, and for ground that only one side has.

Every row has the area of its ground by the earlier survey, by the later one, or by both. What the
rows of a parcel have in all is its area: the part that no other parcel has is lost or gained, and
the rest is shared out among the relations in proportion to the ground that they share.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from parkland.changes.land_flows import Pieces, shared_out

if TYPE_CHECKING:
    import pandas as pd

    from parkland.changes.relation_kinds import Groups
    from parkland.changes.shared_ground import SharedGround, Side

WHOLE, EXCHANGED, LOST, GAINED = "whole", "exchanged", "lost", "gained"


@dataclass(frozen=True, slots=True, eq=False)
class Relations:
    """Relations as arrays, in the order of the table.

    Attributes
    ----------
    pieces : Pieces
        Positions of the parcels, and the areas by the two surveys.
    words : ndarray of str
        ``whole``, ``exchanged``, ``lost`` or ``gained``.
    pair : ndarray of int
        The pair of the shared ground, or -1.
    group : ndarray of int
    kind : ndarray of str
        The kind of the group, with ``"same"`` where facts decide it.
    """

    pieces: Pieces
    words: np.ndarray
    pair: np.ndarray
    group: np.ndarray
    kind: np.ndarray


def relations(ground: SharedGround, groups: Groups, sides: tuple[Side, Side]) -> Relations:
    """Return the relations of all parcels of both sides.

    A parcel with relations has also a row for the ground that it lost or gained. A parcel without
    any has one row, with all of its area.
    """
    before, after = sides
    chosen = np.flatnonzero(groups.is_related)
    left, right = ground.left[chosen], ground.right[chosen]
    rows = []
    for ends, m2, rest in ((left, before.m2, ground.lost_m2), (right, after.m2, ground.gained_m2)):
        related = np.bincount(ends, minlength=len(m2)) > 0
        amount = np.where(related, np.minimum(rest, np.nan_to_num(m2)), np.nan_to_num(m2))
        rows.append((np.flatnonzero((amount > 0) | ~related), amount))
    (lost_rows, lost), (gained_rows, gained) = rows
    nothing = [np.full(len(some), -1) for some in (lost_rows, gained_rows)]
    lefts = np.concatenate([left, lost_rows, nothing[1]])
    rights = np.concatenate([right, nothing[0], gained_rows])
    pair = np.concatenate([chosen, *nothing])
    strong = groups.before[left] == groups.after[right]
    words = np.concatenate(
        [
            np.where(strong, WHOLE, EXCHANGED),
            np.full(len(lost_rows), LOST),
            np.full(len(gained_rows), GAINED),
        ]
    ).astype(object)
    weights = ground.shared_m2[chosen]
    areas = []
    for ends, m2, rest, at in (
        (lefts, before.m2, lost, slice(len(chosen), len(chosen) + len(lost_rows))),
        (rights, after.m2, gained, slice(len(chosen) + len(lost_rows), None)),
    ):
        kept = np.nan_to_num(m2) - rest
        column = np.zeros(len(ends))
        column[: len(chosen)] = shared_out(kept, ends[: len(chosen)], weights, None)
        column[at] = rest[ends[at]]
        areas.append(column)
    of_left, of_right = (
        np.where(ends >= 0, side[np.maximum(ends, 0)] if len(side) else -1, -1)
        for side, ends in ((groups.before, lefts), (groups.after, rights))
    )
    group = np.where(of_left >= 0, of_left, of_right)
    kinds = groups.kinds[group].astype(object)
    # Ground that passed between groups has the kind of the earlier parcel's, unless that went.
    exchanged = words == EXCHANGED
    other = groups.kinds[np.maximum(of_right, 0)] if len(groups.kinds) else kinds
    kinds = np.where(exchanged & np.isin(kinds, ["gone", "same"]), other, kinds)
    kinds = np.where(exchanged & np.isin(kinds, ["new", "same"]), "rearranged", kinds)
    last = len(before.m2) + len(after.m2)
    order = np.lexsort((np.where(rights >= 0, rights, last), np.where(lefts >= 0, lefts, last)))
    pieces = Pieces(lefts[order], rights[order], areas[0][order], areas[1][order])
    return Relations(pieces, words[order], pair[order], group[order], kinds[order])


def one_to_one(found: Relations, number: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows whose two parcels are one and the same, and the partner of each earlier one.

    Parameters
    ----------
    found
        The relations.
    number
        The number of earlier parcels.
    """
    single = np.isin(found.kind, ["same", "reshaped"]) & (found.words == WHOLE)
    rows = np.flatnonzero(single)
    mates = np.full(number, -1)
    mates[found.pieces.left[rows]] = found.pieces.right[rows]
    return rows, mates


def named_sides(found: Relations, tables: tuple[pd.DataFrame, pd.DataFrame]) -> dict[str, Any]:
    """Return the labels and the names of the parcels of each relation.

    Parameters
    ----------
    found
        The relations.
    tables
        The parcels of the two sides.
    """
    import pandas as pd

    from parkland.display import parcel_names

    columns: dict[str, Any] = {}
    ends = (found.pieces.left, found.pieces.right)
    for side, table, at in zip(("before", "after"), tables, ends, strict=True):
        labels = pd.Series(table.index.to_flat_index(), dtype=object)
        names = parcel_names(table, form="short").reset_index(drop=True)
        there = at >= 0
        columns[side] = labels.reindex(np.where(there, at, -1)).reset_index(drop=True)
        columns[f"{side}_id"] = (
            names.reindex(np.where(there, at, -1)).reset_index(drop=True).astype("str")
        )
    return {name: columns[name] for name in ("before", "after", "before_id", "after_id")}
