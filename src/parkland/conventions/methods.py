"""`Method`: how a county rates its enterprises by what comes of their land (亩均论英雄).

A method is a TOML file like a rulebook. Its numbers hold for one county and one year; the bundled
ones are worked examples of published formulas and no county's numbers of today.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from parkland.choices import LandRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One amount by another, with its weight in the score.

    Attributes
    ----------
    key : str
    name : mapping
        By language.
    numerator, denominator : str
        Columns of the yearly figures, or ``land_m2``; read in 万元, mu, 万千瓦时, tce, t, persons.
    weight : Fraction
    base : Fraction, "mean", "median" or None
        With the formula ``"ratio"`` the score is weight x value / base.
    cap, floor : Fraction or None
        The most and the least that value / base counts.
    negative : str
        ``"keep"``, or ``"zero"``: a negative value scores 0.
    missing : str
        What a value that is not known scores: nothing can be computed (``"uncomputable"``),
        ``"zero"``, or the ``"mean"`` score of the group.
    """

    key: str
    name: Mapping[str, str]
    numerator: str
    denominator: str
    weight: Fraction
    base: Fraction | str | None
    cap: Fraction | None
    floor: Fraction | None
    negative: str
    missing: str


@dataclass(frozen=True, slots=True)
class Cutoff:
    """A class, and the share of the ranks up to which it goes, or the lowest score that it has."""

    code: str
    to: Fraction | None
    score: Fraction | None


@dataclass(frozen=True, slots=True)
class Classes:
    """The classes from best to last, how shares of a group are counted, and the least group."""

    cutoffs: tuple[Cutoff, ...]
    counting: str
    minimum_group: int

    @property
    def codes(self) -> tuple[str, ...]:
        """The classes, from best to last."""
        return tuple(cutoff.code for cutoff in self.cutoffs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Enterprises that are ranked by themselves; an empty condition holds for all."""

    key: str
    name: Mapping[str, str]
    scales: tuple[str, ...]
    industries: tuple[str, ...]
    districts: tuple[str, ...]
    indicators: tuple[Indicator, ...]
    classes: Classes


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """A reason not to be rated, and the conditions that together lead to it."""

    reason: Mapping[str, str]
    operating: tuple[str, ...]
    industries: tuple[str, ...]
    scales: tuple[str, ...]
    registered_within_years: int | None
    land_held_within_years: int | None
    tenants_only: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment:
    """A rule that changes a score before the ranking, or a class after it."""

    reason: Mapping[str, str]
    indicator: str
    below: Fraction | None
    above: Fraction | None
    tenants_above: int | None
    enterprises: tuple[str, ...]
    scales: tuple[str, ...]
    points: Fraction
    points_per_tenant: Fraction
    at_most: str
    at_least: str
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LowCriterion:
    """A criterion of low efficiency. It never says that land is idle."""

    name: Mapping[str, str]
    indicator: str
    below: Fraction | None
    above: Fraction | None
    scales: tuple[str, ...]

    @property
    def limit(self) -> Fraction | None:
        """The limit, whichever side it is on."""
        return self.above if self.below is None else self.below


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """A method of rating, as frozen data; `load_method` reads it.

    Attributes
    ----------
    name : str
        A bundled name, or the path of the file.
    title, document, source, disclaimer : mapping
        Texts by language: the method's name, its document number, where its numbers come from, and
        what stands behind every result.
    year : int
        The year whose figures are rated.
    verified, is_example : bool
        Whether its numbers were compared with the document; whether they only show a formula.
    formula : str
        ``"ratio"`` (weight x value / base) or ``"minmax"`` (weight between `lowest` % and 100 %, by
        where the value lies between the least and the greatest of the group).
    lowest : Fraction
    land : str
        The land to divide by; see `per_mu`.
    minimum_mu : Fraction
    tenants : str
        ``"own"`` (every enterprise by its own land), ``"merge"`` (those on one parcel together) or
        ``"follow"`` (a tenant gets the class of its lessor).
    tenant_scales : tuple of str
        The scales to which the rule for tenants applies; empty for all.
    groups, exclusions, adjustments, low_efficiency : tuple
    """

    name: str
    title: Mapping[str, str]
    document: Mapping[str, str]
    source: Mapping[str, str]
    disclaimer: Mapping[str, str]
    year: int
    verified: bool
    is_example: bool
    formula: str
    lowest: Fraction
    land: LandRule
    minimum_mu: Fraction
    tenants: str
    tenant_scales: tuple[str, ...]
    groups: tuple[Group, ...]
    exclusions: tuple[Exclusion, ...]
    adjustments: tuple[Adjustment, ...]
    low_efficiency: tuple[LowCriterion, ...]

    @property
    def classes(self) -> tuple[str, ...]:
        """Every class of every group, from best to last."""
        return tuple(dict.fromkeys(code for group in self.groups for code in group.classes.codes))

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """Every indicator of every group, once."""
        return tuple({one.key: one for group in self.groups for one in group.indicators}.values())
