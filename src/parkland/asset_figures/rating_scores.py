"""The score of each unit of a group, its rank, and its class.

``ratio``: weight x value / base, the quotient within the cap and the floor of the indicator.
``minmax``: weight x (lowest + (100 - lowest) x (value - least) / (greatest - least)) / 100, within
the group; if all values are equal it is undefined and no score is computed.

Ranks fall from the best score, compared unrounded; equal scores share a rank and the next rank is
skipped. A class goes up to a share of the ranks. Units that tie at a cut-off all get the better
class.
"""

from __future__ import annotations

from fractions import Fraction
from math import floor, fsum
from statistics import median
from typing import TYPE_CHECKING

from parkland.asset_figures.yearly_amounts import summed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parkland.asset_figures.rated_units import RatedUnit
    from parkland.conventions.methods import Adjustment, Classes, Indicator, Method


def score_group(
    units: Sequence[RatedUnit], indicators: Sequence[Indicator], method: Method
) -> None:
    """Set value and score of every indicator, and the score of each unit that has them all."""
    set_values(units, indicators)
    for indicator in indicators:
        if method.formula == "ratio":
            _by_ratio(units, indicator)
        else:
            _by_range(units, indicator, method.lowest)
        _fill(units, indicator)
    for unit in units:
        known = [score for score in unit.scores.values() if score is not None]
        unit.score = sum(known, Fraction(0)) if len(known) == len(indicators) else None


def set_values(units: Sequence[RatedUnit], indicators: Sequence[Indicator]) -> None:
    """Set the value of every indicator, None where it cannot be computed."""
    for unit in units:
        for one in indicators:
            unit.ratios[one.key] = unit.figures.ratio(one.numerator, one.denominator)


def _by_ratio(units: Sequence[RatedUnit], indicator: Indicator) -> None:
    base = _base(units, indicator)
    for unit in units:
        value = unit.ratios[indicator.key]
        if value is None or base is None or base <= 0:
            unit.scores[indicator.key] = None
            continue
        quotient = value / base
        if indicator.cap is not None:
            quotient = min(quotient, indicator.cap)
        if indicator.floor is not None:
            quotient = max(quotient, indicator.floor)
        is_zero = value < 0 and indicator.negative == "zero"
        unit.scores[indicator.key] = Fraction(0) if is_zero else indicator.weight * quotient


def _base(units: Sequence[RatedUnit], indicator: Indicator) -> Fraction | None:
    if isinstance(indicator.base, Fraction) or indicator.base is None:
        return indicator.base
    counted = [unit for unit in units if unit.ratios[indicator.key] is not None]
    if not counted:
        return None
    if indicator.base == "median":
        return median(
            value for unit in counted if (value := unit.ratios[indicator.key]) is not None
        )
    above = summed(unit.figures.amounts[indicator.numerator] or Fraction(0) for unit in counted)
    below = summed(unit.figures.amounts[indicator.denominator] or Fraction(0) for unit in counted)
    return above / below


def _by_range(units: Sequence[RatedUnit], indicator: Indicator, lowest: Fraction) -> None:
    values = [value for unit in units if (value := unit.ratios[indicator.key]) is not None]
    least, greatest = (min(values), max(values)) if values else (Fraction(0), Fraction(0))
    for unit in units:
        value = unit.ratios[indicator.key]
        if value is None:
            unit.scores[indicator.key] = None
        elif greatest == least:
            unit.scores[indicator.key] = None
            unit.same.append(indicator.key)
        elif value < 0 and indicator.negative == "zero":
            unit.scores[indicator.key] = Fraction(0)
        else:
            share = lowest + (100 - lowest) * (value - least) / (greatest - least)
            unit.scores[indicator.key] = indicator.weight * share / 100


