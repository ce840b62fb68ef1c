"""Ranges of numbers or days as classes of a legend: their labels, colours and parcels.

A range holds its lower end and not its upper one; the last range of values that occur holds both.
Own cuts have open ends: "below 10", "50 and above".
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from parkland.display import column_kind, day_text, measure_of
from parkland.errors import ChoiceError, brief
from parkland.figures.value_classes import USUAL, Division, ValueClasses, classes_of
from parkland.phrases import Phrase
from parkland.schema import AREA_COLUMNS
from parkland.wording import wording

if TYPE_CHECKING:
    import pandas as pd

    from parkland.display import Measure
    from parkland.maps.page_parcels import PageParcels

ORDERED_KINDS = "iufM"  # dtypes of numbers and of days
SIGNIFICANT = 4  # figures of the largest number of an office's own column
MOST_DIGITS = 6
YEARS = 10_000


@dataclass(frozen=True, slots=True)
class PrintedNumbers:
    """A column of numbers as it is printed.

    Attributes
    ----------
    amounts : ndarray of float64
        In the unit of `measure`; days since 1970 for a column of days; NaN if unknown.
    digits : int
        Decimal places.
    measure : Measure or None
        The unit, where the column has one.
    are_days : bool
    """

    amounts: np.ndarray
    digits: int
    measure: Measure | None = None
    are_days: bool = False

    def text(self, value: float) -> str:
        """Return a number of the column as printed, without its unit."""
        if self.are_days:
            return day_text(np.datetime64(int(value), "D").item())
        # an office's own number below 10,000 can be a year
        mark = "" if self.measure is None and abs(value) < YEARS else ","
        return f"{value:{mark}.{self.digits}f}"


def is_ordered(values: pd.Series) -> bool:
    """Return whether a column holds numbers or days."""
    return values.dtype.kind in ORDERED_KINDS


def has_ranges(values: pd.Series) -> bool:
    """Return whether a column is divided into ranges where nobody says how it is divided.

    A column with few different numbers, such as years or storeys, has a class for each.
    """
    return is_ordered(values) and values.nunique() > USUAL


def printed_numbers(page: PageParcels, column: str) -> PrintedNumbers:
    """Return a column of numbers or days of a page as it is printed."""
    values = page.parcels[column]
    if values.dtype.kind == "M":
        days = values.to_numpy(dtype="datetime64[D]")
        numbers = np.where(np.isnat(days), np.nan, days.astype("int64"))
        return PrintedNumbers(numbers, 0, are_days=True)
    for method, name in AREA_COLUMNS.items():
        if name == column:  # the rounded areas that every other figure is made of
            leaves = page.leaves(method)  # type: ignore[arg-type]
            measure = page.area_measure
            return PrintedNumbers(leaves.to_numpy(dtype="float64"), measure.digits, measure)
    numbers = values.to_numpy(dtype="float64", na_value=np.nan)
    is_area = column_kind(column) == "area"
    found = page.area_measure if is_area else measure_of(column)
    if found is not None:
        return PrintedNumbers(numbers * found.per_stored, found.digits, found)
    return PrintedNumbers(numbers, _digits_of(numbers))


def joined_numbers(several: list[PrintedNumbers]) -> PrintedNumbers:
    """Return the numbers of a column that is read in parts, printed as those of the whole."""
    amounts = np.concatenate([one.amounts for one in several])
    first = several[0]
    if first.measure is not None or first.are_days:
        return PrintedNumbers(amounts, first.digits, first.measure, first.are_days)
    return PrintedNumbers(amounts, _digits_of(amounts))


def divided(numbers: PrintedNumbers, wanted: ValueClasses) -> Division:
    """Return the classes of a column of numbers.

    Raises
    ------
    ChoiceError
        If the cuts are dates and the column holds numbers, or the other way round.
    """
    if wanted.cuts and wanted.cuts_are_days != numbers.are_days:
        order = ("days", "numbers") if wanted.cuts_are_days else ("numbers", "days")
        kinds = [Phrase(f"maps.values.{one}") for one in order]
        raise ChoiceError(
            "maps.other_cuts", kinds=kinds[0], column=brief(wanted.column), kinds_2=kinds[1]
        )
    return classes_of(
        numbers.amounts,
        scheme=wanted.scheme,
        k=wanted.classes,
        cuts=wanted.cuts,
        digits=numbers.digits,
        round_cuts=not numbers.are_days,
    )


def range_labels(numbers: PrintedNumbers, division: Division, *, own: bool, lang: str) -> list[str]:
    """Return the label of each class; with `own` cuts the first and the last have an open end."""
    known = numbers.amounts[np.isfinite(numbers.amounts)]
    if own:
        limits = [numbers.text(cut) for cut in division.cuts]
        inner = [f"{low} – {high}" for low, high in pairwise(limits)]
        return [
            wording("range.below", lang, limit=limits[0]),
            *inner,
            wording("range.above", lang, limit=limits[-1]),
        ]
    if not known.size:
        return []
    texts = [numbers.text(end) for end in (known.min(), *division.cuts, known.max())]
    return [low if low == high else f"{low} – {high}" for low, high in pairwise(texts)]


def _digits_of(numbers: np.ndarray) -> int:
    """Return the decimal places of an office's own column: as many as it has and can be read."""
    known = np.abs(numbers[np.isfinite(numbers)])
    if not known.size or not known.max():
        return 0
    room = SIGNIFICANT - 1 - math.floor(math.log10(known.max()))
    for digits in range(min(max(room, 0), MOST_DIGITS)):
        if np.array_equal(np.round(known, digits), known):
            return digits
    return min(max(room, 0), MOST_DIGITS)
