"""What a map says: a head of words and figures as text, and one packed block of columns.

The head can be read without unpacking anything, so that a browser too old for the block still shows
title, legend and totals. Figures of the head are those of `figures.totals`; the page adds up the
same rounded leaves as whole hundredths, so what it says of a part agrees with them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from parkland.conventions import flag_label
from parkland.figures import TOTAL, flag_areas, leaf_areas, totals, undetermined_text
from parkland.maps.aerial_picture import embedded_image
from parkland.maps.context_layers import pack_context
from parkland.maps.drawn_coordinates import shown_shapes
from parkland.maps.fault_layers import pack_trouble
from parkland.maps.map_legend import BY_STATUS, Legend, legend
from parkland.maps.measuring_plane import plane_of
from parkland.maps.packed_shapes import pack_shapes, spatial_order
from parkland.maps.packing import Pack
from parkland.maps.parcel_columns import UNIT, hundredths, nameless, pack_columns
from parkland.maps.status_changes import pack_periods, present_statuses, states
from parkland.schema import flag_columns
from parkland.sources.receipt import account_text
from parkland.status import flag_status, timeline
from parkland.units import area_unit
from parkland.wording import wording, wordings

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    import geopandas as gpd

    from parkland.choices import Lang
    from parkland.ledger_record import Ledger
    from parkland.maps.base_maps import BaseMap
    from parkland.maps.context_layers import Context

MOST_SOURCES = 4  # named one by one
MOST_ACCOUNTS = 20  # of sources read, in full


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """How a map is wanted; see `draw_map`."""

    title: str | None = None
    by: str = BY_STATUS
    base: BaseMap | None = None
    context: Context | Iterable[Context] = ()
    image: str | os.PathLike[str] | None = None
    footer: str | None = None
    lang: Lang = "zh"

    @property
    def shift(self) -> str:
        """The frame of the base map, where it is not that of the data."""
        return self.base.shift if self.base else ""


@dataclass(frozen=True, slots=True)
class PageContent:
    """What the page carries: the head as JSON can hold it, and the block as text."""

    head: dict[str, Any]
    block: str


def page_content(ledger: Ledger, wishes: Wishes) -> PageContent:
    """Return everything the page shows of `ledger`."""
    pack = Pack()
    lang, shift = wishes.lang, wishes.shift
    shapes = shown_shapes(ledger.parcels.geometry, shift=shift)
    order = spatial_order(shapes)
    parcels = _in_words(ledger, lang).iloc[order].reset_index(drop=True)
    changes = timeline(parcels, rules=ledger.rules)
    colours = legend(parcels, by=wishes.by, present=present_statuses(parcels, changes), lang=lang)
    by_layer = totals(ledger.parcels, by="layer", unit=UNIT)
    head = {
        "words": _words(ledger, wishes),
        "digits": area_unit(UNIT).digits,
        **plane_of(ledger.parcels.geometry),
        "shift": shift,
        "bounds": None if ledger.parcels.empty else _bounds(shapes),
        "shapes": pack_shapes(pack, shapes.to_numpy()[order]),
        "order": pack.integers(order),
        "classes": {
            "by": wishes.by,
            "title": colours.title,
            "items": _class_items(ledger, colours, order),
        },
        "class": pack.integers(colours.codes),
        "layers": [{"label": str(key)} | row for key, row in _figures(by_layer).items()],
        "layer": pack.integers(parcels["layer"].map({k: i for i, k in enumerate(by_layer.index)})),
        "flags": _flags(pack, ledger.parcels, order, lang),
        "total": _figures(totals(ledger.parcels, by="status", unit=UNIT, margins=True))[TOTAL],
        "place": pack.texts(nameless(parcels)),
        "reason": pack.texts(parcels["status_reason"]),
        "basis": pack.texts(parcels["status_basis"]),
        "columns": pack_columns(pack, ledger.parcels, order, parcels, lang),
        "periods": pack_periods(
            pack, changes, parcels, as_of=ledger.as_of, by_status=wishes.by == BY_STATUS
        ),
        "trouble": pack_trouble(pack, ledger, parcels, lang=lang, shift=shift),
        "context": pack_context(pack, wishes.context, shift=shift),
        "base": wishes.base.described() if wishes.base else None,
        "image": None if wishes.image is None else embedded_image(wishes.image, shift=shift),
    }
    return PageContent(head, pack.base64())


def _words(ledger: Ledger, wishes: Wishes) -> dict[str, Any]:
    lang = wishes.lang
    own = ledger.profile.title.get(lang, "")
    heading = wording("map.titled", lang, own=own) if own else wording("map.title", lang)
    disclaimer = ledger.rules.disclaimer[lang]
    footer = wording("map.internal", lang) if wishes.footer is None else wishes.footer
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
        "title": wishes.title or heading,
        "subtitle": subtitle,
        "sources": _sources(ledger, lang),
        "accounts": [account_text(one, lang=lang) for one in ledger.sources[:MOST_ACCOUNTS]],
        "notice": ledger.profile.notice.get(lang, ""),
        "asOf": subtitle[0],
        "footer": [disclaimer[:1].upper() + disclaimer[1:], *([footer] if footer else [])],
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
    """Return each flag: its figures, who bears it, and what of a parcel does not count for it."""
    digits = area_unit(UNIT).digits
    figures = _figures(totals(parcels, by="flag", unit=UNIT))
    leaves = _leaves(parcels)
    amounts = _amounts(parcels)
    flags = []
    for flag, column in flag_columns(parcels).items():
        flags.append(
            {"name": flag, "label": flag_label(flag, lang)}
            | figures[flag]
            | {
                "states": pack.integers(states(parcels[column])[order]),
                "lacking": pack.integers((leaves - hundredths(amounts[flag], digits))[order]),
            }
        )
    return flags


def _amounts(parcels: pd.DataFrame) -> pd.DataFrame:
    """Return what would count for each flag if every parcel bore it.

    The page applies it to whichever do at a day. Idleness apart: beside a taking back in part it
    would be the rest, which the page works out itself.
    """
    columns = flag_columns(parcels)
    borne = parcels.assign(**dict.fromkeys(columns.values(), True))
    return flag_areas(borne.drop(columns="idle"), unit=UNIT).assign(
        idle=flag_areas(borne[["idle", "area_m2"]], unit=UNIT)["idle"]
    )


def _in_words(ledger: Ledger, lang: Lang) -> gpd.GeoDataFrame:
    """Return the parcels with reasons and next steps in `lang`; the ledger's own are Chinese."""
    if lang == "zh":
        return ledger.parcels
    words = flag_status(ledger.parcels, as_of=ledger.as_of, rules=ledger.rules, lang=lang)
    texts = ["status_reason", "status_basis", "next_step"]
    return ledger.parcels.assign(**{name: words[name] for name in texts})
