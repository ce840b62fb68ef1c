"""The first steps of an explanation: the recorded facts, levelling, take-back, supply and works."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.display import origin_text, value_text
from parkland.schema import AGREED_DATES, AXES, FACTS
from parkland.status.three_values import ANSWER_WORDS, NO, UNKNOWN, YES

if TYPE_CHECKING:
    from parkland.status.explanation_steps import StepWriter

# The texts on which a verdict can depend; others, such as the address, are not listed.
DECISIVE_TEXTS = (
    "supply_mode", "ownership", "start_due_unclear", "disposal_doc", "ten_category_code",
    "five_not_code", "cause", "cause_verified_by", "notice_no", "status_text",
)  # fmt: skip


def add_recorded_facts(writer: StepWriter) -> None:
    """Add the step with every recorded fact on which a verdict can depend."""
    facts = [*_field_texts(writer), *_axis_texts(writer)]
    writer.add("facts", writer.clauses(facts) or writer.text("no_facts"))


def _field_texts(writer: StepWriter) -> list[str]:
    """Return the recorded dates, amounts and texts, each with its label."""
    lang, day = writer.lang, writer.facts.day[0].item()
    texts = []
    for field in FACTS:
        is_listed = field.kind not in ("text", "code") or field.name in DECISIVE_TEXTS
        if not (is_listed and writer.is_known(field.name)):
            continue
        value = writer.row[field.name]
        words = value_text(value, field.name, lang, unit=writer.judgement.unit)
        text = writer.text("fact", label=field.label(lang), value=words)
        if field.kind == "date" and field.name not in AGREED_DATES and value.date() > day:
            text = writer.text("fact_to_come", fact=text)
        texts.append(text)
    return texts


def _axis_texts(writer: StepWriter) -> list[str]:
    """Return the recorded axes, each with its label and the text or layer that states it."""
    texts = []
    for axis in AXES:
        if not writer.is_known(axis.name):
            continue
        words = value_text(writer.row[axis.name], axis.name, writer.lang)
        origin = str(writer.row[f"{axis.name}_from"])
        # A code that was read from a field of its own needs no origin: the label names that field.
        if writer.is_known(f"{axis.name}_from") and not origin.startswith("field:"):
            source = origin_text(origin, writer.lang)
            words = writer.text("from", value=words, origin=source)
        texts.append(writer.text("fact", label=axis.label(writer.lang), value=words))
    return texts


def add_levelled_and_reclaimed(writer: StepWriter) -> None:
    """Add whether the land is levelled, and whether all of it or a part was taken back."""
    verdict = writer.judgement.verdict
    levelled = int(verdict.levelled[0])
    evidence = ""
    if levelled != UNKNOWN:
        rule = "levelled" if levelled == YES else "unlevelled"
        evidence = writer.filled("{evidence}{levelled_on}", rule)
    writer.add("levelled", evidence, answer=ANSWER_WORDS[levelled])
    reclaimed = int(verdict.reclaimed[0])
    takeback = ""
    if reclaimed == YES:
        takeback = writer.filled("{disposal}{disposal_on}{disposal_doc}", "reclaimed")
        if verdict.is_part_reclaimed[0]:
            area = writer.filled("{part}", "reclaimed_part")
            takeback = writer.clauses([takeback, writer.text("in_part", area=area)])
    writer.add("reclaimed", takeback, answer=ANSWER_WORDS[reclaimed])


def add_supply_and_works(writer: StepWriter) -> None:
    """Add supply, start, completion and suspension, each with the fact that proves it.

    Completion and suspension are only asked about once works have started.
    """
    facts = writer.facts
    supplied = YES if facts.supplied[0] else NO if facts.not_supplied[0] else UNKNOWN
    has_started = bool(facts.started[0])
    # Question -> answer, the dates that prove it (the best first), and the axis that states it.
    questions = {
        "supplied": (supplied, ("contract_on", "handover_on", "start_due"), "supply"),
        "started": (
            UNKNOWN if _is_start_open(writer) else int(has_started),
            ("start_on", "suspended_on"),
            "construction",
        ),
    }
    if has_started:
        questions["finished"] = (int(facts.finished[0]), ("finish_on",), "construction")
        questions["suspended"] = (int(facts.suspended[0]), ("suspended_on",), "construction")
    for name, (answer, dates, axis) in questions.items():
        field = next((date for date in dates if writer.is_known(date)), axis)
        writer.add(name, writer.fact_text(field), answer=ANSWER_WORDS[answer])


def _is_start_open(writer: StepWriter) -> bool:
    """Return whether nobody knows if works have started: words, amounts or dates leave it open."""
    facts, record = writer.facts, writer.record
    marks = [record.unreadable[name][0] for name in ("start_on", "construction")]
    return not facts.started[0] and bool(any(marks) or record.has_works_recorded[0])
