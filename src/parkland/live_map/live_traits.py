"""The traits of a live map: what Python sets and what the page tells, checked and passed on.

A public trait holds what a user of Python works with, such as a table; the private trait beside it,
whose name begins with an underscore, holds what travels, such as a bit for each parcel.
"""

from __future__ import annotations

import datetime as dt
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import anywidget
import numpy as np
import pandas as pd
import traitlets

from parkland.choices import Lang, choose
from parkland.languages import DEFAULT_LANGUAGE
from parkland.live_map.live_values import (
    Heard,
    checked_center,
    checked_day,
    checked_height,
    checked_labels,
    checked_places,
    checked_zoom,
    octets,
    told,
)
from parkland.live_map.parcel_bits import from_bits, to_bits
from parkland.maps.map_legend import BY_STATUS
from parkland.part_marks import marked_part

if TYPE_CHECKING:
    import geopandas as gpd

    from parkland.ledger_record import Ledger

EPOCH = dt.date(1970, 1, 1)
SCRIPT = files("parkland").joinpath("live_map", "assets", "parcel_map.js")


class Value(traitlets.Any):
    """A trait whose value is always checked, also None."""

    allow_none = False


class LiveTraits(anywidget.AnyWidget):
    """What `ParcelMap` is set to and what it tells; see there."""

    _esm = SCRIPT.read_text(encoding="utf-8")
    # Where this style is loaded, maps are displayed; see `ParcelMap._ipython_display_`.
    _css = ".parkland-live-note { display: none; }"

    colour_by = Value(BY_STATUS)
    lang = Value(DEFAULT_LANGUAGE)
    filter = traitlets.Any(None, allow_none=True)
    day = Value()
    selected = Value()
    clicked = traitlets.Any(None, allow_none=True, read_only=True)
    shown = Value(read_only=True)
    flags = Value([]).tag(sync=True, from_json=told)
    hidden_classes = Value([]).tag(sync=True, from_json=told)
    hidden_layers = Value([]).tag(sync=True, from_json=told)
    center = traitlets.Any(None, allow_none=True).tag(sync=True)
    zoom = traitlets.Any(None, allow_none=True).tag(sync=True)
    bounds = traitlets.Any(None, allow_none=True, read_only=True).tag(sync=True)
    height = Value(600).tag(sync=True)

    _page = traitlets.Bytes().tag(sync=True)
    _block = traitlets.Bytes().tag(sync=True)
    _legend = traitlets.Any(None, allow_none=True).tag(sync=True)
    _classes: Any = traitlets.List().tag(sync=True)
    _picked = traitlets.Bytes().tag(sync=True, from_json=octets)
    _shown = traitlets.Bytes().tag(sync=True, from_json=octets)
    _only: Any = traitlets.Bytes(None, allow_none=True).tag(sync=True, from_json=octets)
    _fit = traitlets.Any(None, allow_none=True).tag(sync=True)
    _clicked = traitlets.Int(-1).tag(sync=True)
    _day = traitlets.Int().tag(sync=True)
    _words = traitlets.Dict().tag(sync=True)

    _ledger: Ledger
    _head: dict[str, Any]
    _drawn_as: tuple[Any, Any]
    _next: dict[str, Any]
    _picked_next: bytes

    def _drawn(self, colour_by: Any, lang: Any) -> dict[str, Any]:
        """Return the traits of a page that is drawn anew."""
        raise NotImplementedError

    def _recoloured(self, colour_by: Any) -> dict[str, Any]:
        """Return the traits of the page in other colours."""
        raise NotImplementedError

    def _places(self, rows: object) -> np.ndarray:
        return checked_places(self._ledger.parcels.index, rows)

    def _bits(self, places: np.ndarray) -> bytes:
        return to_bits(places, len(self._ledger.parcels))

    def _part(self, bits: bytes) -> gpd.GeoDataFrame:
        parcels, figures = self._ledger.parcels, self._ledger._figures  # noqa: SLF001 - its cache
        return marked_part(parcels, from_bits(bits, len(parcels)), figures=figures)

    # What is drawn.

    @traitlets.validate("colour_by")
    def _check_colour(self, proposal: Any) -> Any:
        self._next = self._recoloured(proposal.value)
        return proposal.value

    @traitlets.validate("lang")
    def _check_lang(self, proposal: Any) -> Any:
        lang = choose(proposal.value, Lang, "lang")
        if lang != self._drawn_as[1]:
            self._next = self._drawn(self.colour_by, lang)
        return lang

    @traitlets.observe("colour_by", "lang")
    def _draw_next(self, _: Any) -> None:
        with self.hold_sync():
            for name, value in self._next.items():
                self.set_trait(name, value)
        self._next = {}

    # Which parcels are shown.

    @traitlets.default("shown")
    def _default_shown(self) -> gpd.GeoDataFrame:
        return self._part(self._shown)

    @traitlets.observe("_shown")
    def _hear_shown(self, change: Any) -> None:
        # a table of all parcels for each step of the days would be slow, and is seldom asked for
        if self._trait_notifiers.get("shown"):
            self.set_trait("shown", self._part(change.new))
        else:
            self._trait_values.pop("shown", None)

    @traitlets.validate("filter")
    def _check_filter(self, proposal: Any) -> pd.Series | None:
        if proposal.value is None:
            return None
        kept = np.zeros(len(self._ledger.parcels), dtype=bool)
        kept[self._places(proposal.value)] = True
        return pd.Series(kept, index=self._ledger.parcels.index, name="filter")

    @traitlets.observe("filter")
    def _send_filter(self, change: Any) -> None:
        self._only = None if change.new is None else self._bits(np.flatnonzero(change.new))

    @traitlets.observe("_only")
    def _hear_filter(self, change: Any) -> None:
        if change.new is None and self.filter is not None:  # a search has led out of the filter
            self.filter = None

    @traitlets.validate("flags", "hidden_classes", "hidden_layers")
    def _check_switches(self, proposal: Any) -> list[str]:
        name = proposal.trait.name
        known = {
            "flags": [flag["name"] for flag in self._head["flags"]],
            "hidden_classes": self._classes,
            "hidden_layers": [layer["label"] for layer in self._head["layers"]],
        }
        return checked_labels(proposal.value, known[name], name)

    @traitlets.default("day")
    def _default_day(self) -> dt.date:
        return self._ledger.as_of

    @traitlets.validate("day")
    def _check_day(self, proposal: Any) -> dt.date:
        return checked_day(proposal.value, self._head["periods"], self._ledger.as_of)

    @traitlets.observe("day")
    def _send_day(self, change: Any) -> None:
        self._day = (change.new - EPOCH).days

    @traitlets.observe("_day")
    def _hear_day(self, change: Any) -> None:
        self.day = EPOCH + dt.timedelta(days=change.new)

    # What is selected, and of what the map tells.

    @traitlets.default("selected")
    def _default_selected(self) -> gpd.GeoDataFrame:
        return self._part(self._picked)

    @traitlets.validate("selected")
    def _check_selected(self, proposal: Any) -> gpd.GeoDataFrame:
        if isinstance(proposal.value, Heard):
            return self._part(proposal.value)
        self._picked_next = self._bits(self._places(proposal.value))
        return self._part(self._picked_next)

    @traitlets.observe("selected")
    def _send_selected(self, _: Any) -> None:
        self._picked = self._picked_next

    @traitlets.observe("_picked")
    def _hear_selected(self, change: Any) -> None:
        if change.new != self._picked_next:
            self._picked_next = change.new
            self.selected = Heard(change.new)

    @traitlets.observe("_clicked")
    def _hear_clicked(self, change: Any) -> None:
        parcels = self._ledger.parcels
        there = 0 <= change.new < len(parcels)
        self.set_trait("clicked", parcels.iloc[change.new] if there else None)

    # What is in view.

    @traitlets.validate("center")
    def _check_center(self, proposal: Any) -> Any:
        return checked_center(proposal.value)

    @traitlets.validate("height")
    def _check_height(self, proposal: Any) -> int:
        return checked_height(proposal.value)

    @traitlets.validate("zoom")
    def _check_zoom(self, proposal: Any) -> Any:
        return checked_zoom(proposal.value)
