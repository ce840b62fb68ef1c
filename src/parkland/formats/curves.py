"""True arcs and surfaces in layers that GDAL reads: how arcs are stepped, and which records differ.

GDAL replaces an arc by chords, by default one for every 4 degrees, which costs a circle 0.08 % of
its area. A step of t radians costs t**2 / 6 of the area of a circle: 5e-7 for 0.1 degrees. A strip
along an arc of large radius loses a larger share, so that the finer step is used unless a layer has
so many curved records that their corners would fill the memory.
"""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from parkland.formats.gdal_guard import read_frame
from parkland.formats.surfaces import SURFACES, footprints

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parkland.formats.layers import Layer

STEP, FINE_STEP = 0.1, 0.02  # degrees
MOST_FINE = 2000  # up to this number of curved records the fine step is used
FEWEST_CORNERS = 6  # a quadrilateral has five; a side that is a flat arc adds one or more
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


class KnownKinds(NamedTuple):
    """The shapes of a layer, and the records whose kind of geometry is special.

    Attributes
    ----------
    shapes
        The shapes, with finely stepped arcs, and with the footprints of surfaces in space.
    curved, is_surface
        Which records have arcs, and which are surfaces.
    """

    shapes: np.ndarray
    curved: np.ndarray
    is_surface: np.ndarray


def with_known_kinds(layer: Layer, shapes: np.ndarray) -> KnownKinds:
    """Return the shapes of a layer with finely stepped arcs and with footprints of surfaces.

    Parameters
    ----------
    layer
        The layer.
    shapes
        The shape of every record in the order of the file, read with `STEP`.
    """
    import shapely

    none = np.zeros(len(shapes), dtype=bool)
    special = (shapely.get_num_coordinates(shapes) >= FEWEST_CORNERS) | shapely.has_z(shapes)
    if not special.any() and (shapely.get_num_geometries(shapes) <= 1).all():
        return KnownKinds(shapes, none, none)
    kinds = _kinds(layer, len(shapes))
    is_surface, possible = np.isin(kinds, SURFACES), np.isin(kinds, WITH_CURVES)
    if is_surface.any():
        shapes = footprints(shapes, is_surface)
    if not 0 < possible.sum() <= MOST_FINE:
        return KnownKinds(shapes, possible, is_surface)
    fine = _shapes(layer)
    if len(fine) != len(shapes):
        return KnownKinds(shapes, possible, is_surface)
    # A type with curves can hold straight edges alone; an arc has more corners at the fine step.
    corners = shapely.get_num_coordinates(shapes)
    curved = possible & (shapely.get_num_coordinates(fine) > corners)
    return KnownKinds(np.where(curved, fine, shapes), curved, is_surface)


def without_curved_collections(shapes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the shapes, and which of them are collections with arcs; these become None.

    GDAL replaces the arcs of every other kind, and shapely cannot take such a collection apart.
    """
    import shapely

    curved = np.zeros(len(shapes), dtype=bool)
    kind = shapely.GeometryType.GEOMETRYCOLLECTION
    for place in np.flatnonzero(shapely.get_type_id(shapes) == kind):
        try:
            shapely.get_parts(shapes[place])
        except NotImplementedError:
            curved[place] = True
    kept = shapes.copy()
    kept[curved] = None
    return kept, curved


def _kinds(layer: Layer, number: int) -> np.ndarray:
    """Return the kind of geometry of each record as GDAL names it; empty if GDAL does not tell."""
    name = layer.name.replace('"', '""')
    try:
        with warnings.catch_warnings(action="ignore"):
            kinds = read_frame(
                layer.container,
                sql=f'SELECT OGR_GEOMETRY FROM "{name}"',  # noqa: S608 - quoted
                sql_dialect="OGRSQL",
                read_geometry=False,
            )["OGR_GEOMETRY"]
    except Exception:  # noqa: BLE001 - the layer was read; only its special kinds are at stake
        return np.full(number, "")
    if len(kinds) != number:
        return np.full(number, "")
    return np.array([str(kind) for kind in kinds.tolist()])


def _shapes(layer: Layer) -> np.ndarray:
    try:
        with warnings.catch_warnings(action="ignore"), arc_step(FINE_STEP):
            frame = read_frame(layer.container, layer=layer.name, columns=[], on_invalid="ignore")
    except Exception:  # noqa: BLE001 - the shapes with the coarser step are used
        return np.empty(0, dtype=object)
    return frame.geometry.to_numpy()
