"""Which statuses and flags a ledger has: codes, labels, colours, order, and what counts as a flag.

This module is the only owner of that answer. Totals, the legend of a map, the tables of a report
and the style of a GeoPackage ask a `StatusSet` and name no flag themselves. The statuses and flags
of Chinese practice (`palette`) are one such set. A profile declares others as **own axes**: an axis
is one question about a parcel, such as its planning status, with codes as answers.

The column ``status`` holds one category of each parcel. Under a rulebook with law it is the
category of the verdict, and own axes stand beside it in columns of their own. Under a rulebook
without law it is the first own axis.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from parkland.conventions.palette import StatusStyle, flag_label, flag_names, statuses
from parkland.conventions.profiles import Profile
from parkland.conventions.rulebook_loading import load_rulebook
from parkland.languages import text_in
from parkland.schema import AXIS_PREFIX, FLAG_AREAS, FLAG_PREFIX, FLAGS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from parkland.conventions.rulebooks import RuleBook

STATUS = "status"
# Beside the codes of an axis: a condition that cannot be decided, and nothing recorded.
UNDETERMINED, UNRECORDED = "undetermined", "unknown"
# The date of the act behind a flag of every rulebook; those of its own flags are in the rulebook.
ACT_OF_FLAG: Mapping[str, str] = MappingProxyType(
    {"levelled": "levelled_on", "reclaimed": "disposal_on"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusFlag:
    """A flag: a question with yes, no or unknown, which totals count.

    Attributes
    ----------
    name, column : str
        Its name in a table by flag, and its column in a table of parcels.
    names : mapping of str to str
        Language -> label.
    color : str
        As ``#rrggbb``; empty if the flag has none of its own.
    part : str
        The canonical field with the area to which the flag applies, if that can be a part of a
        parcel; else empty.
    on : str
        The date of the act behind the flag; empty for a state, such as idle.
    """

    name: str
    column: str
    names: Mapping[str, str]
    color: str = ""
    part: str = ""
    on: str = ""

    def label(self, lang: str) -> str:
        """Return the name of the flag in `lang`."""
        return text_in(self.names, lang) or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnAxis:
    """An axis of the office: one question about a parcel, with codes as answers.

    Attributes
    ----------
    name : str
    names : mapping of str to str
        Language -> label.
    headings : tuple of str
        The columns that hold it, the preferred one first.
    codes : mapping of str to StatusStyle
        In the order of the legend.
    flagged : tuple of str
        The codes that count as flags.
    words : mapping of str to str
        A cell, in the form of `whole_word`, -> code.
    patterns : tuple of (str, str)
        A pattern with ``*``, in the same form, and its code; the most specific pattern first.
    """

    name: str
    names: Mapping[str, str]
    headings: tuple[str, ...]
    codes: Mapping[str, StatusStyle]
    flagged: tuple[str, ...]
    words: Mapping[str, str]
    patterns: tuple[tuple[str, str], ...]

    @property
    def flags(self) -> tuple[StatusFlag, ...]:
        """The flags of the axis, in the order of its codes."""
        return tuple(
            StatusFlag(
                name=f"{self.name}_{code}",
                column=f"{FLAG_PREFIX}{self.name}_{code}",
                names=style.names,
                color=style.color,
            )
            for code, style in self.codes.items()
            if code in self.flagged
        )

    @property
    def styles(self) -> Mapping[str, StatusStyle]:
        """The codes with those for what is not determined or not recorded."""
        known = statuses()
        return MappingProxyType(
            {**self.codes, UNDETERMINED: known[UNDETERMINED], UNRECORDED: known[UNRECORDED]}
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StatusSet:
    """The statuses and flags of a ledger; `status_set` makes it from a profile and a rulebook.

    Attributes
    ----------
    axes : tuple of OwnAxis
        The axes that the profile declares.
    has_law : bool
        Whether the rulebook decides on idleness.
    flags : tuple of StatusFlag
        In the order in which they are printed.
    statuses : mapping of str to StatusStyle
        The values of the column ``status``, in the order of the legend.
    """

    axes: tuple[OwnAxis, ...]
    has_law: bool
    flags: tuple[StatusFlag, ...]
    statuses: Mapping[str, StatusStyle]
    _flags: Mapping[str, StatusFlag] = field(repr=False)
    _axes: Mapping[str, OwnAxis] = field(repr=False)

    @property
    def leading(self) -> OwnAxis | None:
        """The own axis that the column ``status`` holds; None under a rulebook with law."""
        return self._axes.get(STATUS)

    @property
    def columns(self) -> Mapping[str, OwnAxis]:
        """The columns of a table of parcels that hold own axes."""
        return self._axes

    def flag(self, name: str) -> StatusFlag | None:
        """Return a flag by its name; None if the set has no such flag."""
        return self._flags.get(name)

    def flag_label(self, name: str, lang: str) -> str:
        """Return the label of a flag; one that the set does not have is its own name.

        Examples
        --------
        >>> status_set().flag_label("idle", "en"), status_set().flag_label("五未", "en")
        ('Idle', '五未')
        """
        known = self._flags.get(name)
        return known.label(lang) if known else flag_label(name, lang)

    def is_own(self, name: str) -> bool:
        """Return whether a flag is one of an own axis."""
        return any(flag.name == name for axis in self.axes for flag in axis.flags)

    def label(self, column: str, lang: str) -> str:
        """Return the label of a column that the profile declares; empty for any other column."""
        if column.startswith(FLAG_PREFIX):
            return self.flag_label(column.removeprefix(FLAG_PREFIX), lang)
        axis = self._axes.get(column)
        return text_in(axis.names, lang) if axis else ""

    def styles(self, column: str) -> Mapping[str, StatusStyle]:
        """Return the codes of the status or of an own axis, in the order of the legend."""
        if column == STATUS:
            return self.statuses
        return self._axes[column].styles if column in self._axes else {}

    def words(self, column: str, lang: str) -> Mapping[str, str]:
        """Return the words of the codes of a column of this set, ``{code: words}``, or nothing.

        Examples
        --------
        >>> status_set().words("status", "en")["overdue"]
        'Start overdue'
        """
        return {key: style.label(lang) for key, style in self.styles(column).items()}


def status_set(profile: Profile | None = None, rules: RuleBook | None = None) -> StatusSet:
    """Return the statuses and flags of a ledger.

    Parameters
    ----------
    profile
        The profile, which declares own axes. Default: none.
    rules
        The rulebook, which has flags of its own, or no law. Default: the law of every rulebook.

    Examples
    --------
    >>> [flag.name for flag in status_set().flags], list(status_set().statuses)[:2]
    (['levelled', 'idle', 'reclaimed'], ['reclaimed', 'idle_two_years'])
    """
    axes = profile.own_axes if profile else ()
    has_law = rules.has_law if rules else True
    flags = [_law_flag(flag, flag, ACT_OF_FLAG.get(flag, "")) for flag in FLAGS] if has_law else []
    further = rules.flags if rules else ()
    flags += [_law_flag(flag.name, f"{FLAG_PREFIX}{flag.name}", flag.on) for flag in further]
    flags += [flag for axis in axes for flag in axis.flags]
    leading = axes[0] if axes and not has_law else None
    known = statuses()
    if leading:
        styles = leading.styles
    else:
        styles = known if has_law else MappingProxyType({UNRECORDED: known[UNRECORDED]})
    columns = {STATUS if axis is leading else f"{AXIS_PREFIX}{axis.name}": axis for axis in axes}
    return StatusSet(
        axes=axes,
        has_law=has_law,
        flags=tuple(flags),
        statuses=styles,
        _flags=MappingProxyType({flag.name: flag for flag in flags}),
        _axes=MappingProxyType(columns),
    )


def statuses_of(ledger: object, /) -> StatusSet:
    """Return the statuses and flags of a ledger, of a profile with its rulebook, or of a table.

    Parameters
    ----------
    ledger
        A `Ledger`, the subject of a verb, or a `Profile`. Any other table has those of every
        rulebook.

    Raises
    ------
    ConventionError
        If the rulebook that a profile names cannot be read.

    Examples
    --------
    >>> from parkland.conventions import load_profile
    >>> [flag.name for flag in statuses_of(load_profile()).flags]
    ['levelled', 'idle', 'reclaimed', 'ten_category']
    """
    if isinstance(ledger, Profile):
        return status_set(ledger, load_rulebook(ledger.rulebook))
    # both a ledger and a subject have these; a table of parcels has neither
    is_table = not hasattr(ledger, "rules")
    return status_set() if is_table else status_set(ledger.profile, ledger.rules)  # type: ignore[attr-defined]


def flags_of(ledger: object, /) -> tuple[StatusFlag, ...]:
    """Return the flags of a ledger or profile, in the order in which they are printed.

    Parameters
    ----------
    ledger
        As for `statuses_of`.
    """
    return statuses_of(ledger).flags


def _law_flag(name: str, column: str, on: str) -> StatusFlag:
    names, part = flag_names(name), FLAG_AREAS.get(name, "")
    return StatusFlag(name=name, column=column, names=names, part=part, on=on)
