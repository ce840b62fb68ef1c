"""The command `notices`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from parkland.cli.help_pages import SpokenCommand
from parkland.cli.opening import open_sources, print_note, require_output
from parkland.cli.options import READING, options
from parkland.cli.printing import form_of_output, json_text
from parkland.wording import wording

if TYPE_CHECKING:
    import pandas as pd

    from parkland.choices import Lang
    from parkland.ledger_record import Ledger

SHOWN = {
    "notice_no": "notice_no", "who": "enterprise_ids", "parcel_ids": "parcel_ids",
    "notice_on": "notice_on", "notice_due": "notice_due", "days_left": "days_left",
    "state": "notice_state", "checked_on": "checked_on",
}  # fmt: skip
LEDGERS = (".xlsx", ".docx", ".md")  # the ledger of rectification
OPEN = ("running", "overdue")


@click.command("notices", cls=SpokenCommand)
@click.argument("sources", nargs=-1, metavar="[SOURCES]...")
@click.option("-o", "--output", metavar="FILE")
@click.option("--format", "form", type=click.Choice(["table", "csv", "json", "ics"]))
@options(*READING, "overwrite")
def command(
    sources: tuple[str, ...],
    output: str | None,
    form: str | None,
    lang: Lang,
    overwrite: bool,  # noqa: FBT001 - click passes it by name
    **reading: Any,
) -> None:
    """Print the rectification notices with their state on the day, and how many passed."""
    from parkland.asset_figures import asset_sentences, notices
    from parkland.csv_files import write_csv
    from parkland.outputs import complete_or_absent

    if output:
        require_output(
            output,
            sources=sources,
            overwrite=overwrite,
            profile=reading["profile"],
            register=reading["register"],
            inputs=reading.get("assets") or (),
        )
        form = form_of_output(output, form, others=LEDGERS)
    ledger = open_sources(sources, lang=lang, with_assets=True, **reading)
    if output and form in LEDGERS:
        from parkland.reports.asset_lists import write_asset_tables

        write_asset_tables(ledger, output, matter="notices", lang=lang, overwrite=overwrite)
        print_note(wording("cli.written", lang, path=output))
        return
    found = notices(ledger)
    found = found.assign(days_left=_days_left(found, ledger))
    if output and form == "csv":
        from parkland.cli.asset_tables import asset_records

        rows = [[*row.values()] for row in asset_records(found)]
        with complete_or_absent(output) as path:
            write_csv(path, [str(name) for name in found.columns], rows)
    else:
        text = _text(found, ledger, form, lang)
        raw = (text if text.endswith("\n") else text + "\n").encode(errors="replace")
        if output:
            with complete_or_absent(output) as path:
                path.write_bytes(raw)
        else:
            # a calendar is bytes: its lines end in CRLF on every system
            click.echo(raw if form == "ics" else text, nl=form != "ics")
    if output:
        print_note(wording("cli.written", lang, path=output))
    for one in asset_sentences(ledger, lang=lang) if _has_assets(ledger) else ():
        if one.chapter == "notices":
            print_note(one.text(lang))


def _has_assets(ledger: Ledger) -> bool:
    return ledger.assets is not None


def _days_left(found: pd.DataFrame, ledger: Ledger) -> pd.Series:
    import pandas as pd

    days = (found["notice_due"] - pd.Timestamp(ledger.as_of)).dt.days
    return days.where(found["state"].isin(OPEN)).astype("Int64")


def _text(found: pd.DataFrame, ledger: Ledger, form: str | None, lang: str) -> str:
    from parkland.asset_figures.enterprise_land import enterprise_names
    from parkland.cli.asset_tables import asset_csv, asset_records, asset_table, names_of

    if form == "csv":
        return asset_csv(found)
    if form == "json":
        return json_text(asset_records(found))
    names = enterprise_names(ledger.enterprises)
    who = names_of(found["enterprise_ids"], names, lang)
    if form == "ics":
        return _calendar(found, who, ledger, lang)
    if found.empty:
        return wording("asset_note.no_notices", lang)
    return asset_table(found.assign(who=who), SHOWN, lang=lang)


def _calendar(found: pd.DataFrame, who: list[str], ledger: Ledger, lang: str) -> str:
    """Return a calendar with the deadline of each notice that is open."""
    from parkland.asset_figures.asset_labels import asset_words
    from parkland.cli.icalendar import calendar_text

    words = asset_words("notice_state", lang)
    events = found.assign(
        due_on=found["notice_due"],
        parcel_id=found["notice_no"],
        parcel=range(len(found)),
        kind="notice",
        what=[wording("asset_note.notice_due", lang, state=words[one]) for one in found["state"]],
        basis="",
        named=[
            wording("asset_note.notice_of", lang, number=number, who=whose) if whose else number
            for number, whose in zip(found["notice_no"].fillna(""), who, strict=True)
        ],
    )
    events = events[events["state"].isin(OPEN)]
    return calendar_text(
        events,
        events["named"],
        as_of=ledger.as_of,
        disclaimer=wording("asset_note.notice_disclaimer", lang),
        lang=lang,
    )
