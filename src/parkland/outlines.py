"""Which records have no outline: points of a register, whose land is known by a stated area only.

A point marks a place. It has no area, and none is ever measured for it: its ellipsoidal and planar
areas are unknown, not zero.
"""

from __future__ import annotations

from typing import Any

import numpy as np


def is_point(shapes: Any, /) -> np.ndarray:
    """Return which geometries are points or several points; a missing or empty one is not.

    Examples
    --------
    >>> import shapely
    >>> is_point([shapely.Point(0, 0), shapely.box(0, 0, 1, 1), None]).tolist()
    [True, False, False]
    """
    import shapely

    found = np.asarray(shapes, dtype=object)
    kinds = (shapely.GeometryType.POINT, shapely.GeometryType.MULTIPOINT)
    points: np.ndarray = np.isin(shapely.get_type_id(found), kinds) & ~shapely.is_empty(found)
    return points
