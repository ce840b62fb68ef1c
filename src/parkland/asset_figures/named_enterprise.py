"""Which enterprise a code or a name means; a similar name is suggested and never taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.asset_figures.land_accounts import assets_of
from parkland.errors import ChoiceError, brief
from parkland.ledger_record import subject_of

if TYPE_CHECKING:
    from parkland.ledger_record import Ledger


def enterprise_named(ledger: Ledger, named: str) -> str:
    """Return the identifier of the enterprise that a code, an identifier or a name means.

    Raises
    ------
    ChoiceError
        If there is none, or if several have the name; similar names are suggested, never taken.
    """
    from difflib import get_close_matches

    table = assets_of(subject_of(ledger)).enterprises
    keys = table[["enterprise_id", "uscc", "name"]].astype(object)
    wanted = str(named).strip()
    for column in ("enterprise_id", "uscc", "name"):
        found = keys.loc[keys[column] == wanted, "enterprise_id"].dropna().unique()
        if len(found) == 1:
            return str(found[0])
        if len(found) > 1:
            raise ChoiceError(
                f"{len(found)} enterprises are called {brief(named)}",
                do=f"give one of their codes: {', '.join(map(str, found[:5]))}",
            )
    similar = get_close_matches(wanted, [str(one) for one in keys["name"].dropna()], n=3)
    raise ChoiceError(
        f"the tables of assets have no enterprise {brief(named)}",
        do=f"perhaps {', '.join(similar)} is meant" if similar else "give its credit code or name",
    )
