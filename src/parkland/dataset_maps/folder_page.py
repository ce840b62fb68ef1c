"""The page of a map in a folder: words and exact figures in its head, and the scripts that show it.

The page loads the other files of its folder by script elements that its own script adds. The policy
says so: a script runs if the policy has its hash, or if such a script has added it. Nothing else
runs, and no host is asked.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from parkland.conventions import statuses_of
from parkland.languages import grammar
from parkland.maps.content_policy import with_policy
from parkland.maps.leaflet_inlined import leaflet_script, leaflet_style
from parkland.maps.legend_head import page_palette
from parkland.maps.map_page import measured_units
from parkland.maps.page_words import page_words
from parkland.maps.parcel_layer import asset_text, script_json
from parkland.safe_text import legible
from parkland.wording import wording, wordings

if TYPE_CHECKING:
    from parkland.conventions import StatusSet
    from parkland.dataset_maps.figure_cube import FigureCube
    from parkland.dataset_maps.parcel_pieces import ParcelPieces
    from parkland.ledger_record import Ledger

SCRIPTS = (
    "namespace", "packed_columns", "shapes", "raster", "shape_layer", "ledger", "periods", "popup",
    "panel", "toolbar", "sketch", "selection", "geodesy", "measure", "labels",
    "scale_and_coordinates", "parcel_layer", "delivered_files", "dataset_pieces", "dataset_figures",
    "overview_squares", "dataset_overview", "dataset_search", "dataset_selection", "saving",
    "csv_text", "parcel_table", "dataset_list", "dataset_table", "printing",
    "dataset_paper", "dataset_map",
)  # fmt: skip
STYLES = ("parkland", "print", "dataset")
MAP = "map_00000000000000000000000000000000"  # folium names its maps so, and tools find them by it
PAGE = """<!DOCTYPE html>
<html lang="{locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>html, body {{ height: 100%; margin: 0; }} #map {{ height: 100%; }}</style>
<style>{styles}</style>
<script>{leaflet}</script>
<script>{scripts}</script>
<script type="application/json" id="data">{data}</script>
</head>
<body>
<div id="map"></div>
<noscript>{noscript}</noscript>
<script>var {map} = parkland.openDataset("map", "data");</script>
</body>
</html>
"""


def page_of(head: dict[str, Any]) -> str:
    """Return the page with a head from `head_of`."""
    words = head["words"]
    page = PAGE.format(
        locale=escape(words["locale"]),
        title=escape(legible(words["title"])),
        styles=_closed(leaflet_style() + asset_text("maps", STYLES, "css"), "style"),
        leaflet=_closed(leaflet_script(), "script"),
        scripts=_closed(asset_text("maps", SCRIPTS, "js"), "script"),
        data=script_json(head),
        noscript=escape(words["needs_scripts"]),
        map=MAP,
    )
    sound = page.encode("utf-8", "replace").decode("utf-8")
    return with_policy(sound, addresses=(), tiles=(), adds_scripts=True)


def _closed(text: str, tag: str) -> str:
    return text.replace(f"</{tag}", f"<\\/{tag}")


def head_of(
    pieces: ParcelPieces,
    ledger: Ledger,
    *,
    title: str | None,
    footer: str | None,
) -> dict[str, Any]:
    """Return what the page knows before it loads a file, but for the lists of the files.

    Parameters
    ----------
    pieces
        The written pieces, with the legend and the figures.
    ledger
        A ledger without parcels: its day, rules and profile.
    title, footer
        As for `draw_map`.
    """
    lang, stored, cube = pieces.lang, pieces.stored, pieces.cube
    statuses = statuses_of(ledger)
    number = sum(pieces.sizes)
    words = page_words(ledger, title=title, footer=footer, lang=lang)
    notes = [wording("dataset_map.parcels", lang, number=grammar(lang).number(number))]
    if pieces.unplaced:
        notes.append(
            wording("dataset_map.unplaced", lang, number=grammar(lang).number(pieces.unplaced))
        )
    words |= wordings("dataset_panel", lang)
    words["subtitle"] = [*words["subtitle"], wording("dataset_map.one_day", lang), *notes]
    words["layer"] = pieces.groups.title or words["layer"]
    words["layers"] = pieces.groups.title or words["layers"]
    words["undetermined"] = ""
    items = _items(pieces, "class")
    legend = pieces.legend
    return {
        "words": words,
        "digits": stored.digits,
        "counted": stored.counted,
        "units": measured_units(ledger, lang),
        "shift": "",
        "bounds": pieces.corners,
        "classes": {"by": legend.by, "title": legend.title, "items": items},
        "palette": page_palette(statuses, lang),
        "layers": _items(pieces, "group"),
        "flags": _flags(cube, statuses, pieces),
        "total": _printed(pieces, number, int(cube.sums("class", len(items))[1].sum())),
        "columns": [],
        "listed": list(pieces.columns.values()),
        "base": None,
        "images": [],
        "tiles": [],
        "cube": cube.described(),
        "pieces": {"boxes": pieces.boxes, "sizes": pieces.sizes},
    }


def _items(pieces: ParcelPieces, axis: str) -> list[dict[str, str]]:
    """Return the classes of the legend or the groups, with their figures."""
    shown = pieces.legend if axis == "class" else pieces.groups
    parcels, areas = pieces.cube.sums(axis, len(shown.labels) or 1)
    items = [
        {"label": name, **_printed(pieces, int(count), int(area))}
        for name, count, area in zip(shown.labels, parcels, areas, strict=False)
    ]
    if axis == "class":
        for item, color in zip(items, shown.colors, strict=True):
            item["color"] = color
    return items


def _flags(cube: FigureCube, statuses: StatusSet, pieces: ParcelPieces) -> list[dict[str, str]]:
    found = []
    for place, flag in enumerate(cube.flags):
        parcels, area, _ = cube.flag_sums(place)
        words = {"name": flag, "label": statuses.flag_label(flag, pieces.lang)}
        found.append(words | _printed(pieces, parcels, area))
    return found


def _printed(pieces: ParcelPieces, parcels: int, area: int) -> dict[str, str]:
    """Return a number of parcels and an area in units of the last place, as they are printed."""
    rules, digits = grammar(pieces.lang), pieces.stored.digits
    return {
        "parcels": rules.number(parcels),
        "area": rules.number(area / 10**digits, digits),
    }
