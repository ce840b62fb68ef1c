"""The page of the command line, from the commands themselves: options, defaults, examples."""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module

import click

from parkland.cli import COMMANDS
from parkland.cli.command_guide import EXAMPLES, MADE_BY, PROGRAM, commands_by_task
from parkland.cli.help_texts import (
    LANGUAGE,
    command_text,
    default_text,
    is_shared,
    metavar_text,
    option_text,
    task_title,
)

from .tables import cell, table

_TEXTS = {
    "zh": {
        "title": "# 命令",
        "lead": "这一页由程序自身生成，说明文字与 `--help` 显示的相同。结果用中文，"
        "`--lang en` 用英文。退出码：0 完成，1 资料有错误，"
        "2 用法不对或资料无法使用，3 软件自身出错。",
        "examples": "例子（文件夹 `parcels` 由 `{made}` 复制而来）",
        "head": ("选项", "取值", "默认", "说明"),
        "shared": "## 通用选项 { #shared-options }",
        "also": "另有[通用选项](#shared-options)：",
    },
    "en": {
        "title": "# Commands",
        "lead": "This page is made from the program, and says what `--help` prints. Results are in "
        "Chinese; `--lang en` gives English. Exit codes: 0 done, 1 faults in the data, 2 wrong use "
        "or unusable input, 3 a fault of parkland itself.",
        "examples": "Examples (the folder `parcels` is that of `{made}`)",
        "head": ("option", "values", "default", "meaning"),
        "shared": "## Options that many commands have { #shared-options }",
        "also": "Also [options that many commands have](#shared-options): ",
    },
}


def command_page(lang: str) -> str:
    """Return the page of all commands, under their tasks."""
    texts = _TEXTS[lang]
    parts = [texts["title"], texts["lead"]]
    for task, names in commands_by_task(COMMANDS):
        parts.append(f"## {task_title(task, lang)}")
        for name in names:
            parts += _command((name,), import_module(f"parkland.cli.{name}").command, lang)
    rows = [_option((name,), one, lang) for _, (name, one) in sorted(_shared().items())]
    parts += [texts["shared"], table(texts["head"], rows)]
    return "\n\n".join(parts) + "\n"


def _command(path: tuple[str, ...], command: click.Command, lang: str) -> list[str]:
    texts, name = _TEXTS[lang], " ".join(path)
    parts = [f"### {name} {{ #{'-'.join(path)} }}", _usage(name, command, lang)]
    parts.append(_prose(command_text(path, lang)))
    if name in EXAMPLES:
        lines = "\n".join(f"{PROGRAM} {line}" for line in EXAMPLES[name])
        parts += [texts["examples"].format(made=MADE_BY), f"```sh\n{lines}\n```"]
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            parts += _command((*path, str(inner.name)), inner, lang)
        return parts
    options = [one for one in command.params if isinstance(one, click.Option)]
    own = [_option(path, one, lang) for one in options if not is_shared(path, one)]
    if own:
        parts.append(table(texts["head"], own))
    if also := [f"`{one.opts[0]}`" for one in options if is_shared(path, one)]:
        parts.append(texts["also"] + " ".join(also))
    return parts


@cache
def _shared() -> dict[str, tuple[str, click.Option]]:
    """Return the options that commands have with the same meaning, with one that has them."""
    return {
        one.opts[0]: (name, one)
        for name in COMMANDS
        for one in import_module(f"parkland.cli.{name}").command.params
        if isinstance(one, click.Option) and is_shared((name,), one)
    }


def _usage(name: str, command: click.Command, lang: str) -> str:
    pieces = command.collect_usage_pieces(_context(command, lang))
    return f"```text\n{PROGRAM} {name} {' '.join(pieces)}\n```"


def _context(command: click.Command, lang: str) -> click.Context:
    context = click.Context(command)
    context.meta[LANGUAGE] = lang
    return context


def _prose(text: str) -> str:
    return re.sub(r"([*_<])", r"\\\1", text)


def _option(path: tuple[str, ...], option: click.Option, lang: str) -> list[str]:
    names = ", ".join(f"`{one}`" for one in (*option.opts, *option.secondary_opts))
    if isinstance(option.type, click.Choice):
        values = " ".join(f"`{one}`" for one in option.type.choices)
    else:
        context = _context(click.Command("any"), lang)
        words = "" if option.is_flag else metavar_text(option, context, lang)
        values = " ".join(f"`{one}`" for one in words.split("|") if one)
    default = default_text(option)
    shown = f"`{default}`" if default else ""
    return [names, values, shown, cell(option_text(path, option, lang))]
