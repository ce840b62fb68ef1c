"""Exact areas on the ellipsoid, fast: the measure under every acreage.

Definition. A polygon's area is that of the **geodesic polygon**: its vertices on the ellipsoid of
its own datum, joined by geodesics. Shells count as positive and holes as negative, whatever the
order of their vertices.

A ring that stays within 10 km of its first vertex is measured in a conformal plane
(`geodesy.expansion`): in the plane of the table itself if that is transverse Mercator and the ring
lies within 400 km of its central meridian, else in longitude and isometric latitude. Any other
ring, and one beyond 75 degrees of latitude, goes to GeographicLib (`pyproj.Geod`), which is exact
and some twenty times slower. Every choice is made ring by ring: the area of a parcel is the same,
to the last bit, whatever other parcels are measured with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from parkland.errors import CrsError, ImplausibleCoordinatesError, MissingCrsError
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
CHUNK = 1 << 16  # vertices at a time: memory stays bounded and in the processor's cache


def geodesic_m2(geometry: gpd.GeoSeries, /) -> np.ndarray:
    """Return the area of each geometry in m2: NaN where it is missing, 0 where it is empty.

    Raises
    ------
    MissingCrsError
        If there is no reference system.
    CrsError
        If it has no ellipsoid.
    ImplausibleCoordinatesError
        If coordinates are not finite, or have no place on the ground; the row is named.

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
    total: np.ndarray = np.bincount(owners, np.abs(areas) * signs, minlength=len(shapes))
    refuse_not_finite(~np.isfinite(total), geometry)
    return np.where(shapely.is_missing(shapes), np.nan, total)


def plane_system(geometry: gpd.GeoSeries) -> CRS:
    """Return the reference system of the x and y of a series.

    Raises
    ------
    MissingCrsError
    """
    if geometry.crs is None:
        raise MissingCrsError(
            "the table has no coordinate reference system", do="name it with set_crs first"
        )
    return horizontal(geometry.crs)


def geodetic_system(crs: CRS) -> CRS:
    """Return the geographic system of `crs`, on its own datum.

    Raises
    ------
    CrsError
    """
    from pyproj import CRS

    geodetic = crs.geodetic_crs
    if geodetic is None or geodetic.ellipsoid is None:
        raise CrsError(f"{crs.name} has no ellipsoid", do="set another reference system")
    return CRS(geodetic)


def refuse_not_finite(faulty: np.ndarray, geometry: gpd.GeoSeries) -> None:
    """Raise for the rows that have no area because of their coordinates.

    Raises
    ------
    ImplausibleCoordinatesError
    """
    if faulty.any():
        label = geometry.index[faulty][0]
        raise ImplausibleCoordinatesError(
            f"the coordinates of {int(faulty.sum())} rows, first {label!r}, are not finite or have "
            f"no place in {plane_system(geometry).name}",
            do="quarantine such rows with clean, or name the right reference system",
        )


@dataclass(frozen=True, slots=True)
class _Vertices:
    """The vertices of rings, one ring after the other: where each begins and how many it has."""

    xy: np.ndarray
    starts: np.ndarray
    counts: np.ndarray

    @classmethod
    def of(cls, rings: np.ndarray) -> _Vertices:
        import shapely

        counts = shapely.get_num_coordinates(rings)
        return cls(shapely.get_coordinates(rings), np.cumsum(counts) - counts, counts)


class _Measure:
    """Measures rings given in one reference system."""

    def __init__(self, crs: CRS, geodetic: CRS) -> None:
        from pyproj import Geod, Transformer

        self._plane = GaussKruger.of(crs)
        self._globe = Mercator.of(geodetic)
        self._geod = Geod(a=self._globe.semi_major, es=self._globe.e2)
        is_other = not crs.is_geographic
        self._inverse = (
            Transformer.from_crs(crs, geodetic, always_xy=True).transform if is_other else None
        )

    def __call__(self, rings: np.ndarray) -> np.ndarray:
        """Return the area of each ring; it does not depend on the other rings of the call."""
        vertices = _Vertices.of(rings)
        if self._plane is None:
            return self._measured(vertices, None)
        # each ring chooses its plane by itself, so that its area is the same in any batch
        is_wide = self._plane.is_wide(vertices.xy, vertices.starts)
        if not is_wide.any():
            return self._measured(vertices, self._plane)
        areas = np.empty(len(rings))
        areas[is_wide] = self._measured(_Vertices.of(rings[is_wide]), None)
        areas[~is_wide] = self._measured(_Vertices.of(rings[~is_wide]), self._plane)
        return areas

    def _measured(self, vertices: _Vertices, own: GaussKruger | None) -> np.ndarray:
        """Return areas from the table's own plane, or from degrees if `own` is None."""
        starts, counts = vertices.starts, vertices.counts
        if not len(starts):
            return np.empty(0)
        plane = own or self._globe
        xy = vertices.xy if own else self._degrees(vertices.xy)
        with np.errstate(invalid="ignore", over="ignore"):  # the result shows what is not finite
            x, y, at = plane.place(xy, starts, counts)
            areas = ring_areas(x, y, starts, at)
            beyond = ~is_within(x, y, starts, at)
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
    """Return every ring of the polygons among `shapes`, its owner, and -1 for a hole.

    A polygon without holes stands for its own ring: that spares most of the copies.
    """
    import shapely

    is_plain = (shapely.get_type_id(shapes) == shapely.GeometryType.POLYGON) & (
        shapely.get_num_interior_rings(shapes) == 0
    )
    plain, others = np.flatnonzero(is_plain), np.flatnonzero(~is_plain)
    parts, part_owners = shapely.get_parts(shapes[others], return_index=True)
    while (shapely.get_type_id(parts) > shapely.GeometryType.POLYGON).any():  # in a collection
        parts, inner = shapely.get_parts(parts, return_index=True)
        part_owners = part_owners[inner]
    is_polygon = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    parts, part_owners = parts[is_polygon], part_owners[is_polygon]
    rings, ring_parts = shapely.get_rings(parts, return_index=True)
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
