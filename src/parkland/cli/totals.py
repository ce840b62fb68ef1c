"""The command `totals`."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import click

from parkland.cli.help_pages import SpokenCommand
from parkland.cli.opening import dataset_at, open_sources, print_note
from parkland.cli.options import READING, options
from parkland.cli.printing import csv_output, json_text, table_text
from parkland.conventions import statuses_of
from parkland.display import column_named, day_text, heading, label
from parkland.languages import grammar
from parkland.schema import AREA_COLUMNS
from parkland.units import area_unit
from parkland.wording import wording

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from parkland.choices import AreaMethod, AreaUnit, Lang
    from parkland.conventions import StatusSet
    from parkland.ledger_record import Ledger

PLAIN = 2  # a table without overlap and net has this number of columns
MOST_PRINTED = 8  # at most this number of pairs of groups is printed; JSON has all of them


@click.command("totals", cls=SpokenCommand)
@click.argument("sources", nargs=-1, metavar="[SOURCES]...")
@click.option("--by", default="flag", metavar="COLUMN")
@click.option("--area", type=click.Choice(["ellipsoidal", "planar", "stated"]))
@options("unit", *READING, "format")
def command(
    sources: tuple[str, ...],
    by: str,
    unit: AreaUnit | None,
    area: AreaMethod | None,
    lang: Lang,
    form: str,
    **reading: Any,
) -> None:
    """Print the number of parcels and their area in each group."""
    from parkland.areas.planes import gauss_kruger_planes
    from parkland.figures import (
        leading_area,
        leading_unit,
        shared_between,
        totals,
        undetermined_text,
        without_outline,
        without_outline_text,
    )
    from parkland.topology import number_of_pairs

    dataset = dataset_at(sources)
    if dataset is not None:
        from parkland.cli.dataset_printing import print_dataset

        print_dataset(dataset, by=by, unit=unit, area=area, lang=lang, form=form)
        return
    ledger = open_sources(sources, lang=lang, **reading)
    # A text that names no column is passed on: `totals` raises the error, with similar names.
    by = column_named(by, ["flag", *ledger.parcels.columns], statuses=statuses_of(ledger)) or by
    unit, area = leading_unit(ledger, unit), leading_area(ledger, area)
    digits = ledger.profile.areas.digits[unit]
    table = totals(ledger, by=by, unit=unit, area=area, margins=True)
    if area == "ellipsoidal" and not table[f"overlap_{unit}"].any():
        table = table[["parcels", f"area_{unit}"]]
    between = shared_between(ledger, by=by, unit=unit) if len(table.columns) > PLAIN else None
    click.echo(
        totals_text(
            table,
            ledger,
            unit=unit,
            area=area,
            digits=digits,
            between=between,
            lang=lang,
            form=form,
        )
    )
    if by == "flag":
        print_note(undetermined_text(ledger, lang=lang))
    print_note(without_outline_text(ledger, lang=lang, unit=unit))
    points = without_outline(ledger).parcels if area != "stated" else 0
    lacking = int(ledger.parcels[AREA_COLUMNS[area]].isna().sum()) - points
    if lacking:
        print_note(
            wording("cli.no_area", lang, number=lacking, area=label(AREA_COLUMNS[area], lang))
        )
    if area == "planar":
        planes = gauss_kruger_planes(ledger.parcels.geometry)
        names = grammar(lang).clauses(plane.name for plane, _ in planes)
        print_note(wording("cli.planes", lang, planes=names) if names else "")
    if between is not None:
        for line in _between_lines(between, ledger, by=by, unit=unit, digits=digits, lang=lang):
            print_note(line)
    elif area != "ellipsoidal" and len(ledger.overlaps):
        name = label(AREA_COLUMNS[area], lang)
        number = f"{number_of_pairs(ledger.overlaps):,}"
        print_note(wording("cli.not_subtracted", lang, area=name, number=number))


def totals_text(
    table: pd.DataFrame,
    ledger: Ledger,
    *,
    unit: str,
    area: str,
    digits: int,
    between: pd.DataFrame | None,
    lang: str,
    form: str,
) -> str:
    """Return the totals, of which the last row is the margin, as a table, CSV or JSON.

    Parameters
    ----------
    table
        The result of `totals` with margins.
    ledger
        The ledger, for its date.
    unit, area, digits
        The unit, the measure of area and the decimal places of the table.
    between
        The result of `shared_between`, which only JSON contains; None without overlaps.
    lang
        The language of headings and groups in a table. CSV and JSON contain codes.
    form
        ``"table"``, ``"csv"`` or ``"json"``.
    """
    from parkland.figures import group_label, without_outline

    by = str(table.index.name)
    rows = [
        (key, int(row[0]), *(float(value) for value in row[1:]))
        for key, row in zip(table.index, table.itertuples(index=False), strict=True)
    ]
    if form == "csv":
        cells = [("" if key is None else _plain(key), *figures) for key, *figures in rows]
        return csv_output([by, *table.columns], cells)
    if form == "json":
        names = ("parcels", "area", "overlap", "net")[: len(table.columns)]
        *groups, (_, *whole) = rows
        content = {
            "as_of": ledger.as_of.isoformat(),
            "area": area,
            "unit": unit,
            "rows": [
                {by: _plain(key)} | dict(zip(names, row, strict=True)) for key, *row in groups
            ],
            "total": dict(zip(names, whole, strict=True)),
        }
        found = without_outline(ledger)
        if found.parcels:
            content["without_outline"] = {
                "parcels": found.parcels,
                "stated": round(found.stated_m2 * area_unit(unit).per_m2, digits),
                "unknown": found.unknown,
            }
        if between is not None:
            content["between"] = [
                {"one": _plain(one), "other": _plain(other), "pairs": int(pairs), "area": _area(a)}
                for one, other, pairs, a in between.itertuples(index=False)
            ]
        return json_text(content)
    headings = [
        label(by, lang, statuses=statuses_of(ledger)),  # each value carries its unit
        label("parcels", lang),
        *(heading(name, lang, unit=unit) for name in (AREA_COLUMNS[area], "overlap", "net")),
    ]
    known = statuses_of(ledger)
    labels = [group_label(by, key, lang, known) for key, *_ in rows[:-1]]
    labels.append(wording("cli.total", lang))
    rules = grammar(lang)
    lines = [
        (name, rules.number(n), *(rules.number(a, digits) for a in areas))
        for name, (_, n, *areas) in zip(labels, rows, strict=True)
    ]
    width = len(table.columns) + 1
    return table_text(lines, headings[:width], right=tuple(range(1, width)))


def _between_lines(
    between: pd.DataFrame, ledger: Ledger, *, by: str, unit: str, digits: int, lang: str
) -> Iterator[str]:
    """Yield a sentence for each pair of groups that share land, with the largest area first."""
    known = statuses_of(ledger)
    for one, other, pairs, area in between.head(MOST_PRINTED).itertuples(index=False):
        names = [_flags_label(by, key, lang, known) for key in (one, other)]
        if _area(area) is None:
            yield wording("cli.between_crowded", lang, one=names[0], other=names[1], pairs=pairs)
            continue
        figure = grammar(lang).number(area, digits)
        area_words = grammar(lang).quantity(figure, area_unit(unit).label(lang))
        yield wording(
            "cli.between", lang, one=names[0], other=names[1], pairs=pairs, area=area_words
        )
    if len(between) > MOST_PRINTED:
        yield wording("cli.more_between", lang, number=len(between) - MOST_PRINTED)


def _area(value: float) -> float | None:
    """Return an area as JSON has it; None if it is not known because pairs are left out."""
    return float(value) if math.isfinite(value) else None


def _flags_label(by: str, key: object, lang: str, known: StatusSet) -> str:
    if by != "flag":
        from parkland.figures import group_label

        return group_label(by, key, lang, known)
    labels = [known.flag_label(flag, lang) for flag in str(key).split("+") if flag]
    return grammar(lang).join(labels) or wording("cli.no_flag", lang)


def _plain(key: Any) -> object:
    """Return the value of a group as a type of JSON, or as text."""
    value = key.item() if hasattr(key, "item") else key
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    return day_text(value) if hasattr(value, "year") else str(value)
