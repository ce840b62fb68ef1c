"""The land at stake in a source: how much was kept, repaired, and could not be used.

All areas are ellipsoidal (`parkland.areas`). A quarantined record counts by the area of its shape,
or else by its stated area; deleted records are left out, they are no loss.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from parkland.areas import acreage
from parkland.schema import AREA_COLUMNS
from parkland.sources import Land, SourceReceipt

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd

    from parkland.cleaning import Cleaned

# Reasons for which a shape has no place on the ground, and so no area.
NOWHERE = ("geometry.misplaced", "geometry.not_finite")
DELETED = "source.deleted_record"


def with_land(
    receipts: Iterable[SourceReceipt], raw: gpd.GeoDataFrame, cleaned: Cleaned
) -> tuple[SourceReceipt, ...]:
    """Return receipts with the land at stake in each source.

    Parameters
    ----------
    receipts
        Of the sources of `raw`.
    raw
        The table that was cleaned.
    cleaned
        Its parcels, with their area, the issues and the quarantine.
    """
    repaired = set(
        cleaned.issues.loc[
            cleaned.issues["code"] == "geometry.repaired", ["source", "source_row"]
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
    area = parcels[AREA_COLUMNS["ellipsoidal"]]
    rows = [row for source, row in repaired if source == receipt.source]
    mended = parcels.index[parcels["source_row"].isin(rows)]
    before = acreage(raw.loc[mended, ["geometry"]])
    lost = quarantine[quarantine["reason"] != DELETED]
    shaped = lost.geom_type.isin(["Polygon", "MultiPolygon"]) & ~lost["reason"].isin(NOWHERE)
    known = acreage(lost.loc[shaped, ["geometry"]]).reindex(lost.index)
    known = known.where(known > 0, lost["stated_area_m2"])
    return Land(
        parcels=len(parcels),
        quarantined=len(quarantine),
        kept_m2=float(area.sum()),
        repaired_m2=float(area[mended].sum()),
        change_m2=float((area[mended] - before).abs().sum()),
        unusable_m2=float(known.sum()),
        unknown=int(known.isna().sum()),
    )
