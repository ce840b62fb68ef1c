"""The order of parcels along a Hilbert curve, and where the curve is cut into parts.

Parcels that lie near each other on the ground lie near each other on the curve, so that a part of
it is a compact piece of land. The cells of the curve depend on the kind of reference system alone,
not on the parcels: a parcel keeps its place when others come or go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pyproj import CRS

BITS = 31
# The square that the curve fills, lower corner and side: in metres it holds every plane of
# Gauss-Krüger, with the number of the zone before the easting; a cell is 4 cm.
PLANE = (-1e7, 8e7)
DEGREES = (-400.0, 800.0)


def curve_keys(bounds: np.ndarray, crs: CRS | None) -> np.ndarray:
    """Return the place of each box along the curve, by its middle; uint64.

    Parameters
    ----------
    bounds
        n x 4: west, south, east, north. A box that is not finite has the place 0.
    crs
        The reference system of the parcels.
    """
    low, side = DEGREES if crs is not None and crs.is_geographic else PLANE
    with np.errstate(invalid="ignore"):
        middles = (bounds[:, :2] + bounds[:, 2:]) / 2
        cells = np.floor((middles - low) / side * 2**BITS)
    known = np.isfinite(cells).all(axis=1)
    cells = np.where(known[:, None], cells, 0).clip(0, 2**BITS - 1).astype(np.uint64)
    keys = _hilbert(cells[:, 0], cells[:, 1])
    keys[~known] = 0
    return keys


def _hilbert(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the distance along the curve of cells with `BITS` bits in each direction."""
    x, y = x.copy(), y.copy()
    keys = np.zeros(len(x), dtype=np.uint64)
    for bit in range(BITS - 1, -1, -1):
        side = np.uint64(1 << bit)
        right = (x & side) > 0
        upper = (y & side) > 0
        quarter = np.where(right, np.where(upper, 2, 3), np.where(upper, 1, 0)).astype(np.uint64)
        keys += quarter << np.uint64(2 * bit)
        # The two lower quarters are turned, so that the curve goes on where it ended.
        mask = np.uint64((1 << bit) - 1)
        x, y = x & mask, y & mask
        flipped = right & ~upper
        x, y = np.where(flipped, mask - x, x), np.where(flipped, mask - y, y)
        turned = ~upper
        x, y = np.where(turned, y, x), np.where(turned, x, y)
    return keys


def cuts_of(samples: list[tuple[np.ndarray, int]], *, rows_in_part: int) -> list[int]:
    """Return the keys at which the curve is cut, in rising order, without both ends.

    Parameters
    ----------
    samples
        For each piece, some of its keys in rising order, evenly spread, and its number of rows.
    rows_in_part
        About how many rows a part shall have.

    Examples
    --------
    >>> cuts_of([(np.arange(100, dtype=np.uint64), 100)], rows_in_part=50)
    [50]
    """
    total = sum(number for _, number in samples)
    parts = -(-total // rows_in_part) if total else 1
    keys = np.concatenate([keys for keys, _ in samples] or [np.empty(0, dtype=np.uint64)])
    if parts == 1 or not len(keys):
        return []
    weights = np.concatenate(
        [np.full(len(keys), number / max(1, len(keys))) for keys, number in samples]
    )
    order = np.argsort(keys, kind="stable")
    keys, before = keys[order], np.cumsum(weights[order]) - weights[order]
    places = np.searchsorted(before, np.arange(1, parts) * total / parts)
    cuts = np.unique(keys[np.minimum(places, len(keys) - 1)])
    return [int(key) for key in cuts if key > keys[0]]
