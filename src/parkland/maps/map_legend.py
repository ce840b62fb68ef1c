"""The legend of a map: which colour stands for which status, value or range of numbers.

A column of texts, codes or answers has a class for each value: the ten with the most land, and one
for all others. A column of numbers or days is divided into ranges (`figures.value_classes`), by the
wish of the caller or, with more than five different values, into five with about as many parcels
each. What is missing has a class of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from parkland.choices import nearest
from parkland.conventions import ramp_colors
from parkland.display import code_words, column_kind, column_named, heading, label, value_texts
from parkland.errors import ColumnError, brief
from parkland.figures.value_classes import ValueClasses
from parkland.maps.legend_ranges import (
    divided,
    has_ranges,
    is_ordered,
    printed_numbers,
    range_labels,
)
from parkland.wording import resource, wording

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from parkland.conventions import StatusSet
    from parkland.figures.value_classes import Division
    from parkland.maps.page_parcels import PageParcels

BY_STATUS = "status"
NO_CODES = np.zeros(0, dtype="int64")


@dataclass(frozen=True, slots=True)
class Legend:
    """Classes in the order of the legend, and the class of each parcel of the page.

    Where the classes are ranges, `wanted` says how they were divided, and `division` holds the cuts
    in the printed unit.
    """

    title: str
    labels: list[str]
    colors: list[str]
    codes: np.ndarray
    wanted: ValueClasses | None = None
    division: Division | None = None


def column_to_colour_by(
    parcels: pd.DataFrame, by: str | ValueClasses, *, statuses: StatusSet | None = None
) -> str:
    """Return the column that `by` names: by its own name, or by its heading in any language.

    Raises
    ------
    ColumnError
        If there is no such column; if it is to be divided into ranges and holds no numbers.
    """
    named = by.column if isinstance(by, ValueClasses) else by
    kinds = zip(parcels.columns, parcels.dtypes, strict=True)
    columns = [str(name) for name, kind in kinds if str(kind) != "geometry"]
    found = column_named(named, columns, statuses=statuses) if isinstance(named, str) else None
    if found is None:
        similar = nearest(str(named), columns) or ["status", "layer", "district"]
        raise ColumnError("maps.no_colour_column", named=brief(named), similar=list(similar))
    if columns.count(found) > 1:
        raise ColumnError("maps.two_columns", found=brief(found))
    if isinstance(by, ValueClasses) and not is_ordered(parcels[found]):
        raise ColumnError("maps.no_ranges", found=brief(found))
    return found


def legend(
    page: PageParcels,
    *,
    by: str,
    present: list[str],
    wanted: ValueClasses | None = None,
    colors: Mapping[str, str] | None = None,
) -> Legend:
    """Return the legend of the parcels of a page, coloured by the column `by`.

    Parameters
    ----------
    page
        The parcels.
    by
        A column, from `column_to_colour_by`.
    present
        The statuses that a parcel has on any day, in order: with ``"status"``, each has a class.
    wanted
        How a column of numbers is divided. Default: five quantiles, where it has more than five
        different values.
    colors
        The colour of each word of the column, in their order, where they have colours of their own.
    """
    if by == BY_STATUS:
        return _by_codes(page, BY_STATUS, present)
    if by in page.statuses.columns:
        there = set(page.parcels[by].dropna())
        codes = [code for code in page.statuses.styles(by) if code in there]
        return _with_missing(_by_codes(page, by, codes), page.lang)
    if colors is not None:
        places = {word: place for place, word in enumerate(colors)}
        of_each = page.parcels[by].map(places).to_numpy(dtype="int64")
        return Legend(by, list(colors), list(colors.values()), of_each)
    if wanted is not None or has_ranges(page.parcels[by]):
        found = _ranges(page, by, wanted or ValueClasses(by))
    else:
        found = _categories(
            Legend(label(by, page.lang, statuses=page.statuses), [], [], NO_CODES), page, by
        )
    return _with_missing(found, page.lang)


def _by_codes(page: PageParcels, by: str, present: list[str]) -> Legend:
    """Return the legend of the status or of an own axis, in its order and its colours."""
    styles = page.statuses.styles(by)
    shown = [styles[key] for key in present]
    places = {key: place for place, key in enumerate(present)}
    return Legend(
        label(by, page.lang, statuses=page.statuses),
        [style.label(page.lang) for style in shown],
        [style.color for style in shown],
        page.parcels[by].map(places).fillna(-1).to_numpy(dtype="int64"),
    )


def _ranges(page: PageParcels, by: str, wanted: ValueClasses) -> Legend:
    """Return ranges of numbers or days. The heading has the unit, and not each end of a range."""
    numbers = printed_numbers(page, by)
    division = divided(numbers, wanted)
    labels = range_labels(numbers, division, own=bool(wanted.cuts), lang=page.lang)
    unit = numbers.measure.unit if numbers.measure else None
    title, colors = heading(by, page.lang, unit=unit), ramp_colors(len(labels))
    return Legend(title, labels, colors, division.codes, wanted, division)


def _categories(empty: Legend, page: PageParcels, by: str) -> Legend:
    palette = resource("palette.toml")["categories"]
    texts = _texts_of(page, by)
    land = page.leaves().groupby(texts).sum()
    largest = land.sort_values(ascending=False, kind="stable").index[: len(palette["colors"])]
    apart = _in_order(list(largest), texts, page, by)
    places = {text: place for place, text in enumerate(apart)}
    codes = texts.map(lambda text: places.get(text, len(apart)), na_action="ignore")
    labels, colors = list(apart), list(palette["colors"][: len(apart)])
    if len(land) > len(apart):
        labels.append(wording("map.other", page.lang))
        colors.append(palette["other"])
    found = codes.where(texts.notna(), -1).to_numpy(dtype="int64")
    return replace(empty, labels=labels, colors=colors, codes=found)


def _texts_of(page: PageParcels, by: str) -> pd.Series:
    """Return the values of a column as they read; an own number with the decimals it needs."""
    values = page.parcels[by]
    if values.dtype.kind != "f" or column_kind(by) is not None:
        return value_texts(values, by, page.lang, statuses=page.statuses)
    numbers = printed_numbers(page, by)
    known = values.notna()
    return values[known].map(numbers.text).reindex(values.index).where(known)


def _in_order(labels: list[str], texts: pd.Series, page: PageParcels, by: str) -> list[str]:
    """Return labels in the order of their codes or numbers, else in that of their letters."""
    words = list(code_words(by, page.lang, statuses=page.statuses).values())
    if words:
        return sorted(
            labels, key=lambda one: (one not in words, words.index(one) if one in words else 0, one)
        )
    values = page.parcels[by]
    if is_ordered(values):
        least = values.groupby(texts).min()
        return sorted(labels, key=lambda one: least[one])
    return sorted(labels)


def _with_missing(found: Legend, lang: str) -> Legend:
    missing = found.codes < 0
    if not missing.any():
        return found
    return replace(
        found,
        labels=[*found.labels, wording("map.nothing", lang)],
        colors=[*found.colors, resource("palette.toml")["categories"]["missing"]],
        codes=np.where(missing, len(found.labels), found.codes),
    )
