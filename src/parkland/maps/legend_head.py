"""What the head of a page says about its legend, so that a reader can colour by another column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parkland.schema import AREA_COLUMNS
from parkland.wording import resource

if TYPE_CHECKING:
    from parkland.conventions import StatusSet
    from parkland.maps.map_legend import Legend


def page_palette(statuses: StatusSet, lang: str) -> dict[str, Any]:
    """Return the colours of classes, of ranges, and of each status and own axis by label."""
    palette = resource("palette.toml")
    return {
        **{name: palette["categories"][key] for name, key in _CATEGORIES.items()},
        "ramp": palette["ramp"]["colors"],
        "statuses": {
            column: {style.label(lang): style.color for style in statuses.styles(column).values()}
            for column in ("status", *statuses.columns)
        },
    }


_CATEGORIES = {"categories": "colors", "other": "other", "missing": "missing"}


def division_of(legend: Legend, by: str) -> dict[str, Any]:
    """Return how the ranges of a legend were made; empty if its classes are no ranges of numbers.

    Parameters
    ----------
    legend
        From `map_legend.legend`.
    by
        The column by which it is made.
    """
    wanted = legend.wanted
    if wanted is None:
        return {}
    methods = {column: method for method, column in AREA_COLUMNS.items()}
    own = [] if wanted.cuts_are_days else list(wanted.cuts)
    division = {"scheme": wanted.scheme, "classes": wanted.classes, "cuts": own}
    return {"column": methods.get(by, by)} | division
