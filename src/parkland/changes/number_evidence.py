"""What the numbers of parcels, and their column of parents, say about who became whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from parkland.changes.relation_table import WHOLE
from parkland.cleaning.parcel_numbers import keys, keys_of
from parkland.schema import LIST_JOINT

if TYPE_CHECKING:
    import pandas as pd

    from parkland.changes.relation_table import Relations
    from parkland.changes.shared_ground import SharedGround

DOUBTFUL = 0.5  # confidence that a parcel went or came although its number stands on the other side


@dataclass(frozen=True, slots=True, eq=False)
class NumberEvidence:
    """The numbers of both sides in the form in which they compare; None where there is none.

    Attributes
    ----------
    before, after : ndarray of str or None
    unique : tuple of ndarray of bool
        For each side, which numbers occur once on it.
    pairs : tuple of ndarray of int
        The positions of parcels with one number, which is unique on both sides.
    parents : list of frozenset of str
        The numbers that each later parcel names as its parents.
    """

    before: np.ndarray
    after: np.ndarray
    unique: tuple[np.ndarray, np.ndarray]
    pairs: tuple[np.ndarray, np.ndarray]
    parents: list[frozenset[str]]

    @classmethod
    def of(cls, before: pd.DataFrame, after: pd.DataFrame) -> NumberEvidence:
        """Return the evidence of two tables of parcels."""
        sides = [_numbers(table) for table in (before, after)]
        unique = [_unique(numbers) for numbers in sides]
        places = {sides[1][at]: at for at in np.flatnonzero(unique[1]).tolist()}
        at = np.flatnonzero(unique[0])
        mates = np.array(
            [places.get(number, -1) for number in sides[0][at].tolist()], dtype="int64"
        )
        pairs = at[mates >= 0], mates[mates >= 0]
        named = [frozenset[str]()] * len(after)
        if "parents" in after.columns:
            texts = after["parents"].reset_index(drop=True).dropna()
            for place, text in texts.items():
                found = keys([one for one in str(text).split(LIST_JOINT) if one.strip()])
                named[int(str(place))] = frozenset(found)
        return cls(sides[0], sides[1], (unique[0], unique[1]), pairs, named)

    def same(self, left: np.ndarray, right: np.ndarray) -> np.ndarray:
        """Return which pairs bear one number that is unique on both sides."""
        mates = np.full(len(self.before), -1)
        mates[self.pairs[0]] = self.pairs[1]
        found: np.ndarray = mates[left] == right
        return found

    def is_parent(self, left: np.ndarray, right: np.ndarray) -> np.ndarray:
        """Return in which pairs the later parcel names the earlier one as a parent."""
        return np.array(
            [
                bool(self.parents[after]) and self.before[before] in self.parents[after]
                for before, after in zip(left.tolist(), right.tolist(), strict=True)
            ],
            dtype=bool,
        )

    def name_each_other(self, left: np.ndarray, right: np.ndarray) -> np.ndarray:
        """Return which pairs are named by a number or by a parent."""
        found: np.ndarray = self.same(left, right) | self.is_parent(left, right)
        return found

    def changed(self, left: np.ndarray, right: np.ndarray) -> np.ndarray:
        """Return which pairs have two different numbers."""
        one, other = self.before[left], self.after[right]
        found: np.ndarray = (one != None) & (other != None) & (one != other)  # noqa: E711
        return found.astype(bool)

    def entered(self, left: np.ndarray, right: np.ndarray) -> np.ndarray:
        """Return which pairs have a number on one side only."""
        one, other = self.before[left], self.after[right]
        found: np.ndarray = (one == None) != (other == None)  # noqa: E711 - elementwise
        return found.astype(bool)

    def evidence(self, found: Relations, ground: SharedGround) -> list[str]:
        """Return what each relation rests on, as codes joined by `LIST_JOINT`."""
        left, right = found.pieces.left, found.pieces.right
        both = (left >= 0) & (right >= 0)
        at = np.flatnonzero(both)
        twin = np.zeros(len(left), dtype=bool)
        twin[at] = ground.twin[found.pair[at]]
        marks = {"shape": twin, "ground": both & ~twin}
        for name, ask in (("number", self.same), ("parents", self.is_parent)):
            marks[name] = np.zeros(len(left), dtype=bool)
            marks[name][at] = ask(left[at], right[at])
        names = list(marks)
        table = np.column_stack([marks[name] for name in names])
        return [
            LIST_JOINT.join(name for name, yes in zip(names, row, strict=True) if yes)
            for row in table.tolist()
        ]

    def weighed(self, found: Relations, confidence: np.ndarray, kinds: np.ndarray) -> np.ndarray:
        """Return the confidence of each relation, with what the numbers say about it.

        Where number or parents name the two parcels, half of the doubt is left. A parcel that went
        or came is doubtful where its number stands on the other side, on other land.
        """
        left, right = found.pieces.left, found.pieces.right
        at = np.flatnonzero((left >= 0) & (right >= 0) & (found.words == WHOLE))
        result = confidence.copy()
        sure = at[self.name_each_other(left[at], right[at])]
        result[sure] = 1 - (1 - result[sure]) / 2
        for word, ends, place in (("gone", left, 0), ("new", right, 1)):
            rows = np.flatnonzero((kinds == word) & (ends >= 0))
            again = np.isin(ends[rows], self.pairs[place])
            result[rows[again]] = DOUBTFUL
        return result


def _numbers(table: pd.DataFrame) -> np.ndarray:
    compared = keys_of(table["parcel_id"].reset_index(drop=True))
    numbers: np.ndarray = compared.astype(object).where(compared.notna(), None).to_numpy()
    return numbers


def _unique(numbers: np.ndarray) -> np.ndarray:
    import pandas as pd

    series = pd.Series(numbers, dtype=object)
    found: np.ndarray = (series.notna() & ~series.duplicated(keep=False)).to_numpy(dtype=bool)
    return found
