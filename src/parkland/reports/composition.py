"""The order of a report: which sections there are, and what stands in each."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

from parkland.reports import annexes, listings, pictures, sentences, summaries
from parkland.reports.parcel_sheets import finding, in_plane, parcel_sheet
from parkland.reports.reconciled import reconciliation
from parkland.reports.report_blocks import (
    Block,
    BulletList,
    Chart,
    Fact,
    Picture,
    Report,
    ReportTable,
    Section,
    Subheading,
    Text,
    number,
)
from parkland.wording import wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parkland.reports.basis import Basis

MOST_SHEETS = 40
MU = 5  # where the figures of by_status have it
CHINESE_NUMBERS = "〇一二三四五六七八九十"
TEN = 10
FINDINGS = ("overdue", "undetermined")


def composed(basis: Basis, asked: Sequence[str] | None) -> Report:
    """Return the report of `basis`; `asked` are the parcels that get a sheet of their own."""
    sections = [
        ("overview", "summary", _overview(basis), False),
        ("map", "map", _map(basis), False),
        ("tables", "summary", _tables(basis), False),
        ("idle", "idle", _idle(basis), True),
        ("deadlines", "deadlines", _deadlines(basis), True),
        ("acts", "acts", _acts(basis), True),
        ("areas", "areas", _areas(basis), True),
        ("ledger", "ledger", _rows(basis, annexes.parcel_ledger(basis)), True),
        ("sheets", "sheets", _sheets(basis, asked), False),
        ("quality", "issues", _quality(basis), False),
        ("rules_applied", "sources", _rules(basis), False),
    ]
    return Report(
        title=_title(basis),
        lang=basis.lang,
        facts=_facts(basis),
        sections=tuple(
            Section(
                key=key,
                heading=_numbered(basis, number, basis.text(f"section_{key}")),
                blocks=tuple(blocks),
                sheet=sheet,
                wide=wide,
            )
            for number, (key, sheet, blocks, wide) in enumerate(sections, start=1)
        ),
        footer=basis.text("internal"),
        version=f"parkland {version('parkland')}",
    )


def _numbered(basis: Basis, number: int, heading: str) -> str:
    figure = str(number)
    if basis.lang == "zh":
        figure = CHINESE_NUMBERS[number] if number <= TEN else f"十{CHINESE_NUMBERS[number - TEN]}"
    return basis.text("numbered", number=figure, heading=heading)


def _title(basis: Basis) -> str:
    own = basis.ledger.profile.title.get(basis.lang, "")
    return basis.text("title", own=own) if own else basis.text("title_plain")


def _facts(basis: Basis) -> tuple[Fact, ...]:
    ledger, lang = basis.ledger, basis.lang
    day = basis.day(ledger.as_of)
    period = basis.text("all_time", as_of=day)
    if basis.period is not None:
        period = basis.period.label(lang)
        if basis.period.last > ledger.as_of:
            period = basis.text("cut_period", period=period, as_of=day)
    values = {
        "period": period,
        "as_of": day,
        "area": basis.text("area_note", area=wording(f"area.{basis.area}", lang)),
        "sources": basis.text(
            "sources_many",
            layers=len(ledger.sources),
            records=f"{sum(receipt.records for receipt in ledger.sources):,}",
            quarantined=f"{len(ledger.quarantine):,}",
        ),
        "rules": basis.text(
            "rules_named", rules=ledger.rules.title[lang], disclaimer=ledger.rules.disclaimer[lang]
        ),
        "compiled_by": ledger.profile.report.compiled_by or basis.text("to_fill"),
    }
    return tuple(Fact(key, basis.text(f"fact_{key}"), value) for key, value in values.items())


def _overview(basis: Basis) -> list[Block]:
    notice = basis.ledger.profile.notice.get(basis.lang, "")
    return [
        Text(sentences.lead(basis), "lead"),
        BulletList(sentences.details(basis)),
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
        values=tuple(number(row[MU]) for row in by_status.rows),
        digits=basis.digits("mu"),
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
        blocks += finding(basis, place)
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
    return [every, verdicts, *([differing] if differing.rows else [])]


def _sheets(basis: Basis, asked: Sequence[str] | None) -> list[Block]:
    """Return the sheets of the parcels asked for, else of those with a finding, up to a number."""
    if asked is not None:
        chosen, most = basis.parcels["parcel_id"].isin(list(asked)), None
        said = "sheets_asked"
    else:
        idle = basis.parcels["idle"].fillna(value=False).astype(bool)
        chosen, most = idle | basis.parcels["status"].isin(FINDINGS), MOST_SHEETS
        said = "sheets_left" if chosen.sum() > MOST_SHEETS else "sheets_all"
    places = [place for place, taken in enumerate(chosen) if taken]
    if not places:
        return [Text(basis.text("nothing"))]
    note = basis.text(said, number=f"{len(places):,}", shown=MOST_SHEETS)
    blocks = [block for place in places[:most] for block in parcel_sheet(basis, place)]
    return [Text(note, "note"), *blocks]


def _quality(basis: Basis) -> list[Block]:
    by_code = annexes.issues_by_code(basis)
    return [
        *([annexes.all_issues(basis)] if by_code.rows else []),
        *_rows(basis, by_code),
        *([annexes.quarantined(basis)] if len(basis.ledger.quarantine) else []),
        *([annexes.overlapping(basis)] if len(basis.ledger.overlaps) else []),
    ]


def _rules(basis: Basis) -> list[Block]:
    made = basis.text("made_with", version=f"parkland {version('parkland')}")
    digests = annexes.files(basis)
    read = [annexes.receipts(basis), *([digests] if digests.rows else [])]
    return [*read, annexes.rules(basis), Text(made, "note")]


def _rows(basis: Basis, table: ReportTable) -> list[Block]:
    """Return the table, or that there is nothing."""
    return [table] if table.rows else [Subheading(table.caption), Text(basis.text("nothing"))]
