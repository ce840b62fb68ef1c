"""The order of a report: which sections it has, and which blocks stand in each.

A table is added by a function that makes it, and by its name in `SECTIONS`. It decides itself what
stands in its place when it has no rows, and whether it leads a sheet of the workbook.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from parkland.languages import grammar
from parkland.reports import (
    area_comparison,
    ledger_annex,
    parcel_lists,
    parcel_sheets,
    quality_annex,
    rules_annex,
    sentences,
    summary_tables,
)
from parkland.reports.basis import Basis
from parkland.reports.pictures import map_of_parcels
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
from parkland.wording import wording

if TYPE_CHECKING:
    from collections.abc import Sequence

Part: TypeAlias = Callable[[Basis], Block | Iterable[Block]]


@dataclass(frozen=True, slots=True)
class SectionPlan:
    """A section to come: its key, the sheet of the workbook that holds it, and its parts."""

    key: str
    sheet: str
    parts: Sequence[Part]
    wide: bool = False


def overview(basis: Basis) -> Iterator[Block]:
    """Yield the summary in sentences, and the notice of the profile."""
    yield Text(sentences.lead(basis), "lead")
    yield BulletList(sentences.details(basis))
    if notice := basis.ledger.profile.notice.get(basis.lang, ""):
        yield Text(notice, "note")


SECTIONS = (
    SectionPlan("overview", "summary", [overview]),
    SectionPlan("map", "map", [map_of_parcels]),
    SectionPlan(
        "tables",
        "summary",
        [summary_tables.by_flag, summary_tables.by_status, summary_tables.by_groups],
    ),
    SectionPlan(
        "idle",
        "idle",
        [parcel_lists.idle_land, parcel_sheets.findings, parcel_lists.undetermined],
        wide=True,
    ),
    SectionPlan(
        "deadlines", "deadlines", [parcel_lists.falling_due, parcel_lists.overdue], wide=True
    ),
    SectionPlan("acts", "acts", [parcel_lists.acts], wide=True),
    SectionPlan("areas", "areas", [area_comparison.reconciliation], wide=True),
    SectionPlan("ledger", "ledger", [ledger_annex.parcel_ledger], wide=True),
    SectionPlan("sheets", "sheets", [parcel_sheets.sheets]),
    SectionPlan(
        "quality",
        "issues",
        [
            quality_annex.all_issues,
            quality_annex.issues_by_code,
            quality_annex.quarantined,
            quality_annex.overlapping,
        ],
    ),
    SectionPlan(
        "rules_applied",
        "sources",
        [rules_annex.receipts, rules_annex.files, rules_annex.rules, rules_annex.made_with],
    ),
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
        version=rules_annex.software(),
    )


def _blocks(basis: Basis, plan: SectionPlan) -> Iterator[Block]:
    """Yield the blocks of a section; a table without rows as it says in `when_empty`."""
    for part in plan.parts:
        made = part(basis)
        for block in made if isinstance(made, Iterable) else (made,):
            if isinstance(block, TableBlock) and not block.rows and block.when_empty != "show":
                if block.when_empty == "say_none":
                    yield Subheading(block.caption)
                    yield Text(basis.text("nothing"))
            else:
                yield block


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
