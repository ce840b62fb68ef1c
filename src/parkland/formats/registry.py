"""The formats that parkland reads and writes, each named once.

To add a format, write its module in this folder (see `parkland.formats.layers`) and add its entry
to `FORMATS`; one that GDAL reads without further ado needs the entry alone, with the module
``gdal_layers``. The help of the commands, the errors and the table in the README are made from it.
A note for the table, if it needs one, stands in ``resources/wording/formats.toml``.

This module imports no heavy library: the command line asks it for its help.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, cast

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from parkland.formats.layers import Reader, Writer

FIRST_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A file format.

    Attributes
    ----------
    name
        Its name in receipts and in the README.
    endings
        Endings of its files, in small letters with the point. The first one is written and named in
        messages.
    module
        The module or package of `parkland.formats` that reads and writes it.
    reads
        What a file of it is read for: layers of ``"parcels"``, a ``"register"``, or as an
        ``"archive"`` of files of other formats; empty if it is not read.
    writes
        Whether `write_parcels` writes it.
    is_folder
        Whether it is a folder with the ending instead of a file.
    first_bytes
        The bytes with which every file of it begins, if there are any.
    shares_ending
        Whether other files have the ending too. Its module then has a function
        ``recognises(path)``, which is asked for files that nobody named.
    may_keep_log
        Whether its driver may write beside the file. Its module then has a function
        ``keeps_log(path)``; such a file is read from a copy, with the log.
    parts
        Endings of files that belong to one of it.
    encodings
        Encodings in which its text may be written, the default first; empty if there is no choice.
    extra
        The extra of parkland that it needs.
    """

    name: str
    endings: tuple[str, ...]
    module: str
    reads: Literal["parcels", "register", "archive", ""] = ""
    writes: bool = False
    is_folder: bool = False
    first_bytes: bytes = b""
    shares_ending: bool = False
    may_keep_log: bool = False
    parts: tuple[str, ...] = ()
    encodings: tuple[str, ...] = ()
    extra: str = ""

    def load(self) -> Any:
        """Return its module, imported."""
        return import_module(f"parkland.formats.{self.module}")

    @property
    def reader(self) -> Reader:
        """Its module, as one that reads."""
        return cast("Reader", self.load())

    @property
    def writer(self) -> Writer:
        """Its module, as one that writes."""
        return cast("Writer", self.load())


FORMATS = (
    Format(
        name="Shapefile",
        endings=(".shp",),
        module="shapefile",
        reads="parcels",
        writes=True,
        first_bytes=b"\0\0\x27\x0a",
        parts=(".shx", ".dbf", ".prj", ".cpg", ".fields.csv", ".texts.csv"),
        encodings=("gbk", "utf-8"),
    ),
    Format(
        name="GeoPackage",
        endings=(".gpkg",),
        module="geopackage",
        reads="parcels",
        writes=True,
        first_bytes=b"SQLite format 3\0",
        may_keep_log=True,
    ),
    Format(
        name="File geodatabase",
        endings=(".gdb",),
        module="gdal_layers",
        reads="parcels",
        is_folder=True,
    ),
    Format(
        name="GeoJSON",
        endings=(".geojson", ".json"),
        module="geojson",
        reads="parcels",
        writes=True,
    ),
    Format(
        name="FlatGeobuf",
        endings=(".fgb",),
        module="gdal_layers",
        reads="parcels",
        first_bytes=b"fgb\x03fgb",
    ),
    Format(
        name="GeoParquet",
        endings=(".parquet",),
        module="geoparquet",
        reads="parcels",
        writes=True,
        first_bytes=b"PAR1",
        extra="parquet",
    ),
    Format(name="KML", endings=(".kml",), module="kml", reads="parcels"),
    Format(name="DXF", endings=(".dxf",), module="dxf", reads="parcels"),
    Format(
        name="Survey TXT",
        endings=(".txt",),
        module="survey_txt",
        reads="parcels",
        writes=True,
        shares_ending=True,
        encodings=("gbk", "utf-8"),
    ),
    Format(
        name="Excel workbook",
        endings=(".xlsx",),
        module="workbook",
        reads="register",
        writes=True,
    ),
    Format(
        name="CSV",
        endings=(".csv",),
        module="csv_table",
        reads="register",
        writes=True,
        encodings=("utf-8", "gbk"),
    ),
    Format(
        name="ZIP archive",
        endings=(".zip",),
        module="archives",
        reads="archive",
        first_bytes=b"PK\x03\x04",
    ),
    Format(name="KMZ", endings=(".kmz",), module="archives", reads="archive"),
)

_ARCGIS = "export the layer from ArcGIS as a file geodatabase (.gdb) or shapefile"
_MAPGIS = "export the layer from MapGIS as a shapefile"
_MAPINFO = "export the layer from MapInfo as a shapefile"
FOREIGN_ARCHIVES = (".rar", ".7z", ".gz", ".tgz", ".tar")

