"""The command `totals`."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import click

from parkland.cli.opening import open_sources, say
from parkland.cli.options import READING, options
from parkland.cli.printing import csv_text, json_text, table_text
from parkland.palette import flag_label, statuses
from parkland.schema import AREA_COLUMNS, FIELDS, FLAG_PREFIX, FLAGS
from parkland.units import area_unit
from parkland.wording import day_text, wording, wordings

if TYPE_CHECKING:
    import pandas as pd

    from parkland.ledgers import Ledger


@click.command("totals")
@click.argument("sources", nargs=-1, metavar="[SOURCES]...")
@click.option(
    "--by", default="flag", show_default=True, help="flag, status, district or any column."
)
@click.option(
    "--unit", type=click.Choice(["mu", "ha", "m2", "acre"]), default="mu", show_default=True
)
@click.option(
    "--area",
    type=click.Choice(["ellipsoidal", "planar", "stated"]),
    default="ellipsoidal",
    show_default=True,
    help="Which area.",
)
@options(*READING, "format")
def command(
    sources: tuple[str, ...], by: str, unit: str, area: str, lang: str, form: str, **reading: Any
) -> None:
    """Print the number of parcels and their area in each group."""
    from parkland.tables import totals, undetermined_text

    ledger = open_sources(sources, lang=lang, **reading)
    table = totals(ledger.parcels, by=by, unit=unit, area=area, margins=True)
    click.echo(totals_text(table, ledger, unit=unit, area=area, lang=lang, form=form))
    if by == "flag":
        say(undetermined_text(ledger.parcels, lang=lang))
    lacking = int(ledger.parcels[AREA_COLUMNS[area]].isna().sum())
    if lacking:
        say(wording("cli.no_area", lang, number=lacking, area=wording(f"area.{area}", lang)))


def totals_text(
    table: pd.DataFrame, ledger: Ledger, *, unit: str, area: str, lang: str, form: str
) -> str:
    """Return a table of `totals` with its margin, in the form asked for."""
    by = str(table.index.name)
    area_column = f"area_{unit}"
    rows = [
        (key, int(n), float(a))
        for key, n, a in zip(table.index, table["parcels"], table[area_column], strict=True)
    ]
    if form == "csv":
        cells = [("" if key is None else _plain(key), n, a) for key, n, a in rows]
        return csv_text(cells, [by, "parcels", area_column])
    if form == "json":
        *groups, (_, parcels, whole) = rows
        return json_text(
            {
                "as_of": ledger.as_of.isoformat(),
                "area": area,
                "unit": unit,
                "rows": [{by: _plain(key), "parcels": n, "area": a} for key, n, a in groups],
                "total": {"parcels": parcels, "area": whole},
            }
        )
    measure = area_unit(unit)
    headings = [
        _column_label(by, lang),
        wording("cli.parcels", lang),
        wording("cli.area", lang, area=wording(f"area.{area}", lang), unit=measure.label(lang)),
    ]
    labels = [_group_label(by, key, lang) for key, _, _ in rows[:-1]] + [wording("cli.total", lang)]
    lines = [
        (label, f"{n:,}", f"{a:,.{measure.digits}f}")
        for label, (_, n, a) in zip(labels, rows, strict=True)
    ]
    return table_text(lines, headings, right=(1, 2))


def _plain(key: Any) -> object:
    """Return the value of a group as JSON has it, or as text."""
    value = key.item() if hasattr(key, "item") else key
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    return day_text(value) if hasattr(value, "year") else str(value)


def _column_label(by: str, lang: str) -> str:
    if by in ("flag", "status"):
        return wording(f"cli.{by}", lang)
    computed = wordings("computed", lang)
    return FIELDS[by].label(lang) if by in FIELDS else computed.get(by, by)


def _group_label(by: str, key: object, lang: str) -> str:
    if key is None:
        is_flag = by in (*FLAGS, "low_efficiency", "cause_verified") or by.startswith(FLAG_PREFIX)
        return wording("answer.unknown" if is_flag else "cli.empty_group", lang)
    if by == "flag":
        return flag_label(str(key), lang)
    if by == "status" and str(key) in statuses():
        return statuses()[str(key)].label(lang)
    if by in ("route", "efficiency") and key in (words := wordings(by, lang)):
        return words[str(key)]
    value = _plain(key)
    return (
        wording(f"answer.{'yes' if value else 'no'}", lang)
        if isinstance(value, bool)
        else str(value)
    )
