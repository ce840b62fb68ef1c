"""Dated legal rules, as data: thresholds, articles and the words of every reason.

The bundled rulebooks are in `resources/rulebooks/`. An article that was not checked against the
text of the law says so wherever it is printed.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from fractions import Fraction
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from parkland.errors import ConventionError

if TYPE_CHECKING:
    import datetime as dt
    import os
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Rule:
    """What a rule gives: the words of the reason and, if a law is behind it, the article."""

    reason: Mapping[str, str]
    article: Mapping[str, str] | None
    verified: bool


@dataclass(frozen=True, slots=True)
class FlagRule:
    """A further flag: true where all of `requires` are known, by the date in `on`."""

    name: str
    requires: tuple[str, ...]
    on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleBook:
    """One version of the rules on land status."""

    name: str
    title: Mapping[str, str]
    in_force: dt.date
    disclaimer: Mapping[str, str]
    unverified: Mapping[str, str]
    reclaim_kinds: tuple[str, ...]
    default_start_after_handover_years: int
    idle_after_years: int
    taken_back_after_years: int
    developed_below: Fraction
    invested_below: Fraction
    flags: tuple[FlagRule, ...]
    rules: Mapping[str, Rule]
    start_basis: Mapping[str, Mapping[str, str]]
    articles: Mapping[str, Rule]

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
    bundled = files("parkland").joinpath("resources", "rulebooks", f"{name}.toml")
    entry = Path(name) if name.endswith(".toml") else bundled
    if not entry.is_file():
        raise ConventionError(
            "there is no such rulebook",
            where=name,
            do="name a bundled one or a path that ends in .toml",
        )
    try:
        return _build(name, tomllib.loads(entry.read_text(encoding="utf-8")))
    except (KeyError, TypeError, ValueError) as error:
        raise ConventionError(
            f"the rulebook is not well formed ({type(error).__name__}: {error})",
            where=name,
            do="compare it with the bundled idle-land-2012.toml",
        ) from error


def _build(name: str, content: dict[str, Any]) -> RuleBook:
    limits = content["thresholds"]
    return RuleBook(
        name=name,
        title=MappingProxyType(content["title"]),
        in_force=content["in_force"],
        disclaimer=MappingProxyType(content["disclaimer"]),
        unverified=MappingProxyType(content["unverified"]),
        reclaim_kinds=tuple(content["reclaim_kinds"]),
        default_start_after_handover_years=int(limits["default_start_after_handover_years"]),
        idle_after_years=int(limits["idle_after_years"]),
        taken_back_after_years=int(limits["taken_back_after_years"]),
        developed_below=Fraction(limits["developed_below"]),
        invested_below=Fraction(limits["invested_below"]),
        flags=tuple(
            FlagRule(flag["name"], tuple(flag["requires"]), flag["on"])
            for flag in content.get("flags", ())
        ),
        rules=MappingProxyType({key: _rule(rule) for key, rule in content["rules"].items()}),
        start_basis=MappingProxyType(content["start_basis"]),
        articles=MappingProxyType({key: _rule(rule) for key, rule in content["articles"].items()}),
    )


def _rule(content: dict[str, Any]) -> Rule:
    return Rule(
        reason=MappingProxyType({lang: content.get(lang, "") for lang in ("zh", "en")}),
        article=content.get("article"),
        verified=bool(content.get("verified", True)),
    )
