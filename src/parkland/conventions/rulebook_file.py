"""The keys of a rulebook and the types of their values, as they stand in the TOML file.

The comments of `resources/rulebooks/idle-land-2012.toml` say what each key means. `rulebooks` turns
these tables into the frozen `RuleBook`.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Literal, get_args

from msgspec import Struct, defstruct, field

from parkland.choices import Lang
from parkland.conventions.own_status_file import ConditionTable
from parkland.conventions.value_types import (
    DateField,
    Days,
    DisposalKind,
    FieldName,
    Limit,
    LocalText,
    Share,
    Years,
)
from parkland.wording import resource

# The facts that a class of 五未 can ask for.
ClassFact = Literal["supplied", "started", "finished", "producing", "fully_developed"]

if TYPE_CHECKING:
    RuleName = str
    StartBasis = str
    Route = str
    StepName = str
    CauseState = str
    Deadline = str
    CitedFor = str
else:
    # The code knows the rules by their names. The bundled rulebook has them all (a test compares
    # it with the code), so that an unknown name in another rulebook is a fault and not ignored.
    _NAMES = {
        key: tuple(table)
        for key, table in resource("rulebooks/idle-land-2012.toml").items()
        if isinstance(table, dict)
    }
    RuleName = Literal[_NAMES["rules"]]
    StartBasis = Literal[_NAMES["start_basis"]]
    Route = Literal[_NAMES["routes"]]
    StepName = Literal[tuple(dict.fromkeys((*_NAMES["routes"], *_NAMES["rules"])))]
    CauseState = Literal[_NAMES["cause_words"]]
    Deadline = Literal[_NAMES["deadlines"]]
    CitedFor = Literal[(*_NAMES["start_basis"], *_NAMES["deadlines"])]


class LawTable(Struct, kw_only=True, forbid_unknown_fields=True):
    """A reason, with a key for each language, and the article behind it."""

    article: LocalText = ""
    verified: bool = True
    # The reason in languages that an office added (`toml_layers.with_more_languages`).
    more: dict[str, str] = {}

    @property
    def texts(self) -> dict[str, str]:
        """The reason by language, as far as it is given."""
        texts = {lang: getattr(self, lang) for lang in get_args(Lang)} | self.more
        return {lang: text for lang, text in texts.items() if text is not None}


if TYPE_CHECKING:

    class RuleTable(LawTable):
        """A rule, a route or the article of a start date."""

    class CauseTable(LawTable):
        """A cause of idleness: also its side, and the words that name it."""

        outside: bool
        words: list[str]

else:
    _TEXTS = [(lang, str | None, None) for lang in get_args(Lang)]
    RuleTable = defstruct(
        "RuleTable", _TEXTS, bases=(LawTable,), kw_only=True, forbid_unknown_fields=True
    )
    CauseTable = defstruct(
        "CauseTable",
        [*_TEXTS, ("outside", bool), ("words", list[str])],
        bases=(LawTable,),
        kw_only=True,
        forbid_unknown_fields=True,
    )


class ThresholdsTable(Struct, kw_only=True, forbid_unknown_fields=True):
    """The table ``[thresholds]``."""

    default_start_after_handover_years: Years
    extension_at_most_years: Years
    temporary_use_at_most_years: Years
    idle_after_years: Years
    taken_back_after_years: Years
    developed_below: Share
    invested_below: Share
    fee_rate: Share
    investigation_days: Days
    answer_days: Days
    compliance_days: Days
    hearing_days: Days
    warning_days: list[Days]


class VerificationTable(Struct, kw_only=True, forbid_unknown_fields=True):
    """The table ``[verification]``: the text with which the articles were compared, and when."""

    source: LocalText
    checked_on: dt.date


class PlausibleTable(Struct, kw_only=True, forbid_unknown_fields=True):
    """The table ``[plausible]``: outside of it a value is a fault and decides nothing."""

    earliest: dt.date
    latest: dt.date
    invested_at_most: Limit
    price_per_m2_from: Limit
    price_per_m2_to: Limit


class SupplyTable(Struct, kw_only=True, forbid_unknown_fields=True):
    """The table ``[supply]``: the words of a mode of supply or of ownership."""

    collective: list[str]
    collective_codes: list[str]
    without_price: list[str]
    with_price: list[str]


class FlagTable(Struct, kw_only=True, forbid_unknown_fields=True):
    """An entry of ``[[flags]]``."""

    name: str
    requires: list[FieldName]
    on: DateField


class CriterionTable(Struct, kw_only=True, forbid_unknown_fields=True):
    """An entry of ``low_efficiency.criteria``."""

    column: str
    below: Limit | None = None
    above: Limit | None = None


class LowEfficiencyTable(Struct, kw_only=True, forbid_unknown_fields=True):
    """The table ``[low_efficiency]``."""

    criteria: list[CriterionTable] = []


class CodeListTable(Struct, kw_only=True, forbid_unknown_fields=True):
    """A named list of codes, with where it comes from."""

    name: LocalText
    codes: list[str]
    source: LocalText
    verified: bool = False


class FundingTable(Struct, kw_only=True, forbid_unknown_fields=True):
    """A source of money that may pay only for land supplied by a day."""

    name: LocalText
    words: list[str]
    supplied_until: dt.date
    policy: LocalText
    verified: bool = False


class RulebookFile(Struct, kw_only=True, forbid_unknown_fields=True):
    """A whole rulebook, with what it extends and replaces."""

    extends: str = ""
    title: LocalText
    in_force: dt.date
    replaces: str = ""
    disclaimer: LocalText
    unverified: LocalText
    reclaim_kinds: list[DisposalKind]
    ending_kinds: list[DisposalKind]
    restarting_kinds: list[DisposalKind]
    verification: VerificationTable
    thresholds: ThresholdsTable
    plausible: PlausibleTable
    supply: SupplyTable
    flags: list[FlagTable] = []
    ten_categories: dict[str, str] = {}
    low_efficiency: LowEfficiencyTable = field(default_factory=LowEfficiencyTable)
    five_not: dict[str, dict[ClassFact, bool]] = {}
    five_not_lists: dict[str, CodeListTable] = {}
    funding: dict[str, FundingTable] = {}
    causes: dict[str, CauseTable]
    rules: dict[RuleName, RuleTable]
    start_basis: dict[StartBasis, LocalText]
    articles: dict[CitedFor, RuleTable] = {}
    routes: dict[Route, RuleTable]
    steps: dict[StepName, LocalText]
    cause_words: dict[CauseState, LocalText]
    deadlines: dict[Deadline, LocalText]
    conditions: list[ConditionTable] = []
