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

DEGREE_DIGITS = 9  # decimal places of degrees; the last one is 0.1 mm on the ground
GEOMETRY_KEY = re.compile(rb'"geometry"\s*:')


@dataclass(frozen=True, slots=True, kw_only=True)
class GeoJsonLayer(GdalLayer):
    """The layer of a GeoJSON file."""

    # Without this option GDAL parses a text that looks like a day, and its form is lost.
    options: ClassVar[Mapping[str, Any]] = MappingProxyType({"DATE_AS_STRING": "YES"})

    @property
    def may_hold_curves(self) -> bool:
        """Whether the records can have true arcs."""
        return False

    def count_rows(self, read: int) -> int:
        """Return the number of features in the text of the file.

        GDAL skips an element without the type "Feature" and reports nothing. The keys of geometries
        are counted first; the file is parsed only if there are more keys than features, because
        parsing takes as long as reading.
        """
        content = self.container.path.read_bytes()
        keys = len(GEOMETRY_KEY.findall(content))
        if keys <= read:
            return read
        try:
            return max(read, len(json.loads(content.decode("utf-8", errors="replace"))["features"]))
        except ValueError:  # GDAL accepts some invalid JSON, such as features without a comma
            return keys
        except (TypeError, LookupError, RecursionError):
            return read


def layers_of(container: Container, /) -> list[Layer]:
    """Return the layer of a GeoJSON file.

    Raises
    ------
    SourceFormatError
        If GDAL cannot open the file.
    """
    return gdal_layers.layers_of(container, kind=GeoJsonLayer)


def write(parcels: gpd.GeoDataFrame, path: Path, options: WriteOptions, /) -> str:
    """Write GeoJSON by RFC 7946; return an empty text.

    Coordinates are degrees of WGS 84, and shells are counter-clockwise. CGCS2000 counts as WGS 84,
    with which it agrees to a few centimetres.

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
    # The type is left open, because RFC 7946 declares no type of geometry for a collection.
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
