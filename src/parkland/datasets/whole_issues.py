"""Issues about whole files, columns and the whole dataset, put together from those of pieces."""

from __future__ import annotations

from math import fsum
from pathlib import Path
from typing import TYPE_CHECKING

from parkland.datasets.judged_pieces import ISSUES, NOTES, UNNUMBERED
from parkland.issue_parts import merged_issues
from parkland.issues import Issue, issue_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from parkland.choices import AreaUnit
    from parkland.datasets.part_overlaps import FoundOverlaps
    from parkland.issues import IssueBatch

WHOLE = "whole.parquet"
# Of the values of the pieces of a file, the largest holds for the file.
LARGEST = ("crs.far_from_meridian",)


def write_issues(
    folder: Path,
    pieces: Sequence[str],
    *,
    notes: Sequence[Issue],
    repeated: Sequence[Issue | IssueBatch],
    overlaps: Sequence[FoundOverlaps],
    numbered: int,
    unit: AreaUnit,
) -> int:
    """Write the issues of a dataset, beside those about pairs, and return how many there are.

    Parameters
    ----------
    folder
        Where to write them.
    pieces
        The folders of the pieces.
    notes
        About files.
    repeated
        About parcels that occur twice, and about registers.
    overlaps
        What each part has found.
    numbered
        How many parcels have a number.
    unit
        In which areas are told.
    """
    import pandas as pd
    import pyarrow.parquet as pq

    of_files: list[pd.DataFrame] = []
    number = 0
    for place, piece in enumerate(pieces):
        table = pd.read_parquet(Path(piece, ISSUES))
        if numbered:
            table = pd.concat([table, pd.read_parquet(Path(piece, UNNUMBERED))], ignore_index=True)
        table.to_parquet(folder / f"part-{place:05}.parquet", index=False)
        number += len(table)
        of_files.append(pd.read_parquet(Path(piece, NOTES)))
    of_pieces = _one_a_file(pd.concat(of_files, ignore_index=True))
    own = issue_table([*notes, *repeated, *_of_overlaps(overlaps)], unit=unit)
    whole = merged_issues([of_pieces, own], unit=unit)
    whole.to_parquet(folder / WHOLE, index=False)
    pairs = sum(int(pq.read_metadata(one).num_rows) for one in folder.glob("pairs-*.parquet"))
    return number + len(whole) + pairs


def _one_a_file(notes: pd.DataFrame) -> pd.DataFrame:
    """Return the notes without those of which another piece of the file has a larger value."""
    is_ranked = notes["code"].isin(LARGEST)
    ranked = notes[is_ranked].copy()
    if ranked.empty:
        return notes
    sizes = ranked["value"].astype("float64").sort_values(ascending=False, kind="stable")
    largest = ranked.loc[sizes.index].drop_duplicates(["code", "source"])
    import pandas as pd

    return pd.concat([notes[~is_ranked], largest], ignore_index=True)


def _of_overlaps(overlaps: Sequence[FoundOverlaps]) -> list[Issue]:
    """Return the issue about all slivers, and that about pairs that are left out."""
    issues = []
    slivers = [area for one in overlaps for area in one.slivers]
    if slivers:
        value = f"{len(slivers)} / {fsum(slivers):.2f}"
        issues.append(Issue(code="overlap.sliver", field="geometry", value=value))
    crowded = sum(len(one.crowded) for one in overlaps)
    if crowded:
        pairs, listed = (
            sum(getattr(one, name) for one in overlaps) for name in ("pairs", "listed")
        )
        value = f"{crowded:,} / {pairs:,} / {listed:,}"
        issues.append(Issue(code="overlap.crowded", field="geometry", value=value))
    return issues
