"""How many long parcel numbers end in zeros, by which one sees that Excel has rounded them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

# Excel keeps 15 digits of a number and fills the rest with zeros.
EXCEL_DIGITS = 15
# A single number of 16 digits ends in a zero by chance once in ten times.
FEWEST = 3


@dataclass(frozen=True, slots=True)
class LongNumbers:
    """Numbers of more than 15 digits that are stored as texts. Those of pieces are added up.

    Attributes
    ----------
    number, rounded
        How many there are, and how many of them have only zeros from the 16th digit on.
    least_digits
        The number of digits of the shortest.
    """

    number: int = 0
    rounded: int = 0
    least_digits: int = 0

    @classmethod
    def of(cls, digits: pd.Series, is_round: pd.Series) -> LongNumbers:
        """Return the account of some long numbers."""
        number = len(digits)
        return cls(number, int(is_round.sum()), int(digits.min()) if number else 0)

    def __add__(self, other: LongNumbers) -> LongNumbers:
        known = [one.least_digits for one in (self, other) if one.number]
        return LongNumbers(
            self.number + other.number, self.rounded + other.rounded, min(known, default=0)
        )

    @property
    def are_rounded(self) -> bool:
        """Whether so many numbers all end in zeros that it is no accident.

        Examples
        --------
        >>> one, other = LongNumbers(2, 2, 16), LongNumbers(1, 1, 16)
        >>> one.are_rounded, (one + other).are_rounded
        (False, True)
        """
        is_enough = self.number >= FEWEST or self.least_digits > EXCEL_DIGITS + 1
        return bool(self.number and self.rounded == self.number and is_enough)
