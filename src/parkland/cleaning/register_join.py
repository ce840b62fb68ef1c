"""Facts of a register, joined to the parcels of a layer by parcel number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from parkland.cleaning.parcel_numbers import key
from parkland.issues import Issue
from parkland.schema import FACTS, LIST_JOINT

if TYPE_CHECKING:
    from parkland.cleaning.issue_collector import IssueCollector

STATED_TOLERANCE_M2 = 1e-3

# Names of the same parcel differ from file to file. The layer's name is kept, and the register's
# name is used only where the layer has none.
NAMES = ("name", "location")


def join_register(
    facts: pd.DataFrame,
    register: pd.DataFrame,
    register_facts: pd.DataFrame,
    collector: IssueCollector,
) -> tuple[pd.DataFrame, pd.DataFrame, list[Issue]]:
    """Return the facts of a layer with those of its register, joined by parcel number.

    Where both know a fact, the register's value is used and a difference is an issue. A name of the
    layer stays as it is.

    Parameters
    ----------
    facts
        Canonical facts of the layer.
    register
        As read, with `source`, `layer` and `source_row`.
    register_facts
        Canonical facts of the register, on its index.
    collector
        Issues about the layer.

    Returns
    -------
    facts : DataFrame
        On the index of `facts`.
    columns : DataFrame
        The register's own columns as text, on the same index; missing for a parcel that the
        register does not list.
    issues : list of Issue
        About rows of the register without a parcel, without a number, or with a number that an
        earlier row has.
    """
    numbers = register_facts["parcel_id"]
    keys = numbers.map(key, na_action="ignore")
    issues = _register_issues(register, numbers, keys, facts["parcel_id"])
    usable = keys.dropna().drop_duplicates()
    rows = pd.Series(usable.index, index=usable.to_numpy())
    matched = facts["parcel_id"].map(key, na_action="ignore").map(rows).dropna().astype("int64")
    _report_unlisted(facts["parcel_id"], matched.index, collector)
    joined = facts.copy()
    for field in FACTS:
        if field.name in ("parcel_id", "status_text", "unreadable"):
            continue
        stated = register_facts[field.name].loc[matched.tolist()].set_axis(matched.index).dropna()
        before = facts[field.name].loc[stated.index]
        if field.name in NAMES:
            stated = stated[before.isna()]
            before = before[before.isna()]
        differ = before.notna() & _different(before, stated)
        shown = before.map("{:.2f} m2".format) if field.kind == "area" else before
        collector.add("register.disagrees", stated.index[differ], field=field.name, values=shown)
        joined.loc[stated.index, field.name] = stated
    joined["status_text"] = _both(register_facts, facts, matched, "status_text")
    joined["unreadable"] = _still_unreadable(
        _both(register_facts, facts, matched, "unreadable"), joined
    )
    own = register.drop(columns=["source", "layer", "source_row"])
    texts = own.astype("str").where(own.notna()).astype("str")
    columns = texts.loc[matched.tolist()].set_axis(matched.index).reindex(facts.index)
    return joined, columns, issues


def _report_unlisted(ids: pd.Series, listed: pd.Index, collector: IssueCollector) -> None:
    """Report parcels that the register does not list.

    If it lists no parcel of a source, the issue is about the whole source.
    """
    sources = collector.sources
    known = ids[ids.notna() & ~ids.index.isin(listed)]
    if not len(listed) or not len(known):
        return
    in_part = sources[known.index].isin(sources[listed].unique())
    collector.add("register.no_row", known.index[in_part], field="parcel_id", values=known)
    others = known[~in_part]
    collector.add_column("register.other_layer", others, field="parcel_id", value="")


def _both(
    register_facts: pd.DataFrame, facts: pd.DataFrame, matched: pd.Series, field: str
) -> pd.Series:
    """Return the register's text and behind it the layer's, so that words of both are read."""
    stated = (
        register_facts[field].loc[matched.tolist()].set_axis(matched.index).reindex(facts.index)
    )
    before = facts[field]
    both = stated.notna() & before.notna() & (stated != before)
    one = stated.where(stated.notna(), before)
    return one.mask(both, stated + LIST_JOINT + before).astype("str")


def _still_unreadable(fields: pd.Series, facts: pd.DataFrame) -> pd.Series:
    """Return the fields that could not be parsed, without those that the other table knows."""
    missing = facts.isna()

    def left(row: Any) -> str | None:
        names = [name for name in str(fields[row]).split(LIST_JOINT) if name]
        return LIST_JOINT.join(n for n in dict.fromkeys(names) if missing.loc[row, n]) or None

    rows = fields.dropna().index
    kept = pd.Series([left(row) for row in rows], index=rows, dtype="str")
    return fields.where(fields.isna(), kept)


def _different(before: pd.Series, stated: pd.Series) -> pd.Series:
    if before.dtype.kind == "f":
        return (before - stated).abs() > STATED_TOLERANCE_M2
    return before != stated


def _register_issues(
    register: pd.DataFrame, numbers: pd.Series, keys: pd.Series, ids: pd.Series
) -> list[Issue]:
    known = set(ids.dropna().map(key))
    if len(keys) and not set(keys.dropna()) & known:
        return [Issue(code="register.no_match", source=str(register["source"].iloc[0]))]
    repeated = keys.duplicated() & keys.notna()
    issues = []
    for label, source, row in zip(
        register.index, register["source"], register["source_row"], strict=True
    ):
        number = numbers[label]
        if not isinstance(number, str):
            code, number = "register.no_number", ""
        elif repeated[label]:
            code = "register.duplicate"
        elif keys[label] not in known:
            code = "register.no_parcel"
        else:
            continue
        issues.append(
            Issue(
                code=code,
                source=source,
                source_row=int(row),
                parcel_id=number,
                field="parcel_id",
                value=number,
            )
        )
    return issues
