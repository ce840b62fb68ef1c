"""Which of the facts that changed decide a status: those without which it would be another one."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from parkland.changes.given_answers import answers_of
from parkland.status import flag_status

if TYPE_CHECKING:
    import pandas as pd

    from parkland.ledger_record import Ledger

# For each row and question: the facts, each with what happened to it.
Deciding = dict[tuple[int, str], list[tuple[str, str]]]


def deciding_facts(
    earlier: Ledger, later: Ledger, facts: pd.DataFrame, columns: dict[str, str]
) -> Deciding:
    """Return the facts that decide each changed answer.

    A fact decides if the later parcel is judged otherwise when this fact alone is put back to what
    it was. Where none does so alone, all that changed do so together.

    Parameters
    ----------
    earlier, later
        The two states of the same parcels, row by row.
    facts
        Their changed facts, with ``row``, ``field`` and ``change``.
    columns
        What is asked, with its column.
    """
    found: Deciding = defaultdict(list)
    if facts.empty:
        return found
    last = answers_of(later.parcels, columns)
    canonical = facts[facts["field"].isin(later.parcels.columns)]
    for field, some in canonical.groupby("field", sort=False):
        rows = some["row"].to_numpy()
        change = dict(zip(rows.tolist(), some["change"].tolist(), strict=True))
        parcels = later.parcels.iloc[rows].reset_index(drop=True)
        back = earlier.parcels[field].iloc[rows].reset_index(drop=True)
        judged = flag_status(replace(later, parcels=parcels.assign(**{str(field): back})))
        reached = answers_of(judged, columns)
        for what in columns:
            before = last[what].iloc[rows].reset_index(drop=True)
            for n in np.flatnonzero((reached[what] != before).to_numpy()).tolist():
                row = int(rows[n])
                found[row, what].append((str(field), change[row]))
    _together(found, canonical, columns)
    return found


def _together(found: Deciding, facts: pd.DataFrame, columns: dict[str, str]) -> None:
    """Add all changed facts of a row where none decides alone."""
    for row, some in facts.groupby("row"):
        for what in columns:
            if not found.get((int(str(row)), what)):
                pairs = zip(some["field"].tolist(), some["change"].tolist(), strict=True)
                found[int(str(row)), what] = [(str(name), str(change)) for name, change in pairs]
