"""Maps: a `folium.Map` of a ledger that opens without a network.

The page carries Leaflet, geometry and texts itself and asks no other host for anything; there is no
base map. Parcels are drawn in WGS 84 degrees; areas are those of the ledger, not of the drawing.
"""

from __future__ import annotations

import warnings
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from parkland.errors import ForeignAssetWarning, OutputError, choose
from parkland.outputs import complete_or_absent
from parkland.wording import LANGUAGES, wording

if TYPE_CHECKING:
    import os

    import folium

    from parkland.ledgers import Ledger

__all__ = ["draw_map", "save_map"]

ENDINGS = (".html", ".htm")
CHINA = ((18.0, 74.0), (53.0, 135.0))


def draw_map(
    ledger: Ledger,
    /,
    *,
    title: str | None = None,
    colour_by: str = "status",
    lang: str = "zh",
) -> folium.Map:
    """Return an interactive map of the parcels of `ledger`.

    Parcels are coloured by status; the panel has title, as-of date, totals by flag, status and
    layer, and switches statuses and layers on and off.

    Parameters
    ----------
    ledger
        From `open_ledger`; with no parcels the map is empty and its totals are zero.
    title
        Heading of the panel. Default: that of the profile.
    lang
        ``"zh"`` or ``"en"``.

    Returns
    -------
    folium.Map
        Everything of folium can be added to it. What needs more than Leaflet brings its own links:
        see `save_map`.

    Raises
    ------
    ChoiceError

    Examples
    --------
    >>> import parkland as pk
    >>> drawn = pk.draw_map(pk.open_ledger(pk.sample_path(), as_of="2020-12-31"))
    >>> type(drawn).__mro__[1].__name__
    'Map'
    """
    from branca.element import Figure

    from parkland.maps.content import page_content
    from parkland.maps.offline import OfflineMap
    from parkland.maps.parcel_layer import ParcelLayer

    choose(lang, LANGUAGES, "lang")
    content = page_content(ledger, title=title, by=colour_by, lang=lang)
    drawn = OfflineMap(tiles=None, zoom_control="topleft", zoom_snap=0.25, fade_animation=False)
    Figure(title=escape(content.head["words"]["title"])).add_child(drawn)
    ParcelLayer(content, name=wording("panel.parcels_layer", lang)).add_to(drawn)
    if ledger.parcels.empty:  # else the layer fits the view, knowing what its panel covers
        drawn.fit_bounds(CHINA)
    return drawn


def save_map(drawn: folium.Map, path: str | os.PathLike[str], /) -> Path:
    """Write the page of a map to `path`: complete, or not at all.

    Parameters
    ----------
    drawn
        From `draw_map`, with whatever was added to it.
    path
        The .html file; or a device or a pipe.

    Returns
    -------
    pathlib.Path
        `path`.

    Raises
    ------
    OutputError
        If it cannot be written; an earlier file stays as it was.

    Warns
    -----
    ForeignAssetWarning
        If something added to the map makes the page ask other hosts, naming them.
    """
    from parkland.maps.offline import foreign_links

    target = Path(path)
    if target.suffix.lower() not in ENDINGS and (target.is_file() or not target.exists()):
        raise OutputError(
            "a map is an .html file", where=path, do=f"call it {target.stem or 'map'}.html"
        )
    page = drawn.get_root().render()
    if links := foreign_links(drawn):
        warnings.warn(
            f"{path}: without a network the page lacks {', '.join(links)}",
            ForeignAssetWarning,
            stacklevel=2,
        )
    with complete_or_absent(path) as beside:
        beside.write_bytes(page.encode("utf-8", errors="replace"))
    return Path(path)
