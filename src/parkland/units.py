"""Units of area as exact ratios to the square metre, and units of money as multiples of the yuan.

One mu (亩) is exactly 2000/3 m2, so mu = m2 x 0.0015, and 15 mu are one hectare. The common
approximation 666.67 m2 turns 658 mu into 657.9967 mu. An acre is the international acre,
4046.8564224 m2.
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
    """A unit of area.

    Attributes
    ----------
    name
        The word that chooses it.
    m2
        Its size in square metres.
    digits
        The decimal places with which areas in it are printed by default.
    spellings
        The texts by which offices name it; the first one is used in headings.
    """

    name: str
    m2: Fraction
    digits: int
    spellings: tuple[str, ...]

    @property
    def per_m2(self) -> float:
        """The factor that converts square metres to this unit."""
        return float(1 / self.m2)

    def label(self, lang: str) -> str:
        """Return the name of the unit in `lang`, as it is printed."""
        return wording(f"unit.{self.name}", lang)


AREA_UNITS: Mapping[str, UnitOfArea] = MappingProxyType(
    {
        unit.name: unit
        for unit in (
            UnitOfArea("mu", Fraction(2000, 3), 2, ("亩", "mu")),
            UnitOfArea(
                "ha",
                Fraction(10_000),
                4,
                ("公顷", "ha", "hm2", "hectare", "hectares", "万平方米", "万平米", "万m2"),
            ),
            UnitOfArea("m2", Fraction(1), 2, ("平方米", "平米", "m2", "sqm", "㎡")),
            UnitOfArea("acre", Fraction("4046.8564224"), 4, ("英亩", "acre", "acres")),
        )
    }
)

# The unit in which areas are printed where no profile names another.
DEFAULT_UNIT: AreaUnit = "mu"

# An area can be rounded to at most this number of decimal places.
MOST_DIGITS = 9

YUAN: Mapping[str, int] = MappingProxyType({"元": 1, "万元": 10_000, "亿元": 100_000_000})

# Quantities of the tables of assets: quantity -> unit, as it is written -> how many stored units it
# has. The first unit is the stored one.
QUANTITIES: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        "energy": {
            **dict.fromkeys(("tce", "吨标准煤", "吨标煤", "吨标准煤(等价值)"), 1.0),
            **dict.fromkeys(("万吨标准煤", "万吨标煤", "万tce"), 10_000.0),
        },
        "electricity": {
            **dict.fromkeys(("kwh", "千瓦时", "度", "千瓦小时", "kw·h", "kw.h"), 1.0),
            **dict.fromkeys(("万千瓦时", "万度", "万kwh", "万千瓦小时"), 10_000.0),
        },
        "mass": {
            **dict.fromkeys(("t", "吨"), 1.0),
            **dict.fromkeys(("kg", "千克", "公斤"), 0.001),
        },
        "persons": {**dict.fromkeys(("人", "名", "个人"), 1.0), "万人": 10_000.0},
        "money_per_mu": {
            **dict.fromkeys(("元/亩",), 1.0),
            **dict.fromkeys(("万元/亩", "万/亩"), 10_000.0),
        },
        # Those of commitments stay as they are written.
        "yield": dict.fromkeys(
            (
                "万元/吨标准煤",
                "万元/吨标煤",
                "万元/tce",
                "万元/吨",
                "万元/t",
                "%",
                "万元/人",
            ),
            1.0,
        ),
    }
)
_IN_ALL = frozenset(unit for units in QUANTITIES.values() for unit in units)


def spells_quantity(text: str) -> bool:
    """Return whether `text` is a unit of a quantity that is neither an area nor money.

    Examples
    --------
    >>> spells_quantity("吨标煤"), spells_quantity("万千瓦时"), spells_quantity("亩")
    (True, True, False)
    """
    return unicodedata.normalize("NFKC", text).strip().casefold() in _IN_ALL


def stored_units(text: str, quantity: str) -> float | None:
    """Return how many stored units of a quantity the unit `text` has, or None if it is not known.

    Examples
    --------
    >>> stored_units("万千瓦时", "electricity"), stored_units("吨", "electricity")
    (10000.0, None)
    """
    word = unicodedata.normalize("NFKC", text).strip().casefold()
    return QUANTITIES.get(quantity, {}).get(word)


def area_unit(name: str) -> UnitOfArea:
    """Return the area unit called `name`: ``mu``, ``ha``, ``m2`` or ``acre``.

    Raises
    ------
    ChoiceError
        If there is no such unit.

    Examples
    --------
    >>> area_unit("mu").m2
    Fraction(2000, 3)
    """
    return AREA_UNITS[choose(name, AreaUnit, "unit")]


def spelled_area_unit(text: str) -> UnitOfArea | None:
    """Return the area unit that `text` names, or None.

    Letter case, width and spaces around the text are ignored.

    Examples
    --------
    >>> spelled_area_unit("公顷").name, spelled_area_unit("M²").name, spelled_area_unit("万元")
    ('ha', 'm2', None)
    >>> spelled_area_unit("万㎡").name
    'ha'
    """
    word = unicodedata.normalize("NFKC", text).strip().casefold()
    for unit in AREA_UNITS.values():
        if word in {unicodedata.normalize("NFKC", spelling) for spelling in unit.spellings}:
            return unit
    return None
