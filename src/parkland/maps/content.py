"""What a map says: a head of words and figures as text, and one packed block of columns.

The head can be read without unpacking anything, so that a browser too old for the block still shows
title, legend and totals. Figures of the head are those of `tables.totals`; the page adds up the
same rounded leaves as whole hundredths, so what it says of a part agrees with them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from parkland.maps.columns import UNIT, hundredths, pack_columns, titles
from parkland.maps.grid import plane_of
from parkland.maps.legend import BY_STATUS, Legend, legend
from parkland.maps.packing import Pack
from parkland.maps.shapes import WGS84, pack_shapes, spatial_order
from parkland.palette import flag_label
from parkland.schema import flag_columns
from parkland.status import flag_status
from parkland.tables import TOTAL, flag_areas, leaf_areas, totals, undetermined_text
from parkland.units import area_unit
from parkland.wording import wording, wordings

if TYPE_CHECKING:
    import geopandas as gpd

    from parkland.ledgers import Ledger

YES, NO, UNKNOWN = 1, 0, 2
MOST_SOURCES = 4  # named one by one


@dataclass(frozen=True, slots=True)
class PageContent:
    """What the page carries: the head as JSON can hold it, and the block as text."""

    head: dict[str, Any]
    block: str


def page_content(ledger: Ledger, *, title: str | None, by: str, lang: str) -> PageContent:
    """Return everything the page shows of `ledger`, in `lang`, coloured by the column `by`."""
    pack = Pack()
    shapes = ledger.parcels.geometry.to_crs(WGS84)
    order = spatial_order(shapes)
    parcels = _in_words(ledger, lang).iloc[order]
    colours = legend(parcels, by=by, lang=lang)
    by_layer = totals(ledger.parcels, by="layer", unit=UNIT)
    head = {
        "words": _words(ledger, title=title, lang=lang),
        "digits": area_unit(UNIT).digits,
        **plane_of(ledger.parcels.geometry),
        "bounds": None if ledger.parcels.empty else _bounds(shapes),
        "shapes": pack_shapes(pack, shapes.to_numpy()[order]),
        "order": pack.integers(order),
        "classes": {
            "by": by,
            "title": colours.title,
            "items": _class_items(ledger, colours, order),
        },
        "class": pack.integers(colours.codes),
        "layers": [{"label": str(key)} | row for key, row in _figures(by_layer).items()],
        "layer": pack.integers(parcels["layer"].map({k: i for i, k in enumerate(by_layer.index)})),
        "flags": _flags(pack, ledger.parcels, order, lang),
        "total": _figures(totals(ledger.parcels, by="status", unit=UNIT, margins=True))[TOTAL],
        "leaf": pack.integers(_leaves(parcels)),
        "title": pack.texts(titles(parcels)),
        "reason": pack.texts(parcels["status_reason"]),
        "basis": pack.texts(parcels["status_basis"]),
        "columns": pack_columns(pack, parcels, lang),
    }
    return PageContent(head, pack.base64())


def _words(ledger: Ledger, *, title: str | None, lang: str) -> dict[str, Any]:
    own = ledger.profile.title.get(lang, "")
    heading = wording("map.titled", lang, own=own) if own else wording("map.title", lang)
    disclaimer = ledger.rules.disclaimer[lang]
    subtitle = [
        wording("map.as_of", lang, as_of=ledger.as_of.isoformat()),
        wording("map.basis", lang),
    ]
    if len(ledger.quarantine):
        subtitle.append(wording("map.quarantined", lang, number=len(ledger.quarantine)))
    return {
        **wordings("panel", lang),
        "lang": lang,
        "undetermined": undetermined_text(ledger.parcels, lang=lang),
        "unit": area_unit(UNIT).label(lang),
        "title": title or heading,
        "subtitle": subtitle,
        "sources": _sources(ledger, lang),
        "notice": ledger.profile.notice.get(lang, ""),
        "footer": [disclaimer[:1].upper() + disclaimer[1:], wording("map.internal", lang)],
    }


def _sources(ledger: Ledger, lang: str) -> list[str]:
    """Return what was read, in a line."""
    names = [receipt.source for receipt in ledger.sources]
    if not names:
        return []
    joint = "、" if lang == "zh" else ", "
    key = "map.sources" if len(names) <= MOST_SOURCES else "map.sources_more"
    return [wording(key, lang, names=joint.join(names[:MOST_SOURCES]), number=len(names))]


def _bounds(shapes: gpd.GeoSeries) -> list[list[float]]:
    west, south, east, north = (float(value) for value in shapes.total_bounds)
    return [[south, west], [north, east]]


def _class_items(ledger: Ledger, colours: Legend, order: np.ndarray) -> list[dict[str, Any]]:
    """Return the rows of the legend with the figures of each class."""
    labels = pd.Series(colours.labels, dtype=object)
    places = np.empty_like(order)
    places[order] = np.arange(len(order))
    classed = ledger.parcels.assign(status=labels.reindex(colours.codes[places]).to_numpy())
    figures = _figures(totals(classed, by="status", unit=UNIT))
    nothing = {"parcels": "0", "area": _number(0.0)}
    return [
        {"label": label, "color": color} | figures.get(label, nothing)
        for label, color in zip(colours.labels, colours.colors, strict=True)
    ]


def _figures(table: pd.DataFrame) -> dict[object, dict[str, str]]:
    """Return the figures of each group of a table of `totals`, as printed."""
    pairs = zip(table["parcels"], table[f"area_{UNIT}"], strict=True)
    texts = [{"parcels": f"{parcels:,}", "area": _number(area)} for parcels, area in pairs]
    return dict(zip(table.index, texts, strict=True))


def _number(value: float) -> str:
    return f"{value:,.{area_unit(UNIT).digits}f}"


def _leaves(parcels: pd.DataFrame) -> np.ndarray:
    leaves = leaf_areas(parcels, unit=UNIT).fillna(0.0)
    return hundredths(leaves, area_unit(UNIT).digits)


def _flags(pack: Pack, parcels: pd.DataFrame, order: np.ndarray, lang: str) -> list[dict[str, Any]]:
    """Return each flag: its figures, who bears it, and what area counts wherever it is borne."""
    digits = area_unit(UNIT).digits
    figures = _figures(totals(parcels, by="flag", unit=UNIT))
    flags = []
    for flag, column in flag_columns(parcels).items():
        states = parcels[column].astype("boolean")
        codes = np.where(states.isna(), UNKNOWN, np.where(states.fillna(value=False), YES, NO))
        # alone, as if every parcel bore it: the page applies it to whichever do at a day
        alone = parcels.drop(
            columns=[other for other in flag_columns(parcels).values() if other != column]
        )
        amounts = flag_areas(alone.assign(**{column: True}), unit=UNIT)[flag]
        flags.append(
            {"name": flag, "label": flag_label(flag, lang)}
            | figures[flag]
            | {
                "states": pack.integers(codes[order]),
                "amounts": pack.integers(hundredths(amounts, digits)[order]),
            }
        )
    return flags


def _in_words(ledger: Ledger, lang: str) -> gpd.GeoDataFrame:
    """Return the parcels with reasons and next steps in `lang`; the ledger's own are Chinese."""
    if lang == "zh":
        return ledger.parcels
    words = flag_status(ledger.parcels, as_of=ledger.as_of, rules=ledger.rules, lang=lang)
    texts = ["status_reason", "status_basis", "next_step"]
    return ledger.parcels.assign(**{name: words[name] for name in texts})


__all__ = ["BY_STATUS", "PageContent", "page_content"]
