"""Numbers that are written as texts inside the polygons of a drawing, as CASS draws parcels.

Definition. A text lies in the smallest polygon around its insertion point. If exactly one text lies
in a polygon, it is the number of the parcel; of several texts none is taken, because one can be an
area or a class of land.
"""

from __future__ import annotations

from collections import defaultdict
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

import numpy as np
import shapely

from parkland.issues import Issue

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

HEADING = "地块编号"  # the profile knows it as the number of a parcel
LONGEST = 60  # characters; a longer text is a remark


def text_numbers(
    polygons: np.ndarray, texts: gpd.GeoDataFrame, layers: Sequence[str]
) -> tuple[list[str | None], list[Issue]]:
    """Return the number of each polygon, or None, and issues.

    Parameters
    ----------
    polygons
        The shapes of the records; a shape that is no polygon gets no number.
    texts
        The texts of the drawing with their `Layer` and `Text`.
    layers
        Patterns of the layers whose texts are numbers. Without a pattern no number is taken, and a
        note offers it where it is possible.
    """
    is_asked = bool(layers)
    wanted = [
        not is_asked or any(fnmatchcase(str(name), pattern) for pattern in layers)
        for name in texts["Layer"]
    ]
    chosen = texts[np.array(wanted, dtype=bool)]
    inside = _texts_inside(polygons, chosen)
    single = {place: found[0] for place, found in inside.items() if len(found) == 1}
    several = sum(len(found) > 1 for found in inside.values())
    blank: list[str | None] = [None] * len(polygons)
    if not is_asked:
        offer = Issue(code="drawing.numbers_offered", value=str(len(single)))
        return blank, [offer] if single else []
    issues = []
    if single:
        issues.append(Issue(code="drawing.numbers_from_texts", value=str(len(single))))
    if several:
        issues.append(Issue(code="drawing.several_texts", value=str(several)))
    return [single.get(place) for place in range(len(polygons))], issues


def _texts_inside(polygons: np.ndarray, texts: gpd.GeoDataFrame) -> dict[int, list[str]]:
    """Return the texts in each polygon, by its position."""
    words = [" ".join(str(word).split()) for word in texts["Text"]]
    points = shapely.centroid(texts.geometry.to_numpy())
    number, place = shapely.STRtree(polygons).query(points, predicate="within")
    areas = shapely.area(polygons)
    owner: dict[int, int] = {}
    for one, polygon in zip(number.tolist(), place.tolist(), strict=True):
        if one not in owner or areas[polygon] < areas[owner[one]]:
            owner[one] = polygon
    inside: dict[int, list[str]] = defaultdict(list)
    for one, polygon in sorted(owner.items()):
        if 0 < len(words[one]) <= LONGEST and words[one] not in inside[polygon]:
            inside[polygon].append(words[one])
    return {polygon: found for polygon, found in inside.items() if found}
