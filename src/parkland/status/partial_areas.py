"""The area of a fact: where only a part of a parcel is levelled, or was disposed of.

A fact is about the whole parcel if its area reaches one of the parcel's areas (stated, ellipsoidal
or planar), else about a part of it. It reaches an area if it is less than that area by no more than
0.01 mu, the precision of registers, or by no more than 0.1 % of the area, which covers the
difference between the plane and the ellipsoid (0.06 %), whichever is more. An area of zero counts
as not recorded: a register without a figure often has 0.

The answer needs all three areas of a parcel. It would otherwise depend on which columns happen to
be there: so a table in which such a fact is filled, and which is not measured, is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.errors import ColumnError
from parkland.schema import AREA_COLUMNS, FLAG_AREAS
from parkland.units import area_unit

if TYPE_CHECKING:
    import pandas as pd

STEP_MU = 0.01
SHARE = 0.001


def require_measured(parcels: pd.DataFrame) -> None:
    """Raise if a fact on a part of a parcel cannot be weighed against the parcel's areas.

    Raises
    ------
    ColumnError
        If the levelled or the disposed area of any parcel is known, and the table lacks one of the
        parcel's areas.
    """
    for field in dict.fromkeys(FLAG_AREAS.values()):
        if field in parcels.columns and bool((parcels[field].astype("float64") > 0).any()):
            _areas(parcels, field)


def part_m2(parcels: pd.DataFrame, field: str) -> pd.Series:
    """Return the area in `field` where it is only a part of the parcel; missing elsewhere.

    Parameters
    ----------
    parcels
        A table with `field` and, if any value of it is known, the three areas of each parcel.
    field
        ``"levelled_area_m2"`` or ``"disposal_area_m2"``.

    Returns
    -------
    pandas.Series
        float64, in m2. It is missing where the fact is about the whole parcel, where its area is
        not known or zero, and where the parcel has no area.

    Raises
    ------
    ColumnError
        As `require_measured`.

    Examples
    --------
    >>> import pandas as pd
    >>> areas = dict.fromkeys(("area_m2", "planar_area_m2", "stated_area_m2"), 10_000.0)
    >>> plots = pd.DataFrame({"levelled_area_m2": [60.0, 0.0, 9_999.0], **areas})
    >>> part_m2(plots, "levelled_area_m2").tolist()
    [60.0, nan, nan]
    """
    fact = parcels[field].astype("float64")
    if not (fact > 0).any():
        return fact.where(fact > 0)  # no fact to weigh, and no area needed
    areas = _areas(parcels, field)
    reached = areas.sub(_tolerance(areas)).le(fact, axis=0).any(axis=1)
    return fact.where((fact > 0) & ~reached & areas.notna().any(axis=1))


def exceeds(parcels: pd.DataFrame, field: str) -> pd.Series:
    """Return where the area in `field` is larger than every area of the parcel.

    Raises
    ------
    ColumnError
        As `require_measured`.
    """
    fact = parcels[field].astype("float64")
    if not (fact > 0).any():
        return fact > 0
    areas = _areas(parcels, field)
    return (fact > areas.add(_tolerance(areas)).max(axis=1)).astype(bool)


def _areas(parcels: pd.DataFrame, field: str) -> pd.DataFrame:
    """Return the known areas of the parcels; zero is not known."""
    columns = list(AREA_COLUMNS.values())
    lacking = [column for column in columns if column not in parcels.columns]
    if lacking:
        raise ColumnError(
            f"{field} may be of a part of a parcel, and the table lacks {', '.join(lacking)}",
            do="add the areas with pk.measure, between pk.clean and pk.flag_status",
        )
    areas = parcels[columns].astype("float64")
    return areas.where(areas > 0)


def _tolerance(areas: pd.DataFrame) -> pd.DataFrame:
    return (areas * SHARE).clip(lower=STEP_MU * float(area_unit("mu").m2))
