"""The chapter on rectification notices (低效企业整改), and their ledger (整改台账)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from parkland.asset_figures import notice_counts
from parkland.asset_figures.asset_labels import asset_label, asset_words
from parkland.asset_figures.notice_states import STATES, listed
from parkland.languages import grammar
from parkland.reports.asset_columns import asset_block
from parkland.reports.asset_land_section import MOST_ON_A_PAGE
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

    from parkland.reports.asset_results import AssetResults
    from parkland.reports.basis import Basis
    from parkland.reports.report_blocks import Block

NOTICES = "asset_notices"
OPEN = ("running", "overdue")
COLUMNS = {
    "notice_no": "notice_no", "kind": "notice_kind", "who": "enterprise_ids",
    "parcel_ids": "parcel_ids", "notice_on": "notice_on", "notice_due": "notice_due",
    "days_left": "days_left", "stage": "notice_stage", "state": "notice_state",
    "checked_on": "checked_on",
}  # fmt: skip
ONLY_WIDE = ("kind", "parcel_ids", "stage")


def notices_section(basis: Basis) -> Iterator[Block]:
    """Yield the sentences about notices, and how many are in each state."""
    found = basis.asset_results
    if found is None or found.notices.empty:
        return
    yield BulletList(found.texts("notices"))
    yield by_state(found)


def notice_ledger_section(basis: Basis) -> Iterator[Block]:
    """Yield every notice with its state on the day."""
    found = basis.asset_results
    if found is None or found.notices.empty:
        return
    block = notice_ledger(found)
    is_long = len(block.rows) > MOST_ON_A_PAGE
    yield replace(block, only_wide=is_long)
    if is_long:
        yield Text(found.text("in_workbook", number=f"{len(block.rows):,}"), "note")


def notice_ledger(found: AssetResults) -> TableBlock:
    """Return every notice: who got it, until when, and how it stands."""
    lang, table = found.basis.lang, found.notices
    join = grammar(lang).join
    days = (table["notice_due"] - pd.Timestamp(found.basis.ledger.as_of)).dt.days
    who = [
        join(found.names.get(one, one) for one in listed(ids)) for ids in table["enterprise_ids"]
    ]
    shown = table.assign(
        who=pd.Series(who, index=table.index, dtype=object),
        parcel_ids=table["parcel_ids"].map(lambda ids: join(listed(ids)), na_action="ignore"),
        days_left=days.where(table["state"].isin(OPEN)).astype("Int64"),
    )
    day = found.basis.day(found.basis.ledger.as_of)
    block = asset_block(
        shown, COLUMNS, key=NOTICES, caption=found.text(NOTICES, day=day), lang=lang,
        only_wide=ONLY_WIDE,
    )  # fmt: skip
    return replace(block, note=found.text("notice_note"))


def by_state(found: AssetResults) -> TableBlock:
    """Return how many notices are in each state, counted in their ledger."""
    lang = found.basis.lang
    words = asset_words("notice_state", lang)
    counts = notice_counts(found.notices)
    rows: list[Row] = [
        (
            words[state],
            Counted(counts[state], where=(RowCondition("state", words[state]),), table=NOTICES),
        )
        for state in STATES
        if counts[state]
    ]
    return TableBlock(
        key="asset_notice_states",
        caption=found.text("notice_states"),
        columns=(
            TableColumn(key="state", heading=asset_label("notice_state", lang)),
            TableColumn(key="notices", heading=found.text("notices_counted"), kind="count"),
        ),
        rows=tuple(rows),
        total=(found.basis.text("total"), Summed(sum(number(row[1]) for row in rows))),
        note=found.text("notice_states_note", number=counts["enterprises"]),
    )
