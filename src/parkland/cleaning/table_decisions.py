"""What is decided about whole columns, so that a table can be cleaned in pieces.

Most of cleaning looks at one row. Some decisions rest on many: which field a column is, and in
which unit its areas are. A table that is cleaned in pieces must take them once, from rows of all
pieces, or two pieces of one column would be read in two ways. The first cleaning records them here,
and the cleaning of each piece follows them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from parkland.cleaning.long_numbers import LongNumbers

if TYPE_CHECKING:
    from collections.abc import Callable

    from parkland.columns import ColumnAccount
    from parkland.columns.unit_evidence import UnitEvidence


@dataclass(slots=True)
class TableDecisions:
    """The decisions about the columns of one table.

    Attributes
    ----------
    has_several
        Whether the whole table has several sources; None to see it in the table.
    accounts
        The source and the account of its columns.
    units
        The field and the column, and what the shapes say about its unit; None where they are not
        asked.
    rounded_numbers
        Whether all long parcel numbers end in zeros, so that Excel has destroyed them.
    long_numbers
        The long parcel numbers of what was cleaned last, also of a piece.
    is_settled
        Whether the decisions are followed. Until then they are recorded.
    """

    has_several: bool | None = None
    accounts: dict[str, ColumnAccount] = field(default_factory=dict)
    units: dict[tuple[str, str], UnitEvidence | None] = field(default_factory=dict)
    rounded_numbers: bool = False
    long_numbers: LongNumbers = field(default_factory=LongNumbers)
    is_settled: bool = False

    def account(self, source: str, make: Callable[[], ColumnAccount]) -> ColumnAccount:
        """Return the account of the columns of a source."""
        if self.is_settled and source in self.accounts:
            return self.accounts[source]
        made = make()
        if not self.is_settled:
            self.accounts[source] = made
        return made

    def follows(self, source: str) -> bool:
        """Return whether the account of a source was made before, from rows of all pieces."""
        return self.is_settled and source in self.accounts

    def unit(
        self, name: str, column: str, ask: Callable[[], UnitEvidence | None]
    ) -> UnitEvidence | None:
        """Return what the shapes say about the unit of a column of the field `name`."""
        key = (name, column)
        if self.is_settled:
            return self.units.get(key)
        self.units[key] = ask()
        return self.units[key]

    def are_rounded(self, seen: LongNumbers) -> bool:
        """Return whether all long parcel numbers end in zeros, and note those that are seen."""
        self.long_numbers = seen
        if not self.is_settled:
            self.rounded_numbers = seen.are_rounded
        return self.rounded_numbers
