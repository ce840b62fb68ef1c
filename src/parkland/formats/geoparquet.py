"""GeoParquet, through geopandas; it needs pyarrow, which comes with ``parkland[parquet]``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parkland.errors import MissingLibraryError, SourceFormatError, first_line

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd


def read_parquet(path: Path, *, where: str) -> gpd.GeoDataFrame:
    """Return the table of a file, its geometry in the column `geometry`.

    Raises
    ------
    MissingLibraryError
        If pyarrow is not installed.
    SourceFormatError
        If it is damaged, or has no geometry.
    """
    import geopandas as gpd
    from pyproj import CRS

    try:
        frame = gpd.read_parquet(path)
        for column in frame.columns:
            if column != frame.active_geometry_name:
                frame[column].to_numpy(dtype=object)  # a damaged text is found when it is taken
    except ImportError as error:
        raise MissingLibraryError(
            "pyarrow, which reads GeoParquet, is not installed",
            where=where,
            do="install parkland[parquet], or export the layer as .gpkg",
        ) from error
    except Exception as error:
        raise SourceFormatError(
            f"the file cannot be read as GeoParquet ({first_line(error)})",
            where=where,
            do="write it with geopandas or GDAL, with its geometry",
        ) from error
    if frame.active_geometry_name != "geometry":
        frame = frame.rename(columns={"geometry": "raw_geometry"}).rename_geometry("geometry")
    if frame.crs is not None and frame.crs.equals(CRS("OGC:CRS84")):
        frame = frame.set_crs("EPSG:4326", allow_override=True)  # the same, in the order x, y
    return frame.reset_index(drop=True)


def kind_of(frame: Any) -> str:
    """Return the kinds of geometry in a table; ``Unknown`` if it has no rows."""
    return ", ".join(sorted({str(kind) for kind in frame.geom_type.dropna()})) or "Unknown"
