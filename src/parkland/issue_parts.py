"""Issues of the parts of a table, put together as the issues of the whole.

An issue about a record stands as it is. One about a whole source or column is found by every part
in which it shows, and is told once. If its value says how many records are concerned, the numbers
of the parts are added; ``counts`` in the catalogue of faults says so.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from parkland.issues import SEVERITIES, issue_table, translate_issues
from parkland.languages import DEFAULT_LANGUAGE
from parkland.units import DEFAULT_UNIT
from parkland.wording import resource_folder

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from parkland.choices import AreaUnit, Lang

BETWEEN = " / "  # between the numbers of one value
ABOUT = ("source", "field", "code", "action", "parcel_id")


def merged_issues(
    parts: Iterable[pd.DataFrame],
    /,
    *,
    lang: Lang = DEFAULT_LANGUAGE,
    unit: AreaUnit = DEFAULT_UNIT,
) -> pd.DataFrame:
    """Return the issues of several parts of a table as one table.

    Parameters
    ----------
    parts
        Tables of issues, as `clean` returns them; results of this function are such tables too.
    lang, unit
        As for `issue_table`.

    Returns
    -------
    DataFrame
        Sorted by severity, code, source and record, so that neither the order of the parts nor the
        way in which they are put together changes the table.

    Examples
    --------
    >>> from parkland.issues import Issue
    >>> parts = [
    ...     issue_table([Issue(code="geometry.z_dropped", source="a.shp", value=number)])
    ...     for number in ("3", "4")
    ... ]
    >>> merged_issues(parts)["value"].tolist()
    ['7']
    """
    import pandas as pd

    tables = [part for part in parts if len(part)]
    if not tables:
        return issue_table(lang=lang, unit=unit)
    every = pd.concat(tables, ignore_index=True)
    is_whole = every["source_row"].isna()
    about_records, about_sources = every[~is_whole], every[is_whole]
    counting = [code for code, fault in resource_folder("faults").items() if fault.get("counts")]
    is_counted = about_sources["code"].isin(counting)
    once = about_sources[~is_counted].drop_duplicates([*ABOUT, "value"])
    summed = (
        about_sources[is_counted]
        .groupby(list(ABOUT), as_index=False, sort=False)
        .agg({"source_row": "first", "severity": "first", "value": _added, "message": "first"})
    )
    together = pd.concat([about_records, once, summed[every.columns]], ignore_index=True)
    together = together.astype(every.dtypes.to_dict())
    ranks = together["severity"].map({word: rank for rank, word in enumerate(SEVERITIES)})
    order = ["rank", "code", "source", "source_row", "field", "parcel_id", "value"]
    ordered = together.assign(rank=ranks).sort_values(order, kind="stable", na_position="first")
    return translate_issues(ordered[list(every.columns)], lang=lang, unit=unit)


def _added(values: pd.Series) -> str:
    """Return the sums of the numbers in several values, place by place.

    Examples
    --------
    >>> import pandas as pd
    >>> _added(pd.Series(["2 / 0.75", "1 / 0.25"]))
    '3 / 1.00'
    """
    numbers = [[Decimal(number) for number in value.split(BETWEEN)] for value in values]
    return BETWEEN.join(str(sum(places)) for places in zip(*numbers, strict=True))
