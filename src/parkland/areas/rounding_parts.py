"""Rounding of values that lie in several parts, so that they add up to their rounded total.

The largest remainder is a matter of the whole: which values get a unit depends on all of them. It
is worked out from a few numbers of each part, in three steps:

1. `RoundingSums.of` makes the exact sums of a part; ``+`` puts those of several parts together.
2. `RoundingSums.dealt` says how many units are missing. While the `Dealing` is open, each part
   counts its remainders, and the sum of these counts narrows it: usually two turns.
3. `Dealing.units` rounds a part.

`areas.round_to_total` and `areas.level_to` take the same way with one part, so that no division
changes a figure. Sums are integers, so that parts can be put together in any order.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

import numpy as np

from parkland.areas.row_selection import Cut, rising
from parkland.errors import ChoiceError

if TYPE_CHECKING:
    import pandas as pd

# A double holds about 15 digits. A larger sum would not be exact even without decimal places.
MOST_SUM = 1e15
GOLDEN = (5**0.5 - 1) / 2
# Remainders that agree in nine decimal places are equal.
EQUAL_REMAINDERS = 10**9
# Every double is a whole multiple of 2 to the power of -1074.
FINEST = 1074
MANTISSA_BITS, LOW_BITS = 53, 26
# Mantissas of this number of values add up within 63 bits, in two halves.
SUMMED_AT_ONCE = 1 << 24
WORDS = 4
MOST_UNITS = 2**63


@dataclass(frozen=True)
class RoundingSums:
    """The exact sums of one or several parts.

    Attributes
    ----------
    digits
        The decimal places to keep.
    scale
        What a value is multiplied by to be in units of the last place.
    in_turn
        Whether values are rounded half up first and the units dealt by size (see `level_to`).
    number
        How many values are known.
    exact, size
        The sums of the known values and of their absolute values, in units of 2**-1074.
    whole
        The sum of the values as they are rounded first, in units of the last place.
    """

    digits: int
    scale: float
    in_turn: bool = False
    number: int = 0
    exact: int = 0
    size: int = 0
    whole: int = 0

    @classmethod
    def of(
        cls,
        values: np.ndarray,
        /,
        *,
        digits: int,
        scale: float | None = None,
        in_turn: bool = False,
    ) -> RoundingSums:
        """Return the sums of a part.

        Parameters
        ----------
        values
            float64; NaN does not count.
        digits
            The decimal places to keep.
        scale
            Default: 10 to the power of `digits`. `level_to` has another one.
        in_turn
            Whether the rule is that of ``level_to(share="in_turn")``.

        Raises
        ------
        ChoiceError
            If a value is infinite or the sum is huge.

        Examples
        --------
        >>> one = RoundingSums.of(np.array([0.1, 0.2]), digits=2)
        >>> (one + RoundingSums.of(np.array([np.nan, 0.3]), digits=2)).total
        0.6
        """
        known = values[~np.isnan(values)]
        if np.isinf(known).any():
            raise _too_large()
        size = _exact_sum(np.abs(known))
        _refuse_large(size)
        start = cls(digits, float(10**digits) if scale is None else scale, in_turn)
        return replace(
            start,
            number=len(known),
            exact=size if (known >= 0).all() else _exact_sum(known),
            size=size,
            whole=_exact_sum(start.first(known)) >> FINEST,
        )

    def __add__(self, other: RoundingSums) -> RoundingSums:
        """Return the sums of both; they must be made with the same digits, scale and rule.

        Raises
        ------
        ChoiceError
            If the sums are not of one kind.
        """
        kinds = [(sums.digits, sums.scale, sums.in_turn) for sums in (self, other)]
        if kinds[0] != kinds[1]:
            raise ChoiceError("areas.other_rounding")
        return replace(
            self,
            number=self.number + other.number,
            exact=self.exact + other.exact,
            size=self.size + other.size,
            whole=self.whole + other.whole,
        )

    @property
    def total(self) -> float:
        """The double nearest to the exact sum of the values."""
        return self.exact / (1 << FINEST)

    def first(self, known: np.ndarray) -> np.ndarray:
        """Return known values in whole units before units are dealt out."""
        if self.in_turn:
            rounded = [half_up(value, self.digits) for value in known.tolist()]
            return np.array(rounded, dtype="float64")
        whole: np.ndarray = np.floor(_settled(known * self.scale))
        return whole

    def dealt(self, target: int | None = None, /) -> Dealing:
        """Return how the missing units are dealt out to the values.

        Parameters
        ----------
        target
            The sum in units of the last place. Default: the exact sum, rounded half up.

        Raises
        ------
        ChoiceError
            If the values are too large to be rounded.
        """
        _refuse_large(self.size)
        missing = (half_up(self.total, self.digits) if target is None else target) - self.whole
        if not self.number:
            return Dealing(self, 0, 1, Cut.after(0, of=0))
        if self.in_turn:
            # The largest values come first, also where units are taken away.
            step = 1 if missing >= 0 else -1
            each, rest = divmod(abs(missing), self.number)
            return Dealing(self, step * each, step, Cut.after(rest, of=self.number))
        # If units are to be taken away, the smallest remainders lose them.
        each, rest = divmod(missing, self.number)
        return Dealing(self, each, 1, Cut.after(rest, of=self.number))


@dataclass(frozen=True)
class Dealing:
    """How many units each value gets; `counts` and `narrowed` are called while it is open.

    Attributes
    ----------
    sums
        The sums of all parts.
    each
        The units that every value gets.
    step
        The unit that the first values get beyond: 1 or -1.
    cut
        Which values are the first.
    """

    sums: RoundingSums
    each: int
    step: int
    cut: Cut

    @property
    def is_open(self) -> bool:
        """Whether the remainders of the parts have to be counted once more."""
        return self.cut.is_open

    def counts(self, values: np.ndarray, positions: np.ndarray | int = 0, /) -> np.ndarray:
        """Return the counts of a part, which are added over the parts.

        Parameters
        ----------
        values
            The values of the part, as for `RoundingSums.of`.
        positions
            The position of each known value among the known values of all parts: an array, or
            that of the first one, if they are consecutive. It decides between equal values.
        """
        known = values[~np.isnan(values)]
        return self.cut.counts(self._keys(known, positions))

    def narrowed(self, counts: np.ndarray, /) -> Dealing:
        """Return the dealing after one more turn, by the sum of `counts` over all parts."""
        return replace(self, cut=self.cut.narrowed(counts, words=WORDS))

    def rounded(self, values: np.ndarray, positions: np.ndarray | int = 0, /) -> np.ndarray:
        """Return the values of a part in units of the last place, as float64; NaN stays NaN."""
        result = np.full(len(values), np.nan)
        is_known = ~np.isnan(values)
        known = values[is_known]
        chosen = self.cut.chosen(self._keys(known, positions))
        result[is_known] = self.sums.first(known) + (self.each + self.step * chosen)
        return result

    def units(self, values: np.ndarray, positions: np.ndarray | int = 0, /) -> pd.Series:
        """Return the values of a part in units of the last place, as whole numbers.

        Parameters
        ----------
        values, positions
            As for `counts`.

        Returns
        -------
        pandas.Series
            Int64; NA where the value is NaN.

        Raises
        ------
        ChoiceError
            If a value has too many units for 64 bits.

        Examples
        --------
        Two parts share 42.67 mu:

        >>> one, other = np.array([14.222411, 14.222411]), np.array([14.222411])
        >>> dealing = (RoundingSums.of(one, digits=2) + RoundingSums.of(other, digits=2)).dealt()
        >>> while dealing.is_open:
        ...     dealing = dealing.narrowed(dealing.counts(one, 0) + dealing.counts(other, 2))
        >>> dealing.units(one, 0).tolist(), dealing.units(other, 2).tolist()
        ([1423, 1422], [1422])
        """
        import pandas as pd

        rounded = self.rounded(values, positions)
        unknown = np.isnan(rounded)
        whole = np.where(unknown, 0.0, rounded)
        if (np.abs(whole) >= MOST_UNITS).any():
            raise _too_large()
        return pd.Series(pd.arrays.IntegerArray(whole.astype(np.int64), unknown))

    def _keys(self, known: np.ndarray, positions: np.ndarray | int) -> list[np.ndarray]:
        """Return the keys of known values: the first of them get the units."""
        place = np.asarray(positions)
        if not place.ndim:
            place = np.arange(len(known)) + place
        last = place.astype(np.uint64)
        if self.sums.in_turn:
            same = np.zeros(len(known), dtype=np.uint64)
            return [rising(-known), last, same, same]
        scaled = known * self.sums.scale
        settled = _settled(scaled)
        remainders = np.rint((settled - np.floor(settled)) * EQUAL_REMAINDERS).astype(np.uint64)
        # The largest remainder has the smallest word, and its 30 bits stand at the front.
        first = (np.uint64(EQUAL_REMAINDERS) - remainders) << np.uint64(34)
        # Equal values in consecutive rows often belong to one group. Multiples of the golden ratio
        # modulo 1 order the rows so that any number of first rows is spread evenly over the table.
        return [first, rising(-scaled), rising(place * GOLDEN % 1), last]


def half_up(value: float, digits: int) -> int:
    """Return `value` in units of the last place, rounded half up.

    The shortest decimal that gives the double is rounded, because users see that decimal: 2.675
    becomes 268 hundredths, although its double is slightly smaller than 2.675.
    """
    return int(Decimal(repr(value)).scaleb(digits).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _settled(scaled: np.ndarray) -> np.ndarray:
    """Return scaled values, whole where they are within noise of a whole number.

    44.60 * 100 is 4460.000000000001 in doubles. A value this close to a whole number of units is
    taken as that number; otherwise its remainder of 1e-12 could win a unit.
    """
    nearest = np.round(scaled)
    settled: np.ndarray = np.where(
        np.isclose(scaled, nearest, rtol=1e-14, atol=1e-9), nearest, scaled
    )
    return settled


def _exact_sum(values: np.ndarray) -> int:
    """Return the exact sum of finite doubles, in units of 2**-1074."""
    total = 0
    for start in range(0, len(values), SUMMED_AT_ONCE):
        fractions, powers = np.frexp(values[start : start + SUMMED_AT_ONCE])
        mantissas = np.ldexp(fractions, MANTISSA_BITS).astype(np.int64)
        for power in np.unique(powers).tolist():
            own = mantissas[powers == power]
            high = int((own >> LOW_BITS).sum())
            low = int((own & ((1 << LOW_BITS) - 1)).sum())
            place = power - MANTISSA_BITS + FINEST
            part = (high << LOW_BITS) + low
            # the mantissa of a number below 2**-1022 ends in zeros, so that no bit is lost
            total += part << place if place >= 0 else part >> -place
    return total


def _refuse_large(size: int) -> None:
    if size > int(MOST_SUM) << FINEST:
        raise _too_large()


def _too_large() -> ChoiceError:
    return ChoiceError("areas.not_finite")
