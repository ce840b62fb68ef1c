"""The command `dataset`."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from parkland.cli.help_pages import SpokenCommand
from parkland.cli.opening import print_note
from parkland.cli.options import options

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Executor

    from parkland.choices import Lang


@click.command("dataset", cls=SpokenCommand)
@click.argument("parts", nargs=-1, required=True, metavar="PARTS...")
@click.option("-o", "--output", required=True, metavar="FOLDER")
@click.option("--engine", type=click.Choice(["local", "dask"]), default="local")
@click.option("--scheduler", metavar="ADDRESS")
@click.option("--workers", type=click.IntRange(min=1))
@click.option("--rows", "rows_in_part", type=click.IntRange(min=1), default=50_000)
@click.option("--any-columns", is_flag=True)
@click.option("--resume", is_flag=True)
@options("as_of", "register", "profile", "layer", "encoding", "crs", "axes", "lang")
@click.pass_context
def command(  # noqa: PLR0913 - click passes each option by its name
    ctx: click.Context,
    /,
    *,
    parts: tuple[str, ...],
    output: str,
    engine: str,
    scheduler: str | None,
    workers: int | None,
    any_columns: bool,
    resume: bool,
    as_of: str | None,
    lang: Lang,
    **reading: Any,
) -> None:
    """Make a dataset of any number of files, in bounded memory, and print its totals."""
    from pathlib import Path

    from parkland.cli.dataset_printing import print_dataset
    from parkland.datasets import open_dataset
    from parkland.datasets.dataset_folder import DatasetFolder
    from parkland.datasets.engine import default_workers
    from parkland.steady_times import today
    from parkland.wording import wording

    if resume:
        DatasetFolder(Path(output)).manifest()
    with _executor(engine, scheduler, workers) as executor:
        dataset = open_dataset(
            parts[0] if len(parts) == 1 else parts,
            as_of=today() if as_of is None else as_of,
            out=output,
            executor=executor,
            workers=None if executor is not None else workers or default_workers(),
            columns="any" if any_columns else "same",
            **reading,
        )
    print_dataset(dataset, by="flag", unit=None, area=None, lang=lang, form="table")
    print_note(wording("cli.written", lang, path=output))
    for name, reasons in dataset.reasons.items():
        print_note(f"{name}: {reasons.get(lang) or next(iter(reasons.values()))}")
    ctx.exit(1 if dataset.broken else 0)


@contextmanager
def _executor(engine: str, scheduler: str | None, workers: int | None) -> Iterator[Executor | None]:
    """Yield the executor of a cluster, or None for processes of this machine.

    Raises
    ------
    ChoiceError
        If a scheduler is named for the local engine.
    MissingLibraryError
        If dask is not installed.
    OutputError
        If the scheduler does not answer.
    """
    from parkland.errors import ChoiceError, MissingLibraryError, OutputError, first_line

    if engine != "dask":
        if scheduler is not None:
            raise ChoiceError("datasets.scheduler")
        yield None
        return
    try:
        from distributed import Client
    except ImportError as error:
        raise MissingLibraryError("datasets.dask") from error
    try:
        if scheduler is not None:
            client = Client(scheduler, timeout="15s")
        else:
            client = Client(n_workers=workers, threads_per_worker=1, dashboard_address=None)
    except (OSError, ValueError) as error:
        raise OutputError(
            "datasets.no_scheduler", where=scheduler or "", reason=first_line(error)
        ) from error
    with client:
        yield client.get_executor()
