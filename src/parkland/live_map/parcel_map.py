"""`ParcelMap`: a map of a ledger that Python sets and hears while somebody works in it."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from parkland.asset_figures import AssetsShown
from parkland.errors import ChoiceError, brief
from parkland.ledgers import ledger_of
from parkland.live_map.frame_page import block_of, frame_page
from parkland.live_map.live_legend import live_legend
from parkland.live_map.live_traits import EPOCH, LiveTraits
from parkland.maps import draw_map, save_map
from parkland.maps.drawn_parts import drawn_parts
from parkland.maps.map_legend import BY_STATUS
from parkland.wording import wording

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable
    from pathlib import Path

    import geopandas as gpd

    from parkland.choices import Lang
    from parkland.figures.value_classes import ValueClasses
    from parkland.ledger_record import Ledger
    from parkland.maps.backdrops import Picture
    from parkland.maps.context_layers import Context


SETTINGS = (
    "colour_by", "filter", "selected", "day", "flags", "hidden_classes", "hidden_layers", "center",
    "zoom", "height", "lang",
)  # fmt: skip


class ParcelMap(LiveTraits):
    """A live map of a ledger in a notebook.

    It is the page of `save_map` with everything on it, in JupyterLab or VS Code, without a network.
    What is set from Python is seen at once, and what a person does in it comes back: `selected`,
    `clicked`, `shown`, the view and the switches of the legend. Each can be observed:
    ``live.observe(function, names="selected")``.

    Parameters
    ----------
    ledger
        A `Ledger`, or parcels that are measured and classified, as for `draw_map`.
    title, colour_by, base_map, context, image, footer, lang
        As for `draw_map`. `colour_by` and `lang` can be set later too.

    Attributes
    ----------
    ledger : Ledger
        What the map shows; only read.
    colour_by : str, ValueClasses or AssetsShown
        By what the parcels are coloured.
    lang : str
        Language of the map.
    filter : Series of bool, or None
        The parcels that are on the map and in its figures; None for all. It can be set to a mask, a
        list of index labels, or a table of some of the parcels.
    flags, hidden_classes, hidden_layers : list of str
        The switches of the legend, set from Python or by hand: the names of the flags that are
        asked for, and the labels of the classes and layers that are switched off.
    day : datetime.date
        The day whose statuses the map shows; None sets that of the ledger. The parcels, `selected`
        too, stay as they were judged on the day of the ledger.
    selected : GeoDataFrame
        The parcels that are selected and shown, in the order of the ledger. It can be set like
        `filter`; None selects nothing. Every function that takes parcels takes it.
    clicked : Series or None
        The row of the parcel of which the map tells; ``pk.explain(live.clicked)`` explains it.
    shown : GeoDataFrame
        The parcels that are shown; only read.
    center : tuple of float
        Latitude and longitude of the middle of the map in degrees; None before it is displayed.
    zoom : float
        The zoom of the map; None before it is displayed.
    bounds : list of list of float
        The south-western and north-eastern corner of what is in view; only read.
    height : int
        Height in pixels.

    Raises
    ------
    MissingLibraryError
        If ``parkland[notebook]`` is not installed.
    ChoiceError
        If something is set to a value that it cannot have.
    ColumnError
        As for `draw_map`.

    Examples
    --------
    >>> import parkland as pk
    >>> ledger = pk.open_ledger(pk.sample_path(), as_of="2020-12-31")
    >>> live = pk.ParcelMap(ledger, lang="en")
    >>> live.selected = ledger.parcels["idle"].fillna(False)
    >>> pk.totals(live.selected).loc["idle", "area_mu"].item()
    95.9
    >>> live.day = "2018-06-30"
    >>> live.colour_by = "district"
    """

    def __init__(
        self,
        ledger: Ledger | gpd.GeoDataFrame,
        /,
        *,
        title: str | None = None,
        colour_by: str | ValueClasses | AssetsShown = BY_STATUS,
        base_map: str = "none",
        context: Context | Iterable[Context] = (),
        image: Picture | Iterable[Picture] | None = None,
        footer: str | None = None,
        lang: Lang = "zh",
    ) -> None:
        self._ledger = ledger_of(ledger)
        self._wishes: dict[str, Any] = {
            "title": title,
            "base_map": base_map,
            "context": tuple(context) if isinstance(context, Iterator) else context,
            "image": tuple(image) if isinstance(image, Iterator) else image,
            "footer": footer,
        }
        self._drawn_as: tuple[Any, Any] = (None, None)
        self._head: dict[str, Any] = {}
        self._next: dict[str, Any] = {}
        self._fits = 0
        state = self._drawn(colour_by, lang)
        every = np.arange(len(self._ledger.parcels))
        self._picked_next = self._bits(every[:0])
        super().__init__(
            _picked=self._picked_next,
            _shown=self._bits(every),
            _day=(self._ledger.as_of - EPOCH).days,
            **state,
        )
        self.set_trait("colour_by", colour_by)
        self.set_trait("lang", lang)
        self.on_msg(_answer)

    def __setattr__(self, name: str, value: Any) -> None:
        """Set a trait; a name that the map does not have is refused, not kept in silence."""
        if not (name.startswith("_") or self.has_trait(name) or hasattr(type(self), name)):
            raise ChoiceError("live_map.no_trait", name=brief(name), known=list(SETTINGS))
        super().__setattr__(name, value)

    @property
    def ledger(self) -> Ledger:
        """What the map shows."""
        return self._ledger

    def fit(self, rows: object = None, /) -> None:
        """Move the map to some of the parcels: a mask, labels, or a table; by default to all."""
        every = np.arange(len(self._ledger.parcels))
        places = every if rows is None else self._places(rows)
        self._fits += 1
        with self.hold_sync():
            self.center = self.zoom = None  # of a map that is not displayed yet
            self._fit = {"rows": self._bits(places), "time": self._fits}

    def save(self, path: str | os.PathLike[str], /, *, overwrite: bool = False) -> Path:
        """Write the map as a page: the one of `draw_map` with the same arguments.

        Parameters
        ----------
        path, overwrite
            As for `save_map`.

        Returns
        -------
        pathlib.Path

        Raises
        ------
        OutputError
            As for `save_map`.
        """
        drawn = draw_map(self._ledger, colour_by=self.colour_by, lang=self.lang, **self._wishes)
        return save_map(drawn, path, overwrite=overwrite)

    def _ipython_display_(self) -> None:
        """Display the map, and a sentence that its own style hides where the map is displayed."""
        from IPython.display import display

        bundle, _ = self._repr_mimebundle_() or ({}, {})
        number = len(self._ledger.parcels)
        display(bundle | {"text/plain": f"ParcelMap({number} parcels)"}, raw=True)
        note = repr(self)
        html = f'<p class="parkland-live-note">{escape(note)}</p>'
        display({"text/plain": note, "text/html": html}, raw=True)

    def __repr__(self) -> str:
        number, selected = len(self._ledger.parcels), len(self.selected)
        return wording("live_map.plain", self.lang, number=number, selected=selected)

    def _drawn(self, colour_by: Any, lang: Any) -> dict[str, Any]:
        """Return the traits of a page that is drawn anew."""
        parts = drawn_parts(self._ledger, colour_by=colour_by, lang=lang, **self._wishes)
        self._drawn_as = (colour_by, lang)
        self._head = parts.content.head
        words = self._head["words"]
        return {
            "_page": frame_page(parts, lang),
            "_block": block_of(parts),
            "_legend": None,
            "_classes": _labels(self._head["classes"]),
            "_words": {
                "title": words["title"],
                "too_old": words["too_old"],
                "deaf": wording("live_map.deaf", lang),
                "blocked": wording("live_map.blocked", lang),
            },
        }

    def _recoloured(self, colour_by: Any) -> dict[str, Any]:
        """Return the traits of the same page in other colours, or of another page."""
        drawn, lang = self._drawn_as
        if type(colour_by) is type(drawn) and colour_by == drawn:
            return {"_legend": None, "_classes": _labels(self._head["classes"])}
        plain = self._ledger.assets is None and not isinstance(colour_by, AssetsShown)
        if not plain or colour_by == BY_STATUS:  # statuses follow the day, so the page holds them
            return self._drawn(colour_by, lang)
        legend = live_legend(self._ledger, colour_by, lang)
        return {"_legend": legend, "_classes": _labels(legend["classes"])}


def _labels(classes: dict[str, Any]) -> list[str]:
    return [item["label"] for item in classes["items"]]


def _answer(live: ParcelMap, content: object, _: object) -> None:
    """Tell the page that the kernel still knows the map."""
    if content == "there?":
        live.send("here")
