"""The canonical parcel table: its fields and their types.

One row is one parcel (宗地). The canonical fields come first; the office's own columns follow under
their own names. Every field is always present with its dtype, also in a table without rows. A fact
that is not known is missing (`NaN`, `NaT`, `<NA>`), never an empty text. Areas are in square metres
and money is in yuan, whatever unit the office uses.
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
        """Return the heading of the column in `lang`, without a unit."""
        return wording(f"column.{self.name}", lang)


# These fields identify the record that a row was read from. `source_row` counts from 1, because
# officers see such numbers in Excel and in a GIS.
PROVENANCE = (
    Field("source", "text"),
    Field("layer", "text"),
    Field("source_row", "count"),
)

# This column of a raw table holds an issue code if a record is unusable before its geometry is
# examined: the record is deleted, cut off, or outside the area where its reference system is used.
UNUSABLE = "unusable"

# This column of a raw table marks rows of a file that parkland wrote. Their canonical columns are
# taken without interpretation.
RESTORED = "restored"

# A profile maps an office's columns to these fields.
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
    # A filled column can imply a disposal: a day under 收回日期 means that the land was taken back.
    Field("disposal_hint", "code"),
    # This field names the fields whose cell is filled but cannot be parsed. They are not unknown:
    # a verdict must not treat a cell that cannot be parsed as an absent fact.
    Field("unreadable", "text"),
)
# This character separates several texts, or names, in one cell.
LIST_JOINT = "；"

DERIVED_FACTS = ("disposal_hint", "unreadable")

# The codes of each axis. A profile lists the words that stand for a code.
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
        # The office's own statement about idleness. The verdict does not use it; it uses dates.
        "declared": ("idle", "not_idle"),
    }
)

# The axes are separate columns, because a parcel can be levelled and idle at once. Each holds a
# code. The column `<axis>_from` records the origin of the code as "field:…", "text:…" or "layer:…".
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

# The column of each measure of area, by the word that chooses the measure.
AREA_COLUMNS: Mapping[str, str] = MappingProxyType(
    {"ellipsoidal": "area_m2", "planar": "planar_area_m2", "stated": "stated_area_m2"}
)

# Flags are nullable booleans. A table has these three, and a rulebook can add columns that begin
# with the prefix.
FLAGS = ("levelled", "idle", "reclaimed")
FLAG_PREFIX = "flag_"

# A flag of this list can apply to a part of a parcel; the column holds the area of that part. Every
# other flag applies to whole parcels.
FLAG_AREAS: Mapping[str, str] = MappingProxyType(
    {
        "levelled": "levelled_area_m2",
        "reclaimed": "disposal_area_m2",
        "ten_category": "disposal_area_m2",
    }
)

# `flag_status` adds these columns beside the flags.
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
    """Return the flags of a table as ``{flag: column}``, in the order in which they are printed.

    A table without flags gives an empty mapping.

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
        If columns are absent; the message names them.
    """
    lacking = [name for name in FIELDS if name not in parcels.columns]
    if lacking:
        raise ColumnError(f"the table lacks {', '.join(lacking)}", do="start from clean")


def blank(kind: Kind, index: pd.Index) -> pd.Series:
    """Return a column of `kind` in which every value is missing; a count is 0."""
    import pandas as pd

    empty = 0 if kind == "count" else None
    return pd.Series(empty, index=index, dtype=DTYPES[kind])


def as_kind(values: pd.Series, kind: Kind) -> pd.Series:
    """Return `values` in the dtype of `kind`."""
    dtype: Any = DTYPES[kind]
    typed: pd.Series = values.astype(dtype)
    return typed
