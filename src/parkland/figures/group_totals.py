"""The number of parcels and their area, by flag or by column.

Every row of every table is a sum of the same rounded areas (`figures.rounded`). So the rows of a
partition add up to the total row, and a figure is the same wherever it is printed. The total of a
group can differ from the sum that rounding the group alone would give, because the remainders are
distributed over the whole table. The difference is less than one unit of the last place for each
parcel of the group.

If parcels overlap, a sum of their areas is the **gross** area, which counts shared land twice. If
the overlaps are known, a table also has the land that each row counts too often, and the **net**
area, which is gross less overlap: the area of the ground itself (`figures.net_areas`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.conventions import StatusSet, statuses_of
from parkland.display import code_words
from parkland.display.vocabulary import has_codes
from parkland.errors import ChoiceError, ColumnError, brief
from parkland.figures.leading import leading_area, leading_unit
from parkland.figures.net_areas import flag_overlaps, group_overlaps, require_group, require_name
from parkland.figures.rounded import Figures, applies, figures_of
from parkland.languages import DEFAULT_LANGUAGE, grammar
from parkland.ledger_record import JUDGED_ON, subject_of
from parkland.schema import RESULTS, flag_columns
from parkland.wording import wording

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from parkland.choices import AreaMethod, AreaUnit
    from parkland.ledger_record import Ledger

TOTAL = "total"

Row = tuple[object, float, float]  # the key of a group, its number of parcels, and their area


def totals(
    ledger: Ledger | pd.DataFrame,
    /,
    *,
    by: str = "flag",
    unit: AreaUnit | None = None,
    area: AreaMethod | None = None,
    digits: int | None = None,
    margins: bool = False,
    overlaps: gpd.GeoDataFrame | None = None,
) -> pd.DataFrame:
    """Return the number of parcels and their area in each group.

    Parameters
    ----------
    ledger
        A `Ledger`, or a table of parcels with the columns that are used.
    by
        ``"flag"`` gives one row for each of levelled, idle and reclaimed, and one for every column
        ``flag_<name>``. A parcel can count in several rows. If a flag applies to a part of the
        parcel, only that part counts; a parcel whose flag cannot be determined does not count. Any
        other text is the name of a column, whose values are the groups: a ``status`` in the order
        of the palette, codes in that of their axis, other values sorted, and missing values last.
    unit
        ``"mu"``, ``"ha"``, ``"m2"`` or ``"acre"``. Default: the first that the profile of the
        ledger prints; for a table, mu.
    area
        ``"ellipsoidal"``, ``"planar"`` or ``"stated"``. Default: ellipsoidal, and stated if no
        parcel has an outline. A parcel without that area is counted and adds no
        area.
    digits
        The decimal places. Default: the setting of the ledger's profile; for a table, 2 for mu and
        m2, and 4 for ha and acre.
    margins
        Whether to add the row ``total``, in which each parcel counts once, with or without a flag.
    overlaps
        The overlaps of these parcels, from `parkland.overlaps`. Default: those of the ledger, if
        `area` is ``"ellipsoidal"``; for a table, none. Land that two groups share is in the net
        area of both. Only the total row subtracts it: its overlap is the sum of the overlaps within
        the groups and the overlap between groups, which `shared_between` returns. By flag, a parcel
        with a partial area is left out of the overlap, because the place of the part is not known.

    Returns
    -------
    pandas.DataFrame
        One row for each group, with the name of the index from `by`. The columns are ``parcels``
        (int64) and ``area_<unit>`` (float64). If overlaps are known, ``overlap_<unit>`` (the land
        that the row counts too often) and ``net_<unit>`` follow (float64). A table without parcels
        has a row of zeros for each flag, and no rows for a column.

    Raises
    ------
    ColumnError
        If a column is absent.
    ChoiceError
        If an argument is not one of its choices, if the parcels were judged on several days and
        `by` is a flag or another answer, or if overlaps are given for an area other than
        the ellipsoidal area, on which they are measured.

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

    require_name(by)
    if not isinstance(margins, bool):
        raise ChoiceError("figures.no_margins", margins=brief(margins))
    subject = subject_of(ledger, overlaps=overlaps)
    days = subject.parcels.get(JUDGED_ON)
    judged = by in ("flag", *RESULTS) or by in flag_columns(subject.parcels).values()
    if judged and days is not None and len(days.dropna().unique()) > 1:
        raise ChoiceError("ledgers.days_mixed")
    unit, area = leading_unit(subject, unit), leading_area(subject, area)
    if by in (f"area_{unit}", "area", "parcels"):
        raise ChoiceError("figures.reserved_name", by=brief(by))
    if overlaps is not None and area != "ellipsoidal":
        raise ChoiceError("figures.other_surface", area=area)
    figures = figures_of(subject, unit=unit, area=area, digits=digits)
    number = len(figures.leaves)
    rows = _flag_rows(figures) if by == "flag" else _column_rows(figures, by, statuses_of(subject))
    if margins:
        rows.append((TOTAL, number, figures.total))
    index = pd.Index([label for label, _, _ in rows], name=by, dtype=object)
    counts = [int(count) for _, count, _ in rows]
    sums = [round(float(area), figures.digits) for _, _, area in rows]
    columns = {
        "parcels": pd.Series(counts, index=index, dtype="int64"),
        f"area_{unit}": pd.Series(sums, index=index, dtype="float64"),
    }
    # Overlaps are measured on the ellipsoid. Subtracting them from planar or stated areas would mix
    # measures, so that other areas have no net column.
    if subject.overlaps is not None and area == "ellipsoidal":
        groups = [label for label, _, _ in rows][: len(rows) - margins]
        doubled = (
            flag_overlaps(figures, subject.overlaps)
            if by == "flag"
            else group_overlaps(
                figures, subject.overlaps, groups=group_labels(figures.parcels, by), rows=groups
            )
        )
        shared = pd.Series(doubled[: len(rows)], index=index, dtype="float64")
        columns[f"overlap_{unit}"] = shared
        columns[f"net_{unit}"] = (columns[f"area_{unit}"] - shared).round(figures.digits)
    return pd.DataFrame(columns, index=index)


