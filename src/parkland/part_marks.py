"""A mark on a table: it is a part of a ledger, and its printed areas are those of the whole.

Areas are rounded once, together with all parcels of a ledger, so that they add up. A part that is
rounded again can differ from them by a hundredth. What a map selects bears this mark, so that its
totals and reports print what the map prints. The mark stands in ``attrs``, which pandas passes on.
It counts only for parcels whose area is still that of the ledger (see `figures.rounded`), and is a
plain text in a file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self
from weakref import ref

if TYPE_CHECKING:
    from weakref import ReferenceType

    import geopandas as gpd
    import numpy as np
    import pandas as pd

KEY = "parkland_part_of"
LEDGER_KEY = "parkland_ledger"


class PartMark(str):
    """The parcels that a table is a part of, and their rounded figures.

    Attributes
    ----------
    parcels : GeoDataFrame
        All parcels.
    figures : dict
        Their figures, by measure of area, unit and decimal places.
    """

    __slots__ = ("figures", "parcels")

    parcels: gpd.GeoDataFrame
    figures: dict[Any, Any]

    def __deepcopy__(self, _: object) -> Self:  # pandas copies attrs with every table
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return (str, (str(self),))


def marked_part(
    parcels: gpd.GeoDataFrame, places: np.ndarray, /, *, figures: dict[Any, Any]
) -> gpd.GeoDataFrame:
    """Return the parcels at some places, marked as a part of `parcels`."""
    mark = PartMark(f"{len(parcels)} parcels")
    mark.parcels, mark.figures = parcels, figures
    part: gpd.GeoDataFrame = parcels.iloc[places]
    part.attrs = {**parcels.attrs, KEY: mark}
    return part


def marked_as(part: gpd.GeoDataFrame, rows: object, /) -> gpd.GeoDataFrame:
    """Return `part` with the mark that `rows` bears, if it bears one."""
    mark = getattr(rows, "attrs", {}).get(KEY)
    if isinstance(mark, PartMark):
        part.attrs = {**part.attrs, KEY: mark}
    return part


def mark_of(table: pd.DataFrame, /) -> PartMark | None:
    """Return the mark of a table, if all of its rows are among those of the whole."""
    mark = table.attrs.get(KEY)
    if not isinstance(mark, PartMark):
        return None
    whole = mark.parcels.index
    same_levels = table.index.nlevels == whole.nlevels
    is_unique = table.index.is_unique and whole.is_unique
    fits = same_levels and is_unique and table.index.isin(whole).all()
    return mark if fits else None


class LedgerMark(str):
    """The ledger whose parcels a table was; what `query` and the like choose keeps it.

    Attributes
    ----------
    ledger
        A weak reference, so that a part keeps no more alive than itself.
    profile, rules
        The conventions of the ledger, which are also known when it is gone.
    """

    __slots__ = ("ledger", "profile", "rules")

    ledger: ReferenceType[Any]
    profile: Any
    rules: Any

    def __deepcopy__(self, _: object) -> Self:  # pandas copies attrs with every table
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return (str, (str(self),))


def marked_as_of(parcels: gpd.GeoDataFrame, ledger: Any, /) -> gpd.GeoDataFrame:
    """Return the parcels of a ledger with its mark; those of another ledger are copied for it."""
    before = ledger_mark(parcels)
    owner = None if before is None else before.ledger()
    is_shared = owner is not None and owner is not ledger and owner.parcels is parcels
    mark = LedgerMark(f"parcels of a ledger as of {ledger.as_of}")
    mark.ledger, mark.profile, mark.rules = ref(ledger), ledger.profile, ledger.rules
    table: gpd.GeoDataFrame = parcels.copy(deep=False) if is_shared else parcels
    table.attrs = {**parcels.attrs, LEDGER_KEY: mark}
    return table


def ledger_mark(table: Any, /) -> LedgerMark | None:
    """Return the mark of the ledger from which a table comes, if it bears one."""
    mark = getattr(table, "attrs", {}).get(LEDGER_KEY)
    return mark if isinstance(mark, LedgerMark) else None
