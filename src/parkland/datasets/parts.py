"""The parts of a dataset: rows of all pieces between two places of the curve, as one file."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from parkland.datasets.dealt_areas import DealtFigures
from parkland.datasets.judged_pieces import ROWS
from parkland.datasets.piece_arrays import PLACE, arrays_of
from parkland.datasets.stored_frames import (
    BBOX,
    SIDES,
    kinds_of,
    rows_between,
    write_table,
)
from parkland.schema import FIELDS, flag_columns

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa

    from parkland.areas.rounding_parts import Dealing
    from parkland.choices import AreaMethod, AreaUnit

LABEL, LEAF, LEAF_END = "row_label", "area_leaf", "_leaf"
# So many parcels that lie behind each other share a box, by which neighbours are found.
ROWS_IN_BLOCK = 64


@dataclass(frozen=True, slots=True)
class Slice:
    """Rows of a piece that belong to a part.

    Attributes
    ----------
    folder
        Of the piece.
    first_label
        The label of its first record.
    known_before
        For each rounded column, how many values are known in the pieces before.
    first, stop
        The rows, in the order of the curve.
    """

    folder: str
    first_label: int
    known_before: Mapping[str, int]
    first: int
    stop: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounding:
    """How the areas of the dataset are rounded: unit, measure, decimals, and who gets a unit."""

    unit: AreaUnit
    area: AreaMethod
    digits: int
    dealings: Mapping[str, Dealing]


@dataclass(frozen=True, slots=True)
class WrittenPart:
    """What the run needs to know of a part.

    Attributes
    ----------
    name
        Of its file.
    rows
        The number of its parcels.
    bounds
        The box around them; None without shapes.
    blocks
        n x 4: the box of each 64 parcels.
    leaf
        The sum of its areas in units of the last place.
    """

    name: str
    rows: int
    bounds: tuple[float, float, float, float] | None
    blocks: np.ndarray = field(repr=False)
    leaf: int = 0


def part_name(number: int) -> str:
    """Return the name of the file of a part."""
    return f"part-{number:05}.parquet"


def write_part(
    number: int, slices: Sequence[Slice], rounding: Rounding, schema_text: bytes, folder: str
) -> WrittenPart:
    """Gather the rows of a part and write them along the curve.

    Parameters
    ----------
    number
        Of the part, from 0.
    slices
        Where its rows lie.
    rounding
        How areas are rounded.
    schema_text
        The schema of all parts, as Arrow serialises it.
    folder
        Where to write the part.
    """
    import pyarrow as pa

    schema = pa.ipc.read_schema(pa.BufferReader(schema_text))
    tables: list[pa.Table] = []
    columns: dict[str, list[np.ndarray]] = {}
    for one in slices:
        arrays = arrays_of(one.folder, slice(one.first, one.stop))
        found = {"key": arrays["key"], "bounds": arrays["bounds"]}
        found[LABEL] = arrays["row"] + one.first_label
        for name, dealing in rounding.dealings.items():
            if name in (arrays.dtype.names or ()):
                own = np.array(arrays[name])
                places = arrays[PLACE + name][~np.isnan(own)] + one.known_before[name]
                found[name] = dealing.rounded(own, places)
        for name, values in found.items():
            columns.setdefault(name, []).append(values)
        tables.append(_fitted(rows_between(Path(one.folder, ROWS), one.first, one.stop), schema))
    joined = {name: np.concatenate(several) for name, several in columns.items()}
    order = np.lexsort((joined[LABEL], joined["key"]))
    table = pa.concat_tables(tables).take(order).combine_chunks()
    joined = {name: values[order] for name, values in joined.items()}
    added = _added(table, joined, rounding)
    place = table.column_names.index(BBOX)
    for name, values in added.items():
        table = table.add_column(place, name, [values])
        place += 1
    bounds = joined["bounds"]
    hull = _hull(bounds)
    write_table(_described(table, hull, schema), Path(folder, part_name(number)))
    starts = range(0, len(bounds), ROWS_IN_BLOCK)
    hulls = [_hull(bounds[start : start + ROWS_IN_BLOCK]) for start in starts]
    blocks = np.array([hull or (np.nan,) * 4 for hull in hulls], dtype="float64").reshape(-1, 4)
    leaf = int(np.nansum(joined.get(rounding.area, np.empty(0))))
    return WrittenPart(part_name(number), len(table), hull, blocks, leaf)


def _added(table: pa.Table, joined: Mapping[str, np.ndarray], rounding: Rounding) -> dict[str, Any]:
    """Return the columns that a part has beside those of a ledger: label and whole areas."""
    import pandas as pd
    import pyarrow as pa

    from parkland.schema import FLAG_PREFIX, FLAGS

    scale = 10**rounding.digits
    wanted = [
        name
        for name in table.column_names
        if name in FLAGS or name.startswith(FLAG_PREFIX) or name in rounding.dealings
    ]
    frame = table.select(wanted).to_pandas()
    dealt = {name: pd.Series(joined[name] / scale) for name in rounding.dealings if name in joined}
    figures = DealtFigures(rounding.unit, rounding.area, rounding.digits, frame, dealt=dealt)
    leaves = figures.leaves
    known = leaves.notna().to_numpy()
    units = np.where(known, np.rint(leaves.fillna(0).to_numpy() * scale), 0).astype("int64")
    added: dict[str, Any] = {
        LABEL: pa.array(joined[LABEL].astype("int64")),
        LEAF: pa.array(units, mask=~known),
    }
    flags = figures.flags
    for flag in flag_columns(frame):
        added[f"{flag}{LEAF_END}"] = pa.array(
            np.rint(flags[flag].to_numpy(dtype="float64") * scale).astype("int64")
        )
    return added


def _hull(bounds: np.ndarray) -> tuple[float, float, float, float] | None:
    finite = bounds[np.isfinite(bounds).all(axis=1)]
    if not len(finite):
        return None
    west, south = finite[:, :2].min(axis=0).tolist()
    east, north = finite[:, 2:].max(axis=0).tolist()
    return (west, south, east, north)


def _described(table: pa.Table, hull: Any, schema: pa.Schema) -> pa.Table:
    """Return the table with the metadata of GeoParquet and of pandas."""
    geo = json.loads(schema.metadata[b"geo"])
    about = geo["columns"]["geometry"]
    about["geometry_types"] = kinds_of(table["geometry"])
    if hull is not None:
        about["bbox"] = list(hull)
    about["covering"] = {"bbox": {side: [BBOX, side] for side in SIDES}}
    metadata = {**schema.metadata, b"geo": json.dumps(geo).encode()}
    return table.replace_schema_metadata(metadata)


def common_schema(folders: Sequence[str]) -> pa.Schema:
    """Return the schema of all parts: that of the pieces, with one type a column.

    Own columns stand between the canonical ones and the geometry, in the order in which they first
    occur. A column that has numbers in one piece and texts in another holds texts.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    types: dict[str, Any] = {}
    canonical: dict[str, None] = {}
    own: dict[str, None] = {}
    computed: dict[str, None] = {}
    metadata: dict[bytes, bytes] = {}
    stored: dict[str, dict[str, Any]] = {}
    kinds: list[dict[str, str]] = []
    for folder in folders:
        schema = pq.read_schema(Path(folder, ROWS))
        # A file without records may state any reference system: it is that of no parcel.
        rows = pq.read_metadata(Path(folder, ROWS)).num_rows
        if rows and not kinds:
            metadata = dict(schema.metadata)
        entries = {one["name"]: one for one in json.loads(schema.metadata[b"pandas"])["columns"]}
        stored = {**entries, **stored}
        if rows:
            kinds.append({name: entry["numpy_type"] for name, entry in entries.items()})
        place = schema.names.index("geometry")
        for name in schema.names[:place]:
            (canonical if name in FIELDS else own)[name] = None
        computed |= dict.fromkeys(schema.names[place:])
        for one in schema:
            types[one.name] = _wider(types.get(one.name), one.type)
    names = [*canonical, *own, *computed]
    fields = [
        pa.field(name, pa.large_string() if pa.types.is_null(types[name]) else types[name])
        for name in names
    ]
    pandas = json.loads(metadata[b"pandas"])
    pandas["columns"] = [stored[name] for name in names if name in stored]
    for entry in pandas["columns"]:
        if pa.types.is_large_string(types[entry["name"]]) or pa.types.is_null(types[entry["name"]]):
            entry |= {"pandas_type": "unicode", "numpy_type": "str"}
        elif pa.types.is_floating(types[entry["name"]]):
            entry |= {"pandas_type": "float64", "numpy_type": "float64"}
        elif pa.types.is_boolean(types[entry["name"]]):
            entry["numpy_type"] = _kind_of_answers({one.get(entry["name"]) for one in kinds})
    metadata[b"pandas"] = json.dumps(pandas).encode()
    return pa.schema(fields, metadata=metadata)


