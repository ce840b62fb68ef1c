"""Areas of parcels, and rounding that adds up.

Definition. The **ellipsoidal** area is that of the geodesic polygon: vertices on the ellipsoid of
the table's own datum, joined by geodesics (`parkland.geodesy`). It does not depend on the
projection in which the parcel arrives. An edge that is straight in a Gauss-Krüger plane is not
quite a geodesic: with edges drawn so, a parcel of the sample (edges up to 462 m) measures at most
0.015 m2 otherwise, a triangle with legs of 1 km 0.3 m2.

The **planar** area is taken in a Gauss-Krüger plane, as on land contracts and certificates
(`parkland.areas.planes`): the table's own, or else that of the nearest 3-degree central meridian on
the table's datum. It is up to 0.06 % larger than the ellipsoidal one at the edge of a 3-degree
zone.

The **stated** area is the one on record (``stated_area_m2``). The three are different things and
are never mixed in one total.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.areas.planes import planar_m2
from parkland.areas.rounding import level_to, round_to_total
from parkland.choices import AreaMethod, choose
from parkland.errors import ColumnError
from parkland.geodesy import geodesic_m2
from parkland.ledger_record import subject_of
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
    """Return the area of each parcel, not rounded.

    Parameters
    ----------
    ledger
        A `Ledger`, or a table or GeoSeries with a coordinate reference system.
    method
        ``"ellipsoidal"``, ``"planar"`` or ``"stated"``; see the module.
    unit
        ``"m2"``, ``"mu"`` (2000/3 m2), ``"ha"`` or ``"acre"``.

    Returns
    -------
    pandas.Series
        float64 on the same index, named after method and unit; NaN for a missing geometry or stated
        area, 0 for an empty geometry. The names of the planes of planar areas are in
        ``.attrs["planes"]``.

    Raises
    ------
    MissingCrsError
        If the table has no reference system.
    CrsError
        If it has one without an ellipsoid.
    ImplausibleCoordinatesError
        If coordinates are not finite or have no place on the ground; the row is named.
    ColumnError
        If the stated area is asked for and the table does not have it.
    ChoiceError

    References
    ----------
    C. F. F. Karney (2013), Algorithms for geodesics, J. Geodesy 87, 43-55: what the ellipsoidal
    area is compared with in the tests.

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
            raise ColumnError(
                "the table has no stated_area_m2", do="start from clean or open_ledger"
            )
        areas = parcels["stated_area_m2"].to_numpy(dtype="float64")
    elif method == "planar":
        areas, names = planar_m2(parcels.geometry)
        planes = tuple(sorted({*names} - {""}))
    else:
        areas = geodesic_m2(parcels.geometry)
    result = pd.Series(areas * per_m2, index=parcels.index, name=f"{method}_area_{unit}")
    if planes:
        result.attrs["planes"] = planes
    return result


def measure(parcels: gpd.GeoDataFrame, /) -> gpd.GeoDataFrame:
    """Return the parcels with both measured areas: the stage between `clean` and `flag_status`.

    Parameters
    ----------
    parcels
        From `clean`, or any table with a coordinate reference system. It is not changed.

    Returns
    -------
    GeoDataFrame
        The same rows and columns, with ``area_m2`` (ellipsoidal) and ``planar_area_m2`` (float64,
        not rounded) beside ``stated_area_m2``; see `acreage` for missing and empty geometries. A
        column of one of these names is replaced.

    Raises
    ------
    MissingCrsError, CrsError, ImplausibleCoordinatesError
        As `acreage`.

    Examples
    --------
    >>> import parkland as pk
    >>> parcels, _, _ = pk.clean(pk.read_parcels(pk.sample_path() / "十类地.shp"))
    >>> print(f"{pk.measure(parcels)['area_m2'].sum():.0f}")
    82667
    """
    columns = {
        AREA_COLUMNS[method]: acreage(parcels, method=method)
        for method in ("ellipsoidal", "planar")
    }
    return parcels.assign(**columns)
