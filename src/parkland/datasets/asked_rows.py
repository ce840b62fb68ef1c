"""Which rows of the parts of a dataset are asked for: a box, and values of columns."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from parkland.errors import ChoiceError, brief

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Box = tuple[float, float, float, float]


def row_condition(box: Box | None, where: Mapping[str, object] | None) -> Any:
    """Return the condition of pyarrow that the rows asked for meet, or None for all rows."""
    import pyarrow.compute as pc

    from parkland.datasets.stored_frames import BBOX

    condition = None
    if box is not None:
        west, south, east, north = box
        condition = (
            (pc.field(BBOX, "xmin") <= east)
            & (pc.field(BBOX, "xmax") >= west)
            & (pc.field(BBOX, "ymin") <= north)
            & (pc.field(BBOX, "ymax") >= south)
        )
    for name, value in (where or {}).items():
        several = list(value) if isinstance(value, list | tuple | set) else [value]
        own = pc.field(name).isin([one for one in several if one is not None])
        if None in several:
            own = own | pc.field(name).is_null()
        condition = own if condition is None else condition & own
    return condition


def like_names(name: str, names: Iterable[str]) -> list[str]:
    """Return names like `name`."""
    return get_close_matches(name, list(names)) or ["status", "district", "layer"]


def checked_box(bbox: Any) -> Box:
    """Return a box as four numbers, or refuse it."""
    try:
        west, south, east, north = (float(number) for number in bbox)
    except (TypeError, ValueError) as error:
        raise ChoiceError("datasets.bbox", value=brief(bbox)) from error
    if not (west <= east and south <= north):
        raise ChoiceError("datasets.bbox", value=brief(bbox))
    return (west, south, east, north)


def boxes_meet(one: Box, other: Sequence[float]) -> bool:
    """Return whether two boxes share a point."""
    return bool(
        one[0] <= other[2] and one[2] >= other[0] and one[1] <= other[3] and one[3] >= other[1]
    )
