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
                "asset_figures.several_enterprises",
                count=len(found),
                named=brief(named),
                found=list(map(str, found[:5])),
            )
    similar = get_close_matches(wanted, [str(one) for one in keys["name"].dropna()], n=3)
    key = "asset_figures.no_enterprise_near" if similar else "asset_figures.no_enterprise"
    raise ChoiceError(key, named=brief(named), similar=similar)
