"""The steps of an explanation on the start day, and on the full years that have passed since it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parkland.display import day_texts
from parkland.status.date_arrays import years_later
from parkland.status.placeholders import MISSING_FIELDS
from parkland.status.start_days import START_FIELDS, start_days_before_supplement
from parkland.status.status_texts import START_DAY_RULES

if TYPE_CHECKING:
    from parkland.status.explanation_steps import StepWriter

# The rules on idleness that are explained by the start day.
EXPLAINED_BY_START_DAY = (*START_DAY_RULES, "dates_missing")


def add_start_day(writer: StepWriter) -> None:
    """Add the start day, and whether it and the full years from it have passed."""
    remarks = _remarks(writer)
    if writer.idle_rule == "dates_missing":
        writer.add_missing(*MISSING_FIELDS["dates_missing"])
        text = writer.clauses([writer.text("start_unknown"), *remarks])
        writer.add("start", text, answer="unknown")
        return
    field = START_FIELDS[writer.facts.start_basis[0]]
    law = writer.book.articles.get(field)
    article = writer.book.article(law, writer.lang) if law else ""
    writer.add("start", writer.clauses([_start_text(writer), *remarks]), article=article)
    _add_years(writer)


def _remarks(writer: StepWriter) -> list[str]:
    """Return what an officer should know about the dates behind the start day."""
    dates, book = writer.record.dates, writer.book
    remarks = []
    if dates["supplement_on"][0] > writer.facts.day[0] and writer.is_known("supplement_start"):
        day = day_texts(dates["supplement_on"])[0]
        remarks.append(writer.text("supplement_later", day=day))
    longest = book.extension_at_most_years
    agreed = start_days_before_supplement(dates, book)
    if dates["supplement_start"] > years_later(agreed, longest):
        remarks.append(writer.text("extension_long", years=longest))
    days_late = dates["handover_on"][0] - dates["handover_due"][0]
    if days_late > np.timedelta64(0, "D"):
        remarks.append(writer.text("handover_late", days=days_late.astype("int64")))
    return remarks


def _start_text(writer: StepWriter) -> str:
    """Return the start day and the field that gives it; the default start day with its sum."""
    facts, book = writer.facts, writer.book
    field = START_FIELDS[facts.start_basis[0]]
    basis, start = book.start_basis[field][writer.lang], day_texts(facts.start)[0]
    if field != "handover_on":
        return writer.text("start_known", start_basis=basis, start=start)
    return writer.text(
        "start_default",
        start_basis=basis,
        start=start,
        handover=day_texts(facts.record.dates["handover_on"])[0],
        years=book.default_start_after_handover_years,
    )


def _add_years(writer: StepWriter) -> None:
    """Add whether the start day has passed, and after it each full year until one has not."""
    start, book = writer.facts.start, writer.book
    if not writer.add_day_comparison("due_passed", start):
        return
    # A rulebook can have the same number of years for both; it is compared once then.
    for years in dict.fromkeys((book.idle_after_years, book.taken_back_after_years)):
        last_day = years_later(start, years)
        if not writer.add_day_comparison("years_passed", last_day, years=years):
            break
