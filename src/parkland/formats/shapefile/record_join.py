"""Rows of the .dbf and shapes of the .shp, joined by record number.

The records of a shapefile are the most that any of its parts proves: the .shp by its bytes, the
.shx by its entries, the .dbf by its rows. The header of the .dbf is believed beyond that as long as
it does not promise an absurd number.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from parkland.formats.evidence import Counts

if TYPE_CHECKING:
    import geopandas as gpd

    from parkland.formats.shapefile.dbf_columns import DecodedColumns
    from parkland.formats.shapefile.dbf_table import DbfTable
    from parkland.formats.shapefile.shp_layout import ShpAccount

# A header that promises more rows than this, for each that anything else proves, is junk.
MOST_PROMISED, AND_SO_MANY = 10, 1000


@dataclass(frozen=True, kw_only=True)
class RecordJoin:
    """What the parts of a shapefile give, each read once.

    Attributes
    ----------
    table
        The .dbf; one without columns and rows if there is none.
    has_table
        Whether there is a .dbf.
    columns
        Its columns, decoded.
    account
        The records of .shp and .shx.
    shapes
        The shapes of the first records.
    trouble
        Why a shape cannot be built, by its place from 0.
    """

    table: DbfTable
    has_table: bool
    columns: DecodedColumns
    account: ShpAccount
    shapes: np.ndarray
    trouble: dict[int, str]

    @cached_property
    def size(self) -> int:
        """How many records there are."""
        proven = max(self.account.records, len(self.table.rows))
        promised = self.table.promised
        return max(proven, promised) if promised <= MOST_PROMISED * proven + AND_SO_MANY else proven

    @cached_property
    def unusable(self) -> np.ndarray:
        """The code of what makes each record unusable, empty if nothing does."""
        account, rows = self.account, len(self.table.rows)
        codes = np.full(self.size, "", dtype=object)
        # Later rules override earlier ones: a row flagged as deleted is no loss, whatever the
        # state of its shape.
        codes[max(account.records, rows) :] = "source.missing_record"
        if account.missing:  # rows whose shape was in what is cut off
            codes[account.records : rows] = "source.truncated_record"
        codes[[number - 1 for number in account.truncated]] = "source.truncated_record"
        codes[[number - 1 for number in account.damaged]] = "source.unreadable_record"
        codes[list(self.trouble)] = "source.unreadable_record"
        codes[np.flatnonzero(self.table.deleted)] = "source.deleted_record"
        return codes

    def frame(self) -> gpd.GeoDataFrame:
        """Return the records, indexed by record number from 1; a row or a shape may be empty."""
        import geopandas as gpd
        import pandas as pd

        rows = len(self.table.rows)
        attributes = pd.DataFrame(self.columns.columns, index=pd.RangeIndex(rows))
        if rows != self.size:
            attributes = attributes.reindex(range(self.size))
        attributes.index = pd.Index(range(1, self.size + 1), dtype="int64")
        geometry = np.full(self.size, None, dtype=object)
        geometry[: len(self.shapes)] = self.shapes
        return gpd.GeoDataFrame(attributes, geometry=geometry)

    @cached_property
    def counts(self) -> Counts:
        """How many records each part shows, and what was found of them."""
        account, rows = self.account, len(self.table.rows)
        without_shape = 0 if account.missing else max(0, rows - account.records)
        return Counts(
            in_shp=account.in_file,
            in_shx=account.indexed,
            in_dbf=rows if self.has_table else None,
            promised=self.table.promised if self.has_table else None,
            deleted=int(self.table.deleted.sum()),
            null=len(account.nulls) + without_shape,
            truncated=int((self.unusable == "source.truncated_record").sum()),
            unreadable=len(account.damaged) + len(self.trouble),
            missing=int((self.unusable == "source.missing_record").sum()),
            repaired=len(account.repaired),
            overflowed=self.columns.overflowed,
            cut_texts=self.columns.cut,
        )
