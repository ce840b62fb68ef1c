"""Dated legal rules, as data: thresholds, articles and the words of every reason.

The bundled rulebooks are in `resources/rulebooks/`. An article that was not checked against the
text of the law says so wherever it is printed. A rulebook may extend another (a county's own
criteria) and replace another (a later version): `RuleBook.at` gives the one in force on a day.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any

from parkland.conventions.toml_layers import beside, frozen, read_layered, required
from parkland.errors import ConventionError
from parkland.schema import AXIS_CODES, FIELDS

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping


# What a class of 五未 may ask about.
CLASS_FACTS = ("supplied", "started", "finished", "producing", "fully_developed")


@dataclass(frozen=True, slots=True)
class Rule:
    """What a rule gives: the words of the reason and, if a law is behind it, the article."""

    reason: Mapping[str, str]
    article: Mapping[str, str] | None
    verified: bool


@dataclass(frozen=True, slots=True)
class Cause:
    """A cause of idleness: whether it lies outside the holder, its article and its words."""

    rule: Rule
    outside: bool
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class FlagRule:
    """A further flag: true where all of `requires` are known, by the date in `on`."""

    name: str
    requires: tuple[str, ...]
    on: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """A criterion of low efficiency: the number in an office's own column lies beyond a limit."""

    column: str
    below: float | None
    above: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleBook:
    """One version of the rules on land status, and the version that it replaced."""

    name: str
    title: Mapping[str, str]
    in_force: dt.date
    replaces: RuleBook | None
    disclaimer: Mapping[str, str]
    unverified: Mapping[str, str]
    reclaim_kinds: tuple[str, ...]
    ending_kinds: tuple[str, ...]
    default_start_after_handover_years: int
    extension_at_most_years: int
    temporary_use_at_most_years: int
    idle_after_years: int
    taken_back_after_years: int
    developed_below: Fraction
    invested_below: Fraction
    fee_rate: Fraction
    investigation_days: int
    warning_days: tuple[int, ...]
    flags: tuple[FlagRule, ...]
    low_efficiency: tuple[Criterion, ...]
    five_not: Mapping[str, Mapping[str, bool]]
    ten_categories: Mapping[str, str]
    causes: Mapping[str, Cause]
    rules: Mapping[str, Rule]
    start_basis: Mapping[str, Mapping[str, str]]
    articles: Mapping[str, Rule]
    routes: Mapping[str, Rule]
    steps: Mapping[str, Mapping[str, str]]
    cause_words: Mapping[str, Mapping[str, str]]
    deadlines: Mapping[str, Mapping[str, str]]

    @property
    def versions(self) -> tuple[RuleBook, ...]:
        """The version itself and those before it, the latest first."""
        return (self, *(self.replaces.versions if self.replaces else ()))

    def at(self, as_of: dt.date) -> RuleBook | None:
        """Return the version in force on the day `as_of`; None before the first.

        Examples
        --------
        >>> import datetime as dt
        >>> load_rulebook().at(dt.date(2012, 7, 1)).name
        'idle-land-2012'
        >>> load_rulebook().at(dt.date(2012, 6, 30))
        """
        return next((book for book in self.versions if book.in_force <= as_of), None)

    def citation(self, rule: str, lang: str, *, start_basis: str = "") -> str:
        """Return the article behind `rule` as printed, or an empty text if no law is behind it."""
        cited = [
            self.rules[rule],
            *([self.articles[start_basis]] if start_basis in self.articles else []),
        ]
        articles = [law.article[lang] for law in cited if law.article]
        if not articles:
            return ""
        joint, stop = ("、", "；") if lang == "zh" else (", ", "; ")
        checked = all(law.verified for law in cited if law.article)
        parts = [
            f"{self.title[lang]}{joint.join(dict.fromkeys(articles))}"
            if lang == "zh"
            else f"{self.title[lang]}, {joint.join(dict.fromkeys(articles))}",
            *([] if checked else [self.unverified[lang]]),
            self.disclaimer[lang],
        ]
        return stop.join(parts)

    def article(self, rule: Rule, lang: str) -> str:
        """Return the article of `rule` alone, with a word if it is not verified; or nothing."""
        if not rule.article:
            return ""
        mark = "" if rule.verified else ("，" if lang == "zh" else ", ") + self.unverified[lang]
        return rule.article[lang] + mark


def load_rulebook(rulebook: str | os.PathLike[str] | RuleBook = "idle-land-2012") -> RuleBook:
    """Return a rulebook by bundled name, by file (``.toml``), or as it is.

    Raises
    ------
    ConventionError
        If there is no such rulebook, or it is not well formed.

    Examples
    --------
    >>> load_rulebook().idle_after_years
    1
    """
    if isinstance(rulebook, RuleBook):
        return rulebook
    name = str(rulebook)
    return _read(name) if name.endswith(".toml") else _bundled(name)


@cache
def _bundled(name: str) -> RuleBook:
    """Read a bundled rulebook once: it cannot be changed."""
    return _read(name)


def _read(name: str) -> RuleBook:
    content = read_layered(name, kind="rulebook", keys=_KEYS)
    try:
        return _build(name, content)
    except ConventionError:
        raise
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
        raise ConventionError(
            f"the rulebook is not well formed ({type(error).__name__}: {error})",
            where=name,
            do="compare it with the bundled idle-land-2012.toml",
        ) from error


