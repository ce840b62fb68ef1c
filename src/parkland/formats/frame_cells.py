"""The cells of a frame in memory, in the types that the cells of a file have.

pandas has many types for one thing: nullable, Arrow and categorical columns, and objects of any
kind. The same table must give the same parcels whichever of them it has, and as if it had been
written to a GeoPackage and read. So each column becomes text, number, date or answer; a cell that
is none of these becomes its text. No cell is left out.
"""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from parkland.unknown_cells import UnknownCell

if TYPE_CHECKING:
    from collections.abc import Callable

# Above this a float does not hold every whole number.
MOST_EXACT = 2**53
# Types whose cells stay as they are.
PLAIN = frozenset({str, int, float, bool, dt.date, UnknownCell, type(None)})
_NULLABLE = (
    pd.BooleanDtype, pd.Int8Dtype, pd.Int16Dtype, pd.Int32Dtype, pd.Int64Dtype, pd.UInt8Dtype,
    pd.UInt16Dtype, pd.UInt32Dtype, pd.UInt64Dtype, pd.Float32Dtype, pd.Float64Dtype,
)  # fmt: skip
_VIEWS = ("string_view", "binary_view")
_JSON_TYPES = (list, tuple, dict, set, frozenset, np.ndarray, pd.Series, pd.Index)


def plain_column(column: pd.Series) -> pd.Series:
    """Return a column with texts, numbers, answers and dates without a zone, on its own index.

    A time with a zone keeps its day: it is the day on the calendar of the office. Lists and
    mappings become JSON. Bytes become the text that they are in UTF-8, else their hexadecimal
    digits.

    Examples
    --------
    >>> plain_column(pd.Series(["a", None], dtype="category")).tolist()
    ['a', nan]
    >>> plain_column(pd.Series([1, None], dtype="Int64")).tolist()
    [1.0, nan]
    """
    dtype = column.dtype
    for kind, as_plain in _BY_DTYPE:
        if isinstance(dtype, kind):
            return as_plain(column)
    if isinstance(dtype, np.dtype) and dtype.kind in "biuM":
        return column
    if isinstance(dtype, np.dtype) and dtype.kind == "f":
        return column.astype("float64")
    return _of_objects(column)


def has_plain_cells(column: pd.Series) -> bool:
    """Return whether a column of objects holds numbers, answers and dates only, as a workbook has.

    Such a column can stay as it is: 30 beside 32.68 is written 30, and as floats it would be 30.0.
    """
    is_object = isinstance(column.dtype, np.dtype) and column.dtype.kind == "O"
    return is_object and set(map(type, np.asarray(column, dtype=object))) <= PLAIN - {str}


def holds_bytes(column: pd.Series) -> bool:
    """Return whether a cell of a column of objects is bytes that are no text in UTF-8."""
    dtype = column.dtype
    is_object = isinstance(dtype, np.dtype) and dtype.kind == "O"
    is_binary = isinstance(dtype, pd.ArrowDtype) and "binary" in str(dtype)
    if not is_object and not is_binary and not isinstance(dtype, pd.CategoricalDtype):
        return False
    if is_binary:
        column = _of_objects_in(column)
    return any(
        isinstance(cell, bytes | bytearray | memoryview) and not _is_text(bytes(cell))
        for cell in np.asarray(column, dtype=object)
    )


