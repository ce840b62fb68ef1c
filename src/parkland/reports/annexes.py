"""Annexes: the ledger, the account of what was read, the issues, the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from parkland.areas import round_to_total
from parkland.conventions import statuses
from parkland.issues import translate_issues
from parkland.reports.basis import DISPOSED, UNITS
from parkland.reports.parcel_columns import area_column, fact_cells, fact_column
from parkland.reports.report_blocks import Cell, ReportTable, Row, Summed, TableColumn, number
from parkland.reports.summaries import GROUPS
from parkland.schema import FIELDS, flag_columns
from parkland.status.idleness import STATUS_OF_RULE
from parkland.units import area_unit
from parkland.wording import wording, wordings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parkland.reports.basis import Basis

# On a page: what tells one parcel from another. A workbook has all columns of the profile.
ON_A_PAGE = ("parcel_id", "name", "holder", "land_use", "status")
ISSUE_COLUMNS = ("severity", "source", "source_row", "parcel_id", "action", "message", "code")


def parcel_ledger(basis: Basis) -> ReportTable:
    """Return every parcel in the office's order of columns, with the areas that are counted."""
    flags = flag_columns(basis.parcels)
    shown = basis.ledger.profile.report.columns
    days = basis.flag_days.values()
    asked = [*shown, *GROUPS, "disposal_kind", *days, "status", *flags.values()]
    names = [
        name
        for name in dict.fromkeys(asked)
        if name in (*ON_A_PAGE, *flags.values()) or basis.parcels[name].notna().any()
    ]
    columns = [TableColumn(key="no", heading=basis.text("no"), kind="count")]
    cells: list[Sequence[Cell]] = [[int(number) for number in basis.numbers]]
    for name in names:
        columns.append(fact_column(basis, name, only_wide=name not in ON_A_PAGE))
        cells.append(fact_cells(basis, name))
    for unit in UNITS:
        columns.append(area_column(basis, unit, unit, only_wide=unit != "mu"))
        cells.append(_areas(basis.leaves[unit]))
    for flag, column in flags.items():
        for unit in UNITS:
            name = fact_column(basis, column).heading
            columns.append(area_column(basis, unit, f"{flag}_{unit}", name, only_wide=True))
            cells.append(_areas(basis.flagged[unit][flag]))
    for unit in UNITS:
        name = basis.text("disposed")
        columns.append(area_column(basis, unit, f"{DISPOSED}_{unit}", name, only_wide=True))
        cells.append(_areas(basis.disposed[unit]))
    rows: list[Row] = list(zip(*cells, strict=True))
    return ReportTable(
        key="ledger",
        caption=basis.text("ledger"),
        columns=tuple(columns),
        rows=tuple(rows),
        total=_total(basis, columns, cells) if rows else None,
        note=basis.text("ledger_note"),
    )


def _areas(values: pd.Series) -> list[Cell]:
    return [None if pd.isna(value) else float(value) for value in values]


def _total(basis: Basis, columns: Sequence[TableColumn], cells: Sequence[Sequence[Cell]]) -> Row:
    summed = {f"{name}{unit}" for unit in UNITS
              for name in ("", *(f"{flag}_" for flag in (*basis.flags, DISPOSED)))}  # fmt: skip
    row: list[Cell] = [basis.text("total")]
    for column, values in zip(columns[1:], cells[1:], strict=True):
        total = round(sum(number(value) for value in values), column.digits)
        row.append(Summed(total) if column.key in summed else None)
    return tuple(row)


def receipts(basis: Basis) -> ReportTable:
    """Return what was read, layer by layer, how that is known, and the land it holds."""
    headings = wordings("inspect", basis.lang)
    on_a_page = ("source", "records", "encoding", "crs")
    texts = ("source", "layer", "encoding", "encoding_reason", "crs", "crs_reason")
    names = (*texts[:2], "records", "shapeless", *texts[2:])
    land = ("kept", "unusable")
    rows: list[Row] = []
    for receipt in basis.ledger.sources:
        known: dict[str, Cell] = {
            "source": receipt.source,
            "layer": receipt.layer,
            "records": receipt.records,
            "shapeless": receipt.shapeless,
            "encoding": receipt.encoding.value,
            "encoding_reason": receipt.encoding.reason(basis.lang),
            "crs": receipt.crs_evidence.value,
            "crs_reason": receipt.crs_evidence.reason(basis.lang),
        }
        areas = (receipt.land.kept_m2, receipt.land.unusable_m2) if receipt.land else (None, None)
        per_m2, digits = area_unit("mu").per_m2, basis.digits("mu")
        stakes = (None if area is None else round(area * per_m2, digits) for area in areas)
        rows.append((*(known[name] for name in names), *stakes))
    return ReportTable(
        key="sources",
        caption=basis.text("sources"),
        columns=(
            *(
                TableColumn(
                    key=name,
                    heading=headings[name],
                    kind="text" if name in texts else "count",
                    only_wide=name not in on_a_page,
                )
                for name in names
            ),
            *(area_column(basis, "mu", name, basis.text(f"land_{name}")) for name in land),
        ),
        rows=tuple(rows),
    )


