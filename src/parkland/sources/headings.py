"""Which canonical field a column heading stands for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from parkland.conventions import heading_word
from parkland.formats.shapefile.dbf_table import NAME_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from parkland.conventions import Profile


@dataclass(frozen=True, slots=True)
class Heading:
    """What a heading says: field, rank among its aliases, unit in brackets, whether it was cut."""

    field: str
    rank: int
    unit: str
    cut: bool


class HeadingReader(Protocol):
    """Says what the headings of a table stand for."""

    def read(self, name: str) -> Heading | None:
        """Return what the heading `name` stands for, or None."""

    def implied(self, name: str) -> str | None:
        """Return the code of a disposal that is implied where the column `name` is filled."""

    def unit_column(self, field: str, names: Iterable[str]) -> str | None:
        """Return which of the columns `names` holds the units of `field`, or None."""


class Headings:
    """Reads column headings by the aliases of a profile.

    Compared without letter case, width, spaces and a unit in brackets. A shapefile cuts headings at
    10 bytes: a heading that is the beginning of just one alias so cut stands for it.

    Examples
    --------
    >>> from parkland.conventions import load_profile
    >>> headings = Headings(load_profile())
    >>> headings.read("供地面积（公顷）").unit
    '公顷'
    >>> headings.read("约定开工时")
    Heading(field='start_due', rank=0, unit='', cut=True)
    """

    def __init__(self, profile: Profile) -> None:
        self._whole: dict[str, tuple[str, int]] = {}
        self._cut: dict[str, set[tuple[str, int]]] = {}
        for field, names in profile.aliases.items():
            for rank, name in enumerate(names):
                plain = heading_word(name)[0]
                self._whole.setdefault(plain, (field, rank))
                for beginning in _beginnings(plain):
                    self._cut.setdefault(beginning, set()).add((field, rank))
        self._implied = {
            heading_word(name)[0]: code for code, names in profile.implies.items() for name in names
        }
        self._units = {
            heading_word(name)[0]: field
            for field, names in profile.unit_columns.items()
            for name in names
        }

    def read(self, name: str) -> Heading | None:
        """Return what the heading `name` stands for, or None."""
        plain, unit = heading_word(name)
        if plain in self._whole:
            return Heading(*self._whole[plain], unit, cut=False)
        if len(found := self._cut.get(plain, set())) == 1:
            return Heading(*next(iter(found)), unit, cut=True)
        return None

    def implied(self, name: str) -> str | None:
        """Return the code of a disposal that is implied where the column `name` is filled."""
        return self._implied.get(heading_word(name)[0])

    def knows(self, name: str) -> bool:
        """Say whether the heading `name` stands for anything."""
        return self.read(name) is not None

    def unit_column(self, field: str, names: Iterable[str]) -> str | None:
        """Return which of the columns `names` holds the units of `field`, or None."""
        return next(
            (name for name in names if self._units.get(heading_word(name)[0]) == field), None
        )


def _beginnings(plain: str) -> set[str]:
    raw = {encoding: plain.encode(encoding) for encoding in ("gbk", "utf-8")}
    return {
        text[:NAME_BYTES].decode(encoding, errors="ignore")
        for encoding, text in raw.items()
        if len(text) > NAME_BYTES
    }
