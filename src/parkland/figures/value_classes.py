"""Classes of a column of numbers: the cuts between them, and the class of each value.

A class holds the values from its lower cut, which belongs to it, to its upper cut, which does not.
Values are compared as they are printed, in whole units of their last decimal place, so that no
value stands in a class that its printed figure contradicts. A cut that follows from the values is
the roundest number that divides them in the same way: 45 and not 43.87.

`assets/value_classes.js` divides in the same way on the page; `tests/page_script_cases.py` holds
the two together.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from parkland.choices import ClassScheme, choose
from parkland.errors import ChoiceError, brief
from parkland.figures.natural_breaks import natural_breaks

if TYPE_CHECKING:
    from collections.abc import Iterable

    Cuts = Iterable[float | str | dt.date]

FEWEST, MOST = 2, 10
USUAL = 5
NO_CLASS = -1
EPOCH = dt.date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class ValueClasses:
    """A column of numbers and how its values are divided into classes, for `draw_map`.

    Parameters
    ----------
    column
        The column, by its name or by its heading. It holds numbers or days.
    scheme
        ``"quantiles"``: about as many parcels in each class. ``"equal"``: ranges of one width.
        ``"natural"``: natural breaks of Fisher and Jenks, with the least sum of squared differences
        from the mean of the class.
    classes
        How many classes, from 2 to 10. There are fewer where the values are fewer.
    cuts
        The office's own limits between the classes, in the unit that the legend prints: mu, 万元,
        days. Of a column of dates they are dates, or texts such as 2015-01-01. They stand in place
        of `scheme` and `classes`.

    Raises
    ------
    ChoiceError
        If the scheme or the number is not one of the choices, if there are more cuts than classes
        allow, or if the cuts are neither all numbers nor all dates.

    Examples
    --------
    >>> ValueClasses("area_m2", cuts=(50, 10)).cuts
    (10.0, 50.0)
    >>> ValueClasses("start_due", cuts=["2015-01-01"]).cuts
    (datetime.date(2015, 1, 1),)
    """

    column: str
    scheme: ClassScheme = "quantiles"
    classes: int = USUAL
    cuts: Cuts = ()

    @property
    def cuts_are_days(self) -> bool:
        """Whether the cuts are dates."""
        return any(isinstance(cut, dt.date) for cut in self.cuts)

    def __post_init__(self) -> None:
        choose(self.scheme, ClassScheme, "scheme")
        is_number = isinstance(self.classes, int) and not isinstance(self.classes, bool)
        if not is_number or not FEWEST <= self.classes <= MOST:
            raise ChoiceError(
                "figures.no_classes", classes=brief(self.classes), fewest=FEWEST, most=MOST
            )
        object.__setattr__(self, "cuts", _sorted_cuts(self.cuts))


class Division(NamedTuple):
    """Values divided into classes.

    Attributes
    ----------
    cuts : tuple of float
        The limits between the classes, in ascending order; class 0 lies below the first.
    codes : ndarray of int64
        The class of each value; -1 where there is no number.
    """

    cuts: tuple[float, ...]
    codes: np.ndarray


def classes_of(
    values: np.ndarray,
    /,
    *,
    scheme: ClassScheme = "quantiles",
    k: int = USUAL,
    cuts: Cuts = (),
    digits: int = 0,
    round_cuts: bool = True,
) -> Division:
    """Divide numbers into classes.

    Parameters
    ----------
    values
        Numbers in the unit in which they are printed, or days since 1970; NaN where nothing is
        known.
    scheme, k
        As `scheme` and `classes` of `ValueClasses`.
    cuts
        The office's own limits, which stand in place of `scheme` and `k`.
    digits
        Decimal places that are printed; values and cuts are rounded to them.
    round_cuts
        Whether a cut that follows from the values is the roundest number in its gap, or the least
        value of its class. Days, of which 20,000 since 1970 is no round number, need the second.

    Returns
    -------
    Division
        With as many classes as there are cuts, and one more. A class of own cuts or of equal
        ranges can be empty.

    Raises
    ------
    ChoiceError
        As `ValueClasses`.

    Examples
    --------
    >>> import numpy as np
    >>> mu = np.array([3.2, 4.8, 5.1, 22.0, 25.5, 98.4, np.nan])
    >>> classes_of(mu, scheme="natural", k=3, digits=1)
    Division(cuts=(10.0, 50.0), codes=array([ 0,  0,  0,  1,  1,  2, -1]))
    >>> classes_of(mu, cuts=(5, 25), digits=1).codes.tolist()
    [0, 0, 1, 1, 2, 2, -1]
    """
    wanted = ValueClasses("", scheme, k, cuts)
    unit = 10.0**digits
    whole = np.round(np.asarray(values, dtype="float64") * unit)
    known = np.isfinite(whole)
    distinct, counts = np.unique(whole[known], return_counts=True)
    if wanted.cuts:
        own = [_number(cut) for cut in wanted.cuts]
        limits = np.unique(np.round(np.array(own, dtype="float64") * unit))
    else:
        limits = _limits(distinct, counts, wanted, round_cuts=round_cuts)
    codes = np.searchsorted(limits, whole, side="right").astype("int64")
    codes[~known] = NO_CLASS
    return Division(tuple(float(limit) for limit in np.round(limits / unit, digits)), codes)


def _sorted_cuts(cuts: object) -> tuple[Any, ...]:
    try:
        # the letters of a text are no cuts
        each = [None] if isinstance(cuts, str) else list(cuts)  # type: ignore[call-overload]
        found = sorted({_cut(cut) for cut in each})
    except (TypeError, ValueError):
        raise ChoiceError("figures.no_cuts", cuts=brief(cuts)) from None
    if len(found) >= MOST:
        raise ChoiceError("figures.many_cuts", count=len(found), most=MOST - 1)
    return tuple(found)


def _cut(cut: Any) -> float | dt.date:
    """Return a number or a date.

    Raises
    ------
    TypeError, ValueError
        If it is neither.
    """
    if isinstance(cut, dt.date):
        return dt.date(cut.year, cut.month, cut.day)
    if isinstance(cut, str) and cut.count("-") > 1:
        return dt.date.fromisoformat(cut.strip())
    if not math.isfinite(number := float(cut)):
        raise ValueError
    return number


def _number(cut: Any) -> float:
    return float((cut - EPOCH).days) if isinstance(cut, dt.date) else float(cut)


def _limits(
    distinct: np.ndarray, counts: np.ndarray, wanted: ValueClasses, *, round_cuts: bool
) -> np.ndarray:
    """Return the cuts in whole units, by the scheme."""
    if len(distinct) < FEWEST:
        return np.zeros(0)
    if wanted.scheme == "equal":
        low, high = float(distinct[0]), float(distinct[-1])
        shares = np.arange(1, wanted.classes) / wanted.classes
        return np.unique(np.floor(low + (high - low) * shares + 0.5))
    if wanted.scheme == "natural":
        starts = natural_breaks(distinct, counts, wanted.classes)
    else:
        starts = _quantile_starts(counts, wanted.classes)
    if not round_cuts:
        return np.array(distinct[starts], dtype="float64")
    return np.array([roundest(float(distinct[at - 1]), float(distinct[at])) for at in starts])


def _quantile_starts(counts: np.ndarray, k: int) -> np.ndarray:
    """Return the place of the least value of each class but the first."""
    ends = np.cumsum(counts)  # of each distinct value, in the sorted row of all values
    ranks = np.ceil(np.arange(1, k) / k * (ends[-1] - 1))
    places = np.unique(np.searchsorted(ends, ranks, side="right"))
    return places[places > 0]


def roundest(below: float, value: float) -> float:
    """Return the roundest whole number above `below` and not above `value`.

    It is 0, or a multiple of the highest of 1, 5, 10, 50, 100 ... that has one there; of several,
    the nearest to the middle.

    Examples
    --------
    >>> roundest(4387, 5512), roundest(41, 49), roundest(7, 8)
    (5000.0, 45.0, 8.0)
    """
    if below < 0 <= value:
        return 0.0  # a multiple of every step
    found, step = value, 1.0
    while True:
        least = (math.floor(below / step) + 1) * step
        most = math.floor(value / step) * step
        if least > most:
            return found
        middle = math.floor((below + value) / 2 / step + 0.5) * step
        found = min(max(middle, least), most)
        step *= 5 if math.log10(step).is_integer() else 2
