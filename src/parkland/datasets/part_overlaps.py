"""The overlaps of the parcels of a part, with those of parts around it.

The part of the left parcel owns a pair: the left one is that which comes first in the sources. So
each pair stands in one part, whatever the curve does. The neighbours of other parts come from the
boxes of 64 parcels each, of which only those that meet a box of this part are read.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from parkland.datasets.parts import LABEL, ROWS_IN_BLOCK
from parkland.datasets.run_settings import settings_at
from parkland.datasets.stored_frames import ROWS_IN_GROUP, frame_of, table_with_boxes, write_table
from parkland.issues import issue_table
from parkland.schema import AREA_COLUMNS
from parkland.topology import (
    crowded_labels,
    find_overlaps,
    number_of_pairs,
    overlap_issues,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import pyarrow as pa

    from parkland.datasets.parts import WrittenPart

AREA = AREA_COLUMNS["ellipsoidal"]
# What a pair and a message about it need of a parcel.
COLUMNS = (
    "source", "layer", "source_row", "parcel_id", "name", "holder", "status", "geometry", AREA,
    LABEL,
)  # fmt: skip
SLIVER = "sliver"


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Rows of another part that can overlap parcels of a part: the places of their blocks."""

    name: str
    blocks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FoundOverlaps:
    """How many pairs a part owns, and the sum of its slivers.

    `pairs` and `crowded` are those of `topology`: pairs that are left out, and their parcels.
    """

    listed: int
    slivers: tuple[float, ...]
    pairs: int
    crowded: tuple[int, ...]


def neighbours_of(parts: Sequence[WrittenPart]) -> list[list[Neighbours]]:
    """Return for each part the blocks of other parts whose boxes meet one of its own."""
    import shapely

    owners = np.repeat(np.arange(len(parts)), [len(part.blocks) for part in parts])
    places = np.concatenate([np.arange(len(part.blocks)) for part in parts] or [np.empty(0, int)])
    blocks = np.concatenate([part.blocks for part in parts] or [np.empty((0, 4))])
    boxes = shapely.box(*blocks.T) if len(blocks) else np.empty(0, dtype=object)
    tree = shapely.STRtree(boxes)
    found: list[list[Neighbours]] = []
    for number, part in enumerate(parts):
        own = boxes[owners == number]
        if not len(own):
            found.append([])
            continue
        _, hits = tree.query(own)
        hits = np.unique(hits)
        hits = hits[owners[hits] != number]
        found.append(
            [
                Neighbours(parts[other].name, tuple(places[hits[owners[hits] == other]].tolist()))
                for other in np.unique(owners[hits]).tolist()
            ]
        )
        del part
    return found


def write_overlaps(
    part: str, neighbours: Sequence[Neighbours], settings_path: str, folder: str
) -> FoundOverlaps:
    """Find the pairs that a part owns, and write them and the issues about them.

    Parameters
    ----------
    part
        The name of its file.
    neighbours
        From `neighbours_of`.
    settings_path
        From `RunSettings.save`.
    folder
        The folder of the dataset that is made.
    """
    import pandas as pd
    import pyarrow as pa
    import pyarrow.parquet as pq

    settings = settings_at(settings_path)
    parts = Path(folder, "parcels")
    own = pq.read_table(parts / part, columns=list(COLUMNS), use_threads=False)
    tables = [own, *(_rows_in(parts / one.name, one.blocks) for one in neighbours)]
    parcels = frame_of(pa.concat_tables(tables)).set_index(LABEL).sort_index()
    parcels.index.name = None
    ours = pd.Index(own[LABEL].to_numpy())
    found = find_overlaps(
        parcels, rules=settings.profile.areas, own_m2=parcels[AREA].to_numpy(dtype="float64")
    )
    crowded, pairs = crowded_labels(found), number_of_pairs(found)
    found = found[found["left"].isin(ours)].reset_index(drop=True)
    found.attrs.clear()
    slivers = found["kind"] == SLIVER
    issues = overlap_issues(found[~slivers], parcels=parcels)
    issue_table(issues, unit=settings.unit).to_parquet(Path(folder, "issues", f"pairs-{part}"))
    _write_pairs(found, Path(folder, "overlaps", part))
    return FoundOverlaps(
        listed=len(found),
        slivers=tuple(found.loc[slivers, "shared_m2"].tolist()),
        pairs=pairs if len(crowded) else len(found),
        crowded=tuple(int(label) for label in crowded if label in ours),
    )


def _rows_in(path: Path, blocks: Sequence[int]) -> pa.Table:
    """Return the rows of some blocks; only the groups of rows that hold them are read."""
    import pyarrow.parquet as pq

    per_group = ROWS_IN_GROUP // ROWS_IN_BLOCK
    groups = sorted({block // per_group for block in blocks})
    with pq.ParquetFile(path) as file:
        table = file.read_row_groups(groups, columns=list(COLUMNS), use_threads=False)
    group_at = {group: place for place, group in enumerate(groups)}
    rows = np.concatenate(
        [
            group_at[block // per_group] * ROWS_IN_GROUP
            + (block % per_group) * ROWS_IN_BLOCK
            + np.arange(ROWS_IN_BLOCK)
            for block in blocks
        ]
    )
    return table.take(rows[rows < len(table)])


def _write_pairs(found: gpd.GeoDataFrame, path: Path) -> None:
    import shapely

    bounds = shapely.bounds(found.geometry.to_numpy()).reshape(-1, 4)
    write_table(table_with_boxes(found, bounds), path)
