"""File geodatabases: folders that GDAL reads without special treatment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from parkland.formats import gdal_layers
from parkland.formats.field_books import FieldBook, geodatabase_book
from parkland.formats.format_lookup import format_of
from parkland.formats.gdal_layers import GdalLayer
from parkland.formats.registry import REMEDIES
from parkland.formats.true_to_ending import other_content
from parkland.phrases import Phrase

if TYPE_CHECKING:
    from pathlib import Path

    from parkland.formats.layers import Container, Layer

TABLE = ".gdbtable"
# Of other programs that GDAL would look for in a folder before it looks for a geodatabase.
OTHERS = (".dbf", ".csv", ".000", ".vrt")


@dataclass(frozen=True, slots=True, kw_only=True)
class GeodatabaseLayer(GdalLayer):
    """A layer of a file geodatabase."""

    def field_book(self) -> FieldBook:
        """Return the aliases and the coded-value domains of the columns."""
        return geodatabase_book(self.container, self.name)


def layers_of(container: Container, /) -> list[Layer]:
    """Return the layers of a geodatabase.

    Raises
    ------
    SourceFormatError
        If GDAL cannot open it.
    """
    return gdal_layers.layers_of(container, kind=GeodatabaseLayer)


def require_content(path: Path, shown: str) -> None:
    """Raise unless a folder holds the tables of a geodatabase and no file of another format.

    Raises
    ------
    SourceFormatError
    """
    names = [one.name.lower() for one in path.iterdir()]
    if not any(name.endswith(TABLE) for name in names):
        raise other_content(path, shown, Phrase("formats.content.no_geodatabase", table=TABLE))
    for one in path.iterdir():
        ending = one.suffix.lower()
        if format_of(one) or ending in REMEDIES or ending in OTHERS:
            raise other_content(path, shown, Phrase("formats.content.other_file", name=one.name))
