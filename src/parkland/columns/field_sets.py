"""The fields that the columns of a table can be: those of parcels, or those of another table.

Everything that finds headings, tells rows apart and understands columns asks a `FieldSet`, so that
registers of parcels and tables of enterprises are read by the same code.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from parkland.schema import FIELDS, IDENTITIES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from parkland.schema import Field, Kind

# Between a field and the year that its column is about: tax_cny@2021.
OF_YEAR = "@"


@dataclass(frozen=True, slots=True, eq=False)
class FieldSet:
    """The fields of one kind of table.

    Attributes
    ----------
    name
        What the table is about; it chooses the headings that are understood by their parts.
    fields
        The fields by name.
    identities
        The fields that tell what a row is about. A row of headings has one of them.
    aliases
        Field -> headings that come before all others. None: those of the profile.
    """

    name: str
    fields: Mapping[str, Field] = field(repr=False)
    identities: tuple[str, ...] = field(repr=False)
    aliases: Mapping[str, tuple[str, ...]] | None = field(default=None, repr=False)

    def kind(self, name: str) -> Kind:
        """Return the kind of a field, also of one year."""
        return self.fields[name.partition(OF_YEAR)[0]].kind

    def has_kind(self, name: str, *kinds: str) -> bool:
        """Return whether a field is of one of these kinds."""
        return self.kind(name) in kinds


PARCELS = FieldSet("parcels", MappingProxyType(dict(FIELDS)), IDENTITIES)
