"""The command `assets`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from parkland.cli.help_pages import SpokenCommand
from parkland.cli.opening import open_sources, print_note, require_output
from parkland.cli.options import READING, options
from parkland.cli.printing import json_text
from parkland.wording import wording

if TYPE_CHECKING:
    import pandas as pd

    from parkland.choices import Lang
    from parkland.conventions import Method
    from parkland.ledger_record import Ledger

LAND = (
    "name", "uscc", "own_mu", "rented_in_mu", "rented_out_mu", "land_mu", "stated_mu",
    "difference_mu", "reason",
)  # fmt: skip
BALANCE = (
    "parcels_mu",
    "enterprises_mu",
    "undetermined_mu",
    "unassigned_mu",
    "over_mu",
    "outside_mu",
)


@click.command("assets", cls=SpokenCommand)
@click.argument("sources", nargs=-1, metavar="[SOURCES]...")
@click.option("--year", type=int, metavar="YEAR")
@click.option("--method", metavar="NAME|FILE")
@click.option("--show", type=click.Choice(["land", "classes", "figures", "means"]))
@click.option("--internal", is_flag=True)
@click.option("-o", "--output", metavar="FILE")
@options(*READING, "format", "overwrite")
def command(
    sources: tuple[str, ...],
    year: int | None,
    method: str | None,
    show: str | None,
    internal: bool,  # noqa: FBT001 - click passes it by name
    lang: Lang,
    form: str,
    **reading: Any,
) -> None:
    """Print the land of enterprises, what comes of it per mu, and their classes."""
    from parkland.asset_figures import asset_sentences
    from parkland.conventions import load_method
    from parkland.errors import ChoiceError

    book = None if method is None else load_method(method)
    chosen = show or ("land" if book is None else "classes")
    if chosen == "classes" and book is None:
        raise ChoiceError("cli.no_method")
    if chosen == "figures" and not internal:
        raise ChoiceError("cli.secret_figures")
    output, overwrite = reading.pop("output"), reading.pop("overwrite")
    if output:
        from parkland.reports import check_form

        check_form(Path(output), None)
        require_output(
            output, sources=sources, overwrite=overwrite, profile=reading["profile"],
            register=reading["register"], inputs=[method],
        )  # fmt: skip
    ledger = open_sources(sources, lang=lang, with_assets=True, **reading)
    if output:
        from parkland.reports import AssetForm
        from parkland.reports.asset_lists import write_asset_tables

        about = AssetForm(book, year, internal)
        write_asset_tables(
            ledger, output, matter="enterprises", assets=about, lang=lang, overwrite=overwrite
        )
        print_note(wording("cli.written", lang, path=output))
        return
    of_year = ledger.as_of.year if year is None else year
    table = _table(ledger, chosen, of_year, book, internal=internal, lang=lang)
    sentences = [
        one.text(lang)
        for one in asset_sentences(ledger, year=of_year, method=book, internal=internal, lang=lang)
        if one.chapter == "land" and one.key != "disclaimer"
    ]
    notes = _notes(ledger, of_year, book, lang)
    if form == "table":
        click.echo(_text(table, chosen, book, lang))
        for sentence in (*sentences, *notes):
            print_note(sentence)
    elif form == "csv":
        from parkland.cli.asset_tables import asset_csv

        click.echo(asset_csv(table))
        print_note(notes[-1])
    else:
        from parkland.asset_figures import land_balance
        from parkland.cli.asset_tables import asset_records

        balance = land_balance(ledger, year=of_year)
        click.echo(
            json_text(
                {
                    "year": of_year,
                    "method": None if book is None else book.title[lang],
                    "rows": asset_records(table),
                    "land": {name: float(balance[name]) for name in BALANCE},
                    "sentences": sentences,
                    "notes": notes,
                }
            )
        )


def _table(
    ledger: Ledger, show: str, year: int, book: Method | None, *, internal: bool, lang: Lang
) -> pd.DataFrame:
    from parkland.asset_figures import (
        LEAST_ENTERPRISES,
        classify,
        land_check,
        park_means,
        per_mu,
        without_secrets,
    )

    if show == "land":
        return land_check(ledger, year=year)
    if show == "means":
        rule = "net" if book is None else book.land
        means = park_means(ledger, year=year, land=rule).drop(columns="group")
        least = 1 if internal else LEAST_ENTERPRISES
        return means[means["enterprises"] >= least].reset_index(drop=True)
    if show == "figures" or book is None:
        return per_mu(ledger, year=year)
    found = classify(ledger, method=book, year=year, lang=lang)
    return found if internal else without_secrets(found)


def _text(table: pd.DataFrame, show: str, book: Method | None, lang: str) -> str:
    from parkland.asset_figures import INDICATORS
    from parkland.asset_figures.asset_labels import asset_heading, asset_label
    from parkland.cli.asset_tables import asset_table

    if show == "land":
        # enterprises without land, which can be many, stand below those with land
        order = table["land_mu"].isna().to_numpy().argsort(kind="stable")
        shown = table.assign(name=_named(table)).iloc[order]
        return asset_table(shown, {name: name for name in LAND}, lang=lang)
    if show == "means":
        is_share = table["indicator"].str.endswith("_share")
        shown = table.assign(
            indicator=[asset_heading(one, lang) for one in table["indicator"]],
            value=table["value"].mask(is_share, table["value"] * 100),
        )
        columns = {
            "indicator": "measure", "value": "value", "numerator": "numerator",
            "denominator": "denominator", "enterprises": "enterprises", "left_out": "left_out",
        }  # fmt: skip
        return asset_table(shown, columns, lang=lang)
    shown = table.assign(name=_named(table))
    if show == "figures" or book is None:
        columns = {name: name for name in ("name", "scale", "land_mu", "tax_cny", *INDICATORS)}
        return asset_table(shown, columns | {"land_reason": "land_reason"}, lang=lang)
    own = {one.key: one.key for one in book.indicators}
    fixed = ("score", "rank", "class_code", "stated_class", "reason_text", "note", "low_reason")
    columns = {"name": "name", "land_mu": "land_mu"} | own | {name: name for name in fixed}
    shown = shown.rename(columns={"reason": "reason_text"})
    limits = {one.indicator: one.limit for one in book.low_efficiency if one.limit is not None}
    names = {one.key: one.name[lang] for one in book.indicators if one.key not in INDICATORS}
    names["reason_text"] = asset_label("reason", lang)
    return asset_table(shown, columns, lang=lang, limits=limits, headings=names)


def _named(table: pd.DataFrame) -> pd.Series:
    """Return the name of each enterprise, or its identifier if it has none."""
    return table["name"].where(table["name"].notna(), table["enterprise_id"])


def _notes(ledger: Ledger, year: int, book: Method | None, lang: str) -> list[str]:
    from parkland.asset_figures import land_balance

    balance = land_balance(ledger, year=year)
    notes = [
        wording(
            "asset_note.balance",
            lang,
            **{name: f"{float(balance[name]):,.2f}" for name in BALANCE},
        )
    ]
    if book is not None and book.year != year:
        notes.append(wording("rating.method_year", lang, year=book.year, other=year))
    if book is not None and book.is_example:
        notes.append(wording("asset_note.example", lang, method=book.title[lang]))
    notes.append(wording("asset_note.disclaimer", lang) if book is None else book.disclaimer[lang])
    return notes
