"""GeoJSON (RFC 7946)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

from parkland.formats import gdal_layers
from parkland.formats.gdal_layers import GdalLayer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from parkland.formats.layers import Container, Layer

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
