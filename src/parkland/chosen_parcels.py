"""Which parcels a mask, a list of labels or a table chooses, and which issues stay with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parkland.errors import ChoiceError, brief

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd


def chosen_places(index: pd.Index, rows: object, /) -> np.ndarray:
    """Return the places that a mask, a list of labels or a table chooses.

    Raises
    ------
    ChoiceError
    """
    import numpy as np
    import pandas as pd

    if isinstance(rows, slice):
        return np.arange(len(index))[_positions(rows)]
    listed = _listed(rows)
    if isinstance(listed, pd.Series) and listed.dtype in (bool, "boolean"):
        same_levels = listed.index.nlevels == index.nlevels
        if not (same_levels and len(listed) == len(index) and listed.index.isin(index).all()):
            raise ChoiceError("ledgers.mask_index")
        listed = listed.reindex(index)
    chosen = pd.Series(listed, dtype=None if len(listed) else object)
    if len(chosen) and pd.api.types.is_bool_dtype(chosen.dropna().infer_objects()):
        if len(chosen) != len(index):
            raise ChoiceError("ledgers.mask_length", count=len(chosen), count_2=len(index))
        return np.flatnonzero(chosen.astype("boolean").fillna(value=False).to_numpy(dtype=bool))
    labels = pd.Index(chosen)
    places = index.get_indexer(labels)
    unknown = labels[places < 0]
    if len(unknown):
        raise ChoiceError("ledgers.unknown_label", unknown=unknown[0])
    if not labels.is_unique:
        raise ChoiceError("ledgers.chosen_twice")
    return places


def _listed(rows: object) -> Any:
    """Return a mask or labels as something that has a length.

    Raises
    ------
    ChoiceError
    """
    import pandas as pd

    if isinstance(rows, pd.DataFrame):
        # its rows would be all parcels, although pandas takes such a table for a mask of cells
        if len(rows.columns) and all(dtype in (bool, "boolean") for dtype in rows.dtypes):
            raise ChoiceError("ledgers.mask_table", column=str(rows.columns[0]))
        rows = rows.index
    if isinstance(rows, pd.MultiIndex):
        return rows.to_flat_index()
    if isinstance(rows, set | frozenset):
        return list(rows)
    if isinstance(rows, str | bytes | dict) or not hasattr(rows, "__len__"):
        raise ChoiceError("ledgers.no_choice", rows=brief(rows))
    return rows


def _positions(rows: slice) -> slice:
    """Return a slice of positions.

    Raises
    ------
    ChoiceError
        If it is one of labels.
    """
    ends = (rows.start, rows.stop, rows.step)
    if any(end is not None and not hasattr(end, "__index__") for end in ends):
        raise ChoiceError("ledgers.no_choice", rows=brief(rows))
    return rows


def issues_without(issues: pd.DataFrame, parcels: Any, chosen: Any, /) -> pd.DataFrame:
    """Return the issues that do not concern a parcel which is left out."""
    import pandas as pd

    record = ["source", "source_row"]
    keys = pd.MultiIndex.from_frame(issues[record].astype(object))
    left_out = parcels.loc[~parcels.index.isin(chosen.index)]

    def speaks_of(some: pd.DataFrame) -> Any:
        return keys.isin(pd.MultiIndex.from_frame(some[record].astype(object)))

    def names(some: pd.DataFrame) -> Any:
        return issues["parcel_id"].isin(some["parcel_id"].dropna()).to_numpy()

    # a number can stand for several parcels, so it decides only where the record is of a register
    of_parcels = speaks_of(parcels)
    goes = (of_parcels & ~speaks_of(chosen)) | (~of_parcels & names(left_out) & ~names(chosen))
    stays = ~goes
    kept: pd.DataFrame = issues[stays].reset_index(drop=True)
    return kept
