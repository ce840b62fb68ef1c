"""Read the records of a layer in bulk, or in pieces if a bad record stops the bulk reader.

The layer is halved until the bad records stand alone, so that n records with k bad ones take about
k log n reads. Each bad record is then read with fiona, and if that fails, without its attributes.
A record that cannot be read at all becomes an empty row, and an issue gives the reason.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from parkland.errors import SourceFormatError, brief
from parkland.formats.gdal_guard import opened_by_fiona, read_about, read_frame
from parkland.formats.library_remarks import remarks_of
from parkland.issues import Issue

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from parkland.formats.layers import Layer


@dataclass(frozen=True, slots=True)
class Pieces:
    """The records of a layer in the order of the file.

    Attributes
    ----------
    frame
        The records.
    issues
        An issue for each record that is not complete, with its number from 1.
    lost
        The positions, from 0, of the records of which nothing can be read.
    """

    frame: gpd.GeoDataFrame
    issues: list[Issue] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)


def read_bulk(layer: Layer, options: Mapping[str, Any], **part: int) -> gpd.GeoDataFrame:
    """Return the records of a layer, or a part of them, with the column `geometry`.

    Parameters
    ----------
    layer
        The layer to read.
    options
        Options of `pyogrio.read_dataframe`: encoding, columns, open options.
    part
        `skip_features` and `max_features` of `pyogrio.read_dataframe`.

    Raises
    ------
    SourceFormatError
        If the layer has no geometry. The driver can raise other errors.
    """
    import geopandas as gpd

    frame = read_frame(layer.container, layer=layer.name, **options, **part)
    if not isinstance(frame, gpd.GeoDataFrame):
        raise SourceFormatError(
            "formats.layer_no_geometry", where=layer.shown, layer=brief(layer.name)
        )
    return frame.reset_index(drop=True)


def read_in_pieces(layer: Layer, options: Mapping[str, Any]) -> Pieces:
    """Return every record, and an issue for each bad one; `read_bulk` has the same parameters."""
    import geopandas as gpd
    import pandas as pd

    pieces: list[gpd.GeoDataFrame] = []
    issues: list[Issue] = []
    lost: list[int] = []

    def read(start: int, size: int) -> None:
        try:
            piece = read_bulk(layer, options, skip_features=start, max_features=size)
        except Exception as error:  # noqa: BLE001 - a driver can raise any error for a bad record
            if size > 1:
                read(start, size // 2)
                read(start + size // 2, size - size // 2)
                return
            piece, issue, is_lost = _single(layer, start, options, error)
            issues.extend([replace(issue, source_row=start + 1)] if issue else [])
            lost.extend([start] if is_lost else [])
        pieces.append(piece)

    encoding = options["encoding"]
    info = read_about(
        layer.container, layer=layer.name, encoding=encoding, force_feature_count=True
    )
    if info["features"]:
        read(0, int(info["features"]))
    whole = pd.concat(pieces, ignore_index=True) if pieces else pd.DataFrame({"geometry": []})
    return Pieces(gpd.GeoDataFrame(whole, geometry="geometry", crs=info["crs"]), issues, lost)


def _single(
    layer: Layer, place: int, options: Mapping[str, Any], error: Exception
) -> tuple[gpd.GeoDataFrame, Issue | None, bool]:
    """Read one bad record as far as possible.

    Returns
    -------
    frame
        The record as a table of one row.
    issue
        An issue if a part of the record is lost, else None.
    is_lost
        Whether nothing of the record can be read.
    """
    import geopandas as gpd
    import pandas as pd
    from shapely.geometry import shape

    # Failures become issues; without a handler, fiona would also print them.
    logging.getLogger("fiona").addHandler(logging.NullHandler())
    encoding = {"encoding": options["encoding"]} if options["encoding"] else {}
    with (
        suppress(Exception),
        opened_by_fiona(layer.container, layer=layer.name, **encoding) as collection,
    ):
        record = next(iter(collection.filter(place, place + 1)))
        form: Any = shape(record["geometry"]) if record["geometry"] else None
        whole = pd.DataFrame([dict(record["properties"])]).assign(geometry=[form])
        row = gpd.GeoDataFrame(whole, geometry="geometry")
        if not isinstance(error, UnicodeDecodeError):
            return row, None, False
        # fiona returns None for a text that it cannot decode.
        empty = ", ".join(str(name) for name in whole.columns[whole.isna().all()])
        return row, Issue(code="source.undecodable_text", value=empty), False
    try:
        bare = read_bulk(layer, {**options, "columns": []}, skip_features=place, max_features=1)
    except Exception:  # noqa: BLE001 - as above
        # `clean` reports that the record is lost; this issue adds the reason of the driver.
        reason = next(iter(remarks_of([str(error)])), None)
        return gpd.GeoDataFrame({"geometry": [None]}), reason, True
    return bare, Issue(code="source.unreadable_attributes"), False
