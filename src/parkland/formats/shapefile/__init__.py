"""The shapefile: .shp, .shx, .dbf, .prj, .cpg, and two tables that parkland writes beside them.

Reading goes one way: the files are found (`shapefile_parts`); the bytes of the .dbf give rows and
cells (`dbf_table`), the evidence gives their encoding (`dbf_encoding`), and both give columns
(`dbf_columns`); the bytes of the .shp give records (`shp_records`, and `shp_search` where they are
damaged), of which GDAL builds shapes (`shp_shapes`); `shapefile_reading` puts them together; the
tables beside it restore full names and whole texts (`sidecar_tables`).

Writing: `field_names` and `dbf_writing` make the .dbf, `shapefile_writing` the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from parkland.formats.layers import Container, Layer, WriteOptions

# Endings of files beside a shapefile that are wrong once it is replaced: spatial and attribute
# indices of other programs, QGIS's own .prj, and whole texts of the earlier one.
STALE = (
    ".sbn", ".sbx", ".qix", ".fbn", ".fbx", ".ain", ".aih", ".ixs", ".mxs", ".qpj", ".texts.csv",
)  # fmt: skip


def layers_of(container: Container, /) -> list[Layer]:
    """Return the one layer of a shapefile.

    Raises
    ------
    SourceFormatError
        If it is not a shapefile.
    """
    from parkland.formats.shapefile.shapefile_reading import ShapefileLayer

    return [ShapefileLayer.of(container)]


def write(parcels: gpd.GeoDataFrame, path: Path, options: WriteOptions, /) -> str:
    """Write the files of a shapefile to the folder of `path`; return what other programs lose.

    Raises
    ------
    OutputError
        If the format cannot hold the table.
    """
    from parkland.formats.shapefile.shapefile_writing import write_shapefile

    return write_shapefile(parcels, path, encoding=options.encoding, lang=options.lang)
