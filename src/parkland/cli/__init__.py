"""The command line: options, one call, one output. Results go to stdout, words to stderr.

Exit codes: 0 done; 1 faults found in the data; 2 wrong use or an input that cannot be used; 3 a
fault of parkland itself.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from parkland import __version__
from parkland.errors import OutputError, ParklandError, first_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from parkland.ledgers import Ledger
    from parkland.profiles import Profile

DEBUG = "PARKLAND_DEBUG"


class _BadInput(click.ClickException):
    exit_code = 2


class _OwnFault(click.ClickException):
    exit_code = 3


class _Group(click.Group):
    """Turns errors into one sentence and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ParklandError as error:
            raise _BadInput(str(error)) from error
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as error:
            if os.environ.get(DEBUG):
                raise
            reason = f"{type(error).__name__}: {first_line(error)}"
            raise _OwnFault(
                f"parkland itself failed ({reason}). Set {DEBUG}=1 to see where, and report it."
            ) from error


def _options(*names: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Add the shared options called `names`."""

    def add(command: Callable[..., None]) -> Callable[..., None]:
        for name in reversed(names):
            command = _SHARED[name](command)
        return command

    return add


_SHARED: dict[str, Callable[[Callable[..., None]], Callable[..., None]]] = {
    "as_of": click.option(
        "--as-of", metavar="DATE", help="Day asked about, as 2020-12-31. Default: today."
    ),
    "register": click.option(
        "--register", metavar="FILE", help="Register (.xlsx, .csv), joined by parcel number."
    ),
    "profile": click.option(
        "--profile",
        metavar="NAME|FILE",
        help="The office's conventions. Default: parkland.toml in the folder, else 'default'.",
    ),
    "layer": click.option(
        "--layer", metavar="NAME", help="Read only this layer; * and ? are wildcards."
    ),
    "encoding": click.option("--encoding", metavar="NAME", help="Encoding of shapefile text."),
    "crs": click.option(
        "--crs", metavar="CRS|guess", help="Reference system, as EPSG:4528; or guess."
    ),
    "axes": click.option(
        "--axes",
        type=click.Choice(["east-north", "north-east"]),
        default="east-north",
        help="Order of stored coordinates.",
    ),
    "lang": click.option(
        "--lang", type=click.Choice(["zh", "en"]), default="zh", help="Language of results."
    ),
    "format": click.option(
        "--format",
        "form",
        type=click.Choice(["table", "csv", "json"]),
        default="table",
        help="Form of results.",
    ),
}

_READING = ("as_of", "register", "profile", "layer", "encoding", "crs", "axes", "lang")


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="parkland")
def main() -> None:
    """Parcels of industrial land: status, acreage, maps.

    SOURCES are shapefiles, GeoPackages, GeoJSON files, zip archives or folders of them. Without
    any, the bundled sample is taken, as of 2020-12-31.
    """


@main.command("map")
@click.argument("sources", nargs=-1, metavar="[SOURCES]...")
@click.option(
    "-o", "--output", default="parkland-map.html", show_default=True, help="The file to write."
)
@click.option("--title", help="Heading of the map.")
@_options(*_READING)
def map_(
    sources: tuple[str, ...], output: str, title: str | None, lang: str, **reading: Any
) -> None:
    """Write an interactive map: one HTML file that opens without a network."""
    from parkland.maps import draw_map, save_map
    from parkland.outputs import writable
    from parkland.wording import wording

    writable(output)  # before the work, not after it
    ledger = _open(sources, lang=lang, **reading)
    save_map(draw_map(ledger, title=title, lang=lang), output)
    _say(wording("cli.written", lang, path=output))


@main.command()
@click.argument("sources", nargs=-1, metavar="[SOURCES]...")
@click.option(
    "--by", default="flag", show_default=True, help="flag, status, district or any column."
)
@click.option(
    "--unit", type=click.Choice(["mu", "ha", "m2", "acre"]), default="mu", show_default=True
)
@click.option(
    "--area",
    type=click.Choice(["ellipsoidal", "planar", "stated"]),
    default="ellipsoidal",
    show_default=True,
    help="Which area.",
)
@_options(*_READING, "format")
def totals(
    sources: tuple[str, ...], by: str, unit: str, area: str, lang: str, form: str, **reading: Any
) -> None:
    """Print the number of parcels and their area in each group."""
    from parkland.cli.printing import totals_text
    from parkland.schema import AREA_COLUMNS
    from parkland.tables import totals as group_totals
    from parkland.tables import undetermined_text
    from parkland.wording import wording

    ledger = _open(sources, lang=lang, **reading)
    table = group_totals(ledger.parcels, by=by, unit=unit, area=area, margins=True)
    click.echo(totals_text(table, ledger, unit=unit, area=area, lang=lang, form=form))
    if by == "flag":
        _say(undetermined_text(ledger.parcels, lang=lang))
    lacking = int(ledger.parcels[AREA_COLUMNS[area]].isna().sum())
    if lacking:
        _say(wording("cli.no_area", lang, number=lacking, area=wording(f"area.{area}", lang)))


@main.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCES...")
@_options("profile", "layer", "encoding", "crs", "axes", "lang", "format")
@click.pass_context
def inspect(
    ctx: click.Context,
    /,
    sources: tuple[str, ...],
    profile: str | None,
    lang: str,
    form: str,
    **reading: Any,
) -> None:
    """Say what is in a source and how we know: records, encoding, reference system, columns.

    Exit code 1 if a reference system cannot be used or records are lost.
    """
    from parkland.cli.printing import receipts_text
    from parkland.sources import inspect_source

    conventions = _profile(profile, sources[0])
    receipts = [
        receipt
        for source in sources
        for receipt in inspect_source(source, profile=conventions, **reading)
    ]
    click.echo(receipts_text(receipts, conventions, lang=lang, form=form))
    ctx.exit(1 if any(receipt.is_faulty for receipt in receipts) else 0)


@main.command()
@click.argument("sources", nargs=-1, metavar="[SOURCES]...")
@_options(*_READING, "format")
@click.pass_context
def check(
    ctx: click.Context, /, sources: tuple[str, ...], lang: str, form: str, **reading: Any
) -> None:
    """Print every fault and guess, worst first. Exit code 1 if there is an error."""
    from parkland.cli.printing import issues_text
    from parkland.issues import translate_issues
    from parkland.wording import wording

    ledger = _open(sources, lang=lang, **reading)
    issues = translate_issues(ledger.issues, lang=lang)
    if len(issues) or form != "table":
        click.echo(issues_text(issues, lang=lang, form=form))
    else:
        _say(wording("cli.no_issues", lang))
    ctx.exit(1 if (issues["severity"] == "error").any() else 0)


@main.command()
@click.argument("folder", metavar="DIR")
def sample(folder: str) -> None:
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


def _open(sources: tuple[str, ...], *, as_of: str | None, lang: str, **reading: Any) -> Ledger:
    """Open the ledger of `sources`, or of the sample, and say on stderr what it is."""
    import datetime as dt

    from parkland.ledgers import open_ledger
    from parkland.samples import SAMPLE_AS_OF, sample_path
    from parkland.wording import wording

    chosen = sources[0] if len(sources) == 1 else sources or sample_path()
    today = dt.datetime.now().astimezone().date() if sources else SAMPLE_AS_OF
    ledger = open_ledger(chosen, as_of=today if as_of is None else as_of, **reading)
    _say(
        wording(
            "cli.as_of",
            lang,
            as_of=ledger.as_of.isoformat(),
            rules=ledger.rules.title[lang],
            disclaimer=ledger.rules.disclaimer[lang],
        )
    )
    counts = ledger.issues["severity"].value_counts()
    _say(
        wording(
            "cli.counts",
            lang,
            parcels=len(ledger.parcels),
            quarantined=len(ledger.quarantine),
            **{severity: int(counts.get(severity, 0)) for severity in ("error", "warning", "note")},
        )
    )
    return ledger


def _profile(profile: str | None, source: str) -> Profile:
    from parkland.profiles import folder_profile, load_profile

    return load_profile(profile or folder_profile(source) or "default")


def _say(words: str) -> None:
    if words:
        click.echo(words, err=True)
