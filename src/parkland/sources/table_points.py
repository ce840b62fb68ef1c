"""A table with coordinates as a layer of points: a CSV or workbook whose columns hold x and y.

Many registers of points are tables. The profile names the columns of the coordinates and their
reference system (``[coordinates]``), because numbers in a table say neither. A row without numbers
there has no place: it is quarantined like a record without geometry.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from parkland.conventions import heading_word
from parkland.crs import described, given_crs
from parkland.errors import SourceFormatError
from parkland.formats.evidence import Counts, Evidence
from parkland.formats.layers import DeclaredCrs, Layer, LayerContent
from parkland.schema import PROVENANCE
from parkland.sources.register import read_register

if TYPE_CHECKING:
    import pandas as pd

    from parkland.conventions import Profile
    from parkland.formats.layers import Container, ReadOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class PointTable(Layer):
    """A table of which the profile names the columns with coordinates."""

    profile: Profile

    def read(self, options: ReadOptions) -> LayerContent:  # noqa: ARG002 - registers decide it
        """Return a point for each row of the table.

        Raises
        ------
        SourceFormatError
            If the table cannot be read, or has no such columns.
        """
        import geopandas as gpd
        import pandas as pd
        import shapely

        table = read_register(self.container.path, profile=self.profile)
        places = self.profile.coordinates
        east, north = (
            _numbers(table, headings, self.container.shown) for headings in (places.x, places.y)
        )
        known = np.isfinite(east) & np.isfinite(north)
        shapes = np.full(len(table), None, dtype=object)
        shapes[known] = shapely.points(east[known], north[known])
        own = table.drop(columns=[one.name for one in PROVENANCE])
        # Records count from 1 in the order of the table; a sheet has its own rows above them.
        own = own.set_axis(pd.RangeIndex(1, len(own) + 1))
        crs = given_crs(places.crs) if places.crs else None
        declared = DeclaredCrs(crs, Evidence(described(crs), "given") if crs else Evidence("", ""))
        return LayerContent(
            frame=gpd.GeoDataFrame(own, geometry=gpd.GeoSeries(shapes, index=own.index)),
            unusable=np.full(len(table), "", dtype=object),
            encoding=Evidence("", "format"),
            declared=declared,
            counts=Counts(),
        )


def point_table(container: Container, profile: Profile) -> PointTable:
    """Return the one layer of a table with coordinates; it is called as its file."""
    return PointTable(
        container=container,
        name=container.origin.stem,
        geometry="Point",
        shown=container.shown,
        profile=profile,
    )


def _numbers(table: pd.DataFrame, headings: tuple[str, ...], where: str) -> np.ndarray:
    """Return a column of coordinates; NaN where a cell is no number.

    Raises
    ------
    SourceFormatError
    """
    import pandas as pd

    wanted = {heading_word(heading)[0] for heading in headings}
    found = [str(name) for name in table.columns if heading_word(str(name))[0] in wanted]
    if not found:
        raise SourceFormatError("sources.no_coordinates", where=where, headings=headings)
    column = pd.to_numeric(table[found[0]].map(_text), errors="coerce")
    return column.to_numpy(dtype="float64", na_value=np.nan)


def _text(cell: object) -> object:
    return cell.strip() if isinstance(cell, str) else cell
