"""The formats that parkland reads and writes, each named once.

To add a format, write its module in this folder (see `parkland.formats.layers`) and add its entry
to `FORMATS`. One that GDAL reads without special treatment needs the entry alone, with the module
``gdal_layers``. The help of the commands, the errors and the table in the README are made from the
registry (``python docs/make_formats.py``); a remark for the table, if it needs one, stands in
``resources/wording/formats.toml``. `parkland.formats.format_lookup` finds the format of a file.

This module imports no heavy library: the command line asks it for its help.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, cast

if TYPE_CHECKING:
    from parkland.formats.layers import Reader, Writer


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
