"""Layers for orientation that are drawn below the parcels: roads, waters, boundaries.

A file is read as a source of parcels is, with the reader of its ending.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shapely

from parkland.errors import ChoiceError, MissingCrsError, SourceFormatError
from parkland.formats.layers import UNREAD, VIEW, ReadOptions
from parkland.maps.context_looks import look_of, zones_of
from parkland.maps.drawn_coordinates import WGS84, shown_shapes
from parkland.maps.packed_shapes import pack_shapes, spatial_order
from parkland.sources.discovery import opened

if TYPE_CHECKING:
    import geopandas as gpd

    from parkland.formats.layers import Layer
    from parkland.maps.packing import Pack

    Context = str | os.PathLike[str] | gpd.GeoDataFrame | gpd.GeoSeries

AREA = 2  # dimensions
NOT_DRAWN = ("None", VIEW, UNREAD)  # the first is GDAL's kind of a table


def pack_context(
    pack: Pack, context: Context | Iterable[Context], *, shift: str
) -> list[dict[str, Any]]:
    """Add context layers to `pack`, each with the name of its file and the look of its kind.

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
    return [_packed(pack, *_named(layer), shift) for layer in _listed(context)]


def named_layers(context: Context | Iterable[Context]) -> list[tuple[str, gpd.GeoSeries]]:
    """Return the label and the shapes of each context layer.

    Raises
    ------
    SourceError, ChoiceError
        As `pack_context`.
    """
    named = (_named(layer) for layer in _listed(context))
    return [(label, table.geometry) for label, table in named]


def _listed(context: Context | Iterable[Context]) -> list[Context]:
    import geopandas as gpd
    import pandas as pd

    kinds = (str, os.PathLike, gpd.GeoDataFrame, gpd.GeoSeries)
    # A table without shapes is iterable too, by the names of its columns.
    layers: list[Any] = [context]
    if isinstance(context, Iterable) and not isinstance(context, (*kinds, pd.DataFrame)):
        layers = list(context)
    for layer in layers:
        has_shapes = not isinstance(layer, gpd.GeoDataFrame) or layer.active_geometry_name
        if not isinstance(layer, kinds) or not has_shapes:
            raise ChoiceError("maps.no_context", name__=type(layer).__name__)
    return layers


def _named(layer: Context) -> tuple[str, gpd.GeoDataFrame]:
    import geopandas as gpd
    import pandas as pd

    if isinstance(layer, gpd.GeoDataFrame | gpd.GeoSeries):
        table = layer if isinstance(layer, gpd.GeoDataFrame) else gpd.GeoDataFrame(geometry=layer)
        return str(layer.attrs.get("name", "")), table
    path = Path(layer)
    with opened(path) as containers:
        found = [
            one for container in containers for one in container.format.load().layers_of(container)
        ]
        tables = [_table(one) for one in found if one.geometry not in NOT_DRAWN]
    if not tables:
        raise SourceFormatError("maps.no_shapes", where=path)
    whole = pd.concat(tables, ignore_index=True)
    return path.stem, gpd.GeoDataFrame(whole, geometry="geometry", crs=tables[0].crs)


def _table(layer: Layer) -> gpd.GeoDataFrame:
    """Return a layer with its shapes in degrees of WGS 84.

    Raises
    ------
    CrsError
        If the layer declares no reference system, or one that cannot be used.
    SourceError
        If it cannot be read.
    """
    content = layer.read(ReadOptions(encoding=None, is_known=lambda _: False))
    if content.declared.error is not None:
        raise content.declared.error
    if content.declared.crs is None:
        raise MissingCrsError("maps.context_without_crs", where=layer.shown)
    frame = content.frame.set_crs(content.declared.crs, allow_override=True).to_crs(WGS84)
    known = frame[frame.geometry.notna()]
    return known if known.geometry.name == "geometry" else known.rename_geometry("geometry")


def _packed(pack: Pack, label: str, table: gpd.GeoDataFrame, shift: str) -> dict[str, Any]:
    drawn = shown_shapes(table.geometry, shift=shift)
    order = spatial_order(drawn)
    look = look_of(label)
    zones = zones_of(table, look.kind)
    kinds = shapely.get_dimensions(drawn.to_numpy())
    packed: dict[str, Any] = {
        "label": label,
        "look": look.described() | {"areas": bool((kinds == AREA).any())},
        "shapes": pack_shapes(pack, drawn.to_numpy()[order]),
    }
    if zones is not None:
        codes, items = zones
        packed |= {"zone": pack.integers(codes[order]), "zones": items}
    return packed
