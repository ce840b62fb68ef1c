"""The legend of a live map by another column, for a page that has its parcels already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parkland.conventions import statuses_of
from parkland.figures.value_classes import ValueClasses
from parkland.maps.legend_head import division_of
from parkland.maps.map_legend import column_to_colour_by, legend
from parkland.maps.packed_shapes import spatial_order
from parkland.maps.page_figures import class_items
from parkland.maps.page_parcels import PageParcels

if TYPE_CHECKING:
    from parkland.choices import Lang
    from parkland.ledger_record import Ledger


def live_legend(ledger: Ledger, wanted: str | ValueClasses, lang: Lang) -> dict[str, Any]:
    """Return the classes of a column as the head of a page has them, and a byte for each parcel.

    Raises
    ------
    ColumnError
        If there is no such column, or if it cannot be divided as wished.
    """
    by = column_to_colour_by(ledger.parcels, wanted, statuses=statuses_of(ledger))
    page = PageParcels.of(ledger, spatial_order(ledger.parcels.geometry), lang)
    wish = wanted if isinstance(wanted, ValueClasses) else None
    colours = legend(page, by=by, present=[], wanted=wish)
    described = {"by": by, "title": colours.title, "items": class_items(page, colours)}
    codes = colours.codes.astype("u1").tobytes()
    return {"classes": described | division_of(colours, by), "codes": codes}
