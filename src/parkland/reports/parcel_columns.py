"""The facts of a parcel as a report prints them: areas in mu, money in 万元, words for codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from parkland.conventions import flag_label, statuses
from parkland.reports.report_blocks import Cell, TableColumn
from parkland.schema import FIELDS, FLAG_PREFIX, flag_columns
from parkland.units import area_unit
from parkland.wording import wording

if TYPE_CHECKING:
    from parkland.reports.basis import Basis
    from parkland.schema import Kind

# How many of the unit that is printed are in one of the unit that is kept: mu, 万元.
STEPS: dict[Kind, float] = {"area": area_unit("mu").per_m2, "money": 1e-4}
# Results of `flag_status` that are no texts.
RESULT_KINDS: dict[str, Kind] = {
    "idle_since": "date",
    "days_idle": "count",
    "fee": "money",
    "next_on": "date",
    "due_on": "date",
    "days_left": "count",
}


def fact_column(basis: Basis, name: str, *, only_wide: bool = False) -> TableColumn:
    """Return the column in which a report prints the field or result `name`."""
    heading, kind = _heading(basis, name), _kind(name)
    unit = {"area": area_unit("mu").label(basis.lang), "money": wording("unit.wan", basis.lang)}
    if kind in unit:
        heading = basis.text("with_unit", name=heading, unit=unit[kind])
        return TableColumn(key=name, heading=heading, kind="number", digits=2, only_wide=only_wide)
    kept = kind if kind in ("date", "count") else "text"
    return TableColumn(key=name, heading=heading, kind=kept, only_wide=only_wide)


def _heading(basis: Basis, name: str) -> str:
    if name in flag_columns(basis.parcels).values():
        return flag_label(name.removeprefix(FLAG_PREFIX), basis.lang)
    return FIELDS[name].label(basis.lang) if name in FIELDS else basis.text(f"column_{name}")


def _kind(name: str) -> Kind:
    return FIELDS[name].kind if name in FIELDS else RESULT_KINDS.get(name, "text")


def area_column(
    basis: Basis, unit: str, key: str, name: str = "", *, only_wide: bool = False
) -> TableColumn:
    """Return a column of areas in `unit`."""
    label = area_unit(unit).label(basis.lang)
    return TableColumn(
        key=key,
        heading=basis.text("with_unit", name=name or basis.text("area"), unit=label),
        kind="number",
        digits=basis.digits(unit),
        only_wide=only_wide,
    )


def fact_cells(basis: Basis, name: str) -> list[Cell]:
    """Return the canonical field `name` of every parcel, as printed."""
    values = basis.parcels[name]
    if name in flag_columns(basis.parcels).values():
        answers = {True: "answer.yes", False: "answer.no"}
        return [
            wording(answers.get(value, "answer.unknown"), basis.lang)
            for value in values.astype(object).where(values.notna(), None)
        ]
    shown = {value: fact_cell(basis, name, value) for value in values.dropna().unique()}
    return [shown.get(value) if known else None
            for value, known in zip(values, values.notna(), strict=True)]  # fmt: skip


def fact_cell(basis: Basis, name: str, value: Any) -> Cell:
    """Return one value of the field or result `name`, as printed."""
    kind = _kind(name)
    if kind == "date":
        return pd.Timestamp(value).date()
    if kind in STEPS:
        return float(value) * STEPS[kind]
    return int(value) if kind == "count" else _word(basis, name, value)


def _word(basis: Basis, name: str, value: Any) -> str:
    if name == "status" and value in statuses():
        return statuses()[value].label(basis.lang)
    if name == "route":
        return basis.ledger.rules.routes[value].reason[basis.lang]
    if name == "disposal_kind" and value != "none":
        return wording(f"disposal_kind.{value}", basis.lang)
    if _kind(name) == "yes_no":
        return wording("answer.yes" if value else "answer.no", basis.lang)
    return str(value)