def _fill(units: Sequence[RatedUnit], indicator: Indicator) -> None:
    """Give units that lack the value what the method says: nothing, 0, or the mean score."""
    known = [float(score) for unit in units if (score := unit.scores[indicator.key]) is not None]
    mean = Fraction(fsum(known) / len(known)) if known else None
    for unit in units:
        if unit.ratios[indicator.key] is not None or unit.scores[indicator.key] is not None:
            continue
        if indicator.missing == "zero":
            unit.scores[indicator.key] = Fraction(0)
        elif indicator.missing == "mean" and mean is not None:
            unit.scores[indicator.key] = mean
        else:
            unit.lacking.append(indicator.key)


def rank_and_class(units: Sequence[RatedUnit], classes: Classes) -> None:
    """Set rank and class of the units that have a score.

    In a group with fewer of them than the method asks for, no class is computed.
    """
    ranked = sorted(
        (unit for unit in units if unit.score is not None),
        key=lambda unit: unit.score or Fraction(0),
        reverse=True,
    )
    rank = 0
    for place, unit in enumerate(ranked, start=1):
        if place == 1 or unit.score != ranked[place - 2].score:
            rank = place
        unit.rank = rank
    if len(ranked) < classes.minimum_group:
        return
    ends = class_ends(len(ranked), classes)
    for place, unit in enumerate(ranked, start=1):
        for cutoff, end in zip(classes.cutoffs, ends, strict=True):
            if cutoff.score is not None:
                if unit.score is not None and unit.score >= cutoff.score:
                    unit.class_code = cutoff.code
                    break
            elif unit.rank is not None and unit.rank <= end:
                unit.class_code = cutoff.code
                # its place lies beyond the end: it has the class only because it ties
                unit.is_tied = place > end
                break
        else:
            unit.class_code = classes.codes[-1]


def class_ends(number: int, classes: Classes) -> list[int]:
    """Return the last rank of each class in a group of `number` units.

    Examples
    --------
    >>> from parkland.conventions import load_method
    >>> classes = load_method("huangyan-2022").groups[0].classes
    >>> [class_ends(number, classes) for number in (20, 39, 41)]
    [[5, 14, 19, 20], [9, 27, 37, 39], [10, 28, 38, 41]]
    """
    half = Fraction(1, 2) if classes.counting == "half_up" else Fraction(0)
    return [floor(number * (cutoff.to or Fraction(0)) + half) for cutoff in classes.cutoffs]


def adjust_score(unit: RatedUnit, rules: Sequence[Adjustment]) -> None:
    """Add the points of the rules that a unit meets."""
    for rule in rules:
        points = rule.points + rule.points_per_tenant * unit.tenants
        if points and unit.score is not None and _applies(rule, unit):
            unit.score += points
            unit.notes.append(rule.reason)


def adjust_class(unit: RatedUnit, rules: Sequence[Adjustment], codes: Sequence[str]) -> None:
    """Change the class by the rules that a unit meets, in their order."""
    for rule in rules:
        wanted = [code for code in (rule.at_most, rule.at_least, rule.to) if code in codes]
        if not unit.class_code or not wanted or not _applies(rule, unit):
            continue
        place = codes.index(unit.class_code)
        if rule.to:
            new = codes.index(rule.to)
        elif rule.at_most:
            new = max(place, codes.index(rule.at_most))
        else:
            new = min(place, codes.index(rule.at_least))
        if new != place:
            unit.class_code = codes[new]
            unit.notes.append(rule.reason)


def _applies(rule: Adjustment, unit: RatedUnit) -> bool:
    """Return whether a unit meets every condition of a rule; what is not known meets none."""
    if rule.scales and unit.scale not in rule.scales:
        return False
    if rule.enterprises and not {*unit.members, unit.facts.get("uscc")} & {*rule.enterprises}:
        return False
    if rule.tenants_above is not None and unit.tenants <= rule.tenants_above:
        return False
    return (
        not rule.indicator
        or is_beyond(unit.ratios.get(rule.indicator), below=rule.below, above=rule.above) is True
    )


def is_beyond(
    value: Fraction | None, *, below: Fraction | None, above: Fraction | None
) -> bool | None:
    """Return whether a value is below or above a limit, unrounded; None if it is not known."""
    if value is None:
        return None
    return (below is not None and value < below) or (above is not None and value > above)
