"""The frames of a comparison: relations, facts and statuses, with the names of their parcels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from parkland.changes.change_record import KINDS
from parkland.changes.fact_changes import fact_changes, own_columns
from parkland.changes.relation_table import WHOLE, named_sides
from parkland.changes.status_moves import status_moves
from parkland.schema import AREA_COLUMNS, FACTS, LIST_JOINT

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from parkland.changes.number_evidence import NumberEvidence
    from parkland.changes.one_plane import OnePlane
    from parkland.changes.relation_table import Relations
    from parkland.changes.shared_ground import SharedGround
    from parkland.ledger_record import Ledger


def ellipsoidal_m2(ledger: Ledger) -> np.ndarray:
    """Return the ellipsoidal areas of a ledger, as an array."""
    areas: np.ndarray = ledger.parcels[AREA_COLUMNS["ellipsoidal"]].to_numpy(dtype="float64")
    return areas


def recorded(ledger: Ledger) -> pd.DataFrame:
    """Return the facts of a ledger, which tell copies of a parcel apart."""
    return ledger.parcels[[field.name for field in FACTS]]


def changed_facts(
    before: Ledger, after: Ledger, found: Relations, same: np.ndarray
) -> pd.DataFrame:
    """Return the changed facts of parcels that are one and the same; ``row`` is their relation."""
    one = before.parcels.iloc[found.pieces.left[same]].reset_index(drop=True)
    other = after.parcels.iloc[found.pieces.right[same]].reset_index(drop=True)
    facts = fact_changes(
        one,
        other,
        own=own_columns(before.parcels, after.parcels, after.profile),
        rules=after.profile.areas,
    )
    return facts.assign(
        row=same[facts["row"].to_numpy(dtype="int64")] if len(facts) else facts["row"]
    )


def decided_kinds(
    found: Relations, same: np.ndarray, facts: pd.DataFrame, numbers: NumberEvidence
) -> np.ndarray:
    """Return the kind of each relation, where numbers and facts decide it too."""
    kinds = found.kind.copy()
    plain = same[kinds[same] == "same"]
    kinds[plain] = "unchanged"
    differing = np.zeros(len(kinds), dtype=bool)
    differing[facts["row"].to_numpy(dtype="int64")] = True
    left, right = found.pieces.left[plain], found.pieces.right[plain]
    kinds[plain[differing[plain]]] = "attributes"
    entered = numbers.entered(left, right)
    kinds[plain[entered]] = "attributes"
    kinds[plain[numbers.changed(left, right)]] = "renumbered"
    return kinds


def differing_fields(
    facts: pd.DataFrame, kinds: np.ndarray, found: Relations, numbers: NumberEvidence
) -> np.ndarray:
    """Return the facts that differ in each relation, joined by `LIST_JOINT`."""
    names: list[list[str]] = [[] for _ in kinds]
    single = np.flatnonzero((found.words == WHOLE) & np.isin(kinds, KINDS[:4]))
    left, right = found.pieces.left[single], found.pieces.right[single]
    other = numbers.changed(left, right) | numbers.entered(left, right)
    for row in single[other].tolist():
        names[row].append("parcel_id")
    for row, field in zip(facts["row"].tolist(), facts["field"].tolist(), strict=True):
        names[row].append(field)
    return np.array([LIST_JOINT.join(one) for one in names], dtype=object)


def changed_statuses(
    before: Ledger, after: Ledger, found: Relations, same: np.ndarray, facts: pd.DataFrame
) -> pd.DataFrame:
    """Return the statuses that changed; ``row`` is their relation."""
    import pandas as pd

    whole = np.flatnonzero(found.words == WHOLE)
    place = np.full(len(found.words), -1)
    place[whole] = np.arange(len(whole))
    pairs = pd.DataFrame(
        {
            "left": found.pieces.left[whole],
            "right": found.pieces.right[whole],
            "same": np.isin(whole, same),
        }
    )
    moves = status_moves(
        before, after, pairs, facts.assign(row=place[facts["row"].astype("int64")])
    )
    return moves.assign(row=whole[moves["row"].to_numpy(dtype="int64")])


def relation_frame(
    ledgers: tuple[Ledger, Ledger],
    plane: OnePlane,
    ground: SharedGround,
    found: Relations,
    numbers: NumberEvidence,
) -> gpd.GeoDataFrame:
    """Return the table of relations, but for what facts and statuses decide."""
    import geopandas as gpd
    import pandas as pd

    pieces, pair = found.pieces, found.pair
    paired = pair >= 0
    at = np.maximum(pair, 0)
    shared = np.where(paired, ground.shared_m2[at] if len(ground.shared_m2) else 0.0, 0.0)
    shapes = np.full(len(pair), None, dtype=object)
    shapes[paired] = ground.shapes[pair[paired]]
    for words, ends, rests, own in (
        ("lost", pieces.left, ground.lost, plane.before),
        ("gained", pieces.right, ground.gained, plane.after),
    ):
        rows = np.flatnonzero(found.words == words)
        some = rests[ends[rows]]
        shapes[rows] = np.where(some != None, some, own[ends[rows]])  # noqa: E711 - elementwise
    columns: dict[str, Any] = {
        "kind": found.kind,
        "relation": found.words,
        **named_sides(found, (ledgers[0].parcels, ledgers[1].parcels)),
        "shared_m2": shared,
    }
    for side, ends, parts, ledger in (
        ("before", pieces.left, pieces.before, ledgers[0]),
        ("after", pieces.right, pieces.after, ledgers[1]),
    ):
        m2 = ellipsoidal_m2(ledger)
        of = np.where(ends >= 0, m2[np.maximum(ends, 0)] if len(m2) else np.nan, np.nan)
        own = np.where(found.words == ("lost" if side == "before" else "gained"), parts, shared)
        with np.errstate(divide="ignore", invalid="ignore"):
            columns[f"share_of_{side}"] = np.where(of > 0, np.minimum(own / of, 1.0), np.nan)
    columns["before_m2"], columns["after_m2"] = pieces.before, pieces.after
    columns["confidence"] = 0.0
    columns["evidence"] = numbers.evidence(found, ground)
    columns["fields"] = ""
    columns["group"] = found.group
    table = pd.DataFrame(columns)
    texts = ["kind", "relation", "evidence", "fields"]
    return gpd.GeoDataFrame(
        table.astype(dict.fromkeys(texts, "str")), geometry=shapes, crs=plane.crs
    )


def with_names(table: pd.DataFrame, parcels: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose ``row`` is a relation, with the names of its parcels in front."""
    rows = table["row"].to_numpy(dtype="int64")
    names = parcels[["before_id", "after_id"]].iloc[rows].reset_index(drop=True)
    rest = table.drop(columns="row").reset_index(drop=True)
    return names.join(rest).assign(relation=rows)


def overlapping_pairs(ledger: Ledger, /) -> np.ndarray:
    """Return the pairs of positions of parcels that overlap, in both orders, with the m2."""
    import pandas as pd

    table = ledger.overlaps
    index = ledger.parcels.index
    ends = [index.get_indexer(pd.Index(table[side])) for side in ("left", "right")]
    m2 = table["shared_m2"].to_numpy(dtype="float64")
    one = np.column_stack([*ends, m2])
    known = (one[:, 0] >= 0) & (one[:, 1] >= 0)
    both: np.ndarray = np.concatenate([one[known], one[known][:, [1, 0, 2]]])
    return both
