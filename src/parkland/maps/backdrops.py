"""Pictures and tiles of an office's own, embedded below the parcels for their extent."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from parkland.errors import ChoiceError, brief
from parkland.file_paths import file_path
from parkland.maps.aerial_picture import embedded_image
from parkland.maps.drawn_coordinates import shown_shapes
from parkland.maps.embedded_tiles import Box, pack_tiles, widened
from parkland.wording import wording

if TYPE_CHECKING:
    import geopandas as gpd

    from parkland.maps.packing import Pack

    Picture: TypeAlias = "str | os.PathLike[str] | Backdrop"

TILE_ENDINGS = (".mbtiles", ".pmtiles")


@dataclass(frozen=True, slots=True)
class Backdrop:
    """A picture or tiles below the parcels of a map, for `draw_map`.

    Parameters
    ----------
    path
        A georeferenced picture (GeoTIFF, PNG, JPEG, JPEG 2000), or tiles in Web Mercator: an
        .mbtiles file, a .pmtiles file, or a folder of ``z/x/y.png`` (``.jpg``, ``.webp``).
    attribution
        Whom the map names as their source. Default: whom a file of tiles names.

    Raises
    ------
    ChoiceError
        If the path is no path, or the attribution no text.

    Examples
    --------
    >>> Backdrop("正射影像.mbtiles", attribution="XX市自然资源局 2024").attribution
    'XX市自然资源局 2024'
    """

    path: str | os.PathLike[str]
    attribution: str = ""

    def __post_init__(self) -> None:
        if not isinstance(self.path, str | os.PathLike):
            raise ChoiceError("maps.no_picture_value", name__=type(self.path).__name__)
        if not isinstance(self.attribution, str):
            raise ChoiceError("maps.attribution", attribution=brief(self.attribution))


def backdrops_of(image: Picture | Iterable[Picture] | None) -> list[Backdrop]:
    """Return what the argument `image` of `draw_map` names.

    Raises
    ------
    ChoiceError
    """
    if image is None:
        return []
    if isinstance(image, str | os.PathLike | Backdrop) or not isinstance(image, Iterable):
        image = [image]
    return [one if isinstance(one, Backdrop) else Backdrop(one) for one in image]


def pack_backdrops(
    pack: Pack, image: Picture | Iterable[Picture] | None, parcels: gpd.GeoSeries, *, shift: str
) -> dict[str, list[dict[str, Any]]]:
    """Return the pictures and the tiles of a page, cut to the extent of its parcels.

    Parameters
    ----------
    pack
        The block of the page, to which tiles are added.
    image
        Files, or a `Backdrop` each.
    parcels
        The shapes of the parcels.
    shift
        As for `drawn_coordinates.shown_shapes`.

    Raises
    ------
    SourceError
        If a file cannot be read, or does not cover the parcels.
    ChoiceError
        If tiles are to lie below parcels that are drawn in another frame.
    OutputError
        If the package that reads a file is not installed.
    """
    found = backdrops_of(image)
    extent = _extent(parcels) if found else None
    images, tiles = [], []
    for one in found:
        path = file_path(one.path, name="image")
        if not (path.is_dir() or path.suffix.lower() in TILE_ENDINGS):
            box = None if extent is None else widened(extent)
            picture = embedded_image(path, shift=shift, extent=box)
            images.append(picture | {"attribution": one.attribution})
            continue
        if shift:
            raise ChoiceError("maps.shifted_base_map", where=path)
        if extent is not None:
            tiles.append(pack_tiles(pack, path, extent, credit=one.attribution))
    return {"images": images, "tiles": tiles}


def sizes_told(head: dict[str, Any], lang: str) -> tuple[str, ...]:
    """Return a sentence on the size of each picture and of each set of tiles of a page."""
    pictures = (
        wording("map.embedded_image", lang, name=one["label"], size=f"{len(one['url']) / 1e6:.1f}")
        for one in head["images"]
    )
    tiles = (
        wording(
            "map.embedded_tiles",
            lang,
            name=one["label"],
            tiles=f"{one['sizes']['count']:,}",
            least=one["zooms"][0],
            most=one["zooms"][-1],
            size=f"{one['bytes'] * 4 / 3 / 1e6:.1f}",
        )
        for one in head["tiles"]
    )
    return (*pictures, *tiles)


def _extent(parcels: gpd.GeoSeries) -> Box | None:
    """Return west, south, east and north of the parcels in degrees; None without parcels."""
    shapes = shown_shapes(parcels, shift="")
    if shapes.empty or not all(map(math.isfinite, shapes.total_bounds)):
        return None
    west, south, east, north = (float(side) for side in shapes.total_bounds)
    return west, south, east, north
