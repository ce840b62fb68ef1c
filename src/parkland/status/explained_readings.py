"""The steps of an explanation on what each value of a missing fact would change."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from parkland.conventions import statuses
from parkland.display import code_words, label, share_text
from parkland.languages import grammar
from parkland.schema import AXIS_CODES
from parkland.status.development_shares import SHARE_FIELDS
from parkland.status.disposal_routes import NO_ROUTE, ROUTES
from parkland.status.second_readings import CAUSE_FIELDS, second_readings

if TYPE_CHECKING:
    from parkland.status.explanation_steps import StepWriter
    from parkland.status.second_readings import Answer, Case, Reading

# Works count as not started where no start is recorded. Unless a word says so, that is a reading.
RULES_WITHOUT_START = ("idle_one_year", "idle_two_years")


@dataclass(frozen=True, slots=True)
class ReadingCase:
    """Values of a missing fact that have one answer.

    Attributes
    ----------
    when, answer : str
        The values, and what follows from them, as texts.
    idle : bool or None
        None where the value alone does not determine it.
    """

    when: str
    answer: str
    idle: bool | None


@dataclass(frozen=True, slots=True)
class ExplainedReading:
    """What each value of one missing fact would change.

    Attributes
    ----------
    field : str
        The canonical field or axis.
    text : str
        All cases in one sentence.
    cases : tuple of ReadingCase
    """

    field: str
    text: str
    cases: tuple[ReadingCase, ...]


def add_second_readings(writer: StepWriter) -> tuple[ExplainedReading, ...]:
    """Add a step for each missing fact whose value would determine something, and return them."""
    missing = list(writer.missing)
    record = writer.record
    if writer.idle_rule in RULES_WITHOUT_START:
        if str(writer.row["construction"]) != "not_started":
            missing.append("start_on")
        if writer.facts.has_handover_ground[0] and np.isnat(record.dates["handover_on"][0]):
            missing.append("handover_on")
    readings = []
    for reading in second_readings(writer.judgement, tuple(missing)):
        cases = tuple(_case(writer, reading, case) for case in reading.cases)
        rules = grammar(writer.lang)
        sentences = rules.clauses(rules.labelled(case.when, case.answer) for case in cases)
        text = writer.text("reading_if", label=label(reading.field, writer.lang), cases=sentences)
        readings.append(ExplainedReading(reading.field, text, cases))
        writer.add("reading", text)
    return tuple(readings)


def _case(writer: StepWriter, reading: Reading, case: Case) -> ReadingCase:
    return ReadingCase(
        when=_when(writer, reading, case),
        answer=_answer(writer, case.answer),
        idle=case.answer.idle,
    )


def _when(writer: StepWriter, reading: Reading, case: Case) -> str:
    """Return the values of a case as a text."""
    if case.is_rest and case is not reading.cases[0]:
        return writer.text("reading_rest")
    wholes = dict(SHARE_FIELDS.values())
    if reading.field in CAUSE_FIELDS:
        text = writer.text("reading_outside" if case.span[0] else "reading_own")
    elif reading.field in wholes:
        whole = label(wholes[reading.field], writer.lang)
        text = writer.text("reading_below", whole=whole, limit=share_text(case.span[0]))
    elif reading.field in AXIS_CODES:
        words = code_words(reading.field, writer.lang)
        codes = grammar(writer.lang).join(words.get(code, code) for code in case.span)
        text = writer.text("reading_code", codes=codes)
    else:
        text = _days(writer, *case.span)
    return text


def _days(writer: StepWriter, first: dt.date | None, last: dt.date | None) -> str:
    """Return a span of days as a text; None where it is open."""
    if first is None and last is not None:
        return writer.text("reading_before", day=last + dt.timedelta(days=1))
    if last is None:
        return writer.text("reading_from", day=first)
    return writer.text("reading_between", first=first, last=last)


def _answer(writer: StepWriter, answer: Answer) -> str:
    """Return an answer as a text: idle or not, with the status and the route of idle land."""
    if answer.idle is None:
        return writer.text("reading_unknown")
    if not answer.idle:
        return writer.text("reading_not_idle")
    status = statuses()[answer.status].label(writer.lang)
    if answer.route == NO_ROUTE:
        return status
    route = writer.book.routes[ROUTES[answer.route]].reason[writer.lang]
    return grammar(writer.lang).phrases([status, route])
