"""Net areas: the land that a row of a table counts too often, and the land that two rows share.

Definition. The land that a row counts too often is `doubled_m2` of the overlaps among the parcels
of the row. Overlaps of every kind count, also slivers. These areas are rounded together: the
overlaps within the groups and the overlap between groups add up to the overlap of the total.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from parkland.errors import ChoiceError, ColumnError, brief
from parkland.figures.leading import leading_unit
from parkland.figures.rounded import Figures, applies, figures_of
from parkland.ledger_record import subject_of
from parkland.schema import flag_columns
from parkland.topology import crowded_labels, doubled_m2

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import pandas as pd

    from parkland.choices import AreaUnit
    from parkland.ledger_record import Ledger

TOGETHER = "+"  # separates the flags of one parcel


def group_overlaps(
    figures: Figures,
    overlaps: gpd.GeoDataFrame,
    *,
    groups: pd.Series,
    rows: Sequence[object],
) -> list[float]:
    """Return the overlap within each group, then that of the total.

    Parameters
    ----------
    figures
        The figures, for their parcels and their rounding.
    overlaps
        The overlaps of the parcels, or of a larger table.
    groups
        The group of each parcel, on the index of the parcels.
    rows
        The groups in the order of the result; None is the group of missing values.

    Returns
    -------
    list of float
        Areas in the unit of the figures, rounded; the last one is that of the total.
    """
    import geopandas as gpd
    import numpy as np
    import pandas as pd

    parcels = gpd.GeoDataFrame(figures.parcels)
    known = among(overlaps, parcels)
    # Missing values are one group, whose label is None.
    places, labels = pd.factorize(groups.loc[parcels.index].astype(object), use_na_sentinel=False)
    left, right = (places[parcels.index.get_indexer(known[s].array)] for s in ("left", "right"))
    same = left == right
    inner, places_of_inner = known[same], left[same]
    crowded = places[parcels.index.isin(crowded_labels(known))]
    within: dict[object, float] = {}
    for place in np.union1d(places_of_inner, crowded).tolist():
        label = None if pd.isna(labels[place]) else labels[place]
        within[label] = doubled_m2(
            inner[places_of_inner == place], parcels=parcels[places == place]
        )
    own = [within.get(label, 0.0) for label in rows]
    # The overlap between groups is what the total has beyond the groups; the noise of doubles can
    # make it negative. It is rounded together with the groups, so that they add up to the total.
    between = max(doubled_m2(known, parcels=parcels) - sum(own), 0.0)
    rounded = figures.rounded([*own, between])
    return [*rounded[:-1], round(sum(rounded), figures.digits)]


def flag_overlaps(figures: Figures, overlaps: gpd.GeoDataFrame) -> list[float]:
    """Return the overlap among the parcels of each flag, then that of all parcels.

    Only parcels to which the flag applies as a whole count. If it applies to a part, the place of
    that part in the parcel is not known.
    """
    import geopandas as gpd

    parcels = gpd.GeoDataFrame(figures.parcels)
    known = among(overlaps, parcels)
    doubled = []
    for flag, column in flag_columns(parcels).items():
        # The flag applies to the whole parcel if its area with the flag is the whole leaf.
        whole = applies(parcels[column]) & (figures.flags[flag] == figures.leaves)
        doubled.append(doubled_m2(known, parcels=parcels[whole]))
    doubled.append(doubled_m2(known, parcels=parcels))
    return [figures.rounded([m2])[0] for m2 in doubled]


def shared_between(
    ledger: Ledger | gpd.GeoDataFrame,
    /,
    *,
    overlaps: gpd.GeoDataFrame | None = None,
    by: str = "flag",
    unit: AreaUnit | None = None,
    digits: int | None = None,
) -> pd.DataFrame:
    """Return the pairs of groups that share land.

    Parameters
    ----------
    ledger
        A `Ledger`, or a table of parcels.
    overlaps
        The overlaps of these parcels. Default: those of the ledger.
    unit
        ``"mu"``, ``"ha"``, ``"m2"`` or ``"acre"``. Default: as for `totals`.
    by, digits
        Parameters of `totals`. By flag, a group is the set of flags of a parcel, for example
        ``"levelled+idle"``; it is ``""`` for a parcel without flags.

    Returns
    -------
    pandas.DataFrame
        One row for each two different groups that share land, sorted by area with the largest
        first. The columns are ``one`` and ``other`` (the groups), ``pairs`` (int64, the number of
        pairs of parcels) and ``area_<unit>`` (float64). Ground that three parcels share counts once
        for each two of them. The area is NaN, and the number of pairs is that of the listed ones,
        if the table of overlaps leaves out pairs of both groups. Groups that share land only by
        pairs that are left out have no row. The table has no rows if no groups share land.

    Raises
    ------
    ColumnError
        If the table has no column `by`.
    ChoiceError
        If an argument is not one of its choices, or if `overlaps` is not given for a table.

    Examples
    --------
    >>> import geopandas as gpd, shapely, parkland as pk
    >>> boxes = [shapely.box(x, 3_224_000, x + 300, 3_224_300) for x in (600_000, 600_200)]
    >>> parcels = gpd.GeoDataFrame({"zone": ["a", "b"]}, geometry=boxes, crs="EPSG:4548")
    >>> pk.shared_between(parcels, overlaps=pk.overlaps(parcels), by="zone")
      one other  pairs  area_mu
    0   a     b      1    44.99
    """
    import pandas as pd

    require_name(by)
    subject = subject_of(ledger, overlaps=overlaps)
    unit = leading_unit(subject, unit)
    parcels = subject.parcels
    figures = figures_of(subject, unit=unit, area="ellipsoidal", digits=digits)
    if subject.overlaps is None:
        raise ChoiceError("figures.overlaps_not_given")
    known = among(subject.overlaps, parcels)
    groups = _together(parcels) if by == "flag" else parcels[require_group(parcels, by)]
    names = groups.astype(object).where(groups.notna(), None)
    left, right = _sides(known, names)
    differ = ~((left == right) | (left.isna() & right.isna()))
    # Groups of mixed types cannot be compared, so that a pair is ordered by first occurrence.
    order = {label: place for place, label in enumerate(dict.fromkeys(names))}
    found: dict[tuple[object, object], list[float]] = {}
    for one, other, m2 in zip(left[differ], right[differ], known["shared_m2"][differ.to_numpy()],
                              strict=True):  # fmt: skip
        pair = (one, other) if order[one] <= order[other] else (other, one)
        found.setdefault(pair, []).append(m2)
    crowded = set(names[names.index.isin(crowded_labels(known))])
    rows = sorted(
        ((one, other, len(shared), sum(shared)) for (one, other), shared in found.items()),
        key=lambda row: -row[3],
    )
    areas = [
        math.nan if crowded.issuperset(row[:2]) else figures.rounded([row[3]])[0] for row in rows
    ]
    return pd.DataFrame(
        {
            "one": pd.Series([row[0] for row in rows], dtype=object),
            "other": pd.Series([row[1] for row in rows], dtype=object),
            "pairs": pd.Series([row[2] for row in rows], dtype="int64"),
            f"area_{unit}": pd.Series(areas, dtype="float64"),
        }
    )


def require_group(parcels: pd.DataFrame, by: str) -> str:
    """Return `by` if it names a column by which parcels can be grouped.

    Raises
    ------
    ChoiceError
        If `by` is not a text.
    ColumnError
        If there is no such column; the message names columns with similar names.
    """
    from difflib import get_close_matches

    require_name(by)
    if by not in parcels.columns or str(parcels[by].dtype) == "geometry":
        names = [str(name) for name in parcels.columns]
        near = get_close_matches(by, names) or ["status", "district", "layer"]
        raise ColumnError("figures.no_group_column", by=brief(by), near=list(near))
    return by


def require_name(by: object) -> None:
    """Raise unless `by` is a text.

    Raises
    ------
    ChoiceError
    """
    if not isinstance(by, str):
        raise ChoiceError("figures.no_column_name", by=brief(by))


def among(overlaps: gpd.GeoDataFrame, parcels: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return the overlaps whose parcels are both in the table."""
    both = overlaps["left"].isin(parcels.index) & overlaps["right"].isin(parcels.index)
    return overlaps[both]


def _sides(overlaps: gpd.GeoDataFrame, values: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Return the values of the left and of the right parcel of each overlap."""
    left, right = (values.loc[overlaps[side]].reset_index(drop=True) for side in ("left", "right"))
    return left, right


def _together(parcels: pd.DataFrame) -> pd.Series:
    """Return the flags of each parcel as one text."""
    import pandas as pd

    text = pd.Series("", index=parcels.index, dtype=object)
    for flag, column in flag_columns(parcels).items():
        mask = applies(parcels[column])
        text = text.where(~mask, text + TOGETHER + flag)
    return text.str.removeprefix(TOGETHER)
