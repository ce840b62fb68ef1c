"""The legend of a map: which colour stands for which status, value or range of numbers.

A column of texts, codes or answers has a class for each value: the ten with the most land, and one
for all others. A column of numbers or days with more values than colours is divided into five
ranges with about as many parcels each. What is missing has a class of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from parkland.choices import nearest
from parkland.display import (
    code_words,
    column_kind,
    column_named,
    day_text,
    heading,
    label,
    measure_of,
    value_texts,
)
from parkland.errors import ColumnError, brief
from parkland.wording import resource, wording

if TYPE_CHECKING:
    import pandas as pd

    from parkland.conventions import StatusSet
    from parkland.display import Measure
    from parkland.maps.page_parcels import PageParcels

BY_STATUS = "status"
NO_CODES = np.zeros(0, dtype="int64")
ORDERED_KINDS = "iufM"  # dtypes of numbers and of days


@dataclass(frozen=True, slots=True)
class Legend:
    """Classes in the order of the legend, and the class of each parcel of the page."""

    title: str
    labels: list[str]
    colors: list[str]
    codes: np.ndarray


def column_to_colour_by(
    parcels: pd.DataFrame, by: str, *, statuses: StatusSet | None = None
) -> str:
    """Return the column that `by` names: by its own name, or by its heading in any language.

    Raises
    ------
    ColumnError
        If there is no such column.
    """
    kinds = zip(parcels.columns, parcels.dtypes, strict=True)
    columns = [str(name) for name, kind in kinds if str(kind) != "geometry"]
    found = column_named(by, columns, statuses=statuses) if isinstance(by, str) else None
    if found is None:
        similar = nearest(str(by), columns) or ["status", "layer", "district"]
        raise ColumnError(
            f"there is no column {brief(by)} to colour by",
            do=f"use {', '.join(similar)} or another",
        )
    if columns.count(found) > 1:
        raise ColumnError(f"the table has two columns {found!r}", do="rename one of them")
    return found


def legend(page: PageParcels, *, by: str, present: list[str]) -> Legend:
    """Return the legend of the parcels of a page, coloured by the column `by`.

    Parameters
    ----------
    page
        The parcels.
    by
        A column, from `column_to_colour_by`.
    present
        The statuses that a parcel has on any day, in order: with ``"status"``, each has a class.
    """
    if by == BY_STATUS:
        return _by_status(page, present)
    values, measure = page.parcels[by], _measure(page, by)
    ramp = resource("palette.toml")["ramp"]["colors"]
    if values.dtype.kind in ORDERED_KINDS and values.nunique() > len(ramp):
        # the ends of a range have no unit, the values of categories have it
        title = heading(by, page.lang, unit=measure.unit if measure else None)
        found = _ranges(Legend(title, [], [], NO_CODES), values, ramp, measure)
    else:
        found = _categories(
            Legend(label(by, page.lang, statuses=page.statuses), [], [], NO_CODES), page, by
        )
    return _with_missing(found, page.lang)


def _by_status(page: PageParcels, present: list[str]) -> Legend:
    shown = [page.statuses.statuses[key] for key in present]
    places = {style.key: place for place, style in enumerate(shown)}
    return Legend(
        label(BY_STATUS, page.lang, statuses=page.statuses),
        [style.label(page.lang) for style in shown],
        [style.color for style in shown],
        page.parcels["status"].map(places).to_numpy(dtype="int64"),
    )


def _measure(page: PageParcels, by: str) -> Measure | None:
    return page.area_measure if column_kind(by) == "area" else measure_of(by)


def _ranges(empty: Legend, values: pd.Series, ramp: list[str], measure: Measure | None) -> Legend:
    """Return ranges between values that occur, with about as many parcels each."""
    if values.dtype.kind == "M":
        numbers = values.to_numpy(dtype="datetime64[s]")
    else:
        numbers = values.to_numpy(dtype="float64", na_value=np.nan)
    known = np.sort(numbers[values.notna().to_numpy()])
    quantiles = np.linspace(0, 1, len(ramp) + 1)[1:-1] * (len(known) - 1)
    cuts = np.unique(known[np.ceil(quantiles).astype("int64")])
    codes = np.searchsorted(cuts, numbers, side="right").astype("int64")
    codes[values.isna().to_numpy()] = -1
    texts = [_bound(bound, measure) for bound in (known[0], *cuts, known[-1])]
    labels = [f"{low} – {high}" for low, high in pairwise(texts)]
    return replace(empty, labels=labels, colors=list(ramp[: len(labels)]), codes=codes)


def _bound(value: Any, measure: Measure | None) -> str:
    """Return the end of a range; the heading of the legend has the unit."""
    if isinstance(value, np.datetime64):
        return day_text(value.item())
    if measure:
        return f"{value * measure.per_stored:,.{measure.digits}f}"
    return f"{value:,.4g}" if value % 1 else f"{value:,.0f}"


def _categories(empty: Legend, page: PageParcels, by: str) -> Legend:
    palette = resource("palette.toml")["categories"]
    texts = value_texts(page.parcels[by], by, page.lang, statuses=page.statuses)
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


def _in_order(labels: list[str], texts: pd.Series, page: PageParcels, by: str) -> list[str]:
    """Return labels in the order of their codes or numbers, else in that of their letters."""
    words = list(code_words(by, page.lang, statuses=page.statuses).values())
    if words:
        return sorted(
            labels, key=lambda one: (one not in words, words.index(one) if one in words else 0, one)
        )
    values = page.parcels[by]
    if values.dtype.kind in ORDERED_KINDS:
        least = values.groupby(texts).min()
        return sorted(labels, key=lambda one: least[one])
    return sorted(labels)


def _with_missing(found: Legend, lang: str) -> Legend:
    missing = found.codes < 0
    if not missing.any():
        return found
    return Legend(
        found.title,
        [*found.labels, wording("map.nothing", lang)],
        [*found.colors, resource("palette.toml")["categories"]["missing"]],
        np.where(missing, len(found.labels), found.codes),
    )
