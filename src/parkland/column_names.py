"""Names of columns: a name that no other column of a table has, and those of an index."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container

    import pandas as pd


def free_name(name: str, taken: Container[object]) -> str:
    """Return `name`, with the first number behind it that makes it differ from all `taken`.

    Parameters
    ----------
    name
        The wanted name.
    taken
        Names that are in use, for example ``frame.columns``.

    Examples
    --------
    >>> free_name("面积", ["面积", "面积_2"])
    '面积_3'
    """
    free, number = name, 2
    while free in taken:
        free, number = f"{name}_{number}", number + 1
    return free


def index_columns(table: pd.DataFrame) -> list[tuple[str, pd.Series]]:
    """Return the named levels of the index of a table, which are columns that were set aside.

    A level without a name only labels the rows. A name that a column has too gets a number, unless
    the column has the same cells.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"地块编号": ["A", "B"], "面积": [1, 2]}).set_index("地块编号")
    >>> [(name, cells.tolist()) for name, cells in index_columns(table)]
    [('地块编号', ['A', 'B'])]
    """
    taken = set(map(str, table.columns))
    found = []
    for level, name in enumerate(table.index.names):
        if name is None:
            continue
        cells = table.index.get_level_values(level).to_series(index=table.index)
        if name in table.columns and cells.array.equals(table[name].array):
            continue
        free = free_name(str(name), taken)
        taken.add(free)
        found.append((free, cells))
    return found
