"""GeoParquet, read and written by geopandas; it needs pyarrow from ``parkland[parquet]``."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from parkland.column_names import index_columns
from parkland.errors import MissingLibraryError, SourceFormatError
from parkland.formats.frame_cells import plain_column
from parkland.formats.layers import Layer, LayerContent
from parkland.formats.library_remarks import cause_of
from parkland.formats.written_columns import as_fields

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd
    import numpy as np

    from parkland.formats.layers import Container, ReadOptions, WriteOptions

AT_ONCE = 16_384  # records that are decoded together where a file is read in pieces


@dataclass(frozen=True, slots=True, kw_only=True)
class GeoParquetLayer(Layer):
    """The table of a GeoParquet file."""

    def read(self, options: ReadOptions) -> LayerContent:  # noqa: ARG002 - the encoding is fixed
        """Return every record.

        Raises
        ------
        MissingLibraryError
            If pyarrow is not installed.
        SourceFormatError
            If the file is damaged, or has no geometry.
        """
        import numpy as np

        from parkland.formats.gdal_layers import ALWAYS_UTF8, declared_by, numbered_records

        path = self.container.path
        places = self._places()
        frame = numbered_records(_read_table(path, where=self.shown, places=places))
        if self.most is not None and places is not None:
            frame.index = places - places[0] + 1
        return LayerContent(
            frame=frame,
            unusable=np.full(len(frame), "", dtype=object),
            encoding=ALWAYS_UTF8,
            declared=declared_by(frame),
        )

    def _places(self) -> np.ndarray | None:
        """Return the places of the records to read, in rising order; None for all."""
        import numpy as np

        first, number = self.rows or (0, self.divisible_records() or 0)
        if self.most is not None and self.most < number:
            return first + np.linspace(0, number - 1, self.most).astype(int)
        return None if self.rows is None else np.arange(first, first + number)

    def divisible_records(self) -> int | None:
        """Return the number of records that the end of the file states."""
        with suppress(Exception):  # `read` reports the fault of a damaged file
            import pyarrow.parquet

            return int(pyarrow.parquet.read_metadata(self.container.path).num_rows)
        return None


def layers_of(container: Container, /) -> list[Layer]:
    """Return the only layer of a file; a damaged file raises its error when it is read."""
    return [
        GeoParquetLayer(
            container=container,
            name=container.path.stem,
            geometry=_declared_kinds(container.path),
            shown=container.shown,
        )
    ]


def _declared_kinds(path: Path) -> str:
    """Return the kinds of geometry that the metadata lists; ``Unknown`` if it lists none.

    The metadata is at the end of the file and is read without the records.
    """
    with suppress(Exception):  # `read` reports the fault of a damaged file
        import pyarrow.parquet

        about = json.loads(pyarrow.parquet.read_schema(path).metadata[b"geo"])
        kinds = about["columns"][about["primary_column"]]["geometry_types"]
        return (
            ", ".join(sorted({str(kind).split(" ", maxsplit=1)[0] for kind in kinds})) or "Unknown"
        )
    return "Unknown"


def _rows_of(path: Path, places: np.ndarray) -> Any:
    """Return some records of a file, in rising order, as a file of their own in memory.

    Only the groups of rows that hold them are decoded, a batch at a time.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    first, stop = (int(places[0]), int(places[-1]) + 1) if len(places) else (0, 0)
    is_gapless = len(places) == stop - first
    with pq.ParquetFile(path) as file:
        groups: list[int] = []
        before, skipped = 0, 0
        for group in range(file.num_row_groups):
            size = file.metadata.row_group(group).num_rows
            if before < stop and before + size > first:
                groups.append(group)
            elif before + size <= first:
                skipped = before + size
            before += size
        batches = []
        place = skipped
        for batch in file.iter_batches(AT_ONCE, row_groups=groups, use_threads=False):
            inside = places[(places >= place) & (places < place + len(batch))] - place
            if len(inside):
                start, number = int(inside[0]), len(inside)
                own = batch.slice(start, number) if is_gapless else batch.take(pa.array(inside))
                batches.append(own)
            place += len(batch)
            if place >= stop:
                break
        table = pa.Table.from_batches(batches, schema=file.schema_arrow)
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="none", use_dictionary=False, write_statistics=False)
    return pa.BufferReader(sink.getvalue())


def _read_table(path: Path, *, where: str, places: np.ndarray | None = None) -> gpd.GeoDataFrame:
    """Return the table of a file, or its records at some places.

    The geometry is the column `geometry`.

    Raises
    ------
    MissingLibraryError
        If pyarrow is not installed.
    SourceFormatError
        If the file cannot be read.
    """
    import geopandas as gpd
    from pyproj import CRS

    try:
        # Reading ahead, and decoding several columns at once, would keep the compressed and the
        # decoded file in memory at the same time.
        source = path if places is None else _rows_of(path, places)
        frame = gpd.read_parquet(source, pre_buffer=False, use_threads=False)
        for name, column in frame.items():
            if name != frame.active_geometry_name:
                column.to_numpy(dtype=object)  # raises if a text is damaged
                # A file of pandas says which of its types a column had.
                plain = column if str(column.dtype) == "geometry" else plain_column(column)
                if plain.dtype != column.dtype:
                    frame[name] = plain
    except ImportError as error:
        raise MissingLibraryError("formats.no_pyarrow_to_read", where=where) from error
    except Exception as error:
        raise SourceFormatError(
            "formats.geoparquet_unreadable", where=where, reason=cause_of(error)
        ) from error
    import pyarrow as pa

    # Without this call, Arrow keeps the memory of the decoded columns for later use.
    pa.default_memory_pool().release_unused()
    if frame.active_geometry_name != "geometry":
        frame = frame.rename(columns={"geometry": "raw_geometry"}).rename_geometry("geometry")
    if frame.crs is not None and frame.crs.equals(CRS("OGC:CRS84")):
        # CRS84 is WGS 84 with longitude first. geopandas always stores x first, so that the label
        # of EPSG is equivalent, and other layers can be compared with it.
        frame = frame.set_crs("EPSG:4326", allow_override=True)
    # pandas keeps an index beside the columns, and one with a name is a column of the office.
    for name, cells in reversed(index_columns(frame)):
        frame.insert(0, name, cells)
    return frame.reset_index(drop=True)


def write(parcels: gpd.GeoDataFrame, path: Path, options: WriteOptions, /) -> str:
    """Write GeoParquet 1.0; return an empty text.

    Raises
    ------
    MissingLibraryError
        If pyarrow is not installed.
    """
    import geopandas as gpd

    cells = {column.name: column.cells for column in as_fields(parcels, statuses=options.statuses)}
    table = gpd.GeoDataFrame(cells, geometry=parcels.geometry, index=parcels.index)
    try:
        table.to_parquet(path, index=False)
    except ImportError as error:
        raise MissingLibraryError("formats.no_pyarrow_to_write", where=path.name) from error
    return ""
