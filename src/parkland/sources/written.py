"""Recognise files that parkland wrote by their columns.

`write_parcels` writes every canonical column under its own name. No office's file has all of the
columns below. They remain when another program saves the file, which a mark in its metadata would
not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.schema import AXIS_ORIGINS, DERIVED_FACTS, PROVENANCE

if TYPE_CHECKING:
    from collections.abc import Iterable

# Files of version 0.1 have no column `outline`.
SIGNATURE = frozenset(
    {"parcel_id", "status_text", *DERIVED_FACTS, *(origin.name for origin in AXIS_ORIGINS)}
) - {"outline"}
# A file of a ledger without law has no columns of the law.
SIGNATURE_WITHOUT_LAW = frozenset(
    {
        "parcel_id",
        "status_text",
        "unreadable",
        "status_rules",
        "status_as_of",
        *(f"raw_{field.name}" for field in PROVENANCE),
    }
)


def is_written(columns: Iterable[object]) -> bool:
    """Return whether a table with these columns was written by parkland.

    Examples
    --------
    >>> is_written(["parcel_id", "status_text"])
    False
    """
    names = set(columns)
    return names >= SIGNATURE or names >= SIGNATURE_WITHOUT_LAW
