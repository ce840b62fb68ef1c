"""Overlaps of parcels, and gaps between them.

Definition. Two parcels **overlap** if their interiors, in the plane of the table, share at least
``overlap_least_m2`` of ground. The shared land is measured on the ellipsoid, as `acreage` measures
parcels, so that it can be subtracted from their areas. An overlap has the first of these kinds that
applies:

``duplicate``  the shared land covers both parcels
``inside``     the shared land covers one of the parcels
``sliver``     the shared land is narrower than ``sliver_width_m`` (area over half the perimeter)
``real``       any other overlap

Where many parcels lie on one spot, the table holds the first pairs of each parcel only: at most
``most_overlaps`` rows, or five for each parcel if that is more. It then says so in its ``attrs``
(``number_of_pairs``, ``crowded_labels``) and in an issue. Net areas count all of them.

The section ``[areas]`` of the profile holds the thresholds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parkland.display import parcel_names
from parkland.geodesy import geodesic_m2
from parkland.issues import Issue
from parkland.ledger_record import require_shapes, subject_of
from parkland.schema import require_plain_index
from parkland.topology.doubled import LEFT_OUT, crowded_labels, doubled_m2, number_of_pairs
from parkland.topology.pairs import POLYGONS, shared_shapes, sharing_pairs
from parkland.topology.strips import gaps, propose_fit

if TYPE_CHECKING:
    import os

    import geopandas as gpd
    import pandas as pd

    from parkland.conventions import AreaRules, Profile
    from parkland.ledger_record import Ledger

__all__ = [
    "crowded_labels",
    "doubled_m2",
    "find_overlaps",
    "gaps",
    "number_of_pairs",
    "overlap_issues",
    "overlaps",
    "propose_fit",
]

# A table of overlaps has at most `most_overlaps` rows of the profile, or this many for each parcel.
ROWS_OF_A_PARCEL = 5

CODES = {
    "real": "overlap.real",
    "inside": "overlap.inside",
    "duplicate": "overlap.duplicate",
}
NAMES = {"id": "parcel_id", "holder": "holder", "status": "status"}


def overlaps(
    ledger: Ledger | gpd.GeoDataFrame | gpd.GeoSeries,
    /,
    *,
    profile: str | os.PathLike[str] | Profile | None = None,
) -> gpd.GeoDataFrame:
    """Return every pair of parcels that overlap.

    Parameters
    ----------
    ledger
        A `Ledger`, or a table or GeoSeries with a reference system and a unique index. Missing,
        empty and non-polygonal geometries overlap nothing. An invalid geometry is repaired by
        ``make_valid`` for the comparison.
    profile
        The office's conventions, whose section ``[areas]`` holds the thresholds. Default: the
        conventions of the ledger, whose overlaps are then returned without a new search; for a
        table, ``"default"``.

    Returns
    -------
    GeoDataFrame
        One row for each pair, in the order of the parcels: ``left`` and ``right`` (index labels);
        ``left_id``, ``right_id``, ``left_holder``, ``right_holder``, ``left_status`` and
        ``right_status`` (missing if the table has no such column); ``shared_m2``; ``kind``; and the
        shared ground in the reference system of the parcels. Without overlaps there are no rows.
        If parcels lie on one spot in such numbers that pairs are left out, ``attrs["left_out"]``
        has the number of all pairs and the labels of these parcels.

    Raises
    ------
    ColumnError
        If the table has no geometry, or its index is not unique or has several levels.
    MissingCrsError, CrsError, ImplausibleCoordinatesError
        If the parcels cannot be measured; see `acreage`.
    ConventionError, ChoiceError
        If the profile or the table cannot be used.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> boxes = [shapely.box(x, 3_224_000, x + 300, 3_224_300) for x in (600_000, 600_200)]
    >>> overlaps(gpd.GeoSeries(boxes, crs="EPSG:4548"))[["left", "right", "kind"]]
       left  right  kind
    0     0      1  real
    """
    subject = subject_of(ledger, profile=profile, shapes=True)
    if subject.overlaps is not None and profile is None:
        return subject.overlaps.copy()
    return find_overlaps(require_shapes(subject.parcels), rules=subject.conventions.areas)


def find_overlaps(
    parcels: gpd.GeoDataFrame, *, rules: AreaRules, own_m2: np.ndarray | None = None
) -> gpd.GeoDataFrame:
    """Return the overlaps of a table, with the columns of `overlaps`.

    Parameters
    ----------
    parcels
        A table as for `overlaps`.
    rules
        The thresholds.
    own_m2
        The ellipsoidal areas of the parcels, if they are measured already. Default: they are
        measured here.

    Raises
    ------
    ColumnError
        If the index is not unique.
    """
    import geopandas as gpd
    import pandas as pd
    import shapely

    require_plain_index(parcels)
    shapes = np.asarray(parcels.geometry)
    if own_m2 is None:
        own_m2 = geodesic_m2(parcels.geometry)
    usable = np.flatnonzero(np.isin(shapely.get_type_id(shapes), POLYGONS) & (own_m2 > 0))
    most = max(int(rules.most_overlaps), ROWS_OF_A_PARCEL * len(usable))
    pairs = sharing_pairs(shapes[usable], most=most)
    common = gpd.GeoSeries(shared_shapes(pairs.shapes, pairs.left, pairs.right), crs=parcels.crs)
    left, right = usable[pairs.left], usable[pairs.right]
    shared = geodesic_m2(common)
    kinds = _kinds(common, shared, own_m2[left], own_m2[right], rules)
    columns: dict[str, pd.Series] = {
        "left": pd.Series(parcels.index[left]),
        "right": pd.Series(parcels.index[right]),
    }
    for suffix, column in NAMES.items():
        for side, places in (("left", left), ("right", right)):
            known = column in parcels.columns
            values = parcels[column].to_numpy()[places] if known else np.full(len(places), None)
            columns[f"{side}_{suffix}"] = pd.Series(values, dtype="str")
    columns["shared_m2"] = pd.Series(shared, dtype="float64")
    columns["kind"] = pd.Series(kinds, dtype="str")
    # Smaller shared pieces are noise of the coordinates and are left out only here, because their
    # kinds and areas are computed for all pairs at once.
    found = gpd.GeoDataFrame(columns, geometry=common, crs=parcels.crs)
    found = found[shared >= rules.overlap_least_m2].reset_index(drop=True)
    if len(pairs.crowded):
        labels = parcels.index[usable[pairs.crowded]].tolist()
        found.attrs[LEFT_OUT] = {"pairs": pairs.number, "parcels": labels}
    return found


def _kinds(
    common: gpd.GeoSeries, shared: np.ndarray, left: np.ndarray, right: np.ndarray, rules: AreaRules
) -> np.ndarray:
    """Return the kind of each overlap; `left` and `right` are the areas of the two parcels."""
    import shapely

    shapes = common.to_numpy()
    # The width is the area over half the perimeter. The perimeter is in the unit of the plane,
    # which can be degrees; the root of the ratio of both areas converts it to metres.
    with np.errstate(divide="ignore", invalid="ignore"):
        width_m = 2 * np.sqrt(shared * shapely.area(shapes)) / shapely.length(shapes)
        of_left, of_right = shared / left, shared / right
    conditions = [
        np.minimum(of_left, of_right) >= rules.whole_share,
        np.maximum(of_left, of_right) >= rules.whole_share,
        width_m < rules.sliver_width_m,
    ]
    return np.select(conditions, ["duplicate", "inside", "sliver"], default="real")


def overlap_issues(found: gpd.GeoDataFrame, /, *, parcels: gpd.GeoDataFrame) -> list[Issue]:
    """Return an issue for each overlap, at the later parcel, and one issue for all slivers.

    If the table leaves out pairs, one more issue has the number of all pairs. Parcels of exactly
    the same shape are left out, because `clean` reports them.
    """
    import pandas as pd
    import shapely

    told = found[found["kind"] != "sliver"]
    left, right = (
        parcels.iloc[parcels.index.get_indexer(pd.Index(told[side]))] for side in ("left", "right")
    )
    is_same = (told["kind"] == "duplicate").to_numpy(dtype=bool, copy=True)
    # Normalising gives rings and parts a fixed order and a fixed first vertex.
    is_same[is_same] = shapely.equals_identical(
        *(shapely.normalize(np.asarray(side.geometry)[is_same]) for side in (left, right))
    )
    # Few parcels overlap, so that the others are not named.
    rows = zip(
        told["kind"],
        right["source"],
        right["source_row"],
        told["right_id"],
        parcel_names(left, form="located"),
        told["shared_m2"],
        is_same,
        strict=True,
    )
    issues = [
        Issue(
            code=CODES[str(kind)],
            source=str(source),
            source_row=int(row),
            parcel_id=number if isinstance(number, str) else "",
            field="geometry",
            value=f"{name}, {shared:.2f}",
        )
        for kind, source, row, number, name, shared, same in rows
        if not same
    ]
    slivers = found[found["kind"] == "sliver"]["shared_m2"]
    if len(slivers):
        value = f"{len(slivers)} / {slivers.sum():.2f}"
        issues.append(Issue(code="overlap.sliver", field="geometry", value=value))
    if LEFT_OUT in found.attrs:
        value = f"{len(crowded_labels(found)):,} / {number_of_pairs(found):,} / {len(found):,}"
        issues.append(Issue(code="overlap.crowded", field="geometry", value=value))
    return issues
