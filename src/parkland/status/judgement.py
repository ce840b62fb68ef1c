"""A judgement: the verdict on a table of parcels, and all that the texts about it need.

`flag_status`, `contradictions`, `explain` and `deadlines` read the same judgement, so they cannot
disagree. `judge` makes it and checks the arguments.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from parkland.choices import Lang, choose
from parkland.conventions import rulebook_label
from parkland.errors import ChoiceError
from parkland.schema import require_canonical
from parkland.status.disposal_routes import FEE, INVESTIGATE, fees_cny
from parkland.status.fee_bases import FeeBase, implausible_prices
from parkland.status.partial_areas import require_measured
from parkland.status.recorded_facts import RecordedFacts
from parkland.status.rule_codes import RULE_CODE
from parkland.status.verdicts import Verdict
from parkland.units import DEFAULT_UNIT

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

    from parkland.choices import AreaUnit
    from parkland.conventions import RuleBook
    from parkland.ledger_record import Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The verdict on each parcel of a table, on one day or on a day of its own.

    Attributes
    ----------
    parcels : DataFrame
        The table that was judged. The arrays below have one entry a row.
    verdict : Verdict
    rules : RuleBook
        The rulebook that was asked for, with all its versions.
    book : RuleBook
        Its version that decided: the one in force on the day, else the earliest one.
    lang : str
        Language of the texts that are made from the judgement.
    idle_since : ndarray of datetime64[D]
        The first day on which a parcel is idle; NaT where it is not.
    routes : ndarray of int8
        Places in `disposal_routes.ROUTES`.
    fee_cny : ndarray of float64
        In yuan; NaN where the route is no fee or the fee is not known.
    fee_if_holder_cny : ndarray of float64
        In yuan: the fee that is due if an investigation finds the holder to be the cause. It is not
        due yet and belongs into no total; NaN where nothing is investigated or it is not known.
    is_price_implausible : ndarray of bool
        The price for each square metre cannot be true, so that it is the base of no fee.
    next_on : ndarray of datetime64[D]
        The next day on which the verdict changes; NaT where there is none.
    unit : str
        The unit of areas in the texts.
    """

    parcels: pd.DataFrame
    verdict: Verdict
    rules: RuleBook
    book: RuleBook
    lang: Lang
    idle_since: np.ndarray
    routes: np.ndarray
    fee_cny: np.ndarray
    fee_if_holder_cny: np.ndarray
    is_price_implausible: np.ndarray
    next_on: np.ndarray
    unit: AreaUnit = DEFAULT_UNIT

    @classmethod
    def on_day(cls, parcels: pd.DataFrame, day: dt.date, rules: RuleBook, lang: Lang) -> Judgement:
        """Judge all parcels on one day, by the version of `rules` in force on it.

        On a day before the first version, that version is applied all the same: it decides what
        does not follow from the law, and gives the rule ``no_law`` for the rest.
        """
        days = np.full(len(parcels), np.datetime64(day, "D"))
        # Versions come latest first.
        book = rules.at(day) or rules.versions[-1]
        return cls.on_days(parcels, days, rules, lang, book=book)

    @classmethod
    def on_days(
        cls,
        parcels: pd.DataFrame,
        days: np.ndarray,
        rules: RuleBook,
        lang: Lang,
        *,
        book: RuleBook,
    ) -> Judgement:
        """Judge each parcel on a day of its own, by the version `book` of `rules`.

        Parameters
        ----------
        parcels
            A canonical table; a parcel may stand in several rows.
        days : ndarray of datetime64[D]
            One day for each row.
        rules, book
            The rulebook, and the version of it that decides on all days.
        lang
            Language of the texts.
        """
        verdict = Verdict.on(RecordedFacts.from_table(parcels, book), days, book)
        routes = verdict.routes()
        prices = parcels["price_cny"].to_numpy(dtype="float64")
        is_absurd = implausible_prices(parcels, book)
        # Which share of the price belongs to the rest of a parcel is not recorded.
        fees = fees_cny(
            prices,
            (verdict.facts.record.fee_base == FeeBase.PRICE)
            & ~verdict.is_part_reclaimed
            & ~is_absurd,
            book,
        )
        is_one_year = verdict.idle_rule == RULE_CODE["idle_one_year"]
        return cls(
            parcels=parcels,
            verdict=verdict,
            rules=rules,
            book=book,
            lang=lang,
            idle_since=verdict.idle_since(book),
            routes=routes,
            fee_cny=np.where(routes == FEE, fees, np.nan),
            fee_if_holder_cny=np.where((routes == INVESTIGATE) & is_one_year, fees, np.nan),
            is_price_implausible=is_absurd,
            next_on=verdict.next_on(book, routes),
        )

    @property
    def rules_name(self) -> str:
        """The label of the rulebook; see `conventions.rulebook_label`."""
        return rulebook_label(self.rules)


def judge(subject: Subject, lang: Lang) -> Judgement:
    """Judge the parcels of `subject` on its day by its rules.

    Parameters
    ----------
    subject
        A ledger or parcels, with their day and rules.
    lang
        Language of the texts.

    Raises
    ------
    ColumnError
        If a canonical column is absent, or an area that would decide a verdict.
    ChoiceError
        If the day or the language cannot be used, if the table was judged by another rulebook, or
        if the rulebook has no law.
    """
    day, rules = subject.day, subject.book
    if not rules.has_law:
        raise ChoiceError("status.no_law", rules=rules.name)
    # All arguments are checked before any work is done, and areas before a verdict depends on them.
    choose(lang, Lang, "lang")
    require_canonical(subject.parcels)
    require_measured(subject.parcels)
    judgement = Judgement.on_day(subject.parcels, day, rules, lang)
    return replace(judgement, unit=subject.conventions.print_units[0])
