"""A frame in memory as a layer, so that it is read, checked and told as a layer of a file is."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parkland.column_names import free_name, index_columns
from parkland.formats.evidence import Evidence
from parkland.formats.frame_cells import holds_bytes, plain_column, sound_text
from parkland.formats.gdal_layers import declared_by
from parkland.formats.layers import Container, DeclaredCrs, Layer, LayerContent
from parkland.formats.registry import Format
from parkland.issues import Issue
from parkland.schema import PROVENANCE
from parkland.sources.misread_texts import require_well_read
from parkland.sources.written import is_written

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from parkland.formats.layers import ReadOptions

IN_MEMORY = Format(name="frame in memory", endings=(), module="")
ORIGIN = {one.name: f"raw_{one.name}" for one in PROVENANCE}


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameLayer(Layer):
    """The records of a GeoDataFrame; `container` has its name and no file."""

    table: gpd.GeoDataFrame = field(repr=False, compare=False)

    @property
    def file(self) -> None:
        """None: no file was read, and none must be kept from being replaced."""
        return

    @property
    def row_labels(self) -> pd.Index:
        """The index of the frame, one label a record."""
        return self.table.index

    def files(self) -> list[Path]:
        """Return no file."""
        return []

    def read(self, options: ReadOptions) -> LayerContent:
        """Return every row, in the types of a file, with the named levels of its index.

        Raises
        ------
        EncodingError
            If its texts were decoded wrongly when it was read: what they say would be lost.
        """
        import numpy as np

        require_well_read(self.table, is_known=options.is_known, where=self.shown)

        records, issues = _records(self.table)
        declared = declared_by(records)
        known = declared.evidence.value
        return LayerContent(
            frame=records,
            unusable=np.full(len(records), "", dtype=object),
            encoding=Evidence("utf-8", "memory"),
            declared=DeclaredCrs(declared.crs, Evidence(known, "frame"), declared.error),
            issues=issues,
        )


def frame_layer(name: str, table: gpd.GeoDataFrame, /) -> FrameLayer:
    """Return a frame as a layer called `name`."""
    import numpy as np

    nowhere = Path(name)
    table = _without_rings(table)
    kinds = np.unique(table.geometry.geom_type.dropna().to_numpy(dtype=object).astype(str))
    return FrameLayer(
        container=Container(path=nowhere, shown=name, origin=nowhere, format=IN_MEMORY),
        name=name,
        # a frame of empty cells is read too, so that its rows are reported and not lost
        geometry=", ".join(kinds.tolist()) or "Unknown",
        shown=name,
        table=table,
    )


def _without_rings(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a frame with closed lines in place of bare rings, which no file holds."""
    import shapely

    shapes = table.geometry.to_numpy()
    bare = shapely.get_type_id(shapes) == shapely.GeometryType.LINEARRING
    if not bare.any():
        return table
    lines = [
        shapely.LineString(one.coords) if is_bare else one
        for one, is_bare in zip(shapes, bare, strict=True)
    ]
    return table.set_geometry(lines, crs=table.crs)


def _records(table: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[Issue]]:
    """Return the rows numbered from 1 as a file would have them, and what was done to columns."""
    import geopandas as gpd
    import pandas as pd

    issues: list[Issue] = []
    active = table.active_geometry_name
    shapes = table.geometry
    columns: dict[str, Any] = {}
    rows = pd.RangeIndex(1, len(table) + 1)
    for name, column in (*index_columns(table), *table.items()):
        if name == active:
            continue
        text = free_name(sound_text(str(name)), columns)
        is_shape = str(column.dtype) == "geometry"
        if not is_shape and holds_bytes(column):
            issues.append(Issue(code="frame.bytes", field=text))
        columns[text] = (column if is_shape else plain_column(column)).set_axis(rows)
    columns = _with_origin(columns)
    if "geometry" in columns:
        columns[free_name("raw_geometry", columns)] = columns.pop("geometry")
    own = pd.DataFrame(columns, index=rows)
    own.columns = pd.Index(list(columns), dtype=object)
    return gpd.GeoDataFrame(own, geometry=shapes.to_numpy(), crs=shapes.crs, copy=False), issues


def _with_origin(columns: dict[str, Any]) -> dict[str, Any]:
    """Return the columns of parcels of parkland with their first provenance, as files have them."""
    if not is_written(columns):
        return columns
    kept = {name for name in ORIGIN if ORIGIN[name] in columns}
    return {ORIGIN.get(name, name): cells for name, cells in columns.items() if name not in kept}
