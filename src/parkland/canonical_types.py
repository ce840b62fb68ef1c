"""A table whose columns a caller gave other types of pandas: back to those of the schema.

A column that is categorical, of Arrow or sparse holds the same cells, but not every operation of
pandas takes it. Tables with the types of the schema pass through without a copy.
"""

from __future__ import annotations

from typing import Any

from parkland.errors import ColumnError
from parkland.formats.frame_cells import plain_column
from parkland.schema import FIELDS, FLAG_PREFIX, FLAGS, as_kind


def with_canonical_types(table: Any, /) -> Any:
    """Return a table whose columns have types on which every verb works.

    Raises
    ------
    ColumnError
        If a canonical column holds what its kind does not allow, such as a text among dates.

    Examples
    --------
    >>> import pandas as pd
    >>> parcels = pd.DataFrame({"name": pd.Series(["mill"], dtype="category")})
    >>> str(with_canonical_types(parcels)["name"].dtype)
    'str'
    """
    import pandas as pd

    if not table.columns.is_unique:
        return table
    other = (pd.CategoricalDtype, pd.ArrowDtype, pd.SparseDtype)
    changed = {
        name: table[name]
        for name, dtype in table.dtypes.items()
        if isinstance(dtype, other) or (_is_flag(name) and dtype not in (bool, "boolean"))
    }
    if not changed:
        return table
    return table.assign(**{str(name): _typed(str(name), each) for name, each in changed.items()})


def _is_flag(name: object) -> bool:
    """Return whether a column holds answers, which a file can give back as numbers or objects."""
    return name in FLAGS or str(name).startswith(FLAG_PREFIX)


def _typed(name: str, column: Any) -> Any:
    plain = plain_column(column)
    try:
        if name in FIELDS:
            return as_kind(plain, FIELDS[name].kind)
        if _is_flag(name):
            return plain.astype("boolean")
    except (TypeError, ValueError) as error:
        raise ColumnError("frames.wrong_kind", column=name, dtype=str(column.dtype)) from error
    counts = getattr(column.dtype, "kind", "") in "iu" and plain.dtype.kind == "f"
    return plain.astype("Int64") if counts else plain
