"""Areas of parcels, and rounding that adds up.

Definition. The **ellipsoidal** area is that of the geodesic polygon: vertices on the ellipsoid of
the table's own datum, joined by geodesics (GeographicLib, through `pyproj.Geod`). It does not
depend on the projection in which the parcel arrives. An edge that is straight in a Gauss-Krüger
plane is not quite a geodesic: with edges drawn so, a parcel of the sample (edges up to 462 m)
measures at most 0.015 m2 otherwise, a triangle with legs of 1 km 0.3 m2.

The **planar** area is taken in a Gauss-Krüger plane, as on land contracts and certificates: the
table's own transverse Mercator plane, or else that of the nearest 3-degree central meridian on the
table's datum. It is up to 0.06 % larger than the ellipsoidal one at the edge of a 3-degree zone.

The **stated** area is what the ledger says. The three are different things and are never mixed in
one total.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from math import fsum
from typing import TYPE_CHECKING

import numpy as np

from parkland.errors import ChoiceError, ColumnError, CrsError, MissingCrsError, choose
from parkland.schema import AREA_COLUMNS
from parkland.units import area_unit

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from pyproj import CRS

ZONE_WIDTH_DEG = 3
MOST_DIGITS = 9
MOST_SUM = 1e15
GOLDEN = (5**0.5 - 1) / 2


def acreage(
    parcels: gpd.GeoDataFrame, /, *, method: str = "ellipsoidal", unit: str = "m2"
) -> pd.Series:
    """Return the area of each parcel, not rounded.

    Parameters
    ----------
    parcels
        A table with a coordinate reference system.
    method
        ``"ellipsoidal"``, ``"planar"`` or ``"stated"``; see the module.
    unit
        ``"m2"``, ``"mu"`` (2000/3 m2), ``"ha"`` or ``"acre"``.

    Returns
    -------
    pandas.Series
        float64 on the same index, named after method and unit; NaN for a missing geometry or stated
        area, 0 for an empty geometry.

    Raises
    ------
    MissingCrsError
        If the table has no reference system.
    ColumnError
        If the stated area is asked for and the table does not have it.
    ChoiceError

    References
    ----------
    C. F. F. Karney (2013), Algorithms for geodesics, J. Geodesy 87, 43-55.

    Examples
    --------
    A square of 300 m in the plane is smaller on the ellipsoid:

    >>> import geopandas as gpd, shapely, parkland as pk
    >>> ground = shapely.box(600_000, 3_224_000, 600_300, 3_224_300)
    >>> square = gpd.GeoDataFrame(geometry=[ground], crs="EPSG:4548")
    >>> print(f"{pk.acreage(square)[0]:.1f}", f"{pk.acreage(square, method='planar')[0]:.1f}")
    89977.7 90000.0
    """
    import pandas as pd

    choose(method, tuple(AREA_COLUMNS), "method")
    per_m2 = area_unit(unit).per_m2
    if method == "stated":
        if "stated_area_m2" not in parcels.columns:
            raise ColumnError(
                "the table has no stated_area_m2", do="start from clean or open_ledger"
            )
        areas = parcels["stated_area_m2"].to_numpy(dtype="float64")
    else:
        measure = _ellipsoidal_m2 if method == "ellipsoidal" else _planar_m2
        areas = measure(parcels.geometry)
    return pd.Series(areas * per_m2, index=parcels.index, name=f"{method}_area_{unit}")


def _ellipsoidal_m2(geometry: gpd.GeoSeries) -> np.ndarray:
    import shapely

    geodetic = _geodetic(geometry)
    geod = geodetic.get_geod()
    if geod is None:
        raise CrsError(f"{geodetic.name} has no ellipsoid", do="set another reference system")
    shapes = shapely.force_2d(_transformed(geometry, geodetic))
    areas = np.full(len(shapes), np.nan)
    for place, shape in enumerate(shapes):
        if shape is not None:
            # shells counter-clockwise and holes clockwise, so that holes subtract whatever the
            # file's order
            areas[place] = abs(geod.geometry_area_perimeter(shapely.orient_polygons(shape))[0])
    return areas


def _planar_m2(geometry: gpd.GeoSeries) -> np.ndarray:
    import shapely

    plane = gauss_kruger_plane(geometry)
    to_metre = plane.axis_info[0].unit_conversion_factor
    areas: np.ndarray = shapely.area(_transformed(geometry, plane)) * to_metre**2
    return areas


def gauss_kruger_plane(geometry: gpd.GeoSeries) -> CRS:
    """Return the plane of planar areas: the own one, or the nearest 3-degree one on its datum."""
    from pyproj import CRS
    from pyproj.crs import ProjectedCRS
    from pyproj.crs.coordinate_operation import TransverseMercatorConversion

    own = geometry.crs
    operation = own.coordinate_operation if own else None
    if own and own.is_projected and operation and operation.method_name == "Transverse Mercator":
        return CRS(own)
    geodetic = _geodetic(geometry)
    west, _, east, _ = geometry.to_crs(geodetic).total_bounds
    middle = (west + east) / 2 if np.isfinite(west + east) else 0.0
    meridian = ZONE_WIDTH_DEG * round(middle / ZONE_WIDTH_DEG)
    conversion = TransverseMercatorConversion(
        latitude_natural_origin=0,
        longitude_natural_origin=meridian,
        false_easting=500_000,
        scale_factor_natural_origin=1,
    )
    name = f"{geodetic.name} / 3-degree Gauss-Kruger CM {meridian}"
    return ProjectedCRS(conversion, name=name, geodetic_crs=geodetic)


def _geodetic(geometry: gpd.GeoSeries) -> CRS:
    """Return the geographic system of a series, on its own datum."""
    from pyproj import CRS

    geodetic = geometry.crs.geodetic_crs if geometry.crs else None
    if geodetic is None:
        raise MissingCrsError(
            "the table has no coordinate reference system", do="name it with set_crs first"
        )
    return CRS(geodetic)


def _transformed(geometry: gpd.GeoSeries, crs: CRS) -> np.ndarray:
    shapes: np.ndarray = geometry.to_crs(crs).to_numpy()
    return shapes


def round_to_total(values: pd.Series, /, *, digits: int = 2) -> pd.Series:
    """Round `values` so that they add up to their rounded sum.

    The sum is rounded half up, as decimal numbers are; every value is rounded down, and what is
    then lacking is given back one unit of the last place each, to the largest remainders first (the
    larger value first; equal values evenly spread). No value moves by more than one unit.

    Parameters
    ----------
    values
        Numbers; missing ones stay missing.
    digits
        Decimal places to keep, 0 to 9.

    Returns
    -------
    pandas.Series
        float64 on the same index, each the double nearest to a decimal of `digits` places.

    Raises
    ------
    ChoiceError
        If a value is infinite or `digits` is out of range.

    Examples
    --------
    >>> import pandas as pd
    >>> round_to_total(pd.Series([14.222411] * 3)).tolist()
    [14.23, 14.22, 14.22]
    """
    import pandas as pd

    if not 0 <= digits <= MOST_DIGITS:
        raise ChoiceError(f"{digits} is not a number of decimal places", do="use 0 to 9")
    numbers = values.to_numpy(dtype="float64", na_value=np.nan)
    if np.isinf(numbers).any() or np.nansum(np.abs(numbers)) > MOST_SUM:
        raise ChoiceError("an infinite or huge value cannot be rounded", do="check the areas first")
    known = ~np.isnan(numbers)
    scale = 10**digits
    target = _half_up(fsum(numbers[known]), digits)
    scaled = numbers[known] * scale
    nearest = np.round(scaled)
    # 44.60 * 100 is 4460.000000000001: what is a whole number of units but for the noise of doubles
    # is taken as one
    exact = np.isclose(scaled, nearest, rtol=1e-14, atol=1e-9)
    scaled = np.where(exact, nearest, scaled)
    units = np.floor(scaled)
    lacking = target - int(units.sum())
    # equal values in a row are often one group: the golden ratio spreads the units over all of them
    spread = np.arange(len(units)) * GOLDEN % 1
    order = np.lexsort((spread, -numbers[known], -np.round(scaled - units, 9)))
    units[order[:lacking]] += 1
    rounded = numbers.copy()
    rounded[known] = units / scale
    return pd.Series(rounded, index=values.index, name=values.name)


def _half_up(value: float, digits: int) -> int:
    """Return `value` in units of the last place, rounded half up as the decimal it reads as."""
    return int(Decimal(repr(value)).scaleb(digits).quantize(Decimal(1), rounding=ROUND_HALF_UP))
