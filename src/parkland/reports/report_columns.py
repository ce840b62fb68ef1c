"""Columns of parcels in a report: heading, kind of value and cells.

`parkland.display` decides what a column is called and how a value reads. Here numbers and dates
stay numbers and dates, because a workbook stores them as such; only codes and answers become words.
Areas are in the unit of the report. The measures of area are figures, rounded with the decimals of
the profile. Other areas, and money, in 万元, are facts on record and have the usual decimals.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, get_args

import pandas as pd

from parkland.choices import AreaMethod
from parkland.display import (
    Measure,
    column_kind,
    heading,
    label,
    measure_of,
    record_names,
    unit_label,
    value_text,
    value_texts,
)
from parkland.languages import grammar
from parkland.reports.report_blocks import Cell, TableColumn
from parkland.schema import AREA_COLUMNS
from parkland.units import area_unit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from parkland.choices import AreaUnit
    from parkland.reports.basis import Basis
    from parkland.reports.report_blocks import CellKind

# The unit of days stands in the label already: 闲置天数.
UNITS_IN_LABELS = ("days",)
# The measure of area of each column that has one.
MEASURES: Mapping[str, AreaMethod] = MappingProxyType(
    {AREA_COLUMNS[area]: area for area in get_args(AreaMethod)}
)


def report_column(basis: Basis, name: str, *, only_wide: bool = False) -> TableColumn:
    """Return the column in which a report prints a column of parcels, of deadlines or of issues."""
    measure = _measure(basis, name)
    if measure is not None and measure.unit not in UNITS_IN_LABELS:
        return TableColumn(
            key=name,
            heading=heading(name, basis.lang, unit=measure.unit),
            kind="number",
            digits=measure.digits,
            only_wide=only_wide,
        )
    kinds: dict[str | None, CellKind] = {"date": "date", "count": "count", "days": "count"}
    return TableColumn(
        key=name,
        heading=label(name, basis.lang, statuses=basis.statuses),
        kind=kinds.get(column_kind(name), "text"),
        only_wide=only_wide,
    )


def number_column(basis: Basis) -> TableColumn:
    """Return the column of the numbers of the parcels, or of the rows, in this report."""
    return TableColumn(key="no", heading=basis.text("no"), kind="count")


def area_column(
    basis: Basis,
    unit: AreaUnit,
    key: str,
    name: str = "",
    *,
    only_wide: bool = False,
    group: str = "",
) -> TableColumn:
    """Return a column of rounded areas in `unit`, called `name`, or area by default."""
    unit_text = grammar(basis.lang).brackets(unit_label(unit, basis.lang))
    return TableColumn(
        key=key,
        heading=(name or label("area", basis.lang)) + unit_text,
        kind="number",
        digits=basis.digits(unit),
        only_wide=only_wide,
        group=group,
    )


def report_cells(basis: Basis, name: str) -> list[Cell]:
    """Return a column of the parcels as cells: numbers and days as such, codes as words.

    The three measures of area are the rounded ones that all tables add up. A parcel with neither
    number nor name is called by its layer and record, as on the map.
    """
    if name in MEASURES:
        return known_numbers(basis.areas(MEASURES[name]))
    if name == "name":
        parcels = basis.parcels
        is_called = parcels["parcel_id"].notna() | parcels["name"].notna()
        return cells_of(basis, name, parcels["name"].where(is_called, record_names(parcels)))
    return cells_of(basis, name, basis.parcels[name])


def cells_of(basis: Basis, name: str, values: pd.Series) -> list[Cell]:
    """Return the values of a column of any table as cells; each different value is read once."""
    kind = column_kind(name)
    if kind in ("date", "count") or _measure(basis, name) is not None:
        shown = {value: report_cell(basis, name, value) for value in values.dropna().unique()}
        return [shown.get(value) for value in values]
    texts = value_texts(values, name, basis.lang, unit=basis.unit, statuses=basis.statuses)
    return [None if missing else text for text, missing in zip(texts, texts.isna(), strict=True)]


def report_cell(basis: Basis, name: str, value: Any) -> Cell:
    """Return one value of a column as a cell; None where nothing is known."""
    kind, measure = column_kind(name), _measure(basis, name)
    if kind != "flag" and pd.isna(value):
        return None
    if kind == "date":
        return pd.Timestamp(value).date()
    if kind in ("count", "days"):
        return int(value)
    if measure is not None:
        return float(value) * measure.per_stored
    return value_text(value, name, basis.lang, unit=basis.unit, statuses=basis.statuses) or None


def known_numbers(values: pd.Series) -> list[Cell]:
    """Return rounded areas as cells; empty where an area is not known."""
    return [None if pd.isna(value) else float(value) for value in values]


def _measure(basis: Basis, name: str) -> Measure | None:
    """Return how the numbers of a column read in this report: areas in its unit.

    A figure has the decimals of the profile, and a fact on record the usual ones of the unit.
    """
    if column_kind(name) != "area":
        return measure_of(name)
    unit = area_unit(basis.unit)
    digits = basis.digits(basis.unit) if name in MEASURES else unit.digits
    return Measure(basis.unit, unit.per_m2, digits)
