"""Parcel numbers: which parcels are the same, and which row of the register speaks of which."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

import pandas as pd

from parkland.cleaning.values import compared
from parkland.issues import Issue
from parkland.schema import FACTS, LIST_JOINT

if TYPE_CHECKING:
    from parkland.cleaning.issue_collector import IssueCollector

STATED_TOLERANCE_M2 = 1e-3

# Names of the same parcel differ from file to file: here the layer is followed, and the register
# fills what it leaves out.
NAMES = ("name", "location")


def key(number: str) -> str:
    """Return a parcel number as it is compared: without width, letter case and spaces.

    Examples
    --------
    >>> key("ＧＤ－０３ ") == key("gd-03")
    True
    """
    narrow = number if number.isascii() else unicodedata.normalize("NFKC", number)
    return "".join(narrow.split()).casefold()


def keys_of(numbers: pd.Series) -> pd.Series:
    """Return every number as it is compared, on the same index; missing stays missing."""
    known = numbers.dropna()
    words = compared(known.to_numpy(dtype=object).tolist())
    keys = ["".join(word.split()) for word in words]
    return pd.Series(keys, index=known.index, dtype="str").reindex(numbers.index)


def report_identities(ids: pd.Series, collector: IssueCollector) -> None:
    """Report parcels without a number, if others have one, and numbers that occur twice."""
    if ids.isna().all():
        return
    collector.add("identity.missing", ids.index[ids.isna()], field="parcel_id")
    keys = keys_of(ids.dropna())
    again = keys.duplicated(keep=False)
    collector.add("identity.duplicate", keys.index[again], field="parcel_id", values=ids)


def join_register(
    facts: pd.DataFrame,
    register: pd.DataFrame,
    register_facts: pd.DataFrame,
    collector: IssueCollector,
) -> tuple[pd.DataFrame, pd.DataFrame, list[Issue]]:
    """Lay the facts of a register over those of the layer, by parcel number.

    Where both know a fact, the register is followed and the difference is an issue; of a name, the
    layer's stays.

    Returns
    -------
    facts : DataFrame
        On the index of `facts`.
    columns : DataFrame
        The register's own columns as text, on the same index; missing where it has no row.
    issues : list of Issue
        About rows of the register that have no parcel, no number, or a number that was there
        before.
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
        said = register_facts[field.name].loc[matched.tolist()].set_axis(matched.index).dropna()
        before = facts[field.name].loc[said.index]
        if field.name in NAMES:
            said = said[before.isna()]
            before = before[before.isna()]
        differ = before.notna() & _different(before, said)
        shown = before.map("{:.2f} m2".format) if field.kind == "area" else before
        collector.add("register.disagrees", said.index[differ], field=field.name, values=shown)
        joined.loc[said.index, field.name] = said
    joined["status_text"] = _both(register_facts, facts, matched, "status_text")
    joined["unreadable"] = _still_unreadable(
        _both(register_facts, facts, matched, "unreadable"), joined
    )
    own = register.drop(columns=["source", "layer", "source_row"])
    texts = own.astype("str").where(own.notna()).astype("str")
    columns = texts.loc[matched.tolist()].set_axis(matched.index).reindex(facts.index)
    return joined, columns, issues


def _report_unlisted(ids: pd.Series, listed: pd.Index, collector: IssueCollector) -> None:
    """Report parcels that the register does not list; a layer of which it lists none, as one."""
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
    """Return the texts of the register and then of the layer, so that each axis finds its word."""
    said = register_facts[field].loc[matched.tolist()].set_axis(matched.index).reindex(facts.index)
    before = facts[field]
    both = said.notna() & before.notna() & (said != before)
    one = said.where(said.notna(), before)
    return one.mask(both, said + LIST_JOINT + before).astype("str")


def _still_unreadable(fields: pd.Series, facts: pd.DataFrame) -> pd.Series:
    """Return the fields that are not understood, without those that the other side knows."""
    missing = facts.isna()

    def left(row: Any) -> str | None:
        names = [name for name in str(fields[row]).split(LIST_JOINT) if name]
        return LIST_JOINT.join(n for n in dict.fromkeys(names) if missing.loc[row, n]) or None

    rows = fields.dropna().index
    kept = pd.Series([left(row) for row in rows], index=rows, dtype="str")
    return fields.where(fields.isna(), kept)


def _different(before: pd.Series, said: pd.Series) -> pd.Series:
    if before.dtype.kind == "f":
        return (before - said).abs() > STATED_TOLERANCE_M2
    return before != said


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
