"""Rounding that adds up, by largest remainder in whole units of the last place."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from math import fsum
from typing import TYPE_CHECKING

import numpy as np

from parkland.choices import LevelShare, choose
from parkland.errors import ChoiceError, first_line
from parkland.units import MOST_DIGITS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

MOST_SUM = 1e15
GOLDEN = (5**0.5 - 1) / 2


def round_to_total(values: pd.Series | Sequence[float], /, *, digits: int = 2) -> pd.Series:
    """Round `values` so that they add up to their rounded sum.

    The sum is rounded half up, as decimal numbers are; every value is rounded down, and what is
    then lacking is given back one unit of the last place each, to the largest remainders first (the
    larger value first; equal values evenly spread). No value moves by more than one unit.

    Parameters
    ----------
    values
        Numbers, as a Series or a list; missing ones stay missing.
    digits
        Decimal places to keep, 0 to 9.

    Returns
    -------
    pandas.Series
        float64 on the same index, each the double nearest to a decimal of `digits` places.

    Raises
    ------
    ChoiceError
        If a value is no number or infinite, or if `digits` is out of range.

    Examples
    --------
    >>> round_to_total([14.222411] * 3).tolist()
    [14.23, 14.22, 14.22]
    """
    given = _series(values)
    numbers = _checked(given, digits)
    known = ~np.isnan(numbers)
    target = half_up(fsum(numbers[known]), digits)
    rounded = numbers.copy()
    rounded[known] = _whole_units(numbers[known] * 10**digits, target) / 10**digits
    return _like(given, rounded)


def level_to(
    values: pd.Series | Sequence[float],
    /,
    *,
    total: float,
    digits: int = 2,
    share: LevelShare = "proportional",
) -> pd.Series:
    """Split a recorded `total` among pieces that measure `values` (平差).

    Nothing in parkland does this by itself: a measured area is changed only where an office asks
    for it, and what changed is the difference to `values`.

    Parameters
    ----------
    values
        Measured areas of the pieces, as a Series or a list: known, not negative, not all zero.
    total
        The recorded area, in the unit of `values`; rounded half up to `digits`.
    digits
        Decimal places to keep, 0 to 9.
    share
        ``"proportional"``: each piece by its part of the sum. ``"in_turn"``: each piece rounded
        half up, then the difference dealt out one unit of the last place at a time, in order of
        area, the largest first: meant for differences of rounding.

    Returns
    -------
    pandas.Series
        float64 on the same index; the sum is `total` to the last place.

    Raises
    ------
    ChoiceError

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
    numbers = _checked(given, digits)
    if not np.isfinite(total) or total < 0 or total > MOST_SUM:
        raise ChoiceError(f"{total} is not an area", do="give a recorded area of at least 0")
    if np.isnan(numbers).any() or (numbers < 0).any() or not fsum(numbers) > 0:
        raise ChoiceError(
            "an area is missing or negative, or all are zero", do="level only pieces with an area"
        )
    target = half_up(total, digits)
    if share == "proportional":
        units = _whole_units(numbers * (10**digits * total / fsum(numbers)), target)
    else:
        units = np.array([half_up(number, digits) for number in numbers.tolist()], dtype="float64")
        lacking = int(target - units.sum())
        each, rest = divmod(abs(lacking), len(units))
        steps = np.full(len(units), each)
        steps[np.argsort(-numbers, kind="stable")[:rest]] += 1
        units += np.sign(lacking) * steps
        if (units < 0).any():
            raise ChoiceError(
                "the difference is more than the smallest pieces hold", do='share "proportional"'
            )
    return _like(given, units / 10**digits)


def half_up(value: float, digits: int) -> int:
    """Return `value` in units of the last place, rounded half up as the decimal it reads as."""
    return int(Decimal(repr(value)).scaleb(digits).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _series(values: pd.Series | Sequence[float]) -> pd.Series:
    """Return numbers as a Series.

    Raises
    ------
    ChoiceError
        If they are not a list or a Series of numbers.
    """
    import pandas as pd

    if isinstance(values, pd.Series) and pd.api.types.is_numeric_dtype(values):
        return values
    try:
        return pd.to_numeric(pd.Series(values)).astype("float64")
    except (TypeError, ValueError) as error:
        raise ChoiceError(
            f"the values are not numbers ({first_line(error)})", do="pass a Series or a list"
        ) from error


def _checked(values: pd.Series, digits: int) -> np.ndarray:
    if not isinstance(digits, int) or not 0 <= digits <= MOST_DIGITS:
        raise ChoiceError(f"{digits} is not a number of decimal places", do="use 0 to 9")
    numbers: np.ndarray = values.to_numpy(dtype="float64", na_value=np.nan)
    if np.isinf(numbers).any() or np.nansum(np.abs(numbers)) > MOST_SUM:
        raise ChoiceError("an infinite or huge value cannot be rounded", do="check the areas first")
    return numbers


def _whole_units(scaled: np.ndarray, target: int) -> np.ndarray:
    """Return `scaled` as whole numbers that add up to `target`, by largest remainder."""
    nearest = np.round(scaled)
    # 44.60 * 100 is 4460.000000000001: what is a whole number of units but for the noise of doubles
    # is taken as one
    exact = np.isclose(scaled, nearest, rtol=1e-14, atol=1e-9)
    settled = np.where(exact, nearest, scaled)
    units = np.floor(settled)
    lacking = target - int(units.sum())
    # equal values in a row are often one group: the golden ratio spreads the units over all of them
    spread = np.arange(len(units)) * GOLDEN % 1
    order = np.lexsort((spread, -scaled, -np.round(settled - units, 9)))
    units[order[:lacking]] += 1
    return units


def _like(values: pd.Series, numbers: np.ndarray) -> pd.Series:
    import pandas as pd

    return pd.Series(numbers, index=values.index, name=values.name)
