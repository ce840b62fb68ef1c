"""What a parcel is called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd

Form = Literal["full", "short", "name", "located"]


def parcel_names(parcels: pd.DataFrame, /, *, form: Form = "full") -> pd.Series:
    """Return what each parcel is called.

    Parameters
    ----------
    parcels
        A table with any of ``parcel_id``, ``name``, ``source``, ``layer`` and ``source_row``.
    form
        ``"full"``: number and name, or the one that is there. ``"short"``: the number, else the
        name. ``"name"``: the name, else the number. ``"located"``, for messages: the short form
        with the source and the record, because a number can occur in several files.

    Returns
    -------
    pandas.Series
        Texts on the index of `parcels`; none is missing or empty. A parcel with neither number nor
        name is called by its layer and record; see `record_names`.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame(
    ...     {"parcel_id": ["G-1", None, None], "name": ["Mill", "Lane", None]},
    ... ).assign(layer="plots", source_row=[1, 2, 3])
    >>> parcel_names(table).tolist(), parcel_names(table, form="short").tolist()
    (['G-1 Mill', 'Lane', 'plots #3'], ['G-1', 'Lane', 'plots #3'])
    """
    number, name = (_texts(parcels, column) for column in ("parcel_id", "name"))
    first, second = (name, number) if form == "name" else (number, name)
    known = first.where(first != "", second)
    if form == "full":
        both = (number != "") & (name != "") & (number != name)
        known = known.where(~both, number + " " + name)
    if form == "located":
        places = record_names(parcels, by="source")
        return places.where(known == "", known + " (" + places + ")")
    return known.where(known != "", record_names(parcels))


def record_names(
    parcels: pd.DataFrame, /, *, by: Literal["layer", "source"] = "layer"
) -> pd.Series:
    """Return the layer and record of each row, ``layer #7``; without these, its label in the index.

    With ``by="source"`` the file stands in place of the layer, where it is known.

    Examples
    --------
    >>> import pandas as pd
    >>> record_names(pd.DataFrame({"layer": ["plots"], "source_row": [7]})).tolist()
    ['plots #7']
    """
    rows = parcels["source_row"] if "source_row" in parcels.columns else parcels.index.to_series()
    numbers = "#" + rows.astype("str")
    layers = _texts(parcels, "layer")
    if by == "source":
        sources = _texts(parcels, "source")
        layers = sources.where(sources != "", layers)
    return numbers.where(layers == "", layers + " " + numbers)


def _texts(parcels: pd.DataFrame, column: str) -> pd.Series:
    """Return a column as texts, empty where nothing is known or there is no such column."""
    import pandas as pd

    if column not in parcels.columns:
        return pd.Series("", index=parcels.index, dtype="str")
    values = parcels[column].astype("str")
    return values.where(parcels[column].notna(), "")
