"""From gross to net: land that a row of a table counts too often, and land that two rows share.

Definition. What a row counts too often is `doubled_m2` of the overlaps among its own parcels, of
every kind, slivers too. It is rounded as areas are: the overlaps of the groups, and what lies
between groups, add up to the overlap of the total.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from parkland.areas import round_to_total
from parkland.errors import ColumnError
from parkland.figures.rounded import bearing, flag_areas, leaf_areas
from parkland.schema import flag_columns
from parkland.topology import doubled_m2
from parkland.units import area_unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import pandas as pd

BORNE_WITH = "+"  # between the flags of one parcel


class Scale(NamedTuple):
    """The unit of a table and its decimal places."""

    unit: str
    digits: int

    def rounded(self, m2: Sequence[float]) -> list[float]:
        """Return areas in the unit, rounded so that they add up."""
        import pandas as pd

        values = pd.Series(m2, dtype="float64") * area_unit(self.unit).per_m2
        return round_to_total(values, digits=self.digits).tolist()


def group_overlaps(
    parcels: gpd.GeoDataFrame,
    overlaps: gpd.GeoDataFrame,
    *,
    groups: pd.Series,
    rows: Sequence[object],
    scale: Scale,
) -> list[float]:
    """Return the overlap within each group of `rows`, then that of the total."""
    import pandas as pd

    known = among(overlaps, parcels)
    left, right = _sides(known, groups)
    same = (left == right) | (left.isna() & right.isna())
    inner, label_of = known[same.to_numpy()], left[same].to_numpy()
    within: dict[object, float] = {}
    for label, places in pd.Series(range(len(inner))).groupby(label_of, dropna=False):
        key = None if isinstance(label, float) and label != label else label  # noqa: PLR0124 - NaN
        within[key] = doubled_m2(inner.iloc[places.to_numpy()], parcels=parcels)
    own = [within.get(label, 0.0) for label in rows]
    between = max(doubled_m2(known, parcels=parcels) - sum(own), 0.0)
    rounded = scale.rounded([*own, between])
    return [*rounded[:-1], round(sum(rounded), scale.digits)]


def flag_overlaps(
    parcels: gpd.GeoDataFrame, overlaps: gpd.GeoDataFrame, *, scale: Scale
) -> list[float]:
    """Return the overlap among the parcels that bear each flag as a whole, then the total's."""
    known = among(overlaps, parcels)
    leaves = leaf_areas(parcels, unit=scale.unit, digits=scale.digits)
    counted = flag_areas(parcels, unit=scale.unit, digits=scale.digits)
    doubled = []
    for flag, column in flag_columns(parcels).items():
        whole = bearing(parcels[column]) & (counted[flag] == leaves)
        left, right = _sides(known, whole)
        doubled.append(doubled_m2(known[(left & right).to_numpy()], parcels=parcels))
    doubled.append(doubled_m2(known, parcels=parcels))
    return [scale.rounded([m2])[0] for m2 in doubled]


def shared_between(
    parcels: gpd.GeoDataFrame,
    /,
    *,
    overlaps: gpd.GeoDataFrame,
    by: str = "flag",
    unit: str = "mu",
    digits: int | None = None,
) -> pd.DataFrame:
    """Return which groups share land, pair by pair of parcels.

    Parameters
    ----------
    parcels, overlaps, by, unit, digits
        See `totals`. By flag, a group is what a parcel bears: ``"levelled+idle"``, or ``""``.

    Returns
    -------
    pandas.DataFrame
        A row for each two different groups: ``one``, ``other``, ``pairs`` (int64) and
        ``area_<unit>`` (float64), the largest first. Ground shared by three parcels is in it once
        for each two of them.

    Raises
    ------
    ColumnError
    """
    import pandas as pd

    scale = Scale(unit, area_unit(unit).digits if digits is None else digits)
    known = among(overlaps, parcels)
    if by != "flag" and by not in parcels.columns:
        raise ColumnError(f"there is no column {by!r} to group by", do="use flag or a column")
    groups = _borne(parcels) if by == "flag" else parcels[by]
    names = groups.astype(object).where(groups.notna(), None)
    left, right = _sides(known, names)
    differ = ~((left == right) | (left.isna() & right.isna()))
    order = {label: place for place, label in enumerate(dict.fromkeys(names))}
    found: dict[tuple[object, object], list[float]] = {}
    for one, other, m2 in zip(left[differ], right[differ], known["shared_m2"][differ.to_numpy()],
                              strict=True):  # fmt: skip
        pair = (one, other) if order[one] <= order[other] else (other, one)
        found.setdefault(pair, []).append(m2)
    rows = sorted(
        ((one, other, len(shared), sum(shared)) for (one, other), shared in found.items()),
        key=lambda row: -row[3],
    )
    return pd.DataFrame(
        {
            "one": pd.Series([row[0] for row in rows], dtype=object),
            "other": pd.Series([row[1] for row in rows], dtype=object),
            "pairs": pd.Series([row[2] for row in rows], dtype="int64"),
            f"area_{unit}": pd.Series(
                [scale.rounded([row[3]])[0] for row in rows], dtype="float64"
            ),
        }
    )


def among(overlaps: gpd.GeoDataFrame, parcels: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return the overlaps whose parcels are both in the table."""
    both = overlaps["left"].isin(parcels.index) & overlaps["right"].isin(parcels.index)
    return overlaps[both]


def _sides(overlaps: gpd.GeoDataFrame, values: pd.Series) -> tuple[pd.Series, pd.Series]:
    left, right = (values.loc[overlaps[side]].reset_index(drop=True) for side in ("left", "right"))
    return left, right


def _borne(parcels: pd.DataFrame) -> pd.Series:
    """Return the flags that each parcel bears, as one text."""
    import pandas as pd

    text = pd.Series("", index=parcels.index, dtype=object)
    for flag, column in flag_columns(parcels).items():
        borne = bearing(parcels[column])
        text = text.where(~borne, text + BORNE_WITH + flag)
    return text.str.removeprefix(BORNE_WITH)
