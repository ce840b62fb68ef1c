"""Tables of a dataset as GeoParquet, in groups of rows that can be read one by one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from parkland.errors import MissingLibraryError
from parkland.outputs import complete_or_absent

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd
    import pyarrow as pa

ROWS_IN_GROUP = 4096
COMPRESSION = "zstd"
# Of what is read again in the same run: half the processor time, a quarter more space.
QUICK = "lz4"
BBOX = "bbox"
SIDES = ("xmin", "ymin", "xmax", "ymax")
# By shapely's number of the type, in the order of the numbers of WKB, which begin with 1.
KINDS = {
    0: "Point", 1: "LineString", 3: "Polygon", 4: "MultiPoint", 5: "MultiLineString",
    6: "MultiPolygon", 7: "GeometryCollection",
}  # fmt: skip
HEAD = 5  # bytes of WKB that say what it is


def require_parquet() -> None:
    """Raise unless pyarrow is installed.

    Raises
    ------
    MissingLibraryError
    """
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError as error:
        raise MissingLibraryError("datasets.pyarrow") from error


def table_with_boxes(parcels: gpd.GeoDataFrame, bounds: np.ndarray | None) -> pa.Table:
    """Return parcels as an Arrow table with shapes as WKB and, if given, a column of boxes.

    Its metadata are those of GeoParquet 1.1. Own columns with values of several types are texts.
    """
    import pandas as pd
    import pyarrow as pa
    import shapely

    plain = parcels.drop(columns=[parcels.active_geometry_name])
    for name in [
        n for n, kind in plain.dtypes.items() if kind.kind == "O" and kind.type is np.object_
    ]:
        plain[name] = _one_type(plain[name])
    table = pa.Table.from_pandas(pd.DataFrame(plain), preserve_index=False)
    shapes = parcels.geometry.to_numpy()
    wkb = pa.array(shapely.to_wkb(shapes, flavor="iso"), type=pa.binary())
    place = list(parcels.columns).index(str(parcels.active_geometry_name))
    table = table.add_column(place, "geometry", wkb)
    about: dict[str, Any] = {
        "encoding": "WKB",
        "crs": parcels.crs.to_json_dict() if parcels.crs is not None else None,
        "geometry_types": _kinds(shapes),
    }
    if bounds is not None:
        table = table.append_column(
            BBOX,
            pa.StructArray.from_arrays(
                [pa.array(bounds[:, place]) for place in range(4)], names=list(SIDES)
            ),
        )
        about["covering"] = {"bbox": {side: [BBOX, side] for side in SIDES}}
    geo = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": about}}
    return table.replace_schema_metadata(
        {**(table.schema.metadata or {}), b"geo": json.dumps(geo).encode()}
    )


def _kinds(shapes: np.ndarray) -> list[str]:
    import shapely

    found = np.unique(shapely.get_type_id(shapes)).tolist()
    return [KINDS[kind] for kind in found if kind in KINDS]


def kinds_of(wkb: pa.ChunkedArray) -> list[str]:
    """Return the kinds of shapes, by the first bytes of each."""
    import pyarrow.compute as pc

    heads = pc.unique(pc.binary_slice(wkb, 0, HEAD)).drop_null().to_pylist()
    # ISO WKB: the order of the bytes, and a number to which Z adds 1,000 and M 2,000.
    numbers = {int.from_bytes(head[1:], "little" if head[0] else "big") % 1000 for head in heads}
    return [kind for number, kind in enumerate(KINDS.values(), start=1) if number in numbers]


def _one_type(column: Any) -> Any:
    """Return a column of objects in one type, as texts if it has values of several."""
    import pyarrow as pa

    known = column.dropna()
    if len({type(one) for one in known}) <= 1:
        try:
            pa.array(known)
        except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError):
            pass
        else:
            return column
    return column.where(column.isna(), column.map(str)).astype("str")


def write_table(table: pa.Table, path: Path, *, compression: str = COMPRESSION) -> None:
    """Write a table completely or not at all.

    Groups of rows are small, so that lists of distinct values cost more than they save.
    """
    import pyarrow.parquet as pq

    with complete_or_absent(path) as beside:
        pq.write_table(
            table,
            beside,
            row_group_size=ROWS_IN_GROUP,
            compression=compression,
            use_dictionary=False,
        )


def rows_between(
    path: Path, first: int, stop: int, columns: Sequence[str] | None = None
) -> pa.Table:
    """Return the rows from `first` to before `stop`; only their groups of rows are read."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        low, high = first // ROWS_IN_GROUP, -(-stop // ROWS_IN_GROUP)
        table = file.read_row_groups(
            list(range(low, min(high, file.num_row_groups))), columns=columns, use_threads=False
        )
    return table.slice(first - low * ROWS_IN_GROUP, stop - first)


def frame_of(table: pa.Table) -> gpd.GeoDataFrame:
    """Return a table as a GeoDataFrame, without its boxes."""
    import geopandas as gpd
    import shapely
    from pyproj import CRS

    geo = json.loads(table.schema.metadata[b"geo"])
    stated = geo["columns"]["geometry"]["crs"]
    names = [name for name in table.column_names if name not in (BBOX, "geometry")]
    plain = plain_of(table.select(names))
    shapes = shapely.from_wkb(table["geometry"].to_numpy())
    crs = CRS.from_json_dict(stated) if stated else None
    frame = gpd.GeoDataFrame(plain, geometry=shapes, crs=crs)
    return frame[[name for name in table.column_names if name != BBOX]]


def plain_of(table: pa.Table) -> pd.DataFrame:
    """Return the columns of a table as those of the ledger, of which the note of pandas says more.

    A file has no days in seconds. A column of answers or days with gaps is one of Python's objects,
    also in a part that has none of its gaps.
    """
    plain: pd.DataFrame = table.to_pandas()
    for entry in json.loads(table.schema.metadata.get(b"pandas", b'{"columns": []}'))["columns"]:
        name, kind = entry["name"], entry["numpy_type"]
        if name not in plain or plain[name].dtype == kind:
            continue
        if kind.startswith("datetime64") or kind == "object":
            plain[name] = plain[name].astype(kind)
    return plain


def write_plain(path: Path, content: dict[str, Any]) -> None:
    """Write a JSON file completely or not at all."""
    with complete_or_absent(path) as beside:
        beside.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


def read_plain(path: Path) -> dict[str, Any]:
    """Return the content of a JSON file."""
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content
