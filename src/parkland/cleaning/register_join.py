"""Facts of registers, joined to the parcels of a layer.

`register_matching` decides which row belongs to which parcel, `register_rows` makes one row of
facts for each parcel of it, `register_issues` tells what was found. This module puts registers and
layer together. The order of precedence:

1. The register of its own matter: notices for what a notice says, disposals for a disposal.
2. The registers in the order given.
3. The layer. Names of parcels are the exception: the layer's own name stays.

Two registers that state different things, and a register that differs from the layer, are issues
that show both values. Words of a status and remarks of all of them are put together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from parkland.cleaning.canonical_facts import canonical_facts
from parkland.cleaning.fact_differences import differ, shown_both
from parkland.cleaning.issue_collector import IssueCollector
from parkland.cleaning.parcel_numbers import destroyed
from parkland.cleaning.register_issues import report_layer, report_rows, report_unlisted
from parkland.cleaning.register_matching import match_rows
from parkland.cleaning.register_own_columns import own_columns_of
from parkland.cleaning.register_roles import FIELDS_OF_ROLE, SHEETS, by_role, role_of
from parkland.cleaning.register_rows import RegisterFacts, facts_of_parcels
from parkland.columns import Headings
from parkland.schema import FACTS, LIST_JOINT, PROVENANCE, PUT_TOGETHER

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from parkland.cleaning.amount_units import MeasuredAreas
    from parkland.cleaning.register_matching import Matching
    from parkland.cleaning.register_roles import Role
    from parkland.conventions import AreaRules, Profile
    from parkland.issues import Issue, IssueBatch

# Names of the same parcel differ from file to file. The layer's name is kept, and the register's
# name is used only where the layer has none.
NAMES = ("name", "location")


def join_registers(
    facts: pd.DataFrame,
    lost_parcels: pd.Series,
    registers: Sequence[pd.DataFrame],
    profile: Profile,
    collector: IssueCollector,
    *,
    measure: Callable[[pd.Series], MeasuredAreas] | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame, list[Issue | IssueBatch]]:
    """Return the facts of a layer with those of its registers.

    Parameters
    ----------
    facts
        Canonical facts of the layer.
    lost_parcels
        Which numbers of the layer are destroyed, on the same index.
    registers
        As read, with `source`, `layer` and `source_row`, on an index of their own; the first has
        precedence.
    profile
        The office's conventions.
    collector
        Issues about the layer.
    measure
        From the parcel numbers of a register to the areas of their shapes, which check its units.

    Returns
    -------
    facts : DataFrame
        On the index of `facts`.
    columns : DataFrame
        The registers' own columns as text, on the same index; missing for a parcel that no register
        lists.
    issues : list
        About the rows of the registers.
    """
    if not registers:
        return facts, pd.DataFrame(index=facts.index), []
    joined, issues = joined_registers(
        facts, lost_parcels, registers, profile, collector, measure=measure
    )
    facts, columns = lay_over(facts, joined, profile, collector)
    return facts, columns, issues


@dataclass(frozen=True, slots=True)
class JoinedRegisters:
    """What registers state about the parcels that they list.

    Attributes
    ----------
    read
        A register each, on an index with the parcels that it lists or more.
    columns
        The own columns of all of them as text, likewise.
    """

    read: Sequence[RegisterFacts]
    columns: pd.DataFrame

    def of(self, index: pd.Index) -> JoinedRegisters:
        """Return what is stated about the parcels of `index`, on that index."""
        if all(one.facts.index.equals(index) for one in self.read):
            return self
        return JoinedRegisters(
            [one.on(index) for one in self.read], self.columns.reindex(index).astype("str")
        )


def joined_registers(
    facts: pd.DataFrame,
    lost_parcels: pd.Series,
    registers: Sequence[pd.DataFrame],
    profile: Profile,
    collector: IssueCollector,
    *,
    measure: Callable[[pd.Series], MeasuredAreas] | None = None,
    only_listed: bool = False,
) -> tuple[JoinedRegisters, list[Issue | IssueBatch]]:
    """Match registers with a layer, and return what they state, and the issues about their rows.

    Parameters
    ----------
    facts
        Of the layer; of its columns only `schema.IDENTITIES` count.
    lost_parcels, registers, profile, collector, measure
        As for `join_registers`.
    only_listed
        Return only the parcels that a register lists.
    """
    report_layer(facts["parcel_id"], collector)
    issues: list[Issue | IssueBatch] = []
    read: list[RegisterFacts] = []
    for register in [table for one in registers for table in by_role(one, profile)]:
        found = matched_register(register, facts, lost_parcels, profile, measure=measure)
        report_rows(found.stated, found.lost, facts, found.matching, found.collector)
        listed = pd.Index(found.matching.pairs["parcel"].unique())
        read.append(
            facts_of_parcels(
                found.stated,
                found.columns,
                found.matching.pairs,
                found.role,
                index=listed if only_listed else facts.index,
                rules=profile.areas,
                collector=found.collector,
                sheets=str(register.attrs.get(SHEETS, "")),
            )
        )
        issues += [*found.issues, *found.collector.issues]
    report_unlisted(facts["parcel_id"], read, collector)
    index = facts.index
    if only_listed:
        index = pd.Index(np.unique(np.concatenate([np.asarray(one.listed) for one in read])))
        read = [one.on(index) for one in read]
    return JoinedRegisters(read, own_columns_of(read, index)), issues


def lay_over(
    facts: pd.DataFrame, joined: JoinedRegisters, profile: Profile, collector: IssueCollector
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the facts of a layer with those of registers over them, and the own columns of these.

    Both are on the index of `facts`, which can be a piece of the layer.
    """
    known = joined.of(facts.index)
    together = _together(list(known.read), collector, profile.areas)
    return _over_layer(facts, together, collector, profile.areas), known.columns


