"""The content of a page: a head of words and figures as JSON, and one packed block of columns.

The head can be read without unpacking the block, so that a browser which is too old for the block
still shows title, legend and totals.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from parkland.conventions import statuses_of
from parkland.display import unit_label
from parkland.figures.value_classes import ValueClasses
from parkland.maps.asset_layers import pack_assets
from parkland.maps.backdrops import pack_backdrops, sizes_told
from parkland.maps.context_layers import pack_context
from parkland.maps.drawn_coordinates import Degrees
from parkland.maps.fault_layers import pack_fault_layers
from parkland.maps.legend_head import division_of, page_palette
from parkland.maps.map_legend import BY_STATUS, column_to_colour_by, legend
from parkland.maps.measuring_plane import plane_of
from parkland.maps.packed_shapes import pack_shapes, spatial_order
from parkland.maps.packing import Pack
from parkland.maps.page_figures import class_items, layer_items, pack_flags, total_figures
from parkland.maps.page_parcels import PageParcels
from parkland.maps.page_words import page_words
from parkland.maps.parcel_columns import pack_columns, pack_names
from parkland.maps.status_changes import pack_status_changes, present_statuses
from parkland.status import timeline
from parkland.units import area_unit

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd

    from parkland.choices import AreaUnit, Lang
    from parkland.ledger_record import Ledger
    from parkland.maps.asset_layers import AssetPage
    from parkland.maps.backdrops import Picture
    from parkland.maps.base_maps import BaseMap
    from parkland.maps.context_layers import Context

# Decimals of an area that a hand measures, where the profile's would promise too much.
MEASURED_DIGITS = {"m2": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class MapOptions:
    """The arguments of `draw_map`."""

    title: str | None = None
    by: str | ValueClasses = BY_STATUS
    assets: AssetPage | None = None
    base: BaseMap | None = None
    context: Context | Iterable[Context] = ()
    image: Picture | Iterable[Picture] | None = None
    footer: str | None = None
    lang: Lang = "zh"

    @property
    def shift(self) -> str:
        """The frame of the base map, if it is not that of the data; else empty."""
        return self.base.shift if self.base else ""


@dataclass(frozen=True, slots=True)
class PageContent:
    """The head of a page, which JSON can hold, and its block as text.

    `told` has a sentence on the size of each picture that is embedded.
    """

    head: dict[str, Any]
    block: str
    told: tuple[str, ...] = ()


def page_content(ledger: Ledger, options: MapOptions) -> PageContent:
    """Return everything that a page shows of `ledger`.

    Raises
    ------
    ColumnError
        If there is no column to colour by.
    OutputError
        If the areas have more digits than a browser adds up exactly.
    SourceError, CrsError
    """
    pack = Pack()
    shift = options.shift
    by = column_to_colour_by(ledger.parcels, options.by, statuses=statuses_of(ledger))
    shapes, in_degrees = ledger.parcels.geometry, Degrees(ledger.parcels.crs, shift=shift)
    order = spatial_order(shapes)
    packed = pack_shapes(pack, shapes.to_numpy()[order], in_degrees=in_degrees)
    page = PageParcels.of(ledger, order, options.lang)
    parcels = page.parcels
    changes = timeline(parcels, rules=ledger.rules)
    wanted = options.by if isinstance(options.by, ValueClasses) else None
    present = present_statuses(parcels, changes, page.statuses)
    assets = options.assets
    colors = assets.colors if assets is not None and by == assets.class_column else None
    colours = legend(page, by=by, present=present, wanted=wanted, colors=colors)
    layers, layer_codes = layer_items(page)
    head = {
        "words": page_words(ledger, title=options.title, footer=options.footer, lang=options.lang),
        "digits": page.area_measure.digits,
        "counted": page.counted,
        "units": measured_units(ledger, options.lang),
        **plane_of(ledger.parcels.geometry),
        "shift": shift,
        "bounds": in_degrees.corners,
        "shapes": packed,
        "order": pack.integers(order),
        "classes": {"by": by, "title": colours.title, "items": class_items(page, colours)}
        | division_of(colours, by),
        "palette": page_palette(page.statuses, options.lang),
        "class": pack.integers(colours.codes),
        "layers": layers,
        "layer": pack.integers(layer_codes),
        "flags": pack_flags(pack, page),
        "total": total_figures(page),
        "called": pack_names(pack, parcels),
        "reason": pack.texts(parcels["status_reason"]),
        "basis": pack.texts(parcels["status_basis"]),
        "columns": pack_columns(
            pack, page, by=by, others=tuple(assets.columns.values()) if assets else ()
        ),
        "periods": pack_status_changes(
            pack,
            changes,
            parcels,
            as_of=ledger.as_of,
            by_status=by == BY_STATUS,
            statuses=page.statuses,
        ),
        "trouble": pack_fault_layers(pack, page, shift=shift),
        "context": pack_context(pack, options.context, shift=shift),
        "base": options.base.described() if options.base else None,
        "compared": None,
        "assets": pack_assets(pack, page, assets, shift=shift),
        **pack_backdrops(pack, options.image, ledger.parcels.geometry, shift=shift),
    }
    return PageContent(head, pack.base64(), sizes_told(head, options.lang))


def measured_units(ledger: Ledger, lang: Lang) -> list[dict[str, Any]]:
    """Return the units of a measured area: those that the profile prints, hectare, square metre."""
    digits = ledger.profile.areas.digits
    names: list[AreaUnit] = [*ledger.profile.print_units, "ha", "m2"]
    return [
        {
            "per_m2": area_unit(name).per_m2,
            "digits": MEASURED_DIGITS.get(name, digits[name]),
            "unit": unit_label(name, lang),
        }
        for name in dict.fromkeys(names)
    ]


def bounds_of(shapes: gpd.GeoSeries) -> list[list[float]] | None:
    """Return the south-western and the north-eastern corner; None without parcels."""
    if shapes.empty:
        return None
    west, south, east, north = (float(value) for value in shapes.total_bounds)
    return [[south, west], [north, east]]
