"""Whether a fact covers a whole parcel or a part of it: levelled and disposed areas.

Definition. A fact covers the whole parcel if its area reaches any of the parcel's three areas
(stated, ellipsoidal, planar); else it covers a part. An area reaches another if it is not smaller
by more than a tolerance: 0.01 mu, the precision of registers, or 0.1 % of the parcel's area,
whichever is larger. The 0.1 % covers the difference between plane and ellipsoid (0.06 %). An area
of zero counts as not recorded, because registers without a figure often hold 0.

The answer needs all three areas. Otherwise it would depend on which columns happen to exist, so a
table with such a fact and without the areas is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.errors import ColumnError
from parkland.schema import AREA_COLUMNS, FLAG_AREAS
from parkland.units import area_unit

if TYPE_CHECKING:
    import pandas as pd

TOLERANCE_MU = 0.01
TOLERANCE_SHARE = 0.001


def require_measured(parcels: pd.DataFrame) -> None:
    """Check that every levelled or disposed area can be compared with the areas of its parcel.

    Parameters
    ----------
    parcels
        A table of parcels. Nothing is checked where no such area is recorded.

    Raises
    ------
    ColumnError
        If the levelled or the disposed area of any parcel is known, and the table lacks one of the
        parcel's areas.
    """
    for field in dict.fromkeys(FLAG_AREAS.values()):
        if field in parcels.columns and bool((parcels[field].astype("float64") > 0).any()):
            _areas(parcels, field)


def partial_area_m2(parcels: pd.DataFrame, field: str) -> pd.Series:
    """Return the area in `field` where it covers only a part of the parcel.

    Parameters
    ----------
    parcels
        A table with `field` and, if any value of it is known, the three areas of each parcel.
    field
        ``"levelled_area_m2"`` or ``"disposal_area_m2"``.

    Returns
    -------
    pandas.Series
        float64, in m2. NaN where the fact covers the whole parcel, where its area is not known or
        zero, and where the parcel has no area.

    Raises
    ------
    ColumnError
        As `require_measured`.

    Examples
    --------
    >>> import pandas as pd
    >>> areas = dict.fromkeys(("area_m2", "planar_area_m2", "stated_area_m2"), 10_000.0)
    >>> plots = pd.DataFrame({"levelled_area_m2": [60.0, 0.0, 9_999.0], **areas})
    >>> partial_area_m2(plots, "levelled_area_m2").tolist()
    [60.0, nan, nan]
    """
    fact = parcels[field].astype("float64")
    if not (fact > 0).any():
        return fact.where(fact > 0)  # No area has to be compared, so none has to exist.
    areas = _areas(parcels, field)
    # One area is enough: a register writes the stated area, and a survey one of the measured areas.
    # A comparison with NaN is False, so an area that is not known is never reached.
    reached = areas.sub(_tolerance(areas)).le(fact, axis=0).any(axis=1)
    return fact.where((fact > 0) & ~reached & areas.notna().any(axis=1))


def exceeds_parcel(parcels: pd.DataFrame, field: str) -> pd.Series:
    """Return where the area in `field` is larger than every area of the parcel.

    Parameters
    ----------
    parcels, field
        As for `partial_area_m2`.

    Returns
    -------
    pandas.Series
        bool. False where the area is not known, and where the parcel has no area.

    Raises
    ------
    ColumnError
        As `require_measured`.
    """
    fact = parcels[field].astype("float64")
    if not (fact > 0).any():
        return fact > 0
    areas = _areas(parcels, field)
    # The largest of the three, so that a difference between them is not reported as an excess.
    return (fact > areas.add(_tolerance(areas)).max(axis=1)).astype(bool)


def _areas(parcels: pd.DataFrame, field: str) -> pd.DataFrame:
    """Return the three areas of each parcel; NaN where one is not known or zero."""
    columns = list(AREA_COLUMNS.values())
    lacking = [column for column in columns if column not in parcels.columns]
    if lacking:
        raise ColumnError("status.part_without_area", field=field, lacking=list(lacking))
    areas = parcels[columns].astype("float64")
    return areas.where(areas > 0)


def _tolerance(areas: pd.DataFrame) -> pd.DataFrame:
    # Of two tolerances the larger one counts: 0.01 mu for small parcels, 0.1 % for large ones.
    return (areas * TOLERANCE_SHARE).clip(lower=TOLERANCE_MU * float(area_unit("mu").m2))
