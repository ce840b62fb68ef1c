"""What a map shows where single parcels would be too small: squares, and what covers each of them.

A square of **level** n is the 2^-n part of the world's width. Each parcel covers the squares of the
finest level in which its sample points lie (four in a square), by equal parts of its area; a parcel
without a sample point covers the square of its middle. Coarser levels are sums of finer ones.

Squares are numbered by Morton codes: the bits of column and row alternate. All squares within a
larger one are then a run of numbers, so that a file holds neighbours and a view finds its squares.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from parkland.maps.drawn_coordinates import WORLD, mercator

if TYPE_CHECKING:
    from collections.abc import Iterator

BITS = 32  # of a coordinate
FINEST, COARSEST = 22, 4
MOST_SAMPLES = 1_000_000  # points that are tested at once


@dataclass(frozen=True, slots=True)
class Cells:
    """Squares of one level: for each square and key the land in it, in areas of the square.

    Attributes
    ----------
    codes : ndarray of int64
        Morton code of the square, ascending.
    keys : ndarray of int64
        What the land is: see `figure_cube`.
    shares : ndarray of float64
    """

    codes: np.ndarray
    keys: np.ndarray
    shares: np.ndarray

    def __len__(self) -> int:
        return len(self.codes)

    def merged(self) -> Cells:
        """Return the cells with one row for each square and key, in order."""
        if not len(self.codes):
            return self
        order = np.lexsort((self.keys, self.codes))
        codes, keys, shares = self.codes[order], self.keys[order], self.shares[order]
        is_new = np.ones(len(codes), dtype=bool)
        is_new[1:] = (np.diff(codes) != 0) | (np.diff(keys) != 0)
        first = np.flatnonzero(is_new)
        return Cells(codes[first], keys[first], np.add.reduceat(shares, first))

    def coarser(self) -> Cells:
        """Return the cells of the next coarser level."""
        return Cells(self.codes >> 2, self.keys, self.shares / 4).merged()


def finest_level(side: float) -> int:
    """Return the level whose squares are the smallest that are at least `side` units wide.

    Examples
    --------
    >>> finest_level(2.0**32 / 1000)
    9
    """
    level = int(np.floor(np.log2(WORLD / max(side, 1.0))))
    return min(max(level, COARSEST), FINEST)


def covered_cells(degrees: np.ndarray, keys: np.ndarray, *, level: int) -> Cells:
    """Return the squares of a level that parcels cover.

    Parameters
    ----------
    degrees
        Shapes in degrees of WGS 84. A missing or an empty one covers nothing.
    keys
        The key of each.
    level
        The level of the squares.
    """
    there = np.flatnonzero(~(shapely.is_missing(degrees) | shapely.is_empty(degrees)))
    shapes, kinds = degrees[there], keys[there]
    if not len(shapes):
        return Cells(np.zeros(0, "int64"), np.zeros(0, "int64"), np.zeros(0))
    boxes = shapely.bounds(shapes)
    south_west, north_east = mercator(boxes[:, :2]), mercator(boxes[:, 2:])
    step = 1 << (BITS - level - 1)  # between sample points: two along each side of a square
    west, east = south_west[:, 0], north_east[:, 0]
    north, south = north_east[:, 1], south_west[:, 1]
    # sample points lie in the middle of quarters
    first_x, first_y = (west + step // 2) // step, (north + step // 2) // step
    wide = np.maximum((east - step // 2) // step - first_x + 1, 0)
    high = np.maximum((south - step // 2) // step - first_y + 1, 0)
    found_codes, found_rows = [], []
    for rows in _batches(wide * high):
        codes, owners = _samples(shapes, rows, (first_x, first_y), (wide, high), step=step)
        found_codes.append(codes)
        found_rows.append(owners)
    codes, rows = np.concatenate(found_codes), np.concatenate(found_rows)
    numbers = np.bincount(rows, minlength=len(shapes))
    missed = np.flatnonzero(numbers == 0)
    middle_x, middle_y = (west + east) // 2, (north + south) // 2
    size = BITS - level
    codes = np.concatenate([codes, morton(middle_x[missed] >> size, middle_y[missed] >> size)])
    rows = np.concatenate([rows, missed])
    # the area of a degree of latitude grows with the distance from the equator
    latitude = np.radians((boxes[:, 1] + boxes[:, 3]) / 2)
    areas = shapely.area(shapes) * (WORLD / 360) ** 2 / np.cos(latitude)
    each = areas / 4.0**size / np.maximum(numbers, 1)
    return Cells(codes, kinds[rows], each[rows]).merged()


def _batches(numbers: np.ndarray) -> Iterator[np.ndarray]:
    """Yield rows in groups whose sample points are not too many at once."""
    groups = np.cumsum(numbers) // MOST_SAMPLES
    for group in np.unique(groups):
        yield np.flatnonzero(groups == group)


def _samples(
    shapes: np.ndarray,
    rows: np.ndarray,
    first: tuple[np.ndarray, np.ndarray],
    sizes: tuple[np.ndarray, np.ndarray],
    *,
    step: int,
) -> tuple[np.ndarray, np.ndarray]:
    """Return the square of each sample point that lies in a shape, and the row of the shape."""
    (first_x, first_y), (wide, high) = first, sizes
    numbers = (wide * high)[rows]
    owners = np.repeat(rows, numbers)
    place = np.arange(len(owners)) - np.repeat(np.cumsum(numbers) - numbers, numbers)
    x = first_x[owners] + place % np.maximum(wide[owners], 1)
    y = first_y[owners] + place // np.maximum(wide[owners], 1)
    shapely.prepare(shapes[rows])
    inside = shapely.contains_xy(shapes[owners], *_degrees((x + 0.5) * step, (y + 0.5) * step))
    return morton(x[inside] >> 1, y[inside] >> 1), owners[inside]


def _degrees(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return longitude and latitude of places in units of Web Mercator."""
    latitude = np.degrees(np.arctan(np.sinh((0.5 - y / WORLD) * 2 * np.pi)))
    return (x / WORLD - 0.5) * 360, latitude


def morton(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the Morton codes of columns and rows: the bits of the column come first.

    Examples
    --------
    >>> morton(np.array([0, 1, 0, 1, 2]), np.array([0, 0, 1, 1, 0])).tolist()
    [0, 1, 2, 3, 4]
    """
    code: np.ndarray = _spread(x) | (_spread(y) << 1)
    return code


def _spread(numbers: np.ndarray) -> np.ndarray:
    """Put a zero between every two bits of numbers below 2^24."""
    bits = np.asarray(numbers, dtype="int64")
    for shift, mask in (
        (16, 0x0000FFFF0000FFFF),
        (8, 0x00FF00FF00FF00FF),
        (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333),
        (1, 0x5555555555555555),
    ):
        bits = (bits | (bits << shift)) & mask
    return bits
