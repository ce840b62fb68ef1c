"""The rounded stated, planar and ellipsoidal area of each parcel, and their difference."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from parkland.choices import AreaMethod
from parkland.figures.rounded import figures_of

if TYPE_CHECKING:
    import pandas as pd

    from parkland.choices import AreaUnit
    from parkland.ledger_record import Ledger

METHODS: tuple[AreaMethod, ...] = get_args(AreaMethod)


def areas_compared(
    ledger: Ledger | pd.DataFrame, /, *, unit: AreaUnit | None = None, digits: int | None = None
) -> pd.DataFrame:
    """Return the three rounded areas of each parcel, and the ellipsoidal less the stated area.

    The difference is computed from the rounded areas, so that a printed row adds up. `reconcile`
    returns the exact difference, which can differ from this one by one unit of the last place.

    Parameters
    ----------
    ledger
        A `Ledger`, or a table with the three areas.
    unit, digits
        Parameters of `figures_of`.

    Returns
    -------
    pandas.DataFrame
        The columns ``ellipsoidal``, ``planar``, ``stated`` and ``difference`` (ellipsoidal less
        stated) on the index of the parcels, float64 in `unit`; NaN if an area is not known.

    Raises
    ------
    ColumnError
        If the table lacks an area.
    ChoiceError
        If `unit` or `digits` is not one of its choices.

    Examples
    --------
    >>> import parkland as pk
    >>> ledger = pk.open_ledger(pk.sample_path(), as_of="2020-12-31")
    >>> areas_compared(ledger).iloc[0].to_dict()
    {'ellipsoidal': 32.68, 'planar': 32.7, 'stated': 32.68, 'difference': 0.0}
    """
    import pandas as pd

    leaves = {
        method: figures_of(ledger, unit=unit, area=method, digits=digits) for method in METHODS
    }
    areas = pd.DataFrame({method: figures.leaves for method, figures in leaves.items()})
    places = next(iter(leaves.values())).digits
    # Adding zero turns -0.0 into 0.0, which is printed without a sign.
    return areas.assign(difference=(areas["ellipsoidal"] - areas["stated"]).round(places) + 0.0)
