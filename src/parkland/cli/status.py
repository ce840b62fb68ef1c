"""The command `status`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from parkland.cli.opening import open_sources, print_note, require_output
from parkland.cli.options import READING, options
from parkland.cli.printing import csv_output, json_text, table_text
from parkland.display import day_text, label, parcel_names, value_texts
from parkland.formats.format_lookup import written_formats
from parkland.wording import wording

if TYPE_CHECKING:
    import pandas as pd

    from parkland.choices import Lang

SHOWN = ("parcel_id", "status", "status_reason", "next_step")
PRINTED = (
    "parcel_id", "name", "levelled", "idle", "reclaimed", "status", "status_rule", "status_reason",
    "status_basis", "status_as_of", "idle_kind", "idle_since", "days_idle", "route", "fee",
    "next_step", "next_on", "efficiency", "five_not", "ten_category",
)  # fmt: skip
CELL_WIDTH = 40  # in columns of a terminal


@click.command("status")
@click.argument("sources", nargs=-1, metavar="[SOURCES]...")
@click.option(
    "-o", "--output", metavar="FILE",
    help=f"Write all columns there instead: {' '.join(written_formats())}.",
)  # fmt: skip
@options(*READING, "format", "overwrite")
def command(
    sources: tuple[str, ...],
    output: str | None,
    lang: Lang,
    form: str,
    overwrite: bool,  # noqa: FBT001 - click passes it by name
    **reading: Any,
) -> None:
    """Print the status of every parcel, the reason for it, and the next step."""
    from parkland.status import in_language

    if output:
        require_output(
            output,
            sources=sources,
            overwrite=overwrite,
            profile=reading["profile"],
            register=reading["register"],
        )
    ledger = open_sources(sources, lang=lang, **reading)
    parcels = in_language(ledger, lang)
    if output:
        from parkland.exports import write_parcels

        write_parcels(parcels, output, lang=lang, overwrite=overwrite)
        print_note(wording("cli.written", lang, path=output))
    else:
        click.echo(status_text(parcels, lang=lang, form=form))


def status_text(parcels: pd.DataFrame, *, lang: str, form: str) -> str:
    """Return the status of each parcel as a table, CSV or JSON."""
    if form == "table":
        # A parcel without a number still has a name, so that every line can be identified.
        columns = [parcel_names(parcels, form="short")]
        columns += [value_texts(parcels[name], name, lang).fillna("") for name in SHOWN[1:]]
        rows = list(zip(*columns, strict=True))
        return table_text(rows, [label(name, lang) for name in SHOWN], width=CELL_WIDTH)
    table = parcels[list(PRINTED)].astype(object)
    for column in ("status_as_of", "idle_since", "next_on"):
        table[column] = parcels[column].map(day_text, na_action="ignore").astype(object)
    table = table.where(table.notna(), None)
    if form == "csv":
        return csv_output(list(PRINTED), table.to_numpy().tolist())
    return json_text(table.to_dict("records"))
