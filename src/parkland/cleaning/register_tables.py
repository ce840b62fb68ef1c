"""Registers as they are joined: one or several tables, each with its own plain index."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from parkland.column_names import index_columns
from parkland.errors import ChoiceError, ColumnError, brief
from parkland.formats.frame_cells import has_plain_cells, plain_column
from parkland.schema import PROVENANCE

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

# What a table that was not read from a file is called in issues.
UNNAMED = "DataFrame"


def is_table(value: object) -> bool:
    """Return whether `value` is a DataFrame."""
    import pandas as pd

    return isinstance(value, pd.DataFrame)


def register_tables(register: pd.DataFrame | Iterable[pd.DataFrame] | None) -> list[pd.DataFrame]:
    """Return registers as a list of tables with `source`, `layer` and `source_row`.

    A table without these columns is called ``DataFrame``. Its rows are numbered by its index if
    that holds whole numbers, else from 1. Named levels of the index are columns, and cells of any
    type become texts, numbers, answers and dates. A geometry is left out.

    Raises
    ------
    ChoiceError
        If one is no table.
    ColumnError
        If two columns of a table have one name, or their names have several levels.
    """
    import pandas as pd

    if register is None:
        return []
    if isinstance(register, (str, bytes)) or not (
        isinstance(register, pd.DataFrame) or np.iterable(register)
    ):
        raise _no_table(register)
    tables: list[Any] = [register] if isinstance(register, pd.DataFrame) else list(register)
    several = sum(not _has_source(table) for table in tables) > 1
    return [
        _plain(table, f"{UNNAMED} {number}" if several else UNNAMED)
        for number, table in enumerate(tables, start=1)
    ]


def _sound_provenance(frame: pd.DataFrame) -> dict[str, Any]:
    """Return where each row is from, as texts and a whole number; a caller can have changed it."""
    import pandas as pd

    rows = pd.to_numeric(frame["source_row"], errors="coerce")
    if rows.isna().any() or (rows % 1 != 0).any():
        rows = pd.Series(np.arange(1, len(frame) + 1), index=frame.index)
    texts = {name: frame[name].astype("str").fillna("") for name in ("source", "layer")}
    return {**texts, "source_row": rows.astype("int64")}


def _no_table(register: object) -> ChoiceError:
    return ChoiceError("cleaning.no_register", register=brief(register))


def _has_source(table: object) -> bool:
    return {field.name for field in PROVENANCE} <= set(getattr(table, "columns", ()))


def _plain(table: Any, name: str) -> pd.DataFrame:
    import pandas as pd

    if not isinstance(table, pd.DataFrame):
        raise _no_table(table)
    if table.columns.nlevels > 1:
        raise ColumnError("cleaning.heading_levels", where=name)
    table = table.set_axis(table.columns.map(str), axis=1)
    twice = table.columns[table.columns.duplicated()]
    if len(twice):
        raise ColumnError("cleaning.register_same_name", where=name, twice=twice[0])
    attrs = dict(table.attrs)
    index = table.index
    frame = pd.DataFrame(table.reset_index(drop=True))
    # An array of shapes is no column of a register.
    shapes = [column for column in frame.columns if str(frame[column].dtype) == "geometry"]
    frame = frame.drop(columns=shapes)
    cells_of = {
        str(name): cells if has_plain_cells(cells) else plain_column(cells)
        for name, cells in frame.items()
    }
    if any(cells.dtype != frame[name].dtype for name, cells in cells_of.items()):
        frame = pd.DataFrame(cells_of, index=frame.index)
    for level, cells in reversed(index_columns(table)):
        frame.insert(0, level, plain_column(cells).to_numpy())
    if not {field.name for field in PROVENANCE} <= set(frame.columns):
        own = [field.name for field in PROVENANCE if field.name in frame.columns]
        frame = frame.rename(columns={column: f"raw_{column}" for column in own})
        numbered = index.nlevels == 1 and index.is_unique and index.dtype.kind in "iu"
        rows = index.to_numpy() if numbered else np.arange(1, len(frame) + 1)
        frame = frame.assign(source=name, layer="", source_row=rows)
    else:
        frame = frame.assign(**_sound_provenance(frame))
    frame.attrs = attrs
    return frame
