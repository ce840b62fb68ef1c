"""Conditions that give a parcel a code of an own axis, such as ``years_since(last_use) >= 5``.

They stand in a profile or in a rulebook, as ``[[conditions]]``. Those of the profile are asked
first, then those of the rulebook, each in the order of its file.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from string import Formatter
from typing import TYPE_CHECKING

from parkland.choices import nearest
from parkland.conventions.convention_faults import (
    Fault,
    fault_at,
    path_text,
    raise_faults,
    shown_words,
    toml_text,
)
from parkland.conventions.expression_reading import expression_of
from parkland.conventions.expressions import ExpressionError
from parkland.conventions.own_status_file import texts_of
from parkland.phrases import Phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from parkland.conventions.convention_faults import TablePath
    from parkland.conventions.expressions import Expression
    from parkland.conventions.own_status_file import ConditionTable
    from parkland.conventions.profiles import Profile
    from parkland.conventions.rulebooks import RuleBook
    from parkland.conventions.status_sets import OwnAxis

MOST_CONDITIONS = 200
SECTION = "conditions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A condition of an own axis.

    Attributes
    ----------
    axis, code : str
        What the parcel has where the condition holds. An empty axis is the only one.
    when : Expression
    reason : mapping of str to str
        Language -> template of the reason; a column or an expression in braces is filled in. An
        empty text says the condition itself.
    citation : mapping of str to str
        Language -> what the condition rests on; may be empty.
    where : str
        The file in which it stands.
    place : int
        Its place there, from 1.
    """

    axis: str
    code: str
    when: Expression
    reason: Mapping[str, str]
    citation: Mapping[str, str]
    where: str
    place: int

    @property
    def path(self) -> str:
        """The path of its expression in the file."""
        return path_text((SECTION, self.place, "when"))


def conditions(tables: Sequence[ConditionTable], *, where: str) -> tuple[Condition, ...]:
    """Return the conditions of a file in which `condition_faults` has found nothing."""
    return tuple(
        Condition(
            axis=table.axis,
            code=table.code,
            when=expression_of(table.when),
            reason=texts_of(table.reason),
            citation=texts_of(table.citation),
            where=where,
            place=place,
        )
        for place, table in enumerate(tables, start=1)
    )


def condition_faults(tables: Sequence[ConditionTable]) -> Iterator[Fault]:
    """Yield the expressions, in conditions and in their reasons, that cannot be read."""
    if len(tables) > MOST_CONDITIONS:
        yield fault_at(
            (SECTION,),
            "conventions.many_conditions",
            section=SECTION,
            count=len(tables),
            most_conditions=MOST_CONDITIONS,
        )
    for place, table in enumerate(tables, start=1):
        path = (SECTION, place, "when")
        try:
            expression_of(table.when)
        except ExpressionError as error:
            what = Phrase(
                "conventions.unreadable_condition",
                path=path_text(path),
                text=toml_text(table.when),
                fault=error.what,
            )
            yield Fault(path, what, error.do)
        for lang, text in texts_of(table.reason).items():
            try:
                for _, expression in reason_parts(text):
                    if expression is not None:
                        expression_of(expression, wanted="cell")
            except (ExpressionError, ValueError) as error:
                found: TablePath = (SECTION, place, "reason")
                found += () if isinstance(table.reason, str) else (lang,)
                fault = error.what if isinstance(error, ExpressionError) else str(error)
                yield fault_at(
                    found,
                    "conventions.unreadable_reason",
                    found=path_text(found),
                    text=toml_text(text),
                    fault=fault,
                )
                break


def reason_parts(template: str) -> Iterator[tuple[str, str | None]]:
    """Yield the literal parts of a reason, each with the expression in braces behind it.

    Raises
    ------
    ValueError
        If the braces are not in pairs.

    Examples
    --------
    >>> list(reason_parts("not used for {years_since(last_use)} years"))
    [('not used for ', 'years_since(last_use)'), (' years', None)]
    """
    for literal, name, _, _ in Formatter().parse(template):
        yield literal, name


def asked_names(condition: Condition) -> tuple[str, ...]:
    """Return the columns that a condition and its reason ask, each once."""
    names = list(condition.when.names)
    for text in condition.reason.values():
        for _, expression in reason_parts(text):
            if expression is not None:
                names += expression_of(expression, wanted="cell").names
    return tuple(dict.fromkeys(names))


def raise_unknown_columns(
    found: Iterable[Condition], is_known: Callable[[str], bool], names: Sequence[str]
) -> None:
    """Raise if a condition or its reason asks a column that there is not.

    Parameters
    ----------
    found
        The conditions, from `conditions_in_force`.
    is_known
        Whether there is a column that an expression names so.
    names
        Every name that it could have meant.

    Raises
    ------
    ConventionError
    """
    for where, several in groupby(found, key=lambda one: one.where):
        faults = [
            _unknown((SECTION, one.place, "when"), name, names, "no_column")
            for one in several
            for name in asked_names(one)
            if not is_known(name)
        ]
        raise_faults(faults, where=where)


def conditions_in_force(profile: Profile, book: RuleBook | None = None) -> tuple[Condition, ...]:
    """Return the conditions of a profile and its rulebook, each with its axis.

    Parameters
    ----------
    profile
        The profile, which declares the axes.
    book
        Its rulebook. Default: the conditions of the profile alone.

    Raises
    ------
    ConventionError
        If a condition names an axis or a code that the profile does not declare.
    """
    found: list[Condition] = []
    for several in (profile.conditions, book.conditions if book else ()):
        named = [_with_axis(one, profile.own_axes) for one in several]
        raise_faults(
            _naming_faults(named, profile.own_axes), where=several[0].where if several else ""
        )
        found += named
    return tuple(found)


def _with_axis(condition: Condition, axes: Sequence[OwnAxis]) -> Condition:
    only = axes[0].name if len(axes) == 1 else ""
    return condition if condition.axis else replace(condition, axis=only)


def _naming_faults(found: Iterable[Condition], axes: Sequence[OwnAxis]) -> Iterator[Fault]:
    codes = {axis.name: axis.codes for axis in axes}
    for one in found:
        if one.axis not in codes:
            yield _unknown((SECTION, one.place, "axis"), one.axis, codes, "no_axis")
        elif one.code not in codes[one.axis]:
            yield _unknown(
                (SECTION, one.place, "code"),
                one.code,
                codes[one.axis],
                "no_code_of_axis",
                axis=one.axis,
            )


def _unknown(
    path: tuple[str | int, ...], name: str, known: Iterable[str], key: str, *, axis: str = ""
) -> Fault:
    names = list(known)
    near = nearest(name, names, most=1) or nearest(name.casefold(), names, most=1)
    if not names:
        do = Phrase("conventions.declare")
    elif near:
        do = Phrase("conventions.nearest", near=near[0])
    else:
        do = Phrase("conventions.known", words=shown_words(names))
    fields = {"path": path_text(path), "name": toml_text(name), **({"axis": axis} if axis else {})}
    return Fault(path, Phrase(f"conventions.{key}", **fields), do)