def undetermined_text(ledger: Ledger | pd.DataFrame, /, *, lang: str) -> str:
    """Return a sentence with the number of parcels whose flags cannot be determined.

    The text is empty if every flag is known. A table by flag does not count such parcels, so that
    every such table should be printed with this sentence.
    """
    parcels, known = subject_of(ledger).parcels, statuses_of(ledger)
    columns = flag_columns(parcels)
    counts = {flag: int(parcels[column].isna().sum()) for flag, column in columns.items()}
    counted = [
        wording(
            "totals.undetermined_one",
            lang,
            flag=known.flag_label(flag, lang),
            number=f"{number:,}",
        )
        for flag, number in counts.items()
        if number
    ]
    flags = grammar(lang).join(counted)
    return wording("totals.undetermined", lang, flags=flags) if counted else ""


def _flag_rows(figures: Figures) -> list[Row]:
    columns = flag_columns(figures.parcels)
    if not columns and JUDGED_ON not in figures.parcels.columns:
        raise ColumnError("figures.no_flags")
    return [
        (flag, applies(figures.parcels[column]).sum(), figures.of_flag(flag))
        for flag, column in columns.items()
    ]


def _column_rows(figures: Figures, by: str, known: StatusSet) -> list[Row]:
    values = group_labels(figures.parcels, require_group(figures.parcels, by))
    # groupby drops missing values; they get a row of their own at the end.
    groups = figures.leaves.groupby(values, sort=False).agg(["size", "sum"])
    order = group_order(by, known)
    found = sorted(groups.itertuples(), key=lambda row: (order.get(row[0], len(order)), row[0]))
    rows: list[Row] = [(key, size, area) for key, size, area in found]
    missing = values.isna()
    if missing.any():
        rows.append((None, missing.sum(), figures.sum(missing)))
    return rows


def group_order(by: str, known: StatusSet) -> dict[object, int]:
    """Return the place of each value of a column that has an order of its own.

    A status stands in the order of the legend, and a code in that of its axis. Values without a
    place follow, sorted.
    """
    codes = known.styles(by) or (code_words(by, DEFAULT_LANGUAGE) if has_codes(by) else ())
    return {key: place for place, key in enumerate(codes)}


def group_labels(parcels: pd.DataFrame, by: str) -> pd.Series:
    """Return the group of each parcel; values of a column of objects are grouped by their text."""
    values = parcels[by]
    return values.where(values.isna(), values.map(str)) if values.dtype == object else values
