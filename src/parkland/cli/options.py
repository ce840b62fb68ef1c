"""Options that commands share."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from parkland.choices import AreaUnit, words_of
from parkland.languages import DEFAULT_LANGUAGE, languages

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

LANGUAGES = "|".join((*languages(), "CODE", "FILE"))


def _asked_before(context: click.Context, option: click.Parameter, value: str) -> str:
    """Return the language; one before the name of a command holds if none stands behind it."""
    name, here = option.name or "", context
    while here.get_parameter_source(name) is not ParameterSource.COMMANDLINE:
        if here.parent is None:
            return value
        here = here.parent
    return str(here.params.get(name) or value) if here is not context else value


def _of_errors(context: click.Context, option: click.Parameter, value: str) -> str:
    lang = _asked_before(context, option, value)
    return language_of(lang, profile=None, sources=())


SHARED: dict[str, Callable[[Callable[..., None]], Callable[..., None]]] = {
    "as_of": click.option("--as-of", metavar="DATE"),
    "register": click.option(
        "--register",
        metavar="FILE",
        multiple=True,
        callback=lambda _context, _option, files: files or None,
    ),
    "sheet": click.option("--sheet", metavar="NAME"),
    "assets": click.option(
        "--assets",
        metavar="FILE",
        multiple=True,
        callback=lambda _context, _option, files: list(files) or None,
    ),
    "profile": click.option("--profile", metavar="NAME|FILE"),
    "layer": click.option("--layer", metavar="NAME"),
    "number_texts": click.option("--number-texts", metavar="LAYER"),
    "encoding": click.option("--encoding", metavar="NAME"),
    "crs": click.option("--crs", metavar="CRS|guess"),
    "axes": click.option(
        "--axes", type=click.Choice(["east-north", "north-east"]), default="east-north"
    ),
    "lang": click.option(
        "--lang", default=DEFAULT_LANGUAGE, metavar=LANGUAGES, callback=_asked_before
    ),
    # of a command that has no results in a language
    "lang_of_errors": click.option(
        "--lang",
        expose_value=False,
        default=DEFAULT_LANGUAGE,
        metavar=LANGUAGES,
        callback=_of_errors,
    ),
    # before the name of a command, for the commands behind it
    "lang_of_commands": click.option("--lang", default=DEFAULT_LANGUAGE, metavar=LANGUAGES),
    "unit": click.option("--unit", type=click.Choice(words_of(AreaUnit))),
    "overwrite": click.option("--overwrite", is_flag=True),
    "format": click.option(
        "--format", "form", type=click.Choice(["table", "csv", "json"]), default="table"
    ),
}

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
