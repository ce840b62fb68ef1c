"""Totals that add up: the number of parcels and their area, by flag or by column.

Every row of every table is a sum of the same rounded areas (`figures.rounded`). So the rows of a
partition add up to the total row, and a figure is the same wherever it is printed. The rounded
total of a group can differ from the rounded sum of the group's own parcels, because the remainders
are dealt out over the whole table: by less than one unit of the last place for each parcel of the
group.

Where parcels overlap, the sum is the **gross** area: the shared land is in it twice. Given the
overlaps, a table has beside it the land that its row counts too often, and the **net** area, gross
less overlap, which is that of the ground itself (`figures.net_areas`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.conventions import flag_label, statuses
from parkland.errors import ChoiceError, ColumnError
from parkland.figures.net_areas import flag_overlaps, group_overlaps, require_group
from parkland.figures.rounded import Figures, applies, figures_of
from parkland.languages import grammar
from parkland.ledger_record import subject_of
from parkland.schema import flag_columns
from parkland.wording import wording

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from parkland.choices import AreaMethod, AreaUnit
    from parkland.ledger_record import Ledger

TOTAL = "total"

Row = tuple[object, float, float]  # a group, its parcels, their area


def totals(
    ledger: Ledger | pd.DataFrame,
    /,
    *,
    by: str = "flag",
    unit: AreaUnit = "mu",
    area: AreaMethod = "ellipsoidal",
    digits: int | None = None,
    margins: bool = False,
    overlaps: gpd.GeoDataFrame | None = None,
) -> pd.DataFrame:
    """Return the number of parcels and their area in each group.

    Parameters
    ----------
    ledger
        A `Ledger`, or a table of parcels with the columns used.
    by
        ``"flag"``: a row for levelled, idle and reclaimed each, then for every column
        ``flag_<name>``. A parcel may count in several rows, with its part where the flag applies to
        a part only; one whose flag cannot be determined counts in none. Else the name of a column:
        its values in the order of the palette (``status``) or sorted, missing ones last.
    unit
        ``"mu"``, ``"ha"``, ``"m2"`` or ``"acre"``.
    area
        ``"ellipsoidal"``, ``"planar"`` or ``"stated"``. A parcel without that area counts as a
        parcel and adds nothing.
    digits
        Decimal places. Default: those of the ledger's profile; for a table, those of the unit (mu
        2, ha 4, m2 2, acre 4).
    margins
        Add the row ``total``, in which each parcel counts once, flagged or not.
    overlaps
        The overlaps of these parcels, from `overlaps`. Default: those of the ledger, if the area is
        the ellipsoidal one; for a table, none. Land shared by two groups is in the net area of
        both; only the total row subtracts it, so that with `margins` the overlaps of the groups and
        the overlap between them add up (`shared_between` gives the latter). By flag, a parcel of
        which only a part counts is left out of the overlap: where in it the part lies is not known.

    Returns
    -------
    pandas.DataFrame
        Index named after `by`; columns ``parcels`` (int64) and ``area_<unit>`` (float64), then, if
        overlaps are known, ``overlap_<unit>``, the land that the row counts too often, and
        ``net_<unit>`` (float64).

    Raises
    ------
    ColumnError
        If a column is absent.
    ChoiceError
        If an argument is not one of its choices; also if overlaps, which are measured on the
        ellipsoid, are given for another area.

    Examples
    --------
    >>> import parkland as pk
    >>> ledger = pk.open_ledger(pk.sample_path(), as_of="2020-12-31")
    >>> pk.totals(ledger).loc[["levelled", "reclaimed"]]
               parcels  area_mu  overlap_mu  net_mu
    flag
    levelled         4   728.00         0.0  728.00
    reclaimed        6   170.78         0.0  170.78
    """
    import pandas as pd

    if by in (f"area_{unit}", "area", "parcels"):
        raise ChoiceError(f"groups cannot be called {by!r}", do="rename the column first")
    if overlaps is not None and area != "ellipsoidal":
        raise ChoiceError(
            f"overlaps are measured on the ellipsoid, the {area} areas are not",
            do="leave the overlaps out, or take the ellipsoidal area",
        )
    subject = subject_of(ledger, overlaps=overlaps)
    figures = figures_of(subject, unit=unit, area=area, digits=digits)
    number = len(figures.leaves)
    rows = _flag_rows(figures) if by == "flag" else _column_rows(figures, by)
    if margins:
        rows.append((TOTAL, number, figures.total))
    index = pd.Index([label for label, _, _ in rows], name=by, dtype=object)
    counts = [int(count) for _, count, _ in rows]
    sums = [round(float(area), figures.digits) for _, _, area in rows]
    columns = {
        "parcels": pd.Series(counts, index=index, dtype="int64"),
        f"area_{unit}": pd.Series(sums, index=index, dtype="float64"),
    }
    if subject.overlaps is not None and area == "ellipsoidal":
        groups = [label for label, _, _ in rows][: len(rows) - margins]
        doubled = (
            flag_overlaps(figures, subject.overlaps)
            if by == "flag"
            else group_overlaps(
                figures, subject.overlaps, groups=_labels(figures.parcels, by), rows=groups
            )
        )
        shared = pd.Series(doubled[: len(rows)], index=index, dtype="float64")
        columns[f"overlap_{unit}"] = shared
        columns[f"net_{unit}"] = (columns[f"area_{unit}"] - shared).round(figures.digits)
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


def _flag_rows(figures: Figures) -> list[Row]:
    columns = flag_columns(figures.parcels)
    if not columns:
        raise ColumnError("the table has no flags", do="join the result of flag_status to it")
    return [
        (flag, applies(figures.parcels[column]).sum(), figures.of_flag(flag))
        for flag, column in columns.items()
    ]


def _column_rows(figures: Figures, by: str) -> list[Row]:
    values = _labels(figures.parcels, require_group(figures.parcels, by))
    groups = figures.leaves.groupby(values, sort=False).agg(["size", "sum"])
    order = {key: place for place, key in enumerate(statuses() if by == "status" else ())}
    found = sorted(groups.itertuples(), key=lambda row: (order.get(row[0], len(order)), row[0]))
    rows: list[Row] = [(key, size, area) for key, size, area in found]
    missing = values.isna()
    if missing.any():
        rows.append((None, missing.sum(), figures.sum(missing)))
    return rows


def _labels(parcels: pd.DataFrame, by: str) -> pd.Series:
    """Return the group of each parcel; values that cannot be compared are grouped by their text."""
    values = parcels[by]
    return values.where(values.isna(), values.map(str)) if values.dtype == object else values
