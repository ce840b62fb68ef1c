"""The section on the flags that a profile declares: a list of parcels for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.display import label
from parkland.reports.idle_section import with_column
from parkland.reports.parcel_lists import IDENTITY, listing
from parkland.reports.report_blocks import TableColumn
from parkland.status import condition_texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parkland.reports.basis import Basis
    from parkland.reports.report_blocks import TableBlock

PLACE = ("location", "land_use")


def flagged_section(basis: Basis) -> Iterator[TableBlock]:
    """Yield a list for each flag of an own axis, with the reasons of conditions."""
    for flag in basis.flags:
        if not basis.statuses.is_own(flag):
            continue
        chosen = basis.with_flag(flag)
        caption = basis.statuses.flag_label(flag, basis.lang)
        table = listing(basis, flag, chosen, (*IDENTITY, *PLACE), matter=flag, caption=caption)
        texts = condition_texts(basis.ledger, flag, lang=basis.lang)[chosen.to_numpy()]
        if any(texts):
            reason = TableColumn(key="reason", heading=label("status_reason", basis.lang))
            table = with_column(table, len(table.columns) - 1, reason, list(texts))
        yield table
