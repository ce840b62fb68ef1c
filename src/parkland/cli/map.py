"""The command `map`."""

from __future__ import annotations

from typing import Any

import click

from parkland.cli.opening import open_sources, say
from parkland.cli.options import READING, options


@click.command("map")
@click.argument("sources", nargs=-1, metavar="[SOURCES]...")
@click.option(
    "-o", "--output", default="parkland-map.html", show_default=True, help="The file to write."
)
@click.option("--title", help="Heading of the map.")
@options(*READING)
def command(
    sources: tuple[str, ...], output: str, title: str | None, lang: str, **reading: Any
) -> None:
    """Write an interactive map: one HTML file that opens without a network."""
    from parkland.maps import draw_map, save_map
    from parkland.outputs import writable
    from parkland.wording import wording

    writable(output)  # before the work, not after it
    ledger = open_sources(sources, lang=lang, **reading)
    save_map(draw_map(ledger, title=title, lang=lang), output)
    say(wording("cli.written", lang, path=output))
