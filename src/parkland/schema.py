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
    zh: str
    en: str

    @property
    def dtype(self) -> str:
        """The pandas dtype of the column."""
        return DTYPES[self.kind]

    def label(self, lang: str) -> str:
        """Return the heading an officer reads in `lang`."""
        return self.zh if lang == "zh" else self.en


# Where the row comes from. `source_row` counts from 1, as officers do.
PROVENANCE = (
    Field("source", "text", "来源", "Source"),
    Field("layer", "text", "图层", "Layer"),
    Field("source_row", "count", "记录号", "Record"),
)

# In a raw table: the code of what makes a record unusable before its geometry is looked at: that it
# is deleted, cut off, or lies where the reference system is not used. Empty if nothing does.
UNUSABLE = "unusable"

# In a raw table: rows of a file that parkland wrote, whose canonical columns are taken as they are.
RESTORED = "restored"

# What a profile maps an office's columns to.
FACTS = (
    Field("parcel_id", "text", "地块编号", "Parcel number"),
    Field("name", "text", "地块名称", "Name"),
    Field("holder", "text", "土地使用权人", "Holder"),
    Field("district", "text", "片区", "District"),
    Field("location", "text", "坐落", "Location"),
    Field("land_use", "text", "土地用途", "Land use"),
    Field("land_class", "text", "地类编码", "Land class"),
    Field("cadastral_code", "text", "宗地代码", "Cadastral code"),
    Field("unit_no", "text", "不动产单元号", "Real estate unit"),
    Field("supervision_no", "text", "电子监管号", "Supervision number"),
    Field("contract_no", "text", "合同编号", "Contract number"),
    Field("supply_mode", "text", "供应方式", "Mode of supply"),
    Field("price_cny", "money", "成交价款", "Land price"),
    Field("stated_area_m2", "area", "证载面积", "Stated area"),
    Field("contract_on", "date", "合同签订日期", "Contract signed"),
    Field("handover_due", "date", "约定交地时间", "Handover due"),
    Field("handover_on", "date", "实际交地时间", "Handed over"),
    Field("start_due", "date", "约定开工时间", "Start due"),
    Field("supplement_start", "date", "补充协议开工时间", "Start due by supplement"),
    Field("supplement_on", "date", "补充协议签订日期", "Supplement signed"),
    Field("start_on", "date", "实际开工时间", "Started"),
    Field("suspended_on", "date", "中止日期", "Suspended"),
    Field("finish_due", "date", "约定竣工时间", "Completion due"),
    Field("finish_on", "date", "实际竣工时间", "Completed"),
    Field("area_to_develop_m2", "area", "应动工面积", "Area to develop"),
    Field("developed_area_m2", "area", "已动工面积", "Area developed"),
    Field("investment_total_cny", "money", "总投资额", "Total investment"),
    Field("investment_made_cny", "money", "已投资额", "Investment made"),
    Field("levelled_on", "date", "平整日期", "Levelled on"),
    Field("levelled_area_m2", "area", "平整面积", "Levelled area"),
    Field("disposal_on", "date", "处置日期", "Disposed of on"),
    Field("disposal_doc", "text", "处置文号", "Disposal document"),
    Field("disposal_area_m2", "area", "处置面积", "Area disposed of"),
    Field("ten_category_code", "text", "十类地代码", "Ten-category code"),
    Field("five_not_code", "text", "五未代码", "Five-not code"),
    Field("low_efficiency", "yes_no", "是否低效", "Low efficiency"),
    Field("cause", "text", "闲置原因", "Cause"),
    Field("cause_verified", "yes_no", "原因已核实", "Cause verified"),
    Field("cause_verified_on", "date", "原因核实日期", "Cause verified on"),
    Field("cause_verified_by", "text", "原因核实单位", "Cause verified by"),
    Field("notice_no", "text", "整改通知书号", "Notice number"),
    Field("notice_on", "date", "整改通知日期", "Notice date"),
    Field("notice_due", "date", "整改期限", "Notice deadline"),
    Field("status_text", "text", "状态（原文）", "Status as written"),
    # Told by which columns are filled: 收回日期 says that the land was taken back.
    Field("disposal_hint", "code", "处置方式（据列名）", "Kind of disposal, by heading"),
    # Names of fields whose cell is filled but not understood: not the same as "not known".
    Field("unreadable", "text", "无法识别的字段", "Fields not understood"),
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
    Field("levelling", "code", "平整情况", "Levelling"),
    Field("supply", "code", "供应情况", "Supply"),
    Field("construction", "code", "建设情况", "Construction"),
    Field("disposal_kind", "code", "处置方式", "Kind of disposal"),
    Field("declared", "code", "闲置认定（原文）", "Idleness as written"),
)

AXIS_ORIGINS = tuple(
    Field(f"{axis.name}_from", "text", f"{axis.zh}依据", f"{axis.en} known from") for axis in AXES
)

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
