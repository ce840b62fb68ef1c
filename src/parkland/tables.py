"""Totals that add up.

Every parcel's area is rounded once, with all parcels of the table (`areas.round_to_total`); every
row of every table is a sum of these same rounded leaves. So the rows of a partition add up to the
total row, and a figure is the same wherever it is printed.

Where only part of a parcel is levelled, reclaimed or disposed of, the area of that fact counts for
the flag (`status.parts`). These parts are rounded together once more, and none is larger than its
parcel's leaf: part and rest add up to the leaf. Idle is what is left of a parcel reclaimed in part.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from parkland.areas import round_to_total
from parkland.errors import ChoiceError, ColumnError, choose
from parkland.palette import flag_label, statuses
from parkland.schema import AREA_COLUMNS, FLAG_AREAS, flag_columns
from parkland.status.parts import part_m2
from parkland.units import area_unit
from parkland.wording import wording

if TYPE_CHECKING:
    import pandas as pd

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

    Returns
    -------
    pandas.DataFrame
        Index named after `by`; columns ``parcels`` (int64) and ``area_<unit>`` (float64).

    Raises
    ------
    ColumnError
        If a column is lacking.
    ChoiceError

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
    import pandas as pd

    if by in (f"area_{unit}", "area", "parcels"):
        raise ChoiceError(f"groups cannot be called {by!r}", do="rename the column first")
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
    return pd.DataFrame(
        {
            "parcels": pd.Series(counts, index=index, dtype="int64"),
            f"area_{unit}": pd.Series(sums, index=index, dtype="float64"),
        },
        index=index,
    )


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
    column = AREA_COLUMNS[choose(area, tuple(AREA_COLUMNS), "area")]
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
        counted[flag] = amount.where(_bearing(parcels[column]), 0.0)
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


def _bearing(flag: pd.Series) -> pd.Series:
    return flag.astype("boolean").fillna(value=False).astype(bool)


def undetermined_text(parcels: pd.DataFrame, /, *, lang: str) -> str:
    """Return which flags cannot be determined for how many parcels; empty if all can.

    Whatever prints totals by flag prints this beside them: such parcels are in no row.
    """
    columns = flag_columns(parcels)
    counts = {flag: int(parcels[column].isna().sum()) for flag, column in columns.items()}
    said = [
        wording("totals.undetermined_one", lang, flag=flag_label(flag, lang), number=f"{number:,}")
        for flag, number in counts.items()
        if number
    ]
    joint = "、" if lang == "zh" else ", "
    return wording("totals.undetermined", lang, flags=joint.join(said)) if said else ""


def _flag_rows(parcels: pd.DataFrame, areas: pd.DataFrame) -> list[Row]:
    columns = flag_columns(parcels)
    if not columns:
        raise ColumnError("the table has no flags", do="join the result of flag_status to it")
    rows: list[Row] = []
    for flag, column in columns.items():
        rows.append((flag, _bearing(parcels[column]).sum(), areas[flag].sum()))
    return rows


def _column_rows(parcels: pd.DataFrame, leaves: pd.Series, by: str) -> list[Row]:
    if by not in parcels.columns or str(parcels[by].dtype) == "geometry":
        names = [str(name) for name in parcels.columns]
        near = get_close_matches(by, names) or ["status", "district", "layer"]
        raise ColumnError(
            f"there is no column {by!r} to group by", do=f"use flag, {', '.join(near)} or another"
        )
    values = parcels[by]
    if values.dtype == object:  # what cannot be compared is told by what it reads
        values = values.where(values.isna(), values.map(str))
    groups = leaves.groupby(values, sort=False).agg(["size", "sum"])
    order = {key: place for place, key in enumerate(statuses() if by == "status" else ())}
    found = sorted(groups.itertuples(), key=lambda row: (order.get(row[0], len(order)), row[0]))
    rows: list[Row] = [(key, size, area) for key, size, area in found]
    missing = values.isna()
    return [*rows, (None, missing.sum(), leaves[missing].sum())] if missing.any() else rows
