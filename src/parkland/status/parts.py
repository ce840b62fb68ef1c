"""Which area of a fact counts: the fact's, where only part of a parcel is levelled or disposed of.

A fact that reaches one of the parcel's areas (stated, ellipsoidal or planar) is about the whole
parcel. It reaches it within one hundredth of a mu, to which registers are kept, and one thousandth
of the area, which covers the difference between the plane and the ellipsoid (0.06 %). An area of
zero is taken as not recorded: a register that has no figure often says 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.schema import AREA_COLUMNS
from parkland.units import area_unit

if TYPE_CHECKING:
    import pandas as pd

STEP_MU = 0.01
SHARE = 0.001


def part_m2(parcels: pd.DataFrame, field: str) -> pd.Series:
    """Return the area in `field` where it is only a part of the parcel; missing elsewhere.

    Examples
    --------
    >>> import pandas as pd
    >>> plots = pd.DataFrame({"levelled_area_m2": [60.0, 0.0, 9_999.0], "area_m2": 10_000.0})
    >>> part_m2(plots, "levelled_area_m2").tolist()
    [60.0, nan, nan]
    """
    fact, areas = parcels[field].astype("float64"), _areas(parcels)
    reached = areas.sub(_tolerance(areas)).le(fact, axis=0).any(axis=1)
    return fact.where((fact > 0) & ~reached & areas.notna().any(axis=1))


def exceeds(parcels: pd.DataFrame, field: str) -> pd.Series:
    """Return where the area in `field` is larger than every area of the parcel."""
    fact, areas = parcels[field].astype("float64"), _areas(parcels)
    return (fact > areas.add(_tolerance(areas)).max(axis=1)).astype(bool)


def _areas(parcels: pd.DataFrame) -> pd.DataFrame:
    known = [column for column in AREA_COLUMNS.values() if column in parcels.columns]
    areas = parcels[known].astype("float64")
    return areas.where(areas > 0)


def _tolerance(areas: pd.DataFrame) -> pd.DataFrame:
    return (areas * SHARE).clip(lower=STEP_MU * float(area_unit("mu").m2))
