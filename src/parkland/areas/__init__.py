"""Areas of parcels, and rounding that adds up.

Definition. The **ellipsoidal** area is that of the geodesic polygon: its vertices lie on the
ellipsoid of the table's own datum and are joined by geodesics (`parkland.geodesy`). It does not
depend on the projection of the source. An edge that is straight in a Gauss-Krüger plane is not
quite a geodesic. With such edges the area of a parcel of the sample (edges up to 462 m) differs by
at most 0.015 m2, and that of a triangle with legs of 1 km by 0.3 m2.

The **planar** area is computed in a Gauss-Krüger plane, as on land contracts and certificates
(`parkland.areas.planes`). The plane is the table's own, or else that of the nearest 3-degree
central meridian on the table's datum. At the edge of a 3-degree zone the planar area is up to
0.06 % larger than the ellipsoidal area.

The **stated** area is the area on record (``stated_area_m2``). The three measures are different
quantities and are never mixed in one total.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.areas.planes import planar_m2
from parkland.areas.rounding import level_to, round_to_total
from parkland.choices import AreaMethod, choose
from parkland.errors import ColumnError
from parkland.geodesy import geodesic_m2
from parkland.ledger_record import require_shapes, subject_of
from parkland.measured_shapes import remember
from parkland.outlines import is_point
from parkland.schema import AREA_COLUMNS
from parkland.units import area_unit

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from parkland.choices import AreaUnit
    from parkland.ledger_record import Ledger

__all__ = ["acreage", "level_to", "measure", "round_to_total"]


def acreage(
    ledger: Ledger | gpd.GeoDataFrame | gpd.GeoSeries,
    /,
    *,
    method: AreaMethod = "ellipsoidal",
    unit: AreaUnit = "m2",
) -> pd.Series:
    """Return the area of each parcel without rounding.

    Parameters
    ----------
    ledger
        A `Ledger`, or a table or GeoSeries with a coordinate reference system.
    method
        ``"ellipsoidal"``, ``"planar"`` or ``"stated"``; `parkland.areas` defines them.
    unit
        ``"m2"``, ``"mu"`` (2000/3 m2), ``"ha"`` or ``"acre"``.

    Returns
    -------
    pandas.Series
        float64 on the same index; the name consists of method and unit. The value is NaN for a
        missing geometry or stated area and for a point, and 0 for an empty geometry. For planar
        areas, ``.attrs["planes"]`` holds the names of the planes.

    Raises
    ------
    MissingCrsError
        If the table has no reference system.
    CrsError
        If the reference system has no ellipsoid.
    ImplausibleCoordinatesError
        If coordinates are not finite or cannot be transformed; the message names the row.
    ColumnError
        If `method` is ``"stated"`` and the table has no stated areas.
    ChoiceError
        If `method` or `unit` is not one of its choices.

    References
    ----------
    C. F. F. Karney (2013), Algorithms for geodesics, J. Geodesy 87, 43-55. The tests compare the
    ellipsoidal area with his algorithm.

    Examples
    --------
    A square of 300 m in the plane is smaller on the ellipsoid:

    >>> import geopandas as gpd, shapely, parkland as pk
    >>> ground = shapely.box(600_000, 3_224_000, 600_300, 3_224_300)
    >>> square = gpd.GeoSeries([ground], crs="EPSG:4548")
    >>> print(f"{pk.acreage(square)[0]:.1f}", f"{pk.acreage(square, method='planar')[0]:.1f}")
    89977.7 90000.0
    """
    import pandas as pd

    choose(method, AreaMethod, "method")
    parcels = subject_of(ledger, shapes=True).parcels
    per_m2 = area_unit(unit).per_m2
    planes: tuple[str, ...] = ()
    if method == "stated":
        if "stated_area_m2" not in parcels.columns:
            raise ColumnError("areas.no_stated_area")
        areas = parcels["stated_area_m2"].to_numpy(dtype="float64")
    elif method == "planar":
        areas, names = planar_m2(require_shapes(parcels).geometry)
        planes = tuple(sorted({*names} - {""}))
    else:
        areas = geodesic_m2(require_shapes(parcels).geometry)
    result = pd.Series(areas * per_m2, index=parcels.index, name=f"{method}_area_{unit}")
    if method != "stated":
        # A point marks a place and has no area; an area of 0 would be a false statement about it.
        result = result.mask(is_point(require_shapes(parcels).geometry))
    if planes:
        result.attrs["planes"] = planes
    return result


def measure(parcels: gpd.GeoDataFrame, /) -> gpd.GeoDataFrame:
    """Return the parcels with both measured areas.

    This is the stage between `clean` and `flag_status`.

    Parameters
    ----------
    parcels
        Parcels from `clean`, or any table with a coordinate reference system. The table is not
        changed.

    Returns
    -------
    GeoDataFrame
        The same rows and columns, with the columns ``area_m2`` (ellipsoidal) and
        ``planar_area_m2`` (both float64, not rounded). Existing columns of these names are
        replaced. `acreage` describes the values for missing and empty geometries.

    Raises
    ------
    MissingCrsError, CrsError, ImplausibleCoordinatesError
        See `acreage`.

    Examples
    --------
    >>> import parkland as pk
    >>> parcels, _, _ = pk.clean(pk.read_parcels(pk.sample_path() / "十类地.shp"))
    >>> print(f"{pk.measure(parcels)['area_m2'].sum():.0f}")
    82667
    """
    parcels = subject_of(parcels, shapes=True).parcels
    columns = {
        AREA_COLUMNS[method]: acreage(parcels, method=method)
        for method in ("ellipsoidal", "planar")
    }
    measured = parcels.assign(**columns)
    remember(measured)
    return measured
