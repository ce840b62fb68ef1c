"""The command `inspect`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from parkland.cli.column_accounts import (
    account_rows,
    account_table,
    register_row,
    registers_csv,
    registers_text,
)
from parkland.cli.help_pages import SpokenCommand
from parkland.cli.join_preview import join_rows, joins_text
from parkland.cli.opening import print_note, profile_of, require_output, sheets_of
from parkland.cli.options import options
from parkland.cli.printing import csv_output, facts_text, json_text
from parkland.display import label
from parkland.languages import grammar
from parkland.wording import wording, wordings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parkland.choices import Lang
    from parkland.conventions import Profile
    from parkland.sources import SourceReceipt

LINE_WIDTH = 100
DIGEST_LETTERS = 64  # of a SHA-256
NOTHING = "—"


@click.command("inspect", cls=SpokenCommand)
@click.argument("sources", nargs=-1, metavar="[SOURCES]...")
@options(
    "register", "sheet", "assets", "profile", "layer", "encoding", "crs", "axes", "lang", "format"
)
@click.option("--write-profile", metavar="FILE")
@click.option("--overwrite", is_flag=True)
@click.pass_context
def command(
    ctx: click.Context,
    /,
    *,
    sources: tuple[str, ...],
    register: tuple[str, ...] | None,
    profile: str | None,
    lang: Lang,
    form: str,
    write_profile: str | None,
    overwrite: bool,
    **reading: Any,
) -> None:
    """Print the content of a source or a register: records, encoding, CRS, every column."""
    from parkland.assets import read_assets
    from parkland.cleaning.register_tables import register_tables
    from parkland.formats.format_lookup import is_register_file
    from parkland.ledgers import inspect_sources
    from parkland.register_choice import chosen_registers
    from parkland.sources import read_register
    from parkland.sources.receipt import register_receipt

    if write_profile is not None:
        # A file that is there needs --overwrite below; one that is read is never replaced.
        require_output(
            write_profile, sources=sources, overwrite=True, profile=profile, register=register
        )
    assets: list[str] | None = reading.pop("assets")
    if not sources and not assets:
        (argument,) = (one for one in ctx.command.params if one.name == "sources")
        raise click.MissingParameter(ctx=ctx, param=argument)
    sheet: str | None = reading.pop("sheet")
    conventions = profile_of(profile, sources[0] if sources else ".")
    is_register = {source: is_register_file(Path(source)) for source in sources}
    layers = [source for source in sources if not is_register[source]]
    receipts = [
        receipt
        for source in layers
        for receipt in inspect_sources(source, profile=conventions, **reading)
    ]
    tables = [
        read_register(source, sheet=sheet, profile=conventions)
        for source in sources
        if is_register[source]
    ]
    named = None if register is None else sheets_of(register, sheet, conventions)
    if named:
        tables += chosen_registers(named, None, conventions)[0]
    of_registers = [
        register_receipt(table, profile=conventions) for table in register_tables(tables)
    ]
    if assets:
        of_registers += read_assets(assets, profile=conventions).receipts
    # The receipts are printed first, because parcels that cannot be read cannot be joined.
    if form != "json" and receipts:
        click.echo(receipts_text(receipts, conventions, lang=lang, form=form))
    if form != "json" and of_registers:
        as_text = registers_text if form == "table" else registers_csv
        between = "\n" if receipts else ""
        click.echo(between + as_text(of_registers, lang=lang))
    joins = join_rows(layers, named, conventions, **reading) if named and layers else []
    if form == "json":
        rows = [_receipt_row(receipt, lang) for receipt in receipts]
        click.echo(json_text([*rows, *(register_row(one, lang) for one in of_registers), *joins]))
    elif joins:
        click.echo("\n" + joins_text(joins, lang=lang, form=form))
    if write_profile is not None:
        from parkland.cli.profile import write_profile as write_text
        from parkland.office_profiles import draft_profile

        text = draft_profile(
            sources, register=named, profile=conventions, lang=lang, sheet=sheet, **reading
        )
        write_text(Path(write_profile), text, overwrite=overwrite)
        print_note(wording("cli.written", lang, path=write_profile))
    ctx.exit(1 if any(receipt.is_faulty for receipt in receipts) else 0)


def receipts_text(
    receipts: Sequence[SourceReceipt], profile: Profile, *, lang: Lang, form: str
) -> str:
    """Return the receipts as tables, or as CSV."""
    from parkland.issue_groups import issue_sentences
    from parkland.sources.receipt import land_text

    rows = [_receipt_row(receipt, lang) for receipt in receipts]
    for row, receipt in zip(rows, receipts, strict=True):
        unit = profile.print_units[0]
        digits = profile.areas.digits[unit]
        row["issues"] = issue_sentences(receipt.issues, lang=lang, unit=unit)
        row["land"] = receipt.land and land_text(receipt.land, lang=lang, unit=unit, digits=digits)
        del row["account"]
    names = wordings("inspect", lang)
    if form == "csv":
        return csv_output(
            list(names),
            [
                [grammar(lang).join(_one_line(value, lang).splitlines()) for value in row.values()]
                for row in rows
            ],
        )
    blocks = []
    for row, receipt in zip(rows, receipts, strict=True):
        has_account = bool(len(receipt.account))
        lines = [
            [names[key], _one_line(value, lang)]
            for key, value in row.items()
            if key != "columns" or not has_account
        ]
        blocks.append(facts_text(lines, width=LINE_WIDTH))
        if has_account:
            blocks.append(account_table(receipt.account, lang=lang))
    return "\n\n".join(blocks)


def _receipt_row(receipt: SourceReceipt, lang: Lang) -> dict[str, Any]:
    """Return a receipt as values for JSON; `columns` maps each column to its field or None."""
    return {
        "source": receipt.source,
        "layer": receipt.layer,
        "format": receipt.format,
        "files": list(receipt.files),
        "sha256": dict(receipt.digests or {}),
        "records": receipt.records,
        "shapeless": receipt.shapeless,
        "counts": receipt.counts.known(),
        "land": None if receipt.land is None else asdict(receipt.land),
        "geometry": receipt.geometry,
        "encoding": receipt.encoding.value,
        "encoding_reason": receipt.encoding.reason(lang),
        "crs": receipt.crs_evidence.value or None,
        "crs_reason": receipt.crs_evidence.reason(lang),
        "bounds": [round(edge, 4) for edge in receipt.bounds] if receipt.bounds else None,
        "columns": {entry.heading: entry.field or None for entry in receipt.account},
        "account": account_rows(receipt.account),
        "issues": [issue.message(lang) for issue in receipt.issues],
    }


def _is_digest(value: object) -> bool:
    return isinstance(value, str) and len(value) == DIGEST_LETTERS


def _one_line(value: object, lang: str) -> str:
    """Return a value of a receipt as one line, with the words for counts and columns.

    Checksums are a line each, as the usual tools print them.
    """
    join = grammar(lang).join
    if isinstance(value, dict) and set(value) <= set(words := wordings("counts", lang)):
        return join(f"{words[name]} {number}" for name, number in value.items()) or NOTHING
    if isinstance(value, dict) and all(map(_is_digest, value.values())):
        return "\n".join(f"{digest}  {name}" for name, digest in value.items()) or NOTHING
    if isinstance(value, dict):
        pairs = ((str(name), found) for name, found in value.items())
        return join(f"{name} → {label(found, lang)}" if found else name for name, found in pairs)
    if isinstance(value, list):
        return join(str(item) for item in value) or NOTHING
    return NOTHING if value in (None, "") else str(value)
