"""How a layer below the parcels looks: by its name a road, a river, a red line or planning zones.

The words, colours and widths stand in `resources/palette.toml`. Planning zones have a colour for
each value of a column, and the legend names the values.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from parkland.wording import resource

if TYPE_CHECKING:
    import pandas as pd

PLAIN = "plain"
MOST_VALUES = 12


@dataclass(frozen=True, slots=True)
class ContextLook:
    """The look of a layer below the parcels.

    Attributes
    ----------
    kind : str
        A key of the palette: ``"road"``, ``"river"``, ``"red_line"``, ``"zone"``, ``"plain"``.
    line, fill : str
        Colours of outlines and of areas.
    width : float
        Of the outline in pixels.
    opacity : float
        Of areas, 0 to 1.
    """

    kind: str
    line: str
    width: float
    fill: str
    opacity: float

    def described(self) -> dict[str, Any]:
        """Return the look as the head of a page holds it."""
        return {
            "line": self.line,
            "width": self.width,
            "fill": self.fill,
            "opacity": self.opacity,
        }


def look_of(name: str) -> ContextLook:
    """Return the look of a layer with this name.

    Examples
    --------
    >>> [look_of(name).kind for name in ("规划道路", "rivers", "规划红线", "用地规划", "x")]
    ['road', 'river', 'red_line', 'zone', 'plain']
    """
    kinds = resource("palette.toml")["context"]
    lower = name.casefold()
    found = (kind for kind, look in kinds.items() if any(word in lower for word in look["words"]))
    kind = next(found, PLAIN)
    look = kinds[kind]
    return ContextLook(kind, look["line"], look["width"], look["fill"], look["opacity"])


def zones_of(table: pd.DataFrame, kind: str) -> tuple[np.ndarray, list[dict[str, str]]] | None:
    """Return the value of each row of a layer of zones as a number, and the values with a colour.

    None for a layer of another kind, and where no column says what a zone is.

    Parameters
    ----------
    table
        The layer with its columns.
    kind
        Of its look.
    """
    import pandas as pd

    look = resource("palette.toml")["context"][kind]
    if "columns" not in look:
        return None
    names = [name for name in table.columns if str(table[name].dtype) != "geometry"]
    for word in look["columns"]:
        for name in (name for name in names if word in str(name).casefold()):
            texts = table[name].astype("str").where(table[name].notna())
            codes, values = pd.factorize(texts, sort=True)
            if 0 < len(values) <= MOST_VALUES and (codes >= 0).any():
                items = [
                    {"label": str(value), "color": color}
                    for value, color in zip(values, look["colors"], strict=False)
                ]
                return np.where(codes < 0, len(items), codes), items
    return None
