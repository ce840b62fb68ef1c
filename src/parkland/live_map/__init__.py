"""A map in a notebook: the page of `save_map`, driven from Python and heard by it.

The page stands in a frame of its own, so that its scripts and styles touch nothing in the notebook,
and several maps do not touch each other. Its block of columns comes from the kernel as bytes, and
selections go back as one bit for each parcel. `ParcelMap` needs ``parkland[notebook]``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from parkland.live_map.parcel_map import ParcelMap

__all__ = ["ParcelMap"]


def __getattr__(name: str) -> Any:
    if name != "ParcelMap":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib.util import find_spec

    if find_spec("anywidget") is None:
        from parkland.live_map.without_widgets import ParcelMap as Absent

        return Absent
    from parkland.live_map.parcel_map import ParcelMap as Present

    return Present
