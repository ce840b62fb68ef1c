"""The chapters on projects (项目与基础设施) and on commitments (标准地履约).

Projects of different accounts (works, renewal, plans, industry) are never added up, and neither are
a project and its sub-projects, so that no table of projects has a total.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from parkland.asset_figures import commitments, projects, without_secrets
from parkland.asset_figures.secrecy import hidden_rows
from parkland.languages import grammar
from parkland.reports.asset_columns import asset_block
from parkland.reports.report_blocks import BulletList, Text
from parkland.wording import wording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parkland.reports.asset_results import AssetResults
    from parkland.reports.basis import Basis
    from parkland.reports.report_blocks import Block, TableBlock

PROJECTS = {
    "named": "project_name", "kind": "project_kind", "stage": "project_stage",
    "total_cny": "total_cny", "done_cny": "done_cny", "done_in_year_cny": "done_in_year_cny",
    "done_share": "done_share", "overdue": "overdue", "problem": "problem", "located": "located",
}  # fmt: skip
COMMITMENTS = {
    "subject": "subject", "indicator": "indicator", "operator": "operator", "target": "target ",
    "actual": "actual ", "unit": "unit ", "due_on": "assessed_on", "state": "commitment_state",
    "shortfall": "shortfall ", "shortfall_cny": "shortfall_cny",
}  # fmt: skip


def projects_section(basis: Basis) -> Iterator[Block]:
    """Yield the sentences about projects, their table, and which are not on the map."""
    found = basis.asset_results
    if found is None or found.basis.ledger.projects.empty:
        return
    table = projects(basis.ledger)
    hidden_money = 0 if found.internal else hidden_rows(table)
    if not found.internal:
        table = without_secrets(table)
    if texts := found.texts("projects"):
        yield BulletList(texts)
    indent = table["parent_id"].notna().map({True: "└ ", False: ""})
    shown = table.assign(named=indent + table["name"].fillna(table["project_id"]).fillna(""))
    day = basis.day(basis.ledger.as_of)
    caption = found.text("projects", day=day)
    wide = ("overdue", "problem", "located")
    block = asset_block(
        shown, PROJECTS, key="asset_projects", caption=caption, lang=basis.lang, only_wide=wide
    )
    note = found.text("projects_note", year=basis.ledger.as_of.year)
    if hidden_money:
        told = wording("asset_note.hidden", basis.lang, number=hidden_money)
        note = grammar(basis.lang).sentences([note, told])
    yield replace(block, note=note)
    hidden = table[~table["located"]]
    if len(hidden):
        names = grammar(basis.lang).join(str(one) for one in hidden["name"].fillna(""))
        text = wording("asset_note.not_located", basis.lang, number=len(hidden), names=names)
        yield Text(text, "note")


def commitments_section(basis: Basis) -> Iterator[Block]:
    """Yield how many projects kept what was promised, and each commitment."""
    found = basis.asset_results
    if found is None or found.basis.ledger.commitments.empty:
        return
    yield BulletList(found.texts("commitments"))
    yield commitments_table(found)


def commitments_table(found: AssetResults) -> TableBlock:
    """Return every commitment; confidential values only in an internal report."""
    basis = found.basis
    table = commitments(basis.ledger, area=basis.area)
    if not found.internal:
        table = without_secrets(table)
    named = table["project_id"].where(table["project_id"].notna(), table["parcel_id"])
    own = {name: f"{found.text(name)} " for name in ("target", "actual", "unit", "shortfall")}
    block = asset_block(
        table.assign(subject=named),
        {name: own.get(name, called) for name, called in COMMITMENTS.items()},
        key="asset_commitments",
        caption=found.text("commitments", day=basis.day(basis.ledger.as_of)),
        lang=basis.lang,
        only_wide=("shortfall", "shortfall_cny"),
    )
    key = "commitments_note" if found.internal else "commitments_public_note"
    return replace(block, note=found.text(key, disclaimer=found.disclaimer))
