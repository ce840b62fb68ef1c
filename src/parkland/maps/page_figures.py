"""The figures of the panel: of each class, layer and flag, and of all parcels.

They are sums of the rounded areas that tables and reports sum too. The page adds up the same areas
as whole numbers, so that its figures of a selection agree with them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from parkland.languages import grammar
from parkland.maps.page_parcels import whole_units
from parkland.maps.status_changes import YES, states
from parkland.schema import flag_columns
from parkland.wording import wording

if TYPE_CHECKING:
    from parkland.figures import Figures
    from parkland.maps.map_legend import Legend
    from parkland.maps.packing import Pack
    from parkland.maps.page_parcels import PageParcels


def class_items(page: PageParcels, legend: Legend) -> list[dict[str, Any]]:
    """Return the label, the colour and the figures of each class of the legend."""
    figures = _group_figures(page, legend.codes, len(legend.labels))
    return [
        {"label": label, "color": color} | printed
        for label, color, printed in zip(legend.labels, legend.colors, figures, strict=True)
    ]


def layer_items(page: PageParcels) -> tuple[list[dict[str, str]], np.ndarray]:
    """Return the label and the figures of each layer, and the layer of each parcel."""
    layers = page.parcels["layer"]
    codes, labels = pd.factorize(layers, sort=True, use_na_sentinel=True)
    names = [str(label) for label in labels]
    if layers.isna().any():
        codes = np.where(codes < 0, len(names), codes)
        names.append(wording("map.nothing", page.lang))
    figures = _group_figures(page, codes, len(names))
    items = [{"label": name} | printed for name, printed in zip(names, figures, strict=True)]
    return items, codes


def pack_flags(pack: Pack, page: PageParcels) -> list[dict[str, Any]]:
    """Return the label and the figures of each flag, and which parcels have it.

    ``lacking`` is the area of each parcel that would not count if the flag applied. The page
    subtracts it at whichever day is shown; the idle rest of a parcel that was reclaimed in part it
    works out itself.
    """
    figures = page.figures()
    whole = page.whole_leaves()
    columns = flag_columns(page.parcels)
    flags = []
    for item in flag_items(page):
        amounts = whole_units(page.in_order(figures.amounts[item["name"]]), figures.digits)
        answers = states(page.parcels[columns[item["name"]]])
        packed = {"states": pack.integers(answers), "lacking": pack.integers(whole - amounts)}
        flags.append(item | packed)
    return flags


def flag_items(page: PageParcels) -> list[dict[str, str]]:
    """Return the name, the label and the figures of each flag."""
    figures = page.figures()
    return [
        {"name": flag, "label": page.statuses.flag_label(flag, page.lang)}
        | _printed(
            figures,
            int((states(page.parcels[column]) == YES).sum()),
            figures.of_flag(flag),
            page.lang,
        )
        for flag, column in flag_columns(page.parcels).items()
    ]


def total_figures(page: PageParcels) -> dict[str, str]:
    """Return the figures of all parcels."""
    figures = page.figures()
    return _printed(figures, len(page.parcels), figures.total, page.lang)


def _group_figures(page: PageParcels, codes: np.ndarray, number: int) -> list[dict[str, str]]:
    """Return the figures of the groups 0 to `number` - 1; `codes` has the group of each parcel."""
    figures = page.figures()
    counts = np.bincount(codes, minlength=number)
    areas = np.bincount(codes, weights=page.leaves().fillna(0.0), minlength=number)
    return [
        _printed(figures, int(count), round(float(area), figures.digits), page.lang)
        for count, area in zip(counts, areas, strict=True)
    ]


def _printed(figures: Figures, parcels: int, area: float, lang: str) -> dict[str, str]:
    rules = grammar(lang)
    return {"parcels": rules.number(parcels), "area": figures.format(area, lang)}
