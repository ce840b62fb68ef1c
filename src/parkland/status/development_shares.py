"""The two shares that decide whether suspended land is idle, compared exactly.

Definition (Art. 2 para. 2 of Order No. 53). Land on which works are suspended can be idle if less
than a third of the area to be developed is developed, or if less than 25 % of the total investment
is made. A share that is exactly at its limit is not below it. The limits are in the rulebook.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    import pandas as pd

    from parkland.conventions import RuleBook

ShareName = Literal["developed", "invested"]

# Share -> the columns of its part and of its whole.
SHARE_FIELDS: Mapping[ShareName, tuple[str, str]] = MappingProxyType(
    {
        "developed": ("developed_area_m2", "area_to_develop_m2"),
        "invested": ("investment_made_cny", "investment_total_cny"),
    }
)
# A product of m2 (or yuan) and a small integer is rounded to this many decimals before it is
# compared, because an area that was converted from mu or hectares is not exact in its last bits.
COMPARED_DECIMALS = 6


class RecordedShares(NamedTuple):
    """The shares of parcels. Every array has one entry a parcel and is boolean.

    Attributes
    ----------
    known : mapping of str to ndarray
        Where each share can be compared.
    any_below
        A known share is below its limit.
    any_implausible
        The investment made exceeds its total so far that one of them is wrong
        (`RuleBook.plausible`). The share counts as unknown then.
    show_works
        An area is developed, or the share invested is not below its limit.
    """

    known: Mapping[ShareName, np.ndarray]
    any_below: np.ndarray
    any_implausible: np.ndarray
    show_works: np.ndarray


def recorded_shares(parcels: pd.DataFrame, book: RuleBook) -> RecordedShares:
    """Return the shares of a canonical table, by the limits of the rulebook version `book`."""
    known: dict[ShareName, np.ndarray] = {}
    any_below = np.zeros(len(parcels), dtype=bool)
    any_implausible, show_works = any_below.copy(), any_below.copy()
    for name, limit in share_limits(book).items():
        part, whole = (parcels[field].to_numpy(dtype="float64") for field in SHARE_FIELDS[name])
        is_known = is_share_known(part, whole)
        is_below = is_known & is_below_limit(part, whole, limit)
        if name == "invested":
            is_absurd = is_known & (part > whole * book.plausible.invested_at_most)
            any_implausible |= is_absurd
            show_works |= is_known & ~is_below
            is_known = is_known & ~is_absurd
        else:
            show_works |= part > 0
        known[name] = is_known
        any_below |= is_below
    return RecordedShares(known, any_below, any_implausible, show_works)


def share_limits(book: RuleBook) -> dict[ShareName, Fraction]:
    """Return the limit of each share in the rulebook version `book`."""
    return {"developed": book.developed_below, "invested": book.invested_below}


def is_share_known(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """Return where a share can be compared: its part is recorded and its whole is above zero.

    Parameters
    ----------
    part, whole : ndarray of float64
        Amounts in one unit; NaN where none is recorded.

    Returns
    -------
    ndarray of bool
    """
    answer: np.ndarray = ~np.isnan(part) & (whole > 0)
    return answer


def is_below_limit(part: np.ndarray, whole: np.ndarray, limit: Fraction) -> np.ndarray:
    """Return where ``part / whole < limit``, strictly.

    Both sides are multiplied out, ``part x denominator < whole x numerator``, because a quotient in
    binary floating point is not exactly 1/3 where the share is exactly a third.

    Parameters
    ----------
    part, whole : ndarray of float64
        Amounts in one unit; NaN where none is recorded.
    limit
        A share of 1.

    Returns
    -------
    ndarray of bool
        False where an amount is NaN. Whether the share is known is the matter of `is_share_known`.

    Examples
    --------
    >>> from fractions import Fraction
    >>> part, whole = np.array([7.0, 6.99, np.nan]), np.array([21.0, 21.0, 21.0])
    >>> is_below_limit(part, whole, Fraction(1, 3)).tolist()
    [False, True, False]
    """
    left = np.round(part * limit.denominator, COMPARED_DECIMALS)
    right = np.round(whole * limit.numerator, COMPARED_DECIMALS)
    answer: np.ndarray = left < right
    return answer
