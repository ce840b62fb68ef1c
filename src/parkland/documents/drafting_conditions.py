"""Which documents the verdict on a parcel allows, and why it does not allow the others.

A document is drafted only on the routes of disposal that lead to it (`document_texts`):

- the investigation notice (Art. 5, 6): on every route, because the land is idle by the record
- the determination (Art. 10): not while the cause is to be investigated, because it states it
- the letters before a decision (Art. 15) and the decisions (Art. 14, 16): only on the route that
  the decision is about, and those of the fee only where it has a base (Art. 14): leased and
  contributed land has no grant or allocation price
- the disposal plan (Art. 13): only where the disposal is negotiated, and not where the land is
  recorded as not filed (Art. 25 para. 2)

Nothing is drafted for land that is not idle, or of which that cannot be determined. A document that
is on record as served is not drafted again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from parkland.display import value_text
from parkland.documents.document_texts import document_texts
from parkland.languages import grammar
from parkland.status.disposal_routes import INVESTIGATE, ROUTES
from parkland.status.fee_bases import FeeBase
from parkland.status.status_texts import next_steps, reasons
from parkland.status.three_values import NO, YES
from parkland.wording import wording

if TYPE_CHECKING:
    from parkland.status.judgement import Judgement

# The day on which a document was served, where the ledger has one.
SERVED = {
    "investigation_notice": "investigation_served_on",
    "determination": "determination_served_on",
    "hearing_letter": "hearing_told_on",
    "fee_decision": "fee_decision_served_on",
    "takeback_decision": "takeback_decision_served_on",
}

PLAN = "disposal_plan"
# Documents that state the amount of the fee, where the route is the fee.
OF_THE_FEE = ("information_letter", "hearing_letter", "fee_decision")


def refusals(judgement: Judgement) -> list[dict[str, str]]:
    """Return why each document may not be drafted for each parcel.

    Parameters
    ----------
    judgement
        The judgement of the parcels, in the language of the reasons.

    Returns
    -------
    list of dict
        For each parcel: kind of document -> the reason in one sentence, empty where it may be
        drafted. The kinds are those of `document_texts`, in that order.
    """
    texts, steps = reasons(judgement), next_steps(judgement)
    return [
        _of_parcel(judgement, row, reason=str(texts[row]), step=str(steps[row] or ""))
        for row in range(len(judgement.parcels))
    ]


def _of_parcel(judgement: Judgement, row: int, *, reason: str, step: str) -> dict[str, str]:
    kinds, lang = document_texts(), judgement.lang
    idle = judgement.verdict.idle[row]
    if idle != YES:
        name = "not_idle" if idle == NO else "undetermined"
        return dict.fromkeys(kinds, wording(f"refusal.{name}", lang, reason=reason))
    route = ROUTES[judgement.routes[row]]
    parcel, record = judgement.parcels.iloc[row], judgement.verdict.facts.record
    found = {}
    for kind, document in kinds.items():
        if route not in document.routes:
            found[kind] = _of_route(judgement, route, step)
        elif is_served(parcel, kind, judgement.verdict.facts.day[row]):
            day = value_text(parcel[SERVED[kind]], SERVED[kind], lang)
            found[kind] = wording("refusal.served", lang, day=day)
        elif kind == PLAN and record.is_not_filed[row]:
            found[kind] = wording("refusal.not_filed", lang)
        elif kind in OF_THE_FEE and route == "fee" and record.fee_base[row] == FeeBase.NONE:
            mode = str(parcel["supply_mode"])
            found[kind] = wording("refusal.no_fee_base", lang, mode=mode)
        else:
            found[kind] = ""
    return found


def _of_route(judgement: Judgement, route: str, step: str) -> str:
    """Return that a route leads to other documents; what is to be investigated is the next step."""
    lang, law = judgement.lang, judgement.book.routes[route]
    if route == ROUTES[INVESTIGATE]:
        return wording("refusal.investigate", lang, step=step)
    article = grammar(lang).brackets(judgement.book.article(law, lang))
    return wording("refusal.route", lang, route=law.reason[lang], article=article)


def is_served(parcel: pd.Series, kind: str, day: np.datetime64) -> bool:
    """Return whether the document was served by the day."""
    served_on = parcel.get(SERVED.get(kind, ""))
    return not (served_on is None or pd.isna(served_on)) and bool(np.datetime64(served_on) <= day)
