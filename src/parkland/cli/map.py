"""The command `map`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from parkland.choices import ClassScheme, words_of
from parkland.cli.opening import open_sources, print_note, require_output
from parkland.cli.options import READING, options

if TYPE_CHECKING:
    from parkland.choices import Lang
    from parkland.figures import ValueClasses

DRAWING = ("title", "base_map", "context", "image", "footer")
COLOURING = ("colour_by", "scheme", "classes", "cuts")


@click.command("map")
@click.argument("sources", nargs=-1, metavar="[SOURCES]...")
@click.option(
    "-o", "--output", default="parkland-map.html", show_default=True, help="The file to write."
)
@click.option("--title", help="Heading of the map.")
@click.option(
    "--by",
    "colour_by",
    default="status",
    help="Column to colour by, or its heading. Default: status.",
)
@click.option(
    "--scheme",
    type=click.Choice(words_of(ClassScheme)),
    help="How the numbers or days of that column are divided into ranges. Default: quantiles.",
)
@click.option("--classes", type=int, help="How many ranges, 2 to 10. Default: 5.")
@click.option(
    "--cuts",
    metavar="NUMBERS",
    help="Own limits between the ranges, in the unit of the legend: 10,50,100.",
)
@click.option(
    "--base-map",
    default="none",
    metavar="NAME|ADDRESS",
    help="none; tianditu, tianditu-image (+key writes PARKLAND_TIANDITU_KEY into the page); gaode, "
    "gaode-image; or tiles at an address with {x}, {y}, {z}. Default: none.",
)
@click.option("--context", multiple=True, metavar="FILE", help="Roads, waters ... to draw below.")
@click.option("--image", metavar="FILE", help="Georeferenced picture to embed below.")
@click.option("--footer", help="Last line of the panel. Default: internal, not for publication.")
@options(*READING, "overwrite")
def command(
    sources: tuple[str, ...],
    output: str,
    lang: Lang,
    overwrite: bool,  # noqa: FBT001 - click passes it by name
    **given: Any,
) -> None:
    """Write an interactive map: one HTML file that opens without a network."""
    from parkland.maps import draw_map, save_map
    from parkland.wording import wording

    require_output(
        output,
        sources=sources,
        overwrite=overwrite,
        profile=given["profile"],
        register=given["register"],
        inputs=[*given["context"], given["image"]],
    )
    drawing = {name: given.pop(name) for name in DRAWING}
    drawing["colour_by"] = _colouring(**{name: given.pop(name) for name in COLOURING})
    ledger = open_sources(sources, lang=lang, **given)
    save_map(draw_map(ledger, lang=lang, **drawing), output, overwrite=overwrite)
    print_note(wording("cli.written", lang, path=output))


def _colouring(
    *, colour_by: str, scheme: ClassScheme | None, classes: int | None, cuts: str | None
) -> str | ValueClasses:
    """Return the column to colour by, and how it is divided if an option says so."""
    from parkland.figures import ValueClasses

    wishes: dict[str, Any] = {"scheme": scheme, "classes": classes}
    if cuts is not None:
        parts = cuts.replace("，", ",").replace(" ", ",").split(",")
        wishes["cuts"] = [part for part in parts if part]
    given = {name: wish for name, wish in wishes.items() if wish is not None}
    return ValueClasses(colour_by, **given) if given else colour_by
