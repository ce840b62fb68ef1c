"""Which files are read, by their ending, and what to do about those that are not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

SURVEY = "Survey TXT"
PARQUET = "GeoParquet"
KML = "KML"
DXF = "DXF"
FORMATS = {
    ".shp": "Shapefile",
    ".gpkg": "GeoPackage",
    ".gdb": "File geodatabase",
    ".geojson": "GeoJSON",
    ".json": "GeoJSON",
    ".fgb": "FlatGeobuf",
    ".parquet": PARQUET,
    ".kml": KML,
    ".dxf": DXF,
    ".txt": SURVEY,
}
PACKED = (".zip", ".kmz")
NAMED = ".shp, .gpkg, .gdb, .geojson, .fgb, .parquet, .kml, .kmz, .dxf, survey .txt, .zip"

# What to do about a file that is not read, by its ending.
EXPORTS = {
    ".mdb": "export the layer from ArcGIS as a file geodatabase (.gdb) or shapefile",
    ".accdb": "export the layer from ArcGIS as a file geodatabase (.gdb) or shapefile",
    ".dwg": "save the drawing in CAD as .dxf, the parcels as closed polylines, or export a "
    "shapefile",
    ".dgn": "export the parcels from CAD as a shapefile, or as closed polylines in .dxf",
    ".wt": "export the layer from MapGIS as a shapefile",
    ".wl": "export the layer from MapGIS as a shapefile",
    ".wp": "export the layer from MapGIS as a shapefile",
    ".tab": "export the layer from MapInfo as a shapefile",
    ".mif": "export the layer from MapInfo as a shapefile",
    ".vct": "convert it to a shapefile or GeoPackage with the exchange tool it came from",
    ".lyr": "it only points to data: name the .shp or .gdb it points to",
    ".mxd": "it only points to data: name the .shp or .gdb it points to",
    ".qgz": "it only points to data: name the file it points to",
    ".dbf": "name the .shp beside it",
    ".shx": "name the .shp beside it",
    ".prj": "name the .shp beside it",
    ".cpg": "name the .shp beside it",
    ".xlsx": "pass it as the register",
    ".xls": "save it as .xlsx and pass it as the register",
    ".csv": "pass it as the register",
    ".rar": "unpack it, or repack it as .zip",
    ".7z": "unpack it, or repack it as .zip",
    ".gz": "unpack it, or repack it as .zip",
    ".tar": "unpack it, or repack it as .zip",
}

_SURVEY_MARK = re.compile(r"地块坐标|属性描述|[@＠]\s*$", re.MULTILINE)
SURVEY_MARK_WITHIN = 65_536


def layered(paths: Iterable[Path]) -> list[Path]:
    """Return those of `paths` that hold layers, by their names.

    Of texts only those that look like boundary points; a file geodatabase is a folder.
    """
    return sorted(path for path in paths if _is_layered(path))


def _is_layered(path: Path) -> bool:
    ending = path.suffix.lower()
    if ending not in FORMATS or path.name.startswith("._"):
        return False
    if ending == ".gdb":
        return path.is_dir()
    return path.is_file() and (ending != ".txt" or looks_like_survey(path))


def looks_like_survey(path: Path) -> bool:
    """Say whether a text has what a file of boundary points has: its sections, or lines with @."""
    with path.open("rb") as file:
        head = file.read(SURVEY_MARK_WITHIN)
    wide = "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-16-le"
    return any(
        _SURVEY_MARK.search(re.sub(r"\r\n?", "\n", head.decode(encoding, errors="ignore")))
        for encoding in ("utf-8", "gb18030", wide)
    )
