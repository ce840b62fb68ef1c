"""Interpret the headings of the tables of assets: units of quantities, and the year of a column.

税收2021, 2021年税收（万元） and SJSF2021 are one field of the year 2021. 上年度亩均税收 is a field
of the year before the one that the row is about.
"""

from __future__ import annotations

import re
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from parkland.assets.asset_schema import ROLES, fields_of
from parkland.columns import Heading, Headings
from parkland.columns.field_sets import OF_YEAR
from parkland.columns.heading_marks import LONGEST, plain_heading
from parkland.units import YUAN, spelled_area_unit, spells_quantity, stored_units

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parkland.assets.asset_schema import AssetField, AssetRole
    from parkland.columns.heading_forms import Meaning
    from parkland.conventions import Profile

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:年度?|(?!\d))")
_BEFORE = (
    ("上上年度", -2),
    ("上上年", -2),
    ("前年", -2),
    ("上一年度", -1),
    ("上年度", -1),
    ("上年", -1),
    ("去年", -1),
)
_EMPTY_BRACKETS = re.compile(r"[(\[【]\s*[)\]】]")
_UNIT = re.compile(r"[(\[【]([^()\[\]【】]+(?:\([^()]*\))?)[)\]】]$|[_/:]([^_:()]+)$")
# The stored unit of a column that bears its own name.
_STORED = {"area": "m2", "money": "元"}


class AssetHeadings(Headings):
    """Interprets headings of one role, with their units and years.

    A field of a year is followed by it: ``tax_cny@2021``; ``@-1`` is the year before that of the
    row.

    Examples
    --------
    >>> from parkland.conventions import load_profile
    >>> headings = AssetHeadings(load_profile(), "enterprises")
    >>> names = ("评价税收/万元", "2021年税收(万元)", "SJSF2022", "上年度亩均税收", "tax_cny")
    >>> for name in names:
    ...     found = headings.read(name)
    ...     print(found.field, found.unit)
    tax_cny 万元
    tax_cny@2021 万元
    tax_cny@2022
    stated_tax_cny_per_mu@-1
    tax_cny 元
    >>> headings.read("综合能耗（吨标准煤）").unit, headings.read("综合能耗（万元）")
    ('吨标准煤', None)
    """

    def __init__(self, profile: Profile, role: AssetRole) -> None:
        known = fields_of(role)
        own = known.aliases or {}
        extra = profile.assets.headings
        aliases = {field: (*extra.get(field, ()), *names) for field, names in own.items()}
        super().__init__(profile, replace(known, aliases=MappingProxyType(aliases)))
        self.role = role
        # A profile lists units and implied disposals for columns of parcels.
        self._implied = {}
        self._units = {}

    @staticmethod
    def of_all(profile: Profile) -> dict[AssetRole, AssetHeadings]:
        """Return the reader of each role; the same ones for profiles with the same headings."""
        own = tuple(sorted(profile.assets.headings.items()))
        return {role: _reader(role, own, profile) for role in ROLES}

    def field_of(self, name: str) -> AssetField:
        """Return the field of a name that can have a year behind it."""
        found = self.about.fields[name.partition(OF_YEAR)[0]]
        return cast("AssetField", found)  # the sets of `fields_of` hold no other

    def _interpretations(self, name: str) -> Iterator[Heading | Meaning]:
        for found in self._of_any_year(name):
            if isinstance(found, Heading):
                yield self._in_stored_unit(found, name)
            else:
                yield found

    def _of_any_year(self, name: str) -> Iterator[Heading | Meaning]:
        for found in self._with_unit(name):
            # 税收21 can be of 2021; a number behind a measured heading is not set aside
            if not (isinstance(found, Heading) and found.numbered and self._is_measured(found)):
                yield found
        for rest, year in _without_year(plain_heading(name)):
            for found in self._with_unit(rest):
                if isinstance(found, Heading) and self.field_of(found.field).is_yearly:
                    if not found.numbered:
                        yield replace(found, field=f"{found.field}{OF_YEAR}{year}")
                    return

    def _is_measured(self, found: Heading) -> bool:
        return self.about.has_kind(found.field, "area", "money", "number", "whole")

    def _with_unit(self, name: str) -> Iterator[Heading | Meaning]:
        """Yield what a heading can mean; a unit of a quantity must be one of the field."""
        for found in super()._interpretations(name):
            if not isinstance(found, Heading) or self._fits(found.field, found.unit):
                yield found
        word = plain_heading(name)
        if (tail := _UNIT.search(word)) and spells_quantity(unit := tail[1] or tail[2]):
            for found in super()._interpretations(word[: tail.start()]):
                if isinstance(found, Heading) and self._fits(found.field, unit):
                    yield replace(found, unit=unit)

    def _fits(self, name: str, unit: str) -> bool:
        """Return whether a unit behind a heading is one of its field."""
        one = self.field_of(name)
        if not unit:
            return True
        if one.kind == "area":
            return spelled_area_unit(unit) is not None
        if one.kind == "money":
            return unit in YUAN
        return not one.quantity or stored_units(unit, one.quantity) is not None

    def _in_stored_unit(self, found: Heading, name: str) -> Heading:
        """Return the heading with its stored unit, if the column bears the name of the field."""
        one = self.field_of(found.field)
        is_own = plain_heading(name).partition(OF_YEAR)[0] == one.name
        return replace(found, unit=_STORED.get(one.kind, "")) if is_own else found


def _without_year(word: str) -> Iterator[tuple[str, int]]:
    """Yield a heading without its year, and the year; negative: so many years before the row's."""
    if len(word) > LONGEST:
        return
    years = list(_YEAR.finditer(word))
    if len(years) == 1:
        found = years[0]
        rest = word[: found.start()] + word[found.end() :]
        yield _EMPTY_BRACKETS.sub("", rest).strip("_-. "), int(found[1])
    if years:
        return
    for spelled, back in _BEFORE:
        if spelled in word:
            rest = word.replace(spelled, "", 1)
            yield _EMPTY_BRACKETS.sub("", rest).strip("_-. "), back
            return


_READERS: dict[tuple[object, ...], AssetHeadings] = {}
MOST_READERS = 24


def _reader(role: AssetRole, own: tuple[object, ...], profile: Profile) -> AssetHeadings:
    """Return a reader that was made before; making one takes a tenth of a second."""
    if (role, own) not in _READERS:
        if len(_READERS) >= MOST_READERS:
            _READERS.clear()
        _READERS[role, own] = AssetHeadings(profile, role)
    return _READERS[role, own]
