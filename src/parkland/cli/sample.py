"""The command `sample`."""

from __future__ import annotations

from pathlib import Path

import click

from parkland.cli.help_pages import SpokenCommand
from parkland.cli.options import options
from parkland.errors import OutputError, reason_of

ASSETS = "资产"
MOST_NAMED = 3


@click.command("sample", cls=SpokenCommand)
@click.argument("folder", metavar="DIR")
@options("lang_of_errors")
def command(folder: str) -> None:
    """Copy the sample parcels and their register to DIR, and its tables of assets to DIR/资产."""
    import shutil

    from parkland.samples import sample_assets_path, sample_path

    target = Path(folder)
    there = sorted(path for path in sample_path().iterdir() if path.is_file())
    copies = {path: target / path.name for path in there}
    # In a folder of its own it is no register of the parcels.
    copies[sample_assets_path()] = target / ASSETS / sample_assets_path().name
    taken = [path.name for path, copy in copies.items() if copy.exists()]
    if taken:
        raise OutputError(
            "cli.sample_exists", where=target, names=taken[:MOST_NAMED], number=len(taken)
        )
    try:
        (target / ASSETS).mkdir(parents=True, exist_ok=True)
        for path, copy in copies.items():
            shutil.copyfile(path, copy)
    except OSError as error:
        raise OutputError("cli.sample_not_copied", where=target, reason=reason_of(error)) from error
    for copy in copies.values():
        click.echo(copy)
