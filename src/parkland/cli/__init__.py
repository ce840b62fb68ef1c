"""The command line: each command parses its options, calls one function and prints the result.

Results go to stdout, and notes go to stderr. The exit code is 0 if the command succeeded, 1 if it
found faults in the data, 2 for wrong use or an input that cannot be used, and 3 for a fault of
parkland itself; `streams` has those of a command that is stopped.
"""

from __future__ import annotations

import os
import signal
import sys
import warnings
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn

import click

from parkland import __version__
from parkland.cli.command_guide import commands_by_task
from parkland.cli.help_pages import SpokenGroup
from parkland.cli.help_texts import LANGUAGE, ROOT, command_line, help_language, task_title
from parkland.cli.options import options
from parkland.cli.streams import (
    GONE,
    STOPPED,
    PipeClosedError,
    StoppedError,
    safe_streams,
    stopping_signals,
)
from parkland.errors import ParklandError, ParklandWarning, first_line
from parkland.phrases import Phrase, name_options

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

COMMANDS = (
    "map",
    "totals",
    "report",
    "inspect",
    "check",
    "reconcile",
    "compare",
    "status",
    "explain",
    "deadlines",
    "documents",
    "profile",
    "assets",
    "enterprise",
    "notices",
    "projects",
    "convert",
    "dataset",
    "sample",
)  # each a module with a `command`
DEBUG = "PARKLAND_DEBUG"
# Names and metavars of parameters that take the name of a file.
NAMING_FILES = frozenset(
    {"sources", "before", "after", "folder", "output", "FILE", "FOLDER", "DIR", "SOURCE"}
)


BAD_INPUT = 2


class _OwnFault(click.ClickException):
    exit_code = 3


class _Group(SpokenGroup):
    """Imports a command on demand, and turns errors into one sentence and an exit code.

    Importing only the module of the command keeps ``--help`` fast.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"parkland.cli.{cmd_name}").command
        _complete_paths(command)
        return command

    def listed(self, ctx: click.Context) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        """Yield the commands by task; no module of a command is imported for it."""
        lang = help_language(ctx)
        for task, names in commands_by_task(COMMANDS):
            yield task_title(task, lang), [(name, command_line([name], lang)) for name in names]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Note the language of the help, which stands anywhere in the line, and parse it."""
        from parkland.cli.spoken import asked_language

        ctx.meta[LANGUAGE] = asked_language(args)
        return super().parse_args(ctx, args)

    def main(self, *arguments: Any, **options: Any) -> NoReturn:
        """Run the command and end the program with its exit code."""
        words = options.get("args", arguments[0] if arguments else None)
        try:
            with safe_streams(), stopping_signals(), _noted_warnings(words):
                code = self._exit_code(words, *arguments, **options)
        finally:
            name_options({})
        sys.exit(code)

    def _exit_code(self, words: Sequence[str] | None, *arguments: Any, **options: Any) -> int:
        try:
            result = super().main(*arguments, **{**options, "standalone_mode": False})
            sys.stdout.flush()
        except (click.ClickException, ParklandError) as error:
            return _told(error, words)
        except PipeClosedError:
            return GONE
        except (click.Abort, KeyboardInterrupt):
            return STOPPED + signal.SIGINT
        except StoppedError as stopped:
            return stopped.exit_code
        return result if isinstance(result, int) else 0

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (ParklandError, PipeClosedError):
            raise
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            if os.environ.get(DEBUG):
                raise
            reason = f"{type(error).__name__}: {first_line(error)}"
            raise _OwnFault(Phrase("cli.own_failure", reason=reason, variable=DEBUG)) from error


class _FileName(click.Path):
    """A name of a file, which a shell completes.

    An empty one, as of a variable that is not set, would be the working folder.
    """

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> str | bytes | os.PathLike[str]:
        if isinstance(value, str) and not value.strip():
            self.fail(Phrase("cli.empty_name"), param, ctx)
        return super().convert(value, param, ctx)


def _complete_paths(command: click.Command) -> None:
    """Let a shell complete file names where a command takes one; nothing else is checked here."""
    if isinstance(command, click.Group):
        for one in command.commands.values():
            _complete_paths(one)
    for parameter in command.params:
        words = {parameter.name, *str(parameter.metavar).split("|")}
        if isinstance(parameter.type, click.types.StringParamType) and words & NAMING_FILES:
            parameter.type = _FileName(readable=False)


def _told(error: click.ClickException | ParklandError, words: Sequence[str] | None) -> int:
    """Print an error in the language that the words of the command line ask for.

    Returns its exit code; where nothing can be printed, the code remains.
    """
    from parkland.cli.spoken import asked_language, fault_text

    with suppress(ParklandError, PipeClosedError):
        click.echo(fault_text(error, asked_language(words)), err=True)
    return error.exit_code if isinstance(error, click.ClickException) else BAD_INPUT


@contextmanager
def _noted_warnings(words: Sequence[str] | None) -> Iterator[None]:
    """Print the warnings of parkland in the block as notes, without a place in the code.

    `words` are those of the command line, which name the language.
    """
    with warnings.catch_warnings():
        show = warnings.showwarning

        def note(message: Warning | str, category: type[Warning], *rest: Any) -> None:
            if issubclass(category, ParklandWarning):
                from parkland.cli.spoken import asked_language
                from parkland.wording import error_text

                if isinstance(message, ParklandWarning):
                    message = error_text(message, lang=asked_language(words))
                click.echo(str(message), err=True)
            else:
                show(message, category, *rest)

        warnings.showwarning = note  # type: ignore[assignment]
        warnings.simplefilter("always", ParklandWarning)
        yield


@click.group(ROOT, cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@options("lang_of_commands")
@click.version_option(__version__, prog_name="parkland")
def main(lang: str) -> None:
    """Parcels of industrial land: status, acreage, maps."""
