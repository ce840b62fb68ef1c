"""The classes and the groups of a dataset's map: by which parcels are coloured and filtered.

Both are words of a column, or ranges of its numbers (`dataset_ranges`). They are found by reading
that column and the leaves alone, before any parcel is drawn, so that every file of the map has the
same classes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from parkland.conventions import StatusSet, statuses_of
from parkland.dataset_maps.dataset_ranges import ranges_of
from parkland.datasets.parts import LEAF
from parkland.display import code_words, column_kind, heading, label, value_texts
from parkland.errors import ColumnError, brief
from parkland.figures import ValueClasses
from parkland.maps.legend_ranges import is_ordered
from parkland.maps.map_legend import column_to_colour_by
from parkland.wording import resource, wording

if TYPE_CHECKING:
    from collections.abc import Mapping

    from parkland.choices import Lang
    from parkland.dataset_maps.dataset_ranges import DatasetRanges
    from parkland.dataset_maps.stored_parts import StoredParcels

MOST_GROUPS = 200
GROUPS = ("county", "区县", "district", "layer")


@dataclass(frozen=True, slots=True)
class DatasetClasses:
    """Words of a column as classes, in their order.

    Attributes
    ----------
    by : str
        The column; empty if all parcels are of one class.
    title : str
    labels : list of str
    colors : list of str
        Empty for groups, which have none.
    places : mapping of str to int
        The class of each value of the column, as a text.
    other, missing : int
        The class of all other values, and that of parcels without one; -1 if there is none.
    """

    by: str
    title: str
    labels: list[str]
    colors: list[str]
    places: Mapping[str, int]
    other: int = -1
    missing: int = -1
    digits: None = None  # words have no decimals

    def codes(self, parcels: pd.DataFrame) -> np.ndarray:
        """Return the class of each parcel."""
        if not self.by:
            return np.zeros(len(parcels), dtype="int64")
        texts = texts_of(parcels[self.by])
        codes = [
            self.missing if text is None else self.places.get(text, self.other) for text in texts
        ]
        return np.array(codes, dtype="int64")


def texts_of(values: pd.Series) -> list[str | None]:
    """Return the values of a column as texts, each as it is stored; None where there is none."""
    codes, distinct = pd.factorize(values, use_na_sentinel=True)
    texts = [*(str(value) for value in distinct), None]  # a missing value has the code -1
    return [texts[code] for code in codes]


def legend_of(
    stored: StoredParcels, *, by: str | ValueClasses, lang: Lang
) -> DatasetClasses | DatasetRanges:
    """Return the classes by which the map of a dataset is coloured.

    Raises
    ------
    ColumnError
        If there is no such column, or if it is to be divided into ranges and holds no numbers.
    ChoiceError
        If the cuts are days and the column holds numbers, or the other way round.
    """
    nothing = stored.nothing()
    statuses = statuses_of(stored.ledger(nothing))
    column = column_to_colour_by(nothing, by, statuses=statuses)
    if is_ordered(nothing[column]):
        wanted = by if isinstance(by, ValueClasses) else None
        return ranges_of(stored, column, wanted, lang=lang)
    found = _land(stored, column)
    missing = None in found
    land = {text: area for text, area in found.items() if text is not None}
    styles = statuses.styles(column)
    title = label(column, lang, statuses=statuses)
    palette = resource("palette.toml")["categories"]
    if styles:
        shown = [code for code in styles if code in land]
        labels = [styles[code].label(lang) for code in shown]
        colors = [styles[code].color for code in shown]
    else:
        shown = sorted(land, key=lambda text: (-land[text], text))[: len(palette["colors"])]
        shown = _ordered(shown, column, lang, statuses)
        words = value_texts(_like(nothing[column], shown), column, lang, statuses=statuses)
        labels, colors = [str(word) for word in words], list(palette["colors"][: len(shown)])
    places = {text: place for place, text in enumerate(shown)}
    other = -1
    if len(land) > len(shown):
        other = len(labels)
        labels.append(wording("map.other", lang))
        colors.append(palette["other"])
    return DatasetClasses(
        column,
        title,
        *_with_missing(
            labels, colors, palette["missing"] if missing else "", _missing_label(column, lang)
        ),
        places,
        other,
        len(labels) if missing else -1,
    )


def groups_of(stored: StoredParcels, *, by: str | None, lang: Lang) -> DatasetClasses:
    """Return the groups by which the map of a dataset filters beside its classes.

    Parameters
    ----------
    stored
        The parcels.
    by
        A column. Default: the county, the district or the layer, whichever is the first that has a
        value and not too many of them; else there are no groups.
    lang
        Language of the labels.

    Raises
    ------
    ColumnError
        If there is no such column, or if it has too many values.
    """
    nothing = stored.nothing()
    statuses = statuses_of(stored.ledger(nothing))
    if by is not None:
        column = column_to_colour_by(nothing, by, statuses=statuses)
        found = _groups(stored, column, statuses, lang)
        if found is None:
            raise ColumnError(
                "dataset_maps.too_many_groups", column=brief(column), most=MOST_GROUPS
            )
        return found
    for column in GROUPS:
        if column in nothing.columns and (found := _groups(stored, column, statuses, lang)):
            return found
    return DatasetClasses("", "", [], [], {})


def _groups(
    stored: StoredParcels, column: str, statuses: StatusSet, lang: Lang
) -> DatasetClasses | None:
    land = _land(stored, column, most=MOST_GROUPS)
    if len(land) > MOST_GROUPS or not set(land) - {None}:
        return None
    texts = sorted(text for text in land if text is not None)
    words = value_texts(_like(stored.nothing()[column], texts), column, lang, statuses=statuses)
    labels = [str(word) for word in words]
    missing = len(labels) if None in land else -1
    if None in land:
        labels.append(_missing_label(column, lang))
    places = {text: place for place, text in enumerate(texts)}
    return DatasetClasses(column, heading(column, lang), labels, [], places, missing=missing)


def _land(stored: StoredParcels, column: str, most: int | None = None) -> dict[str | None, int]:
    """Return the land of each value of a column in units of its last place.

    With more than `most` values not all of the column is read.
    """
    land: dict[str | None, int] = {}
    for frame in stored.columns([column, LEAF]):
        keys = pd.Series(texts_of(frame[column]), dtype=object)
        leaves = frame[LEAF].fillna(0).astype("int64")
        sums = leaves.groupby(keys.to_numpy(), dropna=False).sum()
        for text, area in sums.items():
            key = text if isinstance(text, str) else None
            land[key] = land.get(key, 0) + int(area)
        if most is not None and len(land) > most:
            break
    return land


def _like(column: pd.Series, texts: list[str]) -> pd.Series:
    """Return texts as values of the type of a column, for those who print them."""
    if column.dtype.name in ("bool", "boolean"):
        return pd.Series([text == "True" for text in texts], dtype="boolean")
    return pd.Series(texts, dtype=object)


def _ordered(texts: list[str], column: str, lang: Lang, statuses: StatusSet) -> list[str]:
    """Return texts in the order of their codes, else in that of their letters."""
    codes = list(code_words(column, lang, statuses=statuses))
    return sorted(
        texts, key=lambda one: (one not in codes, codes.index(one) if one in codes else 0, one)
    )


def _with_missing(
    labels: list[str], colors: list[str], color: str, missing: str
) -> tuple[list[str], list[str]]:
    return ([*labels, missing], [*colors, color]) if color else (labels, colors)


def _missing_label(column: str, lang: Lang) -> str:
    """Return what a missing value is called: a flag that is not known is no empty cell."""
    if column_kind(column) == "flag":
        return code_words(column, lang)["unknown"]
    return wording("map.nothing", lang)
