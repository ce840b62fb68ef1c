"""The order of the steps of an explanation: the decision procedure on one parcel, from law to end.

The steps follow the path that the procedure took. A parcel that was taken back as a whole, for
example, has no steps on works and dates, because none of them decided anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parkland.conventions import statuses
from parkland.display import label, origin_text
from parkland.status.explained_facts import (
    add_levelled_and_reclaimed,
    add_recorded_facts,
    add_supply_and_works,
)
from parkland.status.explained_readings import add_second_readings
from parkland.status.explained_route import add_route
from parkland.status.explained_start_day import EXPLAINED_BY_START_DAY, add_start_day
from parkland.status.explained_suspension import EXPLAINED_BY_SUSPENSION, add_suspension
from parkland.status.explanation_steps import Step, StepWriter
from parkland.status.placeholders import MISSING_FIELDS, unreadable_names
from parkland.status.recorded_facts import DECISIVE_AXES
from parkland.status.rule_codes import RULES, STATUS_OF_RULE
from parkland.status.status_texts import (
    citations,
    contradicts_declared,
    next_steps,
    reasons,
    remark_texts,
)
from parkland.status.three_values import ANSWER_WORDS

if TYPE_CHECKING:
    from parkland.status.explained_readings import ExplainedReading
    from parkland.status.judgement import Judgement


def steps_on_parcel(
    judgement: Judgement,
) -> tuple[tuple[Step, ...], tuple[str, ...], tuple[ExplainedReading, ...]]:
    """Return the steps that explain the verdict on one parcel.

    Parameters
    ----------
    judgement
        A judgement of a table with one row.

    Returns
    -------
    steps : tuple of Step
    missing : tuple of str
        Canonical fields without which something cannot be determined, each once.
    readings : tuple of ExplainedReading
        What each value of a missing fact would change.
    """
    writer = StepWriter(judgement)
    _add_law(writer)
    add_recorded_facts(writer)
    add_levelled_and_reclaimed(writer)
    # Land without its holder ends the procedure: nothing else decides.
    if writer.idle_rule == "reclaimed":
        writer.add("idle", writer.text("whole_reclaimed"), answer="no")
    elif writer.idle_rule == "disposed":
        disposal = writer.filled("{disposal}")
        writer.add("idle", writer.text("whole_ended", disposal=disposal), answer="no")
    else:
        add_supply_and_works(writer)
        if writer.idle_rule in EXPLAINED_BY_START_DAY:
            add_start_day(writer)
        elif writer.idle_rule in EXPLAINED_BY_SUSPENSION:
            add_suspension(writer)
        _add_idleness(writer)
        add_route(writer)
    readings = _add_conclusion(writer)
    return tuple(writer.steps), tuple(dict.fromkeys(writer.missing)), readings


def _add_law(writer: StepWriter) -> None:
    """Add the rules that apply, and whether they were in force on the day."""
    in_force = writer.book.in_force
    is_in_force = writer.facts.day[0] >= np.datetime64(in_force, "D")
    name = "law_in_force" if is_in_force else "law_none"
    title = writer.book.title[writer.lang]
    writer.add(
        "law",
        writer.text(
            name,
            title=title,
            in_force=in_force,
            checked_on=writer.book.checked_on,
            source=writer.book.source[writer.lang],
        ),
    )


def _add_idleness(writer: StepWriter) -> None:
    """Add whether the land is idle, by the rule on idleness and its article."""
    if writer.idle_rule == "no_facts":
        writer.add_missing(*MISSING_FIELDS["no_facts"])
    if writer.idle_rule == "unreadable":
        writer.add_missing(*unreadable_names(writer.rows())[0])
    if writer.idle_rule == "words_unclear":
        marks = writer.record.unreadable
        writer.add_missing(*(axis for axis in DECISIVE_AXES if marks[axis][0]))
        if writer.facts.is_resumption_unclear[0]:
            writer.add_missing("resumed_on")
    if writer.idle_rule == "works_unrecorded":
        writer.add_missing("start_on")
    rule = writer.book.rules[writer.idle_rule]
    writer.add(
        "idle",
        writer.filled(rule.reason[writer.lang]),
        answer=ANSWER_WORDS[int(writer.judgement.verdict.idle[0])],
        article=writer.book.article(rule, writer.lang),
    )


def _add_conclusion(writer: StepWriter) -> tuple[ExplainedReading, ...]:
    """Add what the office wrote, the missing facts and their readings, next step, conclusion."""
    judgement = writer.judgement
    # Where the verdict differs from what the office wrote, both are shown.
    if contradicts_declared(judgement)[0]:
        writer.add("declared", origin_text(str(writer.row["declared_from"]), writer.lang))
    if writer.missing:
        labels = [label(field, writer.lang) for field in dict.fromkeys(writer.missing)]
        writer.add("missing", writer.clauses(labels))
    if remark := remark_texts(judgement, "explain.remark_text")[0]:
        writer.add("remark", remark)
    readings = add_second_readings(writer)
    if step := next_steps(judgement)[0]:
        writer.add("next", step)
    status = STATUS_OF_RULE[RULES[judgement.verdict.status_rule[0]]]
    text = writer.text(
        "conclusion_words",
        status=statuses()[status].label(writer.lang),
        reason=reasons(judgement, remarks=False)[0],
    )
    writer.add("conclusion", text, article=citations(judgement)[0])
    return readings
