"""One step of an explanation, and the facts on record as its first words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from parkland.schema import AXES, FACTS, Field
from parkland.status.reasons import origin_text
from parkland.status.words import area_text, money
from parkland.wording import day_text, wording

if TYPE_CHECKING:
    from parkland.status.judgement import Judgement

# Of the texts, those that something can hang on.
TEXTS = (
    "supply_mode", "disposal_doc", "ten_category_code", "five_not_code", "cause",
    "cause_verified_by", "notice_no", "status_text",
)  # fmt: skip
# Where the words of an axis stand, if not under its name.
SECTIONS = {"disposal_kind": "disposal"}
# Dates that are agreed beforehand: they are known before they come.
AGREED = ("handover_due", "start_due", "supplement_start", "finish_due", "notice_due")


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what is asked, the answer (``yes``, ``no``, ``unknown`` or none), why, by what."""

    heading: str
    answer: str
    text: str
    article: str

    def line(self, lang: str) -> str:
        """Return the step as one line."""
        answer = wording(f"answer.{self.answer}", lang) if self.answer else ""
        stop, colon = wording("explain.stop", lang), wording("explain.colon", lang)
        words = stop.join(part for part in (answer, self.text) if part)
        article = wording("reason.in_brackets", lang, value=self.article) if self.article else ""
        return f"{self.heading}{' ' if self.heading.endswith('?') else colon}{words}{article}"


def known_facts(judgement: Judgement) -> list[str]:
    """Return every fact on record of the one parcel, as printed."""
    row, lang = judgement.parcels.iloc[0], judgement.lang
    day = judgement.verdict.facts.day[0].item()
    said = []
    for field in FACTS:
        value = row[field.name]
        if _is_known(value) and (field.kind not in ("text", "code") or field.name in TEXTS):
            label, words = field.label(lang), value_text(value, field, lang)
            fact = wording("explain.fact", lang, label=label, value=words)
            if field.kind == "date" and field.name not in AGREED and value.date() > day:
                fact = wording("explain.fact_to_come", lang, fact=fact)
            said.append(fact)
    for axis in AXES:
        if _is_known(row[axis.name]):
            origin = row[f"{axis.name}_from"]
            words = wording(f"{SECTIONS.get(axis.name, axis.name)}.{row[axis.name]}", lang)
            if _is_known(origin) and not str(origin).startswith("field:"):
                source = origin_text(origin, judgement)
                words = wording("explain.from", lang, value=words, origin=source)
            said.append(wording("explain.fact", lang, label=axis.label(lang), value=words))
    return said


def value_text(value: Any, field: Field, lang: str) -> str:
    """Return a fact as printed, areas in mu and money in 万元."""
    if field.kind == "date":
        return day_text(value)
    if field.kind == "area":
        return area_text(float(value), lang)
    if field.kind == "money":
        return money(float(value), lang)
    if field.kind == "yes_no":
        return wording("answer.yes" if value else "answer.no", lang)
    return str(value)


def _is_known(value: Any) -> bool:
    import pandas as pd

    return not pd.isna(value)
