"""The command `check`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from parkland.cli.help_pages import SpokenCommand
from parkland.cli.opening import dataset_at, open_sources, print_note
from parkland.cli.options import READING, options
from parkland.cli.printing import csv_output, json_text, table_text
from parkland.display import label, value_text
from parkland.wording import wording

if TYPE_CHECKING:
    import pandas as pd

    from parkland.choices import Lang

MOST_LINES = 40  # of a table, so that it fits a screen
ISSUE_COLUMNS = ("severity", "source", "source_row", "parcel_id", "action", "message", "code")


@click.command("check", cls=SpokenCommand)
@click.argument("sources", nargs=-1, metavar="[SOURCES]...")
@options(*READING, "format")
@click.option("--all", "every", is_flag=True)
@click.pass_context
def command(
    ctx: click.Context,
    /,
    *,
    sources: tuple[str, ...],
    lang: Lang,
    form: str,
    every: bool,
    **reading: Any,
) -> None:
    """Print every fault and guess, sorted by severity."""
    from parkland.issue_groups import group_issues
    from parkland.issues import translate_issues
    from parkland.status import issues_in_language

    dataset = dataset_at(sources)
    if dataset is not None:
        issues = translate_issues(dataset.issues(), lang=lang, unit=dataset.unit)
    else:
        issues = issues_in_language(open_sources(sources, lang=lang, **reading), lang)
    grouped = issues if every or form != "table" else group_issues(issues, lang=lang)
    shown = grouped if every or form != "table" else grouped.iloc[:MOST_LINES]
    if len(issues) or form != "table":
        click.echo(issues_text(shown, lang=lang, form=form))
    else:
        print_note(wording("cli.no_issues", lang))
    if len(shown) < len(grouped):
        print_note(wording("cli.more_issues", lang, number=len(grouped) - len(shown)))
    elif len(shown) < len(issues):
        print_note(wording("cli.grouped_issues", lang, number=f"{len(issues):,}"))
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
