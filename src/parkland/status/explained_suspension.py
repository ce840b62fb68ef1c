"""The steps of an explanation on suspended works: the full year, and the two shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parkland.display import day_texts, label, share_text, value_text
from parkland.languages import grammar
from parkland.status.decision_procedure import suspension_year_end
from parkland.status.development_shares import SHARE_FIELDS, is_below_limit, share_limits

if TYPE_CHECKING:
    from fractions import Fraction

    from parkland.status.development_shares import ShareName
    from parkland.status.explanation_steps import StepWriter

# The rules on idleness that are explained by the suspension.
EXPLAINED_BY_SUSPENSION = (
    "suspended", "idle_suspended", "suspended_developed", "suspended_unmeasured", "contradictory",
)  # fmt: skip


def add_suspension(writer: StepWriter) -> None:
    """Add whether a full year has passed since the suspension, and each share with its limit."""
    if writer.idle_rule == "contradictory":
        return  # The dates cannot be compared if the suspension precedes the start.
    years = writer.book.idle_after_years
    last_day = suspension_year_end(writer.facts, writer.book)
    if np.isnat(last_day[0]):
        writer.add_missing("suspended_on")
        text = writer.text("share_unknown", missing=label("suspended_on", writer.lang))
        writer.add("suspension_passed", text, answer="unknown", years=years)
        return
    writer.add_day_comparison("suspension_passed", last_day, years=years)
    if writer.facts.suspended_from[0] != writer.record.dates["suspended_on"][0]:
        day = day_texts(writer.facts.suspended_from, writer.lang)[0]
        writer.add("suspended", writer.text("suspended_anew", day=day))
    if writer.idle_rule == "suspended":
        return  # The shares do not matter before the year is over.
    for name, limit in share_limits(writer.book).items():
        _add_share(writer, name, limit)


def _add_share(writer: StepWriter, name: ShareName, limit: Fraction) -> None:
    """Add whether a share is below its limit, with both products that are compared."""
    part, whole = SHARE_FIELDS[name]
    if not writer.record.share_known[name][0]:
        _add_unknown_share(writer, name, limit)
        return
    row, lang = writer.row, writer.lang
    # The verdict compares arrays; the same function is asked, so that rounding cannot differ.
    is_below = bool(
        is_below_limit(
            np.array([row[part]], dtype="float64"), np.array([row[whole]], dtype="float64"), limit
        )[0]
    )
    amounts = {
        "part": row[part],
        "whole": row[whole],
        "left": row[part] * limit.denominator,
        "right": row[whole] * limit.numerator,
    }
    text = writer.text(
        # A limit of 1/n leaves the whole as it is, so its product is not printed.
        "share" if limit.numerator == 1 else "shares",
        compared=writer.text("less" if is_below else "not_less"),
        numerator=limit.numerator,
        denominator=limit.denominator,
        **{
            name: value_text(amount, part, lang, unit=writer.judgement.unit)
            for name, amount in amounts.items()
        },
    )
    # After a partial take-back the whole could be read in two ways; the choice is printed.
    if writer.judgement.verdict.is_part_reclaimed[0]:
        text = writer.clauses([text, writer.text("denominator")])
    writer.add(name, text, answer="yes" if is_below else "no", limit=share_text(limit))


def _add_unknown_share(writer: StepWriter, name: ShareName, limit: Fraction) -> None:
    """Add that a share is unknown, with the amounts that are missing."""
    part, whole = SHARE_FIELDS[name]
    lacking = []
    if not writer.is_known(part):
        lacking.append(part)
    # A whole of zero is no whole: nothing can be a share of it.
    if not writer.is_known(whole) or not writer.row[whole] > 0:
        lacking.append(whole)
    writer.add_missing(*lacking)
    labels = grammar(writer.lang).join(label(field, writer.lang) for field in lacking)
    text = writer.text("share_unknown", missing=labels)
    writer.add(name, text, answer="unknown", limit=share_text(limit))
