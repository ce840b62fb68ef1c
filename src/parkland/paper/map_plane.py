"""The plane in which a sheet is drawn, round scales, and round places for coordinate marks."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, log10
from typing import TYPE_CHECKING

from parkland.areas.planes import gauss_kruger_planes
from parkland.errors import MissingCrsError
from parkland.geodesy import geodetic_system

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd
    import numpy as np
    from pyproj import CRS

# The leading digits of a round scale, as scale bars and rulers of draughtsmen have them.
ROUND = (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)
STEPS = (1, 2, 5, 10)  # of coordinate marks and of a scale bar
MOST_DISTORTION = 0.001  # of lengths, in a plane in which a scale is called true


@dataclass(frozen=True, slots=True)
class MapPlane:
    """A plane, and how many metres its unit has."""

    crs: CRS
    metres: float

    def shapes_of(self, geometry: gpd.GeoSeries) -> np.ndarray:
        """Return shapes in metres of the plane."""
        from shapely import force_2d, transform

        placed = force_2d(geometry.to_crs(self.crs).to_numpy())
        if self.metres == 1:
            return placed
        scaled: np.ndarray = transform(placed, lambda xy: xy * self.metres)
        return scaled


def plane_for_paper(geometry: gpd.GeoSeries) -> MapPlane:
    """Return the plane in which shapes are drawn: their own, if lengths in it are true to 0.1 %.

    Shapes in degrees, in Web Mercator, or far from the centre of their projection are drawn in the
    3-degree Gauss-Krüger plane in which most of them are measured.

    Parameters
    ----------
    geometry
        At least one shape that is not empty, with a reference system.

    Raises
    ------
    MissingCrsError
        If the shapes have no reference system.
    """
    if geometry.crs is None:
        raise MissingCrsError("paper.no_crs")
    crs = geometry.crs
    if not (crs.is_projected and _is_true(geometry, crs)):
        crs, _ = max(gauss_kruger_planes(geometry), key=lambda found: len(found[1]))
    return MapPlane(crs, crs.axis_info[0].unit_conversion_factor)


def _is_true(geometry: gpd.GeoSeries, crs: CRS) -> bool:
    """Return whether lengths in the plane are those on the ground, at the middle of the shapes."""
    from pyproj import Proj, Transformer

    west, south, east, north = geometry.total_bounds
    to_degrees = Transformer.from_crs(crs, geodetic_system(crs), always_xy=True)
    longitude, latitude = to_degrees.transform((west + east) / 2, (south + north) / 2)
    factors = Proj(crs).get_factors(longitude, latitude)
    scales = (factors.meridional_scale, factors.parallel_scale)
    return all(abs(scale - 1) <= MOST_DISTORTION for scale in scales)


def round_scale(least: float) -> int:
    """Return N of the largest round scale 1:N that is not larger than 1:`least`.

    Examples
    --------
    >>> round_scale(1810), round_scale(2000), round_scale(26_000)
    (2000, 2000, 30000)
    """
    power = 10 ** floor(log10(least))
    # 1e-9: a scale that fits exactly is not passed over for the last bit of a float
    return int(next(step for step in ROUND if step * power >= least * (1 - 1e-9)) * power)


def round_length(most: float) -> float:
    """Return the largest round length that is not above `most`.

    Examples
    --------
    >>> round_length(730), round_length(0.21)
    (500, 0.2)
    """
    power = 10 ** floor(log10(most))
    fitting: float = max(step * power for step in STEPS if step * power <= most * (1 + 1e-9))
    return fitting


def marks(low: float, high: float, step: float) -> Iterator[float]:
    """Yield the multiples of `step` between two coordinates.

    Examples
    --------
    >>> list(marks(95, 310, 100))
    [100, 200, 300]
    """
    for number in range(ceil(low / step), floor(high / step) + 1):
        yield number * step