def files(basis: Basis) -> ReportTable:
    """Return the files that were read, each with its SHA-256."""
    digests = {
        (receipt.source, name): digest
        for receipt in basis.ledger.sources
        for name, digest in (receipt.digests or {}).items()
    }
    return ReportTable(
        key="files",
        caption=basis.text("files"),
        columns=(
            TableColumn(key="file", heading=basis.text("file")),
            TableColumn(key="sha256", heading="SHA-256"),
        ),
        rows=tuple(dict.fromkeys((name, digest) for (_, name), digest in digests.items())),
    )


def issues_by_code(basis: Basis) -> ReportTable:
    """Return how often each kind of fault or guess was met, worst first."""
    found = translate_issues(basis.ledger.issues, lang=basis.lang)
    rows = []
    for code in found["code"].unique():
        own = found[found["code"] == code]
        severity = wording(f"severity.{own['severity'].iloc[0]}", basis.lang)
        rows.append((severity, str(own["message"].iloc[0]), len(own)))
    return ReportTable(
        key="issues_by_code",
        caption=basis.text("issues_by_code"),
        columns=(
            TableColumn(key="severity", heading=wording("issue.severity", basis.lang)),
            TableColumn(key="message", heading=basis.text("example")),
            TableColumn(key="number", heading=basis.text("number"), kind="count"),
        ),
        rows=tuple(rows),
    )


def all_issues(basis: Basis) -> ReportTable:
    """Return every fault and guess."""
    found = translate_issues(basis.ledger.issues, lang=basis.lang)
    words = {name: wordings(name, basis.lang) for name in ("severity", "action")}
    known = found.astype(object).where(found.notna(), None)
    return ReportTable(
        key="issues",
        caption=basis.text("issues"),
        columns=tuple(
            TableColumn(
                key=name,
                heading=wording(f"issue.{name}", basis.lang),
                kind="count" if name == "source_row" else "text",
            )
            for name in ISSUE_COLUMNS
        ),
        rows=tuple(
            tuple(words.get(name, {}).get(row[name], row[name]) for name in ISSUE_COLUMNS)
            for row in known.to_dict("records")
        ),
        only_wide=True,
    )


def quarantined(basis: Basis) -> ReportTable:
    """Return the records that could not be used."""
    names = [name for name in ("source", "layer", "source_row", "parcel_id", "name", "holder")
             if name in basis.ledger.quarantine.columns]  # fmt: skip
    known = basis.ledger.quarantine[names].astype(object)
    known = known.where(known.notna(), None)
    return ReportTable(
        key="quarantine",
        caption=basis.text("quarantine"),
        columns=tuple(
            TableColumn(
                key=name,
                heading=FIELDS[name].label(basis.lang),
                kind="count" if name == "source_row" else "text",
            )
            for name in names
        ),
        rows=tuple(tuple(row) for row in known.to_numpy().tolist()),
    )


def overlapping(basis: Basis) -> ReportTable:
    """Return every two parcels that share ground."""
    names = ("left_id", "left_holder", "right_id", "right_holder")
    pairs = basis.ledger.overlaps
    known = pairs[list(names)].astype(object).where(pairs[list(names)].notna(), None)
    kinds = wordings("overlap_kind", basis.lang)
    shared = round_to_total(pairs["shared_m2"] * area_unit("mu").per_m2, digits=basis.digits("mu"))
    return ReportTable(
        key="overlaps",
        caption=basis.text("overlaps"),
        columns=(
            *(TableColumn(key=name, heading=basis.text(f"column_{name}")) for name in names),
            TableColumn(key="kind", heading=basis.text("column_kind")),
            area_column(basis, "mu", "shared", basis.text("overlap")),
        ),
        rows=tuple(
            (*row, kinds[kind], float(area))
            for row, kind, area in zip(
                known.to_numpy().tolist(), pairs["kind"], shared, strict=True
            )
        ),
    )


def rules(basis: Basis) -> ReportTable:
    """Return the articles that were applied, to what, and whether their text was checked."""
    book, lang = basis.ledger.rules, basis.lang
    used = [name for name in book.rules if (basis.parcels["status_rule"] == name).any()]
    routes = [name for name in book.routes if (basis.parcels["route"] == name).any()]
    applied = [(book.rules[name], statuses()[STATUS_OF_RULE[name]].label(lang)) for name in used]
    applied += [(law, book.start_basis[name][lang]) for name, law in book.articles.items()]
    applied += [(book.routes[name], book.routes[name].reason[lang]) for name in routes]
    rows = [
        (law.article[lang], matter, basis.text("checked" if law.verified else "unchecked"))
        for law, matter in applied
        if law.article
    ]
    names = ("article", "applied_to", "verification")
    return ReportTable(
        key="rules",
        caption=book.title[lang],
        columns=tuple(TableColumn(key=name, heading=basis.text(name)) for name in names),
        rows=tuple(dict.fromkeys(rows)),
        note=book.disclaimer[lang],
    )
