"""The pages of the Python interface, from signatures and docstrings, a page for each task."""

from __future__ import annotations

import ast
import inspect
import logging
import re
from typing import Any

import griffe

import parkland as pk

from .staging import ROOT
from .tables import cell, table

# A task, its titles, and the rooms whose public names serve it. What is in no list comes last.
TASKS = {
    "open": ("打开资料", "Open sources", "ledgers ledger_record sources cleaning samples datasets"),
    "status": ("土地状态", "Status of the land", "status issues"),
    "figures": ("面积和合计", "Areas and totals", "figures areas topology"),
    "maps": ("地图", "Maps", "maps paper live_map"),
    "files": ("报告和文件", "Reports and files", "reports documents exports"),
    "changes": ("两期对比", "Comparing two years", "changes change_files"),
    "assets": ("企业和项目", "Enterprises and projects", "assets asset_figures"),
    "conventions": (
        "本单位的约定",
        "An office's conventions",
        "conventions office_profiles columns",
    ),
    "other": ("错误、警告和其他", "Errors, warnings and the rest", "errors"),
}
_WIDEST = 88  # a longer call has a line for each argument
_TEXTS = {
    "zh": {
        "title": "# Python 接口：{task}",
        "lead": "说明由代码中的文档字符串生成，为英文。例子都在测试中运行。",
        "head": ("名称", "作用"),
        "members": "属性和方法",
        "parameters": "参数",
        "other parameters": "其他参数",
        "returns": "返回",
        "yields": "依次给出",
        "raises": "错误",
        "warns": "警告",
        "attributes": "属性",
        "examples": "例子",
        "notes": "说明",
        "see also": "另见",
    },
    "en": {
        "title": "# Python: {task}",
        "lead": "This page is made from the docstrings. Tests run the examples.",
        "head": ("name", "what it does"),
        "members": "Attributes and methods",
        "parameters": "Parameters",
        "other parameters": "Other parameters",
        "returns": "Returns",
        "yields": "Yields",
        "raises": "Raises",
        "warns": "Warns",
        "attributes": "Attributes",
        "examples": "Examples",
        "notes": "Notes",
        "see also": "See also",
    },
}


def api_pages(lang: str) -> dict[str, str]:
    """Return the pages of the public names of parkland."""
    return {f"reference/python-{task}.md": _page(task, lang) for task in TASKS}


def public_names() -> dict[str, list[str]]:
    """Return the public names of each task, in the order of the stub."""
    rooms = {room: task for task, (_, _, listed) in TASKS.items() for room in listed.split()}
    found: dict[str, list[str]] = {task: [] for task in TASKS}
    stub = ROOT.joinpath("src/parkland/__init__.pyi").read_text(encoding="utf-8")
    for node in ast.parse(stub).body:
        if isinstance(node, ast.ImportFrom):
            task = rooms.get((node.module or "").partition(".")[0], "other")
            found[task] += [alias.name for alias in node.names]
    return found


def _page(task: str, lang: str) -> str:
    texts, names = _TEXTS[lang], public_names()[task]
    found = {name: getattr(pk, name) for name in names}
    rows = [
        [f"[`{name}`](#{name})", cell(_first_line(inspect.getdoc(value) or ""))]
        for name, value in found.items()
    ]
    title = texts["title"].format(task=TASKS[task][lang == "en"])
    parts = [title, texts["lead"], table(texts["head"], rows)]
    for name, value in found.items():
        parts += [f"## {name} {{ #{name} }}", _signature(f"pk.{name}", value)]
        parts += _documented(inspect.getdoc(value) or "", lang)
        if inspect.isclass(value) and not issubclass(value, Exception):
            parts += _members(value, lang)
    return "\n\n".join(part for part in parts if part) + "\n"


def _members(owner: type, lang: str) -> list[str]:
    """Return the documented properties and methods that a class itself has."""
    parts = []
    for name, value in vars(owner).items():
        function = value.fget if isinstance(value, property) else value
        text = inspect.getdoc(function) if callable(function) else None
        if name.startswith("_") or not text or inspect.isclass(function):
            continue
        shown = f"{owner.__name__}.{name}"
        parts.append(f"### {shown} {{ #{shown} }}")
        if not isinstance(value, property):
            parts.append(_signature(f".{name}", function))
        parts += _documented(text, lang)
    return parts


def _first_line(text: str) -> str:
    return text.partition("\n\n")[0].replace("`", "")


def _signature(name: str, value: Any) -> str:
    """Return the call of a function or a class, an argument a line if it is long."""
    try:
        signature = inspect.signature(value)
    except (TypeError, ValueError):
        return ""
    kept = [one for one in signature.parameters.values() if one.name != "self"]
    text = f"{name}{signature.replace(parameters=kept)}"
    if len(text) > _WIDEST:
        inside, _, result = text.removeprefix(f"{name}(").rpartition(")")
        lines = re.split(r", (?=\*?\*?\w+\b[:=]|[/*],|[/*]$)", inside)
        text = "\n".join([f"{name}(", *(f"    {line}," for line in lines), f"){result}"])
    return f"```python\n{_quoted(text)}\n```"


def _quoted(text: str) -> str:
    """Take the quotation marks off the annotations, which stand there as texts."""
    return re.sub(r"(: |-> )'([^']*)'", r"\1\2", text)


def _documented(text: str, lang: str) -> list[str]:
    """Return a docstring in the form of numpydoc as Markdown."""
    logging.getLogger("griffe").setLevel(logging.ERROR)
    sections = griffe.Docstring(text, parser="numpy").parse(warn_unknown_params=False)
    parts: list[str] = []
    for section in sections:
        title = section.title or _TEXTS[lang].get(section.kind.value, "")
        match section.kind.value:
            case "text":
                parts.append(_prose(section.value))
            case "examples":
                parts += [f"**{title}**", *(_example(*one) for one in section.value)]
            case "admonition":
                name = _TEXTS[lang].get(section.title.lower(), section.title)
                parts += [f"**{name}**", _prose(section.value.contents)]
            case _:
                parts += [f"**{title}**", "\n\n".join(map(_item, section.value))]
    return parts


def _example(kind: Any, text: str) -> str:
    return f"```pycon\n{text.strip()}\n```" if kind.value == "examples" else _prose(text)


def _item(item: Any) -> str:
    """Return an argument, a result or an error as an entry of a list of definitions."""
    name = getattr(item, "name", "") or ""
    kind = str(item.annotation or "")
    shown = " : ".join(f"`{one}`" for one in (name, kind) if one)
    body = _prose(item.description).replace("\n", "\n    ")
    return f"{shown}\n:   {body}" if shown else body


def _prose(text: str) -> str:
    """Return text of a docstring as Markdown: tables, lists and code stand there as they are."""
    lines = text.strip().splitlines()
    return "\n".join(re.sub(r"(?<!`)<(?=\w)", "&lt;", line) for line in lines)
