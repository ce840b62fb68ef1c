"""One row of facts for each parcel that a register lists.

A parcel can have several rows. The first row is followed. A later row adds what the first lacks,
unless it contradicts it somewhere: then it may be about another parcel, so that nothing of it is
used, and what it alone knows counts as not understood.

A row can stand for several parcels. Its areas and sums are then those of all of them together, and
no parcel gets them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from parkland.cleaning.fact_differences import differ, shown, shown_both
from parkland.schema import FACTS, LIST_JOINT, PUT_TOGETHER, as_kind, blank

if TYPE_CHECKING:
    from parkland.cleaning.issue_collector import IssueCollector
    from parkland.cleaning.register_roles import Role
    from parkland.conventions import AreaRules
    from parkland.schema import Field

# What is compared between two rows of a register for one parcel.
COMPARED = tuple(
    field for field in FACTS if field.name not in ("parcel_id", "disposal_hint", *PUT_TOGETHER)
) + tuple(field for field in FACTS if field.name == "status_text")
SUMS = ("area", "money")
# Texts of all rows of a parcel are put together in these.
ADDED_TO = ("remark", "unreadable")
# So many different texts of the rows of one parcel stand side by side; nobody reads more.
MOST_TEXTS = 100


@dataclass(frozen=True, slots=True)
class RegisterFacts:
    """What a register states about the parcels of a layer, on the index of the layer.

    Attributes
    ----------
    facts
        Every canonical fact; missing where the register does not list the parcel.
    columns
        The register's own columns as text.
    listed
        The parcels that it lists.
    role
        What the register is about.
    source
        The name of its file, and of its sheets if they are a part of it.
    """

    facts: pd.DataFrame
    columns: pd.DataFrame
    listed: pd.Index
    role: Role
    source: str

    def on(self, index: pd.Index) -> RegisterFacts:
        """Return the facts on another index."""
        if self.facts.index.equals(index):
            return self
        facts = self.facts.reindex(index)
        return replace(
            self,
            facts=facts.assign(**{one.name: as_kind(facts[one.name], one.kind) for one in FACTS}),
            columns=self.columns.reindex(index).astype("str"),
        )


def facts_of_parcels(
    stated: pd.DataFrame,
    columns: pd.DataFrame,
    pairs: pd.DataFrame,
    role: Role,
    *,
    index: pd.Index,
    rules: AreaRules,
    collector: IssueCollector,
    sheets: str = "",
) -> RegisterFacts:
    """Return the facts of a register for the parcels of a layer.

    Parameters
    ----------
    stated, columns
        Canonical facts and own columns of the register, on its index.
    pairs
        Of `register_matching.Matching`.
    index
        The index of the layer.
    collector
        Issues about the rows of the register.
    sheets
        The sheets of these rows, if the register has others too.
    """
    parcels, rows = pairs["parcel"], pairs["row"]
    # A register states a few of all facts. The others are not copied; the last two are added to.
    known = [one.name for one in FACTS if one.name in ADDED_TO or stated[one.name].notna().any()]
    # The place in `pairs` is the index from here on, because a row can stand there several times.
    facts = stated[known].take(stated.index.get_indexer(pd.Index(rows))).reset_index(drop=True)
    _withhold_sums(facts, pairs, collector)
    is_first = ~parcels.duplicated()
    if not is_first.all():
        facts = _merged(facts, pairs, is_first, rules, collector)
    facts = facts[is_first].set_axis(parcels[is_first].to_numpy()).reindex(index)
    blanks = {kind: blank(kind, index) for kind in {one.kind for one in FACTS}}
    whole = {
        one.name: as_kind(facts[one.name], one.kind) if one.name in known else blanks[one.kind]
        for one in FACTS
    }
    own = columns.take(columns.index.get_indexer(pd.Index(rows[is_first])))
    own = own.astype("str").where(own.notna()).astype("str")
    own = own.set_axis(parcels[is_first].to_numpy()).reindex(index)
    listed = pd.Index(parcels[is_first])
    source = str(collector.sources.iloc[0]) if len(collector.sources) else ""
    source = f"{source} {sheets}".strip()
    # unlike DataFrame(...), concat does not copy the columns
    return RegisterFacts(pd.concat(whole, axis=1), own, listed, role, source)


def _withhold_sums(facts: pd.DataFrame, pairs: pd.DataFrame, collector: IssueCollector) -> None:
    """Take areas and money from the parcels that share a row, and report them."""
    shared = (pairs["how"] == "several") & pairs["row"].duplicated(keep=False)
    if not shared.any():
        return
    rows = pairs["row"]
    for field in FACTS:
        if field.kind not in SUMS or field.name not in facts:
            continue
        filled = shared & facts[field.name].notna()
        if not filled.any():
            continue
        once = filled & ~rows[filled].duplicated().reindex(rows.index, fill_value=False)
        texts = shown(facts.loc[once, field.name], field).set_axis(rows[once].to_numpy())
        collector.add("register.shared_sum", texts.index, field=field.name, values=texts)
        facts.loc[filled, field.name] = None
        _mark_unreadable(facts, filled, field)


def _mark_unreadable(facts: pd.DataFrame, where: pd.Series, field: Field) -> None:
    before = facts.loc[where, "unreadable"].fillna("")
    joint = before.where(before.str.endswith(LIST_JOINT) | (before == ""), before + LIST_JOINT)
    facts.loc[where, "unreadable"] = joint + field.name + LIST_JOINT


def _merged(
    facts: pd.DataFrame,
    pairs: pd.DataFrame,
    is_first: pd.Series,
    rules: AreaRules,
    collector: IssueCollector,
) -> pd.DataFrame:
    """Return the facts with those of later rows of a parcel in its first row."""
    parcels, rows = pairs["parcel"], pairs["row"]
    first = facts[is_first].set_axis(parcels[is_first].to_numpy())
    firsts = first.loc[parcels.to_numpy()].reset_index(drop=True)
    contradicts = pd.Series(data=False, index=facts.index)
    compared = [field for field in COMPARED if field.name in facts]
    for field in compared:
        contradicts[differ(firsts[field.name], facts[field.name], field, rules)] = True
    together = {name: _put_together(facts[name], parcels) for name in ADDED_TO}
    adds = pd.Series(data=False, index=facts.index)
    clashes = contradicts.copy()
    merged = facts.assign(**together)
    for field in (*compared, *_others(facts)):
        name = field.name
        usable = facts[name].mask(contradicts)
        value = (
            usable.groupby(parcels, sort=False)
            .first()
            .loc[parcels.to_numpy()]
            .set_axis(facts.index)
        )
        value = as_kind(value, field.kind)
        adds |= ~is_first & usable.notna() & firsts[name].isna()
        unused = contradicts & facts[name].notna() & value.isna()
        merged[name] = value
        if field in compared:
            unlike = differ(value, facts[name], field, rules)
            clashes[unlike] = True
            texts = shown_both(value[unlike], facts.loc[unlike, name], field)
            texts = texts.set_axis(rows[unlike].to_numpy())
            texts = texts[~texts.index.duplicated()]
            collector.add("register.duplicate", texts.index, field=name, values=texts)
            lacking = parcels.isin(parcels[unused])
            if lacking.any():
                _mark_unreadable(merged, lacking, field)
    later = ~is_first
    numbers = facts["parcel_id"].fillna("").set_axis(rows.to_numpy())
    for code, those in (
        ("register.more_facts", later & adds & ~clashes),
        ("register.repeated", later & ~adds & ~clashes),
    ):
        labels = pd.Index(rows[those]).unique()
        values = numbers[~numbers.index.duplicated()]
        collector.add(code, labels, field="parcel_id", values=values)
    return merged


def _put_together(texts: pd.Series, parcels: pd.Series) -> pd.Series:
    """Return in the first row of each parcel the different texts of all its rows.

    The other rows are not used any more; a long text in each of them would fill the memory.
    """
    known = pd.DataFrame({"parcel": parcels, "text": texts}).dropna().drop_duplicates()
    if known.empty:
        return texts
    known = known[known.groupby("parcel").cumcount() < MOST_TEXTS]
    whole = known.groupby("parcel", sort=False)["text"].agg(LIST_JOINT.join)
    first = parcels[~parcels.duplicated()]
    return first.map(whole).reindex(texts.index).astype("str")


def _others(facts: pd.DataFrame) -> list[Field]:
    """Return the fields of a table that are not compared and not put together."""
    apart = {*(field.name for field in COMPARED), *PUT_TOGETHER}
    return [field for field in FACTS if field.name in facts and field.name not in apart]
