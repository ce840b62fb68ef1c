"""What the colours of a map mean: a status each, a value each, or a class of numbers each."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from parkland.conventions import statuses
from parkland.display import day_text
from parkland.errors import ColumnError
from parkland.figures import leaf_areas
from parkland.schema import FIELDS
from parkland.wording import resource, wording

if TYPE_CHECKING:
    import pandas as pd

BY_STATUS = "status"


@dataclass(frozen=True, slots=True)
class Legend:
    """Classes in the order of the legend, and the class of each parcel."""

    title: str
    labels: list[str]
    colors: list[str]
    codes: np.ndarray


def legend(parcels: pd.DataFrame, *, by: str, present: list[str], lang: str) -> Legend:
    """Return the legend of `parcels` coloured by the column `by`.

    Of statuses, all that are `present` at some time have a class.

    Text has a class a value, the ten with most land apart and the rest together; more numbers or
    days than colours are cut into five classes of as many parcels each.

    Raises
    ------
    ColumnError
        If there is no such column.
    """
    if by == BY_STATUS:
        return _by_status(parcels, present, lang)
    if by not in parcels.columns or str(parcels[by].dtype) == "geometry":
        raise ColumnError(
            f"there is no column {by!r} to colour by", do="use status, layer, district or another"
        )
    title = FIELDS[by].label(lang) if by in FIELDS else str(by)
    values = parcels[by]
    ramp = resource("palette.toml")["ramp"]["colors"]
    ordered = values.dtype.kind in "iufM" and values.nunique() > len(ramp)
    classes = _ranges(values, ramp) if ordered else _categories(parcels, values, lang)
    return _with_missing(Legend(title, *classes), lang)


def _by_status(parcels: pd.DataFrame, present: list[str], lang: str) -> Legend:
    shown = [statuses()[key] for key in present]
    places = {style.key: place for place, style in enumerate(shown)}
    return Legend(
        wording("panel.status", lang),
        [style.label(lang) for style in shown],
        [style.color for style in shown],
        parcels["status"].map(places).to_numpy(dtype="int64"),
    )


def _ranges(values: pd.Series, ramp: list[str]) -> tuple[list[str], list[str], np.ndarray]:
    known = values.dropna()
    cuts = known.quantile(np.linspace(0, 1, len(ramp) + 1)[1:-1], interpolation="higher").unique()
    codes = np.searchsorted(cuts, values.to_numpy(), side="right").astype("int64")
    codes[values.isna().to_numpy()] = -1
    bounds = [known.min(), *cuts, known.max()]
    labels = [f"{_read(low)} – {_read(high)}" for low, high in pairwise(bounds)]
    return labels, list(ramp[: len(labels)]), codes


def _read(value: Any) -> str:
    return (
        day_text(value)
        if hasattr(value, "year")
        else f"{value:,.4g}"
        if value % 1
        else f"{value:,.0f}"
    )


def _categories(
    parcels: pd.DataFrame, values: pd.Series, lang: str
) -> tuple[list[str], list[str], np.ndarray]:
    colors = resource("palette.toml")["categories"]
    texts = (
        values.astype(object).where(values.notna(), None).map(_category(lang), na_action="ignore")
    )
    land = leaf_areas(parcels).groupby(texts).sum()
    apart = sorted(land.sort_values(ascending=False, kind="stable").index[: len(colors["colors"])])
    places = {text: place for place, text in enumerate(apart)}
    codes = texts.map(lambda text: places.get(text, len(apart)), na_action="ignore")
    found: np.ndarray = codes.where(texts.notna(), -1).to_numpy(dtype="int64")
    labels, used = list(apart), list(colors["colors"][: len(apart)])
    if len(land) > len(apart):
        labels.append(wording("panel.other", lang))
        used.append(colors["other"])
    return labels, used, found


def _category(lang: str) -> Any:
    answers = {True: wording("answer.yes", lang), False: wording("answer.no", lang)}
    return lambda value: (
        answers[value]
        if isinstance(value, bool)
        else day_text(value)
        if hasattr(value, "year")
        else str(value)
    )


def _with_missing(found: Legend, lang: str) -> Legend:
    missing = found.codes < 0
    if not missing.any():
        return found
    grey = resource("palette.toml")["categories"]["missing"]
    return Legend(
        found.title,
        [*found.labels, wording("panel.nothing", lang)],
        [*found.colors, grey],
        np.where(missing, len(found.labels), found.codes),
    )
