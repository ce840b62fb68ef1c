"""The command `projects`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from parkland.cli.help_pages import SpokenCommand
from parkland.cli.opening import open_sources, print_note
from parkland.cli.options import READING, options
from parkland.cli.printing import json_text
from parkland.languages import grammar
from parkland.wording import wording

if TYPE_CHECKING:
    import pandas as pd

    from parkland.choices import Lang

PROJECTS = {
    "project_id": "project_id", "named": "project_name", "kind": "project_kind",
    "stage": "project_stage", "total_cny": "total_cny", "done_cny": "done_cny",
    "done_in_year_cny": "done_in_year_cny", "done_share": "done_share", "overdue": "overdue",
    "problem": "problem",
}  # fmt: skip
COMMITMENTS = {
    "subject": "subject", "indicator": "indicator", "operator": "operator", "target": "target",
    "actual": "actual", "due_on": "assessed_on", "state": "commitment_state",
    "shortfall": "shortfall", "shortfall_cny": "shortfall_cny",
}  # fmt: skip


@click.command("projects", cls=SpokenCommand)
@click.argument("sources", nargs=-1, metavar="[SOURCES]...")
@click.option("--commitments", is_flag=True)
@click.option("--internal", is_flag=True)
@options(*READING, "format")
def command(
    sources: tuple[str, ...],
    commitments: bool,  # noqa: FBT001 - click passes it by name
    internal: bool,  # noqa: FBT001
    lang: Lang,
    form: str,
    **reading: Any,
) -> None:
    """Print the projects: stage, what is done of the total, what is overdue; or commitments."""
    from parkland import asset_figures
    from parkland.asset_figures.secrecy import hidden_rows
    from parkland.cli.asset_tables import asset_csv, asset_records

    ledger = open_sources(sources, lang=lang, with_assets=True, **reading)
    chosen = asset_figures.commitments if commitments else asset_figures.projects
    whole = chosen(ledger)
    found = whole if internal else asset_figures.without_secrets(whole)
    if form == "csv":
        click.echo(asset_csv(found))
    elif form == "json":
        click.echo(json_text(asset_records(found)))
    else:
        click.echo(_text(found, commitments=commitments, lang=lang))
    chapter = "commitments" if commitments else "projects"
    for one in asset_figures.asset_sentences(ledger, internal=internal, lang=lang):
        if one.chapter == chapter:
            print_note(one.text(lang))
    if number := 0 if internal else hidden_rows(whole):
        print_note(wording("asset_note.hidden", lang, number=number))
    if not commitments and len(found):
        hidden = found[~found["located"]]
        names = [str(name) for name in hidden["name"].fillna(hidden["project_id"])]
        if names:
            print_note(
                wording(
                    "asset_note.not_located",
                    lang,
                    number=len(names),
                    names=grammar(lang).join(names),
                )
            )


def _text(found: pd.DataFrame, *, commitments: bool, lang: str) -> str:
    from parkland.cli.asset_tables import asset_table

    if commitments:
        named = found["project_id"].where(found["project_id"].notna(), found["parcel_id"])
        return asset_table(found.assign(subject=named), COMMITMENTS, lang=lang)
    indent = found["parent_id"].notna().map({True: "  └ ", False: ""})
    return asset_table(found.assign(named=indent + found["name"].fillna("")), PROJECTS, lang=lang)
