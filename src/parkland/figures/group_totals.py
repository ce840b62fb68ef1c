"""Totals that add up.

Every parcel's area is rounded once, with all parcels of the table (`areas.round_to_total`); every
row of every table is a sum of these same rounded leaves. So the rows of a partition add up to the
total row, and a figure is the same wherever it is printed.

Where only part of a parcel is levelled, reclaimed or disposed of, the area of that fact counts for
the flag (`status.parts`). These parts are rounded together once more, and none is larger than its
parcel's leaf: part and rest add up to the leaf. Idle is what is left of a parcel reclaimed in part.

Where parcels overlap, that sum is the **gross** area: the shared land is in it twice. Given the
overlaps, a table has beside it the land that its row counts too often, and the **net** area, gross
less overlap, of the ground itself (`figures.net_areas`).
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from parkland.conventions import flag_label, statuses
from parkland.errors import ChoiceError, ColumnError
from parkland.figures.net_areas import Scale, flag_overlaps, group_overlaps, shared_between
from parkland.figures.rounded import bearing, flag_areas, leaf_areas
from parkland.languages import grammar
from parkland.schema import flag_columns
from parkland.units import area_unit
from parkland.wording import wording

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

__all__ = [
    "TOTAL",
    "flag_areas",
    "leaf_areas",
    "shared_between",
    "totals",
    "undetermined_text",
]

TOTAL = "total"

Row = tuple[object, float, float]  # a group, its parcels, their area


def totals(
    parcels: pd.DataFrame,
    /,
    *,
    by: str = "flag",
    unit: str = "mu",
    area: str = "ellipsoidal",
    digits: int | None = None,
    margins: bool = False,
    overlaps: gpd.GeoDataFrame | None = None,
) -> pd.DataFrame:
    """Return the number of parcels and their area in each group.

    Parameters
    ----------
    parcels
        The parcels of a ledger, or any table with the columns used.
    by
        ``"flag"``: a row each for levelled, idle, reclaimed, then every column ``flag_<name>``; a
        parcel may count in several, with its part where only part of it bears the flag
        (`flag_areas`), and one whose flag cannot be determined counts in none. Else a
        column: its values in the order of the palette (``status``) or sorted, the missing ones
        last.
    unit
        ``"mu"``, ``"ha"``, ``"m2"`` or ``"acre"``.
    area
        ``"ellipsoidal"``, ``"planar"`` or ``"stated"``. A parcel without that area counts as a
        parcel and adds nothing.
    digits
        Decimal places; default by unit (mu 2, ha 4, m2 2, acre 4).
    margins
        Add the row ``total``, in which each parcel counts once, flagged or not.
    overlaps
        From `overlaps` or a ledger, of these parcels: adds ``overlap_<unit>``, the land that the
        row counts too often, and ``net_<unit>``. Land shared by two groups is in the net of both;
        only the total row subtracts it, so with `margins` the overlaps of the groups and what lies
        between them add up (`shared_between` says between which). A parcel that bears a flag in
        part is left out of that flag's overlap: where in it the part lies is not known.

    Returns
    -------
    pandas.DataFrame
        Index named after `by`; columns ``parcels`` (int64) and ``area_<unit>`` (float64), then, if
        asked for, ``overlap_<unit>`` and ``net_<unit>`` (float64).

    Raises
    ------
    ColumnError
        If a column is lacking.
    ChoiceError
        Also if overlaps, which are measured on the ellipsoid, are given for another area.

    Examples
    --------
    >>> import parkland as pk
    >>> ledger = pk.open_ledger(pk.sample_path(), as_of="2020-12-31")
    >>> pk.totals(ledger.parcels).loc[["levelled", "reclaimed"]]
               parcels  area_mu
    flag
    levelled         4   728.00
    reclaimed        6   170.78
    """
    import geopandas as gpd
    import pandas as pd

    if by in (f"area_{unit}", "area", "parcels"):
        raise ChoiceError(f"groups cannot be called {by!r}", do="rename the column first")
    if overlaps is not None and area != "ellipsoidal":
        raise ChoiceError(
            f"overlaps are measured on the ellipsoid, the {area} areas are not",
            do="leave the overlaps out, or take the ellipsoidal area",
        )
    leaves = leaf_areas(parcels, unit=unit, area=area, digits=digits)
    places = area_unit(unit).digits if digits is None else digits
    rows = (
        _flag_rows(parcels, flag_areas(parcels, unit=unit, area=area, digits=digits))
        if by == "flag"
        else _column_rows(parcels, leaves, by)
    )
    if margins:
        rows.append((TOTAL, len(leaves), leaves.sum()))
    index = pd.Index([label for label, _, _ in rows], name=by, dtype=object)
    counts = [int(number) for _, number, _ in rows]
    sums = [round(float(area), places) for _, _, area in rows]
    columns = {
        "parcels": pd.Series(counts, index=index, dtype="int64"),
        f"area_{unit}": pd.Series(sums, index=index, dtype="float64"),
    }
    if overlaps is not None:
        ground, scale = gpd.GeoDataFrame(parcels), Scale(unit, places)
        groups = [label for label, _, _ in rows][: len(rows) - margins]
        doubled = (
            flag_overlaps(ground, overlaps, scale=scale)
            if by == "flag"
            else group_overlaps(
                ground, overlaps, groups=_labels(parcels, by), rows=groups, scale=scale
            )
        )
        shared = pd.Series(doubled[: len(rows)], index=index, dtype="float64")
        columns[f"overlap_{unit}"] = shared
        columns[f"net_{unit}"] = (columns[f"area_{unit}"] - shared).round(places)
    return pd.DataFrame(columns, index=index)


def undetermined_text(parcels: pd.DataFrame, /, *, lang: str) -> str:
    """Return which flags cannot be determined for how many parcels; empty if all can.

    Such parcels are in no row of a table by flag, so this text belongs beside every such table.
    """
    columns = flag_columns(parcels)
    counts = {flag: int(parcels[column].isna().sum()) for flag, column in columns.items()}
    counted = [
        wording("totals.undetermined_one", lang, flag=flag_label(flag, lang), number=f"{number:,}")
        for flag, number in counts.items()
        if number
    ]
    flags = grammar(lang).join(counted)
    return wording("totals.undetermined", lang, flags=flags) if counted else ""


def _flag_rows(parcels: pd.DataFrame, areas: pd.DataFrame) -> list[Row]:
    columns = flag_columns(parcels)
    if not columns:
        raise ColumnError("the table has no flags", do="join the result of flag_status to it")
    rows: list[Row] = []
    for flag, column in columns.items():
        rows.append((flag, bearing(parcels[column]).sum(), areas[flag].sum()))
    return rows


def _column_rows(parcels: pd.DataFrame, leaves: pd.Series, by: str) -> list[Row]:
    if by not in parcels.columns or str(parcels[by].dtype) == "geometry":
        names = [str(name) for name in parcels.columns]
        near = get_close_matches(by, names) or ["status", "district", "layer"]
        raise ColumnError(
            f"there is no column {by!r} to group by", do=f"use flag, {', '.join(near)} or another"
        )
    values = _labels(parcels, by)
    groups = leaves.groupby(values, sort=False).agg(["size", "sum"])
    order = {key: place for place, key in enumerate(statuses() if by == "status" else ())}
    found = sorted(groups.itertuples(), key=lambda row: (order.get(row[0], len(order)), row[0]))
    rows: list[Row] = [(key, size, area) for key, size, area in found]
    missing = values.isna()
    return [*rows, (None, missing.sum(), leaves[missing].sum())] if missing.any() else rows


def _labels(parcels: pd.DataFrame, by: str) -> pd.Series:
    """Return the group of each parcel; what cannot be compared is told by what it reads."""
    values = parcels[by]
    return values.where(values.isna(), values.map(str)) if values.dtype == object else values
