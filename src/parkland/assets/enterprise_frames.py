"""The tables of enterprises and of their yearly figures, from all rows that name an enterprise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.assets.agreeing_rows import one_row_each
from parkland.assets.asset_schema import columns_of, empty_frame
from parkland.assets.asset_years import by_year
from parkland.assets.enterprise_keys import BY_NAME
from parkland.cleaning.issue_collector import IssueCollector
from parkland.columns.cell_evidence import is_credit_code
from parkland.schema import PROVENANCE, as_kind, blank

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from parkland.assets.asset_schema import AssetTable
    from parkland.assets.mentions import Mentions
    from parkland.assets.typed_rows import TypedRows
    from parkland.conventions import Profile

OURS = [one.name for one in PROVENANCE]


def enterprise_frame(
    tables: Sequence[TypedRows], mentions: Mentions
) -> tuple[pd.DataFrame, IssueCollector]:
    """Return the table of enterprises, one row each, sorted by `enterprise_id`.

    Every enterprise that any table names has a row, also one that only lets or rents land.
    """
    import pandas as pd

    fields = {
        name: one
        for name, one in columns_of("enterprises").items()
        if one.table and name not in ("enterprise_id", "uscc")
    }
    parts = []
    for number, table in enumerate(tables):
        named = mentions.table[mentions.table["table"] == number]
        part = pd.DataFrame({"enterprise_id": named["key"].to_numpy()}, index=named["row"])
        part["name"] = named["name"].to_numpy()
        for name, one in fields.items():
            if name == "name":
                continue
            known = table.role == "enterprises" and name in table.rows
            part[name] = (
                table.rows[name].reindex(part.index) if known else blank(one.kind, part.index)
            )
        for name in OURS:
            part[name] = named[name].to_numpy()
        parts.append(part.dropna(subset=["enterprise_id"]))
    if not sum(map(len, parts)):
        return empty_frame("enterprises"), IssueCollector(empty_frame("enterprises"))
    rows = pd.concat([part for part in parts if len(part)], ignore_index=True)
    collector = IssueCollector(rows)
    frame = one_row_each(rows, ["enterprise_id"], fields, collector, code="asset.firm_differs")
    keys = frame["enterprise_id"]
    is_code = keys.map(is_credit_code).astype(bool)
    frame["uscc"] = keys.where(is_code)
    # A name that only stands in the key is the name.
    by_key = keys.where(keys.str.startswith(BY_NAME)).str.removeprefix(BY_NAME)
    frame["name"] = frame["name"].fillna(by_key)
    return _in_order(frame, "enterprises"), collector


def yearly_frame(
    tables: Sequence[TypedRows], mentions: Mentions, profile: Profile
) -> tuple[pd.DataFrame, pd.DataFrame, IssueCollector]:
    """Return the yearly figures, one row for each enterprise and year, and the stated areas.

    The stated areas are the rows with `own_m2`, `rented_in_m2` and `rented_out_m2`, which become
    occupations.
    """
    import pandas as pd

    fields = {
        name: one
        for name, one in columns_of("yearly").items()
        if one.table and name not in ("enterprise_id", "year")
    }
    stated = ("own_m2", "rented_in_m2", "rented_out_m2")
    others = ("national_tax_cny", "local_tax_cny", *stated)
    parts = []
    for number, table in enumerate(tables):
        if table.role != "enterprises":
            continue
        part = by_year(table, profile)
        part["enterprise_id"] = part["row"].map(mentions.of(number))
        for name in (*fields, *others):
            if name not in part:
                kind = fields[name].kind if name in fields else "money"
                part[name] = blank(kind, part.index)
        parts.append(part.dropna(subset=["enterprise_id"]))
    parts = [part for part in parts if len(part)]
    if not parts:
        blank_rows = empty_frame("yearly").assign(**dict.fromkeys(stated, 0.0))
        return empty_frame("yearly"), blank_rows, IssueCollector(empty_frame("yearly"))
    rows = pd.concat(parts, ignore_index=True)
    collector = IssueCollector(rows)
    rows = _with_summed_tax(rows, collector)
    has_stated = rows[list(stated)].notna().any(axis=1)
    areas = rows.loc[has_stated, ["enterprise_id", "year", *stated, *OURS]]
    figures = rows.drop(columns=[*others, "row"])
    frame = one_row_each(
        figures, ["enterprise_id", "year"], fields, collector,
        code="asset.year_differs", text_code="asset.year_text_differs",
    )  # fmt: skip
    return _in_order(frame, "yearly"), areas, collector


def _with_summed_tax(rows: pd.DataFrame, collector: IssueCollector) -> pd.DataFrame:
    """Return the rows with national and local tax as one sum, where both are known."""
    national, local = rows["national_tax_cny"], rows["local_tax_cny"]
    both = national.notna() & local.notna() & rows["tax_cny"].isna()
    one = (national.notna() ^ local.notna()) & rows["tax_cny"].isna()
    collector.add("asset.tax_in_part", rows.index[one], field="tax_cny")
    if not both.any():
        return rows
    collector.add("asset.tax_summed", rows.index[both], field="tax_cny")
    note = rows["tax_note"].mask(both & rows["tax_note"].isna(), "国税入库＋地税入库")
    return rows.assign(
        tax_cny=rows["tax_cny"].mask(both, national + local), tax_note=note.astype("str")
    )


def _in_order(frame: pd.DataFrame, table: AssetTable) -> pd.DataFrame:
    """Return the columns of a table in their order, with their kinds."""
    columns = columns_of(table)
    typed = {name: as_kind(frame[name], one.kind) for name, one in columns.items()}
    made: pd.DataFrame = frame[list(columns)].assign(**typed)
    return made.reset_index(drop=True)
