"""Ranges of a column of numbers or days as the classes of the map of a dataset.

The cuts follow from the values of all parcels, as they are printed, by the rules of any map: five
ranges with about as many parcels each where nothing else is asked for, and a class for each value
where there are five or fewer. All values are held at once, eight bytes for each.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pandas as pd

from parkland.conventions import ramp_colors, statuses_of
from parkland.datasets.parts import LEAF
from parkland.display import column_kind, heading, label, value_texts
from parkland.figures.value_classes import NO_CLASS, USUAL, ValueClasses, classes_of
from parkland.maps.legend_ranges import divided, joined_numbers, printed_numbers, range_labels
from parkland.maps.page_parcels import PageParcels
from parkland.schema import AREA_COLUMNS
from parkland.wording import resource, wording

if TYPE_CHECKING:
    import geopandas as gpd

    from parkland.choices import Lang
    from parkland.dataset_maps.stored_parts import StoredParcels
    from parkland.maps.legend_ranges import PrintedNumbers


@dataclass(frozen=True, slots=True)
class DatasetRanges:
    """Ranges of a column, in ascending order, and a class of what is not known.

    Attributes
    ----------
    stored : StoredParcels
        The parcels; their leaves are the areas that are divided.
    by : str
        The column.
    title : str
        Its heading, with the unit.
    labels, colors : list of str
    cuts : tuple of float
        The limits between the classes, in the printed unit.
    digits : int
        Decimal places of the printed values.
    missing : int
        The class of parcels without a value; -1 if there is none.
    lang : str
        Language of the labels.
    """

    stored: StoredParcels
    by: str
    title: str
    labels: list[str]
    colors: list[str]
    cuts: tuple[float, ...]
    digits: int
    missing: int
    lang: Lang

    def codes(self, parcels: pd.DataFrame) -> np.ndarray:
        """Return the class of each parcel."""
        amounts = _printed(self.stored, parcels, self.by, self.lang).amounts
        if self.cuts:
            codes = classes_of(amounts, cuts=self.cuts, digits=self.digits).codes
        else:
            codes = np.where(np.isfinite(amounts), 0, NO_CLASS)
        return np.where(codes == NO_CLASS, self.missing, codes).astype("int64")


def ranges_of(
    stored: StoredParcels, column: str, wanted: ValueClasses | None, *, lang: Lang
) -> DatasetRanges:
    """Return the ranges of a column of numbers or days.

    Parameters
    ----------
    stored
        The parcels.
    column
        The column.
    wanted
        How it is divided. If nothing is said, a column with five different values or fewer has a
        class for each.
    lang
        Language of the labels.

    Raises
    ------
    ChoiceError
        If the cuts are days and the column holds numbers, or the other way round.
    """
    parts: list[PrintedNumbers] = []
    values: set[Any] = set()
    for frame in stored.columns(list(dict.fromkeys([column, LEAF, *AREA_COLUMNS.values()]))):
        parts.append(_printed(stored, frame, column, lang))
        if len(values) <= USUAL:
            values.update(frame[column].dropna().unique().tolist())
    numbers = joined_numbers(parts)
    if wanted is None and len(values) <= USUAL:
        found = _single_values(stored, column, values, numbers, lang)
    else:
        division = divided(numbers, wanted or ValueClasses(column))
        own = wanted is not None and bool(wanted.cuts)
        labels = range_labels(numbers, division, own=own, lang=lang)
        unit = numbers.measure.unit if numbers.measure else None
        title, colors = heading(column, lang, unit=unit), ramp_colors(len(labels))
        found = DatasetRanges(
            stored, column, title, labels, colors, division.cuts, numbers.digits, -1, lang
        )
    if np.isfinite(numbers.amounts).all():
        return found
    return replace(
        found,
        labels=[*found.labels, wording("map.nothing", lang)],
        colors=[*found.colors, resource("palette.toml")["categories"]["missing"]],
        missing=len(found.labels),
    )


def _single_values(
    stored: StoredParcels, column: str, values: set[Any], numbers: PrintedNumbers, lang: Lang
) -> DatasetRanges:
    """Return a class for each value, under the words that a map of a ledger has for it."""
    known = np.unique(np.round(numbers.amounts[np.isfinite(numbers.amounts)], numbers.digits))
    labels = [numbers.text(float(value)) for value in known]
    statuses = statuses_of(stored.ledger(stored.nothing()))
    if len(known) == len(values) and (column_kind(column) is not None or numbers.are_days):
        of_type = pd.Series(sorted(values), dtype=stored.nothing()[column].dtype)
        labels = [str(text) for text in value_texts(of_type, column, lang, statuses=statuses)]
    title = label(column, lang, statuses=statuses)
    colors = resource("palette.toml")["categories"]["colors"][: len(labels)]
    cuts = tuple(float(value) for value in known[1:])
    return DatasetRanges(
        stored, column, title, labels, list(colors), cuts, numbers.digits, -1, lang
    )


def _printed(
    stored: StoredParcels, parcels: pd.DataFrame, column: str, lang: Lang
) -> PrintedNumbers:
    rows = cast("gpd.GeoDataFrame", parcels.reset_index(drop=True))  # shapes are not asked for
    page = PageParcels(stored.ledger(rows), np.arange(len(rows)), rows, lang, stored.counted)
    return printed_numbers(page, column)
