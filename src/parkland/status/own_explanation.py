"""The steps that explain own statuses of one parcel: what is recorded, conditions, result."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parkland.languages import grammar, text_in
from parkland.status.explanation_steps import Step
from parkland.status.own_texts import citations, fact_texts, reasons, word_text
from parkland.status.own_verdicts import unknown_names
from parkland.status.three_values import ANSWER_WORDS
from parkland.wording import wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parkland.status.own_verdicts import AxisVerdict

FIRST = np.array([0])


def own_steps(verdicts: Sequence[AxisVerdict], lang: str) -> tuple[list[Step], list[str]]:
    """Return the steps on the own axes of one parcel, and the columns that are missing.

    Parameters
    ----------
    verdicts
        From `own_verdicts` of a table with one row.
    lang
        Language of the texts.
    """
    steps: list[Step] = []
    missing: list[str] = []
    for verdict in verdicts:
        name = text_in(verdict.axis.names, lang)
        if verdict.axis.headings:
            heading = wording("own.recorded", lang, axis=name)
            steps.append(Step(heading, "", word_text(verdict, 0, lang), ""))
        for condition, answers in zip(verdict.conditions, verdict.answers, strict=True):
            label = verdict.axis.codes[condition.code].label(lang)
            text = grammar(lang).clauses(
                [label, *fact_texts(condition, verdict.asked, FIRST, lang)]
            )
            steps.append(
                Step(
                    wording("own.condition", lang, when=condition.when.text),
                    ANSWER_WORDS[int(answers[0])],
                    text,
                    condition.citation[lang],
                )
            )
        missing += unknown_names(verdict, 0)
        code = str(verdict.codes[0])
        text = grammar(lang).clauses(
            [verdict.axis.styles[code].label(lang), reasons(verdict, lang)[0]]
        )
        steps.append(Step(name, "", text, str(citations(verdict, lang)[0])))
    return steps, list(dict.fromkeys(missing))
