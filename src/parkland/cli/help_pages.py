"""The page that ``--help`` prints, and the classes of commands that print it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from parkland.cli.command_guide import EXAMPLES, MADE_BY, PROGRAM
from parkland.cli.help_layout import paragraph, two_columns, wrapped
from parkland.cli.help_texts import (
    command_line,
    command_text,
    default_text,
    help_language,
    metavar_text,
    option_text,
    path_of,
    word,
)
from parkland.cli.option_names import name_options_of
from parkland.cli.typed_words import require_plain_words
from parkland.languages import grammar
from parkland.safe_text import display_width

if TYPE_CHECKING:
    from collections.abc import Iterator

    from click.shell_completion import CompletionItem


class SpokenCommand(click.Command):
    """A command whose help, usage and completion are in the language that is asked for."""

    def get_help(self, ctx: click.Context) -> str:
        """Return the page of help."""
        return "\n\n".join(_parts(self, ctx))

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the words of the line; from here on errors name the options of this command."""
        name_options_of(self)
        if not ctx.resilient_parsing:
            require_plain_words(self, ctx, args)
        return super().parse_args(ctx, args)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return the words of the line of usage behind the name of the command."""
        lang = help_language(ctx)
        names = [
            metavar_text(one, ctx, lang) for one in self.params if isinstance(one, click.Argument)
        ]
        return [word("options_metavar", lang), *names]

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return what a shell offers, options with the first sentence of their texts."""
        lang, path = help_language(ctx), path_of(ctx)
        options = {
            name: one
            for one in self.get_params(ctx)
            for name in (*one.opts, *one.secondary_opts)
            if isinstance(one, click.Option)
        }
        # not that of a group, which would import every command for its docstring
        found = click.Command.shell_complete(self, ctx, incomplete)
        for item in found:
            if item.value in options:
                text = option_text(path, options[item.value], lang)
                item.help = _first_sentence(text, lang)
        return found


class SpokenGroup(SpokenCommand, click.Group):
    """A command that has commands."""

    command_class = SpokenCommand

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return the words of the line of usage behind the name of the command."""
        return [*super().collect_usage_pieces(ctx), word("command_metavar", help_language(ctx))]

    def listed(self, ctx: click.Context) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        """Yield the groups of commands that the help lists: a title, names with their lines."""
        lang, path = help_language(ctx), path_of(ctx)
        rows = [(name, command_line([*path, name], lang)) for name in self.list_commands(ctx)]
        yield word("commands", lang), rows

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return what a shell offers; no command is imported for it."""
        from click.shell_completion import CompletionItem

        found = [
            CompletionItem(name, help=line)
            for _, rows in self.listed(ctx)
            for name, line in rows
            if name.startswith(incomplete)
        ]
        return [*found, *SpokenCommand.shell_complete(self, ctx, incomplete)]


def _parts(command: SpokenCommand, ctx: click.Context) -> Iterator[str]:
    """Yield the parts of the page: usage, text, options, commands, examples, sources."""
    lang, path = help_language(ctx), path_of(ctx)
    width = ctx.make_formatter().width
    yield usage_text(command, ctx)
    for text in command_text(path, lang).split("\n\n"):
        yield paragraph(text, width=width)
    options = [one for one in command.get_params(ctx) if isinstance(one, click.Option)]
    rows = [_row(one, ctx, lang) for one in options]
    yield _section(word("options", lang), two_columns(rows, width=width), lang)
    if isinstance(command, SpokenGroup):
        for title, lines in command.listed(ctx):
            yield _section(title, two_columns(lines, width=width), lang)
    yield from _examples(path, lang)
    if not path:
        yield paragraph(word("more_help", lang, program=PROGRAM), width=width)
    elif any(one.name == "sources" for one in command.params):
        yield paragraph(_sources(lang), width=width)


def _first_sentence(text: str, lang: str) -> str:
    marks = grammar(lang)
    return text.partition(marks.stop_mark + marks.sentence_mark)[0].removesuffix(marks.stop_mark)


def usage_text(command: click.Command, ctx: click.Context) -> str:
    """Return the line of usage of a command."""
    lang, width = help_language(ctx), ctx.make_formatter().width
    before = f"{word('usage', lang)}{grammar(lang).label_mark}{ctx.command_path} "
    pieces = " ".join(command.collect_usage_pieces(ctx))
    first, *others = wrapped(pieces, width - display_width(before))
    return "\n".join([before + first, *(" " * display_width(before) + line for line in others)])


def _section(title: str, text: str, lang: str) -> str:
    return f"{title}{grammar(lang).label_mark.rstrip()}\n{text}"


def _row(option: click.Option, ctx: click.Context, lang: str) -> tuple[str, str]:
    """Return the names of an option with its value, and its text with default and range."""
    names = ", ".join(option.opts)
    if option.secondary_opts:
        names = f"{names} / {', '.join(option.secondary_opts)}"
    if not option.is_flag:
        names = f"{names} {metavar_text(option, ctx, lang)}"
    return names, " ".join([option_text(path_of(ctx), option, lang), *_extras(option, lang)])


def _extras(option: click.Option, lang: str) -> Iterator[str]:
    least: Any = getattr(option.type, "min", None)
    if least is not None:
        yield word("at_least", lang, number=least)
    if default := default_text(option):
        yield word("default", lang, value=default)
    if option.required:
        yield word("required", lang)


def _examples(path: tuple[str, ...], lang: str) -> Iterator[str]:
    lines = EXAMPLES.get(" ".join(path), ())
    if not lines:
        return
    key = "examples" if path == ("sample",) else "examples_of_sample"
    title = word(key, lang, command=MADE_BY)
    yield _section(title, "\n".join(f"  {PROGRAM} {line}" for line in lines), lang)


def _sources(lang: str) -> str:
    from parkland.formats.format_lookup import read_endings

    return word("sources", lang, endings=" ".join(read_endings()))
