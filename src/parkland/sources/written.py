"""Files that parkland wrote, recognised by their columns whatever program has saved them since.

`write_parcels` writes every canonical column under its own name. No office's file has the ones
below, so that together they prove it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.schema import AXIS_ORIGINS, DERIVED_FACTS

if TYPE_CHECKING:
    from collections.abc import Iterable

SIGNATURE = frozenset(
    {"parcel_id", "status_text", *DERIVED_FACTS, *(origin.name for origin in AXIS_ORIGINS)}
)


def is_written(columns: Iterable[object]) -> bool:
    """Say whether a table with these columns comes from parkland.

    Examples
    --------
    >>> is_written(["parcel_id", "status_text"])
    False
    """
    return set(columns) >= SIGNATURE
