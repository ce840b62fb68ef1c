"""A judgement: the verdict on a table of parcels, what follows from it, and what the texts need.

`flag_status`, `contradictions`, `explain` and `deadlines` all read the same judgement, so that they
cannot disagree.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from parkland.status.facts import YES
from parkland.status.record import Record
from parkland.status.verdicts import ROUTES, Verdict

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

    from parkland.conventions import RuleBook

FEN_DECIMALS = 2


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on a table of parcels on one day, what follows from it, and how to say it."""

    parcels: pd.DataFrame
    verdict: Verdict
    book: RuleBook
    lang: str
    since: np.ndarray
    route: np.ndarray
    fee: np.ndarray
    next_on: np.ndarray

    @classmethod
    def of(cls, parcels: pd.DataFrame, day: dt.date, rules: RuleBook, lang: str) -> Judgement:
        """Judge `parcels` on `day` by the version of `rules` in force then.

        Before the first version, that one is read, and says that it was not in force.
        """
        book = rules.at(day) or rules.versions[-1]
        return cls.on(parcels, np.full(len(parcels), np.datetime64(day, "D")), book, lang)

    @classmethod
    def on(cls, parcels: pd.DataFrame, days: np.ndarray, book: RuleBook, lang: str) -> Judgement:
        """Judge each of `parcels` on a day of its own, by the version `book`."""
        verdict = Verdict.on(Record.of(parcels, book), days, book)
        route = verdict.route()
        return cls(
            parcels=parcels,
            verdict=verdict,
            book=book,
            lang=lang,
            since=verdict.idle_since(book),
            route=route,
            fee=_fees(parcels, verdict, route, book),
            next_on=verdict.next_on(book, route),
        )


def _fees(parcels: pd.DataFrame, verdict: Verdict, route: np.ndarray, book: RuleBook) -> np.ndarray:
    """Return the fee in yuan; not known without a price, or for a parcel taken back in part."""
    price = parcels["price_cny"].to_numpy(dtype="float64")
    in_part = (verdict.reclaimed == YES) & verdict.facts.record.told["in_part"]
    due = (route == ROUTES.index("fee")) & (price > 0) & ~in_part
    fee = np.round(price * book.fee_rate.numerator / book.fee_rate.denominator, FEN_DECIMALS)
    return np.where(due, fee, np.nan)
