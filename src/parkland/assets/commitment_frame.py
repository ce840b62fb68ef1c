"""The table of commitments (标准地): one row for each indicator of a parcel or a project.

An agreement has one row a parcel with a column an indicator, or one row an indicator. A target is
in the unit of its indicator (万元/亩, 万元/吨标准煤, %), unless another unit is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parkland.assets.agreeing_rows import one_row_each
from parkland.assets.asset_schema import code_words, columns_of, empty_frame
from parkland.assets.enterprise_keys import BY_NAME, clean_name
from parkland.cleaning.issue_collector import IssueCollector
from parkland.languages import DEFAULT_LANGUAGE
from parkland.schema import PROVENANCE, as_kind, blank
from parkland.units import YUAN, stored_units

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from parkland.assets.parcel_links import ParcelNumbers
    from parkland.assets.typed_rows import TypedRows

OURS = [one.name for one in PROVENANCE]
# The unit of each indicator; none for a ratio.
UNITS = {
    "intensity": "万元/亩",
    "far": "",
    "tax_per_mu": "万元/亩",
    "va_per_tce": "万元/吨标准煤",
    "va_per_emission": "万元/吨",
    "rnd_share": "%",
    "output_per_mu": "万元/亩",
    "value_added_per_mu": "万元/亩",
    "total_investment": "万元",
}
WAN = 10_000


def commitment_frame(
    tables: Sequence[TypedRows], projects: pd.DataFrame, numbers: ParcelNumbers
) -> tuple[pd.DataFrame, list[IssueCollector]]:
    """Return the commitments, one row for each parcel or project and indicator."""
    import pandas as pd

    parts = [part for one in tables if one.role == "commitments" for part in _long(one)]
    parts = [part for part in parts if len(part)]
    if not parts:
        return empty_frame("commitments"), []
    rows = pd.concat(parts, ignore_index=True).sort_values(OURS, kind="stable")
    rows = rows.reset_index(drop=True)
    collector = IssueCollector(rows)
    known, unknown = numbers.as_known(rows["parcel_id"])
    if numbers.known:
        collector.add("asset.parcel_unknown", unknown, field="parcel_id", values=rows["parcel_id"])
    rows["parcel_id"] = known
    rows["project_id"] = _projects(rows, projects)
    lost = rows.index[
        (rows["parcel_id"].isna() & rows["project_id"].isna()) | rows["indicator"].isna()
    ]
    collector.add("asset.no_key", lost, field="indicator", action="quarantined")
    rows = rows.drop(index=lost)
    if not len(rows):
        return empty_frame("commitments"), [collector]
    rows = _in_own_unit(rows, collector)
    columns = columns_of("commitments")
    key = ["parcel_id", "project_id", "indicator"]
    fields = {name: one for name, one in columns.items() if one.table and name not in key}
    filled = rows.assign(**{name: rows[name].fillna("") for name in key})
    frame = one_row_each(
        filled, key, fields, collector, code="asset.commitment_differs",
        text_code="asset.commitment_differs",
    )  # fmt: skip
    for name in key:
        frame[name] = frame[name].where(frame[name] != "")
    typed = {name: as_kind(frame[name], one.kind) for name, one in columns.items()}
    made: pd.DataFrame = frame[list(columns)].assign(**typed)
    return made, [collector]


def _long(table: TypedRows) -> list[pd.DataFrame]:
    """Return the rows of a table with one row for each indicator."""
    import pandas as pd

    columns = columns_of("commitments")
    index = table.rows.index
    plain: dict[str, Any] = {
        name: table.rows[name] if name in table.rows else blank(one.kind, index)
        for name, one in columns.items()
    }
    plain["project_name"] = table.column("project_name")
    base = pd.DataFrame(plain)
    parts = [base[base["indicator"].notna()]]
    for indicator in code_words("commitments.indicator", DEFAULT_LANGUAGE):
        target, actual = table.column(indicator), table.column(f"{indicator}_actual")
        has = target.notna() | actual.notna()
        if not has.any():
            continue
        unit = next(
            (
                entry.unit
                for entry in table.account
                if entry.field in (indicator, f"{indicator}_actual") and entry.unit
            ),
            None,
        )
        part = base[has].assign(target=target[has], actual=actual[has])
        part["indicator"] = pd.Series(indicator, index=part.index, dtype="str")
        part["unit"] = pd.Series(unit, index=part.index, dtype="str")
        parts.append(part)
    return parts


def _projects(rows: pd.DataFrame, projects: pd.DataFrame) -> pd.Series:
    """Return the project of each row: its number, else that of the project of its exact name."""
    by_name = {
        clean_name(name): key
        for name, key in zip(projects["name"], projects["project_id"], strict=True)
        if isinstance(name, str)
    }
    named = rows["project_name"].map(
        lambda text: by_name.get(clean_name(text), BY_NAME + clean_name(text)), na_action="ignore"
    )
    # A row with a parcel needs no project of that name.
    needed = rows["parcel_id"].isna() | rows["project_name"].map(
        clean_name, na_action="ignore"
    ).isin(by_name)
    known = rows["project_id"]
    return known.where(known.notna(), named.where(needed).astype("str"))


def _in_own_unit(rows: pd.DataFrame, collector: IssueCollector) -> pd.DataFrame:
    """Return the rows with numbers in the unit of the indicator; another unit is kept and told."""
    rows = rows.copy()
    own = rows["indicator"].map(UNITS)
    factor = [
        _factor(unit, wanted) for unit, wanted in zip(rows["unit"], own.fillna(""), strict=True)
    ]
    known = rows["unit"].isna() | rows["unit"].notna() & ~rows["unit"].index.isin(
        [label for label, one in zip(rows.index, factor, strict=True) if one is None]
    )
    strange = rows.index[~known]
    collector.add("asset.unit_kept", strange, field="unit", values=rows["unit"])
    for name in ("target", "actual"):
        rows[name] = rows[name] * [1.0 if one is None else one for one in factor]
    rows["unit"] = rows["unit"].where(~known, own).astype("str")
    rows["unit"] = rows["unit"].where(rows["unit"] != "")
    default = rows["operator"].isna()
    rows.loc[default, "operator"] = ">="
    return rows


def _factor(unit: object, wanted: str) -> float | None:
    """Return the factor from a unit to the one of the indicator, or None if it is another kind."""
    if not isinstance(unit, str) or unit == wanted:
        return 1.0
    per_mu = stored_units(unit, "money_per_mu")
    if per_mu is not None and wanted == "万元/亩":
        return per_mu / WAN
    if unit in YUAN and wanted == "万元":
        return YUAN[unit] / WAN
    same = {"万元/tce": "万元/吨标准煤", "万元/吨标煤": "万元/吨标准煤", "万元/t": "万元/吨"}
    return 1.0 if same.get(unit.replace(" ", "").casefold()) == wanted else None