def sound_text(text: str) -> str:
    r"""Return a text that every file can hold: a half of a character becomes U+FFFD.

    Examples
    --------
    >>> sound_text("a\ud800") == "a\ufffd"
    True
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _of_categories(column: pd.Series) -> pd.Series:
    """Return what the codes stand for; a whole number stays one beside empty cells."""
    kinds = plain_column(pd.Series(column.cat.categories.to_numpy(dtype=object)))
    known = column.cat.codes.to_numpy()
    cells = np.full(len(column), None, dtype=object)
    cells[known >= 0] = kinds.to_numpy(dtype=object)[known[known >= 0]]
    return _inferred(cells, column)


def _of_masked(column: pd.Series) -> pd.Series:
    """Return a nullable column as a file has it: whole numbers with gaps are floats if exact."""
    dtype: np.dtype = column.dtype.numpy_dtype  # type: ignore[union-attr]
    empty = column.isna().to_numpy()
    if not empty.any():
        return pd.Series(column.to_numpy(dtype=dtype), index=column.index, name=column.name)
    if dtype.kind == "f":
        return column.astype("float64")
    filled = column[~empty].to_numpy(dtype=dtype)
    if dtype.kind in "iu" and (not len(filled) or abs(filled).max() < MOST_EXACT):
        return column.astype("float64")
    return column.astype(object).where(~empty, None)


def _of_arrow(column: pd.Series) -> pd.Series:
    import pyarrow as pa

    kind: Any = column.dtype.pyarrow_dtype  # type: ignore[union-attr]
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return column.astype("str")
    if str(kind) in _VIEWS:
        return _of_objects(_of_objects_in(column))
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_boolean(kind):
        cells = np.asarray(column, dtype=object)
        nullable = {"i": "Int64", "u": "UInt64", "f": "Float64", "b": "boolean"}
        dtype = nullable[np.dtype(kind.to_pandas_dtype()).kind]
        return _of_masked(pd.Series(cells, index=column.index, name=column.name, dtype=dtype))
    if pa.types.is_timestamp(kind) and kind.tz is None:
        return column.astype("datetime64[us]")
    return _of_objects(column)


def _of_objects_in(column: pd.Series) -> pd.Series:
    """Return the cells of an Arrow column as objects; pandas knows hardly anything of views."""
    import pyarrow as pa

    cells = pa.array(column.array).to_pylist()
    return pd.Series(cells, column.index, name=column.name, dtype=object)


def _of_sparse(column: Any) -> pd.Series:
    return plain_column(column.sparse.to_dense())


def _texts(column: pd.Series) -> pd.Series:
    cells = column.astype("str")
    is_arrow = getattr(column.dtype, "storage", "") == "pyarrow"  # which holds sound texts only
    return cells if is_arrow else cells.map(sound_text, na_action="ignore").astype("str")


def _of_objects(column: pd.Series) -> pd.Series:
    cells = np.asarray(column, dtype=object)
    kinds = set(map(type, cells))
    if kinds <= PLAIN and str not in kinds:
        return _inferred(cells, column)
    out = np.empty(len(cells), dtype=object)
    out[:] = [_plain(cell) for cell in cells]
    return _inferred(out, column)


def _inferred(cells: np.ndarray, column: pd.Series) -> pd.Series:
    """Return cells as a column of the type that all have; where they differ, of objects."""
    found = pd.Series(cells, index=column.index, name=column.name, dtype=object)
    # pandas would make floats of long numbers beside empty cells, and plain texts of marked ones
    if any(isinstance(cell, UnknownCell) or _is_long(cell) for cell in cells):
        return found
    return found.infer_objects()


def _is_long(cell: Any) -> bool:
    return type(cell) is int and abs(cell) >= MOST_EXACT


def _plain(cell: Any) -> Any:
    """Return one cell as a text, a number, an answer, a date or None."""
    if type(cell) is str:
        return sound_text(cell)
    if type(cell) in PLAIN:
        return None if cell != cell else cell  # noqa: PLR0124 - NaN
    for kinds, as_plain in _BY_TYPE:
        if isinstance(cell, kinds):
            return as_plain(cell)
    return _text_of(cell)


def _text_of(cell: Any) -> str | None:
    if pd.api.types.is_scalar(cell) and pd.isna(cell):
        return None
    try:
        return sound_text(str(cell))
    except Exception:  # noqa: BLE001 - an object of a stranger, which is named and not dropped
        return f"<{type(cell).__name__}>"


def _number(cell: Decimal) -> float | int | None:
    if cell.is_nan():
        return None
    whole = cell.is_finite() and cell == cell.to_integral_value()
    return int(cell) if whole else float(cell)


def _moment(cell: Any) -> Any:
    moment = pd.Timestamp(cell)
    if pd.isna(moment):
        return None
    return moment.tz_localize(None) if moment.tzinfo is not None else moment


def _decoded(cell: Any) -> str:
    raw = bytes(cell)
    return raw.decode() if _is_text(raw) else f"0x{raw.hex()}"


def _is_text(raw: bytes) -> bool:
    try:
        return "\0" not in raw.decode()
    except UnicodeDecodeError:
        return False


def _json(cell: Any) -> str | None:
    try:
        return sound_text(json.dumps(_listed(cell), ensure_ascii=False, default=str))
    except (TypeError, ValueError, RecursionError):  # keys that are no texts, or a circle
        return _text_of(cell)


def _listed(cell: Any) -> Any:
    if isinstance(cell, dict):
        return cell
    if hasattr(cell, "tolist"):
        return cell.tolist()
    return sorted(cell, key=str) if isinstance(cell, set | frozenset) else list(cell)


def _moment_or_text(cell: Any) -> Any:
    try:
        return _moment(cell)
    except (ValueError, OverflowError):  # a year that pandas does not have
        return str(cell)


# The first type that fits decides; a datetime is a date too.
_BY_TYPE: tuple[tuple[Any, Callable[[Any], Any]], ...] = (
    (UnknownCell, lambda cell: cell),
    (str, lambda cell: sound_text(str.__str__(cell))),
    ((bool, np.bool_), bool),
    ((int, np.integer), int),
    ((float, np.floating), lambda cell: None if np.isnan(cell) else float(cell)),
    (Decimal, _number),
    ((dt.datetime, np.datetime64), _moment_or_text),
    ((bytes, bytearray, memoryview), _decoded),
    (_JSON_TYPES, _json),
)
_BY_DTYPE: tuple[tuple[Any, Callable[[pd.Series], pd.Series]], ...] = (
    (pd.CategoricalDtype, _of_categories),
    (pd.ArrowDtype, _of_arrow),
    (pd.SparseDtype, _of_sparse),
    (pd.DatetimeTZDtype, lambda column: column.dt.tz_localize(None)),
    (pd.StringDtype, _texts),
    (_NULLABLE, _of_masked),
)
