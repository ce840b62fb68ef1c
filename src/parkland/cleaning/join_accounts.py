"""How a register would be joined, for people who want to see it before they rely on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from parkland.cleaning.canonical_facts import canonical_facts
from parkland.cleaning.issue_collector import IssueCollector
from parkland.cleaning.parcel_numbers import destroyed
from parkland.cleaning.register_issues import EXAMPLES, nearest_pairs
from parkland.cleaning.register_join import matched_register, number_columns
from parkland.cleaning.register_roles import by_role
from parkland.cleaning.register_tables import register_tables
from parkland.schema import PROVENANCE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import geopandas as gpd

    from parkland.cleaning.register_roles import Role
    from parkland.conventions import Profile


@dataclass(frozen=True, slots=True)
class JoinAccount:
    """How the rows of a register and the parcels of a layer would be paired.

    Attributes
    ----------
    source
        The name of the register.
    sheets
        The sheets that were read.
    role
        What the register is about.
    rows, parcels
        How many there are.
    matched
        How a row was matched -> how many rows were; see `register_matching.Matching`.
    rows_left, parcels_left
        How many have no counterpart.
    row_examples, parcel_examples
        Numbers of some of them.
    nearest
        Numbers of both that are most alike, where some rows are left.
    """

    source: str
    sheets: tuple[str, ...]
    role: Role
    rows: int
    parcels: int
    matched: Mapping[str, int]
    rows_left: int
    row_examples: tuple[str, ...]
    parcels_left: int
    parcel_examples: tuple[str, ...]
    nearest: tuple[tuple[str, str], ...]


def join_accounts(
    raw: gpd.GeoDataFrame,
    register: pd.DataFrame | Iterable[pd.DataFrame],
    *,
    profile: Profile,
) -> tuple[JoinAccount, ...]:
    """Return how each register would be joined to the parcels of `raw`.

    Parameters
    ----------
    raw
        From `read_parcels`.
    register
        As for `clean`.
    profile
        The office's conventions.
    """
    ours = [field.name for field in PROVENANCE]
    own = pd.DataFrame(raw.drop(columns=[*ours, raw.geometry.name]))
    facts = canonical_facts(own, profile, IssueCollector(raw))
    lost = destroyed(facts["parcel_id"], number_columns(own, profile))
    tables = [part for one in register_tables(register) for part in by_role(one, profile)]
    return tuple(_account(table, facts, lost, profile) for table in tables)


def _account(
    table: pd.DataFrame, facts: pd.DataFrame, lost: pd.Series, profile: Profile
) -> JoinAccount:
    found = matched_register(table, facts, lost, profile)
    pairs, numbers, ids = found.matching.pairs, found.stated["parcel_id"], facts["parcel_id"]
    once = pairs.drop_duplicates("row")
    rows = numbers.index.difference(pd.Index(pairs["row"]), sort=False)
    parcels = ids.index.difference(pd.Index(pairs["parcel"]), sort=False)
    near = nearest_pairs(found.matching.row_keys.loc[rows], found.matching.parcel_keys.loc[parcels])
    return JoinAccount(
        source=str(table["source"].iloc[0]) if len(table) else "",
        sheets=tuple(str(sheet) for sheet in table["layer"].unique()),
        role=found.role,
        rows=len(table),
        parcels=len(facts),
        matched={str(how): int(count) for how, count in once["how"].value_counts().items()},
        rows_left=len(rows),
        row_examples=_examples(numbers.loc[rows]),
        parcels_left=len(parcels),
        parcel_examples=_examples(ids.loc[parcels]),
        nearest=tuple((str(numbers[row]), str(ids[parcel])) for row, parcel in near),
    )


def _examples(numbers: pd.Series) -> tuple[str, ...]:
    return tuple(str(number) for number in numbers.dropna().head(EXAMPLES))
