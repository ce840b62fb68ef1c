"""The interface between formats and `parkland.sources`: containers, layers and their content.

A module that reads a format has a function ``layers_of(container)``, which returns `Layer` objects.
The method `Layer.read` returns a `LayerContent`. A module that writes a format has a function
``write(parcels, path, options)``. `parkland.formats.registry` names these modules.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol, Self

from parkland.formats.evidence import Counts, Evidence
from parkland.formats.field_books import FieldBook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    import geopandas as gpd
    import numpy as np
    import pandas as pd
    from pyproj import CRS

    from parkland.choices import Lang
    from parkland.conventions import StatusSet
    from parkland.display import Measure
    from parkland.errors import CrsError
    from parkland.formats.registry import Format
    from parkland.issues import Issue

# A layer of one of these kinds can contain polygons too.
MIXED = ("Unknown", "GeometryCollection", "Null")
# The kind of a layer whose rows are computed by SQL of its file. It is never read.
VIEW = "view"
# The kind of a layer that declares a kind of geometry at which the library stops.
UNREAD = "unread kind"


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """A file (or the folder of a geodatabase) that holds layers.

    Attributes
    ----------
    path
        The path from which it is read. It can be a private copy or link; see `sources.discovery`.
    shown
        The name for users.
    origin
        Its original path, or the path of its archive with the member.
    format
        The format of its ending.
    gdal_name
        The name by which GDAL opens it, if that is not the path; see `Format.has_neutral_form`.
    """

    path: Path
    shown: str
    origin: Path
    format: Format
    gdal_name: str = ""

    @property
    def file(self) -> Path:
        """The file, or the archive that contains it, in its original place."""
        places = (self.origin, *self.origin.parents)
        return next((place for place in places if place.exists()), self.origin)

    @property
    def opened_as(self) -> str:
        """The name by which GDAL opens the file.

        A path is absolute, because GDAL takes names such as ``WFS:host`` for addresses.
        """
        return self.gdal_name or str(self.path.absolute())


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """The options for reading a layer.

    Attributes
    ----------
    encoding
        The encoding that the user names; None to infer it. A format with a fixed encoding ignores
        it.
    is_known
        A function that returns whether the profile knows a heading. If two encodings are possible,
        the one that decodes to more known headings is taken.
    number_texts
        Patterns of layers of a drawing whose texts are the numbers of the parcels around them.
    """

    encoding: str | None
    is_known: Callable[[str], bool]
    number_texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DeclaredCrs:
    """The reference system that a layer declares.

    Attributes
    ----------
    crs
        The system; None if the layer declares none, or if the declaration cannot be used.
    evidence
        The place of the declaration.
    error
        The reason for which a declaration cannot be used. It is not raised at once, because it does
        not matter if the user names another system.
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
        The records of the file, indexed by record number from 1. The reference system of the frame
        is ignored; `declared` replaces it.
    unusable
        An array with the issue code of each unusable record, and an empty text for any other.
    encoding
        The encoding of the text and the evidence for it.
    declared
        The reference system that the file declares.
    counts
        The number of records in each part of the file.
    issues
        The issues of the layer. The caller fills in `Issue.source`.
    has_fixed_axes
        Whether the reader knows the order of the coordinates. The option `axes` is then ignored.
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
        The file that contains the layer.
    name
        The name of the layer in the file.
    geometry
        The kinds of geometry that are known before the layer is read, such as ``Polygon``.
    shown
        The name for users: that of the file, with the name of the layer if the file has several.
    rows
        The place of the first record to read, from 0, and the number of records; None for all.
    most
        About how many of these records are enough, evenly spread, for who looks at a sample; a
        format that gains nothing by it reads all. None: all are needed.
    """

    container: Container
    name: str
    geometry: str
    shown: str
    rows: tuple[int, int] | None = None
    most: int | None = None

    def divisible_records(self) -> int | None:
        """Return the number of records if the layer can be read in pieces; here it cannot be."""
        return None

    def piece(self, first: int, number: int) -> Self:
        """Return the layer with some of its records only, for `divisible_records`."""
        return replace(self, rows=(first, number))

    @property
    def may_hold_polygons(self) -> bool:
        """Whether the layer is read for parcels.

        A layer of null shapes is read too, so that its records are reported and not lost.
        """
        kind = self.geometry
        return "Polygon" in kind or "Surface" in kind or kind in MIXED

    @property
    def may_hold_points(self) -> bool:
        """Whether the layer holds points, each of one place or several."""
        return "Point" in self.geometry

    @property
    def file(self) -> Path | None:
        """The file or archive in its place, which no output may replace; None without one."""
        return self.container.file

    @property
    def row_labels(self) -> pd.Index | None:
        """The labels of the records in the caller's own index; None for a file, which has none."""
        return None

    def files(self) -> list[Path]:
        """Return the files that contain the layer; none for a piece, which is no file."""
        path = self.container.path
        if self.rows is not None:
            return []
        return (
            [part for part in sorted(path.iterdir()) if part.is_file()] if path.is_dir() else [path]
        )

    def field_book(self) -> FieldBook:
        """Return what the file says about the columns of the layer; here it says nothing."""
        return FieldBook()

    @abstractmethod
    def read(self, options: ReadOptions) -> LayerContent:
        """Return every record of the layer.

        Raises
        ------
        SourceFormatError, EncodingError, NoParcelsError, MissingLibraryError
            If no record can be read.
        """


def named_layers(
    container: Container, listed: Iterable[tuple[str, str]]
) -> list[tuple[str, str, str]]:
    """Return the name, the kind and the name for users of each layer.

    The name for users contains the name of the layer only if the file has several layers.
    """
    pairs = list(listed)
    shown = "{}[{}]" if len(pairs) > 1 else "{}"
    return [(name, kind, shown.format(container.shown, name)) for name, kind in pairs]


class Reader(Protocol):
    """A module that reads a format."""

    def layers_of(self, container: Container, /) -> list[Layer]:
        """Return the layers of a file.

        Raises
        ------
        SourceFormatError
            If the file cannot be opened.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteOptions:
    """The options for writing a file.

    Attributes
    ----------
    layer
        The name of the layer, which is the name of the file without its ending.
    encoding
        One of `Format.encodings`, or ``"utf-8"`` where the format has no choice.
    lang
        The language of headings, words and legends.
    statuses
        The statuses and flags of what is written.
    printed_area
        The unit and the decimals in which the office prints areas.
    """

    layer: str
    encoding: str
    lang: Lang
    statuses: StatusSet
    printed_area: Measure


class Writer(Protocol):
    """A module that writes a format."""

    def write(self, parcels: gpd.GeoDataFrame, path: Path, options: WriteOptions, /) -> str:
        """Write `parcels` to `path`.

        Returns
        -------
        str
            A sentence on the values that the format changed; empty if it changed none.

        Raises
        ------
        OutputError
            If the format cannot hold the table.
        MissingLibraryError
            If a library for the format is not installed.
        """
