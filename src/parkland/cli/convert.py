"""The command `convert`."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import click

from parkland.cli.help_pages import SpokenCommand
from parkland.cli.opening import print_note
from parkland.cli.option_names import name_options_of
from parkland.cli.options import options

if TYPE_CHECKING:
    import geopandas as gpd

    from parkland.choices import Lang, TextEncoding
    from parkland.ledger_record import Ledger

STYLED = (".gpkg", ".qgz")
REGISTER_NOTES = ("register.found", "register.beside", "register.unused")


@click.command("convert", cls=SpokenCommand)
@click.argument("sources", nargs=-1, required=True, metavar="SOURCES...")
@click.option("-o", "--output", required=True, metavar="FILE")
@click.option("--to-encoding", type=click.Choice(["gbk", "utf-8"]))
@click.option("--to-crs", metavar="CRS")
@options(
    "as_of", "register", "sheet", "profile", "layer", "encoding", "crs", "axes", "lang", "overwrite"
)
def command(
    sources: tuple[str, ...],
    output: str,
    to_encoding: TextEncoding | None,
    to_crs: str | None,
    lang: Lang,
    overwrite: bool,  # noqa: FBT001 - click passes it by name
    **reading: Any,
) -> None:
    """Clean parcels and write them in another format, with the office's own columns."""
    from pathlib import Path

    from parkland.cli.opening import require_output
    from parkland.errors import ChoiceError
    from parkland.exports import write_parcels
    from parkland.wording import error_text, wording

    require_output(
        output,
        sources=sources,
        overwrite=overwrite,
        profile=reading["profile"],
        register=reading["register"],
    )
    as_of, is_styled = reading.pop("as_of"), Path(output).suffix.lower() in STYLED
    if as_of is not None and not is_styled:
        raise ChoiceError("cli.day_of_style", styled=list(STYLED))
    read = _judged if is_styled else _cleaned
    parcels = read(sources, lang=lang, reading={**reading, "as_of": as_of})
    name_options_of(click.get_current_context().command, crs="--to-crs", encoding="--to-encoding")
    with warnings.catch_warnings(record=True, action="always") as caught:
        write_parcels(
            parcels,
            output,
            crs=to_crs,
            encoding=to_encoding,
            lang=lang,
            overwrite=overwrite,
        )
    for message in (warning.message for warning in caught):
        print_note(message if isinstance(message, str) else error_text(message, lang=lang))
    print_note(wording("cli.written", lang, path=output))


def _judged(sources: tuple[str, ...], *, lang: Lang, reading: dict[str, Any]) -> Ledger:
    """Return the parcels with their status, which the style of QGIS shows."""
    from parkland.cli.opening import open_sources

    ledger = open_sources(sources, lang=lang, **reading)
    about_registers = ledger.issues["code"].isin(REGISTER_NOTES)
    for message in ledger.issues.loc[about_registers, "message"]:
        print_note(message)
    return ledger


def _cleaned(sources: tuple[str, ...], *, lang: Lang, reading: dict[str, Any]) -> gpd.GeoDataFrame:
    """Return the parcels as they are read, and print what was found."""
    from parkland.cleaning import clean
    from parkland.cli.opening import counts, profile_of, sheets_of
    from parkland.conventions import load_rulebook
    from parkland.formats.written_columns import is_unused
    from parkland.register_choice import chosen_registers
    from parkland.schema import FIELDS
    from parkland.sources import read_parcels

    del reading["as_of"]
    only = sources[0] if len(sources) == 1 else None
    conventions = profile_of(reading.pop("profile"), sources[0])
    named = sheets_of(reading.pop("register"), reading.pop("sheet"), conventions)
    registers, notes = chosen_registers(named, only, conventions)
    raw = read_parcels(sources, profile=conventions, **reading)
    cleaned = clean(raw, register=registers, profile=conventions)
    print_note(counts(len(cleaned.parcels), len(cleaned.quarantine), cleaned.issues, lang))
    for note in notes:
        print_note(note.message(lang))
    parcels: gpd.GeoDataFrame = cleaned.parcels
    if load_rulebook(conventions.rulebook).has_law:
        return parcels
    return parcels.drop(columns=[name for name in FIELDS if is_unused(parcels, name)])
