"""What follows from idleness in a template: the fee, the cause still open, the filing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from parkland.display import money_text
from parkland.status.cause_kinds import CauseKind
from parkland.status.fee_bases import FeeBase
from parkland.status.rule_codes import RULE_CODE
from parkland.wording import wording

if TYPE_CHECKING:
    from collections.abc import Callable

    from parkland.status.judged_rows import JudgedRows


def fee(rows: JudgedRows) -> list[str]:
    """Return the fee, or why it is not known."""

    def text(fee: float, reason: str) -> str:
        if np.isnan(fee):
            return reason
        return wording("step.fee", rows.lang, fee=money_text(fee, rows.lang))

    return _texts_of(text, rows.judgement.fee_cny[rows.rows], _reasons_without_fee(rows))


def _texts_of(text: Callable[..., str], *columns: np.ndarray) -> list[str]:
    """Return a text for each row; rows with the same values share one, because texts are slow."""
    known: dict[tuple[Any, ...], str] = {}
    texts = []
    for values in zip(*(column.tolist() for column in columns), strict=True):
        # NaN differs from itself, so it is looked up by its text.
        key = tuple(str(value) for value in values)
        if key not in known:
            known[key] = text(*values)
        texts.append(known[key])
    return texts


def _reasons_without_fee(rows: JudgedRows) -> np.ndarray:
    """Return why the fee of each row would not be known."""
    texts = {
        "no_base": wording("step.fee_no_base", rows.lang),
        "unknown_mode": wording("step.fee_unknown_mode", rows.lang),
        "in_part": wording("step.fee_in_part", rows.lang),
        "absurd": wording("step.fee_absurd", rows.lang),
        "no_price": wording("step.no_price", rows.lang, missing=rows.labels(["price_cny"])),
    }
    base = rows.record.fee_base[rows.rows]
    places = np.select(
        [
            base == FeeBase.NONE,
            base == FeeBase.UNKNOWN,
            rows.record.is_partial_disposal[rows.rows],
            rows.judgement.is_price_implausible[rows.rows],
        ],
        range(len(texts) - 1),
        default=len(texts) - 1,
    )
    reasons: np.ndarray = np.array(list(texts.values()), dtype=object)[places]
    return reasons


def if_holder(rows: JudgedRows) -> list[str]:
    """Return what follows if an investigation finds the holder to be the cause."""
    rules = rows.judgement.verdict.idle_rule[rows.rows]
    is_collective = rows.record.fee_base[rows.rows] == FeeBase.COLLECTIVE
    names = np.where(rules == RULE_CODE["idle_one_year"], "if_holder_fee", "if_holder_takeback")
    names = np.where(is_collective, "if_holder_reference", names)

    def text(name: str, fee: float, reason: str) -> str:
        amount = wording("step.amount_is", rows.lang, amount=money_text(fee, rows.lang))
        return wording(f"step.{name}", rows.lang, fee=reason if np.isnan(fee) else amount)

    fees = rows.judgement.fee_if_holder_cny[rows.rows]
    return _texts_of(text, names, fees, _reasons_without_fee(rows))


def filing(rows: JudgedRows) -> list[str]:
    """Return the condition of Art. 25: without filing there is no disposal by Art. 12."""
    record = rows.record
    is_filed = record.is_filed & rows.facts.is_past("filed_on")
    names = np.where(record.is_not_filed, "not_filed", np.where(is_filed, "filed", "filing"))
    return [wording(f"step.{name}", rows.lang) for name in names[rows.rows].tolist()]


def open_cause(rows: JudgedRows) -> list[str]:
    """Return what has to be investigated about the cause."""
    places = rows.rows
    is_checked = rows.facts.is_past("cause_verified_on")[places]
    is_verified = is_checked & rows.record.cause_verified[places]
    is_rejected = is_checked & rows.record.cause_rejected[places]
    kind = rows.record.cause_kind[places]
    is_unnamed = kind == CauseKind.NONE
    is_own = kind == CauseKind.HOLDER
    questions = np.select(
        [
            rows.facts.is_start_before_contract[places],
            rows.facts.has_handover_ground[places] & (is_unnamed | is_own | is_rejected),
            rows.record.is_handover_unreadable[places] & (is_unnamed | is_own | is_rejected),
            is_unnamed & is_verified,
            is_unnamed,
            is_own,
            is_verified,
        ],
        [
            "start_before_contract",
            "handover",
            "handover_unreadable",
            "unnamed",
            "none",
            "rejected_own",
            "unclassified",
        ],
        default="unverified",
    )
    words = rows.book.cause_words

    def text(question: str, cause: str) -> str:
        return words[question][rows.lang].format(cause=cause)

    return _texts_of(text, questions, np.array(rows.texts("cause"), dtype=object))
