"""The route of disposal that idle land leads to, and the fee.

Definitions (articles of Order No. 53; the labels are the codes of the column ``route``):

- ``negotiated`` (Art. 12): idleness of type B, and type A by a verified cause outside the holder
- ``investigate``: no cause is recorded; it is claimed and not verified, or verified and not
  classified (Art. 8); or the dates show that the land was handed over late (Art. 8 (1))
- ``by_reference`` (Art. 31): type A by the holder's own cause, on land of a collective
- ``fee`` (Art. 14 para. 1 item 1): type A for one to two years, by the holder's own cause
- ``unpaid_takeback`` (Art. 14 para. 1 item 2): type A for two years or more, by the same cause

Art. 14 applies only once the cause is known to be none of Art. 8. While it is investigated, the
text of the next step names fee or take-back as what follows if the holder is the cause.

The **fee** (闲置费) is the grant or allocation price times the rate of the rulebook, 20 % by Art.
14. Leased and contributed land has no such price; see `fee_bases`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parkland.status.cause_kinds import CauseKind
from parkland.status.fee_bases import FeeBase
from parkland.status.rule_codes import RULE_CODE
from parkland.status.three_values import YES

if TYPE_CHECKING:
    from parkland.conventions import RuleBook
    from parkland.status.facts_on_day import FactsOnDay

# The first entry stands for land that is not idle, which has no route.
ROUTES = ("", "fee", "unpaid_takeback", "negotiated", "investigate", "by_reference")
NO_ROUTE = ROUTES.index("")
FEE = ROUTES.index("fee")
UNPAID_TAKEBACK = ROUTES.index("unpaid_takeback")
NEGOTIATED = ROUTES.index("negotiated")
INVESTIGATE = ROUTES.index("investigate")
BY_REFERENCE = ROUTES.index("by_reference")

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
            # The office states the holder's own cause; it counts without a verification.
            rejected,
            np.ones(len(verified), dtype=bool),
            ~verified & ~rejected,
        ],
        # An unclassified cause stays open even if it was verified, unless it was rejected.
        default=~rejected,
    )
    # Dates that show a ground of Art. 8 (1) wait for a finding about just that.
    is_settled = (verified & (record.cause_kind == CauseKind.HOLDER)) | (
        rejected & record.is_late_handover_claimed
    )
    # A day of handover that cannot be parsed can be a late one.
    is_open |= (facts.has_handover_ground | record.is_handover_unreadable) & ~is_settled
    # No contract agrees a start that is over, so one of the two dates is wrong or not the first.
    is_open |= facts.is_start_before_contract
    # The first case that holds decides.
    cases = [
        (NO_ROUTE, idle != YES),
        (NEGOTIATED, idle_rules == RULE_CODE["idle_suspended"]),
        (NEGOTIATED, (record.cause_kind == CauseKind.OUTSIDE) & verified),
        (INVESTIGATE, is_open),
        (BY_REFERENCE, record.fee_base == FeeBase.COLLECTIVE),
        (FEE, idle_rules == RULE_CODE["idle_one_year"]),
    ]
    routes, conditions = zip(*cases, strict=True)
    codes = [np.int8(route) for route in routes]
    return np.select(conditions, codes, default=np.int8(UNPAID_TAKEBACK))


def fees_cny(prices: np.ndarray, has_base: np.ndarray, book: RuleBook) -> np.ndarray:
    """Return the fee of each parcel in yuan: price x rate, rounded to fen.

    Parameters
    ----------
    prices : ndarray of float64
        Land prices in yuan; NaN where none is recorded.
    has_base : ndarray of bool
        Where the price is the base of a fee.
    book
        The rulebook version that gives the rate.

    Returns
    -------
    ndarray of float64
        NaN where the price is no base, not recorded or zero.
    """
    has_fee = has_base & (prices > 0)
    rate = book.fee_rate
    # Multiplied before it is divided, so that 20 % of whole yuan has no error of 0.2 in binary.
    fees = np.round(prices * rate.numerator / rate.denominator, FEE_DECIMALS)
    return np.where(has_fee, fees, np.nan)
