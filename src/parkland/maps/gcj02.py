"""GCJ-02, the frame in which the tiles of Chinese web maps are published.

The offset from WGS 84 is some hundred metres and smooth. Its formula, sines on the ellipsoid of
Krassovsky, was never published; this is the one that programs in common use agree on. Only the copy
that a page draws is moved, and only for a base map in this frame, never the parcels. The page moves
the coordinates that it shows back (`assets/gcj02.js`).
"""

from __future__ import annotations

import numpy as np

AXIS, ECCENTRICITY_SQUARED = 6378245.0, 0.00669342162296594323
WEST, SOUTH, EAST, NORTH = 72.004, 0.8293, 137.8347, 55.8271


def moved(degrees: np.ndarray) -> np.ndarray:
    """Return longitude and latitude of WGS 84 moved to GCJ-02.

    Coordinates outside the rectangle around China are not moved.

    Examples
    --------
    >>> moved(np.array([[118.42, 29.13]])).round(7).tolist()
    [[118.4252047, 29.1273654]]
    """
    longitude, latitude = degrees[:, 0], degrees[:, 1]
    x, y = longitude - 105, latitude - 35
    waves = (20 * np.sin(6 * np.pi * x) + 20 * np.sin(2 * np.pi * x)) * 2 / 3
    north = (
        -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x)) + waves
        + (20 * np.sin(np.pi * y) + 40 * np.sin(np.pi / 3 * y)) * 2 / 3
        + (160 * np.sin(np.pi / 12 * y) + 320 * np.sin(np.pi / 30 * y)) * 2 / 3
    )  # fmt: skip
    east = (
        300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x)) + waves
        + (20 * np.sin(np.pi * x) + 40 * np.sin(np.pi / 3 * x)) * 2 / 3
        + (150 * np.sin(np.pi / 12 * x) + 300 * np.sin(np.pi / 30 * x)) * 2 / 3
    )  # fmt: skip
    radians = np.radians(latitude)
    w2 = 1 - ECCENTRICITY_SQUARED * np.sin(radians) ** 2
    meridian = AXIS * (1 - ECCENTRICITY_SQUARED) / (w2 * np.sqrt(w2))
    parallel = AXIS / np.sqrt(w2) * np.cos(radians)
    shifts = np.degrees(np.stack([east / parallel, north / meridian], axis=1))
    inside = (longitude > WEST) & (longitude < EAST) & (latitude > SOUTH) & (latitude < NORTH)
    shown: np.ndarray = degrees + np.where(inside[:, None], shifts, 0)
    return shown
