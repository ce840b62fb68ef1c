"""Totals that add up.

Every parcel's area is rounded once, with all parcels of the table (`areas.round_to_total`); every
row of every table is a sum of these same rounded leaves. So the rows of a partition add up to the
total row, and a figure is the same wherever it is printed.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from parkland.areas import round_to_total
from parkland.errors import ChoiceError, ColumnError, choose
from parkland.palette import flag_label, statuses
from parkland.schema import AREA_COLUMNS, flag_columns
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
        parcel may count in several, and one whose flag cannot be determined counts in none. Else a
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
    rows = _flag_rows(parcels, leaves) if by == "flag" else _column_rows(parcels, leaves, by)
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


def _flag_rows(parcels: pd.DataFrame, leaves: pd.Series) -> list[Row]:
    columns = flag_columns(parcels)
    if not columns:
        raise ColumnError("the table has no flags", do="join the result of flag_status to it")
    rows: list[Row] = []
    for flag, column in columns.items():
        bearing = parcels[column].astype("boolean").fillna(value=False).astype(bool)
        rows.append((flag, bearing.sum(), leaves[bearing].sum()))
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
