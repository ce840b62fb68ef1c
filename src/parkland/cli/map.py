"""The command `map`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import click

from parkland.choices import ClassScheme, Orientation, PaperSize, words_of
from parkland.cli.help_pages import SpokenCommand
from parkland.cli.named_dataset import named_dataset
from parkland.cli.opening import open_sources, print_note, require_output
from parkland.cli.options import READING, options
from parkland.errors import ChoiceError

if TYPE_CHECKING:
    from collections.abc import Callable

    from parkland.asset_figures import AssetsShown
    from parkland.choices import Lang
    from parkland.datasets import Dataset
    from parkland.figures import ValueClasses
    from parkland.ledger_record import Ledger
    from parkland.maps import Backdrop

    Writer = Callable[..., object]

PAGE = "parkland-map.html"
PAPER = ("paper", "orientation", "scale", "made_by", "made_on", "font")
DRAWING = ("title", "base_map", "context", "footer")
BACKDROPS = ("image", "tiles", "credit")
DIVISION = ("scheme", "classes", "cuts")
OF_DATASET = ("output", "colour_by", "group_by", "title", "footer", *DIVISION)
COLOURING = ("colour_by", *DIVISION, "year", "method", "internal")


@click.command("map", cls=SpokenCommand)
@click.argument("sources", nargs=-1, metavar="[SOURCES]...")
@click.option("-o", "--output", metavar="FILE", default=PAGE)
@click.option("--title")
@click.option("--by", "colour_by", default="status", metavar="COLUMN")
@click.option("--scheme", type=click.Choice(words_of(ClassScheme)))
@click.option("--classes", type=int)
@click.option("--cuts", metavar="NUMBERS")
@click.option("--year", type=int, metavar="YEAR")
@click.option("--method", metavar="NAME|FILE")
@click.option("--internal", is_flag=True)
@click.option("--base-map", default="none", metavar="NAME|ADDRESS")
@click.option("--context", multiple=True, metavar="FILE")
@click.option("--image", metavar="FILE")
@click.option("--tiles", metavar="FILE|FOLDER")
@click.option("--credit", metavar="TEXT")
@click.option("--paper", type=click.Choice(words_of(PaperSize)))
@click.option("--orientation", type=click.Choice(words_of(Orientation)))
@click.option("--scale", type=int, metavar="N")
@click.option("--made-by")
@click.option("--made-on", metavar="DATE")
@click.option("--font", metavar="NAME|FILE")
@click.option("--group", "group_by", metavar="COLUMN")
@click.option("--footer")
@options(*READING, "overwrite")
def command(
    sources: tuple[str, ...],
    output: str,
    lang: Lang,
    overwrite: bool,  # noqa: FBT001 - click passes it by name
    **given: Any,
) -> None:
    """Write an interactive map, or a map on paper."""
    from parkland.wording import wording

    if dataset := named_dataset(sources, used=OF_DATASET):
        _write_dataset_map(dataset, output, overwrite=overwrite, lang=lang, **given)
        print_note(wording("cli.written", lang, path=output))
        return
    if given.pop("group_by") is not None:
        raise ChoiceError("dataset_maps.group_of_dataset")
    require_output(
        output,
        sources=sources,
        overwrite=overwrite,
        profile=given["profile"],
        register=given["register"],
        inputs=[*given["context"], given["image"], given["tiles"]],
    )
    drawing = {name: given.pop(name) for name in DRAWING}
    drawing["image"] = _backdrops(**{name: given.pop(name) for name in BACKDROPS})
    drawing["colour_by"] = _colouring(**{name: given.pop(name) for name in COLOURING})
    drawing["lang"] = lang
    wishes = {name: given.pop(name) for name in PAPER}
    paper = {name: wish for name, wish in wishes.items() if wish is not None}
    write = _printer(drawing, paper) if _is_paper(output) else _page_writer(drawing, paper)
    with_assets = _is_of_assets(drawing["colour_by"])
    ledger = open_sources(sources, lang=lang, with_assets=with_assets, **given)
    write(ledger, output, overwrite=overwrite)
    print_note(wording("cli.written", lang, path=output))


def _write_dataset_map(dataset: Dataset, output: str, **given: Any) -> None:
    from parkland.dataset_maps import write_dataset_map

    if output == PAGE:  # nobody has named a file
        output = PAGE.removesuffix(".html")
    names = ("group_by", "title", "footer", "overwrite", "lang")
    colour_by = _divided(given["colour_by"], **{name: given[name] for name in DIVISION})
    write_dataset_map(dataset, output, colour_by=colour_by, **{name: given[name] for name in names})


def _is_paper(output: str) -> bool:
    from pathlib import Path

    from parkland.paper import ENDINGS

    return Path(output).suffix.lower() in ENDINGS


def _printer(drawing: dict[str, Any], paper: dict[str, Any]) -> Writer:
    """Return what writes a map on paper.

    Raises
    ------
    ChoiceError
        If an option of the page is given.
    """
    from parkland.paper import PaperSheet, print_map

    base_map, image = drawing.pop("base_map"), drawing.pop("image")
    if base_map != "none" or image:
        raise ChoiceError("cli.no_backdrop")
    return partial(print_map, sheet=PaperSheet(footer=drawing.pop("footer"), **paper), **drawing)


def _page_writer(drawing: dict[str, Any], paper: dict[str, Any]) -> Writer:
    """Return what writes the page.

    Raises
    ------
    ChoiceError
        If an option of the paper is given.
    """
    from parkland.maps import draw_map, save_map

    if paper:
        named = [f"--{name.replace('_', '-')}" for name in paper]
        raise ChoiceError("cli.option_of_paper", named=named)

    def write(ledger: Ledger, output: str, *, overwrite: bool) -> None:
        drawn = draw_map(ledger, **drawing)
        for size in getattr(drawn, "told", ()):  # before the file is written
            print_note(size)
        save_map(drawn, output, overwrite=overwrite)

    return write


def _backdrops(*, image: str | None, tiles: str | None, credit: str | None) -> list[Backdrop]:
    """Return what is embedded below the parcels: tiles, and a picture above them."""
    from parkland.maps import Backdrop

    return [Backdrop(path, credit or "") for path in (tiles, image) if path is not None]


def _is_of_assets(wanted: str | ValueClasses | AssetsShown) -> bool:
    """Return whether the map is one of enterprises, so that the sample has its assets."""
    from parkland.asset_figures import AssetsShown

    if isinstance(wanted, AssetsShown):
        return True
    return AssetsShown.is_meant(wanted if isinstance(wanted, str) else wanted.column)


def _colouring(
    *,
    colour_by: str,
    year: int | None,
    method: str | None,
    internal: bool,
    **division: Any,
) -> str | ValueClasses | AssetsShown:
    """Return what to colour by: a column, and of the assets which year and method."""
    from parkland.asset_figures import AssetsShown

    column = _divided(colour_by, **division)
    if year is None and method is None and not internal:
        return column
    return AssetsShown(column, year=year, method=method, internal=internal)


def _divided(
    colour_by: str, *, scheme: ClassScheme | None, classes: int | None, cuts: str | None
) -> str | ValueClasses:
    """Return the column to colour by, and how it is divided if an option says so."""
    from parkland.figures import ValueClasses

    wishes: dict[str, Any] = {"scheme": scheme, "classes": classes}
    if cuts is not None:
        parts = cuts.replace("，", ",").replace(" ", ",").split(",")
        wishes["cuts"] = [part for part in parts if part]
    given = {name: wish for name, wish in wishes.items() if wish is not None}
    return ValueClasses(colour_by, **given) if given else colour_by
