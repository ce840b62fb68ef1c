"""True arcs in layers that GDAL reads: how finely they are stepped, and which records have them.

GDAL replaces an arc by chords, by default one for every 4 degrees, which costs a circle 0.08 % of
its area. A step of t radians costs t**2 / 6 of the area of a circle: 5e-7 for 0.1 degrees. A strip
along an arc of large radius loses a larger share, so that the finer step is used unless a layer has
so many curved records that their corners would fill the memory.
"""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np

from parkland.formats.gdal_guard import read_frame

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parkland.formats.layers import Layer

STEP, FINE_STEP = 0.1, 0.02  # degrees
MOST_FINE = 2000  # up to this number of curved records the fine step is used
FEWEST_CORNERS = 16  # an arc that changes a figure has more corners at the coarser step
WITH_CURVES = (
    "CURVEPOLYGON", "MULTISURFACE", "COMPOUNDCURVE", "CIRCULARSTRING", "MULTICURVE",
    "GEOMETRYCOLLECTION",
)  # fmt: skip
OPTION = "OGR_ARC_STEPSIZE"


@contextmanager
def arc_step(degrees: float) -> Iterator[None]:
    """Have GDAL replace arcs by chords of at most `degrees`, for the block."""
    import pyogrio

    before = pyogrio.get_gdal_config_option(OPTION)
    pyogrio.set_gdal_config_options({OPTION: f"{degrees:g}"})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({OPTION: before})


def with_fine_arcs(layer: Layer, shapes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the shapes of a layer with finely stepped arcs, and which records have arcs.

    Parameters
    ----------
    layer
        The layer.
    shapes
        The shape of every record in the order of the file, read with `STEP`.
    """
    import shapely

    none = np.zeros(len(shapes), dtype=bool)
    if not (shapely.get_num_coordinates(shapes) >= FEWEST_CORNERS).any():
        return shapes, none
    possible = _with_curved_type(layer, len(shapes))
    if possible is None or not possible.any():
        return shapes, none
    if possible.sum() > MOST_FINE:
        return shapes, possible
    fine = _shapes(layer)
    if len(fine) != len(shapes):
        return shapes, possible
    # A type with curves can hold straight edges alone; an arc has more corners at the fine step.
    corners = shapely.get_num_coordinates(shapes)
    curved = possible & (shapely.get_num_coordinates(fine) > corners)
    return np.where(curved, fine, shapes), curved


def _with_curved_type(layer: Layer, number: int) -> np.ndarray | None:
    """Return which records have a type of geometry with curves; None if GDAL does not tell."""
    name = layer.name.replace('"', '""')
    try:
        with warnings.catch_warnings(action="ignore"):
            kinds = read_frame(
                layer.container,
                sql=f'SELECT OGR_GEOMETRY FROM "{name}"',  # noqa: S608 - quoted
                sql_dialect="OGRSQL",
                read_geometry=False,
            )["OGR_GEOMETRY"]
    except Exception:  # noqa: BLE001 - the layer was read; only the note on curves is at stake
        return None
    if len(kinds) != number:
        return None
    return np.array([kind in WITH_CURVES for kind in kinds.tolist()])


def _shapes(layer: Layer) -> np.ndarray:
    try:
        with warnings.catch_warnings(action="ignore"), arc_step(FINE_STEP):
            frame = read_frame(layer.container, layer=layer.name, columns=[], on_invalid="ignore")
    except Exception:  # noqa: BLE001 - the shapes with the coarser step are used
        return np.empty(0, dtype=object)
    return frame.geometry.to_numpy()
