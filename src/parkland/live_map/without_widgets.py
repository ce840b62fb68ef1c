"""What stands for `ParcelMap` where the libraries of notebook widgets are not installed."""

from __future__ import annotations

from typing import Any

from parkland.errors import MissingLibraryError


class ParcelMap:
    """A live map of a ledger in a notebook; it needs ``parkland[notebook]``."""

    def __init__(self, *_: Any, **__: Any) -> None:
        raise MissingLibraryError("live_map.no_library")