# What to do about a file that is not read, by its ending.
REMEDIES = MappingProxyType(
    {
        **dict.fromkeys((".mdb", ".accdb"), _ARCGIS),
        ".dwg": "save the drawing in CAD as .dxf, the parcels as closed polylines, or export a "
        "shapefile",
        ".dgn": "export the parcels from CAD as a shapefile, or as closed polylines in .dxf",
        **dict.fromkeys((".wt", ".wl", ".wp"), _MAPGIS),
        **dict.fromkeys((".tab", ".mif"), _MAPINFO),
        ".vct": "convert it to a shapefile or GeoPackage with the exchange tool it came from",
        **dict.fromkeys(
            (".lyr", ".mxd"), "it only points to data: name the .shp or .gdb it points to"
        ),
        ".qgz": "it only points to data: name the file it points to",
        ".xls": "save it as .xlsx and pass it as the register",
        **dict.fromkeys(FOREIGN_ARCHIVES, "unpack it, or repack it as .zip"),
    }
)


def format_of(path: Path) -> Format | None:
    """Return the format of a file or folder by its ending, whatever is read or written.

    Examples
    --------
    >>> from pathlib import Path
    >>> format_of(Path("地块.GeoJSON")).name
    'GeoJSON'
    """
    ending = path.suffix.lower()
    return next((one for one in FORMATS if ending in one.endings), None)


def readable_format(path: Path) -> Format | None:
    """Return the format under which a file or folder is read for parcels, or None.

    A geodatabase is a folder; a file with its ending is none, and the other way round.
    """
    found = format_of(path)
    if found is None or found.reads not in ("parcels", "archive"):
        return None
    return found if path.is_dir() == found.is_folder else None


def with_layers(paths: Iterable[Path]) -> list[tuple[Path, Format]]:
    """Return those of `paths` that hold layers of parcels, sorted, with their formats.

    Files that macOS adds to archives (``._name``) do not. Where other files share the ending, the
    module of the format decides by the content.
    """
    found = [(path, readable_format(path)) for path in sorted(paths)]
    return [
        (path, form)
        for path, form in found
        if form is not None
        and form.reads == "parcels"
        and not path.name.startswith("._")
        and (not form.shares_ending or form.load().recognises(path))
    ]


def is_part(path: Path) -> bool:
    """Say whether a file, by its ending, belongs to another file, as a .dbf to a .shp."""
    name = path.name.lower()
    return any(name.endswith(one.parts) for one in FORMATS if one.parts)


def read_endings() -> tuple[str, ...]:
    """Return the endings that are read for parcels, one a format.

    Examples
    --------
    >>> read_endings()[:3]
    ('.shp', '.gpkg', '.gdb')
    """
    return tuple(one.endings[0] for one in FORMATS if one.reads in ("parcels", "archive"))


def register_endings() -> tuple[str, ...]:
    """Return the endings of registers."""
    return tuple(ending for one in FORMATS if one.reads == "register" for ending in one.endings)


def written_formats() -> dict[str, Format]:
    """Return the formats that are written, by the ending that is written."""
    return {one.endings[0]: one for one in FORMATS if one.writes}


def encodings_by_default() -> dict[str, tuple[str, ...]]:
    """Return the endings of formats that are written in an encoding of choice, by their default.

    Examples
    --------
    >>> encodings_by_default()
    {'gbk': ('.shp', '.txt'), 'utf-8': ('.csv',)}
    """
    chosen = {
        ending: one.encodings[0] for ending, one in written_formats().items() if one.encodings
    }
    return {
        default: tuple(ending for ending, own in chosen.items() if own == default)
        for default in dict.fromkeys(chosen.values())
    }


def remedy(path: Path) -> str:
    """Return what to do about a file or folder that is not read.

    By its ending; without one by its first bytes, because a file may have lost its ending; else the
    endings that are read.

    Examples
    --------
    >>> from pathlib import Path
    >>> remedy(Path("宗地.dbf"))
    'name the .shp beside it'
    """
    ending = path.suffix.lower()
    if ending in REMEDIES:
        return REMEDIES[ending]
    if ending in register_endings():
        return "pass it as the register"
    chief = next((one.endings[0] for one in FORMATS if ending in one.parts), None)
    if chief is not None:
        return f"name the {chief} beside it"
    content = None if ending else _by_first_bytes(path)
    if content is not None:
        return f"it begins as a {content.name} does: call it {path.name}{content.endings[0]}"
    return f"use {', '.join(read_endings())} or a folder of them"


def _by_first_bytes(path: Path) -> Format | None:
    if not path.is_file():
        return None
    try:
        with path.open("rb") as file:
            head = file.read(FIRST_BYTES)
    except OSError:
        return None
    known = (one for one in FORMATS if one.first_bytes and head.startswith(one.first_bytes))
    return next(known, None)
