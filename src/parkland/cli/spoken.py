"""What the command line says where it fails: in the language of ``--lang``, whatever the fault.

A fault can be found before the options are parsed, or be the options themselves. So the language is
sought in the words of the command line, wherever it stands among them.
"""

from __future__ import annotations

import re
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from parkland.choices import nearest
from parkland.cli.command_guide import PROGRAM
from parkland.cli.help_pages import usage_text
from parkland.cli.help_texts import argument_name, help_language
from parkland.errors import ParklandError, brief
from parkland.languages import DEFAULT_LANGUAGE, languages
from parkland.phrases import Phrase
from parkland.wording import error_text, phrase_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parkland.choices import Lang

# What click says of values and options, and the names of the values in it. The marks around a name
# differ between its versions. `usage_phrase` words everything else by its type.
_OF_CLICK = {
    r"'?(?P<value>.*?)'? is not (?:one of )?(?P<words>(?:'[^']*'(?:, )?)+)\.": "cli.other_word",
    r"'(?P<value>.*)' is not a valid int(?:eger)?\.": "cli.no_integer",
    r"'(?P<value>.*)' is not a valid (?:float|number)\.": "cli.no_number",
    r"(?P<value>.*) is not in the range (?P<range>.*)\.": "cli.out_of_range",
    r"Got unexpected extra arguments? \((?P<words>.*)\)": "cli.extra_argument",
    r"Option '?(?P<name>[^' ]+)'? requires an argument\.": "cli.no_value",
    r"Option '?(?P<name>[^' ]+)'? requires (?P<number>\d+) arguments\.": "cli.too_few_values",
    r"Option '?(?P<name>[^' ]+)'? does not take a value\.": "cli.surplus_value",
    r"No such command '?(?P<value>[^']*)'?\.?.*": "cli.no_command",
    r"Missing command\.": "cli.missing_command",
    r"Argument '?(?P<name>[^' ]+)'? takes (?P<number>\d+) values?\.": "cli.number_of_values",
    r"Takes (?P<number>\d+) values but .*": "cli.other_number",
}


def asked_language(words: Sequence[str] | None = None) -> Lang:
    """Return the language that a command line asks for; the default one if it is not known.

    Parameters
    ----------
    words
        The words behind the name of the program. Default: those of this process.

    Examples
    --------
    >>> asked_language(["map", "--no-such-option", "--lang", "en"]), asked_language(["map"])
    ('en', 'zh')
    """
    given = list(sys.argv[1:] if words is None else words)
    given = given[: given.index("--")] if "--" in given else given
    found = {"--lang": "", "--profile": ""}
    for word, following in zip(given, [*given, ""][1:], strict=True):
        name, is_joined, value = word.partition("=")
        if name in found:
            found[name] = value if is_joined else following
    lang: Any = found["--lang"]
    if lang and lang not in languages():
        from parkland.cli.options import language_of

        with suppress(ParklandError):  # the fault that is told is another one
            lang = language_of(lang, profile=found["--profile"] or None, sources=())
    return lang if lang in languages() else DEFAULT_LANGUAGE


def fault_text(error: BaseException, lang: Lang) -> str:
    """Return what to print about an error: usage, where it helps, and one sentence."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error.format_message()
    if not isinstance(error, click.UsageError):
        text = error.message if isinstance(error, click.ClickException) else error
        shown = phrase_in(text, lang) if isinstance(text, str) else error_text(text, lang=lang)
        return phrase_in(Phrase("cli.error", text=shown), lang)
    told = phrase_in(Phrase("cli.error", text=usage_phrase(error)), lang)
    if error.ctx is None:
        return told
    hint = Phrase("cli.see_help", command=error.ctx.command_path)
    usage = usage_text(error.ctx.command, error.ctx)
    return "\n".join((usage, phrase_in(hint, lang), "", told))


def usage_phrase(error: click.UsageError) -> str:
    """Return the sentence about a wrong use, which click words in English alone.

    A sentence of a later version of click that is not known here is returned as it is.
    """
    if isinstance(error, click.NoSuchOption):
        near = [f"{one}" for one in error.possibilities or ()]
        key = "cli.no_option_near" if near else "cli.no_option"
        return Phrase(key, name=error.option_name, near=sorted(near))
    if isinstance(error, click.MissingParameter) and error.param is not None:
        named = _name_of(error.param, error.ctx)
        choice = error.param.type
        words = list(choice.choices) if isinstance(choice, click.Choice) else []
        kind = "argument" if isinstance(error.param, click.Argument) else "option"
        return Phrase(f"cli.missing_{kind}{'_of' if words else ''}", name=named, words=words)
    phrase = _of_click(error.message, error.ctx)
    if not isinstance(error, click.BadParameter):
        return phrase
    shown = _name_of(error.param, error.ctx) if error.param else ""
    return Phrase("cli.bad_value", name=shown, fault=phrase) if shown else phrase


def _name_of(parameter: click.Parameter, ctx: click.Context | None) -> str:
    """Return an option as it is typed, or an argument as the line of usage names it."""
    if isinstance(parameter, click.Argument) and ctx is not None:
        return argument_name(parameter, ctx, help_language(ctx))
    return " / ".join((*parameter.opts, *parameter.secondary_opts))


def _of_click(message: str, ctx: click.Context | None) -> str:
    command = ctx.command if ctx else None
    if isinstance(message, Phrase):
        return message
    for pattern, key in _OF_CLICK.items():
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found is None:
            continue
        fields: dict[str, Any] = found.groupdict()
        if key == "cli.other_word":
            fields["words"] = re.findall(r"'([^']*)'", fields["words"])
        if "number" in fields:
            fields["number"] = int(fields["number"])
        if key == "cli.no_command":
            fields["command"] = ctx.command_path if ctx else PROGRAM
            known = command.list_commands(ctx) if ctx and isinstance(command, click.Group) else ()
            fields["near"] = nearest(fields["value"], known, most=1)
        if "value" in fields:
            fields["value"] = brief(fields["value"])
        return Phrase(f"{key}_near" if fields.get("near") else key, **fields)
    return message
