"""Totals and issues of a dataset, as the commands print those of a ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from parkland.cli.opening import counts, print_note
from parkland.cli.printing import csv_output, json_text, table_text
from parkland.cli.totals import totals_text
from parkland.conventions import statuses_of
from parkland.display import column_named, day_text, heading, label
from parkland.languages import grammar
from parkland.wording import wording

if TYPE_CHECKING:
    import pandas as pd

    from parkland.choices import AreaMethod, AreaUnit, Lang
    from parkland.datasets import Dataset
    from parkland.ledger_record import Ledger


def print_dataset(
    dataset: Dataset,
    *,
    by: str,
    unit: AreaUnit | None,
    area: AreaMethod | None,
    lang: Lang,
    form: str,
) -> None:
    """Print the day, the counts and the totals of a dataset.

    Parameters
    ----------
    by
        A column, or several with commas between them; ``flag`` last.
    unit, area
        As for `totals`; None for those of the dataset.
    lang, form
        As for the command `totals`.
    """
    none = dataset.empty_ledger()
    columns = ["flag", *none.parcels.columns]
    names = [
        column_named(name, columns, statuses=statuses_of(none)) or name
        for name in (one.strip() for one in by.split(","))
    ]
    rounding = dataset.manifest["rounding"]
    unit = unit or rounding["unit"]
    area = area or rounding["area"]
    rules = grammar(lang)
    title = rules.clauses([dataset.rules.title[lang], dataset.rules.disclaimer[lang]])
    day = day_text(dataset.as_of, lang)
    print_note(wording("cli.as_of", lang, as_of=day, rules=rules.brackets(title)))
    quarantined = dataset.manifest["quarantined"]
    print_note(counts(len(dataset), quarantined, dataset.issues(), lang))
    chosen = names[0] if len(names) == 1 else names
    table = dataset.totals(by=chosen, unit=unit, area=area, margins=True)
    digits = dataset.profile.areas.digits[unit]
    if area == "ellipsoidal" and not table[f"overlap_{unit}"].any():
        table = table[["parcels", f"area_{unit}"]]
    if isinstance(chosen, str):
        click.echo(
            totals_text(
                table, none, unit=unit, area=area, digits=digits, between=None, lang=lang, form=form
            )
        )
        return
    click.echo(_by_several(table, names, none, unit=unit, lang=lang, form=form))


def _by_several(
    table: pd.DataFrame, names: list[str], ledger: Ledger, *, unit: str, lang: Lang, form: str
) -> str:
    """Return totals by several columns as a table, CSV or JSON; the last row is that of all."""
    from parkland.figures import group_label

    figures = [[int(row[0]), *map(float, row[1:])] for row in table.itertuples(index=False)]
    keys = [tuple(key) for key in table.index]
    if form == "csv":
        filled = [["" if one is None else one for one in key] for key in keys]
        cells = [(*key, *row) for key, row in zip(filled, figures, strict=True)]
        return csv_output([*names, *table.columns], cells)
    if form == "json":
        *rows, whole = [
            dict(zip([*names, *table.columns], (*key, *row), strict=True))
            for key, row in zip(keys, figures, strict=True)
        ]
        total = {name: whole[name] for name in table.columns}
        return json_text({"as_of": ledger.as_of.isoformat(), "rows": rows, "total": total})
    known = statuses_of(ledger)
    rules = grammar(lang)
    digits = ledger.profile.areas.digits[unit]
    labels = [
        [group_label(name, one, lang, known) for name, one in zip(names, key, strict=True)]
        for key in keys[:-1]
    ]
    labels.append([wording("cli.total", lang), *([""] * (len(names) - 1))])
    lines = [
        [*own, rules.number(number), *(rules.number(area, digits) for area in areas)]
        for own, (number, *areas) in zip(labels, figures, strict=True)
    ]
    columns = ("area_m2", "overlap", "net")[: len(table.columns) - 1]
    headings = [
        *(label(name, lang, statuses=known) for name in names),
        label("parcels", lang),
        *(heading(name, lang, unit=unit) for name in columns),
    ]
    return table_text(lines, headings, right=tuple(range(len(names), len(headings))))
