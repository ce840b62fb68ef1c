"""The steps of an explanation on what follows from idleness: cause, route and fee."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parkland.display import money_text, share_text
from parkland.languages import grammar
from parkland.status.cause_kinds import CauseKind, causes_named
from parkland.status.disposal_routes import FEE, INVESTIGATE, NEGOTIATED, NO_ROUTE, ROUTES

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
    if route == FEE:
        _add_fee(writer, article)


def _add_cause(writer: StepWriter, route: int) -> None:
    """Add whether the cause lies outside the holder, and how that is known."""
    kind, cause = writer.record.cause_kind[0], str(writer.row["cause"])
    if writer.idle_rule == "idle_suspended":
        # The route of type B does not depend on the cause.
        writer.add("cause", writer.text("cause_b"))
    elif route == NEGOTIATED:
        _add_verified_cause(writer, cause)
    elif route == INVESTIGATE:
        writer.add_missing("cause" if kind == CauseKind.NONE else "cause_verified")
        writer.add("cause", writer.filled("{cause}"), answer="unknown")
    elif kind == CauseKind.NONE:
        writer.add("cause", writer.text("cause_none"), answer="no")
    else:
        # A cause outside the holder, or an unclassified one, comes here only if it was rejected.
        name = "cause_own" if kind == CauseKind.HOLDER else "cause_rejected"
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


def _add_fee(writer: StepWriter, article: str) -> None:
    """Add the fee as a product, or why it is not known."""
    fee, price = float(writer.judgement.fee_cny[0]), writer.row["price_cny"]
    if np.isnan(fee):
        if not price > 0:
            writer.add_missing("price_cny")
        # The placeholder is written for the end of a sentence, in brackets.
        writer.add("fee", writer.filled("{fee}").strip("（）() "), answer="unknown")
        return
    text = writer.text(
        "fee_sum",
        price=money_text(price, writer.lang),
        rate=share_text(writer.book.fee_rate),
        fee=money_text(fee, writer.lang),
    )
    writer.add("fee", text, article=article)
