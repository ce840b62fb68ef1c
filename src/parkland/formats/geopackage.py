"""GeoPackage: layers in an SQLite database."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from parkland.formats import gdal_layers
from parkland.formats.gdal_layers import GdalLayer, listed_layers

if TYPE_CHECKING:
    from pathlib import Path

    from parkland.formats.layers import Container, Layer

STYLES = "layer_styles"  # the table in which QGIS keeps styles, not a layer
VERSIONS = slice(18, 20)  # bytes of the header that are 2 where there is a write-ahead log
WITH_LOG = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class GeoPackageLayer(GdalLayer):
    """A layer of a GeoPackage."""

    def count_rows(self, read: int) -> int:
        """Return the number of rows by SQLite itself.

        From a damaged database GDAL may return fewer rows than there are, and report nothing.
        """
        place = f"{self.container.path.resolve().as_uri()}?immutable=1"
        name = self.name.replace('"', '""')
        with suppress(sqlite3.Error), closing(sqlite3.connect(place, uri=True)) as database:
            (number,) = database.execute(f'select count(*) from "{name}"').fetchone()  # noqa: S608 - quoted
            return max(read, int(number))
        return read


def layers_of(container: Container, /) -> list[Layer]:
    """Return the layers of a GeoPackage.

    Raises
    ------
    SourceFormatError
        If it cannot be opened.
    """
    listed = listed_layers(container)
    layers = [(name, kind) for name, kind in listed if (name, kind) != (STYLES, "None")]
    return gdal_layers.layers_of(container, kind=GeoPackageLayer, listed=layers)


def keeps_log(path: Path) -> bool:
    """Say whether a database keeps a write-ahead log, beside which SQLite writes when it reads."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        head = file.read(VERSIONS.stop)
    return head.startswith(b"SQLite format 3") and WITH_LOG in head[VERSIONS]
