"""GeoJSON (RFC 7946)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

from parkland.crs import compatible, described, given_crs
from parkland.errors import OutputError
from parkland.formats import gdal_layers
from parkland.formats.gdal_layers import GdalLayer
from parkland.formats.gdal_writing import write_layer
from parkland.formats.written_columns import as_fields

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import geopandas as gpd

    from parkland.formats.layers import Container, Layer, WriteOptions

DEGREE_DIGITS = 9  # 0.1 mm
GEOMETRY_KEY = re.compile(rb'"geometry"\s*:')


@dataclass(frozen=True, slots=True, kw_only=True)
class GeoJsonLayer(GdalLayer):
    """The layer of a GeoJSON file."""

    # A text that looks like a day stays as it is written.
    options: ClassVar[Mapping[str, Any]] = MappingProxyType({"DATE_AS_STRING": "YES"})

    def count_rows(self, read: int) -> int:
        """Return the number of features by the text of the file.

        GDAL leaves out what does not call itself a feature, and reports nothing. Keys of geometries
        are counted first, because parsing a large file takes as long as reading it.
        """
        content = self.container.path.read_bytes()
        keys = len(GEOMETRY_KEY.findall(content))
        if keys <= read:
            return read
        try:
            return max(read, len(json.loads(content.decode("utf-8", errors="replace"))["features"]))
        except ValueError:  # GDAL accepts what the parser does not, as features without a comma
            return keys
        except (TypeError, LookupError, RecursionError):
            return read


def layers_of(container: Container, /) -> list[Layer]:
    """Return the layer of a GeoJSON file.

    Raises
    ------
    SourceFormatError
        If it cannot be opened.
    """
    return gdal_layers.layers_of(container, kind=GeoJsonLayer)


def write(parcels: gpd.GeoDataFrame, path: Path, options: WriteOptions, /) -> str:
    """Write GeoJSON by RFC 7946: degrees of WGS 84, outer rings counter-clockwise.

    CGCS2000 is taken as WGS 84, with which it agrees to some centimetres. The result is empty.

    Raises
    ------
    OutputError
        If the parcels have no reference system, or are on another datum.
    """
    wgs84 = given_crs("EPSG:4326")
    if parcels.crs is None or not compatible(parcels.crs, wgs84):
        own = (
            "without a reference system" if parcels.crs is None else f"in {described(parcels.crs)}"
        )
        raise OutputError(
            f"GeoJSON is in WGS 84, the parcels are {own}",
            where=path.name,
            do="write .gpkg or .shp, which keep the reference system",
        )
    write_layer(
        as_fields(parcels),
        parcels.geometry.to_crs(wgs84).to_numpy(),
        path,
        driver="GeoJSON",
        layer=options.layer,
        geometry_type="Unknown",
        crs="EPSG:4326",
        RFC7946="YES",
        COORDINATE_PRECISION=str(DEGREE_DIGITS),
        WRITE_NAME="NO",
    )
    return ""
