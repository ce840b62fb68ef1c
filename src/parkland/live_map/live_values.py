"""What a live map can be set to, checked; and what comes from its page, taken as it is."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any

from parkland.choices import nearest, parse_as_of
from parkland.chosen_parcels import chosen_places
from parkland.errors import ChoiceError, brief

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    import numpy as np
    import pandas as pd

MOST_LATITUDE = 85.0511  # of Web Mercator
MOST_ZOOM = 30
LEAST, MOST = 200, 5000  # pixels of height


class Told(list[Any]):
    """A list that the page has told, which needs no check."""


class Heard(bytes):
    """The bits of a selection that the page has told."""


def told(value: Any, _: object) -> Any:
    """Take a list from the page."""
    return Told(value) if isinstance(value, list) else value


def octets(value: Any, _: object) -> bytes | None:
    """Take bytes from the page; they come as a view of a message."""
    return None if value is None else bytes(value)


def checked_places(index: pd.Index, rows: object) -> np.ndarray:
    """Return the places of parcels in order, from a mask, labels or a table; none for None.

    Raises
    ------
    ChoiceError
    """
    import numpy as np

    if rows is None:
        return np.zeros(0, dtype="int64")
    return np.sort(chosen_places(index, rows))


def checked_labels(value: object, known: Iterable[str], what: str) -> list[str]:
    """Return a list of labels that the map has.

    Raises
    ------
    ChoiceError
        If it is no list of texts, or if the map has no such label.
    """
    if isinstance(value, Told):
        return list(value)
    if isinstance(value, str) or not isinstance(value, list | tuple | set):
        raise ChoiceError("live_map.no_list", name=what, value=brief(value))
    labels = list(known)
    for each in value:
        if each not in labels:
            raise ChoiceError(
                "live_map.no_such_label",
                name=what,
                value=brief(each),
                labels=nearest(str(each), labels) or labels[:5] or ["[]"],
            )
    return [label for label in labels if label in value]


def checked_day(value: Any, periods: Any, as_of: dt.date) -> dt.date:
    """Return a day that the map can show: None is that of the ledger.

    Raises
    ------
    ChoiceError
        If it is no day, or outside of the days between the first change of a status and the last.
    """
    import datetime as dt

    day = as_of if value is None else parse_as_of(value)
    if day == as_of:
        return day
    if periods is None:
        raise ChoiceError("live_map.no_other_day")
    first, last = (dt.date(1970, 1, 1) + dt.timedelta(days=periods[end]) for end in ("from", "to"))
    first -= dt.timedelta(days=1)  # before all changes
    if not first <= day <= last:
        raise ChoiceError("live_map.unknown_day", day=day, first=first, last=last)
    return day


def checked_center(value: Any) -> tuple[float, float] | None:
    """Return latitude and longitude.

    Raises
    ------
    ChoiceError
    """
    if value is None:
        return None
    pair = tuple(value) if isinstance(value, list | tuple) else ()
    if (
        len(pair) != 2  # noqa: PLR2004 - a pair
        or not all(isinstance(part, int | float) and isfinite(part) for part in pair)
        or abs(pair[0]) > MOST_LATITUDE
        or abs(pair[1]) > 360  # noqa: PLR2004 - degrees
    ):
        raise ChoiceError("live_map.no_place", value=brief(value))
    return float(pair[0]), float(pair[1])


def checked_zoom(value: Any) -> float | None:
    """Return a zoom.

    Raises
    ------
    ChoiceError
    """
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= MOST_ZOOM:
        raise ChoiceError("live_map.no_zoom", value=brief(value), most=MOST_ZOOM)
    return float(value)


def checked_height(value: Any) -> int:
    """Return a height in pixels.

    Raises
    ------
    ChoiceError
    """
    if isinstance(value, bool) or not isinstance(value, int) or not LEAST <= value <= MOST:
        raise ChoiceError("live_map.no_height", value=brief(value), least=LEAST, most=MOST)
    return value
