"""Vector tiles of a dataset in one .pmtiles file: parcels where they can be seen, squares below.

GDAL makes the tiles, one archive for the parcels and one for each zoom of the overview; the
package `pmtiles` puts them into one. The parcels come to GDAL as a stream, and it keeps what it has
cut on disk. No feature is dropped: tiles have no limit of size, and zooms at which parcels would be
smaller than a few pixels have squares with the class of most of their land in place of parcels.
"""

from __future__ import annotations

import math
import shutil
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from parkland import __version__
from parkland.conventions import statuses_of
from parkland.dataset_maps.dataset_legend import legend_of
from parkland.dataset_maps.overview_cells import Cells, covered_cells
from parkland.dataset_maps.overview_levels import OverviewLevels
from parkland.dataset_maps.tile_merging import merged_archive, require_tile_writers
from parkland.errors import OutputError, first_line
from parkland.maps.drawn_coordinates import EQUATOR_M, shown_shapes
from parkland.outputs import complete_or_absent

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pyarrow as pa

    from parkland.choices import Lang
    from parkland.dataset_maps.dataset_legend import DatasetClasses
    from parkland.dataset_maps.dataset_ranges import DatasetRanges
    from parkland.dataset_maps.stored_parts import StoredParcels
    from parkland.figures import ValueClasses

ROWS = 8_192
TILE_PX = 256
SEEN_PX = 4.0  # from this side on a usual parcel is drawn as a parcel
FINER = 2  # zooms of parcels after the first: their grid is then 1/256 of a usual parcel's side
MOST_ZOOM, LEAST_ZOOM = 16, 4
SQUARES = 6  # a tile of the overview has 2^6 squares along its side
PARCELS, OVERVIEW = "parcels", "overview"
SYSTEM = "EPSG:3857"
UNLIMITED = {"MAX_SIZE": "1000000000", "MAX_FEATURES": "100000000"}


def write_vector_tiles(
    stored: StoredParcels, path: Path, *, by: str | ValueClasses, title: str, lang: Lang
) -> Path:
    """Write the parcels and an overview of them as vector tiles.

    Parameters
    ----------
    stored
        The parcels.
    path
        The .pmtiles file.
    by
        The column whose classes the squares of the overview show.
    title
        The name of the tiles.
    lang
        Language of the labels.

    Raises
    ------
    MissingLibraryError, OutputError, ColumnError
    """
    require_tile_writers()
    legend = legend_of(stored, by=by, lang=lang)
    with complete_or_absent(path) as beside:
        waiting = beside.parent / f"{beside.name}.waiting"
        waiting.mkdir()
        try:
            first, overview = _parcels(stored, legend, waiting, lang)
            archives = [*_overviews(overview, legend, waiting, first), waiting / "parcels.pmtiles"]
            about = {"name": title, "generator": f"parkland {__version__}", "format": "pbf"}
            merged_archive(archives, beside, about=about)
        except RuntimeError as error:  # as pyogrio tells what GDAL could not do
            reason = first_line(error)
            raise OutputError(
                "dataset_maps.tiles_not_written", where=path, reason=reason
            ) from error
        finally:
            shutil.rmtree(waiting, ignore_errors=True)
    return path


def _parcels(
    stored: StoredParcels, legend: DatasetClasses | DatasetRanges, waiting: Path, lang: Lang
) -> tuple[int, OverviewLevels]:
    """Write the tiles of the parcels; return their first zoom, and the squares of the overview."""
    import pyarrow as pa

    schema = pa.schema(
        [
            ("number", pa.string()), ("name", pa.string()), ("status", pa.string()),
            ("label", pa.string()), ("class", pa.string()), (f"area_{stored.unit}", pa.float64()),
            ("geometry", pa.binary()),
        ]
    )  # fmt: skip
    first = first_zoom(stored.usual_side_m(_latitude(stored)))
    last = min(first + FINER, MOST_ZOOM)
    overview = OverviewLevels(waiting / "cells", finest=max(first - 1, LEAST_ZOOM) + SQUARES)
    styles = statuses_of(stored.ledger(stored.nothing())).styles("status")
    labels = {code: style.label(lang) for code, style in styles.items()}

    def batches() -> Iterator[pa.RecordBatch]:
        for frame in stored.frames(ROWS):
            degrees = shown_shapes(frame.geometry, shift="").to_numpy()
            classes = legend.codes(frame)
            overview.add(covered_cells(degrees, classes, level=overview.finest))
            leaves = stored.ledger(frame)._figures[stored.key].leaves  # noqa: SLF001 - as stored
            columns = [
                _texts(frame["parcel_id"]),
                _texts(frame["name"]),
                _texts(frame["status"]),
                _texts(frame["status"].map(labels)),
                [legend.labels[code] if code >= 0 else None for code in classes],
                [None if math.isnan(leaf) else leaf for leaf in leaves],
                shapely.to_wkb(shapely.transform(degrees, _metres)).tolist(),
            ]
            arrays = [pa.array(c, field.type) for c, field in zip(columns, schema, strict=True)]
            yield pa.record_batch(arrays, schema=schema)

    reader = pa.RecordBatchReader.from_batches(schema, batches())
    _write(reader, waiting / "parcels.pmtiles", PARCELS, (first, last), "Unknown")
    return first, overview


