"""Maps: a `folium.Map` of a ledger that opens without a network.

The page contains Leaflet, the shapes and all texts. It loads nothing from other hosts, unless a
base map is chosen. Parcels are drawn in Web Mercator; areas are those of the ledger, and are not
measured in the drawing.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from parkland.errors import ChoiceError, ForeignAssetWarning, OutputError, brief
from parkland.file_paths import file_path
from parkland.maps.backdrops import Backdrop
from parkland.outputs import complete_or_absent
from parkland.overwriting import require_replaceable

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable
    from pathlib import Path

    import folium
    import geopandas as gpd

    from parkland.asset_figures import AssetsShown
    from parkland.choices import Lang
    from parkland.figures.value_classes import ValueClasses
    from parkland.ledger_record import Ledger
    from parkland.maps.backdrops import Picture
    from parkland.maps.context_layers import Context

__all__ = ["Backdrop", "draw_map", "save_map"]

ENDINGS = (".html", ".htm")


def draw_map(
    ledger: Ledger | gpd.GeoDataFrame,
    /,
    *,
    title: str | None = None,
    colour_by: str | ValueClasses | AssetsShown = "status",
    base_map: str = "none",
    context: Context | Iterable[Context] = (),
    image: Picture | Iterable[Picture] | None = None,
    footer: str | None = None,
    lang: Lang = "zh",
) -> folium.Map:
    """Return an interactive map of the parcels of `ledger`.

    The page has a legend that filters, totals of what is shown, search, a table, selection, the
    status on any day, measuring and printing, for 10 parcels or for 300,000. Its areas are in mu,
    with the decimals of the profile, and are the figures of `totals` and of the report.

    Parameters
    ----------
    ledger
        A `Ledger`, or parcels that are measured and classified (`measure`, `flag_status`) on one
        day by the default rulebook. With no parcels the map is empty and its totals are zero.
    title
        Title of the page. Default: that of the profile.
    colour_by
        The column whose values are coloured, by its name or by its heading: ``"district"``,
        ``"片区"``, ``"Kind of disposal"``. Words have a class each. Numbers and days are divided
        into five ranges with about as many parcels each, or as a `ValueClasses` says: its scheme,
        the number of its classes, or the office's own cuts. An `AssetsShown` colours by the class
        or a figure of the enterprises on a parcel, and says which year, which method and whether
        confidential figures are shown. Enterprises and projects of a ledger with assets are on
        every map, without confidential figures.
    base_map
        ``"none"``; ``"tianditu"``, ``"tianditu-image"`` (the page asks for the user's key; with
        ``+key`` the one of PARKLAND_TIANDITU_KEY is written into the page); ``"gaode"``,
        ``"gaode-image"`` (a copy of the parcels that is moved to GCJ-02 is drawn); or the address
        of tiles with ``{x}``, ``{y}``, ``{z}``. With a base map the page loads tiles from its host.
    context
        Files or tables of lines, points or polygons that are drawn below the parcels. A layer whose
        name has one of the words of `resources/palette.toml` (道路, river, 红线) looks as roads,
        waters, red lines or planning zones. Zones have a colour for each value of a column of uses.
    image
        What is embedded and drawn below the parcels, cut to their extent: a georeferenced picture
        (it needs ``parkland[image]``), or tiles in Web Mercator: an .mbtiles file, a .pmtiles file
        (it needs ``parkland[tiles]``), a folder of z/x/y pictures. A `Backdrop` adds whom the map
        names as the source. Several lie one above the other. The attribute ``told`` of the map says
        how large they are; of tiles at most 24 MB are embedded, the finest zooms left out first.
    footer
        The last line of the panel. Default: internal, not for publication; ``""`` for none.
    lang
        Language of the page.

    Returns
    -------
    folium.Map
        Any element of folium can be added to it. An element that needs more than Leaflet and jQuery
        adds links to other hosts; see `save_map`. A notebook displays the map, and above 5 MB a
        sentence on how to save it. Its ``told`` has a sentence on each embedded picture.

    Raises
    ------
    ColumnError
        If a table lacks a column, with the call that makes it; if there is no column to colour by,
        or if it is to be divided into ranges and holds no numbers.
    ChoiceError
        If an argument is not one of its choices.
    OutputError
        If the areas have more digits than a browser adds up exactly.
    MissingCrsError, SourceError

    Warns
    -----
    ParklandWarning
        If the finest zooms of tiles are left out, because the page would be too large.

    Examples
    --------
    >>> import parkland as pk
    >>> ledger = pk.open_ledger(pk.sample_path(), as_of="2020-12-31")
    >>> drawn = pk.draw_map(ledger)
    >>> type(drawn).__mro__[1].__name__
    'Map'
    >>> by_size = pk.ValueClasses("area_m2", scheme="natural", classes=4)
    >>> drawn = pk.draw_map(ledger, colour_by=by_size)
    """
    from parkland.maps.drawn_parts import drawn_parts
    from parkland.maps.page_frame import framed

    parts = drawn_parts(
        ledger,
        title=title,
        colour_by=colour_by,
        base_map=base_map,
        context=context,
        image=image,
        footer=footer,
        lang=lang,
    )
    return framed(parts.content, parts.ledger, base=parts.base, lang=lang)


def save_map(
    drawn: folium.Map, path: str | os.PathLike[str], /, *, overwrite: bool = False
) -> Path:
    """Write the page of a map to `path`: complete, or not at all.

    Parameters
    ----------
    drawn
        From `draw_map`, with any elements of folium that were added to it.
    path
        The .html file, or a device or a pipe.
    overwrite
        Whether a file that parkland did not write may be replaced.

    Returns
    -------
    pathlib.Path
        `path`.

    Raises
    ------
    OutputError
        If it cannot be written; an earlier file is not changed.
    ChoiceError
        If `drawn` is not a map, or if `path` is neither a text nor a path.

    Warns
    -----
    ForeignAssetWarning
        If an element that was added to the map makes the page load from other hosts; the warning
        lists them.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import parkland as pk
    >>> ledger = pk.open_ledger(pk.sample_path(), as_of="2020-12-31")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     page = pk.save_map(pk.draw_map(ledger), Path(folder) / "map.html")
    ...     "1,829.08" in page.read_text(encoding="utf-8")
    True
    """
    from branca.element import Element

    from parkland.maps.offline_page import foreign_links

    if not isinstance(drawn, Element):
        raise ChoiceError("maps.no_map", drawn=brief(drawn))
    target = file_path(path)
    if target.suffix.lower() not in ENDINGS and (target.is_file() or not target.exists()):
        raise OutputError("maps.no_page", where=target, name=f"{target.stem or 'map'}.html")
    require_replaceable(target, overwrite=overwrite)
    page = drawn.get_root().render()
    if links := foreign_links(drawn):
        warnings.warn(
            ForeignAssetWarning("maps.foreign_links", where=path, links=links), stacklevel=2
        )
    with complete_or_absent(path) as beside:
        beside.write_bytes(page.encode("utf-8"))
    return target
