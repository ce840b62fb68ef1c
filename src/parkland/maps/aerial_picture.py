"""An aerial picture below the parcels, embedded in the page."""

from __future__ import annotations

import base64
import os
from pathlib import Path
from typing import Any

from parkland.errors import (
    ChoiceError,
    OutputError,
    SourceFormatError,
    first_line,
)
from parkland.file_paths import file_path
from parkland.maps.drawn_coordinates import WGS84, shown_shapes
from parkland.maps.picture_files import OPTIONS, safe_picture

MOST_PIXELS = 4096  # of the longer side of an embedded picture
# A picture of a few bytes can declare any size. PNG and JPEG are decoded row by row from the top;
# other formats have tiles.
MOST_STORED, MOST_STORED_IN_TILES = {"PNG": 500_000_000, "JPEG": 500_000_000}, 4_000_000_000
QUALITY = "80"
MERCATOR = "EPSG:3857"
COLOURS = 3


def embedded_image(
    path: str | os.PathLike[str],
    *,
    shift: str,
    extent: tuple[float, float, float, float] | None = None,
) -> dict[str, Any]:
    """Return a georeferenced picture as a data address, with its corners.

    The picture is warped to Web Mercator, with at most 4096 pixels on its longer side. This needs
    rasterio (``pip install parkland[image]``).

    Parameters
    ----------
    path
        A GeoTIFF, PNG, JPEG or JPEG 2000 file; see `maps.picture_files`.
    shift
        As for `drawn_coordinates.shown_shapes`.
    extent
        The part that is embedded, in degrees: west, south, east, north. Default: all of it.

    Raises
    ------
    SourceError
        If it cannot be read, if it has no reference system, or if no part of it lies in `extent`.
    ChoiceError
        If `path` is not a path.
    OutputError
        If rasterio is not installed.
    """
    try:
        import rasterio
    except ImportError as error:
        raise OutputError("maps.no_rasterio", where=path) from error
    from rasterio.io import MemoryFile
    from rasterio.transform import from_bounds
    from rasterio.vrt import WarpedVRT
    from rasterio.warp import transform_bounds

    if not isinstance(path, str | os.PathLike):
        raise ChoiceError("maps.no_picture_value", name__=type(path).__name__)
    try:
        with (
            safe_picture(file_path(path, name="image")) as (place_of_file, driver),
            rasterio.Env(**OPTIONS),
            rasterio.open(place_of_file, driver=driver) as source,
        ):
            if source.tags(ns="OVERVIEWS"):
                raise SourceFormatError("maps.outside_overview", where=path)
            most = MOST_STORED.get(driver, MOST_STORED_IN_TILES)
            if source.width * source.height > most:
                raise SourceFormatError(
                    "maps.large_picture",
                    where=path,
                    width=source.width,
                    height=source.height,
                    most=most / 1000000.0,
                )
            if source.crs is None:
                raise SourceFormatError("maps.picture_without_crs", where=path)
            with WarpedVRT(source, crs=MERCATOR, add_alpha=True) as warped:
                part = _part(warped.bounds, extent, path)
                window = warped.window(*part)
                scale = min(1, MOST_PIXELS / max(window.width, window.height))
                shape = (max(1, round(window.height * scale)), max(1, round(window.width * scale)))
                pixels = _colours(warped, shape, window)
                place = from_bounds(*part, shape[1], shape[0])
                bounds = transform_bounds(MERCATOR, WGS84, *part)
            profile = {"driver": "WEBP", "dtype": "uint8", "count": 4, "transform": place}
            with MemoryFile() as memory:
                with memory.open(
                    height=shape[0], width=shape[1], QUALITY=QUALITY, **profile
                ) as out:
                    out.write(pixels)
                picture = base64.b64encode(memory.read()).decode("ascii")
    except rasterio.errors.RasterioError as error:
        raise SourceFormatError("maps.unreadable", where=path, reason=first_line(error)) from error
    west, south, east, north = _moved_box(bounds, shift)
    return {
        "label": Path(path).stem,
        "url": f"data:image/webp;base64,{picture}",
        "bounds": [[south, west], [north, east]],
    }


def _part(whole: Any, extent: Any, path: Any) -> tuple[float, float, float, float]:
    """Return the part of a picture that lies in an extent, in Web Mercator.

    Raises
    ------
    SourceFormatError
        If there is none.
    """
    from rasterio.warp import transform_bounds

    if extent is None:
        return tuple(whole)
    wanted = transform_bounds(WGS84, MERCATOR, *extent)
    west, south = (max(one, other) for one, other in zip(whole[:2], wanted[:2], strict=True))
    east, north = (min(one, other) for one, other in zip(whole[2:], wanted[2:], strict=True))
    if west >= east or south >= north:
        raise SourceFormatError("maps.picture_elsewhere", where=path)
    return west, south, east, north


def _colours(warped: Any, shape: tuple[int, int], window: Any) -> Any:
    """Return red, green, blue and opacity as bytes, shape ``(4, height, width)``.

    A single band is grey. Bands with more than eight bits are stretched from their 1st to their
    99th percentile, because cameras use only a small part of the range.
    """
    import numpy as np

    bands = [1, 2, 3] if warped.count > COLOURS else [1, 1, 1]  # the last band is opacity
    colours = warped.read(bands, out_shape=(COLOURS, *shape), window=window).astype("float64")
    alpha = warped.read(warped.count, out_shape=shape, window=window)
    seen = colours[:, alpha > 0]
    if warped.dtypes[0] != "uint8" and seen.size:
        low, high = np.percentile(seen, [1, 99])
        colours = (colours - low) / max(high - low, 1e-9) * 255
    opaque = np.where(alpha > 0, 255, 0)
    return np.concatenate([np.clip(colours, 0, 255), opaque[None]]).astype("uint8")


def _moved_box(bounds: tuple[float, float, float, float], shift: str) -> list[float]:
    import geopandas as gpd
    import shapely

    box = gpd.GeoSeries([shapely.box(*bounds)], crs=WGS84)
    return [float(value) for value in shown_shapes(box, shift=shift).total_bounds]
