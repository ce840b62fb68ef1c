"""What every format gives to `parkland.sources`: containers, layers, and the content of a layer.

A module that reads a format has a function ``layers_of(container)``, which returns `Layer` objects;
each of them knows how to read itself into a `LayerContent`. A module that writes a format has a
function ``write(parcels, path, options)``. `parkland.formats.registry` names these modules.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from parkland.formats.evidence import Counts, Evidence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    import geopandas as gpd
    import numpy as np
    from pyproj import CRS

    from parkland.choices import Lang
    from parkland.errors import CrsError
    from parkland.formats.registry import Format
    from parkland.issues import Issue

# Kinds of geometry, beside those whose name says so, under which polygons may come.
MIXED = ("Unknown", "GeometryCollection", "Null")


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """A file (or the folder of a geodatabase) that holds layers.

    Attributes
    ----------
    path
        Where its bytes are read; a private copy or link where its own path would be trouble.
    shown
        The name under which users know it.
    origin
        Where it comes from: its own path, or its place in an archive.
    format
        Its format, by its ending.
    """

    path: Path
    shown: str
    origin: Path
    format: Format


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """What a reader is asked for.

    Attributes
    ----------
    encoding
        The encoding that the user names in place of the evidence; None for the evidence. A format
        whose encoding is fixed ignores it.
    is_known
        Whether a column heading is known to the profile; between two possible encodings, the one
        that gives more known headings is taken.
    """

    encoding: str | None
    is_known: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class DeclaredCrs:
    """The reference system that a layer declares, and where; `crs` is None if it declares none.

    A declaration that cannot be used is kept as its `error`, because it does not matter if the user
    names another system.
    """

    crs: CRS | None
    evidence: Evidence
    error: CrsError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerContent:
    """Every record of a layer, and the account of how it was read.

    Attributes
    ----------
    frame
        The records as the file has them, indexed by record number from 1. Its reference system does
        not count; `declared` does.
    unusable
        The code of the issue that makes each record unusable, empty where nothing does; as long as
        `frame`.
    encoding
        The encoding of the text and the evidence for it.
    declared
        The reference system that the file declares.
    counts
        How many records each part of the file shows.
    issues
        What was found; `Issue.source` is filled in later.
    has_fixed_axes
        Whether the reader knows which coordinate is east, so that the user's word does not apply.
    """

    frame: gpd.GeoDataFrame
    unusable: np.ndarray
    encoding: Evidence
    declared: DeclaredCrs
    counts: Counts = field(default_factory=Counts)
    issues: list[Issue] = field(default_factory=list)
    has_fixed_axes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer(ABC):
    """A layer of a container.

    Attributes
    ----------
    container
        The file it is in.
    name
        Its name in the file.
    geometry
        The kinds of geometry it holds as far as is known before it is read, such as ``Polygon``.
    shown
        The name under which users know it: that of the file, and of the layer if there are several.
    """

    container: Container
    name: str
    geometry: str
    shown: str

    @property
    def may_hold_polygons(self) -> bool:
        """Whether it is read for parcels; a layer of null shapes is, so that no record is lost."""
        kind = self.geometry
        return "Polygon" in kind or "Surface" in kind or kind in MIXED

    def files(self) -> list[Path]:
        """Return the files that the layer is in."""
        path = self.container.path
        return (
            [part for part in sorted(path.iterdir()) if part.is_file()] if path.is_dir() else [path]
        )

    @abstractmethod
    def read(self, options: ReadOptions) -> LayerContent:
        """Return every record of the layer.

        Raises
        ------
        SourceFormatError, EncodingError, NoParcelsError, MissingLibraryError
            If nothing of it can be read.
        """


def named_layers(
    container: Container, listed: Iterable[tuple[str, str]]
) -> list[tuple[str, str, str]]:
    """Return name, kind and shown name of each layer; of several, each is shown with its name."""
    pairs = list(listed)
    shown = "{}[{}]" if len(pairs) > 1 else "{}"
    return [(name, kind, shown.format(container.shown, name)) for name, kind in pairs]


class Reader(Protocol):
    """A module that reads a format."""

    def layers_of(self, container: Container, /) -> list[Layer]:
        """Return the layers of a file; `SourceFormatError` if it cannot be opened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteOptions:
    """What a writer is asked for.

    Attributes
    ----------
    layer
        The name of the layer, that of the file without its ending.
    encoding
        One of `Format.encodings`, or ``"utf-8"`` where the format has no choice.
    lang
        The language of headings, words and legends.
    """

    layer: str
    encoding: str
    lang: Lang


class Writer(Protocol):
    """A module that writes a format."""

    def write(self, parcels: gpd.GeoDataFrame, path: Path, options: WriteOptions, /) -> str:
        """Write `parcels` to `path`; return what of them is not as it was, empty if all is.

        Raises
        ------
        OutputError, MissingLibraryError
            If the format cannot hold them.
        """
