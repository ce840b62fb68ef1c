"""The command `status`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from parkland.cli.help_pages import SpokenCommand
from parkland.cli.opening import open_sources, print_note, require_output
from parkland.cli.options import READING, options
from parkland.cli.printing import csv_output, json_text, table_text
from parkland.conventions import statuses_of
from parkland.display import day_text, label, parcel_names, value_texts
from parkland.schema import AXIS_PREFIX, FLAG_PREFIX
from parkland.wording import wording

if TYPE_CHECKING:
    import pandas as pd

    from parkland.choices import Lang
    from parkland.conventions import StatusSet

SHOWN = ("parcel_id", "status", "status_reason", "next_step")
PRINTED = (
    "parcel_id", "name", "levelled", "idle", "reclaimed", "status", "status_rule", "status_reason",
    "status_basis", "status_as_of", "status_rules", "idle_kind", "idle_since", "days_idle", "route",
    "fee", "next_step", "next_on", "efficiency", "five_not", "ten_category",
)  # fmt: skip
CELL_WIDTH = 40  # in columns of a terminal


@click.command("status", cls=SpokenCommand)
@click.argument("sources", nargs=-1, metavar="[SOURCES]...")
@click.option("-o", "--output", metavar="FILE")
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
    from dataclasses import replace

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

        told = replace(ledger, parcels=parcels)
        write_parcels(told, output, lang=lang, overwrite=overwrite)
        print_note(wording("cli.written", lang, path=output))
    else:
        click.echo(status_text(parcels, lang=lang, form=form, statuses=statuses_of(ledger)))


def status_text(
    parcels: pd.DataFrame, *, lang: str, form: str, statuses: StatusSet | None = None
) -> str:
    """Return the status of each parcel as a table, CSV or JSON.

    Columns that the table does not have are left out: without law there is no next step.
    """
    shown = [name for name in SHOWN if name in parcels.columns]
    if form == "table":
        # A parcel without a number still has a name, so that every line can be identified.
        columns = [parcel_names(parcels, form="short")]
        columns += [
            value_texts(parcels[name], name, lang, statuses=statuses).fillna("")
            for name in shown[1:]
        ]
        rows = list(zip(*columns, strict=True))
        headings = [label(name, lang, statuses=statuses) for name in shown]
        return table_text(rows, headings, width=CELL_WIDTH)
    own = [name for name in parcels.columns if name.startswith((FLAG_PREFIX, AXIS_PREFIX))]
    printed = [name for name in PRINTED if name in parcels.columns]
    printed += [name for name in own if statuses is not None and statuses.label(name, lang)]
    table = parcels[printed].astype(object)
    for column in ("status_as_of", "idle_since", "next_on"):
        if column in printed:
            table[column] = parcels[column].map(day_text, na_action="ignore").astype(object)
    table = table.where(table.notna(), None)
    if form == "csv":
        return csv_output(printed, table.to_numpy().tolist())
    return json_text(table.to_dict("records"))
