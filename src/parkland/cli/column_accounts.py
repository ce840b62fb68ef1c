"""The account of columns, as `inspect` prints it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parkland.cli.printing import csv_output, table_text
from parkland.display import label
from parkland.languages import grammar
from parkland.wording import wordings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parkland.columns import ColumnAccount
    from parkland.sources.receipt import RegisterReceipt

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
    from parkland.columns.account_words import entry_text

    names = wordings("account", lang)
    rows = [[entry_text(entry, key, lang) for key in names] for entry in account]
    filled = list(names).index("filled")
    return table_text(rows, list(names.values()), right=(filled,), width=WIDTHS)


def register_row(receipt: RegisterReceipt, lang: str) -> dict[str, Any]:
    """Return the receipt of a register as values for JSON."""
    return {
        "register": receipt.source,
        "sheets": list(receipt.sheets),
        "rows": receipt.rows,
        "sha256": dict(receipt.digests),
        "account": account_rows(receipt.account),
        "issues": [issue.message(lang) for issue in receipt.issues],
    }


def registers_csv(receipts: Sequence[RegisterReceipt], *, lang: str) -> str:
    """Return the accounts of registers as CSV, one line for each column."""
    from parkland.columns.account_words import entry_text

    names = wordings("account", lang)
    rows = [
        [receipt.source, *(entry_text(entry, key, lang) for key in names)]
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
