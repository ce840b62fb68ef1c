"""Units that a sheet names outside its headings: in its title, in a note below, in its own name.

单位：亩、万元 names a unit of area and one of money. So do 面积：公顷 and 注：面积单位为平方米.
Two units of area in such lines leave open which of them a column has.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from parkland.units import YUAN, spelled_area_unit

if TYPE_CHECKING:
    from collections.abc import Iterable

_JOINTS = re.compile(r"[、,，;；。/\s()（）:：和及]+|面积|金额|价款|投资|单位|均?[为以按]|计")
_UNIT_LINE = re.compile(
    r"(?:单\s*位|units?)\s*(?:[:：]|均?为)\s*(?P<units>.+)"
    r"|(?P<named>(?:面积|金额|价款|投资额?|款项)(?:单位)?\s*(?:[:：]|均?[为以按]).+)",
    re.IGNORECASE,
)
_BRACKET = re.compile(r"[(（\[【]([^()（）\[\]【】]{1,20})[)）\]】]")


class SheetUnits(NamedTuple):
    """The units of area and of money that lines of a sheet name, in their order."""

    area: tuple[str, ...]
    money: tuple[str, ...]

    def of_kind(self, kind: str) -> tuple[str, ...]:
        """Return the units of areas (``"area"``) or of sums of money (``"money"``)."""
        return {"area": self.area, "money": self.money}.get(kind, ())


def sheet_units(lines: Iterable[str]) -> SheetUnits:
    """Return the units that lines outside a table name.

    Examples
    --------
    >>> sheet_units(["供地台账", "单位：亩、万元"])
    SheetUnits(area=('亩',), money=('万元',))
    >>> sheet_units(["面积：公顷；金额：亿元"]), sheet_units(["注：面积单位为平方米"])
    (SheetUnits(area=('公顷',), money=('亿元',)), SheetUnits(area=('平方米',), money=()))
    >>> sheet_units(["台账（公顷、元）"]), sheet_units(["1公顷=15亩", "面积较大（约5亩）"])
    (SheetUnits(area=('公顷',), money=('元',)), SheetUnits(area=(), money=()))
    """
    words: list[str] = []
    for line in lines:
        if found := _UNIT_LINE.search(line):
            words += _words(found["units"] or found["named"])
        for inside in _BRACKET.findall(line):
            known = _words(inside)
            if known and all(_is_unit(word) for word in known):
                words += known
    return SheetUnits(
        area=tuple(
            {unit.name: word for word in words if (unit := spelled_area_unit(word))}.values()
        ),
        money=tuple(dict.fromkeys(word for word in words if word in YUAN)),
    )


def _words(text: str) -> list[str]:
    return [word for word in _JOINTS.split(text) if word]


def _is_unit(word: str) -> bool:
    return word in YUAN or spelled_area_unit(word) is not None
