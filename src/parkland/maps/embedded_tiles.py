"""Tiles of an office's own that are embedded in a page, for the extent of its parcels.

Every zoom of the archive is taken, from the one that shows all parcels at once to the finest that
keeps the page within its limit. The tiles lie in the packed block of the page.
"""

from __future__ import annotations

import math
import warnings
from typing import TYPE_CHECKING, Any

from parkland.errors import ParklandWarning, SourceFormatError
from parkland.maps.tile_archives import Rectangle, open_tiles
from parkland.maps.tile_pictures import require_picture

if TYPE_CHECKING:
    from pathlib import Path

    from parkland.maps.packing import Pack

MOST_BYTES = 24_000_000  # of all tiles of a page
MOST_TILES = 6_000
MARGIN = 0.15  # of the extent of the parcels, on each side
STEPS_OUT = 3  # zooms beyond the one at which all parcels lie in one tile
STEEPEST = 85.0  # degrees of latitude that Web Mercator shows

Box = tuple[float, float, float, float]


def widened(bounds: Box) -> Box:
    """Return the box in degrees that a picture below the parcels covers: west, south, east, north.

    Examples
    --------
    >>> widened((118.0, 29.0, 118.1, 29.1))
    (117.985, 28.985, 118.115, 29.115)
    """
    west, south, east, north = bounds
    wide, high = (max(side, 0.002) * MARGIN for side in (east - west, north - south))
    sides = (west - wide, south - high, east + wide, north + high)
    return tuple(round(side, 9) for side in sides)  # type: ignore[return-value]


def pack_tiles(pack: Pack, path: Path, bounds: Box, *, credit: str) -> dict[str, Any]:
    """Add the tiles of an archive that cover a box to `pack`; return where they stand.

    Parameters
    ----------
    pack
        The block of the page.
    path
        An .mbtiles file, a .pmtiles file or a folder of z/x/y pictures, in Web Mercator.
    bounds
        The extent of the parcels in degrees: west, south, east, north.
    credit
        Whom the page names as their source. Default: whom the archive names.

    Raises
    ------
    SourceError
        If the archive cannot be read, or if it has no tile there.
    OutputError
        If the package that reads it is not installed.

    Warns
    -----
    ParklandWarning
        If the finest zooms are left out, because the page would be too large.
    """
    archive = open_tiles(path)
    box = widened(bounds)
    places: list[tuple[int, int, int]] = []
    pictures: list[bytes] = []
    size, kept = 0, []
    for zoom in archive.zooms:
        wanted = rectangle(box, zoom)
        if zoom + STEPS_OUT < _all_in_one(box):
            continue
        found = _of_zoom(archive, wanted, MOST_BYTES - size, MOST_TILES - len(places), path)
        if found is None:
            warnings.warn(
                ParklandWarning(
                    "maps.tiles_left_out",
                    where=path,
                    zoom=zoom,
                    megabytes=MOST_BYTES / 1e6,
                    tiles=MOST_TILES,
                ),
                stacklevel=2,
            )
            break
        if found:
            kept.append(zoom)
        places += [(zoom, column, row) for column, row, _ in found]
        pictures += [content for _, _, content in found]
        size += sum(len(content) for _, _, content in found)
    if not places:
        levels = f"{archive.zooms[0]}-{archive.zooms[-1]}" if archive.zooms else "-"
        raise SourceFormatError("maps.tiles_elsewhere", where=path, levels=levels)
    return {
        "label": path.stem,
        "attribution": credit or archive.credit,
        "zooms": kept,
        "zoom": pack.integers([zoom for zoom, _, _ in places]),
        "column": pack.integers([column for _, column, _ in places]),
        "row": pack.integers([row for _, _, row in places]),
        "sizes": pack.integers([len(content) for content in pictures]),
        "bytes": size,
        "at": pack.raw(b"".join(pictures)),
    }


def _of_zoom(
    archive: Any, wanted: Rectangle, room: int, places: int, path: Path
) -> list[tuple[int, int, bytes]] | None:
    """Return the tiles of a rectangle; None if there is no room for all of them."""
    if wanted.size > places:
        return None
    found = []
    for column, row, content in archive.tiles(wanted):
        room -= len(content)
        if room < 0:
            return None
        where = f"{path}: {wanted.zoom}/{column}/{row}"
        found.append((column, row, require_picture(content, where)))
    return found


def rectangle(box: Box, zoom: int) -> Rectangle:
    """Return the tiles of a zoom that a box in degrees meets.

    Examples
    --------
    >>> rectangle((118.0, 29.0, 118.1, 29.1), 12)
    Rectangle(zoom=12, west=3390, east=3391, north=1701, south=1702)
    """
    west, south, east, north = box
    across = 2**zoom
    columns = [(side + 180) / 360 * across for side in (west, east)]
    rows = [_row_share(side) * across for side in (north, south)]
    first, last, top, bottom = (
        min(max(math.floor(place), 0), across - 1) for place in (*columns, *rows)
    )
    return Rectangle(zoom, first, last, top, bottom)


def _row_share(latitude: float) -> float:
    """Return how far a latitude lies from the upper edge of Web Mercator, as a share of it."""
    angle = math.radians(min(max(latitude, -STEEPEST), STEEPEST))
    return (1 - math.asinh(math.tan(angle)) / math.pi) / 2


def _all_in_one(box: Box) -> int:
    """Return the finest zoom at which a box is at most a tile wide and high."""
    west, south, east, north = box
    share = max((east - west) / 360, _row_share(south) - _row_share(north), 1e-9)
    return math.floor(-math.log2(share))
