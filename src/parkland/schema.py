"""The canonical parcel table: its fields and their types.

One row is one parcel (宗地). The canonical fields come first; the office's own columns follow under
their own names. Every field is always present with its dtype, also in a table without rows. A fact
that is not known is missing (`NaN`, `NaT`, `<NA>`), never an empty text. Areas are in square metres
and money is in yuan, whatever unit the office uses.

The names, kinds and labels of the fields and the codes of the axes are data: the file
`resources/schema.toml`. A field or an axis that is added there is read, checked, written and
printed without a further change of code.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from parkland.choices import Lang, choose
from parkland.errors import ColumnError
from parkland.languages import languages, text_in
from parkland.wording import resource

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

Kind = Literal[
    "text", "area", "money", "date", "yes_no", "code", "count", "number", "whole", "year"
]  # fmt: skip

DTYPES: Mapping[Kind, str] = MappingProxyType(
    {
        "text": "str",
        "area": "float64",
        "money": "float64",
        "date": "datetime64[s]",
        "yes_no": "boolean",
        "code": "str",
        "count": "int64",
        # Kinds of the tables of assets only: a count that may be missing is a whole number.
        "number": "float64",
        "whole": "Int64",
        "year": "Int64",
    }
)


@dataclass(frozen=True, slots=True)
class Field:
    """One column of the canonical parcel table."""

    name: str
    kind: Kind
    labels: Mapping[str, str] = field(repr=False, compare=False)

    @property
    def dtype(self) -> str:
        """The pandas dtype of the column."""
        return DTYPES[self.kind]

    def label(self, lang: str) -> str:
        """Return the label of the column in `lang`, without a unit.

        Raises
        ------
        ChoiceError
            If there is no such language.
        """
        choose(lang, Lang, "lang")
        return text_in(self.labels, lang)


_SCHEMA = resource("schema.toml")


def _fields(table: str) -> tuple[Field, ...]:
    entries = _SCHEMA[table].items()
    return tuple(Field(name, entry["kind"], entry) for name, entry in entries)


# These fields identify the record that a row was read from.
PROVENANCE = _fields("provenance")

# This column of a raw table holds an issue code if a record is unusable before its geometry is
# examined: the record is deleted, cut off, or outside the area where its reference system is used.
UNUSABLE = "unusable"

# This column of a raw table marks rows of a file that parkland wrote. Their canonical columns are
# taken without interpretation.
RESTORED = "restored"

# A profile maps an office's columns to these fields.
FACTS = _fields("facts")
# Texts of several columns and tables of one parcel stand beside each other in these fields.
PUT_TOGETHER = ("status_text", "remark", "unreadable")
# A register is joined to parcels by these fields: by the number, else by a code of the cadastre.
IDENTITIES = ("parcel_id", "cadastral_code", "unit_no", "supervision_no")
# This character separates several texts, or names, in one cell.
LIST_JOINT = "；"

# These fields have no column of an office. `outline` is "none" for a point of a register, which has
# no outline. `disposal_hint` holds what filled columns imply,
# `start_due_unclear` an agreed start that is no day, and `unreadable` names the fields and axes
# whose cell is filled but cannot be parsed.
DERIVED_FACTS = ("outline", "disposal_hint", "start_due_unclear", "unreadable")

# Days that are agreed or set in advance: they are known although they are in the future.
AGREED_DATES = (
    "handover_due", "start_due", "supplement_start", "restart_on", "finish_due", "notice_due",
)  # fmt: skip

# The axes are separate columns, because a parcel can be levelled and idle at once. Each holds a
# code. The column `<axis>_from` records the origin of the code as "field:…", "text:…" or "layer:…".
AXES = tuple(Field(name, "code", entry) for name, entry in _SCHEMA["axes"].items())
AXIS_CODES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {name: tuple(entry["codes"]) for name, entry in _SCHEMA["axes"].items()}
)


def axis_words(axis: str, lang: str) -> dict[str, str]:
    """Return the words in which the codes of an axis are printed, ``{code: words}``.

    Examples
    --------
    >>> axis_words("declared", "en")
    {'idle': 'idle', 'not_idle': 'not idle'}
    """
    codes = _SCHEMA["axes"][axis]["codes"]
    return {code: text_in(texts, lang) for code, texts in codes.items()}


def _origin(axis: Field) -> Field:
    form = _SCHEMA["axis_origin"]
    labels = {lang: text_in(form, lang).format(axis=axis.label(lang)) for lang in languages()}
    return Field(f"{axis.name}_from", "text", labels)


AXIS_ORIGINS = tuple(_origin(axis) for axis in AXES)

FIELDS: Mapping[str, Field] = MappingProxyType(
    {one.name: one for one in (*PROVENANCE, *FACTS, *AXES, *AXIS_ORIGINS)}
)

# The column of each measure of area, by the word that chooses the measure.
AREA_COLUMNS: Mapping[str, str] = MappingProxyType(
    {"ellipsoidal": "area_m2", "planar": "planar_area_m2", "stated": "stated_area_m2"}
)

# Flags are nullable booleans. A table has these three, and a rulebook can add columns that begin
# with the prefix.
FLAGS = ("levelled", "idle", "reclaimed")
FLAG_PREFIX = "flag_"
# An axis that a profile declares has a column that begins with this prefix.
AXIS_PREFIX = "axis_"

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


def require_read(raw: pd.DataFrame) -> None:
    """Raise unless each row says where it comes from, as in the result of `read_parcels`.

    Raises
    ------
    ColumnError
        The message names the call to make.
    """
    if not {field.name for field in PROVENANCE} <= set(raw.columns):
        raise ColumnError("frames.not_read")


def require_canonical(parcels: pd.DataFrame) -> None:
    """Raise unless `parcels` has every canonical column.

    Raises
    ------
    ColumnError
        If columns are absent (the message names them), or two columns have the same name. A frame
        that has hardly any is one of an office, and the message names the call that opens it.
    """
    refuse_raw(parcels)
    twice = parcels.columns[parcels.columns.duplicated()]
    if len(twice):
        raise ColumnError("ledgers.same_name", twice=twice[0])
    lacking = [name for name in FIELDS if name not in parcels.columns]
    in_index = [name for name in lacking if name in parcels.index.names]
    if in_index:
        raise ColumnError("ledgers.in_index", lacking=in_index)
    if lacking:
        raise ColumnError("ledgers.lacks", lacking=list(lacking))


def refuse_raw(table: pd.DataFrame) -> None:
    """Raise if a table is one of an office; the message names the call that opens it.

    Raises
    ------
    ColumnError
    """
    if is_raw(table):
        raise ColumnError("frames.raw")


def is_raw(table: pd.DataFrame) -> bool:
    """Return whether a table is one of an office: it has not half of the canonical columns.

    Examples
    --------
    >>> import pandas as pd
    >>> is_raw(pd.DataFrame(columns=["地块编号", "geometry"]))
    True
    """
    return sum(name in table.columns for name in FIELDS) < len(FIELDS) / 2


def require_plain_index(table: pd.DataFrame) -> None:
    """Raise unless every row has a label of its own, in an index of one level.

    Raises
    ------
    ColumnError
    """
    if table.index.nlevels > 1:
        raise ColumnError("ledgers.index_levels")
    if not table.index.is_unique:
        raise ColumnError("ledgers.index_repeats")


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
