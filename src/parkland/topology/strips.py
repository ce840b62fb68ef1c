"""Strips that no parcel claims, between parcels that should touch, and a proposal to close them.

Definition. A gap is ground outside every parcel that is nowhere wider than ``gap_width_m`` (of the
profile) and touches at least two parcels. It is found by morphological closing: the union of the
parcels is buffered by half of that width and buffered back, and what the closing adds is the gaps.
Two surveys of one boundary leave such strips, but so does a path; only someone who knows the place
can tell one from the other. Nothing here changes a parcel.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parkland.errors import ChoiceError, CrsError
from parkland.geodesy import geodesic_m2, plane_system
from parkland.ledger_record import subject_of
from parkland.topology.pairs import POLYGONS, valid

if TYPE_CHECKING:
    import os

    import geopandas as gpd

    from parkland.conventions import Profile
    from parkland.ledger_record import Ledger

TOUCH_M = 0.001  # a vertex is kept to the millimetre


def gaps(
    ledger: Ledger | gpd.GeoDataFrame | gpd.GeoSeries,
    /,
    *,
    profile: str | os.PathLike[str] | Profile | None = None,
) -> gpd.GeoDataFrame:
    """Return the gaps between parcels, the largest first.

    Parameters
    ----------
    ledger
        A `Ledger`, or a table or GeoSeries in a projected reference system.
    profile
        The office's conventions, whose ``[areas]`` hold ``gap_width_m`` and ``overlap_least_m2``; a
        smaller strip is noise of the coordinates. Default: those of the ledger; for a table,
        ``"default"``.

    Returns
    -------
    GeoDataFrame
        ``parcels``: the labels of those it touches (a tuple), ``area_m2``, ``width_m`` (area over
        half the perimeter), and the strip in the parcels' reference system.

    Raises
    ------
    CrsError
        If the coordinates are degrees.
    MissingCrsError, ConventionError, ChoiceError

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> boxes = [shapely.box(x, 3_224_000, x + 99.7, 3_224_100) for x in (600_000, 600_100)]
    >>> found = gaps(gpd.GeoSeries(boxes, crs="EPSG:4548"))
    >>> found[["parcels", "area_m2", "width_m"]].round(2)
      parcels  area_m2  width_m
    0  (0, 1)    29.99      0.3
    """
    import geopandas as gpd
    import pandas as pd
    import shapely

    subject = subject_of(ledger, profile=profile, shapes=True)
    parcels, rules = subject.parcels, subject.conventions.areas
    width, metre = _plane_width(parcels, rules.gap_width_m)
    rows, shapes = _polygons(parcels)
    body = shapely.union_all(shapes)
    closed = shapely.buffer(body, width / 2, join_style="mitre")
    closed = shapely.buffer(closed, -width / 2, join_style="mitre")
    strips = shapely.get_parts(shapely.difference(closed, body))
    areas = geodesic_m2(gpd.GeoSeries(strips, crs=parcels.crs))
    strips, areas = strips[areas >= rules.overlap_least_m2], areas[areas >= rules.overlap_least_m2]
    reach = shapely.buffer(strips, TOUCH_M / metre)
    of, touched = shapely.STRtree(shapes).query(reach, predicate="intersects")
    neighbours = [tuple(parcels.index[rows[np.sort(touched[of == n])]]) for n in range(len(strips))]
    found = gpd.GeoDataFrame(
        {
            "parcels": pd.Series(neighbours, dtype=object),
            "area_m2": pd.Series(areas, dtype="float64"),
            "width_m": pd.Series(2 * areas / (shapely.length(strips) * metre), dtype="float64"),
        },
        geometry=strips,
        crs=parcels.crs,
    )
    between = found["parcels"].map(len) > 1
    return found[between].sort_values("area_m2", ascending=False, ignore_index=True)


def propose_fit(
    ledger: Ledger | gpd.GeoDataFrame | gpd.GeoSeries,
    /,
    *,
    profile: str | os.PathLike[str] | Profile | None = None,
) -> gpd.GeoDataFrame:
    """Return how parcels would look without overlaps and gaps: a proposal, applied nowhere.

    Shared land goes to the neighbour with the longest common boundary, a gap that parcels enclose
    to the one along which it is longest (GEOS ``coverage_clean``). That moves land between holders:
    only they and the office can agree to it.

    Parameters
    ----------
    ledger, profile
        As for `gaps`.

    Returns
    -------
    GeoDataFrame
        The parcels that would change, on their index labels: ``area_m2`` as it is, ``change_m2``,
        and the proposed geometry.

    Raises
    ------
    ChoiceError
        If the installed shapely is older than 2.2, which this needs.
    CrsError, MissingCrsError, ConventionError
        As for `gaps`.
    """
    import geopandas as gpd
    import shapely

    if not hasattr(shapely, "coverage_clean"):
        raise ChoiceError(
            f"shapely {shapely.__version__} cannot propose a fit", do="install shapely 2.2 or later"
        )
    subject = subject_of(ledger, profile=profile, shapes=True)
    parcels, rules = subject.parcels, subject.conventions.areas
    width, _ = _plane_width(parcels, rules.gap_width_m)
    rows, shapes = _polygons(parcels)
    fitted = shapely.coverage_clean(shapes, gap_width=width) if len(shapes) else shapes
    before, after = (geodesic_m2(gpd.GeoSeries(some, crs=parcels.crs)) for some in (shapes, fitted))
    proposed = gpd.GeoDataFrame(
        {"area_m2": before, "change_m2": after - before},
        geometry=fitted,
        index=parcels.index[rows],
        crs=parcels.crs,
    )
    return proposed[(proposed["change_m2"].abs() >= rules.overlap_least_m2).to_numpy()]


def _plane_width(parcels: gpd.GeoDataFrame, width_m: float) -> tuple[float, float]:
    """Return a width in the unit of the plane, and the metres in that unit."""
    crs = plane_system(parcels.geometry)
    if not crs.is_projected:
        raise CrsError("gaps cannot be found in degrees", do="bring the table to a plane (to_crs)")
    metre = crs.axis_info[0].unit_conversion_factor
    return width_m / metre, metre


def _polygons(parcels: gpd.GeoDataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return the places and the valid shapes of the polygons that are not empty."""
    import shapely

    shapes = np.asarray(parcels.geometry)
    rows = np.flatnonzero(
        np.isin(shapely.get_type_id(shapes), POLYGONS) & ~shapely.is_empty(shapes)
    )
    return rows, valid(shapely.force_2d(shapes[rows]))
