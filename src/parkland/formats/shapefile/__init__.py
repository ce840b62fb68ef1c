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
    from parkland.formats.layers import Container, Layer


def layers_of(container: Container, /) -> list[Layer]:
    """Return the one layer of a shapefile.

    Raises
    ------
    SourceFormatError
        If it is not a shapefile.
    """
    from parkland.formats.shapefile.shapefile_reading import ShapefileLayer

    return [ShapefileLayer.of(container)]
