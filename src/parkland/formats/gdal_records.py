"""Records of a layer, in bulk and, where one bad record stops the bulk reader, in pieces.

The layer is halved until the bad records stand alone; each of these is tried with fiona, then for
its geometry without attributes. What still cannot be read is an empty row with its reason.
"""

from __future__ import annotations

import json
import logging
import re
import sqlite3
import warnings
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Any

import numpy as np

from parkland.errors import SourceFormatError, first_line
from parkland.issues import Issue

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from parkland.formats.layers import Layer

GEOMETRY_KEY = re.compile(rb'"geometry"\s*:')


def read_shapes_alone(path: Path, shown: str) -> tuple[np.ndarray, dict[int, str]]:
    """Return the shape of every record of a sound .shp, and why one cannot be built, by its place.

    Raises
    ------
    SourceFormatError
        If the driver refuses the file.
    """
    import shapely
    from pyogrio.errors import DataSourceError
    from pyogrio.raw import read

    try:
        with warnings.catch_warnings(action="ignore"):  # every record is judged one by one
            binary = read(path, columns=[], force_2d=False)[2]
    except (DataSourceError, ValueError, RuntimeError) as error:
        raise SourceFormatError(
            f"its shapes cannot be read ({first_line(error)})",
            where=shown,
            do="check that it opens in a GIS, and export it again",
        ) from error
    with np.errstate(invalid="ignore"):  # coordinates that are no numbers are told by `clean`
        shapes = shapely.from_wkb(binary, on_invalid="ignore")
    trouble = {}
    for place in np.flatnonzero(shapely.is_missing(shapes) & (binary != None)):  # noqa: E711
        try:
            shapes[place] = shapely.from_wkb(binary[place], on_invalid="raise")
        except shapely.errors.GEOSException as error:
            trouble[int(place)] = first_line(error)
    return shapes, trouble


def counted_rows(layer: Layer, read: int) -> int:
    """Return how many rows a layer has by a count of its own, at least those that were `read`.

    A damaged GeoPackage may give fewer to a reader without a word, and of GeoJSON GDAL leaves out
    what does not call itself a feature.
    """
    count = {"GeoPackage": _counted_by_sqlite, "GeoJSON": _counted_by_json}
    if layer.container.format not in count:
        return read
    return max(read, count[layer.container.format](layer, read))


def _counted_by_sqlite(layer: Layer, read: int) -> int:
    place = f"{layer.container.path.resolve().as_uri()}?immutable=1"
    name = layer.name.replace('"', '""')
    with suppress(sqlite3.Error), closing(sqlite3.connect(place, uri=True)) as database:
        (number,) = database.execute(f'select count(*) from "{name}"').fetchone()  # noqa: S608 - quoted
        return int(number)
    return read


def _counted_by_json(layer: Layer, read: int) -> int:
    content = layer.container.path.read_bytes()
    if len(GEOMETRY_KEY.findall(content)) <= read:
        return read
    try:
        return len(json.loads(content.decode("utf-8", errors="replace"))["features"])
    except ValueError:  # what GDAL lets pass, two features run into one
        return len(GEOMETRY_KEY.findall(content))
    except (TypeError, LookupError, RecursionError):
        return read


def read_in_pieces(
    layer: Layer, options: dict[str, Any]
) -> tuple[gpd.GeoDataFrame, list[tuple[int, Issue]]]:
    """Return every record in the order of the file, and an issue, with its place, for each bad one.

    Parameters
    ----------
    layer
        The layer to read.
    options
        Of `pyogrio.read_dataframe`: encoding, columns.
    """
    import geopandas as gpd
    import pandas as pd
    import pyogrio

    pieces: list[gpd.GeoDataFrame] = []
    trouble: list[tuple[int, Issue]] = []

    def read(start: int, size: int) -> None:
        try:
            piece = read_bulk(layer, options, skip_features=start, max_features=size)
        except Exception as error:  # noqa: BLE001 - whatever a driver raises is a record's fault
            if size > 1:
                read(start, size // 2)
                read(start + size // 2, size - size // 2)
                return
            piece, issue = _single(layer, start, options, error)
            trouble.extend([(start, issue)] if issue else [])
        pieces.append(piece)

    path, encoding = layer.container.path, options["encoding"]
    info = pyogrio.read_info(path, layer=layer.name, encoding=encoding, force_feature_count=True)
    if info["features"]:
        read(0, int(info["features"]))
    whole = pd.concat(pieces, ignore_index=True) if pieces else pd.DataFrame({"geometry": []})
    return gpd.GeoDataFrame(whole, geometry="geometry", crs=info["crs"]), trouble


def read_bulk(layer: Layer, options: dict[str, Any], **part: int) -> gpd.GeoDataFrame:
    """Return the records of a layer, or a part of them, with the column `geometry`.

    Raises
    ------
    SourceFormatError
        If it has no geometry; and whatever the driver raises.
    """
    import geopandas as gpd
    import pyogrio

    frame = pyogrio.read_dataframe(layer.container.path, layer=layer.name, **options, **part)
    if not isinstance(frame, gpd.GeoDataFrame):
        raise SourceFormatError(
            f"the layer {layer.name!r} has no geometry",
            where=layer.shown,
            do="name a layer of polygons with --layer",
        )
    return frame


def _single(
    layer: Layer, place: int, options: dict[str, Any], error: Exception
) -> tuple[gpd.GeoDataFrame, Issue | None]:
    """Return one record as far as it can be read, and an issue if something of it cannot."""
    import fiona
    import geopandas as gpd
    import pandas as pd
    from shapely.geometry import shape

    logging.getLogger("fiona").addHandler(logging.NullHandler())  # what fails is told as an issue
    encoding = {"encoding": options["encoding"]} if options["encoding"] else {}
    with (
        suppress(Exception),
        fiona.open(layer.container.path, layer=layer.name, **encoding) as collection,
    ):
        record = next(iter(collection.filter(place, place + 1)))
        form: Any = shape(record["geometry"]) if record["geometry"] else None
        whole = pd.DataFrame([dict(record["properties"])]).assign(geometry=[form])
        row = gpd.GeoDataFrame(whole, geometry="geometry")
        if not isinstance(error, UnicodeDecodeError):
            return row, None
        empty = ", ".join(str(name) for name in whole.columns[whole.isna().all()])  # so by fiona
        return row, Issue(code="source.undecodable_text", value=empty)
    nothing = options | {"columns": []}
    try:
        bare = read_bulk(layer, nothing, skip_features=place, max_features=1)
    except Exception:  # noqa: BLE001 - as above
        lost = Issue(code="source.unreadable_record", value=first_line(error), action="quarantined")
        return gpd.GeoDataFrame({"geometry": [None]}), lost
    return bare, Issue(code="source.unreadable_attributes", value=first_line(error))
