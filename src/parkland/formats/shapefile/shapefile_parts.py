"""The files of a shapefile: their paths, and the content of their headers and short texts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from parkland.crs import declared_crs, described
from parkland.errors import CrsError, SourceFormatError
from parkland.formats.evidence import Evidence
from parkland.formats.layers import DeclaredCrs
from parkland.formats.shapefile.shp_layout import HEADER, MAGIC, POLYGONS
from parkland.formats.shapefile.shp_records import first_kind
from parkland.formats.text_encodings import first_that_decodes

if TYPE_CHECKING:
    from pathlib import Path

PARTS = ("shp", "shx", "dbf", "prj", "cpg")
# The kind of geometry of each type of shape. The last entry is MultiPatch, which holds surfaces.
SHAPES = {
    0: "Null", 1: "Point", 3: "LineString", 5: "Polygon", 8: "MultiPoint", 11: "Point",
    13: "LineString", 15: "Polygon", 18: "MultiPoint", 21: "Point", 23: "LineString", 25: "Polygon",
    28: "MultiPoint", 31: "Polygon",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShapefileParts:
    """The files of one shapefile.

    Attributes
    ----------
    shown
        The name for users.
    shape
        The kind of its geometry.
    paths
        Its files by ending, in lower case and without the dot.
    """

    shown: str
    shape: str
    paths: dict[str, Path]

    @classmethod
    def at(cls, path: Path, shown: str) -> ShapefileParts:
        """Find the files beside the .shp `path`; their endings may be in any letter case.

        Raises
        ------
        SourceFormatError
            If the file is not a shapefile.
        """
        beside = _beside(path)
        with path.open("rb") as file:
            header = file.read(HEADER)
        if int.from_bytes(header[:4], "big") != MAGIC:
            raise SourceFormatError("formats.no_shapefile", where=shown)
        return cls(shown, _shape(path, header), beside)

    @property
    def encoding_name(self) -> str | None:
        """The encoding that the .cpg names; None without a .cpg."""
        cpg = self.paths.get("cpg")
        return cpg.read_bytes().decode("latin-1").strip() if cpg else None

    def declared_crs(self) -> DeclaredCrs:
        """Return the reference system of the .prj; an empty or missing .prj declares none."""
        nothing = DeclaredCrs(None, Evidence("", "prj"))
        prj = self.paths.get("prj")
        text = _text(prj.read_bytes()) if prj else ""
        if not text:
            return nothing
        try:
            crs = declared_crs(text, where=self.shown)
        except CrsError as error:
            return DeclaredCrs(None, Evidence("", "prj"), error)
        return DeclaredCrs(crs, Evidence(described(crs), "prj"))


def _text(content: bytes) -> str:
    """Return the text of a .prj: UTF-8 with or without a mark, else GBK, as the names in it are."""
    found = first_that_decodes(content, ("utf-8-sig", "gb18030"))
    text = found[0] if found else content.decode("utf-8", errors="replace")
    return text.strip().strip("\0")


def _beside(path: Path) -> dict[str, Path]:
    """Return the files of a shapefile by ending.

    A file with the same name as the .shp has precedence over a name in another letter case.
    """
    found: dict[str, Path] = {}
    for candidate in sorted(path.parent.iterdir(), reverse=True):
        part = candidate.suffix[1:].lower()
        if part not in PARTS or candidate.stem.casefold() != path.stem.casefold():
            continue
        if candidate.stem == path.stem or part not in found:
            found[part] = candidate
    found["shp"] = path
    return found


def _shape(path: Path, header: bytes) -> str:
    """Return the kind of geometry: polygons if the header or the first shape has such a type.

    One damaged byte in the header must not turn a layer of parcels into a layer of points, which
    would not be read.
    """
    kinds = [int.from_bytes(header[32:36], "little"), first_kind(path)]
    polygons = [kind for kind in kinds if kind in POLYGONS]
    return SHAPES.get((polygons or kinds)[0], "Unknown")
