"""What of a single enterprise leaves the house only on purpose.

A county publishes land and class of an enterprise. Its tax, output, value added, energy, staff,
score and rank are confidential (Statistics Law). Tables for the public are made by
`without_secrets`; a sum or mean of fewer than `LEAST_ENTERPRISES` would tell them as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.asset_figures.yearly_amounts import AMOUNTS, INDICATORS
from parkland.errors import ChoiceError, brief

if TYPE_CHECKING:
    import pandas as pd

LEAST_ENTERPRISES = 3
SECRET_COLUMNS = frozenset(
    {
        *(name for name in AMOUNTS if name != "land_m2"),
        *INDICATORS,
        "tax_note", "score", "rank", "group_size", "stated_score", "stated_rank",
        "stated_tax_per_mu", "missing", "zero", "note", "low_efficiency", "low_reason",
    }
)  # fmt: skip
# An industrial project, or one of which nobody says the kind, is one of an enterprise.
_OF_ENTERPRISES = "industry"
_INVESTED = ("total_cny", "done_cny", "done_in_year_cny", "done_share")
# Columns that a public table of a method has beside the secret ones: its indicators have the names
# that the county gave them, so a public table of `classify` keeps only these.
PUBLIC_RATING = (
    "enterprise_id", "name", "year", "group", "land_mu", "class_code", "stated_class", "agrees",
    "reason",
)  # fmt: skip


def without_secrets(table: pd.DataFrame, /) -> pd.DataFrame:
    """Return a table of enterprises without the columns that are confidential.

    Parameters
    ----------
    table
        A result of `land_of`, `per_mu` or `classify`, or a table of assets.

    Returns
    -------
    pandas.DataFrame
        The same rows. Of a result of `classify`, only land, classes and the reasons are left,
        because its indicators have the names of the method.

    Raises
    ------
    ChoiceError
        If `table` is no table.

    Examples
    --------
    >>> import pandas as pd
    >>> list(without_secrets(pd.DataFrame(columns=["name", "land_mu", "tax_per_mu"])))
    ['name', 'land_mu']
    """
    if not hasattr(table, "columns"):
        raise ChoiceError(f"{brief(table)} is not a table", do="pass a result of land_of")
    if "class_code" in table.columns:
        return table[[name for name in PUBLIC_RATING if name in table.columns]]
    return table[[name for name in table.columns if name not in SECRET_COLUMNS]]


def without_investments(table: pd.DataFrame, /) -> pd.DataFrame:
    """Return a result of `projects` without what is invested in projects of enterprises.

    Works, renewal, plans and incubators are the park's own, and keep their figures.

    Parameters
    ----------
    table
        A result of `projects`.

    Examples
    --------
    >>> import pandas as pd
    >>> made = pd.DataFrame({"kind": ["industry", "planning"], "total_cny": [8.0, 9.0]})
    >>> without_investments(made)["total_cny"].tolist()
    [nan, 9.0]
    """
    secret = table["kind"].isna() | (table["kind"] == _OF_ENTERPRISES)
    return table.assign(**{name: table[name].mask(secret) for name in _INVESTED if name in table})
