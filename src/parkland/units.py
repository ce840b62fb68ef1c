"""Units of area as exact ratios to the square metre, and of money to the yuan.

One mu (亩) is 2000/3 m2 exactly, so mu = m2 x 0.0015; 15 mu are one hectare. The common 666.67
makes 658 mu read 657.9967. An acre is the international one, 4046.8564224 m2.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING

from parkland.choices import AreaUnit, choose
from parkland.wording import wording

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class UnitOfArea:
    """A unit of area: its word, its size in m2, its decimal places, and how offices spell it."""

    name: str
    m2: Fraction
    digits: int
    spellings: tuple[str, ...]

    @property
    def per_m2(self) -> float:
        """How many of this unit are in one square metre."""
        return float(1 / self.m2)

    def label(self, lang: str) -> str:
        """Return the unit as printed in `lang`."""
        return wording(f"unit.{self.name}", lang)


AREA_UNITS: Mapping[str, UnitOfArea] = MappingProxyType(
    {
        unit.name: unit
        for unit in (
            UnitOfArea("mu", Fraction(2000, 3), 2, ("亩", "mu")),
            UnitOfArea("ha", Fraction(10_000), 4, ("公顷", "ha", "hm2")),
            UnitOfArea("m2", Fraction(1), 2, ("平方米", "平米", "m2", "sqm", "㎡")),
            UnitOfArea("acre", Fraction("4046.8564224"), 4, ("英亩", "acre", "acres")),
        )
    }
)

# Decimal places that an area can be rounded to.
MOST_DIGITS = 9

YUAN: Mapping[str, int] = MappingProxyType({"元": 1, "万元": 10_000, "亿元": 100_000_000})


def area_unit(name: str) -> UnitOfArea:
    """Return the area unit called `name`: ``mu``, ``ha``, ``m2`` or ``acre``.

    Examples
    --------
    >>> area_unit("mu").m2
    Fraction(2000, 3)
    """
    return AREA_UNITS[choose(name, AreaUnit, "unit")]


def spelled_area_unit(text: str) -> UnitOfArea | None:
    """Return the area unit that `text` spells, or None.

    Examples
    --------
    >>> spelled_area_unit("公顷").name, spelled_area_unit("M²").name, spelled_area_unit("万元")
    ('ha', 'm2', None)
    """
    word = unicodedata.normalize("NFKC", text).strip().casefold()
    for unit in AREA_UNITS.values():
        if word in {unicodedata.normalize("NFKC", spelling) for spelling in unit.spellings}:
            return unit
    return None
