"""Whether the tables of a dataset, and what a run has kept, are there as they were written.

Only the footers of the files are read. A file that is gone would otherwise be a table without rows:
no issue, no record in quarantine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parkland.datasets.piece_arrays import arrays_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# A table, and what the manifest calls the number of its rows.
COUNTED = {"issues": "issues", "overlaps": "overlaps", "quarantine": "quarantined"}
NEEDED = {"as_of", "broken", "left_out", "parcels", "parts", "pieces", "profile", "rounding"}


def damaged_table(folder: Path, manifest: Mapping[str, Any]) -> str | None:
    """Return the first table whose files do not hold what the manifest says, or None.

    ``"manifest.json"`` stands for a manifest that lacks an entry or contradicts itself.
    """
    parts = manifest.get("parts", ())
    if NEEDED - set(manifest) or sum(one["rows"] for one in parts) != manifest["parcels"]:
        return "manifest.json"
    if any(_rows(folder / "parcels" / one["file"]) != one["rows"] for one in parts):
        return "parcels"
    for table, counted in COUNTED.items():
        rows = [_rows(path) for path in (folder / table).glob("*.parquet")]
        if None in rows or sum(filter(None, rows)) != manifest.get(counted):
            return table
    return None


def is_whole(folder: Path) -> bool:
    """Return whether the arrays and every Parquet file of a piece can be read."""
    files = list(folder.glob("*.parquet"))
    try:
        arrays_of(folder, slice(0))
    except (OSError, ValueError):
        return False
    return bool(files) and all(_rows(path) is not None for path in files)


def _rows(path: Path) -> int | None:
    """Return the number of rows of a Parquet file, or None if it cannot be read."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return int(pq.read_metadata(path).num_rows)
    except (OSError, pa.ArrowException):
        return None
