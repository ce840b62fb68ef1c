"""What kind of value a column holds, and the unit in which people read it."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from parkland.display.vocabulary import has_codes
from parkland.schema import AXIS_ORIGINS, FIELDS, FLAG_PREFIX, FLAGS, Kind
from parkland.units import AREA_UNITS, DEFAULT_UNIT, area_unit
from parkland.wording import resource_folder, wording

if TYPE_CHECKING:
    from collections.abc import Mapping

    from parkland.choices import AreaUnit

ColumnKind = Kind | Literal["flag", "days", "percent", "origin", "fields"]

# What the columns hold that are no fields of the schema, or hold more than the schema says.
_KINDS: Mapping[str, ColumnKind] = MappingProxyType(
    {
        **dict.fromkeys(FLAGS, "flag"),
        **{field.name: "origin" for field in AXIS_ORIGINS},
        "unreadable": "fields",
        "status_as_of": "date",
        "idle_since": "date",
        "days_idle": "days",
        "fee": "money",
        "next_on": "date",
        "due_on": "date",
        "days_left": "days",
        "days_overdue": "days",
        "raw_source": "text",
        "raw_layer": "text",
        "raw_source_row": "count",
        "row_label": "text",
        "status_reason": "text",
        "status_basis": "text",
        "status_rules": "text",
        "next_step": "text",
        "ten_category": "text",
        "flag": "text",
        "what": "text",
        "basis": "text",
        "explanation": "text",
        "message": "text",
        "code": "text",
        "parcels": "count",
        "difference_percent": "percent",
    }
)
WAN = 10_000


@dataclass(frozen=True, slots=True)
class Measure:
    """How people read a number: its unit, how many of it are one of the stored unit, decimals."""

    unit: str
    per_stored: float
    digits: int

    def label(self, lang: str) -> str:
        """Return the unit as printed."""
        return unit_label(self.unit, lang)


# By the kind of column: the unit that is stored, and the measure that is read. Labels such as
# "闲置天数" say themselves that the number is one of days.
_STORED: Mapping[ColumnKind, str] = MappingProxyType(
    {"area": "m2", "money": "yuan", "percent": "percent"}
)
_READ: Mapping[ColumnKind, Measure] = MappingProxyType(
    {
        "money": Measure("wan", 1 / WAN, 2),
        "days": Measure("days", 1, 0),
        "percent": Measure("percent", 1, 3),
    }
)


def column_kind(column: str) -> ColumnKind | None:
    """Return what a column holds, or None if it is the office's own.

    Examples
    --------
    >>> column_kind("price_cny"), column_kind("idle"), column_kind("days_idle"), column_kind("税收")
    ('money', 'flag', 'days', None)
    """
    if column.startswith(FLAG_PREFIX):
        return "flag"
    if column in _KINDS:
        return _KINDS[column]
    if has_codes(column):
        return "code"
    if column in FIELDS:
        return FIELDS[column].kind
    is_area = column.endswith("_m2") and column in resource_folder("wording")["column"]
    return "area" if is_area else None


def measure_of(column: str, *, unit: AreaUnit = DEFAULT_UNIT) -> Measure | None:
    """Return how people read the numbers of a column: in mu, 万元, days or percent; else None.

    Areas are read in `unit`, which an office names in its profile (`units.print`).

    Examples
    --------
    >>> measure_of("stated_area_m2").unit, measure_of("fee").unit, measure_of("name")
    ('mu', 'wan', None)
    """
    kind = column_kind(column)
    if kind == "area":
        read = area_unit(unit)
        return Measure(read.name, read.per_m2, read.digits)
    return None if kind is None else _READ.get(kind)


def stored_unit(column: str) -> str:
    """Return the unit in which a column is stored; empty if it has none."""
    kind = column_kind(column)
    return "" if kind is None else _STORED.get(kind, "")


def units_of(column: str) -> tuple[str, ...]:
    """Return every unit in which a column may be printed."""
    kind = column_kind(column)
    if kind == "area" or column in ("area", "overlap", "net", "difference"):
        return tuple(AREA_UNITS)
    if kind == "money":
        return ("yuan", "wan")
    return (_STORED[kind],) if kind is not None and kind in _STORED else ()


def unit_label(unit: str, lang: str) -> str:
    """Return a unit as printed: one of area, ``yuan``, ``wan``, ``days`` or ``percent``.

    Examples
    --------
    >>> unit_label("mu", "zh"), unit_label("wan", "zh"), unit_label("m2", "en")
    ('亩', '万元', 'm²')
    """
    return wording(f"unit.{unit}", lang)
