"""What of a single enterprise leaves the house only on purpose.

A county publishes land and class of an enterprise. Its tax, output, value added, energy, staff,
score and rank are confidential (Statistics Law). So are the money of its project and what it
reached of a commitment; the target was agreed with the county, and is public. Works, plans, renewal
and incubators are projects of the park, and published whole. Tables for the public are made by
`without_secrets`; a sum or mean of fewer than `LEAST_ENTERPRISES` would tell them as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.asset_figures.yearly_amounts import AMOUNTS, INDICATORS
from parkland.assets.confidential_fields import PUBLIC_PROJECTS
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
# Columns that a public table of a method has beside the secret ones: its indicators have the names
# that the county gave them, so a public table of `classify` keeps only these.
PUBLIC_RATING = (
    "enterprise_id", "name", "year", "group", "land_mu", "class_code", "stated_class", "agrees",
    "reason",
)  # fmt: skip
# Of a project: its money, and the text on its progress, which can name money. Of a commitment: what
# was reached, and what lacks, from which that could be worked out.
PROJECT_VALUES = (
    "total_cny", "fixed_cny", "done_cny", "done_in_year_cny", "done_share", "text", "actual",
    "shortfall", "shortfall_cny",
)  # fmt: skip


def without_secrets(table: pd.DataFrame, /) -> pd.DataFrame:
    """Return a table of enterprises without the columns that are confidential.

    Parameters
    ----------
    table
        A result of `land_of`, `per_mu`, `classify`, `projects` or `commitments`, or a table of
        assets.

    Returns
    -------
    pandas.DataFrame
        The same rows. Of a result of `classify`, only land, classes and the reasons are left,
        because its indicators have the names of the method. Of projects and commitments, all
        columns are left, and the values of those that are not of the park are missing.

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
        raise ChoiceError("asset_figures.no_result", table=brief(table))
    if "project_id" in table.columns:
        secret = ~is_of_park(table)
        values = [name for name in PROJECT_VALUES if name in table.columns]
        return table.assign(**{name: table[name].mask(secret) for name in values})
    if "class_code" in table.columns:
        return table[[name for name in PUBLIC_RATING if name in table.columns]]
    return table[[name for name in table.columns if name not in SECRET_COLUMNS]]


def is_of_park(table: pd.DataFrame, /) -> pd.Series:
    """Return for each project or commitment whether it is one of the park, whose money is public.

    The kind of the project decides. One without a kind, and a commitment without a project, may be
    that of one enterprise.

    Examples
    --------
    >>> import pandas as pd
    >>> is_of_park(pd.DataFrame({"kind": ["planning", "industry", None]})).tolist()
    [True, False, False]
    """
    import pandas as pd

    name = "project_kind" if "project_kind" in table.columns else "kind"
    if name not in table.columns:
        return pd.Series(data=False, index=table.index)
    return table[name].isin(PUBLIC_PROJECTS)


def hidden_rows(table: pd.DataFrame, /) -> int:
    """Return how many projects or commitments have values that `without_secrets` takes out."""
    values = [name for name in PROJECT_VALUES if name in table.columns]
    return int((table[values].notna().any(axis=1) & ~is_of_park(table)).sum())
