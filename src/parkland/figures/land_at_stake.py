"""The land at stake in a source: the areas that were kept, repaired and quarantined.

All areas are ellipsoidal (`parkland.areas`); a parcel without an outline counts as it is stated.
A quarantined record counts with the area of its shape, or with its stated area if the shape has
none. Deleted records do not count, because they are not a loss.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from parkland.areas import acreage
from parkland.cleaning.shape_repair import REPAIRS
from parkland.schema import AREA_COLUMNS
from parkland.sources import Land, SourceReceipt

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd

    from parkland.cleaning import Cleaned

# A shape that was quarantined for one of these reasons cannot be measured.
NOWHERE = ("geometry.misplaced", "geometry.not_finite")
DELETED = "source.deleted_record"


def with_land(
    receipts: Iterable[SourceReceipt], raw: gpd.GeoDataFrame, cleaned: Cleaned
) -> tuple[SourceReceipt, ...]:
    """Return receipts with the land at stake in each source.

    Parameters
    ----------
    receipts
        The receipts of the sources of `raw`. A receipt without rows is returned unchanged.
    raw
        The table that was cleaned; it has the shapes before their repair.
    cleaned
        The result of `clean`, with measured parcels. Their areas are not measured again.
    """
    repaired = set(
        cleaned.issues.loc[
            cleaned.issues["code"].isin(REPAIRS), ["source", "source_row"]
        ].itertuples(index=False, name=None)
    )
    return tuple(
        replace(receipt, land=_land(receipt, raw, cleaned, repaired)) if receipt.read else receipt
        for receipt in receipts
    )


def _land(
    receipt: SourceReceipt, raw: gpd.GeoDataFrame, cleaned: Cleaned, repaired: set[tuple[str, int]]
) -> Land:
    def own(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        return table[(table["source"] == receipt.source) & (table["layer"] == receipt.layer)]

    parcels, quarantine = own(cleaned.parcels), own(cleaned.quarantine)
    # Of a parcel without an outline the stated area is all that is known of its land.
    area = parcels[AREA_COLUMNS["ellipsoidal"]]
    area = area.where(parcels["outline"].isna(), parcels[AREA_COLUMNS["stated"]])
    rows = [row for source, row in repaired if source == receipt.source]
    repaired_rows = parcels.index[parcels["source_row"].isin(rows)]
    before = acreage(raw.loc[repaired_rows, ["geometry"]])
    unusable = quarantine[quarantine["reason"] != DELETED]
    is_measurable = unusable.geom_type.isin(["Polygon", "MultiPolygon"]) & ~unusable["reason"].isin(
        NOWHERE
    )
    areas = acreage(unusable.loc[is_measurable, ["geometry"]]).reindex(unusable.index)
    areas = areas.where(areas > 0, unusable["stated_area_m2"])
    return Land(
        parcels=len(parcels),
        quarantined=len(quarantine),
        kept_m2=float(area.sum()),
        repaired_m2=float(area[repaired_rows].sum()),
        change_m2=float((area[repaired_rows] - before).abs().sum()),
        unusable_m2=float(areas.sum()),
        unknown=int(areas.isna().sum()),
    )
