"""The values of the tags of a draft, for one parcel of a judgement.

A fact that is missing has no value, and so becomes a blank. An act that is dated after the day of
the judgement has not happened and is missing too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from parkland.display import share_text
from parkland.documents.chinese_forms import chinese_day, square_metres, sum_of_money
from parkland.documents.document_texts import filled, plain, sentence
from parkland.documents.idle_sentences import idle_sentences
from parkland.languages import DEFAULT_LANGUAGE
from parkland.safe_text import legible
from parkland.schema import FACTS
from parkland.status.disposal_funding import supply_days
from parkland.status.fee_bases import FeeBase

if TYPE_CHECKING:
    from collections.abc import Mapping

    from parkland.conventions import Profile
    from parkland.status.judgement import Judgement

# A field whose name ends so is the day of an act; others are days that were agreed or are due.
ACT = "_on"
# Agreed in advance: such a day may lie in the future.
AGREED = ("restart_on",)
# The number of the document itself, where the ledger has it.
NUMBER_OF_KIND = {
    "investigation_notice": "investigation_no",
    "determination": "determination_no",
    "fee_decision": "fee_decision_no",
    "takeback_decision": "takeback_decision_no",
    "disposal_plan": "disposal_doc",
}


def values_of(judgement: Judgement, row: int, profile: Profile, *, kind: str) -> dict[str, str]:
    """Return the value of each tag that has one.

    Parameters
    ----------
    judgement
        The judgement of the parcels, in Chinese.
    row
        The position of the parcel.
    profile
        Names the authority and what else an office writes into each document.
    kind
        The kind of the document.

    Returns
    -------
    dict of str to str
        Tag -> text that is safe in a document.
    """
    facts = _facts(judgement, row)
    values = {
        **{tag: plain(text) for tag, text in profile.documents.items()},
        **facts,
        **_rulebook_values(judgement),
        **_right_values(facts, judgement.parcels.iloc[row]),
    }
    if number := facts.get(NUMBER_OF_KIND.get(kind, "")):
        values["document_no"] = number
    values["funding_note"] = _funding_note(judgement, row, values)
    values["land"] = filled(sentence("land"), values)
    values |= idle_sentences(judgement, row, values)
    safe = {tag: legible(text) for tag, text in values.items()}
    return {tag: text for tag, text in safe.items() if text}


def _facts(judgement: Judgement, row: int) -> dict[str, str]:
    """Return every fact of the ledger that is known on the day, as a document writes it."""
    parcel = judgement.parcels.iloc[row]
    day = pd.Timestamp(judgement.verdict.facts.day[row])
    texts: dict[str, str] = {}
    for field in FACTS:
        value = parcel.get(field.name)
        if value is None or pd.isna(value):
            continue
        is_act = field.name.endswith(ACT) and field.name not in AGREED
        if field.kind == "date" and is_act and value > day:
            continue
        texts[field.name] = _fact_text(value, field.kind)
    # Of a parcel that was taken back in part, neither the area nor the price of the rest is known.
    # A rent is no price, nor is a sum that cannot be true.
    if not judgement.verdict.is_part_reclaimed[row]:
        if "stated_area_m2" in texts:
            texts["area"] = texts["stated_area_m2"]
        is_base = judgement.verdict.facts.record.fee_base[row] in (
            FeeBase.PRICE,
            FeeBase.COLLECTIVE,
        )
        is_price = is_base and not judgement.is_price_implausible[row]
        if "price_cny" in texts and is_price and parcel["price_cny"] > 0:
            texts["price"] = texts["price_cny"]
    return texts


def _fact_text(value: Any, kind: str) -> str:
    if kind == "date":
        return chinese_day(value)
    if kind == "area":
        return square_metres(float(value))
    if kind == "money":
        return sum_of_money(float(value))
    return plain(str(value))


def _rulebook_values(judgement: Judgement) -> dict[str, str]:
    book = judgement.book
    return {
        "law": _law(book.title[DEFAULT_LANGUAGE]),
        "fee_rate": share_text(book.fee_rate),
        "answer_days": str(book.answer_days),
        "compliance_days": str(book.compliance_days),
        "extension_years": str(book.extension_at_most_years),
        "temporary_years": str(book.temporary_use_at_most_years),
        "idle_years": str(book.idle_after_years),
        "takeback_years": str(book.taken_back_after_years),
    }


def _funding_note(judgement: Judgement, row: int, values: Mapping[str, str]) -> str:
    """Return for which money the day of supply lets the land count as stock."""
    supplied = supply_days(judgement)[row]
    notes = []
    for funding in judgement.book.funding.values():
        limit = np.datetime64(funding.supplied_until, "D")
        if np.isnat(supplied):
            name = "funding_unknown"
        else:
            name = "funding_stock" if supplied <= limit else "funding_not_stock"
        parts = {
            "{day}": "" if np.isnat(supplied) else chinese_day(supplied.item()),
            "{limit}": chinese_day(funding.supplied_until),
            "{name}": funding.name[DEFAULT_LANGUAGE],
            "{policy}": funding.policy[DEFAULT_LANGUAGE],
        }
        text = filled(sentence(name), values)
        for mark, part in parts.items():
            text = text.replace(mark, part)
        notes.append(text)
    return "".join(notes)


def _law(title: str) -> str:
    """Return the title of a law in the marks of a title; its number in brackets stands outside."""
    name, mark, number = title.partition("（")
    return f"《{name}》{mark}{number}"


def _right_values(facts: Mapping[str, str], parcel: pd.Series) -> dict[str, str]:
    """Return what is recorded of rights of others, filing, hearing and funding."""
    values = {}
    for tag, field in (("mortgages", "mortgage"), ("seizures", "seizure")):
        if field in facts:
            answer = "yes" if bool(parcel[field]) else "no"
            values[tag] = filled(sentence(f"{field}_{answer}"), facts)
    if "filed" in facts and not bool(parcel["filed"]):
        values["filing"] = sentence("filed_not")
    elif "filed" in facts or "filed_on" in facts:
        values["filing"] = filled(sentence("filed"), facts)
    if "hearing_on" in facts:
        values["hearing"] = filled(sentence("hearing_held"), facts)
    if "funding" in facts:
        values["funds"] = facts["funding"]
    return values
