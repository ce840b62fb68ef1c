"""Registers, matched with the parcels of all pieces, and what they state about each piece.

Which row of a register is which parcel depends on all numbers: ``12`` is ``0012`` only if no other
number comes into question. So a first pass gathers what parcels are called; registers are matched
with all of them at once, and each piece gets what is stated about its own records.
"""

from __future__ import annotations

import hashlib
import pickle
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parkland.cleaning import identities_of
from parkland.cleaning.amount_units import measured_by_number, measured_by_row
from parkland.cleaning.issue_collector import IssueCollector
from parkland.cleaning.register_join import JoinedRegisters, joined_registers
from parkland.cleaning.table_decisions import TableDecisions
from parkland.datasets.run_settings import settings_at
from parkland.datasets.source_pieces import read_piece
from parkland.errors import ParklandError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import pandas as pd

    from parkland.datasets.run_settings import RunSettings
    from parkland.datasets.source_pieces import SourcePiece
    from parkland.issues import Issue, IssueBatch

AREA, LOST = "shape_m2", "lost"


@dataclass(frozen=True, slots=True)
class PieceRegisters:
    """What registers state about a piece, and the digest of it."""

    registers: JoinedRegisters
    digest: str


def identify_piece(piece: SourcePiece, settings_path: str, path: str) -> int:
    """Write what the records of a piece are called, and return their number; -1 if it is broken."""
    settings = settings_at(settings_path)
    try:
        raw = read_piece(piece, settings)
        # A copy: what a cleaning sees of its piece is noted there.
        decisions = replace(settings.decisions or TableDecisions())
        found, lost = identities_of(raw, settings.profile, decisions)
    except ParklandError:
        return -1  # `judge_piece` says why
    measured: np.ndarray = measured_by_row(raw)(found["parcel_id"])(raw.index)
    whole = found.copy()
    whole[LOST], whole[AREA] = lost, measured
    whole["source"], whole["source_row"] = raw["source"], raw["source_row"]
    whole.to_parquet(path, index=False)
    return len(whole)


def match_registers(
    paths: Sequence[Path],
    records: Sequence[int],
    registers: list[pd.DataFrame],
    settings: RunSettings,
) -> tuple[list[str], list[Issue | IssueBatch]]:
    """Match registers with all pieces; write what they state about each beside its identities.

    Parameters
    ----------
    paths, records
        Of `identify_piece`, in the order of the sources.
    registers
        As tables of `register_tables`.
    settings
        Of the run.

    Returns
    -------
    paths
        For each piece, where it is written; empty for a piece that is broken.
    issues
        About registers, and about parcels that none lists.
    """
    import pandas as pd

    tables = [
        pd.read_parquet(path) for path, number in zip(paths, records, strict=True) if number >= 0
    ]
    whole = pd.concat(tables, ignore_index=True)
    del tables
    areas = whole[AREA].to_numpy()
    collector = IssueCollector(whole)
    collector.set_parcel_ids(whole["parcel_id"])
    joined, issues = joined_registers(
        whole,
        whole[LOST].astype(bool),
        registers,
        settings.profile,
        collector,
        measure=measured_by_number(
            whole["parcel_id"], lambda rows: areas[rows.to_numpy(dtype="int64")]
        ),
        only_listed=True,
    )
    written: list[str] = []
    first = 0
    for path, number in zip(paths, records, strict=True):
        if number < 0:
            written.append("")
            continue
        place = path.with_suffix(".joined")
        place.write_bytes(pickle.dumps(_of_piece(joined, first, number)))
        written.append(str(place))
        first += number
    return written, [*collector.issues, *issues]


def _of_piece(joined: JoinedRegisters, first: int, number: int) -> JoinedRegisters:
    """Return what is stated about some labels, on an index from 0."""

    def own(table: Any) -> Any:
        some = table[(table.index >= first) & (table.index < first + number)]
        return some.set_axis(some.index - first)

    read = [
        replace(
            one,
            facts=own(one.facts),
            columns=own(one.columns),
            listed=one.listed[(one.listed >= first) & (one.listed < first + number)] - first,
        )
        for one in joined.read
    ]
    return JoinedRegisters(read, own(joined.columns))


@lru_cache(maxsize=1)
def joined_at(path: str) -> PieceRegisters | None:
    """Return what `match_registers` wrote in this run; None for an empty path."""
    if not path:
        return None
    content = Path(path).read_bytes()
    joined: JoinedRegisters = pickle.loads(content)  # noqa: S301 - of this run
    return PieceRegisters(joined, hashlib.sha256(content).hexdigest())
