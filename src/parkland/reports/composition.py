"""The order of a report: which sections it has, and which sheet of the workbook holds each.

A section is a function that yields its blocks. To add a table, write the function that makes it
beside the section, yield it there, and word its caption in `resources/wording/reports.toml`. A
table says itself what stands in its place without rows, and whether it leads a sheet.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from parkland.display import unit_label
from parkland.languages import grammar
from parkland.reports import sentences
from parkland.reports.area_comparison import area_section
from parkland.reports.asset_land_section import (
    check_section,
    internal_section,
    land_section,
    low_section,
    public_section,
)
from parkland.reports.asset_notice_section import notice_ledger_section, notices_section
from parkland.reports.asset_project_section import commitments_section, projects_section
from parkland.reports.flagged_section import flagged_section
from parkland.reports.idle_section import idle_section, reasoning_section
from parkland.reports.ledger_annex import ledger_section
from parkland.reports.parcel_lists import (
    act_section,
    deadline_section,
    notice_section,
    passed_section,
)
from parkland.reports.parcel_sheets import sheet_section
from parkland.reports.period_balance import change_section
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
    in_marks_of,
)
from parkland.reports.rules_annex import rules_section, software
from parkland.reports.summary_tables import summary_section
from parkland.wording import wording

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from parkland.reports.basis import Basis


@dataclass(frozen=True, slots=True)
class SectionPlan:
    """A section to come.

    Attributes
    ----------
    key : str
    sheet : str
        The sheet of the workbook that holds it; empty if none does.
    blocks : callable
        Yields its blocks. A section without any is left out.
    is_annex, begins_page : bool
        As for a `Section`.
    of_law : bool
        Whether the section is about the law, so that a ledger without law has none.
    """

    key: str
    sheet: str
    blocks: Callable[[Basis], Iterable[Block]]
    is_annex: bool = False
    begins_page: bool = False
    of_law: bool = False


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
    SectionPlan("changes", "summary", change_section),
    SectionPlan("idle", "idle", idle_section, of_law=True),
    SectionPlan("deadlines", "deadlines", deadline_section, of_law=True),
    SectionPlan("acts", "acts", act_section, of_law=True),
    SectionPlan("flagged", "flagged", flagged_section),
    SectionPlan("areas", "areas", area_section),
    SectionPlan("asset_land", "asset_land", land_section),
    SectionPlan("asset_notices", "asset_land", notices_section),
    SectionPlan("asset_projects", "asset_projects", projects_section),
    SectionPlan("asset_commitments", "asset_commitments", commitments_section),
    SectionPlan("ledger", "ledger", ledger_section, is_annex=True, begins_page=True),
    SectionPlan("reasoning", "", reasoning_section, is_annex=True, begins_page=True, of_law=True),
    SectionPlan("passed", "deadlines", passed_section, is_annex=True, of_law=True),
    SectionPlan("notices", "acts", notice_section, is_annex=True, of_law=True),
    SectionPlan("asset_public", "asset_public", public_section, is_annex=True),
    SectionPlan("asset_check", "asset_check", check_section, is_annex=True),
    SectionPlan("asset_low", "asset_low", low_section, is_annex=True),
    SectionPlan("asset_internal", "asset_internal", internal_section, is_annex=True),
    SectionPlan("asset_ledger", "asset_ledger", notice_ledger_section, is_annex=True),
    SectionPlan("sheets", "sheets", sheet_section, is_annex=True, begins_page=True),
    SectionPlan("quality", "issues", quality_section, is_annex=True, begins_page=True),
    SectionPlan("rules_applied", "sources", rules_section, is_annex=True),
)
SECTION_KEYS = tuple(plan.key for plan in SECTIONS)
# What is printed, even if only that there is nothing, and what is left out without blocks.
SAY_NOTHING = ("idle", "acts")


def composed(basis: Basis, *, only: Collection[str] = ()) -> Report:
    """Return the report of `basis`, or of it those sections that are named in `only`."""
    return Report(
        title=_title(basis) if not only else _asset_title(basis),
        lang=basis.lang,
        facts=_facts(basis),
        sections=tuple(_sections(basis, only)),
        footer=_footer(basis, is_list=bool(only)),
        version=software(),
        status_colors={
            style.label(basis.lang): style.color for style in basis.statuses.statuses.values()
        },
    )


def _footer(basis: Basis, *, is_list: bool) -> str:
    """Return who may see it: lists of assets without secrets are made to be published."""
    if is_list and not basis.assets.internal:
        return wording("asset_map.public", basis.lang)
    return basis.text("internal")


def _sections(basis: Basis, only: Collection[str]) -> Iterator[Section]:
    """Yield the sections that have something to say, body and annexes each numbered from 1."""
    numbers = {False: 0, True: 0}
    for plan in SECTIONS:
        if (basis.sheets == "only") != (plan.key == "sheets") and basis.sheets != "annex":
            continue
        if only and plan.key not in only:
            continue
        if plan.of_law and not basis.statuses.has_law:
            continue
        blocks = tuple(in_marks_of(block, basis.lang) for block in _blocks(basis, plan))
        if not blocks and plan.key in SAY_NOTHING:
            blocks = (Text(basis.text("nothing")),)
        if not blocks:
            continue
        is_annex = plan.is_annex and basis.sheets != "only"
        numbers[is_annex] += 1
        number = numbers[is_annex]
        yield Section(
            key=plan.key,
            heading=basis.text(
                "annex" if is_annex else "numbered",
                number=str(number) if is_annex else grammar(basis.lang).numeral(number),
                heading=basis.text(f"section_{plan.key}"),
            ),
            blocks=blocks,
            sheet=plan.sheet,
            is_annex=is_annex,
            begins_page=plan.begins_page,
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
    of_law = "title" if basis.statuses.has_law else "own_title"
    title = basis.text(of_law, own=own) if own else basis.text(f"{of_law}_plain")
    if basis.sheets != "only":
        return title
    return grammar(basis.lang).labelled(title, basis.text("section_sheets"))


def _asset_title(basis: Basis) -> str:
    own = basis.ledger.profile.title.get(basis.lang, "")
    key = "title" if own else "title_plain"
    return wording(f"asset_report.{key}", basis.lang, own=own)


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
        "area": basis.text(
            "area_note",
            area=wording(f"area.{basis.area}", lang),
            units=grammar(lang).join(unit_label(unit, lang) for unit in basis.units_by_weight),
        )
        + (grammar(lang).brackets(basis.text("mu_is")) if "mu" in basis.units else ""),
        "sources": basis.text(
            "sources_many",
            layers=len(ledger.sources),
            records=f"{sum(receipt.records for receipt in ledger.sources):,}",
            quarantined=f"{len(ledger.quarantine):,}",
        ),
        "rules": grammar(lang).clauses([ledger.rules.title[lang], ledger.rules.disclaimer[lang]]),
        "compiled_by": ledger.profile.report.compiled_by or basis.text("to_fill"),
    }
    return tuple(
        Fact(key, basis.text(f"fact_{key}"), value) for key, value in values.items() if value
    )
