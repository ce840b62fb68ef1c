"""The answers that a side of a comparison gives: its statuses and flags, as texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parkland.conventions import statuses_of
from parkland.schema import flag_columns

if TYPE_CHECKING:
    import pandas as pd

    from parkland.ledger_record import Ledger

STATUS = "status"


def answers_of(parcels: pd.DataFrame, columns: dict[str, str]) -> pd.DataFrame:
    """Return statuses and flags as texts: codes of a status; yes, no and unknown of a flag.

    Parameters
    ----------
    parcels
        Parcels that were classified.
    columns
        What is asked, with its column; see `compared_answers`.
    """
    import pandas as pd

    texts = {}
    for what, column in columns.items():
        if column not in parcels.columns:
            texts[what] = pd.Series("unknown", index=range(len(parcels)), dtype="str")
            continue
        values = parcels[column].reset_index(drop=True)
        if pd.api.types.is_bool_dtype(values):
            known = values.astype("boolean")
            words = np.where(known.fillna(value=False), "yes", "no")
            texts[what] = pd.Series(np.where(known.isna(), "unknown", words), dtype="str")
        else:
            texts[what] = values.astype("str").where(values.notna(), "unknown")
    return pd.DataFrame(texts)


def compared_answers(before: Ledger, after: Ledger) -> dict[str, str]:
    """Return what is compared, with its column: status, own axes, and every flag of either side."""
    axes = {column: column for side in (after, before) for column in statuses_of(side).columns}
    flags = flag_columns(before.parcels) | flag_columns(after.parcels)
    return {STATUS: STATUS} | axes | flags
