"""The first rows of a table that lies in several parts, without putting the parts together.

Rows are ordered by keys: 64-bit words, of which the first decides, then the second, and so on. A
key is read in digits of 16 bits. Each part counts its rows by one digit; the sum of the counts says
in which digit the cut lies, and the next digit is counted only among the rows that have it. So a
cut takes a few numbers from each part in each turn, in any order, and is exact: a cut through any
division of a table chooses the same rows as a cut through the whole.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from parkland.errors import ChoiceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

DIGIT_BITS = 16
DIGITS_IN_WORD = 64 // DIGIT_BITS


@dataclass(frozen=True)
class Cut:
    """Which rows come first; open while more digits have to be counted.

    Attributes
    ----------
    wanted
        How many of the rows at `place` belong to the first rows.
    place
        The leading digits of the rows through which the cut goes.
    is_open
        Whether only some of the rows at `place` are wanted, so that the next digit decides.
    """

    wanted: int
    place: tuple[int, ...] = ()
    is_open: bool = True

    @classmethod
    def after(cls, wanted: int, /, *, of: int) -> Cut:
        """Return the cut after the first `wanted` rows of a table with a number of rows."""
        return cls(wanted, is_open=0 < wanted < of)

    def counts(self, keys: Sequence[np.ndarray], /) -> np.ndarray:
        """Return how many rows at `place` have each value of the next digit, for one part.

        Parameters
        ----------
        keys
            Arrays of uint64 with an entry for each row of the part.

        Returns
        -------
        numpy.ndarray
            int64, an entry for each digit. The counts of several parts are added.
        """
        digits = _digits(keys)
        rows = np.arange(len(keys[0]))
        for digit, own in zip(self.place, digits, strict=False):
            rows = rows[own[rows] == digit]
        # `zip` stops before it takes the next digit, because the place comes first
        following = next(digits)[rows].astype(np.int64)
        return np.bincount(following, minlength=1 << DIGIT_BITS)

    def narrowed(self, counts: np.ndarray, /, *, words: int) -> Cut:
        """Return the cut by one more digit.

        Parameters
        ----------
        counts
            The sum of `counts` over all parts.
        words
            The number of keys, which bounds the number of digits.

        Raises
        ------
        ChoiceError
            If rows agree in all keys, so that none of them is the first.
        """
        up_to = np.cumsum(counts)
        digit = int(np.searchsorted(up_to, self.wanted))
        wanted = self.wanted - int(up_to[digit] - counts[digit])
        cut = replace(
            self,
            wanted=wanted,
            place=(*self.place, digit),
            is_open=wanted < int(counts[digit]),
        )
        if cut.is_open and len(cut.place) == words * DIGITS_IN_WORD:
            raise ChoiceError("areas.repeated_position")
        return cut

    def chosen(self, keys: Sequence[np.ndarray], /) -> np.ndarray:
        """Return for each row of a part whether it is one of the first; the cut must be closed."""
        number = len(keys[0])
        if not self.wanted:
            return np.zeros(number, dtype=bool)
        before, at = np.zeros(number, dtype=bool), np.ones(number, dtype=bool)
        for digit, own in zip(self.place, _digits(keys), strict=False):
            before |= at & (own < digit)
            at &= own == digit
        return before | at


def rising(values: np.ndarray, /) -> np.ndarray:
    """Return doubles as words that have the same order; -0 and 0 are one word.

    Examples
    --------
    >>> words = rising(np.array([-1.5, -0.0, 0.0, 2.0]))
    >>> (words[:-1] <= words[1:]).tolist(), bool(words[1] == words[2])
    ([True, True, True], True)
    """
    bits = (np.asarray(values, dtype="float64") + 0.0).view(np.uint64)
    top = np.uint64(1 << 63)
    return np.where(bits & top, ~bits, bits | top)


def _digits(keys: Sequence[np.ndarray]) -> Iterator[np.ndarray]:
    """Yield the digits of keys, the first that decides first."""
    for word in keys:
        for turn in reversed(range(DIGITS_IN_WORD)):
            yield (word >> np.uint64(turn * DIGIT_BITS)).astype(np.uint16)
