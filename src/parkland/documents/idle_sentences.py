"""The sentences of a draft that follow from the verdict: facts, articles, cause, what is decided.

Each takes its numbers and articles from the judgement, so a draft cannot conclude anything else
than `explain`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parkland.display import share_text
from parkland.documents.chinese_forms import chinese_day, sum_of_money
from parkland.documents.document_texts import filled, plain, sentence
from parkland.languages import DEFAULT_LANGUAGE, grammar
from parkland.status.cause_kinds import CauseKind, causes_named
from parkland.status.development_shares import SHARE_FIELDS, is_below_limit, share_limits
from parkland.status.disposal_routes import FEE, INVESTIGATE, ROUTES, UNPAID_TAKEBACK
from parkland.status.fee_bases import FeeBase
from parkland.status.rule_codes import IDLE_KINDS, RULES
from parkland.status.start_days import NO_START, START_FIELDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from parkland.status.judgement import Judgement

WAN = 10_000
ROUTES_OF_DECISION = (FEE, UNPAID_TAKEBACK)


def idle_sentences(judgement: Judgement, row: int, values: Mapping[str, str]) -> dict[str, str]:
    """Return the tags that follow from the verdict on an idle parcel.

    Parameters
    ----------
    judgement
        The judgement of the parcels; the parcel at `row` is idle.
    row
        The position of the parcel.
    values
        The tags whose values are known already.

    Returns
    -------
    dict of str to str
        Tag -> text; a fact that is missing in a sentence is a marked blank.
    """
    verdict = judgement.verdict
    rule, route = RULES[verdict.idle_rule[row]], ROUTES[judgement.routes[row]]
    known = {**values, **_days(judgement, row)}
    if not np.isnan(judgement.fee_cny[row]):
        known["fee"] = sum_of_money(float(judgement.fee_cny[row]))
    if shares := _shares(judgement, row):
        known["shares"] = shares

    def write(name: str) -> str:
        return filled(sentence(name), known)

    known["idle_articles"] = write(f"articles_type_{IDLE_KINDS[rule].lower()}") + _more_articles(
        judgement, row
    )
    known["idle_facts"] = write(f"facts_{rule}")
    known["conclusion"] = write(f"conclusion_type_{IDLE_KINDS[rule].lower()}")
    known["evidence"] = grammar(DEFAULT_LANGUAGE).join(write(name) for name in _evidence(values))
    known["cause_found"] = _cause(judgement, row, known)
    known["plan_reason"] = write(f"plan_type_{IDLE_KINDS[rule].lower()}")
    if judgement.routes[row] != INVESTIGATE:
        known["route_follows"] = write(f"follows_{route}")
    if judgement.routes[row] in ROUTES_OF_DECISION:
        known["decision_articles"] = write(f"articles_{route}")
        known["intended_decision"] = write(f"intended_{route}")
        known["decision"] = write(f"decision_{route}")
    return known


def _more_articles(judgement: Judgement, row: int) -> str:
    """Return the article behind the start day of type A, and that land of a collective has."""
    verdict, book = judgement.verdict, judgement.book
    texts = []
    place = int(verdict.facts.start_basis[row])
    if IDLE_KINDS[RULES[verdict.idle_rule[row]]] == "A" and place != NO_START:
        law = book.articles.get(START_FIELDS[place])
        if law is not None and law.article:
            texts.append(grammar(DEFAULT_LANGUAGE).list_mark + law.article[DEFAULT_LANGUAGE])
    if verdict.facts.record.fee_base[row] == FeeBase.COLLECTIVE:
        texts.append(sentence("collective"))
    return "".join(texts)


def _days(judgement: Judgement, row: int) -> dict[str, str]:
    """Return the days that the verdict rests on."""
    facts = judgement.verdict.facts
    day, since = facts.day[row], judgement.idle_since[row]
    days = {"as_of": chinese_day(day.item())}
    if not np.isnat(since):
        days["idle_since"] = chinese_day(since.item())
        days["days_idle"] = str((day - since).astype(int))
    place = int(facts.start_basis[row])
    if place != NO_START and not np.isnat(facts.start[row]):
        days["start"] = chinese_day(facts.start[row].item())
        days["days"] = str((day - facts.start[row]).astype(int))
        days["start_basis"] = sentence(f"start_{START_FIELDS[place]}")
    return days


def _shares(judgement: Judgement, row: int) -> str:
    """Return the shares of Art. 2 para. 2 that are known, with their limits."""
    parcel, known = judgement.parcels.iloc[row], judgement.verdict.facts.record.share_known
    texts = []
    for name, limit in share_limits(judgement.book).items():
        if not known[name][row]:
            continue
        part, whole = (float(parcel[field]) for field in SHARE_FIELDS[name])
        is_below = bool(is_below_limit(np.array([part]), np.array([whole]), limit)[0])
        per = WAN if name == "invested" else 1  # money reads in 万元, areas in m²
        texts.append(
            sentence(f"share_{name}").format(
                part=f"{part / per:.2f}",
                whole=f"{whole / per:.2f}",
                compared=sentence("below" if is_below else "not_below"),
                limit=share_text(limit),
            )
        )
    return grammar(DEFAULT_LANGUAGE).clauses(texts)


def _evidence(values: Mapping[str, str]) -> list[str]:
    """Return the names of the sentences on documents that prove the facts."""
    names = ["evidence"]
    if "supplement_start" in values:
        names.append("evidence_supplement")
    if "handover_on" in values:
        names.append("evidence_handover")
    return names


def _cause(judgement: Judgement, row: int, values: Mapping[str, str]) -> str:
    """Return the cause as it is known: the holder's own, verified, rejected, claimed, or blank."""
    facts, book = judgement.verdict.facts, judgement.book
    record, text = facts.record, judgement.parcels["cause"].iloc[row]
    kind = record.cause_kind[row]
    if kind == CauseKind.NONE:
        return filled(sentence("cause_blank"), values)
    cause = plain(str(text))
    is_checked = bool(facts.is_past("cause_verified_on")[row])
    if kind == CauseKind.HOLDER:
        name = "cause_own"
    elif is_checked and record.cause_rejected[row]:
        name = "cause_rejected"
    elif is_checked and record.cause_verified[row] and kind == CauseKind.OUTSIDE:
        name = "cause_outside"
    else:
        name = "cause_stated"
    join = grammar(DEFAULT_LANGUAGE).join
    named = [cause.rule for cause in causes_named(str(text), book)]
    # The text of the ledger comes last, so that it cannot bring tags or names of its own.
    return (
        filled(sentence(name), values)
        .replace("{names}", join(rule.reason[DEFAULT_LANGUAGE] for rule in named))
        .replace("{articles}", join(r.article[DEFAULT_LANGUAGE] for r in named if r.article))
        .replace("{cause}", cause)
    )
