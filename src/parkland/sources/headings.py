"""Interpret column headings: find the canonical field of each."""

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
    """The meaning of a column heading.

    Attributes
    ----------
    field
        The canonical field.
    rank
        The position of the heading among the aliases of the field. If several columns of a table
        stand for one field, the lowest rank has precedence.
    unit
        The text in brackets; empty if there is none.
    cut
        Whether the heading is the beginning of an alias, as a shapefile cuts it.
    """

    field: str
    rank: int
    unit: str
    cut: bool


class HeadingReader(Protocol):
    """Interprets the headings of a table."""

    def read(self, name: str) -> Heading | None:
        """Return the meaning of the heading `name`, or None if it is not known."""

    def implied(self, name: str) -> str | None:
        """Return the code of the disposal that a filled cell in the column `name` implies."""

    def unit_column(self, field: str, names: Iterable[str]) -> str | None:
        """Return the column among `names` that holds the units of `field`, or None."""


class Headings:
    """Interprets column headings by the aliases of a profile.

    Letter case, width, spaces and a unit in brackets are ignored. A shapefile cuts headings at 10
    bytes; a heading that equals the cut form of exactly one alias has the meaning of that alias.

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
                # If two fields have one alias, the field that the profile lists first has it.
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
        """Return the meaning of the heading `name`, or None if it is not known."""
        plain, unit = heading_word(name)
        if plain in self._whole:
            return Heading(*self._whole[plain], unit, cut=False)
        # A cut heading that fits the aliases of several fields is ambiguous, hence not known.
        if len(found := self._cut.get(plain, set())) == 1:
            return Heading(*next(iter(found)), unit, cut=True)
        return None

    def implied(self, name: str) -> str | None:
        """Return the code of the disposal that a filled cell in the column `name` implies."""
        return self._implied.get(heading_word(name)[0])

    def knows(self, name: str) -> bool:
        """Return whether the heading `name` has a meaning."""
        return self.read(name) is not None

    def unit_column(self, field: str, names: Iterable[str]) -> str | None:
        """Return the column among `names` that holds the units of `field`, or None."""
        return next(
            (name for name in names if self._units.get(heading_word(name)[0]) == field), None
        )


def _beginnings(plain: str) -> set[str]:
    """Return the forms in which a shapefile cuts a heading, in GBK and in UTF-8.

    A Chinese character has two bytes in GBK and three in UTF-8, so that the cut falls elsewhere.
    """
    raw = {encoding: plain.encode(encoding) for encoding in ("gbk", "utf-8")}
    return {
        text[:NAME_BYTES].decode(encoding, errors="ignore")
        for encoding, text in raw.items()
        if len(text) > NAME_BYTES
    }
