"""Answers and days of arrays as columns of the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.status.facts_on_day import UNKNOWN, YES

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd


def answers(codes: np.ndarray, index: pd.Index) -> pd.Series:
    """Return answers as nullable booleans."""
    import pandas as pd

    array = pd.arrays.BooleanArray(codes == YES, codes == UNKNOWN)
    return pd.Series(array, index=index)


def as_days(days: np.ndarray, index: pd.Index) -> pd.Series:
    """Return days in the dtype of the table."""
    import pandas as pd

    return pd.Series(days.astype("datetime64[s]"), index=index)
