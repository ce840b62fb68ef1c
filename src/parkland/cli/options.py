"""Options that commands share."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from parkland.choices import AreaUnit, words_of
from parkland.formats.format_lookup import read_endings, register_endings
from parkland.languages import DEFAULT_LANGUAGE, languages

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SHARED: dict[str, Callable[[Callable[..., None]], Callable[..., None]]] = {
    "as_of": click.option(
        "--as-of", metavar="DATE", help="Day asked about, as 2020-12-31. Default: today."
    ),
    "register": click.option(
        "--register",
        metavar="FILE",
        multiple=True,
        callback=lambda _context, _option, files: files or None,
        help=f"Register ({', '.join(register_endings())}), joined by parcel number; may be given "
        "several times, the first is followed.",
    ),
    "sheet": click.option(
        "--sheet",
        metavar="NAME",
        help="Read only this sheet of the registers; * and ? are wildcards. Default: every visible "
        "sheet with known headings.",
    ),
    "assets": click.option(
        "--assets",
        metavar="FILE",
        multiple=True,
        callback=lambda _context, _option, files: list(files) or None,
        help="Workbook or table of enterprises, leases, yearly figures, notices or projects; may "
        "be given several times. Default: the files in the folder that the profile names.",
    ),
    "profile": click.option(
        "--profile",
        metavar="NAME|FILE",
        help="The office's conventions. Default: parkland.toml in the folder, else 'default'.",
    ),
    "layer": click.option(
        "--layer", metavar="NAME", help="Read only this layer; * and ? are wildcards."
    ),
    "number_texts": click.option(
        "--number-texts",
        metavar="LAYER",
        help="Take the text inside each polygon of a drawing as its number, from this layer of "
        "texts; * and ? are wildcards.",
    ),
    "encoding": click.option(
        "--encoding", metavar="NAME", help="Encoding of text, where the format does not fix it."
    ),
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
        "--lang",
        default=DEFAULT_LANGUAGE,
        metavar="|".join((*languages(), "CODE", "FILE")),
        help="Language of results; CODE is one that the profile adds, FILE a language of its own.",
    ),
    # of a command that has no results in a language
    "lang_of_errors": click.option(
        "--lang",
        expose_value=False,
        default=DEFAULT_LANGUAGE,
        metavar="|".join((*languages(), "CODE", "FILE")),
        help="Language of error messages.",
    ),
    "unit": click.option(
        "--unit",
        type=click.Choice(words_of(AreaUnit)),
        help="Unit of areas. Default: the first that the profile prints (units.print), mu.",
    ),
    "overwrite": click.option(
        "--overwrite",
        is_flag=True,
        help="Replace a file that parkland did not write. A file that is read is never replaced.",
    ),
    "format": click.option(
        "--format",
        "form",
        type=click.Choice(["table", "csv", "json"]),
        default="table",
        help="Form of results.",
    ),
}

SOURCES_HELP = (
    f"SOURCES are files ({' '.join(read_endings())}), folders with such files, or several of them."
)
READING = (
    "as_of",
    "register",
    "sheet",
    "assets",
    "profile",
    "layer",
    "number_texts",
    "encoding",
    "crs",
    "axes",
    "lang",
)


def options(*names: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return a decorator that adds the shared options `names` to a command, in this order."""

    def add(command: Callable[..., None]) -> Callable[..., None]:
        if "lang" in names:
            command = _with_language(command)
        for name in reversed(names):
            command = SHARED[name](command)
        return command

    return add


def _with_language(command: Callable[..., None]) -> Callable[..., None]:
    """Return a command that is called with the code of a language that is known.

    A language of an office is known once its profile has been read, and a profile may come with
    the sources.
    """

    @wraps(command)
    def in_language(*arguments: Any, **given: Any) -> None:
        # a comparison has two sides instead of sources; the later one is followed
        sides = filter(None, (given.get("after"), given.get("before")))
        sources = given.get("sources") or tuple(sides)
        named = given.get("profile") or given.get("file")
        given["lang"] = language_of(given["lang"], profile=named, sources=sources)
        command(*arguments, **given)

    return in_language


def language_of(lang: str, *, profile: str | None, sources: Sequence[str]) -> str:
    """Return the code of the language that an option names: a code, or a file of a language.

    Raises
    ------
    ChoiceError
        If there is no such language.
    ConventionError
        If the file or the profile cannot be used.
    """
    from parkland.choices import Lang, choose

    if lang in languages():
        return lang
    if lang.endswith(".toml"):
        from parkland.conventions import load_language

        return load_language(lang)
    from parkland.cli.opening import profile_of

    if profile or sources:
        profile_of(profile, sources[0] if sources else "")
    code: str = choose(lang, Lang, "lang")
    return code
