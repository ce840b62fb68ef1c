"""The parts of a shapefile and what they say: shapes, number of records, encoding."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parkland.errors import SourceFormatError
from parkland.issues import Issue
from parkland.sources import dbf, encodings
from parkland.sources.receipt import Evidence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import geopandas as gpd
    import pandas as pd

# How text comes out of a .dbf before it is decoded here: one character a byte, none lost.
BYTEWISE = "ISO-8859-1"
SHP_MAGIC = 9994
SHX_HEADER, SHX_ENTRY = 100, 8
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
        beside = {
            candidate.suffix[1:].lower(): candidate
            for candidate in sorted(path.parent.iterdir(), reverse=True)
            if candidate.stem == path.stem and candidate.suffix[1:].lower() in PARTS
        }
        beside["shp"] = path
        with path.open("rb") as file:
            header = file.read(SHX_HEADER)
        if int.from_bytes(header[:4], "big") != SHP_MAGIC:
            raise SourceFormatError(
                "this is not a shapefile, or it is encrypted by the software that wrote it",
                where=shown,
                do="export it from that software as a plain shapefile",
            )
        return cls(shown, SHAPES.get(int.from_bytes(header[32:36], "little"), "Unknown"), beside)

    @property
    def files(self) -> tuple[str, ...]:
        """Names of the parts."""
        return tuple(sorted(part.name for part in self.parts.values()))

    @property
    def declaration(self) -> str:
        """The content of the .prj; empty if there is none."""
        prj = self.parts.get("prj")
        return prj.read_bytes().decode("utf-8-sig", errors="replace").strip() if prj else ""

    def indexed_records(self) -> int:
        """Return the number of records by the .shx.

        Raises
        ------
        SourceFormatError
            If there is none.
        """
        if "shx" not in self.parts:
            raise SourceFormatError(
                "the .shx file is missing",
                where=self.shown,
                do="copy it from where the .shp came from, or export the layer again",
            )
        return max(0, self.parts["shx"].stat().st_size - SHX_HEADER) // SHX_ENTRY

    @contextmanager
    def readable(self, *, without_prj: bool) -> Iterator[Path]:
        """Yield the .shp, or a copy of it in a temporary folder where it has no .prj."""
        if not without_prj:
            yield self.parts["shp"]
            return
        with tempfile.TemporaryDirectory(prefix="parkland-") as folder:
            for part in self.parts.values():
                if part.suffix.lower() != ".prj":
                    shutil.copyfile(part, Path(folder, part.name))
            yield Path(folder, self.parts["shp"].name)

    def table(self) -> dbf.Table | None:
        """Return what the .dbf says, or None if there is none."""
        return dbf.read_table(self.parts["dbf"]) if "dbf" in self.parts else None

    def encoding(
        self, table: dbf.Table | None, *, given: str | None, is_known: Callable[[str], bool]
    ) -> tuple[Evidence, list[Issue]]:
        """Return the encoding with its ground, and what was odd about it.

        Raises
        ------
        EncodingError
        """
        if table is None:
            return Evidence("ascii", "ascii"), [Issue(code="source.no_attributes")]
        cpg = self.parts.get("cpg")
        evidence = encodings.detect(
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

    def disagreement(self, table: dbf.Table | None, read: int) -> list[Issue]:
        """Return an issue if the parts, or what was read, differ in the number of records."""
        indexed = self.indexed_records()
        in_table = indexed if table is None else table.records
        deleted = 0 if table is None else table.deleted
        issues = []
        if indexed != in_table or read != in_table - deleted:
            value = f".shx {indexed}, .dbf {in_table}, {read}"
            issues.append(Issue(code="source.count_mismatch", value=value))
        if deleted:
            issues.append(Issue(code="source.deleted_records", value=str(deleted)))
        return issues


def decode(frame: gpd.GeoDataFrame, encoding: str) -> tuple[gpd.GeoDataFrame, list[Issue]]:
    """Decode what was read bytewise; report texts that end in half a character.

    Headings that are the same once decoded are numbered.
    """
    import geopandas as gpd

    cut, binary = 0, []
    geometry = frame.active_geometry_name
    columns: dict[str, pd.Series] = {}
    for place, name in enumerate(frame.columns):
        if name == geometry:
            columns[name] = frame[name]
            continue
        heading, _ = _decoded(str(name), encoding)
        title = unused(heading, columns)
        try:
            columns[title], halves = _decoded_column(frame.iloc[:, place], encoding)
        except UnicodeDecodeError:  # of a binary type: every text was tried for the encoding
            columns[title], halves = frame.iloc[:, place], 0
            binary.append(title)
        cut += halves
    decoded = gpd.GeoDataFrame(columns, geometry=geometry, index=frame.index)
    issues = [Issue(code="column.binary", field=name) for name in binary]
    if cut:
        issues.append(Issue(code="encoding.cut_text", value=str(cut), action="repaired"))
    return decoded, issues


def _decoded_column(column: pd.Series, encoding: str) -> tuple[pd.Series, int]:
    """Return a column decoded, and how many of its texts were cut inside a character."""
    if column.dtype != object and str(column.dtype) != "str":
        return column, 0
    foreign = [v for v in column.dropna().unique() if isinstance(v, str) and not v.isascii()]
    if not foreign:
        return column, 0
    texts = {value: _decoded(value, encoding) for value in foreign}
    cut = column.isin([value for value, (_, half) in texts.items() if half]).sum()
    return column.replace({value: text for value, (text, _) in texts.items()}), int(cut)


def _decoded(bytewise: str, encoding: str) -> tuple[str, bool]:
    return encodings.decoded(bytewise.encode("latin-1"), encoding)


def unused(name: str, taken: Any) -> str:
    """Return `name`, numbered if it is among `taken`.

    Examples
    --------
    >>> unused("面积", ["面积", "面积_2"])
    '面积_3'
    """
    free, number = name, 2
    while free in taken:
        free, number = f"{name}_{number}", number + 1
    return free
