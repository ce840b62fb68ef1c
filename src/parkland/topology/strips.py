"""Gaps between parcels that should touch, and a proposal to close them.

Definition. A gap is ground outside every parcel that is nowhere wider than ``gap_width_m`` of the
profile and that touches at least two parcels. Gaps are found by morphological closing: the union of
the parcels is buffered outwards and back by half of that width; the ground that this adds is the
gaps. Two surveys of one boundary leave such strips, and so does a path; only someone who knows the
place can distinguish them. Nothing here changes a parcel.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parkland.errors import ChoiceError, CrsError
from parkland.geodesy import geodesic_m2, plane_system
from parkland.ledger_record import require_shapes, subject_of
from parkland.topology.pairs import POLYGONS, valid

if TYPE_CHECKING:
    import os

    import geopandas as gpd

    from parkland.conventions import Profile
    from parkland.ledger_record import Ledger

TOUCH_M = 0.001  # vertices are kept to the millimetre, so that neighbours can differ by so much


def gaps(
    ledger: Ledger | gpd.GeoDataFrame | gpd.GeoSeries,
    /,
    *,
    profile: str | os.PathLike[str] | Profile | None = None,
) -> gpd.GeoDataFrame:
    """Return the gaps between parcels, with the largest first.

    Parameters
    ----------
    ledger
        A `Ledger`, or a table or GeoSeries in a projected reference system.
    profile
        The office's conventions. Their section ``[areas]`` holds ``gap_width_m`` and
        ``overlap_least_m2``; a strip smaller than the latter is left out as noise of the
        coordinates. Default: the conventions of the ledger; for a table, ``"default"``.

    Returns
    -------
    GeoDataFrame
        One row for each gap, with ``parcels`` (a tuple of the index labels of the parcels that it
        touches), ``area_m2`` on the ellipsoid, ``width_m`` (area divided by half the perimeter),
        and the strip in the reference system of the parcels. Without gaps there are no rows.

    Raises
    ------
    CrsError
        If the coordinates are degrees.
    MissingCrsError
        If the table has no reference system.
    ConventionError, ChoiceError
        If the profile or the table cannot be used.

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
    parcels, rules = require_shapes(subject.parcels), subject.conventions.areas
    width, metre = _plane_width(parcels, rules.gap_width_m)
    rows, shapes = _polygons(parcels)
    body = shapely.union_all(shapes)
    # With mitred joins the closing returns straight edges and corners unchanged; round joins would
    # fill every concave corner with a sliver.
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
    """Propose geometries without overlaps and gaps; nothing applies the proposal.

    GEOS (``coverage_clean``) gives shared land to the neighbour with the longest common boundary,
    and a gap that parcels enclose to the parcel with the longest boundary along it. This moves land
    between holders, so that only the holders and the office can agree to it.

    Parameters
    ----------
    ledger, profile
        Parameters of `gaps`.

    Returns
    -------
    GeoDataFrame
        The parcels that would change, with their index labels: ``area_m2`` now, ``change_m2``, and
        the proposed geometry.

    Raises
    ------
    ChoiceError
        If the installed shapely is older than 2.2.
    CrsError, MissingCrsError, ConventionError
        See `gaps`.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> boxes = [shapely.box(x, 3_224_000, x + 100.2, 3_224_100) for x in (600_000, 600_100)]
    >>> propose_fit(gpd.GeoSeries(boxes, crs="EPSG:4548"))[["area_m2", "change_m2"]].round(2)
        area_m2  change_m2
    1  10017.52      -20.0
    """
    import geopandas as gpd
    import shapely

    if not hasattr(shapely, "coverage_clean"):
        raise ChoiceError("topology.old_shapely", version__=shapely.__version__)
    subject = subject_of(ledger, profile=profile, shapes=True)
    parcels, rules = require_shapes(subject.parcels), subject.conventions.areas
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
    """Return a width in the unit of the plane, and the metres in that unit.

    Raises
    ------
    CrsError
        If the table is not in a plane.
    """
    crs = plane_system(parcels.geometry)
    if not crs.is_projected:
        raise CrsError("topology.degrees")
    metre = crs.axis_info[0].unit_conversion_factor
    return width_m / metre, metre


def _polygons(parcels: gpd.GeoDataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return the positions and the repaired shapes of the polygons that are not empty."""
    import shapely

    shapes = np.asarray(parcels.geometry)
    rows = np.flatnonzero(
        np.isin(shapely.get_type_id(shapes), POLYGONS) & ~shapely.is_empty(shapes)
    )
    return rows, valid(shapely.force_2d(shapes[rows]))
