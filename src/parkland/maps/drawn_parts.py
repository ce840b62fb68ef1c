"""What a map is made of: the arguments of `draw_map`, checked and turned into a page's content.

A page on disk (`draw_map`) and a map in a notebook (`ParcelMap`) are made of the same parts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from parkland.choices import Lang, choose, require_text
from parkland.ledgers import ledger_of
from parkland.maps.asset_layers import with_assets
from parkland.maps.base_maps import find_base_map
from parkland.maps.map_page import MapOptions, page_content
from parkland.progress import progress

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd

    from parkland.asset_figures import AssetsShown
    from parkland.figures.value_classes import ValueClasses
    from parkland.ledger_record import Ledger
    from parkland.maps.backdrops import Picture
    from parkland.maps.base_maps import BaseMap
    from parkland.maps.context_layers import Context
    from parkland.maps.map_page import PageContent


@dataclass(frozen=True, slots=True)
class DrawnParts:
    """The content of a page, and what its frame depends on.

    Attributes
    ----------
    ledger : Ledger
        The ledger; if it has assets, its parcels have the columns of these too.
    content : PageContent
    base : BaseMap or None
    """

    ledger: Ledger
    content: PageContent
    base: BaseMap | None


def drawn_parts(
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
) -> DrawnParts:
    """Return what a map of `ledger` is made of; arguments and errors are those of `draw_map`."""
    choose(lang, Lang, "lang")
    require_text(title, "title")
    require_text(footer, "footer")
    drawn, by, assets = with_assets(ledger_of(ledger), colour_by, lang)
    base = find_base_map(base_map, lang=lang)
    options = MapOptions(
        title=title,
        by=by,
        assets=assets,
        base=base,
        context=context,
        image=image,
        footer=footer,
        lang=lang,
    )
    with progress("drawing", lang=lang):
        return DrawnParts(drawn, page_content(drawn, options), base)
