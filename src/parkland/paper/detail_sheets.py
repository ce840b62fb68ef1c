"""Detail sheets: the parts of a crowded map at a larger scale, on which every parcel is named."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

import numpy as np
import shapely

from parkland.paper.map_drawing import View, labels_of, middle_of
from parkland.paper.map_plane import round_scale

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parkland.paper.paper_content import PaperContent
    from parkland.paper.parcel_labels import Labelling
    from parkland.paper.sheet_layout import SheetLayout
    from parkland.paper.typefaces import Typeface

CORE = 0.9  # of a frame: the rest shows the neighbours
LARGER = (2, 3, 4, 5, 6, 8, 10, 12, 16)  # than the scale of the map
MOST_SHEETS = 80


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the land.

    Attributes
    ----------
    cell : tuple of float
        West, south, east and north of the part, which meets its neighbours.
    view : View
        What the sheet of the part shows: its parcels in the middle, with their neighbours.
    rows : ndarray
        The parcels whose middles lie in the part.
    """

    cell: tuple[float, float, float, float]
    view: View
    rows: np.ndarray


@dataclass(frozen=True, slots=True)
class Detail:
    """A detail sheet: its part of the land, and its labels."""

    part: Part
    labelling: Labelling


def detail_sheets(
    content: PaperContent, layout: SheetLayout, view: View, face: Typeface
) -> list[Detail]:
    """Return sheets at the smallest scale at which every parcel has a name.

    Each parcel is named on one sheet, that on which its middle lies. If even the largest scale, or
    `MOST_SHEETS` sheets, do not name all, the last attempt is returned.

    Parameters
    ----------
    content, layout, view
        The map, its sheet, and what its frame shows.
    face
        Of the labels.
    """
    found: list[Detail] = []
    for times in LARGER:
        scale = round_scale(layout.scale / times)
        parts = list(_parts(content.shapes, view, scale))
        if len(parts) > MOST_SHEETS:
            break
        found = []
        for part in parts:
            first = 1 + sum(len(one.labelling.index) for one in found)
            labelling = labels_of(
                face, content, part.view, layout.factor, rows=part.rows, first=first
            )
            found.append(Detail(part, labelling))
        if not any(one.labelling.unnamed for one in found):
            break
    return found


def _parts(shapes: np.ndarray, view: View, scale: int) -> Iterator[Part]:
    """Yield the parts of a map at a scale, from the top on, those with parcels."""
    left, bottom, right, top = view.frame
    wide, high = (right - left) / 1000 * scale * CORE, (top - bottom) / 1000 * scale * CORE
    placed = np.flatnonzero(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)))
    middles = shapely.get_coordinates(shapely.point_on_surface(shapes[placed]))
    west, south, east, north = shapely.total_bounds(shapes[placed]).tolist()
    columns, rows = ceil((east - west) / wide), ceil((north - south) / high)
    wide, high = (east - west) / columns, (north - south) / rows
    column = np.clip(np.floor((middles[:, 0] - west) / wide), 0, columns - 1)
    row = np.clip(np.floor((north - middles[:, 1]) / high), 0, rows - 1)
    for down in range(rows):
        for across in range(columns):
            inside = placed[(column == across) & (row == down)]
            if not len(inside):
                continue
            x, y = west + across * wide, north - down * high
            middle = middle_of(shapes[inside])
            yield Part((x, y - high, x + wide, y), View(view.frame, middle, scale), inside)
