"""The checks for facts from which the law draws a consequence, or which cannot be true.

They are contradictions in the sense of `contradiction_checks`: the verdict follows one side or
stays open, and the issue shows what is on record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parkland.display import money_text, value_text
from parkland.schema import AREA_COLUMNS
from parkland.status.contradiction_values import ContradictionCheck, both_dates, cells, one_date
from parkland.status.date_arrays import NO_DAY
from parkland.status.development_shares import SHARE_FIELDS
from parkland.status.rule_codes import RULE_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parkland.status.judgement import Judgement


def law_checks(judgement: Judgement) -> Iterator[ContradictionCheck]:
    """Yield late handover, disposals without a new start, works without a start, and the like."""
    yield from _grounds(judgement)
    yield from _works(judgement)
    yield from _implausible(judgement)


def _grounds(judgement: Judgement) -> Iterator[ContradictionCheck]:
    """Yield grounds of Art. 8 (1) that dates show, and disposals of Art. 12 without a new start."""
    verdict, facts = judgement.verdict, judgement.verdict.facts
    dates = facts.record.dates
    # Once works have started, or the right has ended, nothing depends on the handover.
    is_open = np.isin(
        verdict.idle_rule,
        [RULE_CODE[rule] for rule in ("overdue", "idle_one_year", "idle_two_years")],
    )
    due = np.where(np.isnat(dates["handover_due"]), facts.start, dates["handover_due"])
    is_handed_over = dates["handover_on"] <= facts.day
    ground = is_open & facts.has_handover_ground
    yield ContradictionCheck(
        "status.handover_late",
        "handover_on",
        ground & is_handed_over,
        both_dates(dates["handover_on"], due),
    )
    yield ContradictionCheck(
        "status.handover_missing", "handover_on", ground & ~is_handed_over, one_date(due)
    )
    yield ContradictionCheck(
        "status.restart_missing",
        "restart_on",
        verdict.idle_rule == RULE_CODE["restart_missing"],
        one_date(dates["disposal_on"]),
    )
    yield ContradictionCheck(
        "status.not_filed",
        "filed",
        facts.is_restarted & facts.record.is_not_filed,
        one_date(dates["disposal_on"]),
    )


def _works(judgement: Judgement) -> Iterator[ContradictionCheck]:
    """Yield works that are recorded without a start, permit or resumption."""
    verdict, facts = judgement.verdict, judgement.verdict.facts
    record, dates = facts.record, facts.record.dates
    parcels = judgement.parcels
    amounts = [parcels[part].to_numpy(dtype="float64") for part, _ in SHARE_FIELDS.values()]
    parts = [part for part, _ in SHARE_FIELDS.values()]

    def works(rows: np.ndarray) -> list[str]:
        return [
            " / ".join(
                value_text(amount[row], part, judgement.lang, unit=judgement.unit)
                for part, amount in zip(parts, amounts, strict=True)
                if amount[row] > 0
            )
            for row in rows.tolist()
        ]

    is_pending = ~facts.started & ~verdict.is_whole_reclaimed & ~facts.right_ended()
    # Works of a later day are recorded too, if the day asked about is an earlier one.
    is_unrecorded = is_pending & record.has_works_recorded & np.isnat(dates["start_on"])
    yield ContradictionCheck("status.works_without_start", "start_on", is_unrecorded, works)
    yield ContradictionCheck(
        "status.start_before_permit",
        "permit_on",
        dates["start_on"] < dates["permit_on"],
        both_dates(dates["start_on"], dates["permit_on"]),
    )
    yield ContradictionCheck(
        "status.resumed_undated",
        "resumed_on",
        facts.is_resumption_unclear,
        one_date(dates["suspended_on"]),
    )
    is_unclear = record.unreadable["disposal_kind"] | record.unreadable["construction"]
    yield ContradictionCheck(
        "status.words_unclear", "status_text", is_unclear, cells(parcels["status_text"])
    )


def _implausible(judgement: Judgement) -> Iterator[ContradictionCheck]:
    """Yield days, shares and prices that cannot be true."""
    parcels, record, lang = judgement.parcels, judgement.verdict.facts.record, judgement.lang
    for field, is_out in record.implausible.items():
        days = np.where(is_out, parcels[field].to_numpy().astype("datetime64[D]"), NO_DAY)
        yield ContradictionCheck("status.implausible_date", field, is_out, one_date(days))
    part, whole = (parcels[name].to_numpy(dtype="float64") for name in SHARE_FIELDS["invested"])

    def amounts(rows: np.ndarray) -> list[str]:
        pairs = zip(part[rows].tolist(), whole[rows].tolist(), strict=True)
        return [f"{money_text(one, lang)} / {money_text(other, lang)}" for one, other in pairs]

    yield ContradictionCheck(
        "status.implausible_investment",
        "investment_made_cny",
        record.any_share_implausible,
        amounts,
    )
    prices = parcels["price_cny"].to_numpy(dtype="float64")
    names = [name for name in AREA_COLUMNS.values() if name in parcels.columns]

    def price(rows: np.ndarray) -> list[str]:
        areas = parcels[names].iloc[rows].astype("float64").max(axis=1)
        pairs = zip(prices[rows].tolist(), areas.tolist(), strict=True)
        return [
            f"{money_text(one, lang)} / {value_text(area, 'area_m2', lang, unit=judgement.unit)}"
            for one, area in pairs
        ]

    yield ContradictionCheck(
        "status.implausible_price", "price_cny", judgement.is_price_implausible, price
    )
