"""The steps of an explanation on what follows from idleness: cause, route and fee."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parkland.display import money_text, share_text
from parkland.languages import grammar
from parkland.status.cause_kinds import LATE_HANDOVER, CauseKind, causes_named
from parkland.status.disposal_routes import FEE, INVESTIGATE, NEGOTIATED, NO_ROUTE, ROUTES
from parkland.status.fee_bases import FeeBase

if TYPE_CHECKING:
    from parkland.status.explanation_steps import StepWriter


def add_route(writer: StepWriter) -> None:
    """Add cause, route and fee; nothing for land that is not idle."""
    route = int(writer.judgement.routes[0])
    if route == NO_ROUTE:
        return
    _add_cause(writer, route)
    law = writer.book.routes[ROUTES[route]]
    article = writer.book.article(law, writer.lang)
    writer.add("route", law.reason[writer.lang], article=article)
    judgement = writer.judgement
    if route == FEE:
        _add_fee(writer, "fee", float(judgement.fee_cny[0]), article)
    # What would be due is shown apart from what is due.
    is_open = route == INVESTIGATE and writer.idle_rule == "idle_one_year"
    if is_open and writer.record.fee_base[0] != FeeBase.COLLECTIVE:
        of_fee = writer.book.article(writer.book.routes["fee"], writer.lang)
        _add_fee(writer, "fee_if_holder", float(judgement.fee_if_holder_cny[0]), of_fee)


def _add_cause(writer: StepWriter, route: int) -> None:
    """Add whether the cause lies outside the holder, and how that is known."""
    kind, cause = writer.record.cause_kind[0], str(writer.row["cause"])
    if writer.idle_rule == "idle_suspended":
        # The route of type B does not depend on the cause.
        writer.add("cause", writer.text("cause_b"))
    elif route == NEGOTIATED:
        _add_verified_cause(writer, cause)
    elif route == INVESTIGATE:
        if writer.facts.is_start_before_contract[0]:
            writer.add_missing("prior_contract_on")
        writer.add_missing("cause" if kind == CauseKind.NONE else "cause_verified")
        text = writer.text("cause_ground", cause=writer.filled("{cause}"))
        article = ""
        if writer.facts.has_handover_ground[0] and LATE_HANDOVER in writer.book.causes:
            article = writer.book.article(writer.book.causes[LATE_HANDOVER].rule, writer.lang)
        writer.add("cause", text, answer="unknown", article=article)
    else:
        # A cause outside the holder, or an unclassified one, comes here only if it was rejected.
        name = "cause_own" if kind == CauseKind.HOLDER else "cause_rejected"
        if kind == CauseKind.HOLDER and not writer.record.cause_verified[0]:
            name = "cause_own_unverified"
        writer.add("cause", writer.text(name, cause=cause), answer="no")


def _add_verified_cause(writer: StepWriter, cause: str) -> None:
    """Add a verified cause outside the holder, with its article and who verified it when."""
    named = causes_named(cause, writer.book)
    words = grammar(writer.lang)
    text = writer.text(
        "cause_verified",
        cause=cause,
        names=words.join(one.rule.reason[writer.lang] for one in named),
        signed=words.brackets(writer.filled("{cause_verified_by}{cause_verified_on}")),
    )
    article = writer.book.article(named[0].rule, writer.lang)
    writer.add("cause", text, answer="yes", article=article)


def _add_fee(writer: StepWriter, name: str, fee: float, article: str) -> None:
    """Add the fee as a product, or why it is not known."""
    price = writer.row["price_cny"]
    if np.isnan(fee):
        if not price > 0 and writer.record.fee_base[0] == FeeBase.PRICE:
            writer.add_missing("price_cny")
        # The placeholder is written for the end of a sentence, in brackets.
        writer.add(name, writer.filled("{fee}").strip("（）() "), answer="unknown")
        return
    text = writer.text(
        "fee_sum",
        price=money_text(price, writer.lang),
        rate=share_text(writer.book.fee_rate),
        fee=money_text(fee, writer.lang),
    )
    writer.add(name, text, article=article)
