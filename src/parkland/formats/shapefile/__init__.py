"""The shapefile: .shp, .shx, .dbf, .prj, .cpg, and two tables that parkland writes beside them.

Reading has these steps, in this order. `shapefile_parts` finds the files. `dbf_table` parses the
bytes of the .dbf into rows and cells, `dbf_encoding` infers their encoding, and `dbf_columns`
decodes them into columns. `shp_records` finds the records in the bytes of the .shp, with
`shp_search` for damaged files. `shp_shapes` has GDAL build shapes from them. `record_join` joins
rows and shapes, and `shapefile_reading` controls all steps. `sidecar_tables` restores full names
and whole texts from the tables beside the shapefile.

For writing, `field_names` and `dbf_writing` make the .dbf, and `shapefile_writing` makes the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from parkland.formats.layers import Container, Layer, WriteOptions

# Files with these endings belong to an earlier shapefile and are wrong once it is replaced: spatial
# and attribute indices of other programs, QGIS's own .prj, and the table of whole texts.
STALE = (
    ".sbn", ".sbx", ".qix", ".fbn", ".fbx", ".ain", ".aih", ".ixs", ".mxs", ".qpj", ".texts.csv",
    ".own.csv",
)  # fmt: skip


def layers_of(container: Container, /) -> list[Layer]:
    """Return the only layer of a shapefile.

    Raises
    ------
    SourceFormatError
        If the file is not a shapefile.
    """
    from parkland.formats.shapefile.shapefile_reading import ShapefileLayer

    return [ShapefileLayer.of(container)]


def write(parcels: gpd.GeoDataFrame, path: Path, options: WriteOptions, /) -> str:
    """Write the files of a shapefile to the folder of `path`.

    Returns
    -------
    str
        A sentence on the texts that other programs see cut; empty if there are none.

    Raises
    ------
    OutputError
        If the format cannot hold the table.
    """
    from parkland.formats.shapefile.shapefile_writing import write_shapefile

    return write_shapefile(
        parcels,
        path,
        encoding=options.encoding,
        lang=options.lang,
        statuses=options.statuses,
    )
