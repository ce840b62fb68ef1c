"""The shift of a whole layer: how far the later parcels lie from the earlier ones as a body.

A layer that was surveyed again, or transformed to another datum, lies a little off everywhere. If
every boundary is compared with that offset in it, every parcel seems changed. The offset is
estimated by parcels that correspond, and is taken off for the comparison. No parcel is moved.

Two parcels correspond if they bear one number that is unique on both sides; where fewer than three
do, if each is the only one of its size and circumference. The shift is the median of the offsets of
their centres, and counts only if most of these agree with it.

The same coordinates read in two zones lie a whole multiple of the width of a zone apart in
longitude, and at one latitude. The areas of one of the two are then wrong, so that this is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from parkland.crs import described
from parkland.errors import CrsError
from parkland.phrases import Phrase

if TYPE_CHECKING:
    from pyproj import CRS

FEWEST = 3  # pairs that a shift rests on
SUPPORT = 0.5  # share of the pairs that must agree with the shift
NEGLIGIBLE_M = 0.0005  # half of the last place of coordinates
CHANCE = 4.0
DATUM_SPREAD_M = 10.0  # how much the offset between two datums varies within a county
ROUNDS = 4
ZONE_STEP_DEG = 1.5  # central meridians are multiples of it, in zones of 3 and of 6 degrees
ZONE_SLACK_DEG = 2e-5  # about two metres


@dataclass(frozen=True, slots=True)
class Shift:
    """The offset of the later layer from the earlier one.

    Attributes
    ----------
    east_m, north_m : float
        In metres; zero if there is none.
    pairs : int
        The number of corresponding parcels.
    agreeing : int
        How many of them agree with the shift.
    turn : tuple of float
        Cosine and sine of the rotation about `origin`, times the change of scale; (1, 0) unless the
        datums differ, because two datums are also turned and scaled a little.
    origin : tuple of float
        In the plane of the comparison.
    """

    east_m: float = 0.0
    north_m: float = 0.0
    pairs: int = 0
    agreeing: int = 0

    turn: tuple[float, float] = (1.0, 0.0)
    origin: tuple[float, float] = (0.0, 0.0)

    def applied(self, shapes: np.ndarray, metre: float) -> np.ndarray:
        """Return earlier shapes where the later layer has them."""
        import shapely

        if not self.length_m and self.turn == (1.0, 0.0):
            return shapes
        cosine, sine = self.turn
        base, offset = np.array(self.origin), np.array([self.east_m, self.north_m]) / metre
        matrix = np.array([[cosine, -sine], [sine, cosine]])

        def moved(xy: np.ndarray) -> np.ndarray:
            turned: np.ndarray = (xy - base) @ matrix.T + base + offset
            return turned

        result: np.ndarray = shapely.transform(shapes, moved)
        return result

    @property
    def length_m(self) -> float:
        """The distance in metres."""
        return float(np.hypot(self.east_m, self.north_m))


def corresponding(
    before: np.ndarray, after: np.ndarray, same_number: tuple[np.ndarray, np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """Return the positions of parcels that correspond, whatever lies between them.

    Parameters
    ----------
    before, after
        The shapes in one plane; None where there is none.
    same_number
        The positions of the parcels whose number is the same and unique on both sides.
    """
    left, right = same_number
    has_shapes = (before[left] != None) & (after[right] != None)  # noqa: E711 - elementwise
    left, right = left[has_shapes], right[has_shapes]
    return (left, right) if len(left) >= FEWEST else _alike(before, after)


def estimated_shift(
    before: np.ndarray, after: np.ndarray, *, metre: float, tolerance_m: float
) -> Shift:
    """Return the common offset of corresponding shapes; no shift if they do not agree on one.

    Parameters
    ----------
    before, after
        Corresponding shapes, one pair in each place.
    metre
        Metres in a unit of the plane.
    tolerance_m
        How far the offset of a pair may be from the common one.
    """
    import shapely

    if len(before) < FEWEST:
        return Shift(pairs=len(before))
    offsets = shapely.get_coordinates(shapely.centroid(after)) - shapely.get_coordinates(
        shapely.centroid(before)
    )
    offsets = offsets * metre
    common = np.median(offsets, axis=0)
    near = np.hypot(*(offsets - common).T) <= tolerance_m
    if near.mean() < SUPPORT or near.sum() < FEWEST:
        return Shift(pairs=len(before), agreeing=int(near.sum()))
    common = np.median(offsets[near], axis=0)
    # A median of offsets that go in all directions is never quite zero: a few times its
    # standard error is taken for chance.
    spread = float(np.median(np.hypot(*(offsets[near] - common).T)))
    if np.hypot(*common) < max(NEGLIGIBLE_M, CHANCE * spread / near.sum() ** 0.5):
        common = np.zeros(2)
    return Shift(float(common[0]), float(common[1]), len(before), int(near.sum()))


def estimated_change_of_datum(
    before: np.ndarray, after: np.ndarray, *, metre: float, tolerance_m: float
) -> Shift:
    """Return the shift, rotation and change of scale between corresponding shapes on two datums.

    It is the similarity with the least squares of the distances between the centres. Pairs that
    miss it by more than `tolerance_m` are left out, and it is fitted again.
    """
    import shapely

    rough = estimated_shift(before, after, metre=metre, tolerance_m=DATUM_SPREAD_M)
    if rough.agreeing < FEWEST:
        return rough
    first, second = (shapely.get_coordinates(shapely.centroid(some)) for some in (before, after))
    gap = (second - first) * metre - [rough.east_m, rough.north_m]
    near = np.hypot(*gap.T) <= DATUM_SPREAD_M
    fitted = rough
    for _ in range(ROUNDS):
        base, goal = first[near].mean(axis=0), second[near].mean(axis=0)
        one, other = (first[near] - base) @ [1, 1j], (second[near] - goal) @ [1, 1j]
        spread = float((np.abs(one) ** 2).sum())
        turn = complex((np.conj(one) * other).sum() / spread) if spread else 1 + 0j
        east, north = ((goal - base) * metre).tolist()
        fitted = Shift(
            east,
            north,
            len(before),
            int(near.sum()),
            (turn.real, turn.imag),
            (float(base[0]), float(base[1])),
        )
        missed = ((second - goal) @ [1, 1j]) - turn * ((first - base) @ [1, 1j])
        agree = np.abs(missed) * metre <= tolerance_m
        if agree.sum() < FEWEST:
            break
        near = agree
    return fitted


def refuse_other_zone(before: np.ndarray, after: np.ndarray, crs: CRS, systems: list[CRS]) -> None:
    """Raise if corresponding shapes lie a whole number of zones apart, at one latitude.

    Parameters
    ----------
    before, after
        Corresponding shapes in the plane `crs`.
    systems
        The reference systems in which the two layers were read.

    Raises
    ------
    CrsError
        The message says how far the layers lie apart.
    """
    import shapely
    from pyproj import Transformer

    if len(before) < FEWEST or crs.geodetic_crs is None:
        return
    to_degrees = Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True)
    earlier, later = (
        np.column_stack(to_degrees.transform(*shapely.get_coordinates(shapely.centroid(some)).T))
        for some in (before, after)
    )
    east, north = (later - earlier).T
    steps = round(float(np.median(east)) / ZONE_STEP_DEG)
    agree = (np.abs(east - steps * ZONE_STEP_DEG) < ZONE_SLACK_DEG) & (
        np.abs(north) < ZONE_SLACK_DEG
    )
    if steps and agree.sum() >= FEWEST and agree.mean() >= SUPPORT:
        way = "east" if steps > 0 else "west"
        away = Phrase(f"changes.away.{way}", degrees=abs(steps) * ZONE_STEP_DEG)
        raise CrsError(
            "changes.other_zone",
            agree=int(agree.sum()),
            count=len(before),
            away=away,
            systems=described(systems[0]),
            systems_2=described(systems[1]),
        )


def _alike(before: np.ndarray, after: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return pairs of shapes that are each other's only one of their size and circumference."""
    import shapely

    places = [np.flatnonzero(side != None) for side in (before, after)]  # noqa: E711
    if min(map(len, places)) < FEWEST:
        return np.zeros(0, dtype="int64"), np.zeros(0, dtype="int64")
    traits = [
        np.asarray(
            shapely.points(np.sqrt(shapely.area(side[at])), shapely.length(side[at])), dtype=object
        )
        for side, at in zip((before, after), places, strict=True)
    ]
    near = 1e-4 * float(np.median(shapely.get_y(traits[1])))
    left, right = shapely.STRtree(traits[1]).query(traits[0], predicate="dwithin", distance=near)
    once = (np.bincount(left, minlength=len(traits[0]))[left] == 1) & (
        np.bincount(right, minlength=len(traits[1]))[right] == 1
    )
    return places[0][left[once]], places[1][right[once]]
