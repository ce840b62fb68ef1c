"""Parcels for other programs: GeoJSON and GeoParquet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.crs import compatible, described, given_crs
from parkland.errors import MissingLibraryError, OutputError
from parkland.exports.files import write_layer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import geopandas as gpd

    from parkland.exports.content import Column

DEGREE_DIGITS = 9  # 0.1 mm


def write_geojson(
    columns: Sequence[Column], parcels: gpd.GeoDataFrame, path: Path, *, layer: str
) -> None:
    """Write GeoJSON as RFC 7946 has it: degrees of WGS 84, outer rings counter-clockwise.

    CGCS2000 is taken as WGS 84, with which it agrees to some centimetres.

    Raises
    ------
    OutputError
        If the parcels have no reference system, or are on another datum.
    """
    wgs84 = given_crs("EPSG:4326")
    if parcels.crs is None or not compatible(parcels.crs, wgs84):
        own = (
            "without a reference system" if parcels.crs is None else f"in {described(parcels.crs)}"
        )
        raise OutputError(
            f"GeoJSON is in WGS 84, the parcels are {own}",
            where=path.name,
            do="write .gpkg or .shp, which keep the reference system",
        )
    write_layer(
        columns,
        parcels.geometry.to_crs(wgs84).to_numpy(),
        path,
        driver="GeoJSON",
        layer=layer,
        geometry_type="Unknown",
        crs="EPSG:4326",
        RFC7946="YES",
        COORDINATE_PRECISION=str(DEGREE_DIGITS),
        WRITE_NAME="NO",
    )


def write_parquet(columns: Sequence[Column], parcels: gpd.GeoDataFrame, path: Path) -> None:
    """Write GeoParquet 1.0.

    Raises
    ------
    MissingLibraryError
        If pyarrow is not installed.
    OutputError
    """
    import geopandas as gpd

    cells = {column.name: column.cells for column in columns}
    table = gpd.GeoDataFrame(cells, geometry=parcels.geometry, index=parcels.index)
    try:
        table.to_parquet(path, index=False)
    except ImportError as error:
        raise MissingLibraryError(
            "pyarrow is not installed",
            where=path.name,
            do="install parkland[parquet], or write .gpkg",
        ) from error
