"""The pages of the keys of profiles, rulebooks and methods.

The types come from the classes that decode the files, the values from the bundled file that has
every key, and the meaning from the comments of that file.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_type_hints

import msgspec

from parkland.conventions.method_file import MethodFile
from parkland.conventions.profile_file import ProfileFile
from parkland.conventions.rulebook_file import RulebookFile
from parkland.conventions.typed_tables import described

from .staging import ROOT, PageError
from .tables import cell, table

RESOURCES = ROOT / "src" / "parkland" / "resources"
LONGEST = 14  # lines of an example
TITLES = tomllib.loads(Path(__file__).with_name("key_titles.toml").read_text(encoding="utf-8"))
MOST = 3  # values of a list that stand in a cell
# Types with bounds on the Chinese page; `key_titles.toml` has the others.
_BOUNDS = (
    (r"a whole number of years from (\S+) to (\S+)", r"年数，\1 到 \2 的整数"),
    (r"a whole number of days from (\S+) to (\S+)", r"天数，\1 到 \2 的整数"),
    (r"a whole number of megabytes from (\S+) to (\S+)", r"兆字节数，\1 到 \2 的整数"),
    (r"a whole number from (\S+) to (\S+)", r"\1 到 \2 的整数"),
    (r"a number of metres from (\S+) to (\S+)", r"米数，\1 到 \2"),
    (r"a number of square metres from (\S+) to (\S+)", r"平方米数，\1 到 \2"),
    (r"a number from (\S+) to (\S+)", r"\1 到 \2 的数"),
    (
        r"a pattern of 1 to 100 characters with at most six \* and no folder",
        "文件名的式样，最多六个 *",
    ),
    (r"a pattern of 1 to 100 characters with at most six \*", "式样，最多六个 *"),
    (r"one of (.*)", r"其中之一：\1"),
)
_TEXTS = {
    "zh": {
        "lead": "键和类型取自读取文件的程序，值和说明取自随附的 `{file}`（说明为英文）。"
        '本单位的文件写 `extends = "{extends}"`，只写不同之处。写错的键或值会被拒绝，'
        "并指出行、路径和最接近的写法。",
        "head": ("键", "类型", "随附的值"),
        "type": "类型：{}。",
        "example": "随附的文件中这样写：",
        "cut": "# ……",
    },
    "en": {
        "lead": "Keys and types are those of the program that reads the file; values and comments "
        'are those of the bundled `{file}`. A file of an office says `extends = "{extends}"` and '
        "holds what differs. A wrong key or value is refused with its line, its path and the "
        "nearest known word.",
        "head": ("key", "type", "bundled value"),
        "type": "Type: {}.",
        "example": "In the bundled file:",
        "cut": "# …",
    },
}


@dataclass(frozen=True)
class Kind:
    """A kind of file: its titles, the class that decodes it, the bundled file with every key."""

    page: str
    titles: tuple[str, str]
    decoder: type
    file: str
    extends: str


KINDS = (
    Kind(
        "profile",
        ("方案的键", "Keys of a profile"),
        ProfileFile,
        "profiles/default.toml",
        "default",
    ),
    Kind(
        "rulebook",
        ("规则文件的键", "Keys of a rulebook"),
        RulebookFile,
        "rulebooks/idle-land-2012.toml",
        "idle-land-2012",
    ),
    Kind(
        "method",
        ("评价方法的键", "Keys of a method"),
        MethodFile,
        "methods/huangyan-2022.toml",
        "huangyan-2022",
    ),
)


def key_pages(lang: str) -> dict[str, str]:
    """Return the pages of all keys in `lang`."""
    return {f"reference/{kind.page}-keys.md": _page(kind, lang) for kind in KINDS}


def _page(kind: Kind, lang: str) -> str:
    texts = _TEXTS[lang]
    text = RESOURCES.joinpath(kind.file).read_text(encoding="utf-8")
    written, values = _passages(text), tomllib.loads(text)
    parts = [
        f"# {kind.titles[lang == 'en']}",
        texts["lead"].format(file=f"{kind.extends}.toml", extends=kind.extends),
    ]
    for key, wanted in _fields(kind.decoder):
        comment, source = written.get(key, ("", ""))
        parts.append(f"## {key} {{ #{key} }}")
        if lang == "zh":
            parts.append(f"**{_title(kind, key)}。**")
        parts += [comment, texts["type"].format(_type(wanted, lang))]
        inner = _table_of(wanted)
        if inner is not None:
            given = values.get(key, {})
            rows = [
                [
                    f"`{name}`",
                    _type(one, lang),
                    _value(given.get(name) if isinstance(given, dict) else None),
                ]
                for name, one in _fields(inner)
            ]
            parts.append(table(texts["head"], rows))
        if source:
            lines = source.strip().splitlines()
            shown = lines[:LONGEST] + ([texts["cut"]] if len(lines) > LONGEST else [])
            parts += [texts["example"], "```toml\n" + "\n".join(shown) + "\n```"]
    return "\n\n".join(part for part in parts if part) + "\n"


def _title(kind: Kind, key: str) -> str:
    if key not in TITLES[kind.page]:
        raise PageError(f"docs/manual/key_titles.toml has no title for {key} of a {kind.page}")
    title: str = TITLES[kind.page][key]
    return title


def _fields(decoder: Any) -> list[tuple[str, Any]]:
    """Return the keys of a class of msgspec and their types."""
    hints = get_type_hints(decoder, include_extras=True)
    names = zip(decoder.__struct_fields__, decoder.__struct_encode_fields__, strict=True)
    return [(key, hints[name]) for name, key in names]


def _table_of(wanted: Any) -> Any:
    """Return the class of a table or of the tables in a list, None for other types."""
    for one in (wanted, *getattr(wanted, "__args__", ())):
        if isinstance(one, type) and issubclass(one, msgspec.Struct):
            return one
    return None


def _type(wanted: Any, lang: str) -> str:
    """Return in words which values a key takes."""
    try:
        words = described(wanted).rstrip(",")
    except KeyError:
        words = "a table"
    if lang == "zh":
        words = TITLES["types"].get(words, words)
        for pattern, chinese in _BOUNDS:
            words = re.sub(f"^{pattern}$", chinese, words)
    return cell(words)


def _value(value: Any) -> str:
    if value is None or isinstance(value, dict) or (isinstance(value, list) and len(value) > MOST):
        return ""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    shown = value if isinstance(value, dt.date) else json.dumps(value, ensure_ascii=False)
    return f"`{shown}`"


def _passages(text: str) -> dict[str, tuple[str, str]]:
    r"""Return the comments above each key of the first level, and the passage that writes it.

    Examples
    --------
    >>> _passages("# What.\na = 1\n# Units.\n[b]\nc = 2")
    {'a': ('What.', 'a = 1'), 'b': ('Units.', '[b]\nc = 2')}
    """
    found: dict[str, tuple[str, str]] = {}
    comments: list[str] = []
    key, in_table = "", False
    for line in text.splitlines():
        if line.startswith("#"):
            comments.append(line.removeprefix("#").removeprefix(" "))
            continue
        header = re.match(r"\[+([\w-]+)", line)
        plain = None if in_table else re.match(r"([\w-]+)[\w.-]* *=", line)
        if started := header or plain:
            key, in_table = started[1], bool(header)
            before, source = found.get(key, ("", ""))
            if comments and not before:
                before = _prose(comments)
            found[key] = (before, f"{source}\n{line}".strip())
        elif key and line.strip():
            before, source = found[key]
            found[key] = (before, f"{source}\n{line}")
        comments = []
    return found


def _prose(comments: list[str]) -> str:
    """Return comments as Markdown; lines that are set in stand as they are."""
    if any(line.startswith("  ") for line in comments):
        return "```text\n" + "\n".join(comments) + "\n```"
    return re.sub(r"([*<_])", r"\\\1", " ".join(comments))
