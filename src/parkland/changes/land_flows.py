"""Opening, in, out and closing of every group of land, so that rows and columns add up.

The land of a comparison is divided into **pieces**: the ground that an earlier and a later parcel
share (kept), the ground that no later parcel has (gone), and the ground that no earlier one had
(new). A kept piece has two areas, of the earlier and of the later survey; their difference is the
**resurvey**. Every area of a parcel is the sum of its pieces, by construction: where parcels of one
side overlap, what a parcel keeps is shared out among its pieces in proportion.

For a group, such as a status or a district, a kept piece is **out** of the group of before and
**in** the group of after, as before measured it. So for each row

    opening - out - gone + in + new + resurvey = closing

and the rows of a column that divides the parcels add up to the total, in which ``in`` equals
``out``. A flag can apply to a part of a parcel; the part is shared out like the area, and where it
grew or shrank, the difference is in or out.

All of this holds for the areas as computed and for the printed ones: the leaves of
`figures.rounded` are shared out among the pieces in whole units of the last place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from parkland.areas import level_to

FLOWS = ("opening", "out", "gone", "in", "new", "resurvey", "closing")
NOTHING = 1e-6  # m2: a part that did not change, but for the arithmetic of doubles


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """The pieces of land of a comparison.

    Attributes
    ----------
    left, right : ndarray of int
        Positions of the earlier and the later parcel; -1 where there is none.
    before, after : ndarray
        The area of each piece by the earlier and by the later survey; 0 where there is no parcel.
    """

    left: np.ndarray
    right: np.ndarray
    before: np.ndarray
    after: np.ndarray

    def printed(self, leaves: tuple[np.ndarray, np.ndarray], digits: int) -> Pieces:
        """Return the pieces in the unit of `leaves`, which their areas add up to."""
        return Pieces(
            self.left,
            self.right,
            shared_out(leaves[0], self.left, self.before, digits),
            shared_out(leaves[1], self.right, self.after, digits),
        )


def shared_out(
    amounts: np.ndarray, owners: np.ndarray, weights: np.ndarray, digits: int | None
) -> np.ndarray:
    """Share out an amount of each parcel among its pieces, in proportion to their weights.

    Parameters
    ----------
    amounts
        One for each parcel.
    owners
        The parcel of each piece, or -1.
    weights
        Of each piece.
    digits
        Decimal places to which the parts are rounded, so that they add up to the amount; None does
        not round.
    """
    parts = np.zeros(len(owners))
    if not len(amounts):
        return parts
    owned = owners >= 0
    counts = np.bincount(owners[owned], minlength=len(amounts))
    alone = owned & (counts[owners] == 1)
    parts[alone] = amounts[owners[alone]]
    several = np.flatnonzero(owned & ~alone)
    if not len(several):
        return parts
    sums = np.bincount(owners[several], weights[several], minlength=len(amounts))
    whole = sums[owners[several]]
    even = 1 / counts[owners[several]]
    share = np.divide(weights[several], whole, out=even, where=whole > 0)
    parts[several] = amounts[owners[several]] * share
    if digits is None:
        return parts
    order = several[np.argsort(owners[several], kind="stable")]
    for places in np.split(order, np.flatnonzero(np.diff(owners[order])) + 1):
        total = float(amounts[owners[places[0]]])
        parts[places] = (
            level_to(parts[places].tolist(), total=total, digits=digits).to_numpy() if total else 0
        )
    return parts


def column_flows(
    pieces: Pieces, labels: tuple[np.ndarray, np.ndarray], groups: list[Any]
) -> dict[str, np.ndarray]:
    """Return the flows of every group of a column that divides the parcels.

    Parameters
    ----------
    pieces
        The pieces of land.
    labels
        For each side, the place in `groups` of the group of each parcel.
    groups
        The groups.
    """
    number = len(groups)
    one, other = (
        np.where(ends >= 0, side[np.maximum(ends, 0)] if len(side) else -1, -1)
        for side, ends in zip(labels, (pieces.left, pieces.right), strict=True)
    )
    kept = (one >= 0) & (other >= 0)
    moved = kept & (one != other)

    def summed(of: np.ndarray, rows: np.ndarray, areas: np.ndarray) -> np.ndarray:
        return np.bincount(of[rows], areas[rows], minlength=number)

    return {
        "opening": summed(one, one >= 0, pieces.before),
        "out": summed(one, moved, pieces.before),
        "gone": summed(one, (one >= 0) & ~kept, pieces.before),
        "in": summed(other, moved, pieces.before),
        "new": summed(other, (other >= 0) & ~kept, pieces.after),
        "resurvey": summed(other, kept, pieces.after - pieces.before),
        "closing": summed(other, other >= 0, pieces.after),
    }


def flag_flows(
    pieces: Pieces,
    amounts: tuple[np.ndarray, np.ndarray],
    leaves: tuple[np.ndarray, np.ndarray],
    digits: int | None,
) -> dict[str, float]:
    """Return the flows of one flag, which can apply to a part of a parcel.

    Parameters
    ----------
    pieces
        The pieces of land.
    amounts
        For each side, the area of each parcel with the flag.
    leaves
        For each side, the area of each parcel.
    digits
        Decimal places, or None.
    """
    one, other = (
        _flagged(flagged, whole, ends, areas, digits)
        for flagged, whole, ends, areas in zip(
            amounts, leaves, (pieces.left, pieces.right), (pieces.before, pieces.after), strict=True
        )
    )
    kept = (pieces.left >= 0) & (pieces.right >= 0)
    both = kept & (one > 0) & (other > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        factor = np.where(pieces.after > 0, pieces.before / pieces.after, 1.0)
    as_before = np.where(both, other * factor, other)
    if digits is not None:
        as_before = np.round(as_before, digits)
    change = np.where(kept, as_before - one, 0.0)
    change[both & (np.abs(change) <= NOTHING)] = 0.0
    resurvey = np.where(both, other - one - change, 0.0)
    return {
        "opening": float(one.sum()),
        "out": float(-change[change < 0].sum()),
        "gone": float(one[pieces.right < 0].sum()),
        "in": float(change[change > 0].sum()),
        "new": float(other[pieces.left < 0].sum()),
        "resurvey": float(resurvey.sum()),
        "closing": float(other.sum()),
    }


def _flagged(
    flagged: np.ndarray,
    whole: np.ndarray,
    owners: np.ndarray,
    areas: np.ndarray,
    digits: int | None,
) -> np.ndarray:
    """Return the flagged area of each piece; all of it where the flag applies to whole parcels."""
    if not len(flagged):
        return np.zeros(len(owners))
    owned = owners >= 0
    at = np.maximum(owners, 0)
    is_whole = owned & (flagged[at] == whole[at])
    parts = shared_out(np.where(flagged == whole, 0.0, flagged), owners, areas, digits)
    return np.where(is_whole, areas, parts)


def counted(
    labels: tuple[np.ndarray, np.ndarray], stays: tuple[np.ndarray, np.ndarray], groups: list[Any]
) -> dict[str, np.ndarray]:
    """Return the numbers of parcels of each group: opening, out, in and closing.

    A parcel stays if it is one and the same on both sides and in the same group; every other one
    is out of its group of before, or in its group of after.

    Parameters
    ----------
    labels
        For each side, the place in `groups` of the group of each parcel; -1 for none.
    stays
        For each side, the position of the same parcel on the other side, or -1.
    groups
        The groups.
    """
    one, other = labels
    numbers = [np.bincount(side[side >= 0], minlength=len(groups)) for side in (one, other)]
    mate = stays[0]
    same = (mate >= 0) & (one >= 0)
    same[same] = one[same] == other[mate[same]]
    staying = np.bincount(one[same], minlength=len(groups))
    return {
        "opening": numbers[0],
        "out": numbers[0] - staying,
        "in": numbers[1] - staying,
        "closing": numbers[1],
    }
