"""A judgement: the verdict on a table of parcels, what follows from it, and what the texts need.

`flag_status`, `contradictions`, `explain` and `deadlines` read the same judgement, so that they
cannot disagree. `judge` makes it, and checks what was asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

import numpy as np

from parkland.choices import Lang, choose
from parkland.schema import require_canonical
from parkland.status.facts_on_day import YES
from parkland.status.partial_areas import require_measured
from parkland.status.recorded_facts import Record
from parkland.status.verdicts import ROUTES, Verdict

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

    from parkland.conventions import RuleBook
    from parkland.ledger_record import Subject

FEN_DECIMALS = 2


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on each parcel on one day, or on a day of its own.

    Attributes
    ----------
    parcels : DataFrame
        The table that was judged.
    verdict : Verdict
    rules : RuleBook
        The rulebook that was asked for.
    book : RuleBook
        Its version that decided: the one in force on the day, else the first one.
    lang : str
        Language of the texts that are made from the judgement.
    since, next_on : ndarray of datetime64[D]
        The first day on which a parcel is idle, and the day that comes next; NaT where none.
    route : ndarray of int8
        Places in `ROUTES`.
    fee : ndarray of float64
        In yuan; NaN where no fee is due or where it is not known.
    """

    parcels: pd.DataFrame
    verdict: Verdict
    rules: RuleBook
    book: RuleBook
    lang: Lang
    since: np.ndarray
    route: np.ndarray
    fee: np.ndarray
    next_on: np.ndarray

    @classmethod
    def of(cls, parcels: pd.DataFrame, day: dt.date, rules: RuleBook, lang: Lang) -> Judgement:
        """Judge `parcels` on `day` by the version of `rules` in force then.

        Before the first version, that one is read, and its texts say that it was not in force.
        """
        days = np.full(len(parcels), np.datetime64(day, "D"))
        return cls.on(parcels, days, rules, lang, book=rules.at(day) or rules.versions[-1])

    @classmethod
    def on(
        cls,
        parcels: pd.DataFrame,
        days: np.ndarray,
        rules: RuleBook,
        lang: Lang,
        *,
        book: RuleBook,
    ) -> Judgement:
        """Judge each of `parcels` on a day of its own, by the version `book` of `rules`."""
        verdict = Verdict.on(Record.of(parcels, book), days, book)
        route = verdict.route()
        return cls(
            parcels=parcels,
            verdict=verdict,
            rules=rules,
            book=book,
            lang=lang,
            since=verdict.idle_since(book),
            route=route,
            fee=_fees(parcels, verdict, route, book),
            next_on=verdict.next_on(book, route),
        )

    @property
    def rules_name(self) -> str:
        """The name of the rulebook, without the folder of a file."""
        return PurePath(self.rules.name).name


def judge(subject: Subject, lang: Lang) -> Judgement:
    """Judge the parcels of `subject` on its day by its rules.

    Raises
    ------
    ColumnError
        If a canonical column is absent, or an area that would decide a verdict.
    ChoiceError
        If the day or the language cannot be used, or if the table was judged by another rulebook.
    """
    day, rules = subject.day, subject.book
    choose(lang, Lang, "lang")
    require_canonical(subject.parcels)
    require_measured(subject.parcels)
    return Judgement.of(subject.parcels, day, rules, lang)


def _fees(parcels: pd.DataFrame, verdict: Verdict, route: np.ndarray, book: RuleBook) -> np.ndarray:
    """Return the fee in yuan; NaN without a price, or for a parcel that was reclaimed in part."""
    price = parcels["price_cny"].to_numpy(dtype="float64")
    in_part = (verdict.reclaimed == YES) & verdict.facts.record.recorded["in_part"]
    due = (route == ROUTES.index("fee")) & (price > 0) & ~in_part
    fee = np.round(price * book.fee_rate.numerator / book.fee_rate.denominator, FEN_DECIMALS)
    return np.where(due, fee, np.nan)
