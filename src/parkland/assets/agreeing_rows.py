"""Make one row of several that are about one thing: figures of one year, an enterprise, a notice.

Rows that agree are one fact, told twice. Where amounts differ, neither is taken: the value is
missing and an issue names both. Of different texts the most frequent one is taken, of equally
frequent ones the first by its characters, so that the order of rows and files decides nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parkland.assets.confidential_fields import is_confidential
from parkland.schema import PROVENANCE, as_kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from parkland.cleaning.issue_collector import IssueCollector
    from parkland.schema import Field

OURS = [one.name for one in PROVENANCE]
MEASURED = ("area", "money", "number", "whole", "date")
SAME = 1e-9  # two amounts that differ by this share are equal: units were converted


def one_row_each(
    rows: pd.DataFrame,
    key: Sequence[str],
    fields: Mapping[str, Field],
    collector: IssueCollector,
    *,
    code: str,
    text_code: str = "",
) -> pd.DataFrame:
    """Return one row for each key, sorted by it, with what its rows agree on.

    Parameters
    ----------
    rows
        Rows with the columns of `key`, which are all known, those of `fields`, and `source`,
        `layer` and `source_row`.
    fields
        The columns besides the key, with their kinds.
    collector
        Takes the issues; its rows have the labels of `rows`.
    code, text_code
        The codes of the issues for amounts that differ and for texts that differ; empty for none.
    """
    import pandas as pd

    keys = list(key)
    ordered = rows.sort_values(OURS, kind="stable")
    first = ordered.drop_duplicates(keys)
    made = first.set_index(keys)[OURS]
    twice = ordered.duplicated(keys, keep=False)
    several = ordered[twice]
    single = ordered[~twice].set_index(keys)
    columns: dict[str, pd.Series] = {}
    for name, one in fields.items():
        values = single[name].reindex(made.index)
        if len(several):
            values = values.astype(object)
            agreed = _agreed(several, keys, name, one, collector, code, text_code)
            values.loc[agreed.index] = agreed.astype(object).to_numpy()
        columns[name] = as_kind(values, one.kind)
    frame = pd.concat([pd.DataFrame(columns, index=made.index), made], axis=1)
    return frame.reset_index().sort_values(keys, kind="stable").reset_index(drop=True)


def _agreed(
    rows: pd.DataFrame,
    keys: list[str],
    name: str,
    one: Field,
    collector: IssueCollector,
    code: str,
    text_code: str,
) -> pd.Series:
    """Return the value of each key on which its rows agree."""
    filled = rows[[*keys, name, *OURS]].dropna(subset=[name])
    if filled.empty:
        return rows.set_index(keys)[name].iloc[:0]
    measured = one.kind in MEASURED
    if measured:
        numbers = filled.assign(_n=_as_numbers(filled[name]))
        groups = numbers.groupby(keys, sort=False)["_n"]
        low, high = groups.transform("min"), groups.transform("max")
        differ = (high - low) > SAME * np.maximum(low.abs(), high.abs())
        chosen = filled.drop_duplicates(keys).set_index(keys)[name]
        if not differ.any():
            return chosen
        _report(collector, code, filled[differ], keys, name)
        bad = filled[differ].drop_duplicates(keys).set_index(keys).index
        return chosen.astype(object).mask(chosen.index.isin(bad), None)
    counts = filled.groupby([*keys, name], sort=True).size().rename("_n").reset_index()
    counts = counts.sort_values("_n", ascending=False, kind="stable")
    differ = filled.groupby(keys, sort=False)[name].transform("nunique") > 1
    if text_code and differ.any():
        _report(collector, text_code, filled[differ], keys, name)
    found: pd.Series = counts.drop_duplicates(keys).set_index(keys)[name]
    return found


def _as_numbers(values: pd.Series) -> pd.Series:
    import pandas as pd

    if values.dtype.kind == "M":
        return values.astype("int64").astype("float64")
    return pd.Series(values.to_numpy(dtype="float64", na_value=np.nan), index=values.index)


def _report(
    collector: IssueCollector, code: str, rows: pd.DataFrame, keys: list[str], name: str
) -> None:
    """Report each key once, at its first row, with what differs.

    Of confidential amounts the rows are named instead.
    """
    texts = rows[name].map(_shown)
    if is_confidential(name):
        is_one_file = rows["source"].eq(rows["source"].iloc[0]).all()
        file = "" if is_one_file else rows["source"]
        texts = file + ("#" + rows["source_row"].astype("str"))
    ids = rows[keys].astype("str").agg(" ".join, axis=1)
    values = texts.groupby(ids, sort=False).agg(lambda some: " / ".join(dict.fromkeys(some)))
    labels = rows.index[~ids.duplicated()]
    told = ids.loc[labels] + ": " + ids.loc[labels].map(values)
    collector.add(code, labels, field=name, values=told)


def _shown(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.10g}"
    return str(value)[:10] if hasattr(value, "year") else str(value)
