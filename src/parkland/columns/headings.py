"""Interpret column headings: find the canonical field of each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal, Protocol

from parkland.columns.field_sets import PARCELS, FieldSet
from parkland.columns.heading_forms import (
    Meaning,
    cut_forms,
    cut_headings,
    language,
)
from parkland.columns.heading_marks import (
    LONGEST,
    Spelling,
    is_open,
    is_set_aside,
    plain_heading,
    spellings,
    unit_in,
    words_of,
)
from parkland.conventions import heading_word
from parkland.wording import resource

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from parkland.conventions import Profile

# How a heading was understood, from the best fit to the weakest.
Match = Literal["alias", "parts", "initials", "cut", "written", ""]
MATCHES: tuple[Match, ...] = ("alias", "parts", "initials")
AGREED_WORDS = ("约定", "规定", "合同")
AREA_WORDS = ("面积", "亩", "公顷", "平方米", "area", "mj")
MEASURED = ("area", "money", "number", "whole")
NUMBERED, CUT = 3, 4  # how well a heading fits of which something is lost


@dataclass(frozen=True, slots=True)
class Heading:
    """The meaning of a column heading.

    Attributes
    ----------
    field
        The canonical field.
    rank
        The position of the heading among the aliases of the field, or of its form among the forms.
        If several columns of a table stand for one field, the lowest rank has precedence.
    unit
        The text in brackets; empty if there is none.
    cut
        Whether the heading is the beginning of an alias or of a form, as a shapefile cuts it.
    match
        How it was understood.
    numbered
        Whether a number behind the heading was set aside, as of a repeated column.
    like
        The heading of the default profile that it is read like, or an empty text.
    """

    field: str
    rank: int
    unit: str
    cut: bool
    match: Match = "alias"
    numbered: bool = False
    like: str = ""

    @property
    def fit(self) -> tuple[int, int]:
        """How well the heading fits its field; the lowest is the best."""
        if self.cut or self.numbered:
            return (CUT if self.cut else NUMBERED), self.rank
        return MATCHES.index(self.match), self.rank


class HeadingReader(Protocol):
    """Interprets the headings of a table."""

    def read(self, name: str) -> Heading | None:
        """Return the meaning of the heading `name`, or None if it is not known."""

    def implied(self, name: str) -> str | None:
        """Return the code of the disposal that a filled cell in the column `name` implies."""

    def unit_column(self, field: str, names: Iterable[str]) -> str | None:
        """Return the column among `names` that holds the units of `field`, or None."""


class Headings:
    """Interprets column headings by the aliases of a profile, and else by their parts.

    Letter case, width, spaces, marks and numbering are ignored. A unit may stand in brackets or
    behind ``/`` or ``_``. A shapefile cuts headings at 10 bytes; a heading that equals the cut form
    of headings with exactly one meaning has that meaning.

    Examples
    --------
    >>> from parkland.conventions import load_profile
    >>> headings = Headings(load_profile())
    >>> headings.read("供地面积（公顷）").unit, headings.read("＊供地面积/亩").unit
    ('公顷', '亩')
    >>> headings.read("动工日期(约定)").field, headings.read("约定开工时").cut
    ('start_due', True)
    >>> headings.read("计划开工时间") is None, headings.other("计划开工时间").kind
    (True, 'planned')
    """

    def __init__(self, profile: Profile, about: FieldSet = PARCELS) -> None:
        self.about = about
        self._forms = language(about.name)
        self._full: dict[str, Meaning] = {}
        self._whole: dict[str, Meaning] = {}
        for field, names in (profile.aliases if about.aliases is None else about.aliases).items():
            for rank, name in enumerate(names):
                meaning = Meaning(field, rank=rank)
                # If two fields have one alias, the field that the profile lists first has it.
                self._full.setdefault(plain_heading(name), meaning)
                self._whole.setdefault(heading_word(name)[0], meaning)
        self._implied = {
            heading_word(name)[0]: code for code, names in profile.implies.items() for name in names
        }
        self._units = {
            heading_word(name)[0]: field
            for field, names in profile.unit_columns.items()
            for name in names
        }
        self._known: dict[str, Heading | Meaning | None] = {}

    # Most tables have whole headings, so that these are made when one is not.
    @cached_property
    def _cut(self) -> dict[str, frozenset[Meaning]]:
        return cut_headings(self._whole)

    @cached_property
    def _numbered_cut(self) -> dict[str, frozenset[Meaning]]:
        return cut_headings(self._whole, numbered=True)

    def read(self, name: str) -> Heading | None:
        """Return the meaning of the heading `name`, or None if it stands for no field."""
        found = self._understood(name)
        return found if isinstance(found, Heading) else None

    def other(self, name: str) -> Meaning | None:
        """Return the meaning of a heading that is known and stands for no field, or None."""
        found = self._understood(name)
        return found if isinstance(found, Meaning) else None

    def near(self, name: str) -> tuple[str, ...]:
        """Return the fields that a column could be about whose heading stands for no field.

        Examples
        --------
        >>> from parkland.conventions import load_profile
        >>> headings = Headings(load_profile())
        >>> headings.near("施工单位进场日期"), headings.near("本次收回部分面积")
        (('start_on',), ('disposal_area_m2',))
        >>> headings.near("变更后约定开工时间"), headings.near("竣工延期至")
        (('supplement_start',), ('finish_on',))
        """
        found = self._understood(name)
        if found is not None:
            return found.near if isinstance(found, Meaning) else ()
        if self.about is not PARCELS:
            return ()
        word = plain_heading(name)
        source = resource("headings.toml")
        if any(planned in word for planned in source["parts"]["planned"]):
            return ()
        if _puts_off(word, source["put_off"]):
            return ("supplement_start",)
        cut = {meaning.field for meaning in self._cut_meanings(Spelling(word)) if meaning.field}
        agreed = "agreed_acts" if any(mode in word for mode in AGREED_WORDS) else "acts"
        is_area = any(name in word for name in AREA_WORDS)
        acts = source["area_acts" if is_area else agreed]
        named = [field for field, words in acts.items() if any(act in word for act in words)]
        return tuple(dict.fromkeys([*named, *sorted(cut)]))

    def cut_to(self, name: str) -> frozenset[str]:
        """Return the fields of all headings that a shapefile cuts to `name`; "" if one has none.

        Examples
        --------
        >>> from parkland.conventions import load_profile
        >>> sorted(Headings(load_profile()).cut_to("开工日"))
        ['start_due', 'start_on']
        """
        word = plain_heading(name)
        found = self._cut_meanings(Spelling(word))
        if found and (whole := self._forms.whole.get(word)) is not None:
            found.add(whole)
        return frozenset(meaning.field for meaning in found)

    def implied(self, name: str) -> str | None:
        """Return the code of the disposal that a filled cell in the column `name` implies.

        Examples
        --------
        >>> from parkland.conventions import load_profile
        >>> headings = Headings(load_profile())
        >>> [headings.implied(name) for name in ("*收回日期：", "收回时间", "处置时间")]
        ['takeback', 'takeback', None]
        """
        found = self.read(name)
        meant = [found.like] if found is not None else []
        return next(
            (self._implied[word] for word in (*words_of(name), *meant) if word in self._implied),
            None,
        )

    def knows(self, name: str) -> bool:
        """Return whether the heading `name` has a meaning."""
        return self._understood(name) is not None

    def unit_column(self, field: str, names: Iterable[str]) -> str | None:
        """Return the column among `names` that holds the units of `field`, or None."""
        return next((name for name in names if self._unit_of(name) == field), None)

    def is_unit_column(self, name: str) -> bool:
        """Return whether the column `name` holds the units of another column."""
        return bool(self._unit_of(name))

    def _unit_of(self, name: str) -> str:
        """Return the field whose units the column `name` holds, or an empty text."""
        return next((self._units[word] for word in words_of(name) if word in self._units), "")

    def _understood(self, name: str) -> Heading | Meaning | None:
        if name not in self._known:
            # A text of such a length is no heading, and could take long to take apart.
            is_short = len(name) <= LONGEST
            self._known[name] = next(self._interpretations(name), None) if is_short else None
        return self._known[name]

    def _interpretations(self, name: str) -> Iterator[Heading | Meaning]:
        """Yield what a heading can mean, the best fit first."""
        plain, unit = heading_word(name)
        if (full := self._full.get(plain_heading(name))) is not None:
            said = next((spelled.unit for spelled in spellings(name) if spelled.unit), "")
            is_amount = self.about.has_kind(full.field, *MEASURED)
            yield Heading(full.field, full.rank, said if is_amount else "", cut=False)
        alias = self._whole.get(plain)
        if alias is not None and self._is_harmless(alias.field, name, unit):
            said = "" if is_set_aside(unit) else unit_in(unit) or unit
            yield Heading(alias.field, alias.rank, said, cut=False)
        if (same := self._said_twice(plain, unit)) is not None:
            yield same
        forms = self._forms
        known = list(spellings(name))
        tables: tuple[tuple[Mapping[str, Meaning], Match], ...] = (
            (self._whole, "alias"),
            (forms.whole, "parts"),
            (forms.initials, "initials"),
        )
        for table, match in tables:
            for spelling in known:
                meaning = table.get(spelling.text)
                if meaning is None or self._may_go_on(name, spelling, meaning):
                    continue
                if found := self._as_found(meaning, spelling, match):
                    yield found
        for spelling in known:
            meaning = self._completed(spelling)
            if meaning is not None and (found := self._as_found(meaning, spelling, "cut")):
                yield found

    def _said_twice(self, plain: str, inside: str) -> Heading | None:
        """Return the meaning of a heading whose bracket says it again: 约定开工时间(YDKGSJ)."""
        code = self._whole.get(inside) or self._forms.initials.get(inside)
        found = self._understood(plain) if code is not None and inside else None
        same = isinstance(found, Heading) and code is not None and found.field == code.field
        return found if same and isinstance(found, Heading) else None

    def _is_harmless(self, field: str, name: str, unit: str) -> bool:
        """Return whether what stands in brackets behind an alias leaves its meaning as it is.

        In a heading of an area or of money it is the unit, be it known or not. Behind a heading of
        text it is a remark. Behind a date it can be a mode: 开工时间(计划).
        """
        if not self.about.has_kind(field, "date", "yes_no"):
            return True
        return is_set_aside(unit) and not is_open(name)

    def _may_go_on(self, name: str, spelling: Spelling, meaning: Meaning) -> bool:
        """Return whether the heading of a day can be the beginning of one with another meaning.

        动工时间( is what a shapefile leaves of 动工时间(约定), and 动工日 of 动工日期(约定).
        """
        if not meaning.field or not self.about.has_kind(meaning.field, "date", "yes_no"):
            return False
        if is_open(name):
            whole = self._forms.whole
            longer = {whole[other].field for other in whole if other.startswith(spelling.text)}
        else:
            several = cut_forms(self.about.name, numbered=spelling.numbered).get(spelling.text, ())
            longer = {other.field for other in several}
        return bool(longer - {meaning.field})

    def _completed(self, spelling: Spelling) -> Meaning | None:
        """Return the only meaning of the headings that are cut alike, or None.

        A text of the profile comes before other meanings: 土地使用权 is 土地使用权人. A day or an
        area, which figures rest on, must have no other meaning at all.
        """
        aliases = self._cut_meanings(spelling, forms=False)
        fields = {meaning.field for meaning in aliases}
        is_text = len(fields) == 1 and self.about.kind(next(iter(fields))) == "text"
        meanings = aliases if is_text else aliases | self._cut_meanings(spelling)
        if len({(meaning.field, meaning.kind) for meaning in meanings}) != 1:
            return None
        # of 收回日期 as an alias and as a form, the form says that the land was taken back
        return min(meanings, key=lambda meaning: (not meaning.like, meaning.rank))

    def _cut_meanings(self, spelling: Spelling, *, forms: bool = True) -> set[Meaning]:
        """Return the meanings of all headings that equal the spelling once they are cut."""
        tables = [self._cut, *([cut_forms(self.about.name)] if forms else [])]
        if spelling.numbered:
            numbered = cut_forms(self.about.name, numbered=True) if forms else {}
            tables += [self._numbered_cut, numbered]
        return {meaning for table in tables for meaning in table.get(spelling.text, ())}

    def _as_found(
        self, meaning: Meaning, spelling: Spelling, match: Match
    ) -> Heading | Meaning | None:
        if not meaning.field:
            return meaning
        if spelling.unit and not self.about.has_kind(meaning.field, *MEASURED):
            return None  # a unit behind what is no amount: not understood
        return Heading(
            meaning.field,
            meaning.rank,
            spelling.unit,
            cut=match == "cut",
            match=match,
            numbered=spelling.numbered,
            like=meaning.like,
        )


def _puts_off(word: str, words: Mapping[str, list[str]]) -> bool:
    """Return whether a heading that is not understood is about an agreed start that was put off."""
    if any(other in word for other in words["others"]):
        return False
    is_start = any(start in word for start in words["start"])
    changed = words["alone"] + (words["beside"] if is_start else [])
    return any(change in word for change in changed)