@dataclass(frozen=True, slots=True)
class MatchedRegister:
    """A register in canonical facts, with the parcels of its rows.

    Attributes
    ----------
    columns, stated
        Its own columns, and its canonical facts, on its index.
    lost
        Which of its numbers are destroyed.
    matching
        Which row belongs to which parcel.
    role
        What it is about.
    collector
        Issues about its rows; `issues` are those of reading it.
    """

    columns: pd.DataFrame
    stated: pd.DataFrame
    lost: pd.Series
    matching: Matching
    role: Role
    collector: IssueCollector
    issues: Sequence[Issue | IssueBatch]


def matched_register(
    register: pd.DataFrame,
    facts: pd.DataFrame,
    lost_parcels: pd.Series,
    profile: Profile,
    *,
    measure: Callable[[pd.Series], MeasuredAreas] | None = None,
) -> MatchedRegister:
    """Parse a register and find the parcels of its rows.

    Parameters
    ----------
    register
        A table of `register_tables`.
    facts
        Canonical facts of the layer.
    lost_parcels
        Which numbers of the layer are destroyed.
    profile
        The office's conventions.
    measure
        As for `join_registers`.
    """
    collector = IssueCollector(register)
    columns = register.drop(columns=[field.name for field in PROVENANCE])
    issues = columns.attrs.pop("issues", ())
    stated = canonical_facts(columns, profile, collector, measure=measure)
    lost = destroyed(stated["parcel_id"], number_columns(columns, profile))
    return MatchedRegister(
        columns=columns,
        stated=stated,
        lost=lost,
        matching=match_rows(facts, stated, lost_parcels=lost_parcels, lost_rows=lost),
        role=role_of(columns, profile),
        collector=collector,
        issues=issues,
    )


def number_columns(columns: pd.DataFrame, profile: Profile) -> pd.DataFrame:
    """Return the columns that hold parcel numbers."""
    headings = Headings(profile)
    means = {name: headings.read(str(name)) for name in columns.columns}
    return columns[[name for name, found in means.items() if found and found.field == "parcel_id"]]


def _together(
    read: list[RegisterFacts], collector: IssueCollector, rules: AreaRules
) -> pd.DataFrame:
    """Return the facts of all registers on the index of the layer, a column for each field."""
    columns: dict[str, pd.Series] = {}
    for field in FACTS:
        name = field.name
        # Python's sort is stable: the registers keep their order within one rank.
        ranked = sorted(read, key=lambda one: name not in FIELDS_OF_ROLE.get(one.role, ()))
        value = ranked[0].facts[name]
        for other in ranked[1:]:
            added = other.facts[name]
            if name in PUT_TOGETHER:
                value = _both(value, added)
                continue
            if name not in NAMES and name != "disposal_hint":
                rows = differ(value, added, field, rules)
                texts = shown_both(value[rows], added[rows], field)
                texts = texts + f" ({other.source})" if len(texts) else texts
                collector.add("register.conflict", rows, field=name, values=texts)
            value = value.where(value.notna(), added)
        columns[name] = value
    return pd.concat(columns, axis=1)  # unlike DataFrame(...), it does not copy them


def _over_layer(
    facts: pd.DataFrame, together: pd.DataFrame, collector: IssueCollector, rules: AreaRules
) -> pd.DataFrame:
    """Return the facts of the layer with those of the registers over them."""
    joined = {str(name): column for name, column in facts.items()}
    for field in FACTS:
        name = field.name
        if name == "parcel_id" or name in PUT_TOGETHER:
            continue
        before, stated = facts[name], together[name]
        is_stated = stated.notna()
        if not is_stated.any():  # most registers are about a few facts
            continue
        if name in NAMES:
            joined[name] = before.where(before.notna(), stated)
            continue
        rows = differ(stated, before, field, rules)
        values = shown_both(stated[rows], before[rows], field)
        collector.add("register.disagrees", rows, field=name, values=values)
        joined[name] = stated.where(is_stated, before)
    for name in PUT_TOGETHER:
        joined[name] = _both(together[name], facts[name])
    whole = pd.concat(joined, axis=1)  # unlike DataFrame(...), it does not copy the columns
    return whole.assign(unreadable=_still_unreadable(whole["unreadable"], whole))


def _both(stated: pd.Series, before: pd.Series) -> pd.Series:
    """Return one text and behind it the other, so that the words of both are read."""
    both = stated.notna() & before.notna() & (stated != before)
    one = stated.where(stated.notna(), before)
    return one.mask(both, stated + LIST_JOINT + before).astype("str")


def _still_unreadable(fields: pd.Series, facts: pd.DataFrame) -> pd.Series:
    """Return the fields that could not be parsed, without those that another table knows.

    Many parcels have the same list, so that each different list is taken apart once.
    """
    texts = fields.dropna()
    if texts.empty:
        return fields
    codes, lists = pd.factorize(texts)
    names = [[name for name in str(one).split(LIST_JOINT) if name] for one in lists]
    left = pd.Series("", index=texts.index, dtype="str")
    for name in dict.fromkeys(one for several in names for one in several):
        lists_with = [place for place, several in enumerate(names) if name in several]
        missing = facts.loc[texts.index, name].isna() if name in facts else True
        has = pd.Series(codes, index=texts.index).isin(lists_with) & missing
        left = left.mask(has, left + name + LIST_JOINT)
    left = left.str.removesuffix(LIST_JOINT)
    return left.where(left != "").reindex(fields.index).astype("str")