def _build(name: str, content: dict[str, Any]) -> RuleBook:
    limits = content["thresholds"]
    unknown = ", ".join(sorted(set(limits) - _THRESHOLDS))
    required(not unknown, f"unknown thresholds {unknown}")
    before = beside(name, content["replaces"])
    required(before != name, "it replaces itself")
    replaced = load_rulebook(before) if before else None
    in_force = content["in_force"]
    required(type(in_force) is dt.date, "in_force is no date")
    required(replaced is None or replaced.in_force < in_force, "in_force is not after `replaces`")
    kinds = {key: tuple(content[key]) for key in ("reclaim_kinds", "ending_kinds")}
    for kind in (*kinds["reclaim_kinds"], *kinds["ending_kinds"]):
        required(kind in AXIS_CODES["disposal_kind"], f"unknown kind of disposal {kind!r}")
    return RuleBook(
        name=name,
        title=frozen(content["title"]),
        in_force=in_force,
        replaces=replaced,
        disclaimer=frozen(content["disclaimer"]),
        unverified=frozen(content["unverified"]),
        reclaim_kinds=kinds["reclaim_kinds"],
        ending_kinds=kinds["ending_kinds"],
        default_start_after_handover_years=_number(limits, "default_start_after_handover_years"),
        extension_at_most_years=_number(limits, "extension_at_most_years"),
        temporary_use_at_most_years=_number(limits, "temporary_use_at_most_years"),
        idle_after_years=_number(limits, "idle_after_years"),
        taken_back_after_years=_number(limits, "taken_back_after_years"),
        investigation_days=_number(limits, "investigation_days"),
        developed_below=_share(limits, "developed_below"),
        invested_below=_share(limits, "invested_below"),
        fee_rate=_share(limits, "fee_rate"),
        warning_days=tuple(sorted(int(day) for day in limits["warning_days"])),
        flags=tuple(_flag(flag) for flag in content.get("flags", ())),
        low_efficiency=tuple(_criterion(one) for one in content["low_efficiency"]["criteria"]),
        five_not=frozen({code: _class(facts) for code, facts in content["five_not"].items()}),
        ten_categories=frozen({str(k): str(v) for k, v in content["ten_categories"].items()}),
        causes=frozen({key: _cause(cause) for key, cause in content["causes"].items()}),
        rules=frozen({key: _rule(rule) for key, rule in content["rules"].items()}),
        start_basis=frozen(content["start_basis"]),
        articles=frozen({key: _rule(rule) for key, rule in content["articles"].items()}),
        routes=frozen({key: _rule(rule) for key, rule in content["routes"].items()}),
        steps=frozen(content["steps"]),
        cause_words=frozen(content["cause_words"]),
        deadlines=frozen(content["deadlines"]),
    )


def _rule(content: dict[str, Any]) -> Rule:
    return Rule(
        reason=frozen({lang: content.get(lang, "") for lang in ("zh", "en")}),
        article=content.get("article"),
        verified=bool(content.get("verified", True)),
    )


def _cause(content: dict[str, Any]) -> Cause:
    return Cause(
        rule=_rule(content),
        outside=bool(content["outside"]),
        words=frozenset(plain_word(word) for word in content["words"]),
    )


def _flag(content: dict[str, Any]) -> FlagRule:
    requires, on = tuple(content["requires"]), str(content["on"])
    for field in (*requires, on):
        required(field in FIELDS, f"a flag asks for the unknown field {field!r}")
    required(FIELDS[on].kind == "date", f"the flag's {on!r} is no date")
    return FlagRule(str(content["name"]), requires, on)


def _criterion(content: dict[str, Any]) -> Criterion:
    below, above = content.get("below"), content.get("above")
    required((below is None) != (above is None), "a criterion wants `below` or `above`")
    return Criterion(
        str(content["column"]),
        None if below is None else float(below),
        None if above is None else float(above),
    )


def _class(facts: dict[str, Any]) -> Mapping[str, bool]:
    for fact, wanted in facts.items():
        required(fact in CLASS_FACTS, f"a class of 五未 asks for the unknown fact {fact!r}")
        required(isinstance(wanted, bool), f"{fact} wants true or false")
    return frozen(facts)


def plain_word(word: str) -> str:
    """Return a word as causes are compared: without width, spaces and letter case."""
    return "".join(unicodedata.normalize("NFKC", word).split()).casefold()


def _number(limits: dict[str, Any], key: str) -> int:
    number = limits[key]
    required(isinstance(number, int) and number >= 0, f"{key} wants a whole number")
    return int(number)


def _share(limits: dict[str, Any], key: str) -> Fraction:
    share = Fraction(str(limits[key]))
    required(0 <= share <= 1, f"{key} wants a share of 1, such as '1/4'")
    return share


_THRESHOLDS = frozenset(
    [
        "default_start_after_handover_years",
        "extension_at_most_years",
        "temporary_use_at_most_years",
        "idle_after_years",
        "taken_back_after_years",
        "investigation_days",
        "developed_below",
        "invested_below",
        "fee_rate",
        "warning_days",
    ]
)

_KEYS = frozenset(
    [
        "extends",
        "title",
        "in_force",
        "replaces",
        "disclaimer",
        "unverified",
        "reclaim_kinds",
        "ending_kinds",
        "thresholds",
        "flags",
        "ten_categories",
        "low_efficiency",
        "five_not",
        "causes",
        "rules",
        "start_basis",
        "articles",
        "routes",
        "steps",
        "cause_words",
        "deadlines",
    ]
)
