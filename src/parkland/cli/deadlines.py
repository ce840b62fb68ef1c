"""The command `deadlines`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from parkland.cli.help_pages import SpokenCommand
from parkland.cli.opening import open_sources, print_note, require_output
from parkland.cli.options import READING, options
from parkland.cli.printing import csv_output, form_of_output, json_text, table_text
from parkland.csv_files import write_csv
from parkland.display import day_text, label, parcel_names
from parkland.wording import wording

if TYPE_CHECKING:
    import pandas as pd

    from parkland.choices import Lang
    from parkland.ledger_record import Ledger

COLUMNS = ("due_on", "days_left", "parcel_id", "holder", "what")
LINE_WIDTH = 46  # of a cell, in columns of a terminal


@click.command("deadlines", cls=SpokenCommand)
@click.argument("sources", nargs=-1, metavar="[SOURCES]...")
@click.option("--within", default="90D", metavar="DAYS")
@click.option("--passed/--no-passed", default=True)
@click.option("-o", "--output", metavar="FILE")
@click.option("--format", "form", type=click.Choice(["table", "csv", "json", "ics"]))
@options(*READING, "overwrite")
def command(
    sources: tuple[str, ...],
    within: str,
    passed: bool,  # noqa: FBT001 - an option of the command line
    output: str | None,
    form: str | None,
    lang: Lang,
    overwrite: bool,  # noqa: FBT001 - click passes it by name
    **reading: Any,
) -> None:
    """Print deadlines of contracts, of the law, of its procedure, and of notices."""
    from parkland.outputs import complete_or_absent
    from parkland.status import deadlines
    from parkland.status.deadline_table import days_within

    days_within(within)
    if output:
        require_output(
            output,
            sources=sources,
            overwrite=overwrite,
            profile=reading["profile"],
            register=reading["register"],
        )
        form = form_of_output(output, form)
    ledger = open_sources(sources, lang=lang, **reading)
    due = deadlines(ledger, within=within, passed=passed, lang=lang)
    if output and form == "csv":
        with complete_or_absent(output) as path:
            write_csv(path, *_rows(due))
    else:
        text = _text(due, ledger, form=form, lang=lang)
        text = text if text.endswith("\n") else text + "\n"
        # A calendar is written as bytes, because its lines end in CRLF on every system and it is
        # always in UTF-8.
        raw = text.encode(errors="replace")
        if output:
            with complete_or_absent(output) as path:
                path.write_bytes(raw)
        else:
            click.echo(raw if form == "ics" else text, nl=False)
    if output:
        print_note(wording("cli.written", lang, path=output))


def _text(due: pd.DataFrame, ledger: Ledger, *, form: str | None, lang: str) -> str:
    """Return the deadlines as a table, CSV, JSON or a calendar."""
    names = ledger.parcels.loc[due["parcel"]]
    if form == "ics":
        from parkland.cli.icalendar import calendar_text

        disclaimer = ledger.rules.disclaimer[lang]
        full = parcel_names(names)
        return calendar_text(due, full, as_of=ledger.as_of, disclaimer=disclaimer, lang=lang)
    headings, rows = _rows(due)
    if form == "csv":
        return csv_output(headings, rows)
    if form == "json":
        return json_text([dict(zip(headings, row, strict=True)) for row in rows])
    if due.empty:
        return wording("cli.nothing_due", lang)
    return _table(due, parcel_names(names, form="short"), lang)


def _rows(due: pd.DataFrame) -> tuple[list[str], list[list[object]]]:
    """Return headings and rows for programs, with the names of columns and codes as values."""
    columns = due.drop(columns="parcel").assign(due_on=_days(due)).astype(object)
    rows: pd.DataFrame = columns.where(columns.notna(), None)
    return [str(name) for name in rows.columns], rows.to_numpy().tolist()


def _days(due: pd.DataFrame) -> list[str]:
    return [day_text(day) for day in due["due_on"]]


def _table(due: pd.DataFrame, names: pd.Series, lang: str) -> str:
    days = [
        str(left) if left >= 0 else wording("cli.days_overdue", lang, days=-left)
        for left in due["days_left"].tolist()
    ]
    named = due.assign(parcel_id=list(names), due_on=_days(due), days_left=days)
    shown = named[list(COLUMNS)].astype(object)
    rows = shown.where(shown.notna(), "").to_numpy().tolist()
    headings = [label(column, lang) for column in COLUMNS]
    return table_text(rows, headings, right=(1,), width=LINE_WIDTH)