def _latitude(stored: StoredParcels) -> float:
    """Return the latitude of some parcel that has a shape.

    Raises
    ------
    OutputError
        If none has one.
    """
    for frame in stored.frames(ROWS):
        shapes = shown_shapes(frame.geometry, shift="").to_numpy()
        there = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
        if len(there):
            return float(shapely.bounds(there[:1])[0, 1])
    raise OutputError("dataset_maps.nothing_drawn")


def first_zoom(side: float) -> int:
    """Return the first zoom at which a parcel with a side in Web Mercator can be seen.

    Examples
    --------
    >>> first_zoom(40.0), first_zoom(400.0)
    (14, 11)
    """
    zoom = math.ceil(math.log2(SEEN_PX * EQUATOR_M / (TILE_PX * max(side, 0.1))))
    return min(max(zoom, LEAST_ZOOM), MOST_ZOOM - 1)


def _overviews(
    overview: OverviewLevels, legend: DatasetClasses | DatasetRanges, waiting: Path, first: int
) -> list[Path]:
    """Write an archive for each zoom below the parcels, and return those that there are."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([("class", pa.string()), ("share", pa.int16()), ("geometry", pa.binary())])
    zooms = range(LEAST_ZOOM, first)
    writers: dict[int, Any] = {}
    for level, cells in overview.chunks():
        zoom = level - SQUARES
        if zoom not in zooms or not len(cells):
            continue
        if zoom not in writers:
            writers[zoom] = pq.ParquetWriter(waiting / f"{zoom}.parquet", schema)
        codes, keys, shares = strongest(cells)
        x, y = _halves(codes), _halves(codes >> 1)
        side = EQUATOR_M / 2.0**level
        west, north = x * side - EQUATOR_M / 2, EQUATOR_M / 2 - y * side
        squares = shapely.box(west, north - side, west + side, north)
        names = [legend.labels[key] if 0 <= key < len(legend.labels) else None for key in keys]
        percent = np.clip(np.rint(shares * 100), 1, 100).astype("int16")
        table = pa.table(
            [pa.array(names, pa.string()), pa.array(percent), pa.array(shapely.to_wkb(squares))],
            schema=schema,
        )
        writers[zoom].write_table(table)
    paths = []
    for zoom in sorted(writers):
        writers[zoom].close()
        source = pq.ParquetFile(waiting / f"{zoom}.parquet")
        reader = pa.RecordBatchReader.from_batches(schema, source.iter_batches())
        paths.append(waiting / f"{zoom}.pmtiles")
        _write(reader, paths[-1], OVERVIEW, (zoom, zoom), "Polygon")
    return paths


def strongest(cells: Cells) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return each square, the key with most land in it, and the share of all land in it.

    Examples
    --------
    >>> codes, keys, shares = np.array([5, 5, 9]), np.array([0, 1, 0]), np.array([0.25, 0.5, 1.0])
    >>> [column.tolist() for column in strongest(Cells(codes, keys, shares))]
    [[5, 9], [1, 0], [0.75, 1.0]]
    """
    first = np.flatnonzero(np.diff(cells.codes, prepend=-1))
    groups = np.repeat(np.arange(len(first)), np.diff(np.append(first, len(cells))))
    order = np.lexsort((-cells.shares, groups))  # the first row of each square has most land
    return cells.codes[first], cells.keys[order[first]], np.add.reduceat(cells.shares, first)


def _write(reader: Any, path: Path, layer: str, zooms: tuple[int, int], kind: str) -> None:
    import pyogrio

    options = {"MINZOOM": str(zooms[0]), "MAXZOOM": str(zooms[1]), **UNLIMITED}
    pyogrio.write_arrow(
        reader,
        path,
        layer=layer,
        driver="PMTiles",
        geometry_name="geometry",
        geometry_type=kind,
        crs=SYSTEM,
        dataset_options=options,
    )


def _texts(column: Any) -> list[str | None]:
    return [str(text) if isinstance(text, str) else None for text in column]


def _metres(points: np.ndarray) -> np.ndarray:
    """Return longitude and latitude in metres of Web Mercator."""
    latitude = np.clip(points[:, 1], -85.06, 85.06)
    x = points[:, 0] / 360 * EQUATOR_M
    y = np.arctanh(np.sin(np.radians(latitude))) / (2 * np.pi) * EQUATOR_M
    return np.column_stack([x, y])


def _halves(codes: np.ndarray) -> np.ndarray:
    """Return every second bit of Morton codes, from the lowest on."""
    found = np.zeros(len(codes), dtype="int64")
    for bit in range(24):
        found |= ((codes >> (2 * bit)) & 1) << bit
    return found
