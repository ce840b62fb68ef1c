"""What an error calls an argument where a command runs: the option that the user typed.

A function names its arguments, ``as_of``; the command that calls it has options, ``--as-of``. An
error holds the name of the argument, and `phrases.argument_text` tells it by these names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.phrases import name_options

if TYPE_CHECKING:
    from collections.abc import Mapping

    import click

# Arguments of functions whose options are called otherwise, by the parameters of the commands.
ARGUMENTS: Mapping[str, tuple[str, ...]] = {
    "any_columns": ("columns=any",),
    "days": ("as_of",),
    "groups": ("by",),
    "named": ("enterprise",),
    "numbers": ("parcels", "parcel"),
    "output": ("out",),
}


def option_names(command: click.Command) -> dict[str, str]:
    """Return the options of a command by the arguments that they become.

    Examples
    --------
    >>> from parkland.cli.totals import command
    >>> names = option_names(command)
    >>> names["as_of"], names["by"]
    ('--as-of', '--by')
    """
    names: dict[str, str] = {}
    for one in command.params:
        option = max(one.opts, key=len)
        if option.startswith("--"):
            shown = f"{option}=" if getattr(one, "is_flag", False) else option
            own = (one.name or "", option[2:].replace("-", "_"))
            names |= dict.fromkeys((*own, *ARGUMENTS.get(one.name or "", ())), shown)
    return names


def name_options_of(command: click.Command, **others: str) -> None:
    """Let errors name the options of a command; `others` hold for a part of its work."""
    name_options(option_names(command) | others)
