"""The own columns of several registers, as one table beside the parcels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from parkland.cleaning.register_rows import RegisterFacts


def own_columns_of(read: list[RegisterFacts], index: pd.Index) -> pd.DataFrame:
    """Return the own columns of all registers as text.

    Registers of several years or districts have the same columns. One column holds them all where
    no parcel has two different texts.
    """
    columns: dict[str, Any] = {}
    beside: list[tuple[str, pd.Series]] = []
    for one in read:
        for name, column in one.columns.items():
            before = columns.get(str(name))
            if before is None:
                columns[str(name)] = column
            elif (before.notna() & column.notna() & (before != column)).any():
                beside.append((str(name), column))
            else:
                columns[str(name)] = before.where(before.notna(), column)
    whole = [*columns.items(), *beside]
    if not whole:
        return pd.DataFrame(index=index)
    frame: pd.DataFrame = pd.concat([column for _, column in whole], axis=1)
    frame.columns = pd.Index([name for name, _ in whole])
    return frame
