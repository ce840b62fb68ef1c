"""The page of the command line, from the commands themselves: options, defaults, examples."""

from __future__ import annotations

import inspect
import re
from collections import Counter
from functools import cache
from importlib import import_module

import click

from parkland.cli import COMMANDS
from parkland.cli.command_guide import EXAMPLES, MADE_BY, PROGRAM, commands_by_task

from .tables import cell, table

_SEVERAL = 4
_TASKS = {
    "Begin": "开始",
    "Status of the land": "土地状态",
    "Figures": "数字",
    "Maps, reports, files": "地图、报告、文件",
    "Enterprises and projects": "企业和项目",
    "Other commands": "其他命令",
}
_TEXTS = {
    "zh": {
        "title": "# 命令",
        "lead": "这一页由程序自身生成，说明文字为英文，与 `--help` 打印的相同。结果用中文，"
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
    for task, lines in commands_by_task(COMMANDS):
        parts.append(f"## {_TASKS[task] if lang == 'zh' else task}")
        for name in lines:
            parts += _command(name, import_module(f"parkland.cli.{name}").command, lang)
    rows = [_option(one) for _, one in sorted(_shared().items())]
    parts += [texts["shared"], table(texts["head"], rows)]
    return "\n\n".join(parts) + "\n"


def _command(name: str, command: click.Command, lang: str) -> list[str]:
    texts = _TEXTS[lang]
    parts = [f"### {name} {{ #{name.replace(' ', '-')} }}", _usage(name, command)]
    parts.append(_prose(command.help or ""))
    if name in EXAMPLES:
        lines = "\n".join(f"{PROGRAM} {line}" for line in EXAMPLES[name])
        parts += [texts["examples"].format(made=MADE_BY), f"```sh\n{lines}\n```"]
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            parts += _command(f"{name} {inner.name}", inner, lang)
        return parts
    options = [one for one in command.params if isinstance(one, click.Option)]
    own = [_option(one) for one in options if not _is_shared(one)]
    if own:
        parts.append(table(texts["head"], own))
    if also := [f"`{one.opts[0]}`" for one in options if _is_shared(one)]:
        parts.append(texts["also"] + " ".join(also))
    return parts


def _is_shared(option: click.Option) -> bool:
    shared = _shared().get(option.opts[0])
    return shared is not None and shared.help == option.help


@cache
def _shared() -> dict[str, click.Option]:
    """Return the options that several commands have with the same meaning, by their names."""
    commands = [import_module(f"parkland.cli.{name}").command for name in COMMANDS]
    options = [one for command in commands for one in command.params]
    found = [one for one in options if isinstance(one, click.Option)]
    counts = Counter((one.opts[0], one.help) for one in found)
    return {one.opts[0]: one for one in found if counts[one.opts[0], one.help] >= _SEVERAL}


def _usage(name: str, command: click.Command) -> str:
    pieces = command.collect_usage_pieces(click.Context(command))
    return f"```text\n{PROGRAM} {name} {' '.join(pieces)}\n```"


def _prose(text: str) -> str:
    """Return the help of a command without its examples, which click sets apart by a mark."""
    text = inspect.cleandoc(text).partition("\b")[0]
    return re.sub(r"([*_<])", r"\\\1", text).strip()


def _option(option: click.Option) -> list[str]:
    names = ", ".join(f"`{one}`" for one in (*option.opts, *option.secondary_opts))
    if isinstance(option.type, click.Choice):
        values = " ".join(f"`{one}`" for one in option.type.choices)
    else:
        words = "" if option.is_flag else option.make_metavar(_CONTEXT)
        values = " ".join(f"`{one}`" for one in words.split("|") if one)
    shown = option.default if isinstance(option.default, str | int) else None
    default = f"`{shown}`" if shown is not None and not option.is_flag else ""
    return [names, values, default, cell(option.help or "")]


_CONTEXT = click.Context(click.Command("any"))