def _kind_of_answers(kinds: set[str | None]) -> str:
    """Return what pandas makes of answers whose kinds in the pieces these are; None: it lacks them.

    Answers with gaps are objects, unless their column has a type of its own for gaps.
    """
    if kinds <= {"bool"}:
        return "bool"
    return "boolean" if "boolean" in kinds and kinds <= {"bool", "boolean", None} else "object"


def _wider(one: Any, other: Any) -> Any:
    """Return a type that holds the values of both."""
    import pyarrow as pa

    if one is None or one == other or pa.types.is_null(one):
        return other
    if pa.types.is_null(other):
        return one
    try:
        merged = pa.unify_schemas(
            [pa.schema([("x", one)]), pa.schema([("x", other)])], promote_options="permissive"
        )
        return merged.field("x").type
    except (pa.ArrowTypeError, pa.ArrowInvalid):
        return pa.large_string()


def _fitted(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """Return a table with the columns and types of the schema; what it lacks is missing."""
    import pyarrow as pa

    columns = []
    for one in schema:
        if one.name not in table.column_names:
            columns.append(pa.nulls(len(table), one.type))
            continue
        column = table[one.name]
        columns.append(column if column.type == one.type else _as_type(column, one.type))
    return pa.table(columns, schema=schema)


def _as_type(column: pa.ChunkedArray, wanted: pa.DataType) -> Any:
    """Return a column in a wider type; a number or a day as text is that of Python, as in totals.

    Arrow would write 1.0 as ``1``, which is another value of a column that also has texts.
    """
    import pyarrow as pa

    kind = column.type
    if pa.types.is_large_string(wanted) and not (
        pa.types.is_string(kind) or pa.types.is_null(kind)
    ):
        values = column.to_pandas()
        texts = values.astype("object").map(str).where(values.notna(), None)
        return pa.chunked_array([pa.array(texts, wanted, from_pandas=True)])
    return column.cast(wanted)
