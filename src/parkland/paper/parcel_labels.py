"""The names of parcels on a sheet: their number, or a serial number that an index explains.

A parcel bears its number and its area where both fit into it, else its number, else a serial
number. Where that does not fit either, the serial number stands beside the parcel at the end of a
line. Labels do not overlap. A parcel in a crowd, to which no line could be followed, has no label.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from parkland.paper.typefaces import Typeface

Box = tuple[float, float, float, float]  # left, bottom, right, top in millimetres

NUMBER_PT, LEAST_NUMBER_PT = (8.0, 7.0, 6.0), 5.5  # the least type is the same on all paper
SERIAL_PT, LEAST_SERIAL_PT = (7.0, 6.0), 5.0
LINE = 1.25  # height of a line, of the type
POINT_MM = 25.4 / 72
PADDING_MM = 0.4
HEIGHTS = (0.5, 0.35, 0.65, 0.2, 0.8)  # of a parcel, at which a label may stand
REACH_MM = (2.5, 3.5, 5.0, 6.5, 8.5, 11.0)  # from a small parcel to its serial number
TURNS = 16
REACHES = np.repeat(REACH_MM, TURNS)
COSINES = np.tile(np.cos(2 * np.pi * np.arange(TURNS) / TURNS), len(REACH_MM))
SINES = np.tile(np.sin(2 * np.pi * np.arange(TURNS) / TURNS), len(REACH_MM))
COVERED_MM = 6.0  # of reach that it costs to stand on another parcel
MOST_COST_MM = 12.0  # a line that is longer, or in a crowd, could not be followed
BAND_MM = 15.0  # serial numbers run from left to right in bands of this height
CELL_MM = 10.0
MOST_NAMED = 20_000  # parcels; of more, only those with room for their number are named


@dataclass(frozen=True, slots=True)
class Label:
    """A label: lines around a place, and the point that it is led to, if it stands beside."""

    row: int
    lines: tuple[str, ...]
    x: float
    y: float
    size_pt: float
    box: Box
    led_to: tuple[float, float] | None = None


@dataclass(slots=True)
class Labelling:
    """The labels of a map; the parcels of the index in order; how many have no label."""

    labels: list[Label] = field(default_factory=list)
    index: list[tuple[str, int]] = field(default_factory=list)
    unnamed: int = 0


class Taken:
    """Boxes that are taken, kept by squares, so that a new one is compared with its neighbours."""

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], list[Box]] = {}

    @staticmethod
    def _keys(box: Box) -> Iterator[tuple[int, int]]:
        left, bottom, right, top = (int(side // CELL_MM) for side in box)
        yield from product(range(left, right + 1), range(bottom, top + 1))

    def add(self, box: Box) -> None:
        """Take a box."""
        for key in self._keys(box):
            self._cells.setdefault(key, []).append(box)

    def meets(self, box: Box) -> bool:
        """Return whether a box overlaps one that is taken."""
        left, bottom, right, top = box
        return any(
            other[0] < right and other[2] > left and other[1] < top and other[3] > bottom
            for key in self._keys(box)
            for other in self._cells.get(key, ())
        )


@dataclass(slots=True)
class Labeller:
    """Places the labels of one map.

    Attributes
    ----------
    shapes : ndarray
        The parcels in millimetres of the sheet.
    names, areas : sequence of str
        The number of each parcel, and its area with the unit.
    face : Typeface
    factor : float
        By what type is larger than on A4.
    frame : tuple of float
        The box of the map, in which every label stays.
    rows : ndarray or None
        The parcels to label; None for all.
    first : int
        The first serial number.
    """

    shapes: np.ndarray
    names: Sequence[str]
    areas: Sequence[str]
    face: Typeface
    factor: float
    frame: Box
    rows: np.ndarray | None = None
    first: int = 1
    taken: Taken = field(default_factory=Taken)

    def labelled(self) -> Labelling:
        """Return the labels of all parcels that have room."""
        shapely.prepare(self.shapes)
        found = Labelling()
        rest = wanted = self._placed()
        spots = _spots(self.shapes)
        for size in self._sizes(NUMBER_PT, LEAST_NUMBER_PT):
            for with_area in (True, False):
                rest = self._inside(found, rest, spots, size, self._lines(with_area=with_area))
        if len(rest) > MOST_NAMED:
            found.unnamed = len(rest)
            return found
        rest = self._in_reading_order(rest)
        mark = serial_mark(self.names)
        serials = {int(row): f"{mark}{self.first + place}" for place, row in enumerate(rest)}
        left = rest
        for size in self._sizes(SERIAL_PT, LEAST_SERIAL_PT):
            left = self._inside(found, left, spots, size, lambda row: (serials[row],))
        tree = shapely.STRtree(self.shapes)
        unnamed = {
            row for row in left.tolist() if not self._beside(found, row, spots, serials, tree)
        }
        rows = [row for row in rest.tolist() if row not in unnamed]
        numbered = self._numbered(found, rows, mark)
        numbered.unnamed = len(wanted) - len({one.row for one in numbered.labels})
        return numbered

    def _placed(self) -> np.ndarray:
        """Return the parcels to label that have a place."""
        there = ~(shapely.is_missing(self.shapes) | shapely.is_empty(self.shapes))
        return np.flatnonzero(there) if self.rows is None else self.rows[there[self.rows]]

    def _numbered(self, found: Labelling, rows: list[int], mark: str) -> Labelling:
        """Return the labels with serial numbers that have no gaps; a number only gets shorter."""
        serials = {row: f"{mark}{self.first + place}" for place, row in enumerate(rows)}
        labels = [
            Label(one.row, (serials[one.row],), one.x, one.y, one.size_pt, one.box, one.led_to)
            if one.row in serials
            else one
            for one in found.labels
        ]
        return Labelling(labels, [(serial, row) for row, serial in serials.items()])

    def _sizes(self, points: Sequence[float], least: float) -> list[float]:
        """Return sizes of type from the largest on: those of the paper, and the least."""
        return [*(size * max(1.0, self.factor * 0.9) for size in points), least]

    def _lines(self, *, with_area: bool) -> Callable[[int], tuple[str, ...]]:
        if with_area:
            return lambda row: (self.names[row], self.areas[row])
        return lambda row: (self.names[row],)

    def _inside(
        self,
        found: Labelling,
        rows: np.ndarray,
        spots: np.ndarray,
        size: float,
        lines_of: Callable[[int], tuple[str, ...]],
    ) -> np.ndarray:
        """Label the parcels that hold their lines in type of `size`, and return the others."""
        if not len(rows):
            return rows
        lines = [lines_of(int(row)) for row in rows]
        wide = np.array([max(self.face.width_mm(line, size) for line in one) for one in lines])
        wide += 2 * PADDING_MM
        high = np.array([len(one) for one in lines]) * size * POINT_MM * LINE
        labelled = np.zeros(len(rows), dtype=bool)
        for place in range(spots.shape[1]):
            x, y, room = spots[rows, place].T
            may = np.flatnonzero(~labelled & (room >= wide))
            boxes = shapely.box(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
            holds = may[shapely.contains(self.shapes[rows[may]], boxes[may])]
            for at in holds.tolist():
                half_wide, half_high = wide[at] / 2, high[at] / 2
                box = (x[at] - half_wide, y[at] - half_high, x[at] + half_wide, y[at] + half_high)
                if not self._is_free(box):
                    continue
                self.taken.add(box)
                labelled[at] = True
                found.labels.append(Label(int(rows[at]), lines[at], x[at], y[at], size, box))
        return rows[~labelled]

    def _is_free(self, box: Box) -> bool:
        left, bottom, right, top = self.frame
        within = left <= box[0] and bottom <= box[1] and box[2] <= right and box[3] <= top
        return within and not self.taken.meets(box)

    def _in_reading_order(self, rows: np.ndarray) -> np.ndarray:
        """Return parcels from the top to the bottom in bands, and in a band from the left."""
        west, south, _, north = shapely.bounds(self.shapes[rows]).T
        bands = -np.floor((south + north) / 2 / BAND_MM)
        return rows[np.lexsort((west, bands))]

    def _beside(
        self,
        found: Labelling,
        row: int,
        spots: np.ndarray,
        serials: dict[int, str],
        tree: shapely.STRtree,
    ) -> bool:
        """Place a serial number beside its parcel, over as few other parcels as can be."""
        size = max(LEAST_NUMBER_PT, self._sizes(SERIAL_PT, LEAST_SERIAL_PT)[1])
        wide = self.face.width_mm(serials[row], size) + 2 * PADDING_MM
        high = size * POINT_MM * LINE
        x, y, _ = spots[row, 0]
        cx = x + (REACHES + wide / 2) * COSINES
        cy = y + (REACHES + high / 2) * SINES
        boxes = shapely.box(cx - wide / 2, cy - high / 2, cx + wide / 2, cy + high / 2)
        at, others = tree.query(boxes, predicate="intersects")
        costs = REACHES + COVERED_MM * np.bincount(at[others != row], minlength=len(boxes))
        best = None
        for place in np.argsort(costs, kind="stable"):
            if costs[place] >= MOST_COST_MM:
                break
            box: Box = tuple(shapely.bounds(boxes[place]).tolist())
            if self._is_free(box):
                best = float(cx[place]), float(cy[place]), box
                break
        if best is None:
            return False
        cx, cy, box = best
        self.taken.add(box)
        found.labels.append(Label(row, (serials[row],), cx, cy, size, box, (float(x), float(y))))
        return True


def serial_mark(names: Sequence[str]) -> str:
    """Return what stands before a serial number, so that it cannot be taken for a parcel's number.

    Examples
    --------
    >>> serial_mark(["GD-01", "GD-02"]), serial_mark(["GD-01", "17"])
    ('', '#')
    """
    return "#" if any(re.fullmatch(r"\d{1,5}", name) for name in names) else ""


def end_of_line(box: Box, to: tuple[float, float]) -> tuple[float, float]:
    """Return the point of a box that is nearest to a parcel, where its line begins."""
    left, bottom, right, top = box
    return min(max(to[0], left), right), min(max(to[1], bottom), top)


def _spots(shapes: np.ndarray) -> np.ndarray:
    """Return places for a label, for each parcel and height: x, y and the room, best first.

    The room is the longest stretch in which a horizontal line crosses the parcel. The middle comes
    first unless another height has a quarter more room.
    """
    west, south, east, north = shapely.bounds(shapes).T
    found = np.zeros((len(shapes), len(HEIGHTS), 3))
    for place, share in enumerate(HEIGHTS):
        y = south + share * (north - south)
        ends = np.stack([np.stack([west - 1, y], axis=1), np.stack([east + 1, y], axis=1)], axis=1)
        there = np.isfinite(y)
        lines = np.full(len(shapes), None, dtype=object)
        lines[there] = shapely.linestrings(ends[there])
        parts, rows = shapely.get_parts(shapely.intersection(shapes, lines), return_index=True)
        left, _, right, _ = shapely.bounds(parts).T
        room = np.nan_to_num(right - left)
        order = np.argsort(room, kind="stable")  # the longest of each parcel is written last
        found[:, place, 0], found[:, place, 1] = (west + east) / 2, y
        found[rows[order], place, 0] = ((left + right) / 2)[order]
        found[rows[order], place, 2] = room[order]
    weighed = found[:, :, 2].copy()
    weighed[:, 0] *= 1.25
    ranks = np.argsort(-weighed, axis=1, kind="stable")
    return np.take_along_axis(found, ranks[:, :, None], axis=1)
