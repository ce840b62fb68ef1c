"""Receipts as blocks: what was read, and the evidence for how it was read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.columns.account_words import NOTHING, entry_text
from parkland.display import label
from parkland.issue_groups import issue_sentences
from parkland.languages import grammar
from parkland.shown.shown_blocks import Block, Fold, Head, Line, Table, Title
from parkland.shown.table_blocks import more_rows
from parkland.sources.receipt import land_text
from parkland.units import DEFAULT_UNIT
from parkland.wording import wording, wordings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from parkland.choices import Lang
    from parkland.columns import ColumnAccount
    from parkland.conventions import Profile
    from parkland.sources.receipt import RegisterReceipt, SourceReceipt

MOST_SOURCES = 20  # with their columns; a table in a notebook has no more
MOST_COLUMNS = 60


def sources_table(receipts: Sequence[SourceReceipt], lang: Lang) -> Table:
    """Return a row for each layer: records, encoding, reference system, columns."""
    names, rules = wordings("inspect", lang), grammar(lang)
    heads = (
        Head(names["source"]),
        Head(names["layer"]),
        Head(names["records"], right=True),
        Head(names["encoding"]),
        Head(names["crs"]),
        Head(wording("shown.columns_used", lang), right=True),
    )
    rows = tuple(
        (
            one.source,
            one.layer,
            rules.number(one.records),
            one.encoding.value or NOTHING,
            one.crs_evidence.value or wording("receipt.unknown", lang),
            _used(one.account),
        )
        for one in receipts
    )
    return Table(heads, rows)


def registers_table(receipts: Sequence[RegisterReceipt], lang: Lang) -> Table:
    """Return a row for each register: its sheets, rows and columns."""
    names, rules = wordings("register_inspected", lang), grammar(lang)
    heads = (
        Head(label("source", lang)),
        Head(names["sheets"]),
        Head(names["rows"], right=True),
        Head(wording("shown.columns_used", lang), right=True),
    )
    rows = tuple(
        (one.source, rules.join(one.sheets), rules.number(one.rows), _used(one.account))
        for one in receipts
    )
    return Table(heads, rows)


def account_folds(
    receipts: Sequence[SourceReceipt] | Sequence[RegisterReceipt], lang: Lang
) -> Iterator[Block]:
    """Yield what each column became, folded for each of the first sources."""
    told = [one for one in receipts if len(one.account)]
    for one in told[:MOST_SOURCES]:
        summary = wording("shown.column_account", lang, source=one.source)
        yield Fold(summary, tuple(account_rows(one.account, lang)))
    yield from more_rows(len(told) - MOST_SOURCES, lang)


def account_rows(account: ColumnAccount, lang: Lang) -> Iterator[Block]:
    """Yield a row for each of the first columns: its field, why, unit, what its cells hold."""
    names = wordings("account", lang)
    entries = [*account]
    rows = tuple(
        tuple(entry_text(entry, key, lang) for key in names) for entry in entries[:MOST_COLUMNS]
    )
    yield Table(tuple(Head(text, right=key == "filled") for key, text in names.items()), rows)
    yield from more_rows(len(entries) - MOST_COLUMNS, lang)


def source_blocks(receipt: SourceReceipt, lang: Lang) -> Iterator[Block]:
    """Yield the receipt of one layer."""
    names, counted, rules = wordings("inspect", lang), wordings("counts", lang), grammar(lang)
    counts = rules.join(f"{counted[one]} {n}" for one, n in receipt.counts.known().items())
    yield Title(receipt.source, receipt.layer)
    rows = [
        (names["format"], receipt.format, ""),
        (names["records"], rules.number(receipt.records), counts),
        (names["geometry"], receipt.geometry or NOTHING, ""),
        (
            names["encoding"],
            receipt.encoding.value or wording("receipt.unknown", lang),
            receipt.encoding.reason(lang),
        ),
        (
            names["crs"],
            receipt.crs_evidence.value or wording("receipt.unknown", lang),
            receipt.crs_evidence.reason(lang),
        ),
        (wording("shown.columns_used", lang), _used(receipt.account), ""),
    ]
    heads = ("", wording("shown.conclusion", lang), wording("shown.evidence", lang))
    yield Table(tuple(Head(text) for text in heads), tuple(rows))
    if receipt.land is not None:
        yield Line(land_text(receipt.land, lang=lang, unit=DEFAULT_UNIT))
    for text in issue_sentences(receipt.issues, lang=lang):
        yield Line(text)
    yield from account_folds([receipt], lang)
    if receipt.digests:
        rows_of_files = tuple(receipt.digests.items())
        heads_of_files = (Head(names["files"]), Head(names["sha256"]))
        yield Fold(wording("shown.digests", lang), (Table(heads_of_files, rows_of_files),))


def register_blocks(receipt: RegisterReceipt, lang: Lang) -> Iterator[Block]:
    """Yield the receipt of one register."""
    yield Title(receipt.source)
    yield registers_table([receipt], lang)
    for text in issue_sentences(receipt.issues, lang=lang):
        yield Line(text)
    yield from account_folds([receipt], lang)


def profile_text(profile: Profile, lang: Lang) -> str:
    """Return what a profile is called, without the folders of its file."""
    from pathlib import PurePath

    name = PurePath(profile.name).name
    return name or wording("receipt.unknown", lang)


def _used(account: ColumnAccount) -> str:
    used = len(account) - len(account.unused)
    return f"{used} / {len(account)}" if len(account) else NOTHING
