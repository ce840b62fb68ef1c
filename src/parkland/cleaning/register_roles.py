"""What a register is about: supply of land, notices of rectification, or disposals.

The columns tell it, not the name of the file. A register that has columns of supply is a ledger of
supply (供地台账), whatever else it holds; it is expected to list every parcel. The others list only
the parcels that they concern.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from parkland.columns import Headings

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from parkland.conventions import Profile

Role = Literal["supply", "disposals", "notices"]

# A register of such a role has precedence over the ledger of supply in these fields.
FIELDS_OF_ROLE: Mapping[Role, tuple[str, ...]] = {
    "notices": (
        "notice_no", "notice_on", "notice_due", "rectified_on", "investigation_no",
        "investigation_served_on", "investigation_answered_on", "determination_no",
        "determination_served_on",
    ),
    "disposals": (
        "disposal_on", "disposal_doc", "disposal_area_m2", "disposal_hint", "funding",
        "approval_doc", "approved_on", "hearing_told_on", "hearing_on", "fee_decision_no",
        "fee_decision_served_on", "fee_paid_on", "takeback_decision_no",
        "takeback_decision_served_on", "deregistered_on",
    ),
}  # fmt: skip
# The order in which the registers of a folder are joined.
ROLES: tuple[Role, ...] = ("supply", "disposals", "notices")
# The key of `attrs` for the sheets of a table that is a part of a register.
SHEETS = "sheets"
# What only a ledger of supply states.
_OF_SUPPLY = frozenset(
    {
        "supply_mode", "price_cny", "contract_on", "contract_no", "handover_due", "handover_on",
        "start_due", "supplement_start", "start_on", "finish_due", "finish_on",
        "area_to_develop_m2", "developed_area_m2", "investment_total_cny", "investment_made_cny",
    }
)  # fmt: skip


def by_role(register: pd.DataFrame, profile: Profile) -> list[pd.DataFrame]:
    """Return a register as one table for each role that its sheets have, in the order of roles.

    A workbook can have the ledger of supply on one sheet and notices on another. As rows of one
    table they would repeat the parcels. Sheets of one role stay together, and a register whose
    sheets all have one role is returned as it is.

    Parameters
    ----------
    register
        With the sheet of each row in `layer`.
    """
    sheets = register["layer"].unique().tolist()
    if len(sheets) < 2:  # noqa: PLR2004 - one sheet has one role
        return [register]
    parts = {
        sheet: register[register["layer"] == sheet].dropna(axis=1, how="all") for sheet in sheets
    }
    roles = {sheet: role_of(part, profile) for sheet, part in parts.items()}
    if len(set(roles.values())) == 1:
        return [register]
    tables = []
    for role in ROLES:
        own = [sheet for sheet in sheets if roles[sheet] == role]
        if own:
            rows = register[register["layer"].isin(own)]
            names = [name for name in rows.columns if any(name in parts[sheet] for sheet in own)]
            table = rows[names].reset_index(drop=True)
            table.attrs[SHEETS] = ", ".join(map(str, own))
            tables.append(table)
    for table in tables[1:]:
        table.attrs.pop("issues", None)  # they are about the whole file
    return tables


def role_of(columns: pd.DataFrame, profile: Profile) -> Role:
    """Return the role of a register with these columns.

    Examples
    --------
    >>> import pandas as pd
    >>> from parkland.conventions import load_profile
    >>> notices = pd.DataFrame(columns=["地块编号", "整改通知书号", "整改期限"])
    >>> role_of(notices, load_profile())
    'notices'
    """
    headings = Headings(profile)
    fields = {found.field for name in columns.columns if (found := headings.read(str(name)))}
    if fields & _OF_SUPPLY:
        return "supply"
    for role in ("notices", "disposals"):
        if fields & set(FIELDS_OF_ROLE[role]):
            return role
    return "supply"
