"""What a group of a table of totals is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.display import value_text
from parkland.wording import wording

if TYPE_CHECKING:
    from parkland.conventions import StatusSet


def group_label(by: str, key: object, lang: str, known: StatusSet) -> str:
    """Return the name of a group of `totals`; a missing value has a name of its own.

    Parameters
    ----------
    by
        What the table is grouped by: ``"flag"``, or a column.
    key
        The group, as in the index of the table.
    lang
        The language.
    known
        The statuses and flags of the ledger.

    Examples
    --------
    >>> from parkland.conventions import statuses_of
    >>> group_label("flag", "idle", "en", statuses_of(None))
    'Idle'
    """
    if by == "flag":
        return known.flag_label(str(key), lang)
    return value_text(key, by, lang, statuses=known) or wording("cli.empty_group", lang)
