"""The command `enterprise`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from parkland.cli.help_pages import SpokenCommand
from parkland.cli.opening import open_sources, print_note, require_output
from parkland.cli.options import READING, options
from parkland.wording import wording

if TYPE_CHECKING:
    from parkland.choices import Lang


@click.command("enterprise", cls=SpokenCommand)
@click.argument("sources", nargs=-1, metavar="[SOURCES]...")
@click.option("--id", "named", metavar="CODE|NAME")
@click.option("--all", "every", is_flag=True)
@click.option("-o", "--output", metavar="FILE")
@click.option("--year", type=int, metavar="YEAR")
@click.option("--method", metavar="NAME|FILE")
@click.option("--internal", is_flag=True)
@options(*READING, "overwrite")
def command(
    sources: tuple[str, ...],
    named: str | None,
    output: str | None,
    lang: Lang,
    overwrite: bool,  # noqa: FBT001 - click passes it by name
    **given: Any,
) -> None:
    """Print or write the card of an enterprise (一企一档): land, classes, notices, projects."""
    from parkland.errors import ChoiceError
    from parkland.reports.card_files import write_card
    from parkland.reports.enterprise_card import compose_card
    from parkland.reports.markdown import markdown

    every = given.pop("every")
    if every == (named is not None) or (every and output is None):
        raise ChoiceError("cli.whose_card")
    if output is not None and not every:
        require_output(
            output,
            sources=sources,
            overwrite=overwrite,
            profile=given["profile"],
            register=given["register"],
        )
    form: dict[str, Any] = {name: given.pop(name) for name in ("year", "method", "internal")}
    ledger = open_sources(sources, lang=lang, with_assets=True, **given)
    if every:
        from parkland.reports.card_folder import write_cards

        write_cards(ledger, str(output), overwrite=overwrite, lang=lang, **form)
        print_note(wording("cli.written", lang, path=output))
        return
    assert named is not None  # noqa: S101 - refused above
    if output is None:
        click.echo(markdown(compose_card(ledger, enterprise=named, lang=lang, **form)))
        return
    write_card(ledger, output, enterprise=named, overwrite=overwrite, lang=lang, **form)
    print_note(wording("cli.written", lang, path=output))
