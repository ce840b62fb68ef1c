"""Rounding of values so that they add up to their rounded total.

The method is that of the largest remainder: all values are rounded down to whole units of the last
place, and the missing units go to the values with the largest remainders. It is worked out in
`areas.rounding_parts`, which also rounds a table that lies in several parts.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import floor
from numbers import Real
from typing import TYPE_CHECKING

import numpy as np

from parkland.areas.rounding_parts import MOST_SUM, RoundingSums, half_up
from parkland.choices import LevelShare, choose
from parkland.errors import ChoiceError, brief, first_line
from parkland.units import MOST_DIGITS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd


def round_to_total(values: pd.Series | Sequence[float], /, *, digits: int = 2) -> pd.Series:
    """Round `values` so that they add up to their rounded sum.

    The sum is rounded half up, as a decimal number. Every value is rounded down. The units that are
    then missing from the sum go to the values with the largest remainders, one unit of the last
    place to each. Of equal remainders the larger value comes first; equal values get the units
    evenly spread over their positions. No value changes by more than one unit.

    Parameters
    ----------
    values
        Numbers as a Series or a list. A missing value stays missing and does not count.
    digits
        The decimal places to keep, 0 to 9.

    Returns
    -------
    pandas.Series
        float64 on the same index. Each value is the double nearest to a decimal of `digits` places.
        An empty series stays empty.

    Raises
    ------
    ChoiceError
        If a value is infinite or not a number, or if `digits` is out of range.

    Examples
    --------
    >>> round_to_total([14.222411] * 3).tolist()
    [14.23, 14.22, 14.22]
    """
    given = _series(values)
    require_digits(digits)
    numbers = given.to_numpy(dtype="float64", na_value=np.nan)
    units = _dealt(numbers, RoundingSums.of(numbers, digits=digits))
    return _like(given, units / 10**digits)


def level_to(
    values: pd.Series | Sequence[float],
    /,
    *,
    total: float,
    digits: int = 2,
    share: LevelShare = "proportional",
) -> pd.Series:
    """Split a recorded `total` among pieces whose measured areas are `values` (平差).

    Parkland never calls this by itself: a measured area changes only if an office asks for it. The
    difference between the result and `values` is the adjustment.

    Parameters
    ----------
    values
        The measured areas of the pieces, as a Series or a list. They must be known and not
        negative, and at least one must be above zero.
    total
        The recorded area in the unit of `values`. It is rounded half up to `digits`.
    digits
        The decimal places to keep, 0 to 9.
    share
        The rule. ``"proportional"`` gives each piece its proportion of the total. ``"in_turn"``
        rounds each piece half up and then adds or takes one unit of the last place at a time, in
        the order of area with the largest first; it is meant for differences due to rounding.

    Returns
    -------
    pandas.Series
        float64 on the same index. The sum is `total` to the last place.

    Raises
    ------
    ChoiceError
        If an argument is out of its range, or if by ``"in_turn"`` a piece would become negative.

    Examples
    --------
    >>> pieces = [40.0, 25.0, 35.1]
    >>> level_to(pieces, total=100).tolist()
    [39.96, 24.98, 35.06]
    >>> level_to(pieces, total=100.12, share="in_turn").tolist()
    [40.01, 25.0, 35.11]
    """
    choose(share, LevelShare, "share")
    given = _series(values)
    require_digits(digits)
    numbers = given.to_numpy(dtype="float64", na_value=np.nan)
    sums = RoundingSums.of(numbers, digits=digits)
    # bool is a kind of int in Python, and numbers of numpy are numbers.Real too
    is_number = isinstance(total, Real) and not isinstance(total, bool)
    if not is_number or not 0 <= total <= MOST_SUM:  # NaN is not between them either
        raise ChoiceError("areas.not_area", total=brief(total))
    if np.isnan(numbers).any() or (numbers < 0).any() or not sums.total > 0:
        raise ChoiceError("areas.nothing_to_level")
    if share == "proportional":
        scale = 10**digits * float(total) / sums.total
        sums = RoundingSums.of(numbers, digits=digits, scale=scale)
    else:
        sums = RoundingSums.of(numbers, digits=digits, in_turn=True)
    units = _dealt(numbers, sums, half_up(float(total), digits))
    if (units < 0).any():
        raise ChoiceError("areas.difference_too_large")
    return _like(given, units / 10**digits)


def apportion(parts: Sequence[Fraction], /, *, total: int) -> list[int]:
    """Return exact `parts` as whole units that add up to `total`, by the largest remainder.

    Parameters
    ----------
    parts
        The exact amounts in units of the last place. Their sum is near `total`.
    total
        The number of units that the result adds up to.

    Returns
    -------
    list of int
        Each part is rounded down, and the missing units go to the largest remainders; of equal
        remainders the larger part comes first, and of equal parts the first one. If units are to
        be taken away, they are taken in the opposite order. No parts give an empty list.

    Examples
    --------
    Three enterprises share 20.00 mu in equal parts:

    >>> apportion([Fraction(2000, 3)] * 3, total=2000)
    [667, 667, 666]
    """
    units = [floor(part) for part in parts]
    missing = total - sum(units)
    if not missing or not units:
        return units
    order = sorted(
        range(len(units)), key=lambda place: (units[place] - parts[place], -parts[place])
    )
    chosen = order if missing > 0 else order[::-1]
    each, rest = divmod(abs(missing), len(units))
    step = 1 if missing > 0 else -1
    for turn, place in enumerate(chosen):
        units[place] += step * (each + (turn < rest))
    return units


def exact(value: float) -> Fraction:
    """Return the shortest decimal that gives the double `value`, as an exact fraction.

    Users see that decimal, so it is the number that they mean: 0.1 is 1/10.

    Examples
    --------
    >>> exact(13333.34)
    Fraction(666667, 50)
    """
    return Fraction(int(value)) if value == int(value) else Fraction(Decimal(repr(float(value))))


def exact_half_up(value: Fraction, digits: int) -> int:
    """Return an exact `value` in units of the last place, rounded half up, away from zero.

    Examples
    --------
    >>> exact_half_up(Fraction(201, 200), 2), exact_half_up(Fraction(-201, 200), 2)
    (101, -101)
    """
    units: int = floor(abs(value) * 10**digits + Fraction(1, 2))
    return units if value >= 0 else -units


def require_digits(digits: int, /) -> int:
    """Return `digits` if it is a number of decimal places.

    Raises
    ------
    ChoiceError
        If it is not a whole number from 0 to 9.
    """
    if not isinstance(digits, int) or isinstance(digits, bool) or not 0 <= digits <= MOST_DIGITS:
        raise ChoiceError("areas.no_digits", digits=brief(digits))
    return digits


def _series(values: pd.Series | Sequence[float]) -> pd.Series:
    """Return numbers as a Series.

    Raises
    ------
    ChoiceError
        If the values are not a list or a Series of numbers.
    """
    import pandas as pd

    if isinstance(values, pd.Series) and pd.api.types.is_numeric_dtype(values):
        return values
    if not pd.api.types.is_list_like(values) or isinstance(values, dict):
        raise ChoiceError("areas.no_numbers", values=brief(values))
    try:
        return pd.to_numeric(pd.Series(values)).astype("float64")
    except (TypeError, ValueError) as error:
        raise ChoiceError("areas.not_numbers", reason=first_line(error)) from error


def _dealt(numbers: np.ndarray, sums: RoundingSums, target: int | None = None) -> np.ndarray:
    """Return numbers in units of the last place; they are the only part of their table."""
    dealing = sums.dealt(target)
    while dealing.is_open:
        dealing = dealing.narrowed(dealing.counts(numbers))
    return dealing.rounded(numbers)


def _like(values: pd.Series, numbers: np.ndarray) -> pd.Series:
    """Return `numbers` with the index and the name of `values`."""
    import pandas as pd

    return pd.Series(numbers, index=values.index, name=values.name)
