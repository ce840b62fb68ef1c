"""The day asked about."""

from __future__ import annotations

import datetime as dt

from parkland.errors import ChoiceError


def parse_as_of(as_of: str | dt.date) -> dt.date:
    """Return the day that `as_of` names.

    Raises
    ------
    ChoiceError
        If it is not a date in the form 2020-12-31.
    """
    try:
        if isinstance(as_of, dt.datetime):
            return dt.date(as_of.year, as_of.month, as_of.day)
        if isinstance(as_of, dt.date):
            return as_of
        return dt.date.fromisoformat(as_of)
    except (TypeError, ValueError) as error:
        raise ChoiceError(f"as_of is {as_of!r}, not a date", do="write it as 2020-12-31") from error
