"""The command `check`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from parkland.cli.opening import open_sources, say
from parkland.cli.options import READING, options
from parkland.cli.printing import csv_text, json_text, table_text
from parkland.wording import wording, wordings

if TYPE_CHECKING:
    import pandas as pd

ISSUE_COLUMNS = ("severity", "source", "source_row", "parcel_id", "action", "message", "code")


@click.command("check")
@click.argument("sources", nargs=-1, metavar="[SOURCES]...")
@options(*READING, "format")
@click.pass_context
def command(
    ctx: click.Context, /, sources: tuple[str, ...], lang: str, form: str, **reading: Any
) -> None:
    """Print every fault and guess, worst first. Exit code 1 if there is an error."""
    from parkland.issues import translate_issues

    ledger = open_sources(sources, lang=lang, **reading)
    issues = translate_issues(ledger.issues, lang=lang)
    if len(issues) or form != "table":
        click.echo(issues_text(issues, lang=lang, form=form))
    else:
        say(wording("cli.no_issues", lang))
    ctx.exit(1 if (issues["severity"] == "error").any() else 0)


def issues_text(issues: pd.DataFrame, *, lang: str, form: str) -> str:
    """Return the issue table in the form asked for."""
    rows = issues.astype(object).where(issues.notna(), None)
    if form == "csv":
        return csv_text(rows.to_numpy().tolist(), list(rows.columns))
    if form == "json":
        return json_text(rows.to_dict("records"))
    words: dict[str, dict[str, str]] = {
        name: wordings(name, lang) for name in ("severity", "action")
    }
    lines = [
        [
            "" if row[name] is None else words.get(name, {}).get(row[name], row[name])
            for name in ISSUE_COLUMNS
        ]
        for row in rows.to_dict("records")
    ]
    return table_text(lines, [wording(f"issue.{name}", lang) for name in ISSUE_COLUMNS], right=(2,))
