"""What a check for contradictions yields, and the values that its issues show."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from parkland.display import day_texts

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    import pandas as pd

    # From positions of rows to the value that the issue of each row shows.
    ValuesOfRows = Callable[[np.ndarray], list[str]]


class ContradictionCheck(NamedTuple):
    """One kind of contradiction, and the rows in which it is found.

    Attributes
    ----------
    code : str
        Code of the issue; see `parkland.issues`.
    field : str
        The field that the issue names.
    contradicts : ndarray of bool
        One entry for each row of the table.
    values : callable
        Returns the value that the issue shows, for the rows at the given positions. It is called
        only for rows that contradict, because texts are slow to make.
    """

    code: str
    field: str
    contradicts: np.ndarray
    values: ValuesOfRows


def cell_texts(cells: pd.Series) -> list[str]:
    """Return the cells of a text column; missing is empty."""
    return [cell if isinstance(cell, str) else "" for cell in cells.tolist()]


def one_date(days: np.ndarray) -> ValuesOfRows:
    """Return a day of each row as the value that its issue shows."""
    return lambda rows: day_texts(days[rows])


def both_dates(one: np.ndarray, other: np.ndarray) -> ValuesOfRows:
    """Return two days of each row as the value that its issue shows."""

    def values(rows: np.ndarray) -> list[str]:
        pairs = zip(day_texts(one[rows]), day_texts(other[rows]), strict=True)
        return [f"{first} / {second}" for first, second in pairs]

    return values


def cells(column: pd.Series) -> ValuesOfRows:
    """Return the cell of each row as the value that its issue shows."""
    return lambda rows: cell_texts(column.iloc[rows])
