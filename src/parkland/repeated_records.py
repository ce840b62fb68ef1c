"""Whether a table of parcels has one record twice.

`merge`, `sjoin` and `concat` of pandas repeat a parcel for every match. Its land would be counted
as often, so that such a table is refused. Two records of a source with equal shapes are another
matter: they are two rows of the source, and `overlaps` tells what they share.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.errors import ColumnError, brief
from parkland.schema import AREA_COLUMNS

if TYPE_CHECKING:
    import pandas as pd

RECORD = ("source", "layer", "source_row")
# Numbers find the few rows that can be repeated; texts and shapes decide.
NUMBERS = ["source_row", AREA_COLUMNS["ellipsoidal"]]


def refuse_repeated(parcels: pd.DataFrame, /) -> None:
    """Raise if a table has one record with one shape in several rows.

    Nothing is compared in a table without the columns of the record and the area.

    Raises
    ------
    ColumnError
        The message names the first such row and the call.

    Examples
    --------
    >>> import parkland as pk, pandas as pd
    >>> parcels = pk.open_ledger(pk.sample_path(), as_of="2020-12-31").parcels
    >>> refuse_repeated(parcels)
    >>> owners = pd.DataFrame({"parcel_id": ["GD-01", "GD-01"], "owner": ["A", "B"]})
    >>> pk.totals(parcels.merge(owners, how="left"))
    Traceback (most recent call last):
    parkland.errors.ColumnError: ... Call parcels.drop_duplicates(...
    """
    if not parcels.columns.is_unique or not {*RECORD, *NUMBERS} <= {*parcels.columns}:
        return
    rows = parcels[NUMBERS].duplicated(keep=False).to_numpy() & parcels["source"].notna().to_numpy()
    if not rows.any():
        return
    some = parcels[rows]
    keys = some[[*RECORD]].astype(object)
    if getattr(parcels, "active_geometry_name", None) is not None:
        keys["shape"] = some.geometry.to_wkb()
    again = keys.duplicated().to_numpy()
    if again.any():
        label = some.index[again][0]
        raise ColumnError(
            "frames.repeated",
            number=int(again.sum()),
            label=brief(label.item() if hasattr(label, "item") else label),
        )
