"""FlatGeobuf, whose records GDAL reads one after the other, so that a part of them can be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from parkland.formats import gdal_layers
from parkland.formats.gdal_layers import GdalLayer

if TYPE_CHECKING:
    from parkland.formats.layers import Container, Layer

STRAIGHT = ("Polygon", "MultiPolygon")


@dataclass(frozen=True, slots=True, kw_only=True)
class FlatGeobufLayer(GdalLayer):
    """The layer of a FlatGeobuf file."""

    @property
    def may_hold_curves(self) -> bool:
        """Whether the declared kind of geometry allows true arcs."""
        return not self.geometry.removeprefix("2.5D ").startswith(STRAIGHT)

    def divisible_records(self) -> int | None:
        """Return the number of records that the header states; None if they can hold arcs."""
        return None if self.may_hold_curves else self._promised() or None


def layers_of(container: Container, /) -> list[Layer]:
    """Return the layer of a FlatGeobuf file.

    Raises
    ------
    SourceFormatError
        If GDAL cannot open it.
    """
    return gdal_layers.layers_of(container, kind=FlatGeobufLayer)
