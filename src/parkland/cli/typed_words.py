"""Slips of the hand in the words of a command line, which would be taken for something else.

Click takes ``--by --unit mu`` for a column called ``--unit``, ``-output a.html`` for ``-o utput
a.html``, and a dash that a Chinese keyboard or a text processor made (``－－by``, ``—by``) for the
name of a file. Here they are found before, and told.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from parkland.phrases import Phrase

if TYPE_CHECKING:
    from collections.abc import Sequence

_DASHES = re.compile(r"[-‐‑‒–—―−－]+")


def require_plain_words(command: click.Command, ctx: click.Context, words: Sequence[str]) -> None:
    """Raise if an option stands where a value should be, or has other marks before its name.

    Raises
    ------
    click.UsageError
    """
    options = {
        name: one
        for one in command.get_params(ctx)
        for name in (*one.opts, *one.secondary_opts)
        if isinstance(one, click.Option)
    }
    place = 0
    while place < len(words) and words[place] != "--":
        word = words[place]
        option = options.get(word)
        if option is None:
            if isinstance(command, click.Group) and not _DASHES.match(word):
                return  # the rest belongs to the command that is named here
            _require_hyphens(word, options, ctx)
        elif not option.is_flag and not isinstance(option.flag_value, str):  # that can stand alone
            values = words[place + 1 : place + 1 + option.nargs]
            if len(values) < option.nargs or any(value in options for value in values):
                key = "cli.no_value" if option.nargs == 1 else "cli.too_few_values"
                raise click.BadOptionUsage(
                    word, Phrase(key, name=word, number=option.nargs), ctx=ctx
                )
            place += option.nargs
        place += 1


def _require_hyphens(word: str, options: dict[str, click.Option], ctx: click.Context) -> None:
    name = word.partition("=")[0]
    meant = f"--{_DASHES.sub('', name, count=1)}"
    if name not in options and meant in options and _DASHES.match(name):
        raise click.UsageError(Phrase("cli.no_option_near", name=name, near=[meant]), ctx=ctx)
