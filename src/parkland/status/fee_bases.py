"""Whether the fee of Art. 14 has a base: the mode of supply, and who owns the land.

Definition. Art. 14 of Order No. 53 takes the fee from the grant or allocation price. Leased land
and land contributed to a company have neither, so no fee can be computed. For land of a collective
the order holds by reference only (Art. 31). The words are in the rulebook.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

from parkland.conventions import compact_word
from parkland.schema import AREA_COLUMNS
from parkland.status.cause_kinds import codes_of_texts

if TYPE_CHECKING:
    import pandas as pd

    from parkland.conventions import RuleBook


class FeeBase(IntEnum):
    """What the fee of a parcel can be taken from; an array of them is int8."""

    PRICE = 0  # A grant or allocation price, or no mode of supply is recorded.
    NONE = 1  # Leased or contributed: Art. 14 names no base.
    UNKNOWN = 2  # The mode of supply is recorded in other words.
    COLLECTIVE = 3  # Art. 31: by reference.


def fee_bases(parcels: pd.DataFrame, book: RuleBook) -> np.ndarray:
    """Return the `FeeBase` of each parcel.

    Parameters
    ----------
    parcels
        A table with ``supply_mode`` and ``ownership``.
    book
        The rulebook version that lists the words.

    Returns
    -------
    ndarray of int8
    """
    modes, owners = parcels["supply_mode"], parcels["ownership"]
    bases = codes_of_texts(modes, lambda text: int(_of_mode(text, book)), int(FeeBase.PRICE))
    is_of_collective = codes_of_texts(owners, lambda text: int(is_collective(text, book)), 0)
    return np.where(is_of_collective == 1, np.int8(FeeBase.COLLECTIVE), bases)


def is_collective(text: str, book: RuleBook) -> bool:
    """Return whether a text of ownership, or its code, names land of a collective.

    Examples
    --------
    >>> from parkland.conventions import load_rulebook
    >>> [is_collective(text, load_rulebook()) for text in ("集体土地所有权", "30", "国有", "20")]
    [True, True, False, False]
    """
    word = compact_word(text)
    words = book.supply
    return word in words.collective_codes or any(part in word for part in words.collective)


def implausible_prices(parcels: pd.DataFrame, book: RuleBook) -> np.ndarray:
    """Return where the land price for each square metre cannot be true (`RuleBook.plausible`).

    A price without a unit, read in 10^4 yuan where yuan are meant, is the usual reason. Any area of
    the parcel will do, since no two of them differ by a factor of thousands.

    Returns
    -------
    ndarray of bool
        False where no price or no area is known.
    """
    prices = parcels["price_cny"].to_numpy(dtype="float64")
    if not (prices > 0).any():
        return prices > 0
    names = [name for name in AREA_COLUMNS.values() if name in parcels.columns]
    areas = parcels[names].astype("float64")
    area = areas.where(areas > 0).max(axis=1).to_numpy()
    window = book.plausible
    answer: np.ndarray = (prices > 0) & (
        (prices > area * window.price_per_m2_to) | (prices < area * window.price_per_m2_from)
    )
    return answer


def _of_mode(text: str, book: RuleBook) -> FeeBase:
    word, words = compact_word(text), book.supply
    cases = (
        (words.collective, FeeBase.COLLECTIVE),
        # A lease that precedes a grant names both; whether a price was paid is then not known.
        (words.without_price, FeeBase.NONE),
        (words.with_price, FeeBase.PRICE),
    )
    return next((base for parts, base in cases if any(part in word for part in parts)),
                FeeBase.UNKNOWN)  # fmt: skip
