"""The canonical parcel table: which fields it has, of what type, and what they mean.

A parcel (宗地) is one row. The fields below stand in front; the office's own columns follow under
their own names. Every field is always there, with its dtype, however many rows there are: a fact
that is not known is missing (`NaN`, `NaT`, `<NA>`), never an empty text. Areas are in square
metres, money in yuan, whatever the office writes.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from parkland.errors import ColumnError
from parkland.wording import wording

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

Kind = Literal["text", "area", "money", "date", "yes_no", "code", "count"]

DTYPES: Mapping[Kind, str] = MappingProxyType(
    {
        "text": "str",
        "area": "float64",
        "money": "float64",
        "date": "datetime64[s]",
        "yes_no": "boolean",
        "code": "str",
        "count": "int64",
    }
)


@dataclass(frozen=True, slots=True)
class Field:
    """One column of the canonical parcel table."""

    name: str
    kind: Kind

    @property
    def dtype(self) -> str:
        """The pandas dtype of the column."""
        return DTYPES[self.kind]

    def label(self, lang: str) -> str:
        """Return what officers call the column in `lang`, without a unit."""
        return wording(f"column.{self.name}", lang)


# Where the row comes from. `source_row` counts from 1, as officers do.
PROVENANCE = (
    Field("source", "text"),
    Field("layer", "text"),
    Field("source_row", "count"),
)

# In a raw table: the code of what makes a record unusable before its geometry is looked at: that it
# is deleted, cut off, or lies where the reference system is not used. Empty if nothing does.
UNUSABLE = "unusable"

# In a raw table: rows of a file that parkland wrote, whose canonical columns are taken as they are.
RESTORED = "restored"

# What a profile maps an office's columns to.
FACTS = (
    Field("parcel_id", "text"),
    Field("name", "text"),
    Field("holder", "text"),
    Field("district", "text"),
    Field("location", "text"),
    Field("land_use", "text"),
    Field("land_class", "text"),
    Field("cadastral_code", "text"),
    Field("unit_no", "text"),
    Field("supervision_no", "text"),
    Field("contract_no", "text"),
    Field("supply_mode", "text"),
    Field("price_cny", "money"),
    Field("stated_area_m2", "area"),
    Field("contract_on", "date"),
    Field("handover_due", "date"),
    Field("handover_on", "date"),
    Field("start_due", "date"),
    Field("supplement_start", "date"),
    Field("supplement_on", "date"),
    Field("start_on", "date"),
    Field("suspended_on", "date"),
    Field("finish_due", "date"),
    Field("finish_on", "date"),
    Field("area_to_develop_m2", "area"),
    Field("developed_area_m2", "area"),
    Field("investment_total_cny", "money"),
    Field("investment_made_cny", "money"),
    Field("levelled_on", "date"),
    Field("levelled_area_m2", "area"),
    Field("disposal_on", "date"),
    Field("disposal_doc", "text"),
    Field("disposal_area_m2", "area"),
    Field("ten_category_code", "text"),
    Field("five_not_code", "text"),
    Field("low_efficiency", "yes_no"),
    Field("cause", "text"),
    Field("cause_verified", "yes_no"),
    Field("cause_verified_on", "date"),
    Field("cause_verified_by", "text"),
    Field("notice_no", "text"),
    Field("notice_on", "date"),
    Field("notice_due", "date"),
    Field("status_text", "text"),
    # Told by which columns are filled: 收回日期 says that the land was taken back.
    Field("disposal_hint", "code"),
    # Names of fields whose cell is filled but not understood: not the same as "not known".
    Field("unreadable", "text"),
)
# Between several texts, or names, in one cell.
LIST_JOINT = "；"

DERIVED_FACTS = ("disposal_hint", "unreadable")

# Codes of the axes. A profile says which words stand for them.
AXIS_CODES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "levelling": ("none", "in_progress", "levelled"),
        "supply": ("unapproved", "approved", "supplied"),
        "construction": ("not_started", "started", "suspended", "finished", "producing"),
        "disposal_kind": (
            "none",
            "agreed_takeback",
            "unpaid_takeback",
            "takeback",
            "purchase",
            "exchange",
            "extension",
            "temporary_use",
            "revitalised",
        ),
        # What the office itself wrote about idleness; the verdict rests on dates.
        "declared": ("idle", "not_idle"),
    }
)

# Kept apart, because a parcel can be levelled and idle at once. Each holds a code of a profile's
# `axes`; where it comes from stands in `<axis>_from` as "field:…", "text:…" or "layer:…".
AXES = (
    Field("levelling", "code"),
    Field("supply", "code"),
    Field("construction", "code"),
    Field("disposal_kind", "code"),
    Field("declared", "code"),
)

AXIS_ORIGINS = tuple(Field(f"{axis.name}_from", "text") for axis in AXES)

FIELDS: Mapping[str, Field] = MappingProxyType(
    {field.name: field for field in (*PROVENANCE, *FACTS, *AXES, *AXIS_ORIGINS)}
)

# The three measures of area of a ledger, by the word that chooses them.
AREA_COLUMNS: Mapping[str, str] = MappingProxyType(
    {"ellipsoidal": "area_m2", "planar": "planar_area_m2", "stated": "stated_area_m2"}
)

# Flags are nullable booleans: these three, and every further column that begins with the prefix.
FLAGS = ("levelled", "idle", "reclaimed")
FLAG_PREFIX = "flag_"

# The fact that says how much of a parcel bears a flag; the other flags are about whole parcels.
FLAG_AREAS: Mapping[str, str] = MappingProxyType(
    {
        "levelled": "levelled_area_m2",
        "reclaimed": "disposal_area_m2",
        "ten_category": "disposal_area_m2",
    }
)

# What `flag_status` adds beside the flags.
RESULTS = (
    "status",
    "status_rule",
    "status_reason",
    "status_basis",
    "status_as_of",
    "status_rules",
    "idle_kind",
    "idle_since",
    "days_idle",
    "route",
    "fee",
    "next_step",
    "next_on",
    "efficiency",
    "five_not",
    "ten_category",
)


def flag_columns(parcels: pd.DataFrame) -> dict[str, str]:
    """Return the flags of a table as ``{flag: column}``, in the order of printing.

    Examples
    --------
    >>> import pandas as pd
    >>> flag_columns(pd.DataFrame(columns=["idle", "flag_ten_category", "levelled"]))
    {'levelled': 'levelled', 'idle': 'idle', 'ten_category': 'flag_ten_category'}
    """
    known = {flag: flag for flag in FLAGS if flag in parcels.columns}
    more = [str(column) for column in parcels.columns if str(column).startswith(FLAG_PREFIX)]
    return known | {column.removeprefix(FLAG_PREFIX): column for column in more}


def require_canonical(parcels: pd.DataFrame) -> None:
    """Raise unless `parcels` has every canonical column.

    Raises
    ------
    ColumnError
    """
    lacking = [name for name in FIELDS if name not in parcels.columns]
    if lacking:
        raise ColumnError(f"the table lacks {', '.join(lacking)}", do="start from clean")


def blank(kind: Kind, index: pd.Index) -> pd.Series:
    """Return a column of `kind` in which nothing is known."""
    import pandas as pd

    empty = 0 if kind == "count" else None
    return pd.Series(empty, index=index, dtype=DTYPES[kind])


def as_kind(values: pd.Series, kind: Kind) -> pd.Series:
    """Return `values` in the dtype of `kind`."""
    dtype: Any = DTYPES[kind]
    typed: pd.Series = values.astype(dtype)
    return typed
