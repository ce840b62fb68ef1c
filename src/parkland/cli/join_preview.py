"""How a register would be joined, as `inspect --register` prints it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parkland.cli.printing import csv_output, table_text
from parkland.display import label
from parkland.languages import grammar
from parkland.schema import FIELDS
from parkland.wording import wording, wordings

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from parkland.cleaning.join_accounts import JoinAccount
    from parkland.conventions import Profile

LINE_WIDTH = 100


def join_rows(
    sources: Sequence[str],
    registers: Sequence[str | pd.DataFrame],
    profile: Profile,
    **reading: Any,
) -> list[dict[str, Any]]:
    """Return for each register how it would be joined, as values for JSON."""
    from parkland.cleaning.join_accounts import join_accounts
    from parkland.register_choice import chosen_registers
    from parkland.sources import read_parcels

    tables, _ = chosen_registers(registers, None, profile)
    raw = read_parcels(sources, profile=profile, **reading)
    return [_row(account) for account in join_accounts(raw, tables, profile=profile)]


def _row(account: JoinAccount) -> dict[str, Any]:
    return {
        "register": account.source,
        "sheets": list(account.sheets),
        "role": account.role,
        "rows": account.rows,
        "parcels": account.parcels,
        "matched": dict(account.matched),
        "rows_left": {"count": account.rows_left, "examples": list(account.row_examples)},
        "parcels_left": {"count": account.parcels_left, "examples": list(account.parcel_examples)},
        "nearest": [list(pair) for pair in account.nearest],
    }


def joins_text(rows: Sequence[dict[str, Any]], *, lang: str, form: str) -> str:
    """Return the previews as tables, or as CSV."""
    names = wordings("join", lang)
    if form == "csv":
        return csv_output(list(names), [[_line(row, key, lang) for key in names] for row in rows])
    blocks = [
        table_text(
            [[name, _line(row, key, lang)] for key, name in names.items()],
            ["", ""],
            width=LINE_WIDTH,
        )
        for row in rows
    ]
    return "\n\n".join(blocks)


def _line(row: dict[str, Any], key: str, lang: str) -> str:
    join, value = grammar(lang).join, row[key]
    if key == "role":
        return wording(f"register_role.{value}", lang)
    if key == "matched":
        return join(f"{_how(how, lang)} {count}" for how, count in value.items()) or "0"
    if key == "nearest":
        return join(f"{one} ≈ {other}" for one, other in value) or "—"
    if isinstance(value, dict):
        more = "…" if value["count"] > len(value["examples"]) else ""
        examples = join(value["examples"]) + more if value["examples"] else ""
        return str(value["count"]) + (grammar(lang).brackets(examples) if examples else "")
    return join(value) if isinstance(value, list) else str(value)


def _how(how: str, lang: str) -> str:
    is_field = how in FIELDS
    return label(how, lang) if is_field else wording(f"matched_by.{how}", lang)
