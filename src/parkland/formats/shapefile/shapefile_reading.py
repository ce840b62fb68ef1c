"""Read a shapefile as a layer.

Attributes are parsed here from the bytes of the .dbf, and GDAL builds the shapes. Every record that
any file proves is in the result.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from parkland.formats.evidence import Evidence
from parkland.formats.layers import Container, Layer, LayerContent, ReadOptions
from parkland.formats.shapefile.dbf_columns import read_columns
from parkland.formats.shapefile.dbf_encoding import detect
from parkland.formats.shapefile.dbf_table import DbfTable, read_table
from parkland.formats.shapefile.record_issues import encoding_issues, record_issues
from parkland.formats.shapefile.record_join import RecordJoin
from parkland.formats.shapefile.shapefile_parts import ShapefileParts
from parkland.formats.shapefile.shp_records import read_records
from parkland.formats.shapefile.shp_shapes import build_shapes
from parkland.formats.shapefile.sidecar_tables import restored

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class ShapefileLayer(Layer):
    """A shapefile, which is one layer in several files.

    Attributes
    ----------
    parts
        The files.
    """

    parts: ShapefileParts

    @classmethod
    def of(cls, container: Container) -> Self:
        """Find the files of a shapefile.

        Raises
        ------
        SourceFormatError
            If the file is not a shapefile.
        """
        parts = ShapefileParts.at(container.path, container.shown)
        return cls(
            container=container,
            name=container.path.stem,
            geometry=parts.shape,
            shown=container.shown,
            parts=parts,
        )

    def files(self) -> list[Path]:
        """Return the files of the shapefile."""
        return list(self.parts.paths.values())

    def read(self, options: ReadOptions) -> LayerContent:
        """Return every record.

        Encoding, columns, shapes and reference system are established in this order, each once.

        Raises
        ------
        SourceFormatError
            If a file is too damaged to be read.
        EncodingError
            If no encoding decodes the text.
        """
        paths = self.parts.paths
        table = read_table(paths["dbf"]) if "dbf" in paths else None
        encoding = self._encoding(table, options)
        columns = read_columns(table or DbfTable(), encoding.value)
        account = read_records(paths["shp"], paths.get("shx"))
        shapes, trouble = build_shapes(self.parts, account)
        join = RecordJoin(
            table=table or DbfTable(),
            has_table=table is not None,
            columns=columns,
            account=account,
            shapes=shapes,
            trouble=trouble,
        )
        frame, beside = restored(join.frame(), self.container.path)
        return LayerContent(
            frame=frame,
            unusable=join.unusable,
            encoding=encoding,
            declared=self.parts.declared_crs(),
            counts=join.counts,
            issues=[
                *encoding_issues(encoding, has_table=join.has_table),
                *record_issues(join, has_index="shx" in paths, is_known=options.is_known),
                *beside,
            ],
        )

    def _encoding(self, table: DbfTable | None, options: ReadOptions) -> Evidence:
        if table is None:
            return Evidence("", "no_table")
        return detect(
            table,
            cpg=self.parts.encoding_name,
            given=options.encoding,
            where=self.shown,
            is_known=options.is_known,
        )
