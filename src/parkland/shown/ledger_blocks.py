"""A ledger, its explanations, its assets and comparisons as blocks."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from parkland.assets.asset_schema import TABLES
from parkland.conventions import statuses_of
from parkland.display import code_words, day_text, label
from parkland.errors import ColumnError
from parkland.figures import (
    TOTAL,
    figures_of,
    leading_area,
    leading_unit,
    totals,
    undetermined_text,
    without_outline_text,
)
from parkland.languages import grammar, text_in
from parkland.schema import AREA_COLUMNS, flag_columns
from parkland.shown.receipt_blocks import (
    account_folds,
    profile_text,
    registers_table,
    sources_table,
)
from parkland.shown.shown_blocks import Bar, Block, Facts, Fold, Head, Line, Steps, Table, Title
from parkland.shown.table_blocks import folded, issue_counts, issue_rows, totals_table
from parkland.status import issues_in_language
from parkland.topology import number_of_pairs
from parkland.wording import resource, wording, wordings

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from parkland.assets import Assets
    from parkland.changes import Changes
    from parkland.choices import Lang
    from parkland.ledger_record import Ledger
    from parkland.status import Explanation


def ledger_blocks(ledger: Ledger, lang: Lang) -> Iterator[Block]:
    """Yield what a ledger holds: parcels, flags, statuses, issues, sources, assets."""
    unit, area = leading_unit(ledger), leading_area(ledger)
    figures = figures_of(ledger, unit=unit, area=area)
    rules = grammar(lang)
    yield Title(
        wording("shown.ledger", lang),
        wording("shown.as_of", lang, day=day_text(ledger.as_of, lang)),
    )
    total = rules.quantity(
        rules.number(figures.total, figures.digits), wording(f"unit.{unit}", lang)
    )
    facts = [
        (label("parcels", lang), rules.number(len(ledger.parcels))),
        (label(AREA_COLUMNS[area], lang), total),
    ]
    if len(ledger.quarantine):
        facts.append((wording("shown.quarantine", lang), rules.number(len(ledger.quarantine))))
    if len(ledger.overlaps):
        pairs = number_of_pairs(ledger.overlaps)
        facts.append((wording("shown.overlaps", lang), rules.number(pairs)))
    facts.append((wording("shown.rules", lang), ledger.rules.name))
    facts.append((wording("shown.profile", lang), profile_text(ledger.profile, lang)))
    yield Facts(tuple(facts))
    if flag_columns(ledger.parcels):
        yield from _totals(ledger, lang)
    text = without_outline_text(ledger, lang=lang, unit=unit)
    if text:
        yield Line(text, quiet=True)
    yield _issues(ledger, lang)
    if ledger.sources:
        yield folded(
            wording("shown.sources", lang, number=f"{len(ledger.sources):,}"),
            iter([sources_table(ledger.sources, lang), *account_folds(ledger.sources, lang)]),
        )
    if ledger.registers:
        yield folded(
            wording("shown.registers", lang, number=f"{len(ledger.registers):,}"),
            iter([registers_table(ledger.registers, lang), *account_folds(ledger.registers, lang)]),
        )
    if ledger.assets is not None:
        yield Fold(wording("shown.assets", lang), (asset_counts(ledger.assets, lang),))


def explanation_blocks(explanation: Explanation) -> Iterator[Block]:
    """Yield the steps of an explanation, in the language in which it was written."""
    lang = explanation.lang
    words, answers = code_words("status", lang), wordings("answer", lang)
    yield Title(explanation.heading, words.get(explanation.status, ""))
    yield Steps(
        tuple(
            (step.heading, answers[step.answer] if step.answer else "", step.text, step.article)
            for step in explanation.steps
        )
    )
    if explanation.disclaimer:
        yield Line(explanation.disclaimer, quiet=True)


def asset_blocks(assets: Assets, lang: Lang) -> Iterator[Block]:
    """Yield the number of rows of each table, its issues, and what was read."""
    from parkland.issues import translate_issues

    yield Title(wording("shown.assets", lang))
    yield asset_counts(assets, lang)
    issues = translate_issues(assets.issues, lang=lang)
    if len(issues):
        summary = wording("shown.issues", lang, counts=issue_counts(issues, lang))
        yield folded(summary, issue_rows(issues, lang))
    if assets.receipts:
        yield folded(
            wording("shown.registers", lang, number=f"{len(assets.receipts):,}"),
            iter([registers_table(assets.receipts, lang), *account_folds(assets.receipts, lang)]),
        )


def asset_counts(assets: Assets, lang: Lang) -> Table:
    """Return the number of rows of each table of assets."""
    heads = (Head(wording("shown.table", lang)), Head(wording("shown.rows", lang), right=True))
    rows = tuple(
        (text_in(resource("assets.toml")[name], lang), grammar(lang).number(len(found)))
        for name in TABLES
        if len(found := getattr(assets, name))
    )
    return Table(heads, rows)


def change_blocks(changes: Changes, lang: Lang) -> Iterator[Block]:
    """Yield what became of the land: kinds of change, the balance, statuses, issues."""
    from parkland.issues import translate_issues

    rules, unit = grammar(lang), changes.unit
    days = [day_text(side.as_of, lang) for side in (changes.before, changes.after)]
    yield Title(wording("shown.changes", lang), " → ".join(days))
    counts, land = changes.counts, changes.land_by_kind
    words, colors = code_words("change_kind", lang), resource("palette.toml")["change"]
    found = [kind for kind in counts.index if counts.loc[kind].any()]
    area_of = wordings("changes", lang)
    unit_text = rules.brackets(wording(f"unit.{unit}", lang))
    heads = (
        Head(area_of["kind"]),
        Head(area_of["parcels_before"], right=True),
        Head(area_of["parcels_after"], right=True),
        Head(area_of["area_before"] + unit_text, right=True),
        Head(area_of["area_after"] + unit_text, right=True),
    )
    rows = tuple(
        (
            words[kind],
            *(rules.number(counts.loc[kind, side]) for side in ("before", "after")),
            *(rules.number(land.loc[kind, side], changes.digits) for side in ("before", "after")),
        )
        for kind in found
    )
    yield Table(heads, rows, tuple(str(colors[kind]) for kind in found))
    values = {
        name: rules.quantity(rules.number(value, changes.digits), wording(f"unit.{unit}", lang))
        for name, value in changes.printed_balance.items()
    }
    terms = {
        "area_before": values["opening"],
        "area_after": values["closing"],
        **{name: values[name] for name in ("kept", "gone", "resurvey", "new")},
    }
    yield Line(wording("changes.balance", lang, **terms))
    yield from _status_moves(changes, lang)
    issues = translate_issues(changes.issues, lang=lang)
    if len(issues):
        summary = wording("shown.issues", lang, counts=issue_counts(issues, lang))
        yield folded(summary, issue_rows(issues, lang))


def _status_moves(changes: Changes, lang: Lang) -> Iterator[Block]:
    """Yield how many answers changed in which way, the most frequent first."""
    if changes.statuses.empty:
        return
    known = statuses_of(changes.after)
    columns = (changes.statuses[name] for name in ("what", "from", "to"))
    moves = Counter(zip(*columns, strict=True))
    names = wordings("changes", lang)
    rows = []
    for (what, before, after), number in moves.most_common():
        words = known.words(str(what), lang) or wordings("answer", lang)
        is_flag = known.flag(str(what)) is not None
        named = known.flag_label(what, lang) if is_flag else label(what, lang, statuses=known)
        texts = [str(words.get(str(one), "" if one != one else one)) for one in (before, after)]  # noqa: PLR0124
        rows.append((named, *texts, grammar(lang).number(number)))
    heads = (Head(names["what"]), Head(names["from"]), Head(names["to"]))
    table = Table((*heads, Head(names["number"], right=True)), tuple(rows))
    yield Fold(f"{names['section_statuses']} {len(changes.statuses):,}", (table,))


def _totals(ledger: Ledger, lang: Lang) -> Iterator[Block]:
    """Yield the totals by flag, and by status as a bar and a table."""
    area = leading_area(ledger)
    by_status = _by_status(ledger)
    if by_status is not None:
        styles = statuses_of(ledger).styles("status")
        each = by_status.drop(index=TOTAL)
        whole = float(each.iloc[:, 1].sum()) or 1.0
        yield Bar(
            tuple(
                (styles[key].label(lang), found / whole, styles[key].color)
                for key, found in zip(map(str, each.index), each.iloc[:, 1].tolist(), strict=True)
                if key in styles
            )
        )
    yield totals_table(totals(ledger, margins=True), lang, ledger=ledger, area=area)
    if text := undetermined_text(ledger, lang=lang):
        yield Line(text, quiet=True)
    if by_status is not None:
        table = totals_table(by_status, lang, ledger=ledger, area=area)
        yield Fold(wording("shown.by_status", lang), (table,))


def _by_status(ledger: Ledger) -> pd.DataFrame | None:
    try:
        return totals(ledger, by="status", margins=True)
    except ColumnError:
        return None


def _issues(ledger: Ledger, lang: Lang) -> Block:
    issues = issues_in_language(ledger, lang)
    if issues.empty:
        return Line(wording("shown.no_issues", lang), quiet=True)
    summary = wording("shown.issues", lang, counts=issue_counts(issues, lang))
    is_wrong = bool((issues["severity"] == "error").any())
    return folded(summary, issue_rows(issues, lang), is_open=is_wrong)
