"""What is reported about the rows of a register, so that every row is used or counted."""

from __future__ import annotations

from bisect import bisect_left
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from parkland.issues import Issue
from parkland.schema import IDENTITIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parkland.cleaning.issue_collector import IssueCollector
    from parkland.cleaning.register_matching import Matching
    from parkland.cleaning.register_rows import RegisterFacts

EXAMPLES = 3
# The nearest numbers are sought for so many rows, which takes milliseconds whatever the tables.
SAMPLED = 50
LEAST_LIKENESS = 0.6


def report_layer(ids: pd.Series, collector: IssueCollector) -> None:
    """Report a layer that has no numbers to which a register could be joined."""
    if len(ids) and ids.isna().all():
        for source in collector.sources.unique():
            collector.issues.append(
                Issue(code="identity.none", source=str(source), field="parcel_id")
            )


def report_rows(
    stated: pd.DataFrame,
    lost: pd.Series,
    facts: pd.DataFrame,
    matching: Matching,
    collector: IssueCollector,
) -> None:
    """Report how rows were matched other than by their number, and the rows that were not.

    Parameters
    ----------
    stated
        Canonical facts of the register.
    lost
        Which of its numbers are destroyed.
    facts
        Canonical facts of the layer.
    matching
        Of the two.
    collector
        Issues about the register.
    """
    numbers, ids, pairs = stated["parcel_id"], facts["parcel_id"], matching.pairs
    # A row whose number is destroyed can have been joined by another code.
    lost = lost & ~numbers.index.isin(pairs["row"])
    collector.add("register.destroyed", numbers.index[lost], field="parcel_id", values=numbers)
    if not len(stated):
        return
    source = str(collector.sources.iloc[0])
    unnumbered = numbers.isna()
    told = matching.ranges.union(matching.unknown_parts, sort=False)
    if pairs.empty:
        # A register of another county is one sentence, whatever its cells hold.
        told = told.intersection(matching.partly_known)
    for code, rows in (
        (
            "register.no_number",
            numbers.index[unnumbered].difference(pd.Index(pairs["row"]), sort=False),
        ),
        ("register.range", matching.ranges.intersection(told)),
        ("register.unknown_parts", matching.unknown_parts.intersection(told)),
    ):
        collector.add(code, rows, field="parcel_id", values=numbers.fillna(""))
    if pairs.empty:
        value = _examples(stated, facts, matching)
        collector.issues.append(
            Issue(code="register.no_match", source=source, field="parcel_id", value=value)
        )
        return
    left = numbers.index.difference(pd.Index(pairs["row"]), sort=False).difference(
        numbers.index[lost], sort=False
    )
    left = left[~unnumbered.loc[left]].difference(told, sort=False)
    collector.add("register.no_parcel", left, field="parcel_id", values=numbers)
    several = pd.Index(pairs.loc[pairs["how"] == "several", "row"]).unique()
    collector.add("register.split", several, field="parcel_id", values=numbers)
    for how in ("zeros", *IDENTITIES[1:]):
        some = pairs[pairs["how"] == how]
        if some.empty:
            continue
        code = "register.leading_zeros" if how == "zeros" else "register.by_code"
        field = "parcel_id" if how == "zeros" else how
        value = _pairs_text(some, numbers, ids)
        collector.issues.append(Issue(code=code, source=source, field=field, value=value))


def report_unlisted(
    ids: pd.Series, read: Sequence[RegisterFacts], collector: IssueCollector
) -> None:
    """Report parcels that no ledger of supply lists.

    If the ledgers list no parcel of a source, the issue is about the whole source. A register of
    notices or disposals is not expected to list every parcel.
    """
    ledgers = [one for one in read if one.role == "supply"]
    listed = pd.Index(np.unique(np.concatenate([one.listed for one in ledgers]))) if ledgers else []
    if not len(listed):
        return
    sources = collector.sources
    known = ids[ids.notna() & ~ids.index.isin(listed)]
    if not len(known):
        return
    in_part = sources[known.index].isin(sources[listed].unique())
    collector.add("register.no_row", known.index[in_part], field="parcel_id", values=known)
    others = known[~in_part]
    collector.add_column("register.other_layer", others, field="parcel_id", value="")


def _pairs_text(pairs: pd.DataFrame, numbers: pd.Series, ids: pd.Series) -> str:
    """Return the number of pairs and some of them, as ``2: 12 = 0012, 13 = 0013``."""
    some = pairs.iloc[:EXAMPLES]
    rows = numbers.loc[some["row"].to_numpy()].fillna("—")
    parcels = ids.loc[some["parcel"].to_numpy()].fillna("—")
    texts = [f"{row} = {parcel}" for row, parcel in zip(rows, parcels, strict=True)]
    more = ", …" if len(pairs) > EXAMPLES else ""
    return f"{len(pairs)}: {', '.join(texts)}{more}"


def _examples(stated: pd.DataFrame, facts: pd.DataFrame, matching: Matching) -> str:
    """Return numbers of both sides, how many there are, and the pairs that are most alike.

    A side without numbers shows the first of its codes that is known.
    """
    numbers, ids = stated["parcel_id"], facts["parcel_id"]
    sides = []
    for side in (stated, facts):
        shown = [f"({side['parcel_id'].notna().sum()})"]
        code = next((side[name].dropna() for name in IDENTITIES if side[name].notna().any()), None)
        if code is not None:
            shown.insert(0, ", ".join(map(str, code.iloc[:EXAMPLES])))
        sides.append(" ".join(shown))
    near = [
        f"{numbers[row]} ≈ {ids[parcel]}"
        for row, parcel in nearest_pairs(matching.row_keys, matching.parcel_keys)
    ]
    return " ↔ ".join(sides) + (f"; {', '.join(near)}" if near else "")


def nearest_pairs(rows: pd.Series, parcels: pd.Series) -> list[tuple[Any, Any]]:
    """Return labels of the rows and parcels whose numbers are most alike, the best first.

    The candidates for a number are its neighbours in the order of the alphabet, read forward and
    backward, so that the time does not grow with the product of both tables.
    """
    known, theirs = rows.dropna(), parcels.dropna()
    if known.empty or theirs.empty:
        return []
    step = max(1, len(known) // SAMPLED)
    orders = []
    for direction in (1, -1):
        keyed = sorted((str(number)[::direction], label) for label, number in theirs.items())
        orders.append((direction, [number for number, _ in keyed], [label for _, label in keyed]))
    found = []
    for row, number in known.iloc[::step].iloc[:SAMPLED].items():
        for direction, texts, labels in orders:
            wanted = str(number)[::direction]
            place = bisect_left(texts, wanted)
            for at in range(max(0, place - 1), min(len(texts), place + 1)):
                likeness = SequenceMatcher(None, wanted, texts[at]).ratio()
                found.append((likeness, row, labels[at]))
    best: dict[Any, tuple[float, Any]] = {}
    for likeness, row, parcel in found:
        if likeness >= LEAST_LIKENESS and likeness > best.get(row, (0.0, None))[0]:
            best[row] = (likeness, parcel)
    ranked = sorted(best.items(), key=lambda item: -item[1][0])
    return [(row, parcel) for row, (_, parcel) in ranked[:EXAMPLES]]
