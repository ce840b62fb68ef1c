"""One step of an explanation, and the facts on record, which are the first one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from parkland.display import origin_text, value_text
from parkland.languages import grammar
from parkland.schema import AXES, FACTS
from parkland.wording import wording

if TYPE_CHECKING:
    from parkland.status.judgement import Judgement

# Of the texts, those on which a verdict can depend.
TEXTS = (
    "supply_mode", "disposal_doc", "ten_category_code", "five_not_code", "cause",
    "cause_verified_by", "notice_no", "status_text",
)  # fmt: skip
# Dates that are agreed beforehand, and so are known before they come.
AGREED = ("handover_due", "start_due", "supplement_start", "finish_due", "notice_due")


@dataclass(frozen=True, slots=True)
class Step:
    """One step: question, answer (``yes``, ``no``, ``unknown`` or none), reason and article."""

    heading: str
    answer: str
    text: str
    article: str

    def line(self, lang: str) -> str:
        """Return the step as one line."""
        answer = wording(f"answer.{self.answer}", lang) if self.answer else ""
        rules = grammar(lang)
        words = rules.clauses([answer, self.text]) + rules.brackets(self.article)
        return rules.labelled(self.heading, words)


def known_facts(judgement: Judgement) -> list[str]:
    """Return every fact on record of the one parcel, as printed."""
    row, lang = judgement.parcels.iloc[0], judgement.lang
    day = judgement.verdict.facts.day[0].item()
    facts = []
    for field in FACTS:
        value = row[field.name]
        if _is_known(value) and (field.kind not in ("text", "code") or field.name in TEXTS):
            label, words = field.label(lang), value_text(value, field.name, lang)
            fact = wording("explain.fact", lang, label=label, value=words)
            if field.kind == "date" and field.name not in AGREED and value.date() > day:
                fact = wording("explain.fact_to_come", lang, fact=fact)
            facts.append(fact)
    for axis in AXES:
        if _is_known(row[axis.name]):
            origin = row[f"{axis.name}_from"]
            words = value_text(row[axis.name], axis.name, lang)
            if _is_known(origin) and not str(origin).startswith("field:"):
                source = origin_text(str(origin), lang)
                words = wording("explain.from", lang, value=words, origin=source)
            facts.append(wording("explain.fact", lang, label=axis.label(lang), value=words))
    return facts


def _is_known(value: Any) -> bool:
    import pandas as pd

    return not pd.isna(value)
