"""Where two tables state a fact differently, and how both values are shown.

Areas that differ by less than `reconcile` notices are the same, and so is money that differs by
less than its last printed place. Texts compare without width, letter case and spaces.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parkland.cleaning.parcel_numbers import keys_of
from parkland.display import day_texts

if TYPE_CHECKING:
    import pandas as pd

    from parkland.conventions import AreaRules
    from parkland.schema import Field

# Money is printed in 万元 with two decimals; half of the last place is lost by rounding.
MONEY_TOLERANCE_YUAN = 50.0
_YES_NO = {True: "是", False: "否"}


def differ(first: pd.Series, second: pd.Series, field: Field, rules: AreaRules) -> pd.Index:
    """Return the labels at which both columns have a value and the values are not the same.

    Parameters
    ----------
    first, second
        Columns of one field on one index.
    field
        The field; its kind decides how values compare.
    rules
        The tolerances of the profile.
    """
    rows = first.index[first.notna() & second.notna()]
    if not len(rows):
        return rows
    one, other = first.loc[rows], second.loc[rows]
    if field.kind == "area":
        amounts = one.to_numpy(dtype="float64"), other.to_numpy(dtype="float64")
        limit = rules.tolerance_of(np.minimum(*amounts))
        unlike = np.abs(amounts[0] - amounts[1]) > limit
    elif field.kind == "money":
        gap = one.to_numpy(dtype="float64") - other.to_numpy(dtype="float64")
        unlike = np.abs(gap) > MONEY_TOLERANCE_YUAN
    else:
        unlike = (one != other).to_numpy(dtype=bool)
        if field.kind == "text" and unlike.any():
            rows = rows[unlike]
            texts = keys_of(one[unlike]).fillna(""), keys_of(other[unlike]).fillna("")
            unlike = (texts[0] != texts[1]).to_numpy(dtype=bool)
    labels: pd.Index = rows[unlike]
    return labels


def shown(values: pd.Series, field: Field) -> pd.Series:
    """Return values of a field as texts with their units, in no language."""
    import pandas as pd

    if field.kind == "area":
        texts = [f"{value:.2f} m2" for value in values.tolist()]
    elif field.kind == "money":
        texts = [f"{value:.2f} 元" for value in values.tolist()]
    elif field.kind == "date":
        texts = day_texts(values.to_numpy(dtype="datetime64[D]"))
    elif field.kind == "yes_no":
        texts = [_YES_NO[bool(value)] for value in values.tolist()]
    else:
        texts = [str(value) for value in values.tolist()]
    return pd.Series(texts, index=values.index, dtype="str")


def shown_both(first: pd.Series, second: pd.Series, field: Field) -> pd.Series:
    """Return each two values of a field as one text, as ``2019-03-01 ≠ 2020-03-01``."""
    return shown(first, field) + " ≠ " + shown(second, field)
