"""Rulebooks without law: no idleness, no articles, no disclaimer; conditions of own axes, if any.

The bundled one is ``none``. A rulebook that extends it may have a title, a disclaimer and
conditions, and nothing else: a key of the law would have no effect.
"""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from msgspec import Struct

from parkland.conventions.own_conditions import conditions
from parkland.conventions.own_status_file import ConditionTable, texts_of
from parkland.conventions.rulebooks import Plausible, RuleBook, SupplyWords
from parkland.conventions.value_types import LocalText

WITHOUT_LAW = "none"


class OwnRulesFile(Struct, kw_only=True, forbid_unknown_fields=True):
    """A rulebook without law, with what it extends."""

    extends: str = ""
    title: LocalText = ""
    disclaimer: LocalText = ""
    conditions: list[ConditionTable] = []


def own_rulebook(name: str, file: OwnRulesFile, *, where: str) -> RuleBook:
    """Return a rulebook without law; everything that the law would decide is empty.

    Parameters
    ----------
    name
        Of the rulebook.
    file
        Its content, with what it extends.
    where
        The file in which its conditions stand.
    """
    silent = texts_of("")
    return RuleBook(
        name=name,
        title=texts_of(file.title),
        in_force=dt.date.min,
        replaces=None,
        disclaimer=texts_of(file.disclaimer),
        unverified=silent,
        reclaim_kinds=(),
        ending_kinds=(),
        restarting_kinds=(),
        default_start_after_handover_years=0,
        extension_at_most_years=0,
        temporary_use_at_most_years=0,
        idle_after_years=0,
        taken_back_after_years=0,
        developed_below=Fraction(0),
        invested_below=Fraction(0),
        fee_rate=Fraction(0),
        investigation_days=0,
        answer_days=0,
        compliance_days=0,
        hearing_days=0,
        warning_days=(),
        source=silent,
        checked_on=dt.date.min,
        plausible=Plausible(
            earliest=dt.date.min,
            latest=dt.date.max,
            invested_at_most=0,
            price_per_m2_from=0,
            price_per_m2_to=0,
        ),
        supply=SupplyWords(collective=(), collective_codes=(), without_price=(), with_price=()),
        flags=(),
        low_efficiency=(),
        five_not={},
        five_not_lists={},
        funding={},
        ten_categories={},
        causes={},
        rules={},
        start_basis={},
        articles={},
        routes={},
        steps={},
        cause_words={},
        deadlines={},
        has_law=False,
        conditions=conditions(file.conditions, where=where),
    )
