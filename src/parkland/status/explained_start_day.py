"""The steps of an explanation on the start day, and on the full years that have passed since it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parkland.display import day_texts
from parkland.status.date_arrays import years_later
from parkland.status.placeholders import MISSING_FIELDS
from parkland.status.start_days import (
    START_FIELDS,
    is_extension_long,
    is_signed_after_idleness,
)
from parkland.status.status_texts import START_DAY_RULES
from parkland.status.unclear_starts import starts_as_written

if TYPE_CHECKING:
    from parkland.status.explanation_steps import StepWriter

# The rules on idleness that are explained by the start day.
EXPLAINED_BY_START_DAY = (*START_DAY_RULES, "restart_missing", "start_unclear", "dates_missing")


def add_start_day(writer: StepWriter) -> None:
    """Add the start day, and whether it and the full years from it have passed."""
    remarks = _remarks(writer)
    if np.isnat(writer.facts.start[0]):
        _add_unknown_start(writer, remarks)
        return
    field = START_FIELDS[writer.facts.start_basis[0]]
    law = writer.book.articles.get(field)
    article = writer.book.article(law, writer.lang) if law else ""
    writer.add("start", writer.clauses([_start_text(writer), *remarks]), article=article)
    _add_years(writer)


def _add_unknown_start(writer: StepWriter, remarks: list[str]) -> None:
    """Add that no start day is known, and the fields without which it is not."""
    if writer.idle_rule == "restart_missing":
        writer.add_missing("restart_on")
        text = writer.text("restart_unknown", disposal=writer.filled("{disposal_on}"))
    elif writer.record.has_unclear_start[0]:
        is_handed_over = not np.isnat(writer.record.default_start[0])
        writer.add_missing("contract_on" if is_handed_over else "handover_on")
        text = ""
    else:
        writer.add_missing(*MISSING_FIELDS["dates_missing"])
        text = writer.text("start_unknown")
    writer.add("start", writer.clauses([text, *remarks]), answer="unknown")


def _remarks(writer: StepWriter) -> list[str]:
    """Return what an officer should know about the dates behind the start day."""
    return [*_supplement_remarks(writer), *_unclear_remarks(writer), *_handover_remarks(writer)]


def _supplement_remarks(writer: StepWriter) -> list[str]:
    """Return what follows from a supplement, and from a disposal that restarts the clock."""
    dates, book = writer.record.dates, writer.book
    remarks = []
    if writer.facts.is_restarted[0] and writer.idle_rule != "restart_missing":
        disposal = writer.filled("{disposal_on}")
        remarks.append(writer.text("restarted", disposal=disposal))
    if not writer.is_known("supplement_start"):
        return remarks
    signed_on, years = dates["supplement_on"], book.extension_at_most_years
    if np.isnat(signed_on[0]):
        remarks.append(writer.text("supplement_unsigned"))
    if signed_on[0] > writer.facts.day[0]:
        remarks.append(writer.text("supplement_later", day=day_texts(signed_on, writer.lang)[0]))
    elif is_signed_after_idleness(writer.record, book)[0]:
        remarks.append(writer.text("extension_after_idle", years=years))
    elif is_extension_long(writer.record, book)[0]:
        remarks.append(writer.text("extension_long", years=years))
    return remarks


def _unclear_remarks(writer: StepWriter) -> list[str]:
    """Return both readings of an agreed start that is no day, where it matters."""
    record, facts = writer.record, writer.facts
    basis = START_FIELDS.index("start_due_unclear")
    if not record.has_unclear_start[0] or facts.start_basis[0] < basis or facts.is_restarted[0]:
        return []
    texts = writer.judgement.parcels["start_due_unclear"]
    days = {"written": starts_as_written(texts, record.dates), "default": record.default_start}
    unknown = writer.text("day_unknown")
    return [
        writer.text(
            "unclear_readings",
            words=texts.iloc[0],
            years=writer.book.default_start_after_handover_years,
            **{name: day_texts(day, writer.lang)[0] or unknown for name, day in days.items()},
        )
    ]


def _handover_remarks(writer: StepWriter) -> list[str]:
    """Return that the land was not handed over in time, as the step on the cause says it too."""
    if not writer.facts.has_handover_ground[0]:
        return []
    dates, day = writer.record.dates, writer.facts.day
    handover, agreed = dates["handover_on"], dates["handover_due"]
    # Late by what was agreed, else by the start day, which then is known.
    is_late_by_agreement = bool((agreed < day)[0]) and not bool((handover <= agreed)[0])
    due = agreed if is_late_by_agreement else writer.facts.start
    texts = {
        "due": day_texts(due, writer.lang)[0],
        "handover": day_texts(handover, writer.lang)[0],
    }
    if not handover[0] <= day[0]:
        return [writer.text("handover_missing", **texts)]
    name = "handover_late" if is_late_by_agreement else "handover_after_start"
    days = int((handover - due).astype("int64")[0])
    return [writer.text(name, days=days, **texts)]


def _start_text(writer: StepWriter) -> str:
    """Return the start day and the field that gives it; the default start day with its sum."""
    facts, book = writer.facts, writer.book
    field = START_FIELDS[facts.start_basis[0]]
    basis, start = book.start_basis[field][writer.lang], day_texts(facts.start, writer.lang)[0]
    if field != "handover_on":
        return writer.text("start_known", start_basis=basis, start=start)
    return writer.text(
        "start_default",
        start_basis=basis,
        start=start,
        handover=day_texts(facts.record.dates["handover_on"], writer.lang)[0],
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
