"""The command `explain`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from parkland.cli.help_pages import SpokenCommand
from parkland.cli.opening import open_sources
from parkland.cli.options import READING, options
from parkland.cli.printing import json_text

if TYPE_CHECKING:
    import pandas as pd

    from parkland.choices import Lang
    from parkland.status import Explanation


@click.command("explain", cls=SpokenCommand)
@click.argument("sources", nargs=-1, metavar="[SOURCES]...")
@click.option("--parcel", "numbers", multiple=True, required=True, metavar="ID")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@options(*READING)
def command(
    sources: tuple[str, ...], numbers: tuple[str, ...], form: str, lang: Lang, **reading: Any
) -> None:
    """Print the reasoning on a parcel step by step: facts, comparisons, articles."""
    from parkland.status import explain

    ledger = open_sources(sources, lang=lang, **reading)
    rows = [row for number in numbers for row in _rows(ledger.parcels, number)]
    found = [explain(ledger[[row]], lang=lang) for row in rows]
    if form == "json":
        click.echo(json_text([_plain(one, has_law=ledger.rules.has_law) for one in found]))
    else:
        click.echo("\n\n".join(map(str, found)))


def _rows(parcels: pd.DataFrame, number: str) -> list[Any]:
    """Return the index labels of the parcels with the number `number`.

    Raises
    ------
    ChoiceError
        If there is no such parcel; the message names similar numbers.
    """
    from difflib import get_close_matches

    from parkland.cleaning.parcel_numbers import is_number
    from parkland.errors import ChoiceError, brief

    rows = parcels.index[is_number(parcels["parcel_id"], number)].tolist()
    if not rows:
        known = [str(one) for one in parcels["parcel_id"].dropna().unique()]
        near = get_close_matches(number, known) or known[:3]
        key = "cli.no_parcel_near" if near else "cli.no_parcel"
        raise ChoiceError(key, number=brief(number), near=near)
    return rows


def _plain(found: Explanation, *, has_law: bool) -> dict[str, object]:
    flags = ("levelled", "idle", "reclaimed") if has_law else ()
    names = ("parcel", "status", "status_rule", *flags, "reason", "basis")
    return {
        **{name: getattr(found, name) for name in names},
        "flags": dict(found.flags),
        "as_of": found.as_of.isoformat(),
        "missing": list(found.missing),
        "readings": [
            {
                "field": reading.field,
                "text": reading.text,
                "cases": [
                    {"when": case.when, "answer": case.answer, "idle": case.idle}
                    for case in reading.cases
                ],
            }
            for reading in found.readings
        ],
        "steps": [
            {
                "heading": step.heading,
                "answer": step.answer,
                "text": step.text,
                "article": step.article,
            }
            for step in found.steps
        ],
        "disclaimer": found.disclaimer,
    }
