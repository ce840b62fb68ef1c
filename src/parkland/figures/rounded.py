"""What one parcel adds to a table: its rounded area, and its rounded part that bears a flag."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.areas import round_to_total
from parkland.choices import AreaMethod, choose
from parkland.errors import ColumnError
from parkland.schema import AREA_COLUMNS, FLAG_AREAS, flag_columns
from parkland.status.parts import part_m2
from parkland.units import area_unit

if TYPE_CHECKING:
    import pandas as pd


def leaf_areas(
    parcels: pd.DataFrame,
    /,
    *,
    unit: str = "mu",
    area: str = "ellipsoidal",
    digits: int | None = None,
) -> pd.Series:
    """Return each parcel's area as printed: in `unit`, rounded together with all others.

    Raises
    ------
    ColumnError
        If the table lacks the area.
    ChoiceError
    """
    measure = area_unit(unit)
    column = AREA_COLUMNS[choose(area, AreaMethod, "area")]
    if column not in parcels.columns:
        raise ColumnError(
            f"the table has no {column}", do="add it with acreage, or start from open_ledger"
        )
    leaves = parcels[column].astype("float64") * measure.per_m2
    return round_to_total(leaves, digits=measure.digits if digits is None else digits)


def flag_areas(
    parcels: pd.DataFrame,
    /,
    *,
    unit: str = "mu",
    area: str = "ellipsoidal",
    digits: int | None = None,
) -> pd.DataFrame:
    """Return the rounded area of each parcel that counts for each flag.

    Returns
    -------
    pandas.DataFrame
        On the same index, a float64 column a flag, in the order of `schema.flag_columns`: the
        parcel's leaf, the smaller area of the fact where only a part bears the flag, or 0 where the
        parcel does not bear it or has no such area.

    Raises
    ------
    ColumnError
        If the table lacks the area.
    ChoiceError

    Examples
    --------
    >>> import pandas as pd
    >>> plot = pd.DataFrame({"area_m2": [20_000.0], "levelled": [True], "idle": [True]})
    >>> flag_areas(plot.assign(levelled_area_m2=8_000.0), unit="ha")
       levelled  idle
    0       0.8   2.0
    """
    import pandas as pd

    leaves = leaf_areas(parcels, unit=unit, area=area, digits=digits).fillna(0.0)
    measure = area_unit(unit)
    places = measure.digits if digits is None else digits
    columns = flag_columns(parcels)
    counted = pd.DataFrame(index=parcels.index)
    for flag, column in columns.items():
        part = _rounded_part(parcels, FLAG_AREAS.get(flag, ""), measure.per_m2, places)
        amount = leaves.where(part.isna(), part.where(part <= leaves, leaves))
        counted[flag] = amount.where(bearing(parcels[column]), 0.0)
    if {"idle", "reclaimed"} <= set(columns):
        # of a parcel taken back in part, the rest can be idle
        rest = (leaves - counted["reclaimed"]).round(places)
        in_part = (counted["reclaimed"] > 0) & (rest > 0)
        counted["idle"] = counted["idle"].mask(in_part & (counted["idle"] > 0), rest)
    return counted


def _rounded_part(parcels: pd.DataFrame, field: str, per_m2: float, places: int) -> pd.Series:
    """Return the parts in `field`, rounded together; missing where the whole parcel counts."""
    import pandas as pd

    if field not in parcels.columns:
        return pd.Series(float("nan"), index=parcels.index)
    return round_to_total(part_m2(parcels, field) * per_m2, digits=places)


def bearing(flag: pd.Series) -> pd.Series:
    """Return where a flag is known to be true."""
    return flag.astype("boolean").fillna(value=False).astype(bool)
