"""The command `deadlines`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from parkland.cli.opening import open_sources, say
from parkland.cli.options import READING, options
from parkland.cli.printing import csv_text, json_text, table_text
from parkland.display import day_text
from parkland.wording import wording

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("due_on", "days_left", "parcel_id", "holder", "what")
LINE_WIDTH = 46  # of a cell, in columns of a terminal


@click.command("deadlines")
@click.argument("sources", nargs=-1, metavar="[SOURCES]...")
@click.option("--within", default="90D", show_default=True, help="How far to look ahead, in days.")
@click.option("-o", "--output", metavar="FILE", help="Write there instead of printing.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json", "ics"]),
    help="Form of results; ics is for a calendar. Default: by the name of the output, else table.",
)
@options(*READING)
def command(
    sources: tuple[str, ...],
    within: str,
    output: str | None,
    form: str | None,
    lang: str,
    **reading: Any,
) -> None:
    """Print what falls due: starts, idleness, take-backs, completions, rectification notices."""
    from pathlib import Path

    from parkland.outputs import complete_or_absent, writable
    from parkland.status import deadlines
    from parkland.status.falling_due import days_within

    days_within(within)
    if output:
        writable(output)  # before the work, not after it
        form = form or {".csv": "csv", ".json": "json", ".ics": "ics"}.get(
            Path(output).suffix.lower()
        )
    ledger = open_sources(sources, lang=lang, **reading)
    due = deadlines(
        ledger.parcels, as_of=ledger.as_of, within=within, rules=ledger.rules, lang=lang
    )
    if form == "ics":
        from parkland.cli.icalendar import calendar_text

        text = calendar_text(
            due, as_of=ledger.as_of, disclaimer=ledger.rules.disclaimer[lang], lang=lang
        )
    elif form in ("csv", "json"):
        text = _for_programs(due, form)
    else:
        text = _table(due, lang) if len(due) else wording("cli.nothing_due", lang)
    text = text if text.endswith("\n") else text + "\n"
    # as bytes: a calendar's lines end as they end on any system
    if output:
        with complete_or_absent(output) as path:
            path.write_bytes(text.encode())
        say(wording("cli.written", lang, path=output))
    else:
        click.echo(text.encode(), nl=False)


def _for_programs(due: pd.DataFrame, form: str) -> str:
    columns = due.drop(columns="parcel").assign(due_on=_days(due)).astype(object)
    rows: pd.DataFrame = columns.where(columns.notna(), None)
    if form == "csv":
        return csv_text(rows.to_numpy().tolist(), list(rows.columns))
    return json_text(rows.to_dict(orient="records"))


def _days(due: pd.DataFrame) -> list[str]:
    return [day_text(day) for day in due["due_on"]]


def _table(due: pd.DataFrame, lang: str) -> str:
    shown = due.assign(due_on=_days(due))[list(COLUMNS)].astype(object)
    rows = shown.where(shown.notna(), "").to_numpy().tolist()
    headings = [wording(f"deadline.{column}", lang) for column in COLUMNS]
    return table_text(rows, headings, right=(1,), width=LINE_WIDTH)
