"""The command `inspect`."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from parkland.cli.join_preview import join_rows, joins_text
from parkland.cli.opening import profile_of
from parkland.cli.options import options
from parkland.cli.printing import csv_output, json_text, table_text
from parkland.display import label
from parkland.languages import grammar
from parkland.wording import wordings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parkland.conventions import Profile
    from parkland.sources import SourceReceipt

LINE_WIDTH = 100
NOTHING = "—"


@click.command("inspect")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCES...")
@options("register", "profile", "layer", "encoding", "crs", "axes", "lang", "format")
@click.pass_context
def command(
    ctx: click.Context,
    /,
    sources: tuple[str, ...],
    register: tuple[str, ...] | None,
    profile: str | None,
    lang: str,
    form: str,
    **reading: Any,
) -> None:
    """Print the content of a source: records, encoding, reference system, columns.

    The evidence for each of them is printed too, and with --register how its rows would be joined
    to the parcels. The exit code is 1 if a reference system cannot be
    used or records are lost.
    """
    from parkland.ledgers import inspect_sources

    conventions = profile_of(profile, sources[0])
    receipts = [
        receipt
        for source in sources
        for receipt in inspect_sources(source, profile=conventions, **reading)
    ]
    # The receipts are printed first, because parcels that cannot be read cannot be joined.
    if form != "json":
        click.echo(receipts_text(receipts, conventions, lang=lang, form=form))
    joins = join_rows(sources, register, conventions, **reading) if register else []
    if form == "json":
        rows = [_receipt_row(receipt, conventions, lang) for receipt in receipts]
        click.echo(json_text([*rows, *joins]))
    elif joins:
        click.echo("\n" + joins_text(joins, lang=lang, form=form))
    ctx.exit(1 if any(receipt.is_faulty for receipt in receipts) else 0)


def receipts_text(
    receipts: Sequence[SourceReceipt], profile: Profile, *, lang: str, form: str
) -> str:
    """Return the receipts as a table or CSV."""
    from parkland.sources.receipt import land_text

    rows = [_receipt_row(receipt, profile, lang) for receipt in receipts]
    for row, receipt in zip(rows, receipts, strict=True):
        digits = profile.areas.digits["mu"]
        row["land"] = receipt.land and land_text(receipt.land, lang=lang, digits=digits)
    names = wordings("inspect", lang)
    if form == "csv":
        return csv_output(
            list(names), [[_one_line(value, lang) for value in row.values()] for row in rows]
        )
    blocks = [
        table_text(
            [[names[key], _one_line(value, lang)] for key, value in row.items()],
            ["", ""],
            width=LINE_WIDTH,
        )
        for row in rows
    ]
    return "\n\n".join(blocks)


def _receipt_row(receipt: SourceReceipt, profile: Profile, lang: str) -> dict[str, Any]:
    """Return a receipt as values for JSON; `columns` maps each column to its field or None."""
    from parkland.columns import Headings
    from parkland.schema import FIELDS
    from parkland.sources.written import is_written

    headings = Headings(profile)
    own = is_written(receipt.columns)
    columns = {
        name: (name if name in FIELDS else None)
        if own
        else (heading.field if (heading := headings.read(name)) else None)
        for name in receipt.columns
    }
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
        "columns": columns,
        "issues": [issue.message(lang) for issue in receipt.issues],
    }


def _one_line(value: object, lang: str) -> str:
    """Return a value of a receipt as one line, with the words for counts and columns."""
    join = grammar(lang).join
    if isinstance(value, dict) and set(value) <= set(words := wordings("counts", lang)):
        return join(f"{words[name]} {number}" for name, number in value.items()) or NOTHING
    if isinstance(value, dict):
        pairs = ((str(name), found) for name, found in value.items())
        return join(f"{name} → {label(found, lang)}" if found else name for name, found in pairs)
    if isinstance(value, list):
        return join(str(item) for item in value)
    return NOTHING if value is None else str(value)
