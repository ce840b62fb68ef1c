"""Rows of a table without a copy of each column in which nothing is known.

Often half of the canonical columns of a table are blank. They share one array for each dtype.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import pandas as pd


def rows_sharing_blanks(table: gpd.GeoDataFrame, rows: np.ndarray) -> gpd.GeoDataFrame:
    """Return the rows of a table at some positions, on their labels.

    Parameters
    ----------
    table
        Its columns have one name each.
    rows
        Positions, in any order.
    """
    import geopandas as gpd
    import pandas as pd

    shapes = table.active_geometry_name
    blanks: dict[object, pd.Series] = {}
    columns: dict[str, pd.Series] = {}
    for name, column in table.items():
        if name == shapes or not column.isna().all():
            columns[str(name)] = column.iloc[rows]
            continue
        if column.dtype not in blanks:
            blanks[column.dtype] = column.iloc[rows]
        columns[str(name)] = blanks[column.dtype]
    some = pd.concat(columns, axis=1)  # unlike DataFrame(...), it does not copy the columns
    return gpd.GeoDataFrame(some, geometry=shapes, crs=table.crs, copy=False)
