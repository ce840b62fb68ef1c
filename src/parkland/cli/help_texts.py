"""The texts of ``--help`` in every language: the one owner of `resources/help/`.

A command has a file there, with its line in the list of commands, its text and a text for each
option; options that many commands have stand in `shared_options.toml`, and a command that means
another thing by one has a text of its own. An option is called by its long name: ``as-of``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import click

from parkland.formats.format_lookup import (
    encodings_by_default,
    read_endings,
    register_endings,
    written_formats,
)
from parkland.languages import DEFAULT_LANGUAGE, grammar, text_in
from parkland.wording import resource

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT = "parkland"  # the name of the program, of which the commands are parts
LANGUAGE = "parkland.language"  # of the help, in the meta data of a context of click
_UPPER = re.compile(r"[A-Z][A-Z0-9]+|(?<![A-Za-z])[A-Z](?![A-Za-z])")


def help_language(ctx: click.Context) -> str:
    """Return the language that the whole command line asks for."""
    return str(ctx.meta.get(LANGUAGE, DEFAULT_LANGUAGE))


def path_of(ctx: click.Context) -> tuple[str, ...]:
    """Return the names of the command of a context: ``("profile", "new")``; none of the program."""
    names: list[str] = []
    here: click.Context | None = ctx
    while here is not None:
        names.insert(0, here.command.name or "")
        here = here.parent
    return tuple(names[1:] if names[0] == ROOT else names)


def word(name: str, lang: str, **fields: object) -> str:
    """Return a word of the page itself, such as the heading of the options.

    Examples
    --------
    >>> word("options", "zh"), word("options", "en")
    ('选项', 'Options')
    """
    return text_in(resource("help/words.toml")["words"][name], lang).format(**fields)


def task_title(task: str, lang: str) -> str:
    """Return the title of a group of commands.

    Examples
    --------
    >>> task_title("figures", "zh")
    '数字'
    """
    return text_in(resource("help/words.toml")["tasks"][task], lang)


def command_line(path: Sequence[str], lang: str) -> str:
    """Return what a command gives, short enough for a line of a list.

    Examples
    --------
    >>> command_line(["totals"], "en")
    'Parcels and area by flag, status or any column.'
    """
    return text_in(_command(path)["line"], lang)


def command_text(path: Sequence[str], lang: str) -> str:
    """Return the text of a command; a blank line stands between paragraphs."""
    return _filled(text_in(_command(path)["text"], lang), lang).strip()


def option_text(path: Sequence[str], option: click.Parameter, lang: str) -> str:
    """Return the text of an option of a command.

    Raises
    ------
    KeyError
        If it has none.
    """
    own, name = _command(path).get("options", {}), option_key(option)
    texts = own[name] if name in own else _shared()[name]
    return _filled(text_in(texts, lang), lang)


def is_shared(path: Sequence[str], option: click.Parameter) -> bool:
    """Return whether an option means what it means in other commands."""
    return option_key(option) not in _command(path).get("options", {})


def option_key(option: click.Parameter) -> str:
    """Return the name of an option in the resources: its long name without the hyphens before."""
    return max(option.opts, key=len).lstrip("-")


def metavar_text(parameter: click.Parameter, ctx: click.Context, lang: str) -> str:
    """Return what stands for the value of an option or an argument, in words of the language.

    The words that a choice can be, such as ``mu``, are typed, so that they stay as they are.
    """
    found = parameter.make_metavar(ctx)
    words = resource("help/words.toml")["metavars"]
    if isinstance(parameter.type, click.Choice):
        return found
    if isinstance(parameter.type, click.types._NumberRangeBase):  # noqa: SLF001 - no other name
        found = found.removesuffix(" RANGE")
    return _UPPER.sub(
        lambda each: text_in(words[each[0]], lang) if each[0] in words else each[0], found
    )


def argument_name(parameter: click.Parameter, ctx: click.Context, lang: str) -> str:
    """Return an argument as a sentence names it, without the marks of the line of usage."""
    return metavar_text(parameter, ctx, lang).strip("[].")


def default_text(option: click.Option) -> str:
    """Return the default of an option as it would be typed; empty if its text tells it instead."""
    value = option.default
    if option.is_bool_flag:
        names = option.opts if value else option.secondary_opts
        return names[0] if names and option.secondary_opts else ""
    return str(value) if isinstance(value, str | int | float) and not option.is_flag else ""


def _command(path: Sequence[str]) -> Mapping[str, Any]:
    """Return the texts of a command; of the program if the path is empty."""
    first, *below = path or [ROOT]
    found: Mapping[str, Any] = resource(f"help/{first}.toml")[first]
    for name in below:
        found = found["commands"][name]
    return found


def _shared() -> Mapping[str, Any]:
    shared: Mapping[str, Any] = resource("help/shared_options.toml")["shared_options"]
    return shared


def _filled(text: str, lang: str) -> str:
    """Return a text with what the program knows about its formats."""
    join = grammar(lang).join
    return text.format(
        read=" ".join(read_endings()),
        registers=join(register_endings()),
        written=" ".join(written_formats()),
        encodings=join(
            word("encoding_of", lang, encoding=encoding, endings=" ".join(endings))
            for encoding, endings in encodings_by_default().items()
        ),
    )
