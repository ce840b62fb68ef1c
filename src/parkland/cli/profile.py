"""The command `profile`: write a first profile of an office, and check one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from parkland.cli.help_pages import SpokenGroup
from parkland.cli.opening import print_note, profile_of, require_output
from parkland.cli.options import options
from parkland.cli.printing import csv_output, json_text
from parkland.wording import wording

if TYPE_CHECKING:
    from parkland.choices import Lang
    from parkland.office_profiles.checking import Finding


@click.group("profile", cls=SpokenGroup)
@options("lang_of_commands")
def command(lang: str) -> None:
    """Write the first profile of an office from its files, or check a profile."""


@command.command("new")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCES...")
@click.option("-o", "--output", metavar="FILE", default="parkland.toml")
@options("register", "sheet", "profile", "layer", "encoding", "crs", "axes", "lang", "overwrite")
def new(
    sources: tuple[str, ...],
    output: str,
    profile: str | None,
    register: tuple[str, ...] | None,
    lang: Lang,
    overwrite: bool,  # noqa: FBT001 - click passes it by name
    **reading: Any,
) -> None:
    """Write a commented profile from what the sources hold."""
    from parkland.office_profiles import draft_profile

    # A profile that is there needs --overwrite in any case: an officer has worked on it.
    require_output(output, sources=sources, overwrite=True, profile=profile, register=register)
    text = draft_profile(
        sources, register=register, profile=profile_of(profile, sources[0]), lang=lang, **reading
    )
    write_profile(Path(output), text, overwrite=overwrite)
    print_note(wording("cli.written", lang, path=output))


@command.command("check")
@click.argument("file", metavar="FILE")
@click.argument("sources", nargs=-1, metavar="[SOURCES]...")
@options("register", "sheet", "layer", "encoding", "crs", "axes", "lang", "format")
@click.pass_context
def check(
    ctx: click.Context,
    /,
    file: str,
    sources: tuple[str, ...],
    register: tuple[str, ...] | None,
    lang: Lang,
    form: str,
    **reading: Any,
) -> None:
    """Print what is wrong or unused in a profile, with line and path."""
    from parkland.office_profiles import check_profile

    found = check_profile(file, sources=sources or None, register=register, lang=lang, **reading)
    faults = sum(one.kind == "fault" for one in found)
    if form != "table":
        rows = [one.as_row() for one in found]
        text = json_text(rows) if form == "json" else _csv(found)
        click.echo(text)
    elif found:
        click.echo("\n".join(one.line_text(lang) for one in found))
        print_note(
            wording("profile_check.summary", lang, faults=faults, unused=len(found) - faults)
        )
    else:
        print_note(wording("profile_check.fine", lang, file=file))
    ctx.exit(1 if faults else 0)


@command.command("texts")
@click.argument("file", metavar="FILE")
@click.option("-o", "--output", metavar="FILE")
@options("lang_of_errors", "overwrite")
def texts(file: str, output: str | None, overwrite: bool) -> None:  # noqa: FBT001 - click
    """Print the texts that the file of a language lacks, as they read in English.

    FILE has at least its code: code = "sk". The result is the rest of the file, to be translated.
    """
    from parkland.conventions import load_language
    from parkland.conventions.language_draft import lacking_texts

    text = lacking_texts(load_language(file))
    if output is None:
        click.echo(text, nl=False)
        return
    require_output(output, sources=(file,), overwrite=True, profile=None)
    write_profile(Path(output), text, overwrite=overwrite)


def _csv(found: list[Finding]) -> str:
    names = ("kind", "file", "line", "path", "message")
    rows = [list(one.as_row().values()) for one in found]
    return csv_output(list(names), rows)


def write_profile(target: Path, text: str, *, overwrite: bool) -> None:
    """Write the text of a profile, completely or not at all.

    Raises
    ------
    OutputError
        If the file exists and `overwrite` is not set.
    """
    from parkland.errors import OutputError
    from parkland.outputs import complete_or_absent

    if target.exists() and not overwrite:
        raise OutputError("cli.profile_exists", where=target)
    with complete_or_absent(target) as unfinished:
        unfinished.write_text(text, encoding="utf-8")
