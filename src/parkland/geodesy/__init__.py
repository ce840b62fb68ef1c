"""Exact and fast areas on the ellipsoid; every ellipsoidal area of parkland is computed here.

Definition. The area of a polygon is that of the **geodesic polygon**: its vertices lie on the
ellipsoid of its own datum and are joined by geodesics. Shells count as positive and holes as
negative, whatever the order of their vertices.

A ring that stays within 20 km of its first vertex, with edges below 8 km, is measured in a
conformal plane (`geodesy.expansion`). The plane is that of the table if the table is in transverse
Mercator and the ring lies within 400 km of the central meridian; else it has longitude and
isometric latitude as coordinates. Any other ring, and in the second plane any ring beyond 75
degrees of latitude, is measured by GeographicLib (`pyproj.Geod`), which is exact and about twenty
times slower.

Each ring chooses its method alone. So the area of a parcel is the same, to the last bit, whatever
other parcels are measured with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from parkland.errors import CrsError, ImplausibleCoordinatesError, MissingCrsError, brief
from parkland.geodesy.charts import GaussKruger, Mercator, horizontal, transverse_mercator
from parkland.geodesy.expansion import is_within, ring_areas

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd
    from pyproj import CRS

__all__ = [
    "geodesic_m2",
    "geodetic_system",
    "plane_system",
    "refuse_not_finite",
    "transverse_mercator",
]

MOST_LATITUDE_DEG = 75.0
# This number of vertices is measured at a time. The arrays then fit into the processor's cache,
# and the peak of memory does not depend on the size of the table.
CHUNK = 1 << 16


def geodesic_m2(geometry: gpd.GeoSeries, /) -> np.ndarray:
    """Return the area of each geometry in m2 on the ellipsoid.

    Parameters
    ----------
    geometry
        Geometries with a reference system. Points and lines have no area.

    Returns
    -------
    numpy.ndarray
        float64 in the order of the series; NaN for a missing geometry, 0 for an empty one.

    Raises
    ------
    MissingCrsError
        If the series has no reference system.
    CrsError
        If the reference system has no ellipsoid.
    ImplausibleCoordinatesError
        If coordinates are not finite or cannot be transformed; the message names the row.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> square = shapely.box(600_000, 3_224_000, 600_300, 3_224_300)
    >>> print(f"{geodesic_m2(gpd.GeoSeries([square], crs='EPSG:4548'))[0]:.4f}")
    89977.7350
    """
    import shapely

    crs = plane_system(geometry)
    measure = _Measure(crs, geodetic_system(crs))
    shapes = geometry.to_numpy()
    rings, owners, signs = _rings(shapes)
    areas = np.empty(len(rings))
    for chunk in _chunks(shapely.get_num_coordinates(rings)):
        areas[chunk] = measure(rings[chunk])
    # The sign of a ring comes from its role. The order of vertices is not used: many exporters
    # write shells and holes in the same direction.
    total: np.ndarray = np.bincount(owners, np.abs(areas) * signs, minlength=len(shapes))
    refuse_not_finite(~np.isfinite(total), geometry)
    return np.where(shapely.is_missing(shapes), np.nan, total)


def plane_system(geometry: gpd.GeoSeries) -> CRS:
    """Return the horizontal reference system of a series.

    Raises
    ------
    MissingCrsError
        If the series has none.
    """
    if geometry.crs is None:
        raise MissingCrsError("geodesy.no_crs")
    return horizontal(geometry.crs)


@lru_cache(maxsize=64)
def geodetic_system(crs: CRS) -> CRS:
    """Return the geographic system on the datum of `crs`.

    Raises
    ------
    CrsError
        If `crs` has no ellipsoid, for example because it is a local engineering system.
    """
    from pyproj import CRS

    geodetic = crs.geodetic_crs
    if geodetic is None or geodetic.ellipsoid is None:
        raise CrsError("geodesy.no_ellipsoid", crs=crs.name)
    return CRS(geodetic)


def refuse_not_finite(faulty: np.ndarray, geometry: gpd.GeoSeries) -> None:
    """Raise an error if any row is marked in `faulty`.

    Parameters
    ----------
    faulty
        Boolean array with one value for each row: whether its coordinates give no area.
    geometry
        The series, for the label of the first faulty row.

    Raises
    ------
    ImplausibleCoordinatesError
        If any value of `faulty` is true.
    """
    if faulty.any():
        label = geometry.index[faulty][0]
        raise ImplausibleCoordinatesError(
            "geodesy.impossible_coordinates",
            faulty=int(faulty.sum()),
            label=brief(label),
            name=plane_system(geometry).name,
        )


@dataclass(frozen=True, slots=True)
class _Vertices:
    """The vertices of several rings in one array, ring after ring.

    Attributes
    ----------
    xy
        The vertices, n x 2.
    starts, counts
        The position of the first vertex of each ring, and its number of vertices.
    """

    xy: np.ndarray
    starts: np.ndarray
    counts: np.ndarray

    @classmethod
    def of(cls, rings: np.ndarray) -> _Vertices:
        import shapely

        counts = shapely.get_num_coordinates(rings)
        return cls(shapely.get_coordinates(rings), np.cumsum(counts) - counts, counts)


class _Measure:
    """Measures rings whose coordinates are in one reference system."""

    def __init__(self, crs: CRS, geodetic: CRS) -> None:
        from pyproj import Geod, Transformer

        self._plane = GaussKruger.of(crs)
        self._globe = Mercator.of(geodetic)
        self._geod = Geod(a=self._globe.semi_major, es=self._globe.e2)
        needs_inverse = not crs.is_geographic
        self._inverse = (
            Transformer.from_crs(crs, geodetic, always_xy=True).transform if needs_inverse else None
        )

    def __call__(self, rings: np.ndarray) -> np.ndarray:
        """Return the signed area of each ring; it does not depend on the other rings."""
        vertices = _Vertices.of(rings)
        if self._plane is None:
            return self._measured(vertices, None)
        # A plane chosen for the whole batch would give a ring another last bit in another batch.
        is_wide = self._plane.is_wide(vertices.xy, vertices.starts)
        if not is_wide.any():
            return self._measured(vertices, self._plane)
        areas = np.empty(len(rings))
        areas[is_wide] = self._measured(_Vertices.of(rings[is_wide]), None)
        areas[~is_wide] = self._measured(_Vertices.of(rings[~is_wide]), self._plane)
        return areas

    def _measured(self, vertices: _Vertices, own: GaussKruger | None) -> np.ndarray:
        """Return areas computed in the plane `own`, or from degrees if `own` is None."""
        starts, counts = vertices.starts, vertices.counts
        if not len(starts):
            return np.empty(0)
        plane = own or self._globe
        xy = vertices.xy if own else self._degrees(vertices.xy)
        # Coordinates that are not finite give areas that are not finite; the caller reports these.
        with np.errstate(invalid="ignore", over="ignore"):
            x, y, at = plane.place(xy, starts, counts)
            areas = ring_areas(x, y, starts, at)
            beyond = ~is_within(x, y, starts, at)
        # Near a pole W falls towards 0 within a ring, and its short series does not hold.
        if own is None:
            beyond |= np.abs(xy[starts, 1]) * self._globe.radian > np.radians(MOST_LATITUDE_DEG)
        for ring in np.flatnonzero(beyond & np.isfinite(areas)):
            corners = xy[starts[ring] : starts[ring] + counts[ring]]
            areas[ring] = self._exact(self._degrees(corners) if own else corners)
        return areas

    def _degrees(self, xy: np.ndarray) -> np.ndarray:
        return xy if self._inverse is None else np.column_stack(self._inverse(*xy.T))

    def _exact(self, lonlat: np.ndarray) -> float:
        lon, lat = np.degrees(lonlat * self._globe.radian).T
        return float(self._geod.polygon_area_perimeter(lon, lat)[0])


def _rings(shapes: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the rings of the polygons among `shapes`.

    Returns
    -------
    rings
        Every ring that is not empty, as a shapely geometry.
    owners
        The position in `shapes` of the geometry that has the ring.
    signs
        1 for a shell and -1 for a hole.
    """
    import shapely

    # Most parcels are polygons without holes. Such a polygon has the vertices of its only ring, so
    # that it can be used in place of the ring and need not be copied.

    is_plain = (shapely.get_type_id(shapes) == shapely.GeometryType.POLYGON) & (
        shapely.get_num_interior_rings(shapes) == 0
    )
    plain, others = np.flatnonzero(is_plain), np.flatnonzero(~is_plain)
    parts, part_owners = shapely.get_parts(shapes[others], return_index=True)
    # Collections can contain multipolygons and further collections; they are split until none is
    # left. The type numbers of all multi-part types are above that of a polygon.
    while (shapely.get_type_id(parts) > shapely.GeometryType.POLYGON).any():
        parts, inner = shapely.get_parts(parts, return_index=True)
        part_owners = part_owners[inner]
    is_polygon = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    parts, part_owners = parts[is_polygon], part_owners[is_polygon]
    rings, ring_parts = shapely.get_rings(parts, return_index=True)
    # get_rings gives the shell of a polygon first: a ring of the same part as the ring before it
    # is a hole.
    is_hole = np.diff(ring_parts, prepend=-1) == 0
    bodies = np.concatenate([shapes[plain], rings])
    owners = np.concatenate([plain, others[part_owners[ring_parts]]])
    signs = np.concatenate([np.ones(len(plain)), np.where(is_hole, -1.0, 1.0)])
    full = ~shapely.is_empty(bodies)
    return bodies[full], owners[full], signs[full]


def _chunks(counts: np.ndarray) -> Iterator[slice]:
    """Yield slices of rings that hold about `CHUNK` vertices each, and at least one ring."""
    ends = np.cumsum(counts)
    start = 0
    while start < len(counts):
        before = ends[start - 1] if start else 0
        stop = max(start + 1, int(np.searchsorted(ends, before + CHUNK, side="right")))
        yield slice(start, stop)
        start = stop
