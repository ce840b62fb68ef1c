"""What `compare` accepts: sides that can be compared, columns of both, a tolerance."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from parkland.display import column_named
from parkland.errors import ChoiceError, ColumnError, brief
from parkland.outlines import is_point
from parkland.phrases import Phrase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parkland.ledger_record import Ledger

BY = ("flag", "status", "district")


def require_comparable(before: Ledger, after: Ledger, /) -> None:
    """Require that the earlier side is not as of a later day, and that all parcels have ground.

    Raises
    ------
    ChoiceError
    """
    if before.as_of > after.as_of:
        raise ChoiceError("changes.wrong_order", as_of=before.as_of, as_of_2=after.as_of)
    for side, ledger in (("earlier", before), ("later", after)):
        points = int(is_point(ledger.parcels.geometry).sum())
        if points:
            raise ChoiceError("changes.points", points=points, side=Phrase(f"changes.side.{side}"))


def checked_width(tolerance_m: object, /) -> float:
    """Return a tolerance in metres.

    Raises
    ------
    ChoiceError
        If it is not a number above 0 and up to 100.
    """
    is_number = isinstance(tolerance_m, (int, float)) and not isinstance(tolerance_m, bool)
    if not is_number or not 0 < float(cast("float", tolerance_m)) <= 100:  # noqa: PLR2004
        raise ChoiceError("changes.no_tolerance", tolerance_m=brief(tolerance_m))
    return float(cast("float", tolerance_m))


def totalled_columns(by: str | Sequence[str], /, before: Ledger, after: Ledger) -> list[str]:
    """Return the columns of the totals; those of the default that nobody filled are left out.

    Raises
    ------
    ChoiceError
        If `by` names nothing.
    ColumnError
        If a side has no such column.
    """
    named = [by] if isinstance(by, str) else list(by)
    if not named or not all(isinstance(one, str) for one in named):
        raise ChoiceError("changes.no_groups", by=brief(by))
    found = []
    for name in named:
        if name == "flag":
            found.append(name)
            continue
        column = column_named(name, after.parcels.columns)
        if column is None or column not in before.parcels.columns:
            raise ColumnError("changes.no_common_column", name=brief(name))
        empty = before.parcels[column].isna().all() and after.parcels[column].isna().all()
        if not (empty and named == list(BY)):
            found.append(column)
    return list(dict.fromkeys(found))
