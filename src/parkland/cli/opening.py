"""Open what a command was given, and say on stderr what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from parkland.ledgers import Ledger
    from parkland.profiles import Profile


def open_sources(
    sources: tuple[str, ...], *, as_of: str | None, lang: str, **reading: Any
) -> Ledger:
    """Open the ledger of `sources`, or of the sample, and say on stderr what it is."""
    import datetime as dt

    from parkland.ledgers import open_ledger
    from parkland.samples import SAMPLE_AS_OF, sample_path
    from parkland.wording import wording

    chosen = sources[0] if len(sources) == 1 else sources or sample_path()
    today = dt.datetime.now().astimezone().date() if sources else SAMPLE_AS_OF
    ledger = open_ledger(chosen, as_of=today if as_of is None else as_of, **reading)
    say(
        wording(
            "cli.as_of",
            lang,
            as_of=ledger.as_of.isoformat(),
            rules=ledger.rules.title[lang],
            disclaimer=ledger.rules.disclaimer[lang],
        )
    )
    counts = ledger.issues["severity"].value_counts()
    say(
        wording(
            "cli.counts",
            lang,
            parcels=len(ledger.parcels),
            quarantined=len(ledger.quarantine),
            **{severity: int(counts.get(severity, 0)) for severity in ("error", "warning", "note")},
        )
    )
    return ledger


def profile_of(profile: str | None, source: str) -> Profile:
    """Return the conventions named, else those that lie beside the source, else the default."""
    from parkland.profiles import folder_profile, load_profile

    return load_profile(profile or folder_profile(source) or "default")


def say(words: str) -> None:
    """Print words, if there are any, to stderr."""
    if words:
        click.echo(words, err=True)
