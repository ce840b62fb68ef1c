"""The list of formats that parkland reads and writes.

To add a format, write its module in this folder (`parkland.formats.layers` describes the interface)
and add an entry to `FORMATS`. A format that GDAL reads without special treatment needs only the
entry, with the module ``gdal_layers``. The help of the commands, the errors and the table in the
manual are made from the registry (``python docs/make_formats.py``). A remark for that table stands
in ``resources/wording/formats.toml``. `parkland.formats.format_lookup` finds the format of a file.

This module imports no heavy library, because the help of the command line uses it.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import Any, Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A file format.

    Attributes
    ----------
    name
        The name in receipts and in the manual.
    endings
        The endings of its files, in lower case with the dot. The first one is used for writing and
        in messages.
    module
        The module or package of `parkland.formats` that reads and writes it.
    reads
        The purpose for which its files are read: ``"parcels"`` for layers of parcels,
        ``"register"``, or ``"archive"`` for files of other formats; empty if it is not read.
    writes
        Whether `write_parcels` writes it.
    is_folder
        Whether it is a folder with the ending and not a file.
    gdal_drivers
        GDAL's names of the drivers that may open its files; empty if GDAL does not read it.
    first_bytes
        The bytes with which every file begins; empty if there are no such bytes.
    checks_content
        Whether the module has a function ``require_content(path, shown)``, which raises for a file
        that is of another kind than its ending says.
    has_neutral_form
        Whether the module has a function ``neutral(path, folder)``, which returns the path by which
        GDAL opens the file, so that no other driver recognises it.
    shares_ending
        Whether files of other kinds have the ending too. The module then has a function
        ``recognises(path)``, which selects the files of a folder or an archive.
    may_keep_log
        Whether reading can write beside the file. The module then has a function
        ``keeps_log(path)``; a file with a log is copied with its log and read from the copy.
    parts
        The endings of further files of the format, such as .dbf.
    companions
        The endings of files of other formats that are written beside it.
    encodings
        The encodings in which text can be written, with the default first; empty without a choice.
    register_endings
        Endings of other formats whose files this one reads when the user names them as a register.
    extra
        The extra of parkland that the format needs; empty if it needs none.
    """

    name: str
    endings: tuple[str, ...]
    module: str
    reads: Literal["parcels", "register", "archive", ""] = ""
    writes: bool = False
    is_folder: bool = False
    gdal_drivers: tuple[str, ...] = ()
    first_bytes: bytes = b""
    checks_content: bool = False
    has_neutral_form: bool = False
    shares_ending: bool = False
    may_keep_log: bool = False
    parts: tuple[str, ...] = ()
    companions: tuple[str, ...] = ()
    encodings: tuple[str, ...] = ()
    register_endings: tuple[str, ...] = ()
    extra: str = ""

    def load(self) -> Any:
        """Import the module and return it."""
        return import_module(f"parkland.formats.{self.module}")


FORMATS = (
    Format(
        name="Shapefile",
        endings=(".shp",),
        module="shapefile",
        reads="parcels",
        writes=True,
        first_bytes=b"\0\0\x27\x0a",
        parts=(".shx", ".dbf", ".prj", ".cpg", ".fields.csv", ".texts.csv", ".own.csv"),
        encodings=("gbk", "utf-8"),
    ),
    Format(
        name="GeoPackage",
        endings=(".gpkg",),
        module="geopackage",
        reads="parcels",
        writes=True,
        gdal_drivers=("GPKG",),
        first_bytes=b"SQLite format 3\0",
        checks_content=True,
        may_keep_log=True,
    ),
    Format(
        name="QGIS project",
        endings=(".qgz",),
        module="qgis_project",
        writes=True,
        companions=(".gpkg",),
    ),
    Format(
        name="File geodatabase",
        endings=(".gdb",),
        module="geodatabase",
        reads="parcels",
        gdal_drivers=("OpenFileGDB",),
        checks_content=True,
        is_folder=True,
    ),
    Format(
        name="GeoJSON",
        endings=(".geojson", ".json"),
        module="geojson",
        reads="parcels",
        writes=True,
        gdal_drivers=("GeoJSON", "GeoJSONSeq"),
        checks_content=True,
        has_neutral_form=True,
    ),
    Format(
        name="FlatGeobuf",
        endings=(".fgb",),
        module="flatgeobuf",
        reads="parcels",
        gdal_drivers=("FlatGeobuf",),
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
    Format(
        name="KML",
        endings=(".kml",),
        module="kml",
        reads="parcels",
        gdal_drivers=("LIBKML", "KML"),
        checks_content=True,
        has_neutral_form=True,
    ),
    Format(
        name="DXF",
        endings=(".dxf",),
        module="dxf",
        reads="parcels",
        gdal_drivers=("DXF",),
        checks_content=True,
        has_neutral_form=True,
    ),
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
        endings=(".xlsx", ".xlsm"),
        module="workbook",
        reads="register",
        writes=True,
    ),
    Format(name="Excel 97 workbook", endings=(".xls",), module="old_workbook", reads="register"),
    Format(name="OpenDocument sheet", endings=(".ods",), module="opendocument", reads="register"),
    Format(
        name="CSV",
        endings=(".csv", ".tsv"),
        module="csv_table",
        reads="register",
        writes=True,
        encodings=("utf-8", "gbk"),
        register_endings=(".txt",),
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

FOREIGN_ARCHIVES = (".rar", ".7z", ".gz", ".tgz", ".tar")

# The remedy for a file that is not read, by its ending, as a key of `resources/errors/`.
REMEDIES = MappingProxyType(
    {
        **dict.fromkeys((".mdb", ".accdb"), "formats.remedy.arcgis"),
        ".dwg": "formats.remedy.dwg",
        ".dgn": "formats.remedy.dgn",
        **dict.fromkeys((".wt", ".wl", ".wp"), "formats.remedy.mapgis"),
        **dict.fromkeys((".tab", ".mif"), "formats.remedy.mapinfo"),
        ".vct": "formats.remedy.vct",
        **dict.fromkeys((".lyr", ".mxd"), "formats.remedy.pointer"),
        **dict.fromkeys((".xlsb", ".et", ".numbers"), "formats.remedy.workbook"),
        **dict.fromkeys(FOREIGN_ARCHIVES, "formats.remedy.archive"),
    }
)
