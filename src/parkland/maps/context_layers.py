"""Layers for orientation that are drawn below the parcels: roads, waters, boundaries."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parkland.errors import ChoiceError, SourceFormatError, SourceNotFoundError, first_line
from parkland.maps.drawn_coordinates import shown_shapes
from parkland.maps.packed_shapes import pack_shapes, spatial_order

if TYPE_CHECKING:
    import geopandas as gpd

    from parkland.maps.packing import Pack

    Context = str | os.PathLike[str] | gpd.GeoDataFrame | gpd.GeoSeries


def pack_context(
    pack: Pack, context: Context | Iterable[Context], *, shift: str
) -> list[dict[str, Any]]:
    """Add context layers to `pack`, each with the name of its file.

    Parameters
    ----------
    pack
        The block of the page.
    context
        A file or a table of shapes, or several. The name of a table is ``table.attrs["name"]``.
    shift
        As for `drawn_coordinates.shown_shapes`.

    Raises
    ------
    SourceError
        If a file cannot be read, or if its shapes have no reference system.
    ChoiceError
        If it is neither files nor tables.
    """
    return [_packed(pack, *named, shift) for named in map(_named, _listed(context))]


def _listed(context: Context | Iterable[Context]) -> list[Context]:
    import geopandas as gpd

    kinds = (str, os.PathLike, gpd.GeoDataFrame, gpd.GeoSeries)
    if isinstance(context, kinds):
        return [context]
    layers = list(context) if isinstance(context, Iterable) else [context]
    for layer in layers:
        if not isinstance(layer, kinds):
            raise ChoiceError(
                f"a value of type {type(layer).__name__} is not a context layer",
                do="give files, or tables with a geometry",
            )
    return layers


def _named(layer: Context) -> tuple[str, gpd.GeoSeries]:
    import geopandas as gpd

    if isinstance(layer, gpd.GeoDataFrame | gpd.GeoSeries):
        return str(layer.attrs.get("name", "")), layer.geometry
    path = Path(layer)
    if not path.exists():
        raise SourceNotFoundError("there is no such file", where=path)
    try:
        return path.stem, gpd.read_file(path, columns=[]).geometry
    except Exception as error:  # GDAL and pyproj raise errors of many types
        raise SourceFormatError(f"it cannot be read ({first_line(error)})", where=path) from error


def _packed(pack: Pack, label: str, shapes: gpd.GeoSeries, shift: str) -> dict[str, Any]:
    drawn = shown_shapes(shapes, shift=shift)
    order = spatial_order(drawn)
    return {"label": label, "shapes": pack_shapes(pack, drawn.to_numpy()[order])}
