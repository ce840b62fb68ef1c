"""What is said about a rating: why there is no class, what was taken into account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parkland.areas.rounding import exact
from parkland.asset_figures.asset_labels import asset_label
from parkland.asset_figures.yearly_amounts import INDICATORS, number_text
from parkland.conventions import compact_word
from parkland.languages import grammar
from parkland.schema import LIST_JOINT
from parkland.wording import wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from fractions import Fraction

    from parkland.asset_figures.rated_units import RatedUnit
    from parkland.conventions.methods import Group, LowCriterion, Method


def lacking_text(names: Sequence[str], lang: str, *, zero: Sequence[str] = ()) -> str:
    """Return that a figure cannot be computed, and what is missing or 0: 无法计算（缺综合能耗）."""
    rules = grammar(lang)
    parts = []
    if names:
        fields = rules.join(asset_label(name, lang) for name in names)
        parts.append(wording("rating.lacks", lang, fields=fields))
    if zero:
        fields = rules.join(asset_label(name, lang) for name in zero)
        parts.append(wording("rating.is_zero", lang, fields=fields))
    return wording("rating.uncomputable", lang, why=rules.phrases(parts))


def lacking_amounts(unit: RatedUnit, group: Group) -> tuple[list[str], list[str]]:
    """Return the amounts for lack of which a unit has no score, and the divisors of 0 or less."""
    parts = [one for one in group.indicators if one.key in unit.lacking]
    named = dict.fromkeys(name for one in parts for name in (one.numerator, one.denominator))
    zero = [
        name
        for name in dict.fromkeys(one.denominator for one in parts)
        if (value := unit.figures.amounts[name]) is not None and value <= 0
    ]
    return unit.figures.lacking(named), zero


def indicator_text(
    row: Mapping[Any, Any], indicator: str, lang: str, *, limit: Fraction | None = None
) -> str:
    """Return an indicator of a row of `per_mu` as it reads, or why it cannot be computed.

    Parameters
    ----------
    row
        A row of `per_mu`, as a mapping.
    indicator
        One of `INDICATORS`; a share reads in percent.
    lang
        The language.
    limit
        See `number_text`.

    Examples
    --------
    >>> row = {"tax_per_mu": 9.18, "va_per_tce": None, "missing": "energy_tce", "zero": None}
    >>> indicator_text(row, "tax_per_mu", "zh"), indicator_text(row, "va_per_tce", "zh")
    ('9.18', '无法计算（缺综合能耗）')
    """
    value = row[indicator]
    if value is not None and value == value:  # noqa: PLR0124 - NaN
        times = 100 if indicator.endswith("_share") else 1
        return number_text(exact(value) * times, limit=limit)
    parts = INDICATORS[indicator]
    missing, zero = (
        [name for name in parts if name in _split(row[key])] for key in ("missing", "zero")
    )
    return lacking_text(missing, lang, zero=[name for name in zero if name == parts[1]])


def _split(cell: Any) -> list[str]:
    return cell.split(LIST_JOINT) if isinstance(cell, str) else []


def why_text(key: str, lang: str, *, names: Sequence[str] = (), **values: object) -> str:
    """Return a sentence of the section ``rating``."""
    if names:
        values["names"] = grammar(lang).join(names)
    return wording(f"rating.{key}", lang, **values)


def note_text(unit: RatedUnit, lang: str) -> str:
    """Return what was taken into account: a tie at a cut-off, adjustments, other members."""
    parts = [reason[lang] for reason in unit.notes]
    if unit.is_tied:
        parts.insert(0, wording("rating.tied", lang))
    if len(unit.members) > 1:
        parts.append(wording("rating.merged", lang, number=len(unit.members)))
    return grammar(lang).clauses(parts)


def low_text(criteria: Iterable[LowCriterion], lang: str) -> str:
    """Return the names of criteria of low efficiency."""
    return grammar(lang).join(one.name[lang] for one in criteria)


def stated_code(text: Any, codes: Sequence[str]) -> str:
    """Return the class that a stated text means: ``A`` of ``A类``; empty if it is none of them.

    Examples
    --------
    >>> stated_code("Ａ类", ["A", "B"]), stated_code("不参评", ["A", "B"])
    ('A', '')
    """
    if not isinstance(text, str):
        return ""
    word = compact_word(text)
    found = [code for code in codes if word.startswith(compact_word(code))]
    return max(found, key=len) if found else ""


def method_text(method: Method, lang: str) -> str:
    """Return a method with its document, and whether its numbers are checked, for a sentence."""
    marks = [method.document[lang]]
    if not method.verified and not method.is_example:
        marks.append(wording("rating.unverified", lang))
    return method.title[lang] + grammar(lang).brackets(grammar(lang).phrases(marks))
