"""The reporting period: a year, a quarter, a month, or from one day to another."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from parkland.choices import require_text
from parkland.errors import ChoiceError, brief
from parkland.wording import wording

MONTHS_OF_QUARTER = 3
_FORM = re.compile(r"(\d{4})(?:-(\d{2})|Q([1-4]))?")  # year, month or quarter


@dataclass(frozen=True, slots=True)
class Period:
    """From `first` to `last`, both included."""

    first: dt.date
    last: dt.date
    text: str

    def label(self, lang: str) -> str:
        """Return the period as an officer writes it."""
        if match := _FORM.fullmatch(self.text):
            year, month, quarter = match.groups()
            kind = "month" if month else "quarter" if quarter else "year"
            place = int(month or quarter or 0)
            return wording(f"period.{kind}", lang, year=year, place=place, text=self.text)
        return wording("period.days", lang, first=self.first, last=self.last)


def parse_period(text: str) -> Period:
    """Return the period that `text` names.

    Raises
    ------
    ChoiceError
        If it is none of 2020, 2020Q3, 2020-09 and 2020-01-01/2020-06-30.

    Examples
    --------
    >>> parse_period("2020Q3").last
    datetime.date(2020, 9, 30)
    """
    require_text(text, "period")
    try:
        if "/" in text:
            first, last = (dt.date.fromisoformat(part.strip()) for part in text.split("/"))
        else:
            year, month, quarter = _FORM.fullmatch(text).groups()  # type: ignore[union-attr]
            begins = int(month or 0) or MONTHS_OF_QUARTER * int(quarter or 1) - 2
            ends = begins if month else begins + 2 if quarter else 12
            first = dt.date(int(year), begins, 1)
            last = dt.date(int(year), ends, calendar.monthrange(int(year), ends)[1])
    except (AttributeError, ValueError) as error:
        raise ChoiceError(
            "reports.no_period", do="reports.period_forms", text=brief(text)
        ) from error
    if first > last:
        raise ChoiceError("reports.backward_period", do="reports.period_forms", text=brief(text))
    return Period(first, last, text)
