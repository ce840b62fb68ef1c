"""Where a value stands in a TOML file: the line of each key and of each entry of a list.

`tomllib` gives values without their places. This scanner finds the places for messages only: it
follows tables, dotted keys, lists over several lines and comments, and takes no value from the
text. Of what it cannot place, such as a key of an inline table, it names the line of the table.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parkland.conventions.convention_faults import TablePath

_PART = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')"""
_PARTS = re.compile(_PART)
_HEADER = re.compile(rf"\s*(?P<open>\[\[?)\s*(?P<key>{_PART}(?:\s*\.\s*{_PART})*)\s*\]")
_KEY = re.compile(rf"\s*(?P<key>{_PART}(?:\s*\.\s*{_PART})*)\s*=")
# The parts of a value: texts, comments, brackets, commas, line ends.
_TOKEN = re.compile(
    r'"""(?:[^\\]|\\.)*?"""'
    r"|'''.*?'''"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'"
    r"|\#[^\n]*"
    r"|[\[\]{},\n]"
    r"|[^\s\[\]{},\#\"']+",
    re.DOTALL,
)


def lines_of(text: str) -> dict[TablePath, int]:
    r"""Return the line, from 1, of each table, key and entry of a list of a valid TOML text.

    Examples
    --------
    >>> lines_of('[aliases]\nname = ["a",\n  "b"]\n')[("aliases", "name", 2)]
    3
    """
    found: dict[TablePath, int] = {}
    table: TablePath = ()
    numbers: dict[TablePath, int] = {}
    at, line = 0, 1
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        row = text[at:end]
        if header := _HEADER.match(row):
            table = tuple(_keys(header["key"]))
            if header["open"] == "[[":
                numbers[table] = numbers.get(table, 0) + 1
                found.setdefault(table, line)
                table = (*table, numbers[table])
            elif parent := next((one for one in numbers if table[: len(one)] == one), None):
                table = (*parent, numbers[parent], *table[len(parent) :])
            found.setdefault(table, line)
        elif key := _KEY.match(row):
            path = (*table, *_keys(key["key"]))
            for depth in range(len(table) + 1, len(path) + 1):
                found.setdefault(path[:depth], line)
            length, rows = _value(text, at + key.end(), path, line, found)
            at, line = at + key.end() + length, line + rows
            end = text.find("\n", at)
            end = len(text) if end < 0 else end
        at, line = end + 1, line + 1
    return found


def line_of(text: str, path: TablePath) -> int:
    r"""Return the line of a value, or of the nearest table above it that stands in the text.

    Examples
    --------
    >>> line_of('title = "A"\n[areas]\ndigits = { ha = 2 }\n', ("areas", "digits", "ha"))
    3
    """
    found = lines_of(text)
    while path and path not in found:
        path = path[:-1]
    return found.get(path, 1)


def _keys(text: str) -> Iterator[str]:
    for part in _PARTS.findall(text):
        yield part[1:-1] if part[0] in "\"'" else part


def _value(
    text: str, start: int, path: TablePath, line: int, found: dict[TablePath, int]
) -> tuple[int, int]:
    """Note the entries of a list; return the length of a value and the line ends inside it."""
    depth, place, rows = 0, 1, 0
    for token in _TOKEN.finditer(text, start):
        word = token[0]
        if word == "\n":
            if not depth:
                return token.start() - start, rows
            rows += 1
        elif word == "," and depth == 1:
            place += 1
        elif not word.startswith("#") and word != "]":
            if depth == 1 and word != ",":
                found.setdefault((*path, place), line + rows)
            rows += word.count("\n")
        depth += word in ("[", "{")
        depth -= word in ("]", "}")
    return len(text) - start, rows
