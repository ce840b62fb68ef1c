"""Which rows of the parts of a dataset are asked for: a box, and values of columns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from difflib import get_close_matches
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any

from parkland.conventions import statuses_of
from parkland.errors import ChoiceError, ColumnError, brief
from parkland.figures.group_totals import group_order
from parkland.phrases import Phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pyarrow as pa

    from parkland.ledger_record import Subject

Box = tuple[float, float, float, float]
# Texts for a yes or no: how `totals` prints the answers of a column with gaps.
ANSWERS = {"True": True, "False": False}
Wanted = dict[str, list[Any]]


def wanted_values(where: Mapping[str, object] | None, schema: pa.Schema) -> Wanted:
    """Return the values that each column must have, in its type; None is a missing one.

    Raises
    ------
    ChoiceError
        If `where` is no mapping, a column cannot be compared, or cannot hold a value.
    ColumnError
        If there is no such column.
    """
    if where is None:
        return {}
    if not isinstance(where, Mapping):
        raise ChoiceError("datasets.where", value=brief(where))
    wanted: Wanted = {}
    for name, value in where.items():
        if name not in schema.names:
            near = like_names(str(name), schema.names)
            raise ColumnError("datasets.no_column", name=name, near=near)
        kind = schema.field(name).type
        wanted[name] = [_stored(one, name, kind) for one in _several(value)]
    return wanted


def row_condition(box: Box | None, wanted: Wanted, schema: pa.Schema) -> Any:
    """Return the condition of pyarrow that the rows asked for meet, or None for all rows.

    Parameters
    ----------
    box
        From `checked_box`.
    wanted
        From `wanted_values`.
    schema
        Of the parts.
    """
    import pyarrow as pa
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
    for name, values in wanted.items():
        known = pa.array([one for one in values if one is not None], schema.field(name).type)
        own = pc.field(name).isin(known)
        if None in values:
            own = own | pc.field(name).is_null()
        condition = own if condition is None else condition & own
    return condition


def strange_codes(wanted: Wanted, subject: Subject) -> Wanted:
    """Return the values of columns with codes that are none of these."""
    known = statuses_of(subject)
    strange = {}
    for name, values in wanted.items():
        codes = group_order(name, known)
        own = [one for one in values if one is not None and one not in codes]
        if codes and own:
            strange[name] = own
    return strange


def require_found(strange: Wanted, found: Mapping[str, set[Any]], subject: Subject) -> None:
    """Refuse a value that is no code and that no parcel has: it is mistyped.

    Raises
    ------
    ChoiceError
        The message has the codes.
    """
    for name, values in strange.items():
        lacking = [one for one in values if one not in found[name]]
        if lacking:
            codes = list(group_order(name, statuses_of(subject)))
            raise ChoiceError(
                "datasets.where_code", name=name, value=brief(lacking[0]), codes=codes
            )


def _several(value: object) -> list[Any]:
    """Return a value, or each of several."""
    if isinstance(value, list | tuple | set | frozenset | range):
        return list(value)
    if hasattr(value, "tolist") and getattr(value, "ndim", 0) == 1:
        return list(value.tolist())
    return [value]


def _stored(value: Any, name: str, kind: pa.DataType) -> Any:
    """Return a value as a column of a type holds it.

    Raises
    ------
    ChoiceError
        If the column cannot be compared, or cannot hold it.
    """
    import pandas as pd
    import pyarrow as pa

    if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        raise ChoiceError("datasets.where_shapes", name=name)
    if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):
        return None
    word, own = _as_kind(value, kind)
    try:
        if own is not None and pa.scalar(own, kind).is_valid:
            return own
    except (pa.ArrowException, TypeError, ValueError, OverflowError):
        pass
    raise ChoiceError(
        "datasets.where_value", name=name, value=brief(value), kind=Phrase(f"datasets.{word}")
    )


def _as_kind(value: Any, kind: pa.DataType) -> tuple[str, Any]:
    """Return what a column holds, and the value as one of these; None if it is none."""
    import numpy as np
    import pyarrow as pa

    types = pa.types
    word, own = "values", value
    is_number = isinstance(value, Real) and not isinstance(value, bool | np.bool_)
    if types.is_string(kind) or types.is_large_string(kind):
        word, own = "texts", str(value) if isinstance(value, str) else None
    elif types.is_boolean(kind):
        answer = ANSWERS.get(value) if isinstance(value, str) else value
        word, own = "answers", bool(answer) if isinstance(answer, bool | np.bool_) else None
    elif types.is_temporal(kind):
        word, own = "days", _as_day(value, is_date=types.is_date(kind))
    elif types.is_integer(kind):
        is_whole = is_number and (isinstance(value, Integral) or float(value).is_integer())
        word, own = "whole_numbers", int(value) if is_whole else None
    elif types.is_floating(kind):
        word, own = "numbers", float(value) if is_number else None
    return word, own


def _as_day(value: Any, *, is_date: bool) -> Any:
    """Return a day or a time; None if the value is none."""
    import numpy as np
    import pandas as pd

    if not isinstance(value, str | dt.date | np.datetime64):
        return None
    try:
        day = pd.Timestamp(value)
    except ValueError:
        return None
    if not is_date:
        return day
    return day.date() if day == day.normalize() else None


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
