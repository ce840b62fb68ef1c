"""Several archives of vector tiles in one: those of GDAL, which have different zooms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parkland.errors import MissingLibraryError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path


def require_tile_writers() -> None:
    """Raise unless vector tiles can be written here.

    Raises
    ------
    MissingLibraryError
        If the package `pmtiles` or the driver of GDAL is not there.
    """
    import pyogrio

    try:
        import pmtiles.writer  # noqa: F401
    except ImportError as error:
        raise MissingLibraryError("dataset_maps.no_tile_library") from error
    if "w" not in pyogrio.list_drivers().get("PMTiles", ""):
        raise MissingLibraryError("dataset_maps.no_tile_driver")


def merged_archive(archives: Iterable[Path], path: Path, *, about: Mapping[str, Any]) -> None:
    """Write the tiles of archives whose zooms ascend into one.

    Parameters
    ----------
    archives
        .pmtiles files of vector tiles; no two have a zoom in common.
    path
        The file to write.
    about
        Entries of its metadata, beside the layers of the archives.
    """
    import pmtiles.reader
    from pmtiles.tile import Compression, TileType, zxy_to_tileid
    from pmtiles.writer import write

    reading: Any = pmtiles.reader  # it has no types
    layers: dict[str, dict[str, Any]] = {}
    corners: list[list[int]] = []
    with write(str(path)) as writer:
        for archive in archives:
            with archive.open("rb") as file:
                source = reading.MmapSource(file)
                reader = reading.Reader(source)
                header = reader.header()
                corners.append([header[name] for name in _CORNERS])
                for layer in reader.metadata().get("vector_layers", []):
                    known = layers.setdefault(layer["id"], dict(layer))
                    known["minzoom"] = min(known.get("minzoom", 99), header["min_zoom"])
                    known["maxzoom"] = max(known.get("maxzoom", 0), header["max_zoom"])
                for zxy, tile in reading.all_tiles(source):
                    writer.write_tile(zxy_to_tileid(*zxy), tile)
        sides = list(zip(*corners, strict=True))
        west, south, east, north = min(sides[0]), min(sides[1]), max(sides[2]), max(sides[3])
        zooms = [zoom for layer in layers.values() for zoom in (layer["minzoom"], layer["maxzoom"])]
        writer.finalize(
            {
                "tile_type": TileType.MVT,
                "tile_compression": Compression.GZIP,
                "min_lon_e7": west,
                "min_lat_e7": south,
                "max_lon_e7": east,
                "max_lat_e7": north,
                "center_zoom": min(zooms),
                "center_lon_e7": (west + east) // 2,
                "center_lat_e7": (south + north) // 2,
            },
            {**about, "vector_layers": list(layers.values())},
        )


_CORNERS = ("min_lon_e7", "min_lat_e7", "max_lon_e7", "max_lat_e7")
