"""Layers of a file: what they are called and what they hold, before any is read."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from parkland.errors import SourceFormatError, first_line
from parkland.formats import dxf, geoparquet, kml
from parkland.formats.registry import DXF, FORMATS, KML, PARQUET, SURVEY
from parkland.formats.shapefile.shapefile_parts import Shapefile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path
# Kinds under which polygons may come, besides those that say so.
MIXED = ("Unknown", "GeometryCollection", "Null")
STYLES = "layer_styles"  # a table of QGIS in a GeoPackage, not a layer


@dataclass(frozen=True, slots=True)
class Container:
    """One file that holds layers, and the name under which users know it."""

    path: Path
    shown: str
    origin: Path  # where it comes from: itself, or its place in an archive

    @property
    def format(self) -> str:
        """The format, by the file's ending."""
        return FORMATS[self.path.suffix.lower()]


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer of a container, the kind of its geometry, and the name users know it by."""

    container: Container
    name: str
    geometry: str
    shown: str

    def shapefile(self) -> Shapefile:
        """Return the parts of a layer that is a shapefile."""
        return Shapefile.at(self.container.path, self.shown)

    @property
    def may_hold_polygons(self) -> bool:
        """Whether it is to be read for parcels; one of null shapes is, and loses none."""
        kind = self.geometry
        return "Polygon" in kind or "Surface" in kind or kind in MIXED


def layers_of(container: Container) -> list[Layer]:
    """Return the layers of a file.

    Raises
    ------
    SourceFormatError
        If it cannot be opened.
    """
    import pyogrio

    if container.format in UNLISTED:
        return UNLISTED[container.format](container)
    if container.format == "Shapefile":
        shape = Shapefile.at(container.path, container.shown).shape
        return [Layer(container, container.path.stem, shape, container.shown)]
    try:
        with warnings.catch_warnings(action="ignore"):  # the same remarks come when it is read
            listed = pyogrio.list_layers(container.path)
    except (pyogrio.errors.DataSourceError, UnicodeDecodeError) as error:
        raise SourceFormatError(
            f"the file cannot be opened ({first_line(error)})",
            where=container.shown,
            do="check that it opens in a GIS, and export it again",
        ) from error
    listed = [(name, kind) for name, kind in listed if kind or name != STYLES]
    return _named(container, listed)


def _named(container: Container, listed: Iterable[tuple[str, str | None]]) -> list[Layer]:
    """Return layers; where a file has several, each is shown with its name."""
    pairs = [(str(name), str(kind)) for name, kind in listed]
    shown = "{}[{}]" if len(pairs) > 1 else "{}"
    return [
        Layer(container, name, kind, shown.format(container.shown, name)) for name, kind in pairs
    ]


def _survey(container: Container) -> list[Layer]:
    return [Layer(container, container.path.stem, "Polygon", container.shown)]


def _parquet(container: Container) -> list[Layer]:
    frame = geoparquet.read_parquet(container.path, where=container.shown)
    return [Layer(container, container.path.stem, geoparquet.kind_of(frame), container.shown)]


def _drawing(container: Container) -> list[Layer]:
    return _named(container, dxf.drawing_layers(container.path, container.shown))


def _placemarks(container: Container) -> list[Layer]:
    import pyogrio

    try:
        with warnings.catch_warnings(action="ignore"):
            names = [str(name) for name, _ in pyogrio.list_layers(container.path)]
            listed = [(name, kml.kind_of(container.path, name)) for name in names]
    except Exception as error:
        raise SourceFormatError(
            f"the file cannot be opened ({first_line(error)})",
            where=container.shown,
            do="check that it opens in a map program, and export it again",
        ) from error
    filled = [(name, kind) for name, kind in listed if kind]
    return _named(container, filled or [(name, "Unknown") for name in names[:1]])


# Formats whose layers GDAL does not list, or not as an office sees them.
UNLISTED: Mapping[str, Callable[[Container], list[Layer]]] = MappingProxyType(
    {SURVEY: _survey, PARQUET: _parquet, DXF: _drawing, KML: _placemarks}
)


def files_of(layer: Layer) -> tuple[str, ...]:
    """Return the names of the files that a layer is in."""
    return tuple(sorted(path.name for path in paths_of(layer)))


def paths_of(layer: Layer) -> list[Path]:
    """Return the files that a layer is in."""
    if layer.container.format == "Shapefile":
        return list(layer.shapefile().parts.values())
    path = layer.container.path
    return [part for part in sorted(path.iterdir()) if part.is_file()] if path.is_dir() else [path]
