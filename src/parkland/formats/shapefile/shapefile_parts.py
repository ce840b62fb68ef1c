"""The parts of a shapefile and what they say: shapes, number of records, encoding."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from parkland.errors import SourceFormatError
from parkland.formats.evidence import Evidence
from parkland.formats.shapefile import dbf_encoding, dbf_table, shp_records
from parkland.formats.shapefile.shp_layout import POLYGONS
from parkland.issues import Issue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from parkland.formats.shapefile.shp_layout import Shapes

SHP_MAGIC = 9994
SHP_HEADER = 100
PARTS = ("shp", "shx", "dbf", "prj", "cpg")
SHAPES = {
    0: "Null", 1: "Point", 3: "LineString", 5: "Polygon", 8: "MultiPoint", 11: "Point",
    13: "LineString", 15: "Polygon", 18: "MultiPoint", 21: "Point", 23: "LineString", 25: "Polygon",
    28: "MultiPoint", 31: "Polygon",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shapefile:
    """The files of one shapefile, by ending in small letters, and the name users know it by."""

    shown: str
    shape: str
    parts: dict[str, Path]

    @classmethod
    def at(cls, path: Path, shown: str) -> Shapefile:
        """Find the parts beside `path`; endings may be in any letter case.

        Raises
        ------
        SourceFormatError
            If it is not a shapefile.
        """
        beside = _beside(path)
        with path.open("rb") as file:
            header = file.read(SHP_HEADER)
        if int.from_bytes(header[:4], "big") != SHP_MAGIC:
            raise SourceFormatError(
                "this is not a shapefile, or it is encrypted by the software that wrote it",
                where=shown,
                do="export it from that software as a plain shapefile",
            )
        return cls(shown, _shape(path, header), beside)

    @property
    def declaration(self) -> str:
        """The content of the .prj; empty if there is none."""
        prj = self.parts.get("prj")
        return prj.read_bytes().decode("utf-8-sig", errors="replace").strip() if prj else ""

    @contextmanager
    def readable(self, shapes: Shapes) -> Iterator[Path]:
        """Yield the shapes in a temporary folder: linked if they are sound, else a sound copy.

        GDAL sees nothing but a .shp and a .shx that agree, and writes nothing beside the user's.
        """
        with tempfile.TemporaryDirectory(prefix="parkland-") as folder:
            place = Path(folder, "shapes.shp")
            if shapes.is_sound:
                for part in ("shp", "shx"):
                    _link(self.parts[part], place.with_suffix(f".{part}"))
            else:
                shp_records.sound_copy(shapes, place)
            yield place

    def shapes(self) -> Shapes:
        """Return what the bytes of .shp and .shx prove."""
        return shp_records.read_shapes(self.parts["shp"], self.parts.get("shx"))

    def table(self) -> dbf_table.Table | None:
        """Return what the .dbf says, or None if there is none."""
        return dbf_table.read_table(self.parts["dbf"]) if "dbf" in self.parts else None

    def encoding(
        self, table: dbf_table.Table | None, *, given: str | None, is_known: Callable[[str], bool]
    ) -> tuple[Evidence, list[Issue]]:
        """Return the encoding with its ground, and what was odd about it.

        Raises
        ------
        EncodingError
        """
        if table is None:
            return Evidence("ascii", "ascii"), [Issue(code="source.no_attributes")]
        cpg = self.parts.get("cpg")
        evidence = dbf_encoding.detect(
            table,
            cpg=cpg.read_bytes().decode("latin-1").strip() if cpg else None,
            given=given,
            where=self.shown,
            is_known=is_known,
        )
        if evidence.how == "contradicted":
            value = evidence.value
            return evidence, [Issue(code="encoding.contradicted", value=value, action="repaired")]
        if evidence.how == "bytes":
            return evidence, [Issue(code="encoding.inferred", value=evidence.value)]
        return evidence, []


def _beside(path: Path) -> dict[str, Path]:
    """Return the parts beside `path`: of the same name, or else of one in other letter case."""
    found: dict[str, Path] = {}
    for candidate in sorted(path.parent.iterdir(), reverse=True):
        part = candidate.suffix[1:].lower()
        if part not in PARTS or candidate.stem.casefold() != path.stem.casefold():
            continue
        if candidate.stem == path.stem or part not in found:
            found[part] = candidate
    found["shp"] = path
    return found


def _link(part: Path, place: Path) -> None:
    try:
        place.symlink_to(part.resolve())
    except OSError:  # not every system lets everybody link
        shutil.copyfile(part, place)


def _shape(path: Path, header: bytes) -> str:
    """Return the kind of geometry; polygons if either the header or the first shape says so."""
    kinds = [int.from_bytes(header[32:36], "little"), shp_records.first_kind(path)]
    polygons = [kind for kind in kinds if kind in POLYGONS]
    return SHAPES.get((polygons or kinds)[0], "Unknown")
