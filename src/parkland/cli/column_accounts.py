"""The account of columns, as `inspect` prints it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parkland.cli.printing import csv_output, table_text
from parkland.display import label
from parkland.languages import grammar
from parkland.units import AREA_UNITS
from parkland.wording import wording, wordings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parkland.columns import ColumnAccount, ColumnEntry
    from parkland.sources.receipt import RegisterReceipt

NOTHING = "—"
WIDTHS = [24, 22, 26, 6, 10, 8, 40]


def account_rows(account: ColumnAccount) -> list[dict[str, Any]]:
    """Return the entries as values for JSON."""
    return [
        {
            "heading": entry.heading,
            "field": entry.field or None,
            "match": entry.match or None,
            "meaning": entry.meaning or None,
            "could_be": list(entry.near),
            "unit": entry.unit or None,
            "holds": entry.evidence.holds or None,
            "filled": entry.evidence.filled,
            "examples": list(entry.evidence.examples),
        }
        for entry in account
    ]


def account_table(account: ColumnAccount, *, lang: str) -> str:
    """Return the entries as an aligned table."""
    names = wordings("account", lang)
    rows = [[_cell(entry, key, lang) for key in names] for entry in account]
    filled = list(names).index("filled")
    return table_text(rows, list(names.values()), right=(filled,), width=WIDTHS)


def _cell(entry: ColumnEntry, key: str, lang: str) -> str:
    held = entry.evidence.holds
    texts = {
        "heading": entry.heading,
        "field": field_label(entry, entry.field, lang) if entry.field else "",
        "match": _why(entry, lang),
        "unit": AREA_UNITS[entry.unit].label(lang) if entry.unit in AREA_UNITS else entry.unit,
        "holds": wording(f"holds.{held}", lang) if held else "",
        "filled": str(entry.evidence.filled),
        "examples": grammar(lang).join(entry.evidence.examples),
    }
    return texts[key] or NOTHING


def field_label(entry: ColumnEntry, field: str, lang: str) -> str:
    """Return what a field is called; of a table of assets with the year of the column."""
    from parkland.columns.field_sets import OF_YEAR, PARCELS

    if entry.about is PARCELS:
        return label(field, lang)
    name, _, year = field.partition(OF_YEAR)
    one = entry.about.fields[name]
    text = one.label(lang) if one.labels else entry.heading
    return text + grammar(lang).brackets(year) if year else text


def _why(entry: ColumnEntry, lang: str) -> str:
    if entry.field:
        return wording(f"match.{entry.match}", lang)
    reasons = wordings("not_used", lang)
    why = reasons.get(entry.meaning, reasons["known"])
    if not entry.near:
        return why
    fields = grammar(lang).join(field_label(entry, field, lang) for field in entry.near)
    return why + grammar(lang).brackets(wording("could_be.could_be", lang, fields=fields))


def register_row(receipt: RegisterReceipt, lang: str) -> dict[str, Any]:
    """Return the receipt of a register as values for JSON."""
    return {
        "register": receipt.source,
        "sheets": list(receipt.sheets),
        "rows": receipt.rows,
        "account": account_rows(receipt.account),
        "issues": [issue.message(lang) for issue in receipt.issues],
    }


def registers_csv(receipts: Sequence[RegisterReceipt], *, lang: str) -> str:
    """Return the accounts of registers as CSV, one line for each column."""
    names = wordings("account", lang)
    rows = [
        [receipt.source, *(_cell(entry, key, lang) for key in names)]
        for receipt in receipts
        for entry in receipt.account
    ]
    return csv_output([label("source", lang), *names.values()], rows)


def registers_text(receipts: Sequence[RegisterReceipt], *, lang: str) -> str:
    """Return the accounts of registers as tables, each under a line that names the register."""
    names = wordings("register_inspected", lang)
    mark, severities = grammar(lang).label_mark, wordings("severity", lang)
    blocks = []
    for receipt in receipts:
        sheets = grammar(lang).join(receipt.sheets)
        facts = f"{names['sheets']}{mark}{sheets}  {names['rows']}{mark}{receipt.rows}"
        head = f"{receipt.source}  {facts}"
        told = [
            f"{severities[issue.severity]}{mark}{issue.message(lang)}" for issue in receipt.issues
        ]
        notes = "\n".join(["", *told]) if told else ""
        blocks.append(f"{head}\n\n{account_table(receipt.account, lang=lang)}{notes}")
    return "\n\n".join(blocks)
