"""The route of disposal that idle land leads to, and the fee.

Definitions (articles of Order No. 53; the labels are the codes of the column ``route``):

- ``negotiated`` (Art. 12): idleness of type B, and type A by a verified cause outside the holder
- ``investigate``: the cause is claimed and not verified, or verified and not classified (Art. 8)
- ``fee`` (Art. 14 para. 1 item 1): type A for one to two years, by the holder's own cause
- ``unpaid_takeback`` (Art. 14 para. 1 item 2): type A for two years or more, by the same cause

An empty cell ``cause`` is treated as the holder's own cause here. The text of the next step names
the fee or the take-back only on the condition that an investigation confirms that cause.

The **fee** (闲置费) is the land price times the rate of the rulebook, 20 % by Art. 14.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parkland.status.cause_kinds import CauseKind
from parkland.status.rule_codes import RULE_CODE
from parkland.status.three_values import YES

if TYPE_CHECKING:
    from parkland.conventions import RuleBook
    from parkland.status.facts_on_day import FactsOnDay

# The first entry stands for land that is not idle, which has no route.
ROUTES = ("", "fee", "unpaid_takeback", "negotiated", "investigate")
NO_ROUTE = ROUTES.index("")
FEE = ROUTES.index("fee")
UNPAID_TAKEBACK = ROUTES.index("unpaid_takeback")
NEGOTIATED = ROUTES.index("negotiated")
INVESTIGATE = ROUTES.index("investigate")

FEE_DECIMALS = 2  # yuan and fen


def disposal_routes(facts: FactsOnDay, idle: np.ndarray, idle_rules: np.ndarray) -> np.ndarray:
    """Return the route of each parcel on its day.

    Parameters
    ----------
    facts
        The facts of the parcels on their days.
    idle : ndarray of int8
        Whether the land is idle, as `three_values`.
    idle_rules : ndarray of int8
        The result of `decision_procedure.idle_rule`.

    Returns
    -------
    ndarray of int8
        Places in `ROUTES`; `NO_ROUTE` where the land is not idle or idleness is unknown.
    """
    record = facts.record
    # A verification dated after the day is not known on the day, as with every other act.
    is_checked = facts.is_past("cause_verified_on")
    verified, rejected = record.cause_verified & is_checked, record.cause_rejected & is_checked
    is_open = np.select(
        [
            record.cause_kind == CauseKind.HOLDER,
            record.cause_kind == CauseKind.NONE,
            record.cause_kind == CauseKind.OUTSIDE,
        ],
        [
            # The holder's own cause counts as known without a verification.
            np.zeros(len(verified), dtype=bool),
            # Something was verified, but the register does not state what.
            verified,
            ~verified & ~rejected,
        ],
        # An unclassified cause stays open even if it was verified, unless it was rejected.
        default=~rejected,
    )
    # The first case that holds decides.
    cases = [
        (NO_ROUTE, idle != YES),
        (NEGOTIATED, idle_rules == RULE_CODE["idle_suspended"]),
        (NEGOTIATED, (record.cause_kind == CauseKind.OUTSIDE) & verified),
        (INVESTIGATE, is_open),
        (FEE, idle_rules == RULE_CODE["idle_one_year"]),
    ]
    routes, conditions = zip(*cases, strict=True)
    codes = [np.int8(route) for route in routes]
    return np.select(conditions, codes, default=np.int8(UNPAID_TAKEBACK))


def fees_cny(
    prices: np.ndarray, routes: np.ndarray, is_part_reclaimed: np.ndarray, book: RuleBook
) -> np.ndarray:
    """Return the fee of each parcel in yuan: price x rate, rounded to fen.

    Parameters
    ----------
    prices : ndarray of float64
        Land prices in yuan; NaN where none is recorded.
    routes : ndarray of int8
        The result of `disposal_routes`.
    is_part_reclaimed : ndarray of bool
        Where a part of the parcel has been taken back.
    book
        The rulebook version that gives the rate.

    Returns
    -------
    ndarray of float64
        NaN where the route is no fee, where the price is not recorded or zero, and where a part was
        taken back: which share of the price belongs to the rest is not recorded.
    """
    has_fee = (routes == FEE) & (prices > 0) & ~is_part_reclaimed
    rate = book.fee_rate
    # Multiplied before it is divided, so that 20 % of whole yuan has no error of 0.2 in binary.
    fees = np.round(prices * rate.numerator / rate.denominator, FEE_DECIMALS)
    return np.where(has_fee, fees, np.nan)
