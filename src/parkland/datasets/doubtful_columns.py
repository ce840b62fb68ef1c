"""Columns about which few of the rows that decide say anything, and the rows that say more.

A column can be empty but for a few cells, which a sample of rows may miss. Each piece counts the
filled cells of such columns and keeps some of their rows, so that the run can decide once more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parkland.columns.cell_evidence import filled_cells

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import geopandas as gpd

    from parkland.cleaning.table_decisions import TableDecisions
    from parkland.columns import ColumnEntry
    from parkland.conventions import Profile
    from parkland.datasets.source_pieces import SourcePiece

# So many filled cells show what a column holds.
ENOUGH = 30
# The key of all sources that are not divided.
UNDIVIDED = ""


def source_key(piece: SourcePiece) -> str:
    """Return the key under which the doubtful columns of a piece stand."""
    return piece.shown if piece.rows is not None else UNDIVIDED


def doubtful_columns(
    sample: gpd.GeoDataFrame, keys: Mapping[str, str], names: Iterable[str], profile: Profile
) -> dict[str, dict[str, int]]:
    """Return the columns with few filled cells, by the key of their source, and how many.

    Parameters
    ----------
    sample
        The rows that decide.
    keys
        The key of each source.
    names
        The columns of all sources that the office wrote.
    profile
        The office's conventions.
    """
    of_rows = sample["source"].map(keys)
    counts: dict[str, dict[str, int]] = {}
    for key in sorted(set(keys.values())):
        own = sample[of_rows == key]
        found = {name: len(filled_cells(own[name], profile)) for name in sorted(names)}
        counts[key] = {name: number for name, number in found.items() if number < ENOUGH}
    return counts


def telling_rows(
    raw: gpd.GeoDataFrame, names: Iterable[str], profile: Profile
) -> tuple[dict[str, int], gpd.GeoDataFrame]:
    """Return how many cells of some columns are filled, and rows with such cells."""
    counts: dict[str, int] = {}
    chosen: set[int] = set()
    for name in names:
        if name not in raw.columns:
            continue
        filled = filled_cells(raw[name], profile).index.to_numpy()
        if len(filled):
            counts[name] = len(filled)
            spread = np.linspace(0, len(filled) - 1, min(len(filled), ENOUGH)).astype(int)
            chosen |= set(filled[spread].tolist())
    return counts, raw.loc[sorted(chosen)]


def effect_of(decisions: TableDecisions) -> object:
    """Return what decisions lead to, without the examples and the counts that they rest on.

    What its cells hold matters only of a column that is not used: it is told, and leaves facts
    open.
    """
    accounts = {
        source: [(one.heading, one.field, one.match, one.meaning, one.unit, one.near, one.read,
                  () if one.is_used else _told(one)) for one in account]
        for source, account in decisions.accounts.items()
    }  # fmt: skip
    units = {
        key: (found.says, found.unit) if found is not None else None
        for key, found in decisions.units.items()
    }
    return accounts, units, decisions.rounded_numbers


def _told(entry: ColumnEntry) -> tuple[object, ...]:
    held = entry.evidence
    return held.holds, held.filled > 0, entry.holds_facts, entry.could_be_days
