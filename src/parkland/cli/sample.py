"""The command `sample`."""

from __future__ import annotations

from pathlib import Path

import click

from parkland.errors import OutputError


@click.command("sample")
@click.argument("folder", metavar="DIR")
def command(folder: str) -> None:
    """Copy the sample parcels and their register to DIR."""
    import shutil

    from parkland.samples import sample_path

    target = Path(folder)
    there = sorted(path for path in sample_path().iterdir() if path.is_file())
    taken = [path.name for path in there if (target / path.name).exists()]
    if taken:
        raise OutputError(
            f"{', '.join(taken)} exist already", where=target, do="name another folder"
        )
    try:
        target.mkdir(parents=True, exist_ok=True)
        for path in there:
            shutil.copyfile(path, target / path.name)
    except OSError as error:
        raise OutputError(
            f"the sample cannot be copied ({error.strerror})", where=target
        ) from error
    for path in there:
        click.echo(target / path.name)
