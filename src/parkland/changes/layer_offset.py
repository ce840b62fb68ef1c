"""The offset of the whole later layer, on one datum or on two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.changes.layer_shift import (
    Shift,
    corresponding,
    estimated_change_of_datum,
    estimated_shift,
    refuse_other_zone,
)
from parkland.crs import described
from parkland.errors import CrsError

if TYPE_CHECKING:
    from parkland.changes.number_evidence import NumberEvidence
    from parkland.changes.one_plane import OnePlane
    from parkland.ledger_record import Ledger


# Two datums differ by 50 to 400 m and a map of displaced tiles by 600 m; two surveys by less.
LARGEST_M = 1000.0


def offset_of(
    plane: OnePlane, /, sides: tuple[Ledger, Ledger], numbers: NumberEvidence, width: float
) -> Shift:
    """Return the offset of the whole layer.

    Raises
    ------
    CrsError
        If one of the layers was read in a wrong zone, if the layers lie more than a kilometre
        apart, or if they are on two datums and have no common offset.
    """
    left, right = corresponding(plane.before, plane.after, numbers.pairs)
    one, other = plane.before[left], plane.after[right]
    if plane.same_datum:
        shift = estimated_shift(one, other, metre=plane.metre, tolerance_m=width)
    else:
        shift = estimated_change_of_datum(one, other, metre=plane.metre, tolerance_m=width)
    systems = [side.parcels.crs for side in sides]
    if len(one):
        refuse_other_zone(one, other, plane.crs, [one for one in systems if one])
    if shift.length_m > LARGEST_M:
        raise CrsError(
            "changes.far_apart",
            agree=shift.agreeing,
            count=shift.pairs,
            length=shift.length_m,
            systems=[described(one) for one in systems if one],
        )
    both = len(plane.before) and len(plane.after)
    if both and not plane.same_datum and not shift.length_m:
        names = "; ".join(one.name for one in systems if one)
        raise CrsError("changes.two_datums", names=names)
    return shift
