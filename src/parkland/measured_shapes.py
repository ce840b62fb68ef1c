"""Whether the stored areas of a table are still those of its shapes.

Definition. ``area_m2`` is the ellipsoidal area of the shape beside it. `clip`, `buffer`, `dissolve`
and the other methods of geopandas change shapes and leave every column as it was. Then not only
the areas are those of the earlier parcel: stated areas, levelled and disposed parts, money and
verdicts are too. So nothing is measured again in silence. `refuse_reshaped` refuses such a table
and names the call, and every verb asks it (`ledger_record.subject_of`).

Each shape is measured again and compared with its stored area. Methods that keep the shapes pass:
a selection, another order, a copy, a file, and `to_crs` on the same datum, because the vertices of
the geodesic polygon stay where they are. Transforming moves an area by less than one part in 10^9.
On a datum with another ellipsoid the same land has another area, and such a table is refused.

The shapes that were measured are remembered while the table holds them, so that one verb after the
other does not measure them again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import ref

import numpy as np

from parkland.errors import ColumnError, brief
from parkland.geodesy import geodesic_m2
from parkland.outlines import is_point
from parkland.schema import AREA_COLUMNS

if TYPE_CHECKING:
    from weakref import ReferenceType

    import geopandas as gpd

# Far more than transforming moves an area by, and less than any printed figure shows.
NOISE_M2 = 0.001
NOISE_SHARE = 1e-8
STORED = AREA_COLUMNS["ellipsoidal"]


class _Measured(NamedTuple):
    """Shapes as they were measured, and their areas in m2; NaN for a point and a missing shape.

    Attributes
    ----------
    memory
        The array in whose memory the table has its shapes. A caller may write into it.
    shapes
        The same shapes in an array of our own. Shapes do not change, and they live as long as it.
    """

    memory: ReferenceType[np.ndarray]
    shapes: np.ndarray
    crs: Any
    areas: np.ndarray


_MEASURED: dict[int, _Measured] = {}


def refuse_reshaped(parcels: Any, /) -> None:
    """Raise if the shapes of a table are not those whose areas it stores.

    Nothing is compared in a table without shapes, and in one that stores no ellipsoidal areas.

    Raises
    ------
    ColumnError
        If an area is not that of its shape, or the column of shapes is gone. The message names the
        first such row and the call.
    MissingCrsError, CrsError, ImplausibleCoordinatesError
        If the shapes cannot be measured.

    Examples
    --------
    >>> import parkland as pk
    >>> ledger = pk.open_ledger(pk.sample_path(), as_of="2020-12-31")
    >>> refuse_reshaped(ledger.parcels.to_crs(4490).iloc[::-1])
    >>> pk.totals(ledger.parcels.clip(ledger.parcels.union_all().centroid.buffer(400)))
    Traceback (most recent call last):
    parkland.errors.ColumnError: ... Call pk.open_ledger(parcels, as_of=...), ...
    """
    active = getattr(parcels, "active_geometry_name", None)
    if active is not None and active not in parcels.columns:
        left = parcels.columns[parcels.dtypes == "geometry"]
        first = left[0] if len(left) else "geometry"
        raise ColumnError("frames.lost_shapes", column=active, first=first)
    if not len(parcels) or active is None or STORED not in parcels.columns:
        return
    if not parcels.columns.is_unique:
        twice = parcels.columns[parcels.columns.duplicated()]
        raise ColumnError("ledgers.same_name", twice=twice[0])
    stored = _numbers(parcels[STORED])
    areas = _areas(parcels.geometry)
    unknown = np.isnan(areas)
    near = np.abs(areas - stored) <= NOISE_M2 + NOISE_SHARE * areas
    # a shape that is missing has no area; one that is empty has none to count
    fits = np.where(unknown | (areas == 0), np.isnan(stored) | (stored == 0), near)
    if not fits.all():
        place = int(np.flatnonzero(~fits)[0])
        label = parcels.index[place]
        raise ColumnError(
            "frames.reshaped",
            number=int((~fits).sum()),
            label=brief(label.item() if hasattr(label, "item") else label),
            stored=f"{stored[place]:,.2f}",
            measured=f"{areas[place]:,.2f}",
        )


def remember(parcels: gpd.GeoDataFrame, /) -> None:
    """Remember the areas of a table that was just measured."""
    geometry = parcels.geometry
    _remember(np.asarray(geometry.array), geometry.crs, _numbers(parcels[STORED]))


def _areas(geometry: gpd.GeoSeries) -> np.ndarray:
    """Return the area of each shape in m2, remembered where nothing has changed."""
    column = np.asarray(geometry.array)
    memory = _memory(column)
    known = _MEASURED.get(id(memory))
    if (
        known is not None
        and known.memory() is memory
        and known.crs == geometry.crs
        # the addresses of the shapes: comparing shapes would take as long as measuring them
        and known.shapes.tobytes() == column.tobytes()
    ):
        return known.areas
    areas = np.where(is_point(column), np.nan, geodesic_m2(geometry))
    _remember(column, geometry.crs, areas)
    return areas


def _remember(column: np.ndarray, crs: Any, areas: np.ndarray) -> None:
    memory = _memory(column)
    key = id(memory)

    def forget(gone: object) -> None:
        if key in _MEASURED and _MEASURED[key].memory is gone:
            _MEASURED.pop(key, None)

    _MEASURED[key] = _Measured(ref(memory, forget), column.copy(), crs, areas)


def _memory(column: np.ndarray) -> np.ndarray:
    """Return the array that owns the memory of another: tables share it with their copies."""
    return column if column.base is None else column.base


def _numbers(column: Any) -> np.ndarray:
    """Return a column as float64; NaN where a value is missing.

    Raises
    ------
    ColumnError
        If a value is no number.
    """
    try:
        values: np.ndarray = column.to_numpy(dtype="float64", na_value=np.nan)
    except (TypeError, ValueError) as error:
        raise ColumnError("frames.wrong_kind", column=STORED, dtype=str(column.dtype)) from error
    return values
