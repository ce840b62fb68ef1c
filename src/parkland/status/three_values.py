"""Answers with three values: yes, no, and unknown.

An answer about many parcels is an int8 array of `YES`, `NO` and `UNKNOWN`. Two values would not be
enough: a fact that is missing or cannot be parsed must never turn into "no". In a table the same
answer is a nullable boolean column, missing where it is unknown.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

YES, NO, UNKNOWN = 1, 0, -1
# The words of the answers in texts; see `answer.*` in the wording.
ANSWER_WORDS: Mapping[int, str] = MappingProxyType({YES: "yes", NO: "no", UNKNOWN: "unknown"})


def known_answers(is_so: np.ndarray, is_known: np.ndarray) -> np.ndarray:
    """Return `YES` or `NO` where the answer is known, and `UNKNOWN` elsewhere.

    Parameters
    ----------
    is_so, is_known : ndarray of bool
        Arrays of one shape. `is_so` does not count where `is_known` is False.

    Returns
    -------
    ndarray of int8

    Examples
    --------
    >>> known_answers(np.array([True, False, True]), np.array([True, True, False])).tolist()
    [1, 0, -1]
    """
    return np.where(is_known, is_so.astype("int8"), np.int8(UNKNOWN))


def nullable_booleans(answers: np.ndarray, index: pd.Index) -> pd.Series:
    """Return answers as a Series of nullable booleans.

    Parameters
    ----------
    answers : ndarray of int8
        `YES`, `NO` or `UNKNOWN`, one for each label of `index`.
    index
        The index of the Series.

    Returns
    -------
    pandas.Series
        boolean; missing where the answer is `UNKNOWN`.
    """
    import pandas as pd

    array = pd.arrays.BooleanArray(answers == YES, answers == UNKNOWN)
    return pd.Series(array, index=index)
