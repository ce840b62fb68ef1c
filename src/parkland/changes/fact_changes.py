"""Which recorded facts differ between an earlier and a later state of a parcel.

Facts compare as those of a layer and a register do (`cleaning.fact_differences`): areas and money
within their tolerances, texts without width, letter case and spaces. Columns of the office compare
where both sides have one of the same name. Columns that programs number or measure anew at every
export are left out. If no parcel of the later side has a fact that some had before, the column is
taken to be absent from the file: it is told once, and is no change of every parcel.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from parkland.cleaning.fact_differences import differ, shown
from parkland.cleaning.parkland_tables import is_result
from parkland.columns import Headings
from parkland.schema import AXES, FACTS, FIELDS, Field

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from parkland.conventions import AreaRules, Profile

ENTERED, CORRECTED, REMOVED = "entered", "corrected", "removed"
# The number decides the kind of a relation, and the parents say where a parcel comes from.
NOT_COMPARED = ("parcel_id", "parents", "unreadable", "disposal_hint")
# Columns that GIS programs write, and that change with the order of the records or the format.
_TECHNICAL = re.compile(
    r"(object|global|feature)?_?id_?\d*|fid(_\w+)?|oid_?|gid|bsm|shape_?(area|leng(th)?|le_\d)?"
    r"|st_(area|length)\w*|axis_\w+|(raw_)?(source|layer|source_row)|geometry|index|level_\d+",
    re.IGNORECASE,
)
_RELATIVE = 1e-9  # numbers that agree so far are one number that was written twice


def own_columns(before: pd.DataFrame, after: pd.DataFrame, profile: Profile) -> list[str]:
    """Return the columns of the office that both sides have and that are read as no field.

    A column that is read as a field is compared as that field.
    """
    headings = Headings(profile)
    shared = [str(name) for name in before.columns if name in set(after.columns)]
    return [
        name
        for name in shared
        if name not in FIELDS
        and not is_result(name)
        and not _TECHNICAL.fullmatch(name)
        and headings.read(name.removeprefix("register_")) is None
    ]


def lost_columns(before: pd.DataFrame, after: pd.DataFrame) -> dict[str, int]:
    """Return the facts that some earlier parcels have and no later one, with their number."""
    if not len(before) or not len(after):
        return {}
    return {
        field.name: int(before[field.name].notna().sum())
        for field in (*FACTS, *AXES)
        if field.name not in NOT_COMPARED
        and before[field.name].notna().any()
        and not after[field.name].notna().any()
    }


def fact_changes(
    before: pd.DataFrame,
    after: pd.DataFrame,
    *,
    own: list[str],
    rules: AreaRules,
) -> pd.DataFrame:
    """Return every fact that differs between two tables whose rows belong together.

    Parameters
    ----------
    before, after
        Parcels with one RangeIndex: row n of both is one parcel.
    own
        Columns of the office to compare.
    rules
        The tolerances of the profile.

    Returns
    -------
    DataFrame
        ``row`` (int64), ``field``, ``change`` (``entered``, ``corrected`` or ``removed``),
        ``value_before`` and ``value_after`` (texts, missing where nothing is known), in the order
        of the rows, then of the fields.
    """
    import pandas as pd

    found = list(_of_fields(before, after, rules)) + [
        part for name in own for part in _of_own(before, after, name, rules)
    ]
    blank = {
        "row": pd.Series(dtype="int64"),
        **{
            name: pd.Series(dtype="str")
            for name in ("field", "change", "value_before", "value_after")
        },
    }
    table = pd.concat([pd.DataFrame(blank), *found], ignore_index=True)
    return table.sort_values("row", kind="stable", ignore_index=True)


def _of_fields(
    before: pd.DataFrame, after: pd.DataFrame, rules: AreaRules
) -> Iterator[pd.DataFrame]:
    for field in (*FACTS, *AXES):
        if field.name in NOT_COMPARED:
            continue
        one, other = before[field.name], after[field.name]
        entered = one.index[one.isna() & other.notna()]
        removed = one.index[one.notna() & other.isna()]
        rows = {
            ENTERED: entered,
            CORRECTED: differ(one, other, field, rules),
            REMOVED: removed,
        }
        yield from _rows(one, other, field, rows)


def _of_own(
    before: pd.DataFrame, after: pd.DataFrame, name: str, rules: AreaRules
) -> Iterator[pd.DataFrame]:
    """Yield the changes of a column of the office, which has no type of its own."""
    import pandas as pd

    one, other, field = before[name], after[name], Field(name, "text", {})
    number, second = (pd.to_numeric(some, errors="coerce") for some in (one, other))
    if number.notna().sum() == one.notna().sum() and second.notna().sum() == other.notna().sum():
        one, other = number, second
        gap = (number.astype("float64") - second.astype("float64")).abs()
        unlike = gap > _RELATIVE * number.astype("float64").abs()
        both = one.index[one.notna() & other.notna() & unlike.fillna(value=False)]
    else:
        one, other = (some.astype("str").where(some.notna()) for some in (one, other))
        both = differ(one, other, field, rules)
    found = {
        ENTERED: one.index[one.isna() & other.notna()],
        CORRECTED: both,
        REMOVED: one.index[one.notna() & other.isna()],
    }
    yield from _rows(one, other, field, found)


def _rows(
    one: pd.Series, other: pd.Series, field: Field, rows: dict[str, pd.Index]
) -> Iterator[pd.DataFrame]:
    import pandas as pd

    for change, labels in rows.items():
        if not len(labels):
            continue
        blank = pd.Series(np.nan, index=labels, dtype="str")
        yield pd.DataFrame(
            {
                "row": labels.to_numpy(dtype="int64"),
                "field": pd.Series(field.name, index=labels, dtype="str").to_numpy(),
                "change": change,
                "value_before": blank if change == ENTERED else shown(one.loc[labels], field),
                "value_after": blank if change == REMOVED else shown(other.loc[labels], field),
            }
        ).reset_index(drop=True)
