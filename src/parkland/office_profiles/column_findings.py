"""What one column of an office holds: words with their counts, numbers and the unit they fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

import numpy as np
import pandas as pd

from parkland.choices import AreaUnit
from parkland.units import area_unit

# A column with more different words is no list of codes.
MOST_WORDS = 80
# From this share of its rows a column is in a unit, within this share of the measured area.
CLEAR, NEAR = 0.9, 0.1
# Fewer areas than these prove no unit: a number can be near an area by chance.
FEWEST_AREAS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnFinding:
    """What a column holds.

    Attributes
    ----------
    heading
        As it is written.
    filled, different
        The number of filled cells, and of different ones.
    words
        Each different cell with its number of rows, the most frequent first, if there are few.
    examples
        The first different cells.
    unit
        The unit of area that nearly all rows fit by their shapes, or None.
    share
        The share of the rows that it fits.
    is_number, is_fraction
        Whether all filled cells are numbers, and whether one has decimals.
    """

    heading: str
    filled: int
    different: int
    words: tuple[tuple[str, int], ...]
    examples: tuple[str, ...]
    unit: AreaUnit | None
    share: float
    is_number: bool
    is_fraction: bool


def findings_of(columns: pd.DataFrame, measured_m2: np.ndarray) -> list[ColumnFinding]:
    """Return what each column of a table holds."""
    return [
        _finding(str(name), columns.iloc[:, place], measured_m2)
        for place, name in enumerate(columns.columns)
    ]


def _finding(heading: str, column: pd.Series, measured_m2: np.ndarray) -> ColumnFinding:
    texts = column.map(_text, na_action="ignore")
    texts = texts[texts.notna() & (texts != "")]
    counts = texts.value_counts(sort=False)
    numbers = pd.to_numeric(column, errors="coerce").to_numpy(dtype="float64", na_value=np.nan)
    of_filled = numbers[column.index.isin(texts.index)]
    known = np.isfinite(of_filled)
    unit, share = _unit(numbers, measured_m2)
    few = len(counts) <= MOST_WORDS and len(counts) < len(texts)
    ordered = sorted(counts.items(), key=lambda pair: -pair[1]) if few else []
    return ColumnFinding(
        heading=heading,
        filled=len(texts),
        different=len(counts),
        words=tuple((str(word), int(number)) for word, number in ordered),
        examples=tuple(map(str, counts.index[:3])),
        unit=unit,
        share=share,
        is_number=bool(len(texts)) and bool(known.all()),
        is_fraction=bool((of_filled[known] % 1 != 0).any()),
    )


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(str(value).split())


def _unit(numbers: np.ndarray, measured_m2: np.ndarray) -> tuple[AreaUnit | None, float]:
    """Return the unit in which the numbers are the areas of the shapes, and for which share."""
    with np.errstate(invalid="ignore"):
        usable = (numbers > 0) & (measured_m2 > 0)
    if usable.sum() < FEWEST_AREAS:
        return None, 0.0
    ratios = numbers[usable] / measured_m2[usable]
    units: tuple[AreaUnit, ...] = get_args(AreaUnit)
    shares = {
        name: float((np.abs(ratios * float(area_unit(name).m2) - 1) <= NEAR).mean())
        for name in units
    }
    best = max(shares, key=lambda name: shares[name])
    return (best, shares[best]) if shares[best] >= CLEAR else (None, shares[best])
