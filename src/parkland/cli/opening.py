"""Open the sources of a command, and print notes about them to stderr."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

    from parkland.conventions import Profile
    from parkland.datasets import Dataset
    from parkland.ledger_record import Ledger


def open_sources(
    sources: tuple[str, ...],
    *,
    as_of: str | None,
    lang: str,
    sheet: str | None = None,
    number_texts: str | None = None,
    with_assets: bool = False,
    **reading: Any,
) -> Ledger:
    """Open the ledger of `sources`, or of the sample, and print its date and counts to stderr.

    Parameters
    ----------
    with_assets
        Whether the sample has its assets, if neither sources nor assets are named.
    """
    from dataclasses import replace

    from parkland.display import day_text
    from parkland.languages import grammar
    from parkland.ledgers import open_ledger
    from parkland.progress import progress
    from parkland.samples import SAMPLE_AS_OF, sample_assets_path, sample_path
    from parkland.steady_times import today
    from parkland.wording import wording

    chosen = sources[0] if len(sources) == 1 else sources or sample_path()
    default = today() if sources else SAMPLE_AS_OF
    if with_assets and not sources and not reading.get("assets"):
        reading["assets"] = [str(sample_assets_path())]
    if number_texts is not None:
        conventions = profile_of(reading["profile"], str(chosen))
        reading["profile"] = replace(conventions, number_texts=(number_texts,))
    if sheet is not None:
        conventions = profile_of(reading["profile"], str(chosen))
        reading["register"] = sheets_of(reading["register"], sheet, conventions)
    with progress("opening", lang=lang):
        ledger = open_ledger(chosen, as_of=default if as_of is None else as_of, **reading)
    print_note(
        wording(
            "cli.as_of",
            lang,
            as_of=day_text(ledger.as_of, lang),
            rules=grammar(lang).brackets(
                grammar(lang).clauses([ledger.rules.title[lang], ledger.rules.disclaimer[lang]])
            ),
        )
    )
    print_note(counts(len(ledger.parcels), len(ledger.quarantine), ledger.issues, lang))
    return ledger


def dataset_at(sources: tuple[str, ...]) -> Dataset | None:
    """Return the dataset that a command is asked about, or None if its sources are no dataset."""
    from pathlib import Path

    if len(sources) != 1 or not Path(sources[0], "manifest.json").is_file():
        return None
    from parkland.datasets import Dataset

    return Dataset(sources[0])


def sheets_of(
    registers: tuple[str, ...] | None, sheet: str | None, profile: Profile
) -> Sequence[str | pd.DataFrame] | None:
    """Return the named registers; if a sheet is named, the tables of that sheet.

    Raises
    ------
    ChoiceError
        If a sheet is named without a register.
    """
    from parkland.errors import ChoiceError
    from parkland.sources import read_register

    if sheet is None:
        return registers
    if registers is None:
        raise ChoiceError("cli.sheet_without_register")
    return [read_register(one, sheet=sheet, profile=profile) for one in registers]


def require_output(
    output: str,
    *,
    sources: tuple[str, ...],
    overwrite: bool,
    profile: str | None,
    register: Sequence[str] | None = None,
    inputs: Iterable[str | None] = (),
) -> None:
    """Raise before anything is read if the output may not be written.

    Parameters
    ----------
    output
        The file to write.
    sources, register, profile
        What the command reads; the sample is read without sources.
    overwrite
        Whether a file of another program may be replaced.
    inputs
        What else the command reads, or None.

    Raises
    ------
    OutputError
        See `overwriting.require_replaceable`.
    """
    from pathlib import Path

    from parkland.conventions import folder_profile
    from parkland.overwriting import require_replaceable
    from parkland.samples import sample_path

    read = [*sources, *(register or ())] if sources else [sample_path(), *(register or ())]
    folders = [Path(source) for source in sources if Path(source).is_dir()]
    beside = [found for folder in folders if (found := folder_profile(folder))]
    # Every command that opens a ledger has this option; none may replace what it names.
    context = click.get_current_context(silent=True)
    assets = (context.params.get("assets") if context else None) or ()
    named = [one for one in (profile, *inputs, *assets) if one]
    require_replaceable(output, inputs=[*read, *beside, *named], overwrite=overwrite)


def counts(parcels: int, quarantined: int, issues: pd.DataFrame, lang: str) -> str:
    """Return a sentence with the numbers of parcels, quarantined records and issues."""
    from parkland.issues import SEVERITIES
    from parkland.wording import wording

    found = issues["severity"].value_counts()
    numbers = {severity: int(found.get(severity, 0)) for severity in SEVERITIES}
    return wording("cli.counts", lang, parcels=parcels, quarantined=quarantined, **numbers)


def profile_of(profile: str | None, source: str) -> Profile:
    """Return the named profile, else the profile in the folder of the source, else the default."""
    from parkland.conventions import folder_profile, load_profile

    return load_profile(profile or folder_profile(source) or "default")


def print_note(text: str) -> None:
    """Print a text to stderr; an empty text prints nothing.

    Notes do not go to stdout, so that a program can parse the result of a command.
    """
    from parkland.progress import beside_progress

    if text:
        with beside_progress():
            click.echo(text, err=True)
