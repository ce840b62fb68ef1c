"""Join the rows of the .dbf and the shapes of the .shp by record number.

The number of records is the largest that any file proves: the .shp by its bytes, the .shx by its
entries and the .dbf by its rows. If the header of the .dbf promises more rows, the promise counts
too, unless the number is absurd.
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

# A promised number of rows is absurd if it exceeds this multiple of the proven records plus this
# constant.
MOST_PROMISED, AND_SO_MANY = 10, 1000


@dataclass(frozen=True, kw_only=True)
class RecordJoin:
    """The content of the files of a shapefile.

    Attributes
    ----------
    table
        The .dbf; a table without columns and rows if there is no .dbf.
    has_table
        Whether there is a .dbf.
    columns
        The decoded columns of the .dbf.
    account
        The account of the records of .shp and .shx.
    shapes
        The shapes of the records in their order; further records have no shape.
    trouble
        The reason for which a shape cannot be built, by the position of the record from 0.
    """

    table: DbfTable
    has_table: bool
    columns: DecodedColumns
    account: ShpAccount
    shapes: np.ndarray
    trouble: dict[int, str]

    @cached_property
    def size(self) -> int:
        """The number of records."""
        proven = max(self.account.records, len(self.table.rows))
        promised = self.table.promised
        return max(proven, promised) if promised <= MOST_PROMISED * proven + AND_SO_MANY else proven

    @cached_property
    def unusable(self) -> np.ndarray:
        """The issue code of each unusable record, and an empty text for any other."""
        account, rows = self.account, len(self.table.rows)
        codes = np.full(self.size, "", dtype=object)
        # Later assignments override earlier ones. Deletion comes last: a deleted record is not a
        # loss, whatever the state of its shape.
        codes[max(account.records, rows) :] = "source.missing_record"
        if account.missing:  # the missing bytes held the shapes of these rows
            codes[account.records : rows] = "source.truncated_record"
        codes[[number - 1 for number in account.truncated]] = "source.truncated_record"
        codes[[number - 1 for number in account.damaged]] = "source.unreadable_record"
        codes[list(self.trouble)] = "source.unreadable_record"
        codes[np.flatnonzero(self.table.deleted)] = "source.deleted_record"
        return codes

    def frame(self) -> gpd.GeoDataFrame:
        """Return the records, indexed by record number from 1.

        A record without a row has missing attributes, and a record without a shape has None.
        """
        import geopandas as gpd
        import pandas as pd

        # Records are joined by position. Every row keeps its number, also if shapes are missing.
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
        """The numbers of records in the files, and of their faults."""
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
