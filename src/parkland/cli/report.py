"""The command `report`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from parkland.cli.help_pages import SpokenCommand
from parkland.cli.named_dataset import named_dataset
from parkland.cli.opening import open_sources, print_note, require_output
from parkland.cli.option_names import name_options_of
from parkland.cli.options import READING, options
from parkland.errors import ChoiceError, brief
from parkland.progress import progress
from parkland.wording import wording

if TYPE_CHECKING:
    from parkland.choices import Lang, SheetsChoice
    from parkland.datasets import Dataset


OF_DATASET = ("groups", "where", "most")


@click.command("report", cls=SpokenCommand)
@click.argument("sources", nargs=-1, metavar="[SOURCES]...")
@click.option("-o", "--output", metavar="FILE", default="parkland-report.docx")
@click.option("--period", metavar="PERIOD")
@click.option("--area", type=click.Choice(["ellipsoidal", "planar", "stated"]))
@click.option("--template", metavar="FILE")
@click.option("--parcels", metavar="IDS")
@click.option(
    "--sheets",
    type=click.Choice(["none", "annex", "only"]),
    is_flag=False,
    flag_value="annex",
)
@click.option("--before", metavar="SOURCE")
@click.option("--before-as-of", metavar="DATE")
@click.option("--method", metavar="NAME|FILE")
@click.option("--year", type=int, metavar="YEAR")
@click.option("--internal", is_flag=True)
@click.option("--by", "groups", multiple=True, metavar="COLUMN")
@click.option("--where", multiple=True, metavar="COLUMN=VALUE")
@click.option("--most", type=int)
@options("unit", *READING, "overwrite")
def command(
    sources: tuple[str, ...],
    output: str,
    parcels: str | None,
    period: str | None,
    as_of: str | None,
    lang: Lang,
    sheets: SheetsChoice | None,
    before: str | None,
    **rest: Any,
) -> None:
    """Write the land-disposal report: a document, a workbook or plain text."""
    from parkland.conventions import load_method
    from parkland.reports import AssetForm, check_form, write_report

    asked = {name: rest.pop(name) for name in OF_DATASET}
    if dataset := named_dataset(sources, used=("output", *OF_DATASET)):
        _write_dataset_report(dataset, output, lang=lang, overwrite=rest["overwrite"], **asked)
        print_note(wording("cli.written", lang, path=output))
        return
    if any(asked.values()):
        raise ChoiceError("dataset_maps.lists_of_dataset")
    form = {name: rest.pop(name) for name in ("area", "unit", "template", "overwrite")}
    # A wrong path, ending or template fails before the work.
    check_form(Path(output), form["template"])
    method = rest.pop("method")
    rating = None if method is None else load_method(method)
    about_assets = AssetForm(rating, rest.pop("year"), rest.pop("internal"))
    require_output(
        output,
        sources=sources,
        overwrite=form["overwrite"],
        profile=rest["profile"],
        register=rest["register"],
        inputs=[form["template"], before, method],
    )
    opening_day = _opening_day(before, rest.pop("before_as_of"), period)
    chosen = (
        None if parcels is None else [one for one in re.split(r"[,，、;；\s]+", parcels) if one]
    )
    with progress("reporting", lang=lang):
        ledger = open_sources(sources, as_of=as_of or _last_day(period), lang=lang, **rest)
        if before is not None:
            of_before = {"as_of": "--before-as-of"}
            name_options_of(click.get_current_context().command, **of_before)
            reading = {name: rest[name] for name in ("profile", "layer", "encoding", "axes")}
            form["before"] = open_sources(
                (before,), as_of=opening_day, lang=lang, register=None, crs=None, **reading
            )
            name_options_of(click.get_current_context().command)
        write_report(
            ledger, output, period=period, parcels=chosen, sheets=sheets, assets=about_assets,
            lang=lang, **form,
        )  # fmt: skip
    print_note(wording("cli.written", lang, path=output))


def _write_dataset_report(
    dataset: Dataset,
    output: str,
    *,
    groups: tuple[str, ...],
    where: tuple[str, ...],
    most: int | None,
    **form: Any,
) -> None:
    """Write the report of a dataset.

    Raises
    ------
    ChoiceError
        If a condition is not of the form COLUMN=VALUE.
    """
    from parkland.reports.dataset_report import MOST_LISTED, write_dataset_report

    chosen: dict[str, list[str]] = {}
    for condition in where:
        column, sign, value = condition.partition("=")
        if not (column.strip() and sign):
            raise ChoiceError("dataset_maps.no_condition", value=brief(condition))
        chosen.setdefault(column.strip(), []).append(value.strip())
    write_dataset_report(
        dataset,
        output,
        by=groups or None,
        where=chosen or None,
        most=MOST_LISTED if most is None else most,
        **form,
    )


def _opening_day(before: str | None, day: str | None, period: str | None) -> str | None:
    """Return the day of the earlier state.

    Raises
    ------
    ChoiceError
        If neither it nor a period is named.
    """
    from parkland.errors import ChoiceError
    from parkland.reports.period_balance import ONE_DAY
    from parkland.reports.reporting_period import parse_period

    if before is None or day is not None:
        return day
    if period is None:
        raise ChoiceError("cli.no_earlier_day")
    return (parse_period(period).first - ONE_DAY).isoformat()


def _last_day(period: str | None) -> str | None:
    """Return the last day of a period, or today if that is earlier; None without a period."""
    from parkland.reports.reporting_period import parse_period
    from parkland.steady_times import today

    if period is None:
        return None
    return min(parse_period(period).last, today()).isoformat()
