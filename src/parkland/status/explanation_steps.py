"""One step of an explanation, and the writer that collects the steps on one parcel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from parkland.display import day_texts, label, origin_text, value_text
from parkland.languages import grammar
from parkland.schema import FIELDS
from parkland.status.judged_rows import JudgedRows
from parkland.status.placeholders import fill_template
from parkland.status.rule_codes import RULES
from parkland.wording import wording

if TYPE_CHECKING:
    from collections.abc import Iterable

    from parkland.status.judgement import Judgement


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an explanation.

    Attributes
    ----------
    heading : str
        The question, or the name of what the step states.
    answer : str
        ``"yes"``, ``"no"`` or ``"unknown"``; empty where the heading is no question.
    text : str
        The facts and numbers behind the answer.
    article : str
        The article of the law; empty where the step follows from no law.
    """

    heading: str
    answer: str
    text: str
    article: str

    def line(self, lang: str) -> str:
        """Return the step as one line in `lang`, the language in which it was written."""
        answer = wording(f"answer.{self.answer}", lang) if self.answer else ""
        rules = grammar(lang)
        words = rules.clauses([answer, self.text]) + rules.brackets(self.article)
        return rules.labelled(self.heading, words)


class StepWriter:
    """Collects the steps on the one parcel of a judgement, and the fields that are missing.

    The steps only read the judgement and decide nothing, so an explanation cannot conclude anything
    else than `flag_status`. The functions of `explained_facts`, `explained_start_day`,
    `explained_suspension` and `explained_route` write the steps.

    Parameters
    ----------
    judgement
        A judgement of a table with one row.
    """

    def __init__(self, judgement: Judgement) -> None:
        self.judgement = judgement
        self.book = judgement.book
        self.lang = judgement.lang
        self.facts = judgement.verdict.facts
        self.record = judgement.verdict.facts.record
        self.row = judgement.parcels.iloc[0]
        self.idle_rule = RULES[judgement.verdict.idle_rule[0]]
        self.steps: list[Step] = []
        self.missing: list[str] = []

    def add(
        self, name: str, text: str, *, answer: str = "", article: str = "", **values: Any
    ) -> None:
        """Add a step.

        Parameters
        ----------
        name
            The heading is the text ``explain.<name>`` of the wording.
        text, answer, article
            As for `Step`.
        **values
            Values of the placeholders in the heading.
        """
        self.steps.append(Step(self.text(name, **values), answer, text, article))

    def add_day_comparison(self, name: str, last_day: np.ndarray, **values: Any) -> bool:
        """Add a step that compares the day asked about with `last_day`.

        Parameters
        ----------
        name, **values
            As for `add`.
        last_day : ndarray of datetime64[D], shape (1,)
            The last day on which the answer is still no.

        Returns
        -------
        bool
            Whether the day asked about is later.
        """
        day = self.facts.day
        is_later = bool(day[0] > last_day[0])
        # "Later by" or "left": the text carries the direction, so the number has no sign.
        days = int(abs((day - last_day).astype("int64")[0]))
        dates = {"as_of": day_texts(day)[0], "day": day_texts(last_day)[0], "days": days}
        text = self.text("later" if is_later else "not_later", **dates)
        self.add(name, text, answer="yes" if is_later else "no", **values)
        return is_later

    def add_missing(self, *fields: str) -> None:
        """Note canonical fields without which something cannot be determined."""
        self.missing += fields

    def text(self, name: str, **values: object) -> str:
        """Return the text ``explain.<name>`` of the wording."""
        return wording(f"explain.{name}", self.lang, **values)

    def clauses(self, parts: Iterable[str]) -> str:
        """Return clauses as one text; empty ones are left out."""
        return grammar(self.lang).clauses(parts)

    def filled(self, template: str, rule: str | None = None) -> str:
        """Return a template of the rulebook filled for the parcel.

        Parameters
        ----------
        template
        rule
            The rule that the template belongs to. Default: the rule on idleness.
        """
        return fill_template(template, self.rows(rule))[0]

    def rows(self, rule: str | None = None) -> JudgedRows:
        """Return the parcel as the one row to which `rule` applies; default: that on idleness."""
        return JudgedRows(self.judgement, np.array([0]), rule or self.idle_rule)

    def is_known(self, field: str) -> bool:
        """Return whether a value is recorded."""
        import pandas as pd

        return not pd.isna(self.row[field])

    def fact_text(self, field: str) -> str:
        """Return a date with its label, or the origin of a code; empty where nothing is recorded.

        Parameters
        ----------
        field
            A date field, or an axis such as ``construction``.
        """
        if not self.is_known(field):
            return ""
        # A date proves itself. A code comes from a status text or a layer, which is named instead.
        if FIELDS[field].kind == "date":
            value = value_text(self.row[field], field, self.lang)
            return self.text("fact", label=label(field, self.lang), value=value)
        return origin_text(str(self.row[f"{field}_from"]), self.lang)
