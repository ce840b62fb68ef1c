"""The annex on the rules applied and the sources read, with checksums and the version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.conventions import statuses
from parkland.conventions.own_conditions import conditions_in_force
from parkland.languages import grammar, text_in
from parkland.reports.report_blocks import TableBlock, TableColumn, Text
from parkland.reports.report_columns import area_column
from parkland.sources.receipt import columns_text
from parkland.status import STATUS_OF_RULE
from parkland.units import area_unit
from parkland.wording import wordings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parkland.reports.basis import Basis
    from parkland.reports.report_blocks import Block, Cell, Row
    from parkland.sources.receipt import RegisterReceipt, SourceReceipt

ON_A_PAGE = ("source", "records", "encoding", "crs")
COUNTS = ("records", "shapeless")
RECEIPT_COLUMNS = (
    "source", "layer", *COUNTS, "encoding", "encoding_reason", "crs", "crs_reason",
)  # fmt: skip


def software() -> str:
    """Return name and version of the software, as a report cites it."""
    from parkland import __version__

    return f"parkland {__version__}"


def rules_section(basis: Basis) -> Iterator[Block]:
    """Yield the sources, their checksums, the articles, and the software."""
    yield receipts(basis)
    read: list[SourceReceipt | RegisterReceipt] = [*basis.ledger.sources, *basis.ledger.registers]
    for one in read:
        if len(one.account):
            yield Text(columns_text(one, lang=basis.lang), "note")
    yield files(basis)
    if basis.statuses.has_law:
        yield rules(basis)
    yield own_conditions(basis)
    yield Text(basis.text("made_with", version=software()), "note")


def receipts(basis: Basis) -> TableBlock:
    """Return what was read, layer by layer, the evidence for it, and the land that it holds."""
    headings = wordings("inspect", basis.lang)
    sources = basis.ledger.sources
    rows: list[Row] = []
    for receipt in sources:
        cells = _receipt_cells(basis, receipt)
        land = receipt.land
        areas = (None, None) if land is None else (land.kept_m2, land.unusable_m2)
        rows.append(
            (*(cells[name] for name in RECEIPT_COLUMNS), *(_land(basis, area) for area in areas))
        )
    return TableBlock(
        key="sources",
        caption=basis.text("sources"),
        columns=(
            *(
                TableColumn(
                    key=name,
                    heading=headings[name],
                    kind="count" if name in COUNTS else "text",
                    only_wide=name not in ON_A_PAGE,
                )
                for name in RECEIPT_COLUMNS
            ),
            area_column(basis, basis.unit, "kept", basis.text("land_kept")),
            area_column(basis, basis.unit, "unusable", basis.text("land_unusable")),
        ),
        rows=tuple(rows),
        leads_sheet=True,
    )


def _receipt_cells(basis: Basis, receipt: SourceReceipt) -> dict[str, Cell]:
    return {
        "source": receipt.source,
        "layer": receipt.layer,
        "records": receipt.records,
        "shapeless": receipt.shapeless,
        "encoding": receipt.encoding.value,
        "encoding_reason": receipt.encoding.reason(basis.lang),
        "crs": receipt.crs_evidence.value,
        "crs_reason": receipt.crs_evidence.reason(basis.lang),
    }


def _land(basis: Basis, m2: float | None) -> Cell:
    """Return an area of one source as its account prints it, rounded by itself."""
    return (
        None if m2 is None else round(m2 * area_unit(basis.unit).per_m2, basis.digits(basis.unit))
    )


def files(basis: Basis) -> TableBlock:
    """Return the files that were read, registers too, each with its SHA-256."""
    read: list[SourceReceipt | RegisterReceipt] = [*basis.ledger.sources, *basis.ledger.registers]
    digests = {
        (receipt.source, name): digest
        for receipt in read
        for name, digest in (receipt.digests or {}).items()
    }
    return TableBlock(
        key="files",
        caption=basis.text("files"),
        columns=(
            TableColumn(key="file", heading=basis.text("file")),
            TableColumn(key="sha256", heading="SHA-256"),
        ),
        rows=tuple(dict.fromkeys((name, digest) for (_, name), digest in digests.items())),
        when_empty="leave_out",
    )


def own_conditions(basis: Basis) -> TableBlock:
    """Return the conditions of own statuses: what each gives, when, and what it rests on."""
    ledger, lang = basis.ledger, basis.lang
    axes = {axis.name: axis for axis in basis.statuses.axes}
    rows = [
        (
            text_in(axes[one.axis].names, lang),
            axes[one.axis].codes[one.code].label(lang),
            one.when.text,
            one.citation[lang] or None,
        )
        for one in conditions_in_force(ledger.profile, ledger.rules)
    ]
    return TableBlock(
        key="conditions",
        caption=basis.text("conditions"),
        columns=tuple(
            TableColumn(key=name, heading=basis.text(f"condition_{name}"))
            for name in ("axis", "code", "when", "citation")
        ),
        rows=tuple(rows),
        note=ledger.rules.title[lang] or "",
        when_empty="leave_out",
    )


def rules(basis: Basis) -> TableBlock:
    """Return the articles that were applied, to what, and whether their text was checked."""
    book, lang = basis.ledger.rules, basis.lang
    used = [name for name in book.rules if (basis.parcels["status_rule"] == name).any()]
    routes = [name for name in book.routes if (basis.parcels["route"] == name).any()]
    applied = [(book.rules[name], statuses()[STATUS_OF_RULE[name]].label(lang)) for name in used]
    applied += [
        (law, basis.text("day_follows", text=book.start_basis[name][lang]))
        for name, law in book.articles.items()
        if name in book.start_basis
    ]
    applied += [(book.routes[name], book.routes[name].reason[lang]) for name in routes]
    rows = [
        (law.article[lang], matter, basis.text("checked" if law.verified else "unchecked"))
        for law, matter in applied
        if law.article
    ]
    names = ("article", "applied_to", "verification")
    return TableBlock(
        key="rules",
        caption=book.title[lang],
        columns=tuple(TableColumn(key=name, heading=basis.text(name)) for name in names),
        rows=tuple(dict.fromkeys(rows)),
        note=grammar(lang).clauses(
            [
                basis.text("compared", source=book.source[lang], day=book.checked_on),
                book.disclaimer[lang],
            ]
        ),
    )
