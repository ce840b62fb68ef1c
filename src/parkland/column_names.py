"""Names of columns: a name that no other column of a table has."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container


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
