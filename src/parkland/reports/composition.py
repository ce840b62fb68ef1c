"""The order of a report: which sections it has, and which sheet of the workbook holds each.

A section is a function that yields its blocks. To add a table, write the function that makes it
beside the section, yield it there, and word its caption in `resources/wording/reports.toml`. A
table says itself what stands in its place without rows, and whether it leads a sheet.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from parkland.languages import grammar
from parkland.reports import sentences
from parkland.reports.area_comparison import area_section
from parkland.reports.idle_section import idle_section
from parkland.reports.ledger_annex import ledger_section
from parkland.reports.parcel_lists import act_section, deadline_section
from parkland.reports.parcel_sheets import sheet_section
from parkland.reports.pictures import map_section
from parkland.reports.quality_annex import quality_section
from parkland.reports.report_blocks import (
    Block,
    BulletList,
    Fact,
    Report,
    Section,
    Subheading,
    TableBlock,
    Text,
)
from parkland.reports.rules_annex import rules_section, software
from parkland.reports.summary_tables import summary_section
from parkland.wording import wording

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from parkland.reports.basis import Basis


@dataclass(frozen=True, slots=True)
class SectionPlan:
    """A section to come: its key, the sheet of the workbook that holds it, and its blocks."""

    key: str
    sheet: str
    blocks: Callable[[Basis], Iterable[Block]]
    wide: bool = False


def overview_section(basis: Basis) -> Iterator[Block]:
    """Yield the summary in sentences, and the notice of the profile."""
    yield Text(sentences.lead(basis), "lead")
    yield BulletList(sentences.details(basis))
    if notice := basis.ledger.profile.notice.get(basis.lang, ""):
        yield Text(notice, "note")


SECTIONS = (
    SectionPlan("overview", "summary", overview_section),
    SectionPlan("map", "map", map_section),
    SectionPlan("tables", "summary", summary_section),
    SectionPlan("idle", "idle", idle_section, wide=True),
    SectionPlan("deadlines", "deadlines", deadline_section, wide=True),
    SectionPlan("acts", "acts", act_section, wide=True),
    SectionPlan("areas", "areas", area_section, wide=True),
    SectionPlan("ledger", "ledger", ledger_section, wide=True),
    SectionPlan("sheets", "sheets", sheet_section),
    SectionPlan("quality", "issues", quality_section),
    SectionPlan("rules_applied", "sources", rules_section),
)


def composed(basis: Basis) -> Report:
    """Return the report of `basis`."""
    numeral = grammar(basis.lang).numeral
    return Report(
        title=_title(basis),
        lang=basis.lang,
        facts=_facts(basis),
        sections=tuple(
            Section(
                key=plan.key,
                heading=basis.text(
                    "numbered",
                    number=numeral(number),
                    heading=basis.text(f"section_{plan.key}"),
                ),
                blocks=tuple(_blocks(basis, plan)) or (Text(basis.text("nothing")),),
                sheet=plan.sheet,
                wide=plan.wide,
            )
            for number, plan in enumerate(SECTIONS, start=1)
        ),
        footer=basis.text("internal"),
        version=software(),
        status_colors={
            style.label(basis.lang): style.color for style in basis.statuses.statuses.values()
        },
    )


def _blocks(basis: Basis, plan: SectionPlan) -> Iterator[Block]:
    """Yield the blocks of a section; a table without rows as it says in `when_empty`."""
    for block in plan.blocks(basis):
        if not isinstance(block, TableBlock) or block.rows or block.when_empty == "show":
            yield block
        elif block.when_empty == "say_none":
            yield Subheading(block.caption)
            yield Text(basis.text("nothing"))


def _title(basis: Basis) -> str:
    own = basis.ledger.profile.title.get(basis.lang, "")
    return basis.text("title", own=own) if own else basis.text("title_plain")


def _facts(basis: Basis) -> tuple[Fact, ...]:
    """Return the statements about the report itself, from its period to who compiled it."""
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
        "rules": grammar(lang).clauses([ledger.rules.title[lang], ledger.rules.disclaimer[lang]]),
        "compiled_by": ledger.profile.report.compiled_by or basis.text("to_fill"),
    }
    return tuple(Fact(key, basis.text(f"fact_{key}"), value) for key, value in values.items())
