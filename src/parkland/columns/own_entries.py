"""Which columns own statuses and conditions of a profile ask: they are used, though no field."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from parkland.conventions import heading_word, load_rulebook
from parkland.conventions.own_conditions import asked_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parkland.columns.account import ColumnEntry
    from parkland.conventions import Profile


def own_headings(profile: Profile) -> frozenset[str]:
    """Return the headings that the statuses of a profile ask, in the form in which they compare."""
    conditions = (*profile.conditions, *load_rulebook(profile.rulebook).conditions)
    names = [heading for axis in profile.own_axes for heading in axis.headings]
    names += [name for condition in conditions for name in asked_names(condition)]
    return frozenset(heading_word(name)[0] for name in names)


def with_own_entries(entries: Sequence[ColumnEntry], profile: Profile) -> list[ColumnEntry]:
    """Return the account with the columns that own statuses ask as used ones."""
    own = own_headings(profile)
    return [
        replace(entry, meaning="own", match="alias", near=())
        if not entry.is_used and heading_word(entry.heading)[0] in own
        else entry
        for entry in entries
    ]
