"""Read one TOML file of an office within bounds: size, encoding, depth, no device.

A profile can come with the data of a stranger, so that nothing in it may hang or crash the reader.
"""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

from parkland.errors import ConventionError, first_line, reason_of
from parkland.phrases import Phrase

if TYPE_CHECKING:
    from pathlib import Path

# The bundled files have 8 to 16 kB. tomllib takes about a second for the worst file of this size.
MOST_BYTES = 256 * 1024
# The deepest table of a rulebook has four levels: causes.own.article.zh.
MOST_LEVELS = 8
# tomllib needs time by the square of the number of parts in a dotted key.
MOST_KEY_PARTS = 32

# Each alternative consumes what it matches for good (`++`), so that the search takes linear time.
_KEY_PART = r"""(?:[A-Za-z0-9_-]++|"[^"\n]*+"|'[^'\n]*+')"""
_LONG_KEY = re.compile(
    rf"(?<![A-Za-z0-9_-]){_KEY_PART}(?:[ \t]*+\.[ \t]*+{_KEY_PART}){{{MOST_KEY_PARTS}}}"
)


def read_toml(path: Path, *, name: str, kind: str, most_bytes: int = MOST_BYTES) -> dict[str, Any]:
    """Return the content of the TOML file at `path`.

    Parameters
    ----------
    path
        Where the file is.
    name
        What the user calls it, for the message.
    kind
        ``"profile"`` or ``"rulebook"``, for the message.
    most_bytes
        The size up to which a file is read.

    Raises
    ------
    ConventionError
        If the file is missing or not a regular file, cannot be read, is too large, not in UTF-8
        or not TOML, or is nested too deep.
    """
    try:
        # A pipe or a device is no regular file. It is not opened: reading could wait for ever.
        if not path.is_file():
            key = "conventions.no_regular_file" if path.exists() else "conventions.no_file"
            raise ConventionError(key, where=name, kind=Phrase(f"conventions.kind.{kind}"))
        with path.open("rb") as file:
            raw = file.read(most_bytes + 1)
    except (OSError, ValueError) as error:
        if isinstance(error, ConventionError):
            raise
        raise ConventionError(
            "conventions.unreadable",
            where=name,
            kind=Phrase(f"conventions.kind.{kind}"),
            reason=_reason(error),
        ) from error
    if len(raw) > most_bytes:
        raise ConventionError(
            "conventions.too_large",
            where=name,
            kind=Phrase(f"conventions.kind.{kind}"),
            most_bytes=most_bytes // 1024,
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConventionError(
            "conventions.not_utf_8", where=name, kind=Phrase(f"conventions.kind.{kind}")
        ) from error
    return _parsed(text.replace("\r\n", "\n").replace("\r", "\n"), name=name, kind=kind)


# How tomllib says where the fault is.
_PLACE = re.compile(r" \(at line (\d+), column (\d+)\)")


def _parsed(text: str, *, name: str, kind: str) -> dict[str, Any]:
    too_deep = ConventionError(
        "conventions.too_deep",
        where=name,
        kind=Phrase(f"conventions.kind.{kind}"),
        levels=MOST_LEVELS,
    )
    if _LONG_KEY.search(text):
        raise too_deep
    try:
        content = tomllib.loads(text)
    except RecursionError as error:  # tomllib calls itself for each bracket within a bracket
        raise too_deep from error
    except ValueError as error:  # not TOML, or a number of more digits than Python converts
        reason = first_line(error)
        place = _PLACE.search(reason)
        raise ConventionError(
            "conventions.no_toml_at" if place else "conventions.no_toml",
            where=name,
            kind=Phrase(f"conventions.kind.{kind}"),
            reason=reason[: place.start()] if place else reason,
            line=place[1] if place else "",
            column=place[2] if place else "",
        ) from error
    if _is_deep(content):
        raise too_deep
    return content


def _reason(error: Exception) -> str:
    """Return what the operating system says, without the path, which the message names anyway."""
    return reason_of(error)


def _is_deep(content: dict[str, Any]) -> bool:
    """Say whether tables and lists are nested too deep; level by level, without recursion."""
    level: list[Any] = [content]
    for _ in range(MOST_LEVELS):
        level = [
            inner
            for holder in level
            for inner in (holder.values() if isinstance(holder, dict) else holder)
            if isinstance(inner, dict | list)
        ]
    return bool(level)
