"""The account of columns as a table, for any DataFrame."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.columns.account import understand
from parkland.conventions import Profile, load_profile
from parkland.errors import ChoiceError, brief

if TYPE_CHECKING:
    import os

    import pandas as pd


def understand_columns(
    frame: pd.DataFrame, /, *, profile: str | os.PathLike[str] | Profile = "default"
) -> pd.DataFrame:
    """Return what each column of a table would become, and the evidence for it.

    It is what `open_ledger` does with the columns of layers and registers. Nothing is converted.

    Parameters
    ----------
    frame
        Any table; a geometry and the provenance of `read_register` are no columns of an office and
        are understood like any other column.
    profile
        The office's conventions.

    Returns
    -------
    DataFrame
        One row for each column, in their order, without a geometry:

        ``heading``
            As it is written.
        ``field``
            The canonical field (`parkland.schema`); missing if the column would not be used.
        ``why``
            How the heading was understood: ``alias`` of the profile, ``parts``, ``initials`` or
            ``cut``. Of a column that would not be used: ``second`` (another column fits the same
            field better), ``contradicted`` (the cells are not what the heading says), ``unknown``,
            ``unit``, or what it is known as.
        ``could_be``
            The fields that an unused column could be about, separated by commas; missing if none.
        ``unit``
            The unit of an area or a sum, of the heading or of the profile.
        ``holds``
            What most cells hold: ``dates``, ``numbers``, ``words`` of a status, ``answers`` (yes or
            no), ``documents``, ``credit_codes``, ``texts`` or ``mixed``; missing if all are empty.
        ``filled``
            How many cells are filled.
        ``examples``
            Up to three of them, as a text.

    Raises
    ------
    ChoiceError
        If `frame` is no table.
    ConventionError
        If there is no such profile, or it has faults.

    Examples
    --------
    >>> import pandas as pd
    >>> import parkland as pk
    >>> cells = {"*地块编号": "A", "动工日期(约定)": "2020-3-1", "打桩": "2021-1-5"}
    >>> found = pk.understand_columns(pd.DataFrame([cells]))
    >>> found[["heading", "field", "why"]].to_numpy().tolist()
    [['*地块编号', 'parcel_id', 'alias'], ['动工日期(约定)', 'start_due', 'parts'],
     ['打桩', nan, 'unknown']]
    >>> found["could_be"].tolist()[-1], found["holds"].tolist()[-1]
    ('start_on', 'dates')
    """
    import pandas as pd

    if not isinstance(frame, pd.DataFrame):
        raise ChoiceError("columns.no_table", frame=brief(frame))
    account = understand(frame, profile=load_profile(profile))
    columns = {
        "heading": [entry.heading for entry in account],
        "field": [entry.field or None for entry in account],
        "why": [entry.meaning or entry.match for entry in account],
        "could_be": [", ".join(entry.near) or None for entry in account],
        "unit": [entry.unit or None for entry in account],
        "holds": [entry.evidence.holds or None for entry in account],
        "examples": ["; ".join(entry.evidence.examples) for entry in account],
    }
    table = pd.DataFrame({name: pd.Series(cells, dtype="str") for name, cells in columns.items()})
    filled = pd.Series([entry.evidence.filled for entry in account], dtype="int64")
    table.insert(list(table.columns).index("examples"), "filled", filled)
    return table
