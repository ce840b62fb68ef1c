"""The command `check`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from parkland.cli.opening import open_sources, print_note
from parkland.cli.options import READING, options
from parkland.cli.printing import csv_output, json_text, table_text
from parkland.display import label, value_text
from parkland.wording import wording

if TYPE_CHECKING:
    import pandas as pd

    from parkland.choices import Lang

ISSUE_COLUMNS = ("severity", "source", "source_row", "parcel_id", "action", "message", "code")


@click.command("check")
@click.argument("sources", nargs=-1, metavar="[SOURCES]...")
@options(*READING, "format")
@click.pass_context
def command(
    ctx: click.Context, /, sources: tuple[str, ...], lang: Lang, form: str, **reading: Any
) -> None:
    """Print every fault and guess, sorted by severity.

    The exit code is 1 if there is an error.
    """
    from parkland.status import issues_in_language

    ledger = open_sources(sources, lang=lang, **reading)
    issues = issues_in_language(ledger, lang)
    if len(issues) or form != "table":
        click.echo(issues_text(issues, lang=lang, form=form))
    else:
        print_note(wording("cli.no_issues", lang))
    ctx.exit(1 if (issues["severity"] == "error").any() else 0)


def issues_text(issues: pd.DataFrame, *, lang: str, form: str) -> str:
    """Return the issues as a table, CSV or JSON."""
    rows = issues.astype(object).where(issues.notna(), None)
    if form == "csv":
        return csv_output(list(rows.columns), rows.to_numpy().tolist())
    if form == "json":
        return json_text(rows.to_dict("records"))
    lines = [
        [value_text(row[name], name, lang) for name in ISSUE_COLUMNS]
        for row in rows.to_dict("records")
    ]
    return table_text(lines, [label(name, lang) for name in ISSUE_COLUMNS], right=(2,))
