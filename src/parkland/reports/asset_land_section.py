"""The chapter on enterprises, land and figures per mu, and the lists that belong to it.

The list for the public (公示表) has land and class, and nothing of what came of the land. The list
for the house (内部表) and that of enterprises of low efficiency are only in an internal report.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from parkland.asset_figures import EXCLUDED, INDICATORS, UNCOMPUTABLE
from parkland.asset_figures.asset_labels import asset_heading, asset_label, asset_words
from parkland.reports.asset_columns import DIGITS, asset_block
from parkland.reports.report_blocks import (
    BulletList,
    Counted,
    Row,
    RowCondition,
    Summed,
    TableBlock,
    TableColumn,
    Text,
    number,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    import pandas as pd

    from parkland.reports.asset_results import AssetResults
    from parkland.reports.basis import Basis
    from parkland.reports.report_blocks import Block

PUBLIC, CHECK, INTERNAL, LOW = "asset_public", "asset_check", "asset_internal", "asset_low"
MOST_ON_A_PAGE = 500  # enterprises in a list of a document; a workbook has all
BALANCE = {"enterprises_mu": 1, "undetermined_mu": 1, "unassigned_mu": 1, "over_mu": -1}
SUMS = ("numerator", "denominator")
ON_A_PAGE = ("name", "land_mu", "tax_cny", "tax_per_mu", "score", "rank", "class_code")


def land_section(basis: Basis) -> Iterator[Block]:
    """Yield the sentences about land and figures per mu, and the tables of the park."""
    found = basis.asset_results
    if found is None or found.check.empty:
        return
    yield BulletList(found.texts("land"))
    yield by_class(found)
    yield means_table(found, "asset_means")
    yield means_table(found, "asset_means_by_scale", by="scale")
    yield balance_table(found)


def public_section(basis: Basis) -> Iterator[Block]:
    """Yield the list for the public."""
    if (found := basis.asset_results) is not None:
        yield from _on_a_page(found, public_list(found))


def check_section(basis: Basis) -> Iterator[Block]:
    """Yield the land for objection."""
    if (found := basis.asset_results) is not None:
        yield from _on_a_page(found, check_list(found))


def internal_section(basis: Basis) -> Iterator[Block]:
    """Yield every figure of every enterprise, if the report stays in the house."""
    found = basis.asset_results
    if found is not None and found.internal:
        yield from _on_a_page(found, internal_list(found))


def low_section(basis: Basis) -> Iterator[Block]:
    """Yield the enterprises of low efficiency, if the report stays in the house."""
    found = basis.asset_results
    if found is not None and found.internal and found.rated is not None:
        yield from _on_a_page(found, low_list(found))


def public_list(found: AssetResults) -> TableBlock:
    """Return number, name, land and class of each enterprise: nothing confidential."""
    table = found.check.assign(class_code=found.classes.to_numpy())
    heading = found.text("class")
    columns = {"name": "name", "land_mu": "land_mu", "class_code": "class_code"}
    block = _list(found, table, columns, PUBLIC)
    named = tuple(
        replace(column, heading=heading) if column.key == "class_code" else column
        for column in block.columns
    )
    return replace(block, columns=named, note=found.class_note)


def check_list(found: AssetResults) -> TableBlock:
    """Return own, rented, let and net land of each enterprise beside what it states."""
    names = ("name", "uscc", "own_mu", "rented_in_mu", "rented_out_mu", "land_mu", "stated_mu",
             "difference_mu", "reason")  # fmt: skip
    wide = ["uscc"]
    if not found.check["stated_mu"].notna().any():
        wide += ["stated_mu", "difference_mu"]
    block = _list(found, found.check, {name: name for name in names}, CHECK, only_wide=wide)
    note = found.text("check_note", disclaimer=found.disclaimer)
    return replace(block, note=note)


def internal_list(found: AssetResults) -> TableBlock:
    """Return land, amounts, figures per mu, score, rank and class of each enterprise."""
    table = found.check[["name", "uscc", "own_mu", "rented_in_mu", "rented_out_mu"]]
    amounts = [name for name in found.figures.columns if name not in {*table.columns, "name"}]
    table = table.assign(**{name: found.figures[name].to_numpy() for name in amounts})
    columns = {name: name for name in (
        "name", "uscc", "scale", "industry_code", "district", "own_mu", "rented_in_mu",
        "rented_out_mu", "land_mu", "tax_cny", "value_added_cny", "output_cny", "revenue_cny",
        "rnd_cny", "energy_tce", "emission_t", "employees", *INDICATORS,
    )}  # fmt: skip
    limits = {}
    if found.rated is not None and found.method is not None:
        rating = ("group", "score", "rank", "group_size", "class_code", "stated_class", "agrees",
                  "reason", "note", "low_reason")  # fmt: skip
        added = found.rated[list(rating)].rename(columns={"reason": "rating_reason"})
        table = table.assign(**{name: added[name].array for name in added.columns})
        remark = asset_label("reason", found.basis.lang) + " "
        columns |= {f"rating_{name}" if name == "reason" else name: name for name in rating}
        columns["rating_reason"] = remark
        limits = _limits(found)
    columns["land_reason"] = "land_reason"
    wide = [name for name in columns if name not in ON_A_PAGE]
    block = _list(found, table, columns, INTERNAL, only_wide=wide, limits=limits)
    return replace(block, note=found.class_note)


def low_list(found: AssetResults) -> TableBlock:
    """Return the enterprises that meet a criterion of low efficiency, and which."""
    assert found.rated is not None  # noqa: S101 - the section asks
    met = (found.rated["low_efficiency"].fillna(value=False)).to_numpy(dtype=bool)
    table = found.figures[["land_mu", "tax_cny", "tax_per_mu"]].assign(
        name=found.check["name"].to_numpy(),
        class_code=found.rated["class_code"].to_numpy(),
        low_reason=found.rated["low_reason"].to_numpy(),
    )[met]
    names = ("name", "land_mu", "tax_cny", "tax_per_mu", "class_code", "low_reason")
    columns = {name: name for name in names}
    block = _list(found, table, columns, LOW, limits=_limits(found))
    note = found.text("low_note", disclaimer=found.disclaimer)
    return replace(block, note=note, when_empty="say_none")


def by_class(found: AssetResults) -> TableBlock:
    """Return how many enterprises have each class, and their land, counted in the public list."""
    lang = found.basis.lang
    words = asset_words("class_code", lang)
    classes = found.classes.astype("str").fillna("")  # of numbers, if nobody states a class
    order = () if found.method is None else (*found.method.classes, EXCLUDED, UNCOMPUTABLE)
    codes = [*order, *sorted(set(classes) - {*order, ""})]
    land = found.check["land_mu"]
    rows: list[Row] = []
    for code in [*codes, *([""] if (classes == "").any() else [])]:
        chosen = classes == code
        word = words.get(code, code)
        where = (RowCondition("class_code", word or None),)
        mu = round(float(land[chosen].sum()), DIGITS)
        rows.append(
            (
                word or found.text("no_class"),
                Counted(int(chosen.sum()), where=where, table=PUBLIC),
                Counted(mu, "land_mu", where, table=PUBLIC),
            )
        )
    sums = (Summed(round(sum(number(row[at]) for row in rows), DIGITS)) for at in (1, 2))
    return TableBlock(
        key="asset_classes",
        caption=found.text("classes"),
        columns=(
            TableColumn(key="class", heading=found.text("class")),
            TableColumn(key="enterprises", heading=asset_label("enterprises", lang), kind="count"),
            TableColumn(
                key="mu", heading=asset_heading("land_mu", lang), kind="number", digits=DIGITS
            ),
        ),
        rows=tuple(rows),
        total=(found.basis.text("total"), *sums),
        note=found.class_note,
    )


def means_table(found: AssetResults, key: str, *, by: str | None = None) -> TableBlock:
    """Return the indicators of the park, or of groups, sum by sum.

    The sums themselves stay in the house: two sums over almost the same enterprises differ by the
    figures of the few that are in one of them alone.
    """
    lang = found.basis.lang
    table = found.means(by)
    is_share = table["indicator"].str.endswith("_share")
    shown = table.assign(
        named=[asset_heading(one, lang) for one in table["indicator"]],
        value=table["value"].mask(is_share, table["value"] * 100),
    )
    columns = {"named": "measure", "value": "value", "numerator": "numerator",
               "denominator": "denominator", "enterprises": "enterprises",
               "left_out": "left_out"}  # fmt: skip
    if not found.internal:
        columns = {key: name for key, name in columns.items() if key not in SUMS}
    if by is not None:
        shown = shown.sort_values(["indicator", "group"], key=_by_indicator, kind="stable")
        columns = {"named": "measure", "group": by, **columns}
    block = asset_block(shown, columns, key=key, caption=found.text(key), lang=lang)
    note = found.text("means_note", disclaimer=found.disclaimer)
    return replace(block, note=note, leads_sheet=False)


def balance_table(found: AssetResults) -> TableBlock:
    """Return how the area of all parcels divides; its sum is the area of the parcels."""
    lang, balance = found.basis.lang, found.balance
    rows: tuple[Row, ...] = tuple(
        (found.text(f"balance_{name}"), sign * float(balance[name]) + 0.0)
        for name, sign in BALANCE.items()
    )
    outside = f"{float(balance['outside_mu']):,.2f}"
    return TableBlock(
        key="asset_balance",
        caption=found.text("balance", year=found.year),
        columns=(
            TableColumn(key="part", heading=found.text("balance_part")),
            TableColumn(
                key="mu", heading=asset_heading("land_mu", lang), kind="number", digits=DIGITS
            ),
        ),
        rows=rows,
        total=(found.text("balance_parcels"), Summed(float(balance["parcels_mu"]))),
        note=found.text("balance_note", outside=outside) if balance["outside_mu"] else "",
    )


def _list(
    found: AssetResults,
    table: pd.DataFrame,
    columns: dict[str, str],
    key: str,
    **options: Any,
) -> TableBlock:
    caption = found.text(key, year=found.year)
    total = found.basis.text("total")
    lang = found.basis.lang
    return asset_block(table, columns, key=key, caption=caption, lang=lang, total=total, **options)


def _limits(found: AssetResults) -> dict[str, Fraction]:
    asked = () if found.method is None else found.method.low_efficiency
    return {one.indicator: one.limit for one in asked if one.limit is not None}


def _on_a_page(found: AssetResults, block: TableBlock) -> Iterator[Block]:
    """Yield a list; one that is too long for a document is only in the workbook."""
    if len(block.rows) <= MOST_ON_A_PAGE:
        yield block
        return
    yield replace(block, only_wide=True)
    yield Text(found.text("in_workbook", number=f"{len(block.rows):,}"), "note")


def _by_indicator(column: pd.Series) -> pd.Series:
    places = {name: place for place, name in enumerate(INDICATORS)}
    return column.map(places) if column.name == "indicator" else column
