"""The order of a report: which sections there are, and what stands in each."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

from parkland.reports import annexes, listings, pictures, sentences, summaries
from parkland.reports.content import (
    Block,
    Chart,
    Heading,
    Picture,
    Points,
    Report,
    Section,
    Table,
    Text,
    number,
)
from parkland.reports.reconciled import reconciliation
from parkland.reports.sheets import in_plane, parcel_sheet, reasoning
from parkland.wording import wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from parkland.reports.basis import Basis

MOST_SHEETS = 40
CHINESE_NUMBERS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一")
FINDINGS = ("overdue", "undetermined")


def composed(basis: Basis, asked: Sequence[str] | None) -> Report:
    """Return the report of `basis`; `asked` are the parcels that get a sheet of their own."""
    chosen = _chosen(basis, asked)
    sections = [
        ("overview", "summary", _overview(basis), False),
        ("map", "map", _map(basis), False),
        ("tables", "summary", _tables(basis), False),
        ("idle", "idle", _idle(basis), True),
        ("deadlines", "deadlines", _deadlines(basis), True),
        ("acts", "acts", _acts(basis), False),
        ("areas", "areas", _areas(basis), True),
        ("ledger", "ledger", _rows(basis, annexes.parcel_ledger(basis)), True),
        ("sheets", "sheets", _sheets(basis, chosen), False),
        ("quality", "issues", _quality(basis), False),
        ("rules_applied", "sources", _rules(basis), False),
    ]
    numbers = CHINESE_NUMBERS if basis.lang == "zh" else range(1, len(sections) + 1)
    return Report(
        title=_title(basis),
        lang=basis.lang,
        facts=_facts(basis),
        sections=tuple(
            Section(
                key=key,
                heading=basis.text("numbered", number=number, heading=basis.text(f"section_{key}")),
                blocks=tuple(blocks),
                sheet=sheet,
                wide=wide,
            )
            for number, (key, sheet, blocks, wide) in zip(numbers, sections, strict=False)
        ),
        footer=basis.text("internal"),
    )


def _title(basis: Basis) -> str:
    own = basis.ledger.profile.title.get(basis.lang, "")
    return basis.text("title", own=own) if own else basis.text("title_plain")


def _facts(basis: Basis) -> tuple[tuple[str, str], ...]:
    ledger = basis.ledger
    records = sum(receipt.records for receipt in ledger.sources)
    facts = {
        "period": basis.text("all_time")
        if basis.period is None
        else basis.period.label(basis.lang),
        "as_of": ledger.as_of.isoformat(),
        "area": basis.text("area_note", area=wording(f"area.{basis.area}", basis.lang)),
        "sources": basis.text(
            "sources_many",
            layers=len(ledger.sources),
            records=f"{records:,}",
            quarantined=f"{len(ledger.quarantine):,}",
        ),
        "rules": f"{ledger.rules.title[basis.lang]}；{ledger.rules.disclaimer[basis.lang]}"
        if basis.lang == "zh"
        else f"{ledger.rules.title[basis.lang]}; {ledger.rules.disclaimer[basis.lang]}",
        "compiled_by": ledger.profile.report.compiled_by or basis.text("to_fill"),
        "version": f"parkland {version('parkland')}",
    }
    return tuple((basis.text(f"fact_{key}"), value) for key, value in facts.items())


def _overview(basis: Basis) -> list[Block]:
    notice = basis.ledger.profile.notice.get(basis.lang, "")
    return [
        Text(sentences.lead(basis), "lead"),
        Points(sentences.details(basis)),
        *([Text(notice, "note")] if notice else []),
    ]


def _map(basis: Basis) -> list[Block]:
    if basis.parcels.empty:
        return [Text(basis.text("nothing"))]
    plane, _ = in_plane(basis.parcels.geometry)
    numbered = len(plane) <= pictures.MOST_NUMBERS
    caption = basis.text("map" if numbered else "map_unnumbered")
    return [Picture("map", pictures.overview(basis, plane), caption, 16.0)]


def _tables(basis: Basis) -> list[Block]:
    by_status = summaries.by_status(basis)
    chart = Chart(
        key="chart",
        table="by_status",
        column="mu",
        values=tuple(number(row[-1]) for row in by_status.rows),
        colors=by_status.colors,
        caption=basis.text("chart"),
        axis=basis.text("chart_axis"),
    )
    return [
        summaries.by_flag(basis),
        by_status,
        *([chart] if by_status.rows else []),
        *summaries.by_groups(basis),
    ]


def _idle(basis: Basis) -> list[Block]:
    blocks = _rows(basis, listings.idle_land(basis))
    places = [place for place, idle in enumerate(basis.flags["idle"]) if idle]
    for place in places[:MOST_SHEETS]:
        blocks += reasoning(basis, place)
    if len(places) > MOST_SHEETS:
        said = basis.text("reasoning_left", shown=MOST_SHEETS, number=f"{len(places):,}")
        blocks.append(Text(said, "note"))
    unknown = listings.undetermined(basis)
    return [*blocks, *([unknown] if unknown.rows else [])]


def _deadlines(basis: Basis) -> list[Block]:
    overdue = listings.overdue(basis)
    return [*_rows(basis, listings.falling_due(basis)), *([overdue] if overdue.rows else [])]


def _acts(basis: Basis) -> list[Block]:
    return list(listings.acts(basis)) or [Text(basis.text("nothing"))]


def _areas(basis: Basis) -> list[Block]:
    verdicts, differing, every = reconciliation(basis)
    if not every.rows:
        return [Text(basis.text("nothing"))]
    return [verdicts, *([differing] if differing.rows else []), every]


def _sheets(basis: Basis, chosen: pd.Series) -> list[Block]:
    places = [place for place, taken in enumerate(chosen) if taken]
    blocks: list[Block] = []
    for place in places[:MOST_SHEETS]:
        blocks += parcel_sheet(basis, place)
    shown = min(len(places), MOST_SHEETS)
    said = basis.text("sheets_left", number=f"{len(places):,}", shown=shown)
    return [Text(said, "note"), *blocks]


def _quality(basis: Basis) -> list[Block]:
    by_code = annexes.issues_by_code(basis)
    return [
        *_rows(basis, by_code),
        *([annexes.quarantined(basis)] if len(basis.ledger.quarantine) else []),
        *([annexes.overlapping(basis)] if len(basis.ledger.overlaps) else []),
        *([annexes.all_issues(basis)] if by_code.rows else []),
    ]


def _rules(basis: Basis) -> list[Block]:
    return [annexes.receipts(basis), annexes.rules(basis)]


def _rows(basis: Basis, table: Table) -> list[Block]:
    """Return the table, or that there is nothing."""
    return [table] if table.rows else [Heading(table.caption), Text(basis.text("nothing"))]


def _chosen(basis: Basis, asked: Sequence[str] | None) -> pd.Series:
    if asked is not None:
        return basis.parcels["parcel_id"].isin(list(asked))
    idle = basis.parcels["idle"].fillna(value=False).astype(bool)
    return idle | basis.parcels["status"].isin(FINDINGS)
