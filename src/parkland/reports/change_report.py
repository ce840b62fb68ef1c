"""The report of a comparison: summary, opening and closing, parcels, facts, statuses, issues."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.changes import KINDS
from parkland.display import code_words, day_text
from parkland.languages import grammar
from parkland.reports.change_tables import ChangeTables
from parkland.reports.report_blocks import BulletList, Fact, Report, Section, Text
from parkland.reports.rules_annex import software
from parkland.wording import wording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parkland.changes import Changes
    from parkland.choices import Lang
    from parkland.ledger_record import Ledger
    from parkland.reports.report_blocks import Block

# The sections, with the sheet of the workbook that holds each.
SECTIONS = (
    ("overview", "summary"),
    ("totals", "summary"),
    ("parcels", "changed_parcels"),
    ("statuses", "changed_statuses"),
    ("facts", "changed_facts"),
    ("issues", "issues"),
)


def compose_change_report(changes: Changes, /, *, lang: Lang = "zh") -> Report:
    """Return the blocks of the report of a comparison."""
    tables = ChangeTables(changes, lang)
    numeral = grammar(lang).numeral
    own = changes.after.profile.title.get(lang, "")
    return Report(
        title=tables.text("title", own=own) if own else tables.text("title_plain"),
        lang=lang,
        facts=_facts(tables),
        sections=tuple(
            Section(
                key=key,
                heading=wording(
                    "report.numbered",
                    lang,
                    number=numeral(number),
                    heading=tables.text(f"section_{key}"),
                ),
                blocks=tuple(_blocks(tables, key)),
                sheet=sheet,
            )
            for number, (key, sheet) in enumerate(SECTIONS, start=1)
        ),
        footer=wording("report.internal", lang),
        version=software(),
        status_colors={
            style.label(lang): style.color for style in tables.statuses.statuses.values()
        },
    )


def summary_lines(tables: ChangeTables) -> Iterator[str]:
    """Yield the sentences of the summary: the land, its balance, kinds, causes, issues."""
    changes = tables.changes
    terms = {name: tables.area(value) for name, value in changes.printed_balance.items()}
    yield tables.text(
        "lead",
        before=f"{len(changes.before.parcels):,}",
        after=f"{len(changes.after.parcels):,}",
        area_before=terms["opening"],
        area_after=terms["closing"],
    )
    yield tables.text(
        "balance",
        area_before=terms["opening"],
        area_after=terms["closing"],
        **{name: terms[name] for name in ("kept", "gone", "resurvey", "new")},
    )
    if not changes:
        yield tables.text("no_change")
    join = grammar(tables.lang).join
    words = code_words("change_kind", tables.lang)
    found = []
    for kind, (before, after) in zip(KINDS, changes.counts.to_numpy().tolist(), strict=True):
        if before or after:
            same = before == after or not before or not after
            key = "kind_one" if same else "kind_both"
            found.append(
                tables.text(
                    key, kind=words[kind], before=f"{before or after:,}", after=f"{after:,}"
                )
            )
    if found:
        yield tables.text("kinds", kinds=join(found))
    causes = changes.statuses["cause"].value_counts()
    if len(causes):
        named = code_words("change_cause", tables.lang)
        yield tables.text(
            "causes",
            number=f"{len(changes.statuses):,}",
            causes=join(
                tables.text("cause_one", cause=named[str(cause)], number=f"{number:,}")
                for cause, number in causes.items()
            ),
        )
    if len(changes.facts):
        yield tables.text("facts_lead", number=f"{len(changes.facts):,}")
    if len(changes.issues):
        yield tables.text(
            "issues_lead",
            number=f"{len(changes.issues):,}",
            section=tables.text("section_issues"),
        )


def _blocks(tables: ChangeTables, key: str) -> Iterator[Block]:
    if key == "overview":
        first, *rest = summary_lines(tables)
        yield Text(first, "lead")
        yield BulletList(tuple(rest))
        yield tables.by_kind()
        yield tables.balance()
        return
    if key == "totals":
        yield from tables.totals()
        return
    made = {
        "parcels": tables.relations,
        "facts": tables.facts,
        "statuses": tables.moves,
        "issues": tables.issues,
    }
    table = made[key]()
    yield table if table.rows else Text(wording("report.nothing", tables.lang))
    if key == SECTIONS[-1][0]:
        yield Text(wording("report.made_with", tables.lang, version=software()), "note")


def _facts(tables: ChangeTables) -> tuple[Fact, ...]:
    changes = tables.changes
    values = {
        "days": tables.text(
            "days",
            before=day_text(changes.before.as_of),
            after=day_text(changes.after.as_of),
        ),
        "sources_before": _sources(tables, changes.before),
        "sources_after": _sources(tables, changes.after),
        "tolerance": tables.text("tolerance", metres=f"{changes.tolerance_m:g}"),
    }
    return tuple(Fact(key, tables.text(f"fact_{key}"), value) for key, value in values.items())


def _sources(tables: ChangeTables, ledger: Ledger) -> str:
    return tables.text("sources", layers=len(ledger.sources), parcels=f"{len(ledger.parcels):,}")
