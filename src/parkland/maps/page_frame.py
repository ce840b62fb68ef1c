"""The empty page of a map, and the layer of parcels on it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from parkland.safe_text import legible
from parkland.wording import wording

if TYPE_CHECKING:
    from parkland.choices import Lang
    from parkland.ledger_record import Ledger
    from parkland.maps.base_maps import BaseMap
    from parkland.maps.map_page import PageContent
    from parkland.maps.offline_page import OfflineMap

CHINA = ((18.0, 74.0), (53.0, 135.0))


def framed(content: PageContent, ledger: Ledger, *, base: BaseMap | None, lang: Lang) -> OfflineMap:
    """Return a map with the content of a page.

    Parameters
    ----------
    content
        The head and the block of the page.
    ledger
        Its profile says where a page without parcels lies.
    base
        The base map, or None.
    lang
        Language of the page.
    """
    from parkland.maps.offline_page import OfflineMap, OfflinePage
    from parkland.maps.parcel_layer import ParcelLayer

    drawn = OfflineMap(
        tile_addresses=base.layers if base else (),
        lang=lang,
        tiles=None,
        zoom_control="topleft",
        zoom_snap=1 if base else 0.25,  # tiles of a base map are sharp at whole zooms only
        fade_animation=False,
    )
    OfflinePage(title=escape(legible(content.head["words"]["title"]))).add_child(drawn)
    drawn.told = content.told
    ParcelLayer(content, name=wording("map.parcels_layer", lang)).add_to(drawn)
    if content.head["bounds"] is None:  # else the layer fits the view to what its panel leaves free
        drawn.fit_bounds(_box_of(ledger))
    return drawn


def _box_of(ledger: Ledger) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return what a map without parcels shows: the box of the profile, else China."""
    if ledger.profile is None or ledger.profile.box is None:
        return CHINA
    west, south, east, north = ledger.profile.box
    return ((south, west), (north, east))
