"""The unit of a column of areas, by the areas of the shapes.

A column whose unit is wrong differs from the shapes by one factor in every row: 2000/3 between mu
and m2, 10,000 between hectares and m2, 15 between hectares and mu, 4047 between acres and m2. Such
a factor cannot come about otherwise in a whole column.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from parkland.units import AREA_UNITS

if TYPE_CHECKING:
    from parkland.choices import AreaUnit

# The units that offices use.
UNITS: tuple[AreaUnit, ...] = ("mu", "m2", "ha", "acre")
# From this share of the rows a column is in a unit.
CLEAR = 0.95
# From this share of the rows the unit of a column is doubtful.
DOUBTFUL = 0.5
# So many rows in another unit than the rest are no accident of single rows.
FEWEST = 2
# Contracts and shapes may differ by this share. The units differ by a factor of 2.4 and more.
NEAR = 0.1


@dataclass(frozen=True, slots=True)
class UnitEvidence:
    """What the shapes say about the unit of a column.

    Attributes
    ----------
    says
        ``agrees`` with the unit that was assumed, ``other`` (`unit` fits nearly all rows),
        ``unclear`` (`unit` fits at least half of the rows; or it is the assumed one, and more than
        one row in twenty is in another), or empty where nothing can be said.
    unit
        The unit that fits the shapes best.
    share
        The share of the rows that it fits.
    """

    says: Literal["agrees", "other", "unclear", ""]
    unit: AreaUnit | None = None
    share: float = 0.0


def unit_evidence(
    numbers: np.ndarray, measured_m2: np.ndarray, *, assumed_m2: float
) -> UnitEvidence:
    """Return what the shapes say about the unit of a column.

    Parameters
    ----------
    numbers
        The areas as they are written.
    measured_m2
        The areas of the shapes; NaN where there is none.
    assumed_m2
        The size of the assumed unit in m2.

    Examples
    --------
    >>> unit_evidence(np.array([20_000.0]), np.array([20_010.0]), assumed_m2=2000 / 3)
    UnitEvidence(says='other', unit='m2', share=1.0)
    """
    with np.errstate(invalid="ignore"):
        usable = (numbers > 0) & (measured_m2 > 0)
    if not usable.any():
        return UnitEvidence("")
    ratios = numbers[usable] / measured_m2[usable]
    shares = {
        unit: float((np.abs(ratios * float(AREA_UNITS[unit].m2) - 1) <= NEAR).mean())
        for unit in UNITS
    }
    best = max(shares, key=lambda unit: shares[unit])
    if abs(float(AREA_UNITS[best].m2) / assumed_m2 - 1) < NEAR:
        strays = sum(share for unit, share in shares.items() if unit != best)
        if strays > 1 - CLEAR and strays * len(ratios) >= FEWEST:
            return UnitEvidence("unclear", best, shares[best])
        return UnitEvidence("agrees" if shares[best] else "", best, shares[best])
    if shares[best] >= CLEAR:
        return UnitEvidence("other", best, shares[best])
    if shares[best] >= DOUBTFUL:
        return UnitEvidence("unclear", best, shares[best])
    return UnitEvidence("")
